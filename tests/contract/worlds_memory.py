"""The memory store as each of the three sides."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from core.errors import SyncError, Unauthorized
from core.records import Fields, Key, Place, Record, Side
from tests.contract.world import Entry, Feature, Trouble, World
from tests.memory_replica import EWS, GRAPH, SALESFORCE, Replica, Traits
from tests.memory_store import WRITES, MemoryStore, Moment, busy


class MemoryWorld:
    company = "Acme"

    def __init__(self, traits: Traits) -> None:
        self.side = traits.side
        self.replica = Replica(traits)
        self.store = MemoryStore(self.replica, faults=self._faults)
        self._trouble: Trouble | None = None

    def add(self, fields: Fields, *, place: Place = Place.SYNCED, categories: tuple[str, ...] = ()) -> Key:
        return self.replica.add({**fields, "photo": "a photo"}, place=place, categories=categories)

    def edit(self, key: Key, fields: Fields) -> None:
        self.replica.edit(key, fields)

    def remove(self, key: Key) -> None:
        self.replica.remove(key)

    def move(self, key: Key, place: Place) -> Key:
        return self.replica.move(key, place)

    def categorise(self, key: Key, categories: tuple[str, ...]) -> None:
        self.replica.categorise(key, categories)

    def leave_view(self, key: Key) -> None:
        self.replica.leave_view(key)

    def enter_view(self, key: Key) -> None:
        self.replica.enter_view(key)

    def merge(self, loser: Key, winner: Key) -> None:
        self.replica.merge(loser, winner)

    def look(self, key: Key) -> Record | None:
        item = self.replica.item(key)
        return None if item.gone else self.replica.record(item)

    def others(self, key: Key) -> object:
        item = self.replica.item(key)
        return {name: value for name, value in item.fields.items() if name not in self.store.holds}

    def count(self) -> int:
        return len(self.replica.living())

    def written(self) -> int:
        return self.store.writes

    def trouble(self, kind: Trouble) -> None:
        self._trouble = kind

    def calm(self) -> None:
        self._trouble = None

    def expire_cursors(self) -> None:
        self.replica.expire_cursors()

    def _faults(self, call: str, moment: Moment, position: int | None) -> SyncError | None:
        if self._trouble is Trouble.BUSY and moment is Moment.BEFORE:
            return busy()
        if self._trouble is Trouble.DENIED and moment is Moment.BEFORE:
            return Unauthorized("The memory store knows you no more; connect again.", code="denied")
        if self._trouble is Trouble.LOST_REPLY and moment is Moment.AFTER and call in WRITES:
            self.calm()
            return busy("the reply was lost")
        if self._trouble is Trouble.ONE_RECORD and moment is Moment.RECORD and call in WRITES and position == 0:
            self.calm()
            return busy("the row is locked")
        return None


def _opener(traits: Traits) -> Callable[[], AbstractContextManager[World]]:
    @contextmanager
    def opened() -> Iterator[World]:
        yield MemoryWorld(traits)

    return opened


_ALL = frozenset({Feature.STAMPS, Feature.UNIQUE_STAMP, Feature.COMPARES, Feature.DENIED, Feature.ONE_RECORD})
WORLDS: dict[str, Entry] = {
    "memory-graph": Entry(_opener(GRAPH), Side.EXCHANGE, _ALL | {Feature.TELLS_VERSIONS}),
    "memory-ews": Entry(_opener(EWS), Side.EXCHANGE, _ALL | {Feature.TELLS_VERSIONS}),
    "memory-salesforce": Entry(_opener(SALESFORCE), Side.CRM, _ALL | {Feature.MERGE, Feature.REQUIRES_SURNAME}),
}
