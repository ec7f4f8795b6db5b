"""A mailbox through Exchange Web Services: feeds, reading, and finding an item again after it was moved.

An item's id dies when it is moved to another folder; its old folder tells a deletion, its new one a creation. To tell
a move from a deletion, each item's search key, which a move keeps, is remembered from the feed
(core.exchange.identities).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from core.exchange import ews_items, ews_search, ews_writes
from core.exchange.ews import CHUNK, EwsClient
from core.exchange.ews_categories import ensure_categories
from core.exchange.ews_folders import EwsFolders
from core.exchange.ews_items import EwsKind
from core.exchange.ews_paths import CATEGORIES, SEARCH_KEY, Element, named
from core.exchange.ews_reading import EwsReader
from core.exchange.http import Meter
from core.exchange.identities import Identities
from core.exchange.mailbox import STAMP, Feed, Folders, Item, Sighting, Write
from core.records import Away, Fields, Key, Version
from core.store import Outcome, Removal


class EwsMailbox:
    """Implements core.exchange.mailbox.Mailbox."""

    batch = CHUNK
    moves = True
    lacks: frozenset[str] = frozenset()

    def __init__(self, client: EwsClient, kind: EwsKind) -> None:
        self._client = client
        self._kind = kind
        self._reader = EwsReader(client, kind)
        self._folders = EwsFolders(client, kind)
        self._opened = Folders("", "")
        self._identities = Identities()

    @property
    def address(self) -> str:
        return self._client.address

    @property
    def meter(self) -> Meter:
        return self._client.meter

    def check(self) -> None:
        self._folders.home()

    def folders(self, name: str, known: str | None) -> Folders:
        self._opened = self._folders.open(name, known)
        return self._opened

    def is_alive(self, folder: str) -> bool:
        return folder in self._folders.alive()

    def feed(self, folder: str, state: str | None, *, default: bool) -> Iterator[Feed]:
        paths = [CATEGORIES] if default else [SEARCH_KEY]
        for reply, state_, last in self._reader.changes(folder, state, paths):
            yield self._page(reply, state_, last=last, default=default)

    def _page(self, reply: Element, state: str, *, last: bool, default: bool) -> Feed:
        seen: list[Sighting] = []
        removed: list[Key] = []
        for what, key, version, item in self._reader.entries(reply):
            if what == "Delete":
                removed.append(key)
            elif item is not None:
                seen.append(Sighting(key, version, ews_items.categories(item)))
                if not default:
                    seen += self._noted(key, version, ews_items.identity(item), came=what == "Create")
        if default:
            removed = [key for key in removed if key in self._identities.out]
        return Feed(tuple(seen), tuple(removed), state, last)

    def _noted(self, key: Key, version: Version, identity: str | None, *, came: bool) -> list[Sighting]:
        """An item that came back is named by its former keys too, one of which its link still has."""
        if not identity:
            return []
        self._identities.note(key, identity)
        return [Sighting(old, version) for old in self._identities.former(identity)] if came else []

    def get(self, keys: Sequence[Key]) -> dict[Key, Item | Away]:
        found = self._reader.get(keys)
        for item in found.values():
            if isinstance(item, Item) and item.identity and item.folder == self._opened.synced:
                self._identities.note(item.key, item.identity)
        return found

    def moved(self, keys: Sequence[Key]) -> dict[Key, Item]:
        if not any(self.knows(key) for key in keys):
            return {}
        return self._reader.moved(self._identities, keys, self._everywhere(), self._opened.synced)

    def knows(self, key: Key) -> bool:
        return self._identities.of(key) is not None

    def has_strays(self) -> bool:
        folders = [folder for folder in self._everywhere() if folder != self._opened.synced]
        return next(ews_search.find(self._client, folders, ews_search.exists(named(STAMP))), None) is not None

    def search(self, folder: str, wanted: Sequence[Fields], category: str | None) -> list[Item]:
        conditions = [ews_search.like(self._kind, fields, category) for fields in wanted]
        return self._reader.matching([folder], [one for one in conditions if one is not None])

    def having(self, name: str, values: Sequence[str]) -> list[Item]:
        path = named(name)
        return self._reader.matching(self._everywhere(), [ews_search.equals(path, value) for value in values])

    def partial(self, names: Collection[str]) -> bool:
        return False

    def insert(self, folder: str, writes: Sequence[Write]) -> list[Outcome]:
        return ews_writes.insert(self._client, self._kind, folder, writes)

    def change(self, writes: Sequence[Write]) -> list[Outcome]:
        return ews_writes.change(self._client, self._kind, writes)

    def move(self, items: Sequence[tuple[Item, Version | None]], folder: str) -> list[Outcome]:
        return ews_writes.move(self._client, self._kind, items, folder)

    def remove(self, removals: Sequence[Removal]) -> list[Outcome]:
        return ews_writes.remove(self._client, self._kind, removals)

    def ensure_categories(self, wanted: Mapping[str, int]) -> None:
        ensure_categories(self._client, wanted)

    def memory(self) -> dict[str, object]:
        return self._identities.memory()

    def remember(self, memory: Mapping[str, object]) -> None:
        self._identities.remember(memory)

    def _everywhere(self) -> list[str]:
        return sorted(self._folders.alive() | {self._opened.synced, self._opened.default})
