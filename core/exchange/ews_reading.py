"""Reading items of one kind through EWS: the changes of a folder, items by id, searches."""

from collections.abc import Collection, Iterator, Sequence

from core.errors import Rejected, Stale, SyncError
from core.exchange import ews_items, ews_search
from core.exchange.errors import malformed
from core.exchange.ews import CHUNK, EwsClient, m
from core.exchange.ews_items import EwsKind
from core.exchange.ews_paths import SEARCH_KEY, Element, M, Path, T, shape, t
from core.exchange.identities import Identities
from core.exchange.mailbox import Item, readable
from core.exchange.packing import packed
from core.records import Away, Key, Version

# The most that SyncFolderItems takes (MS-OXWSSYNC, MaxChangesReturned).
PAGE = 512


class EwsReader:
    """One mailbox's items of one kind."""

    def __init__(self, client: EwsClient, kind: EwsKind) -> None:
        self._client = client
        self._kind = kind

    def changes(self, folder: str, state: str | None, paths: Sequence[Path]) -> Iterator[tuple[Element, str, bool]]:
        """(reply, the state to go on from, whether it is the last), page by page."""
        last = False
        while not last:
            children = [shape(paths), m("SyncFolderId", t("FolderId", Id=folder))]
            if state:
                children.append(m("SyncState", text=state))
            children.append(m("MaxChangesReturned", text=str(PAGE)))
            reply = self._client.one("SyncFolderItems", *children)
            before, state = state, reply.findtext(f"{M}SyncState")
            if not state:
                raise malformed(self._client.address, "SyncFolderItems: no state to go on from")
            if reply.find(f"{M}Changes") is None:  # it stands there empty where nothing changed
                raise malformed(self._client.address, "SyncFolderItems: no list of changes")
            # A server that gives the same state again would be asked for ever.
            last = reply.findtext(f"{M}IncludesLastItemInRange") != "false" or state == before
            yield reply, state, last

    def entries(self, reply: Element) -> Iterator[tuple[str, Key, Version, Element | None]]:
        """(Create, Update or Delete, key, version, the item) of the items of this kind."""
        for change in reply.iterfind(f"{M}Changes/*"):
            item = change.find(T + self._kind.element)
            item_id = change.find(f"{T}ItemId") if item is None else item.find(f"{T}ItemId")
            if item_id is None and change.find(f"*/{T}ItemId") is not None:
                continue  # of another kind: a distribution list, a request
            if item_id is None or not item_id.get("Id"):
                # The cursor must not pass what nobody could read.
                raise malformed(self._client.address, "SyncFolderItems: a change without an id")
            yield change.tag[len(T) :], item_id.get("Id"), item_id.get("ChangeKey", ""), item

    def get(self, keys: Sequence[Key]) -> dict[Key, Item | Away]:
        found: dict[Key, Item | Away] = {}
        for chunk in packed(keys, CHUNK):
            ids = m("ItemIds", *(t("ItemId", Id=key) for key in chunk))
            replies = self._client.send("GetItem", shape(self._kind.read), ids)
            if len(replies) != len(chunk):
                raise malformed(self._client.address, f"GetItem: {len(replies)} messages for {len(chunk)} items")
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
        # Nobody says here that the item is gone.
        if element is None or element.find(f"{T}ItemId") is None:
            raise malformed(self._client.address, "GetItem: no item, or one without an id")
        return ews_items.decode(self._kind, element)

    def moved(
        self, identities: Identities, keys: Sequence[Key], folders: Collection[str], home: str, *, keeps: bool = False
    ) -> dict[Key, Item]:
        """Of keys that are no more, the items that had them and lie in these folders now. home: where they were.
        keeps: what is found nowhere is remembered all the same, so that it is found to be gone again."""
        wanted = {key: identity for key in keys if (identity := identities.of(key))}
        conditions = [ews_search.equals(SEARCH_KEY, identity) for identity in wanted.values()]
        items = self.matching(sorted(folders), conditions) if conditions else []
        found = {item.identity: item for item in items if item.identity}
        for key, identity in wanted.items():
            if identity in found or not keeps:
                identities.settle(key, found.get(identity), home)
        return {key: found[identity] for key, identity in wanted.items() if identity in found}

    def matching(self, folders: Sequence[str], conditions: Sequence[Element]) -> list[Item]:
        """The items of the folders that meet one of the conditions, whole."""
        found: dict[Key, Item] = {}
        for chunk in packed(conditions, ews_search.CONDITIONS):
            condition = ews_search.any_of(chunk)
            elements = ews_search.find(self._client, folders, condition) if folders else ()
            ids = [item_id.get("Id") for each in elements if (item_id := each.find(f"{T}ItemId")) is not None]
            found |= readable(self.get(ids))
        return list(found.values())
