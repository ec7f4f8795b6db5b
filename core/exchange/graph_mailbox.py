"""A mailbox's contacts through Microsoft Graph. Ids are immutable, so that an item that was moved answers under its
old key."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from core.exchange import graph_writes
from core.exchange.graph import WRITES, GraphClient, literal
from core.exchange.graph_contacts import CONTACT, partial_address
from core.exchange.graph_folders import GraphFolders
from core.exchange.graph_items import VALUES, name_id
from core.exchange.graph_reading import BULK, GraphReader, ensure_categories
from core.exchange.http import Meter
from core.exchange.mailbox import Feed, Folders, Item, Write
from core.records import Away, Fields, Key, Version
from core.store import Outcome, Removal

# The most contact folders that are searched for an item of ours, the synchronised and the default one first.
FOLDERS = 10


class GraphMailbox:
    """Implements core.exchange.mailbox.Mailbox."""

    moves = True
    lacks: frozenset[str] = frozenset()

    def __init__(self, client: GraphClient) -> None:
        self.batch = WRITES
        self._client = client
        self._reader = GraphReader(client, CONTACT)
        self._folders = GraphFolders(client)
        self._opened = Folders("", "")

    @property
    def address(self) -> str:
        return self._client.address

    @property
    def meter(self) -> Meter:
        return self._client.meter

    def check(self) -> None:
        self._folders.check()

    def folders(self, name: str, known: str | None) -> Folders:
        self._opened = self._folders.open(name, known)
        return self._opened

    def is_alive(self, folder: str) -> bool:
        return self._folders.is_alive(folder)

    def feed(self, folder: str, state: str | None, *, default: bool) -> Iterator[Feed]:
        return self._reader.feed(folder, state)

    def get(self, keys: Sequence[Key]) -> dict[Key, Item | Away]:
        wanted = dict.fromkeys(keys)
        found: dict[Key, Item | Away] = {}
        if len(wanted) > BULK and self._opened.synced:
            found |= self._reader.listed(self._opened.synced, wanted.keys())
        return found | self._reader.get([key for key in wanted if key not in found])

    def moved(self, keys: Sequence[Key]) -> dict[Key, Item]:
        return {}

    def knows(self, key: Key) -> bool:
        return True

    def has_strays(self) -> bool:
        return False

    def search(self, folder: str, wanted: Sequence[Fields], category: str | None) -> list[Item]:
        return self._reader.like(folder, wanted, f"categories/any(c:c eq {literal(category)})" if category else "")

    def having(self, name: str, values: Sequence[str]) -> list[Item]:
        identity = literal(name_id(name))
        any_value = f"{VALUES}/Any(ep: ep/id eq {identity} and ep/value eq %s)"
        folders = self._folders.living()[:FOLDERS]
        return self._reader.filtered(folders, [any_value % literal(value) for value in values])

    def partial(self, names: Collection[str]) -> bool:
        return partial_address(set(names))

    def insert(self, folder: str, writes: Sequence[Write]) -> list[Outcome]:
        return graph_writes.insert(self._client, CONTACT, folder, writes)

    def change(self, writes: Sequence[Write]) -> list[Outcome]:
        return graph_writes.change(self._client, CONTACT, writes)

    def move(self, items: Sequence[tuple[Item, Version | None]], folder: str) -> list[Outcome]:
        return graph_writes.move(self._client, CONTACT, items, folder)

    def remove(self, removals: Sequence[Removal]) -> list[Outcome]:
        return graph_writes.remove(self._client, CONTACT, removals)

    def ensure_categories(self, wanted: Mapping[str, int]) -> None:
        ensure_categories(self._client, wanted)

    def memory(self) -> dict[str, object]:
        return {}

    def remember(self, memory: Mapping[str, object]) -> None:
        """Immutable ids leave nothing to remember."""
