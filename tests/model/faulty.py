"""Stores with the faults that engines have: each stands between the engine and a good store, and shows the engine's
world as if the engine had the defect. The model must notice every one of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from core.errors import SyncError
from core.objects import ObjectType
from core.records import Away, Fields, Glimpse, Gone, Key, Record, Seen, Side, State
from core.store import Change, Cursor, Known, Outcome, Page, Removal, Store, Written
from tests.memory_store import MemoryStore

_numbers = count(1)


class Through:
    """Hands every call on to the good store."""

    def __init__(self, good: Store) -> None:
        self.good = good
        self.side: Side = good.side
        self.object_type: ObjectType = good.object_type
        self.holds: frozenset[str] = good.holds
        self.batch: int = good.batch
        self.stamps: bool = good.stamps

    def changed_since(self, cursor: Cursor | None, known: Known | None = None) -> Iterator[Page]:
        return self.good.changed_since(cursor, known)

    def read(self, keys: Sequence[Key]) -> dict[Key, State]:
        return self.good.read(keys)

    def find(self, wanted: Sequence[Fields]) -> list[Record]:
        return self.good.find(wanted)

    def find_stamp(self, stamps: Sequence[str]) -> dict[str, Record]:
        return self.good.find_stamp(stamps)

    def prepare(self, changes: Sequence[Change]) -> list[Change | SyncError]:
        return self.good.prepare(changes)

    def create(self, changes: Sequence[Change]) -> list[Outcome]:
        return self.good.create(changes)

    def update(self, changes: Sequence[Change]) -> list[Outcome]:
        return self.good.update(changes)

    def delete(self, removals: Sequence[Removal]) -> list[Outcome]:
        return self.good.delete(removals)


class NoStamps(Through):
    """Creates and updates carry no stamp of the journal."""

    def create(self, changes: Sequence[Change]) -> list[Outcome]:
        return self.good.create([replace(one, stamp=f"lost {next(_numbers)}") for one in changes])


class NoVersions(Through):
    """Writes whatever the record is by now."""

    def update(self, changes: Sequence[Change]) -> list[Outcome]:
        return self.good.update([replace(one, version=None) for one in changes])


class Careless(Through):
    """An update replaces the record: what is not synchronised is lost."""

    def update(self, changes: Sequence[Change]) -> list[Outcome]:
        outcomes = self.good.update(changes)
        for one in outcomes:
            if isinstance(one, Written) and isinstance(self.good, MemoryStore):
                self.good.replica.item(one.key).fields.pop("photo", None)
        return outcomes


class NotForetold(Through):
    """Believes that the side holds whatever it was given."""

    def __init__(self, good: Store) -> None:
        super().__init__(good)
        self._held: dict[str, Fields] = {}

    def prepare(self, changes: Sequence[Change]) -> list[Change | SyncError]:
        return [self._kept(one) if isinstance(one, Change) else one for one in self.good.prepare(changes)]

    def create(self, changes: Sequence[Change]) -> list[Outcome]:
        return self.good.create([replace(one, held=self._held[one.stamp]) for one in changes])

    def update(self, changes: Sequence[Change]) -> list[Outcome]:
        return self.good.update([replace(one, held=self._held[one.stamp]) for one in changes])

    def _kept(self, change: Change) -> Change:
        self._held[change.stamp] = change.held
        return replace(change, held={})


class TooEarly(Through):
    """Takes a write for done that was not carried out, once in a while: the base is saved too early."""

    def update(self, changes: Sequence[Change]) -> list[Outcome]:
        if next(_numbers) % 4 == 0:
            return [Written(one.key or "") for one in changes]
        return self.good.update(changes)


class HastyCursor(Through):
    """Every page names the cursor behind the last one: it is saved before the hints of the later pages."""

    def changed_since(self, cursor: Cursor | None, known: Known | None = None) -> Iterator[Page]:
        pages = list(self.good.changed_since(cursor, known))
        yield from (replace(page, cursor=pages[-1].cursor) for page in pages)


class Forgetful(Through):
    """The hints of a page are lost, once in a while, though its cursor is saved."""

    def changed_since(self, cursor: Cursor | None, known: Known | None = None) -> Iterator[Page]:
        for page in self.good.changed_since(cursor, known):
            yield replace(page, seen=()) if next(_numbers) % 4 == 0 else page


class ExitIsDeletion(Through):
    """Takes a record outside the view for a deleted one."""

    def read(self, keys: Sequence[Key]) -> dict[Key, State]:
        states = self.good.read(keys)
        return {key: Gone(key) if _outside(state) else state for key, state in states.items()}

    def changed_since(self, cursor: Cursor | None, known: Known | None = None) -> Iterator[Page]:
        for page in self.good.changed_since(cursor, known):
            yield replace(page, seen=tuple(Gone(one.key) if _outside(one) else one for one in page.seen))


def _outside(one: Seen) -> bool:
    return isinstance(one, Away) or (isinstance(one, Record | Glimpse) and not one.in_scope)
