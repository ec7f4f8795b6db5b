"""A mailbox's tasks through Graph's To Do. Ids change when Outlook moves a task to another list. To Do itself moves
none: a task in the default list that carries our category counts as in its place."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from core.errors import Rejected
from core.exchange import todo_writes
from core.exchange.errors import REFUSED
from core.exchange.graph import WRITES, GraphClient
from core.exchange.graph_items import GraphKind
from core.exchange.graph_reading import BULK, GraphReader, ensure_categories, zone_of_mailbox
from core.exchange.graph_tasks import LACKS, task_kind
from core.exchange.http import Meter
from core.exchange.identities import Identities
from core.exchange.mailbox import Feed, Folders, Item, Sighting, Write
from core.exchange.todo_lists import TodoLists
from core.records import Away, Fields, Key, Version
from core.store import Outcome, Removal


class TodoMailbox:
    """Implements core.exchange.mailbox.Mailbox."""

    moves = False
    lacks = LACKS

    def __init__(self, client: GraphClient) -> None:
        self.batch = WRITES
        self._client = client
        self._lists = TodoLists(client)
        self._opened = Folders("", "")
        self._identities = Identities()
        self._kind: GraphKind = task_kind(None)
        self._reader = GraphReader(client, self._kind)

    @property
    def address(self) -> str:
        return self._client.address

    @property
    def meter(self) -> Meter:
        return self._client.meter

    def check(self) -> None:
        self._lists.check()

    def folders(self, name: str, known: str | None) -> Folders:
        self._opened = self._lists.open(name, known)
        # Outlook counts days in the mailbox's own zone.
        self._kind = task_kind(zone_of_mailbox(self._client))
        self._reader = GraphReader(self._client, self._kind)
        return self._opened

    def is_alive(self, folder: str) -> bool:
        return folder in self._lists.living

    def feed(self, folder: str, state: str | None, *, default: bool) -> Iterator[Feed]:
        for page in self._reader.feed(folder, state):
            seen = list(page.seen)
            for one in page.seen:
                if one.identity:
                    self._identities.note(one.key, one.identity)
                    seen += [Sighting(old, one.version) for old in self._identities.former(one.identity)]
            yield Feed(tuple(seen), page.removed, page.state, last=page.last)

    def get(self, keys: Sequence[Key]) -> dict[Key, Item | Away]:
        found: dict[Key, Item | Away] = {}
        for folder in (self._opened.synced, self._opened.default):
            rest = [key for key in dict.fromkeys(keys) if key not in found]
            if len(rest) > BULK:
                found |= self._reader.listed(folder, rest)
                rest = [key for key in rest if key not in found]
            found |= self._reader.get(rest, folder) if rest else {}
        for key, item in found.items():
            if isinstance(item, Item) and item.identity:
                self._identities.note(key, item.identity)
        return found | self._outside([key for key in keys if key not in found and key in self._identities.out])

    def _outside(self, keys: Sequence[Key]) -> dict[Key, Item | Away]:
        """Those that are known to lie in another list, still by these keys."""
        if not keys:
            return {}
        others = self._lists.living[2:]
        return {item.key: item for folder in others for item in self._reader.get(keys, folder).values()}

    def moved(self, keys: Sequence[Key]) -> dict[Key, Item]:
        wanted = {key: identity for key in keys if (identity := self._identities.of(key))}
        found = self._identities.named(self._everything()) if wanted else {}
        for key, identity in wanted.items():
            self._identities.settle(key, found.get(identity), self._opened.synced)
        return {key: item for key, identity in wanted.items() if (item := found.get(identity))}

    def knows(self, key: Key) -> bool:
        return self._identities.is_sure(key)

    def has_strays(self) -> bool:
        return False

    def search(self, folder: str, wanted: Sequence[Fields], category: str | None) -> list[Item]:
        return self._reader.like(folder, wanted)

    def having(self, name: str, values: Sequence[str]) -> list[Item]:
        """To Do cannot filter by links, so everything is looked at; asked only after a run that was cut off."""
        return [item for item in self._everything() if item.properties.get(name) in values]

    def _everything(self) -> list[Item]:
        return [item for folder in self._lists.living for items in self._reader.pages(folder) for item in items]

    def partial(self, names: Collection[str]) -> bool:
        return False

    def insert(self, folder: str, writes: Sequence[Write]) -> list[Outcome]:
        return todo_writes.insert(self._client, self._kind, folder, writes)

    def change(self, writes: Sequence[Write]) -> list[Outcome]:
        present = dict[Key, Item | Away](
            {one.key: one.before for one in writes if one.key and one.before and one.just_read}
        )
        present |= self.get([write.key or "" for write in writes if write.key not in present])
        return todo_writes.change(self._client, self._kind, self._reader, writes, present)

    def move(self, items: Sequence[tuple[Item, Version | None]], folder: str) -> list[Outcome]:
        words = "To Do cannot move a task to another list; move it in Outlook."
        return [Rejected(words, code="no_move", label=REFUSED) for _ in items]

    def remove(self, removals: Sequence[Removal]) -> list[Outcome]:
        present = self.get([removal.key for removal in removals])
        return todo_writes.remove(self._client, self._kind, removals, present)

    def ensure_categories(self, wanted: Mapping[str, int]) -> None:
        ensure_categories(self._client, wanted)

    def memory(self) -> dict[str, object]:
        return self._identities.memory()

    def remember(self, memory: Mapping[str, object]) -> None:
        self._identities.remember(memory)
