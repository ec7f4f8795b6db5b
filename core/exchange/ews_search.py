"""FindItem: restrictions and paging (MS-OXWSSRCH)."""

from collections.abc import Iterator, Sequence

from core.errors import SyncError
from core.exchange.errors import malformed
from core.exchange.ews import EwsClient, m
from core.exchange.ews_items import EwsKind
from core.exchange.ews_paths import CATEGORIES, Element, M, Path, T, put, shape, t
from core.records import Fields, canonical

# A restriction is compiled to one MAPI restriction, whose size Exchange bounds.
CONDITIONS = 50
PAGE = 500


def equals(path: Path, value: str) -> Element:
    constant = put(t("FieldURIOrConstant"), t("Constant", Value=value))
    return put(t("IsEqualTo"), path.element(), constant)


def at_least(path: Path, value: str) -> Element:
    constant = put(t("FieldURIOrConstant"), t("Constant", Value=value))
    return put(t("IsGreaterThanOrEqualTo"), path.element(), constant)


def exists(path: Path) -> Element:
    return put(t("Exists"), path.element())


def like(kind: EwsKind, wanted: Fields, category: str | None = None) -> Element | None:
    """All fields of `wanted` within the item's, whatever case; those that Exchange cannot search are left out."""
    conditions = []
    for name, value in wanted.items():
        text = canonical(value)
        if name in kind.texts and isinstance(text, str):
            contains = t("Contains", ContainmentMode="Substring", ContainmentComparison="IgnoreCase")
            conditions.append(put(contains, kind.paths[name].element(), t("Constant", Value=text)))
    if category and conditions:
        conditions.append(equals(CATEGORIES, category))
    return _joined("And", conditions)


def any_of(conditions: Sequence[Element]) -> Element | None:
    return _joined("Or", conditions)


def all_of(conditions: Sequence[Element]) -> Element | None:
    return _joined("And", conditions)


def _joined(word: str, conditions: Sequence[Element]) -> Element | None:
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    return put(t(word), *conditions)


def find(
    client: EwsClient, folders: Sequence[str], condition: Element, paths: Sequence[Path] = ()
) -> Iterator[Element]:
    """The items of the folders that meet the condition, as elements with ids and the asked paths."""
    waiting, offset = list(folders), 0
    while waiting:
        view = m("IndexedPageItemView", MaxEntriesReturned=str(PAGE), Offset=str(offset), BasePoint="Beginning")
        parents = m("ParentFolderIds", *(t("FolderId", Id=folder) for folder in waiting))
        asked = m("Restriction", condition)
        replies = client.send("FindItem", shape(paths), view, asked, parents, Traversal="Shallow")
        if len(replies) != len(waiting):
            raise malformed(client.address, f"FindItem: {len(replies)} messages for {len(waiting)} folders")
        more = []
        for folder, reply in zip(waiting, replies, strict=True):
            root = _root(client, reply)
            if root is None:
                continue
            yield from items_of(client, root)
            if root.get("IncludesLastItemInRange") == "false":
                more.append(folder)
        waiting, offset = more, offset + PAGE


def items_of(client: EwsClient, root: Element) -> Element:
    """The list in a page of FindItem; it stands there empty where nothing was found."""
    items = root.find(f"{T}Items")
    if items is None:
        raise malformed(client.address, "FindItem: no list of items")
    return items


def _root(client: EwsClient, reply: Element | SyncError) -> Element | None:
    """The page of one folder; None for a folder that is gone."""
    if isinstance(reply, SyncError):
        if reply.code in ("folder_gone", "vanished"):
            return None
        raise reply
    root = reply.find(f"{M}RootFolder")
    if root is None:
        raise malformed(client.address, "FindItem: no RootFolder")
    return root
