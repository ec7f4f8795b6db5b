"""A mailbox through Exchange Web Services: feeds, reading, and finding an item again after it was moved.

An item's id dies when it is moved to another folder; its old folder tells a deletion, its new one a creation. To tell
a move from a deletion, each item's search key, which a move keeps, is remembered from the feed
(core.exchange.identities).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from core.errors import Rejected, Stale, SyncError
from core.exchange import ews_items, ews_search, ews_writes
from core.exchange.errors import malformed
from core.exchange.ews import CHUNK, EwsClient, m
from core.exchange.ews_categories import ensure_categories
from core.exchange.ews_folders import EwsFolders
from core.exchange.ews_items import EwsKind
from core.exchange.ews_paths import CATEGORIES, SEARCH_KEY, Element, M, T, named, shape, t
from core.exchange.http import Meter
from core.exchange.identities import Identities
from core.exchange.mailbox import STAMP, Feed, Folders, Item, Sighting, Write, readable
from core.exchange.packing import packed
from core.records import Away, Fields, Key, Version
from core.store import Outcome, Removal

# The most that SyncFolderItems takes (MS-OXWSSYNC, MaxChangesReturned).
PAGE = 512


class EwsMailbox:
    """Implements core.exchange.mailbox.Mailbox."""

    batch = CHUNK
    moves = True
    lacks: frozenset[str] = frozenset()

    def __init__(self, client: EwsClient, kind: EwsKind) -> None:
        self._client = client
        self._kind = kind
        self._folders = EwsFolders(client, kind)
        self._opened = Folders("", "")
        self._identities = Identities()

    @property
    def address(self) -> str:
        return self._client.address

    @property
    def meter(self) -> Meter:
        return self._client.meter

    def folders(self, name: str, known: str | None) -> Folders:
        self._opened = self._folders.open(name, known)
        return self._opened

    def is_alive(self, folder: str) -> bool:
        return folder in self._folders.alive()

    def feed(self, folder: str, state: str | None, *, default: bool) -> Iterator[Feed]:
        asked = shape([CATEGORIES] if default else [SEARCH_KEY])
        last = False
        while not last:
            children = [asked, m("SyncFolderId", t("FolderId", Id=folder))]
            if state:
                children.append(m("SyncState", text=state))
            children.append(m("MaxChangesReturned", text=str(PAGE)))
            reply = self._client.one("SyncFolderItems", *children)
            before, state = state, reply.findtext(f"{M}SyncState")
            if not state:
                raise malformed(self.address, "SyncFolderItems: no state to go on from")
            # A server that gives the same state again would be asked for ever.
            last = reply.findtext(f"{M}IncludesLastItemInRange") != "false" or state == before
            yield self._page(reply, state, last=last, default=default)

    def _page(self, reply: Element, state: str, *, last: bool, default: bool) -> Feed:
        seen: list[Sighting] = []
        removed: list[Key] = []
        for change in reply.iterfind(f"{M}Changes/*"):
            item = change.find(T + self._kind.element)
            item_id = change.find(f"{T}ItemId") if item is None else item.find(f"{T}ItemId")
            if item_id is None and change.find(f"*/{T}ItemId") is not None:
                continue  # of another kind: a distribution list, a request
            if item_id is None or not item_id.get("Id"):
                # The cursor must not pass what nobody could read.
                raise malformed(self.address, "SyncFolderItems: a change without an id")
            if change.tag == f"{T}Delete":
                removed.append(item_id.get("Id"))
            elif item is not None:
                key, version = item_id.get("Id"), item_id.get("ChangeKey", "")
                seen.append(Sighting(key, version, ews_items.categories(item)))
                if not default:
                    came = change.tag == f"{T}Create"
                    seen += self._noted(key, version, ews_items.identity(item), came=came)
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
        found: dict[Key, Item | Away] = {}
        for chunk in packed(keys, CHUNK):
            ids = m("ItemIds", *(t("ItemId", Id=key) for key in chunk))
            replies = self._client.send("GetItem", shape(self._kind.read), ids)
            if len(replies) != len(chunk):
                raise malformed(self.address, f"GetItem: {len(replies)} messages for {len(chunk)} items")
            for key, reply in zip(chunk, replies, strict=True):
                one = self._item(key, reply)
                if one:
                    found[key] = one
        return found

    def _item(self, key: Key, reply: Element | SyncError) -> Item | Away | None:
        """None for one that is not there."""
        if isinstance(reply, Stale):
            return None
        if isinstance(reply, Rejected):
            return Away(key)
        if isinstance(reply, SyncError):
            raise reply
        element = reply.find(f"{M}Items/*")
        if element is not None and element.find(f"{T}ItemId") is None:
            raise malformed(self.address, "GetItem: an item without an id")
        item = None if element is None else ews_items.decode(self._kind, element)
        if item and item.identity and item.folder == self._opened.synced:
            self._identities.note(item.key, item.identity)
        return item

    def moved(self, keys: Sequence[Key]) -> dict[Key, Item]:
        wanted = {key: identity for key in keys if (identity := self._identities.of(key))}
        found: dict[str, Item] = {}
        everywhere = self._everywhere() if wanted else []
        for chunk in packed(list(wanted.values()), ews_search.CONDITIONS):
            condition = ews_search.any_of([ews_search.equals(SEARCH_KEY, identity) for identity in chunk])
            found |= {item.identity: item for item in self._found(everywhere, condition) if item.identity}
        for key, identity in wanted.items():
            self._identities.settle(key, found.get(identity), self._opened.synced)
        return {key: found[identity] for key, identity in wanted.items() if identity in found}

    def knows(self, key: Key) -> bool:
        return self._identities.of(key) is not None

    def has_strays(self) -> bool:
        folders = [folder for folder in self._everywhere() if folder != self._opened.synced]
        return next(ews_search.find(self._client, folders, ews_search.exists(named(STAMP))), None) is not None

    def search(self, folder: str, wanted: Sequence[Fields], category: str | None) -> list[Item]:
        conditions = [
            one for one in (ews_search.like(self._kind, fields, category) for fields in wanted) if one is not None
        ]
        return self._matching([folder], conditions)

    def having(self, name: str, values: Sequence[str]) -> list[Item]:
        path = named(name)
        return self._matching(self._everywhere(), [ews_search.equals(path, value) for value in values])

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

    def _matching(self, folders: Sequence[str], conditions: Sequence[Element]) -> list[Item]:
        found: dict[Key, Item] = {}
        for chunk in packed(conditions, ews_search.CONDITIONS):
            found |= {item.key: item for item in self._found(folders, ews_search.any_of(chunk))}
        return list(found.values())

    def _found(self, folders: Sequence[str], condition: Element | None) -> list[Item]:
        if condition is None or not folders:
            return []
        ids = [element.find(f"{T}ItemId") for element in ews_search.find(self._client, folders, condition)]
        return list(readable(self.get([item_id.get("Id") for item_id in ids if item_id is not None])).values())
