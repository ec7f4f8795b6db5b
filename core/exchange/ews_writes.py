"""CreateItem, UpdateItem, MoveItem, DeleteItem (MS-OXWSCORE): chunked, one Outcome an item, nobody is ever invited."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from core.errors import Rejected, Stale, SyncError
from core.exchange import rich_notes
from core.exchange.errors import changed, for_record, malformed
from core.exchange.ews import CHUNK, EwsClient, m
from core.exchange.ews_items import EwsKind, encode_changes, encode_new
from core.exchange.ews_paths import BODY, Element, M, T, put, shape, t
from core.exchange.mailbox import Item, Write
from core.exchange.packing import packed, write_size
from core.records import Version
from core.store import Outcome, Removal, Written

# Well below the 64 MB that Exchange takes in one request by default (web.config, maxAllowedContentLength).
BYTES = 8_000_000
_Asked = TypeVar("_Asked")
_Reply = Element | SyncError


def insert(client: EwsClient, kind: EwsKind, folder: str, writes: Sequence[Write]) -> list[Outcome]:
    def send(chunk: Sequence[Write]) -> list[_Reply]:
        target = m("SavedItemFolderId", t("FolderId", Id=folder))
        items = m("Items", *(encode_new(kind, write) for write in chunk))
        return client.send(
            "CreateItem", target, items, MessageDisposition="SaveOnly", SendMeetingInvitations="SendToNone"
        )

    replies = _all(client, writes, send, write_size)
    return [_written(client, reply, write.what) for write, reply in zip(writes, replies, strict=True)]


def change(client: EwsClient, kind: EwsKind, writes: Sequence[Write]) -> list[Outcome]:
    """A write with a version is refused when the item moved on; one without overwrites."""
    return rich_notes.written(writes, partial(pages, client, kind), partial(_change, client, kind))


def _change(client: EwsClient, kind: EwsKind, writes: Sequence[Write]) -> list[Outcome]:
    outcomes: dict[int, Outcome] = {}
    for mode, checked in (("NeverOverwrite", True), ("AlwaysOverwrite", False)):
        places = [place for place, write in enumerate(writes) if (write.version is not None) is checked]
        chosen = [writes[place] for place in places]
        replies = _all(client, chosen, partial(_update, client, kind, mode), write_size)
        for place, write, reply in zip(places, chosen, replies, strict=True):
            outcomes[place] = _written(client, reply, write.what)
    return [outcomes[place] for place in range(len(writes))]


def pages(client: EwsClient, kind: EwsKind, keys: Sequence[str]) -> dict[str, str | SyncError]:
    """The notes of those items whose notes are HTML, or cannot be read."""
    wanted = shape([BODY], form="Best")

    def send(chunk: Sequence[str]) -> list[_Reply]:
        return client.send("GetItem", wanted, m("ItemIds", *(_item_id(key, None) for key in chunk)))

    found: dict[str, str | SyncError] = {}
    for key, reply in zip(keys, _all(client, keys, send), strict=True):
        if isinstance(reply, SyncError):
            found[key] = for_record(reply, kind.what)
            continue
        body = reply.find(f"{M}Items/*/{T}Body")
        if body is not None and body.get("BodyType") == "HTML":
            found[key] = body.text or ""
    return found


def _update(client: EwsClient, kind: EwsKind, mode: str, chunk: Sequence[Write]) -> list[_Reply]:
    changes = [
        put(t("ItemChange"), _item_id(write.key or "", write.version), encode_changes(kind, write)) for write in chunk
    ]
    return client.send(
        "UpdateItem",
        m("ItemChanges", *changes),
        ConflictResolution=mode,
        MessageDisposition="SaveOnly",
        SendMeetingInvitationsOrCancellations="SendToNone",
    )


def move(client: EwsClient, kind: EwsKind, items: Sequence[tuple[Item, Version | None]], folder: str) -> list[Outcome]:
    def send(chunk: Sequence[tuple[Item, Version | None]]) -> list[_Reply]:
        target = m("ToFolderId", t("FolderId", Id=folder))
        return client.send("MoveItem", target, m("ItemIds", *(_item_id(item.key, None) for item, _ in chunk)))

    return [_written(client, reply, kind.what) for reply in _all(client, items, send)]


def remove(client: EwsClient, kind: EwsKind, removals: Sequence[Removal]) -> list[Outcome]:
    """Into Deleted Items. DeleteItem ignores change keys, so the versions are compared just before."""
    outcomes = _moved_on(client, kind, [removal for removal in removals if removal.version is not None])
    due = [removal for removal in removals if removal.key not in outcomes]

    def send(chunk: Sequence[Removal]) -> list[_Reply]:
        return client.send(
            "DeleteItem",
            m("ItemIds", *(_item_id(removal.key, None) for removal in chunk)),
            DeleteType="MoveToDeletedItems",
            SendMeetingCancellations="SendToNone",
            AffectedTaskOccurrences="AllOccurrences",
        )

    for removal, reply in zip(due, _all(client, due, send), strict=True):
        gone = isinstance(reply, Stale) and reply.code == "vanished"
        failed = isinstance(reply, SyncError) and not gone
        outcomes[removal.key] = for_record(reply, kind.what) if failed else Written(removal.key)
    return [outcomes[removal.key] for removal in removals]


def _moved_on(client: EwsClient, kind: EwsKind, removals: Sequence[Removal]) -> dict[str, Outcome]:
    """Outcomes of those removals that need no DeleteItem: changed since, moved, or gone."""
    outcomes: dict[str, Outcome] = {}

    def send(chunk: Sequence[Removal]) -> list[_Reply]:
        return client.send("GetItem", shape(()), m("ItemIds", *(_item_id(one.key, None) for one in chunk)))

    for removal, reply in zip(removals, _all(client, removals, send), strict=True):
        if isinstance(reply, SyncError):
            # Moved away or deleted; the caller reads it again to know which.
            outcomes[removal.key] = reply
            continue
        found = reply.find(f"{M}Items/*/{T}ItemId")
        if found is None or found.get("ChangeKey") != removal.version:
            outcomes[removal.key] = changed(kind.what)
    return outcomes


def _all(
    client: EwsClient,
    asked: Sequence[_Asked],
    send: Callable[[Sequence[_Asked]], list[_Reply]],
    weigh: Callable[[_Asked], int] = lambda _: 0,
) -> list[_Reply]:
    replies: list[_Reply] = []
    for chunk in packed(asked, CHUNK, weigh, BYTES):
        replies += _halved(client, chunk, send)
    return replies


def _halved(
    client: EwsClient, chunk: Sequence[_Asked], send: Callable[[Sequence[_Asked]], list[_Reply]]
) -> list[_Reply]:
    """A request that Exchange refuses as a whole (ErrorSchemaValidation, too large) is halved until the item to blame
    is alone; nothing of a refused request was carried out."""
    try:
        replies = send(chunk)
    except Rejected as refused:
        if len(chunk) == 1:
            return [refused]
        middle = len(chunk) // 2
        return _halved(client, chunk[:middle], send) + _halved(client, chunk[middle:], send)
    if len(replies) != len(chunk):
        raise malformed(client.address, f"{len(replies)} response messages for {len(chunk)} items")
    return replies


def _written(client: EwsClient, reply: _Reply, what: str) -> Outcome:
    if isinstance(reply, SyncError):
        return for_record(reply, what)
    item_id = reply.find(f"{M}Items/*/{T}ItemId")
    if item_id is None:
        raise malformed(client.address, "a written item comes back without its id")
    return Written(item_id.get("Id", ""), item_id.get("ChangeKey"))


def _item_id(key: str, version: Version | None) -> Element:
    return t("ItemId", Id=key, ChangeKey=version) if version else t("ItemId", Id=key)
