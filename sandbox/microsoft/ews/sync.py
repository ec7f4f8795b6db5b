"""SyncFolderItems and SyncFolderHierarchy.

A SyncState names the folder, how far the client has read (`cursor`), what it knew when its round began
(`base`) and the newest change then (`horizon`): within a round of several pages an item that is new to the
client is a Create, although it may have changed since it was made.
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.microsoft.changes import Change
from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.folders import shape_of as folder_shape_of
from sandbox.microsoft.ews.items import shape_of
from sandbox.microsoft.ews.operations import operation
from sandbox.microsoft.ews.replies import describe_error, success
from sandbox.microsoft.ews.soap import response
from sandbox.microsoft.ews.targets import only_folder
from sandbox.microsoft.ews.wire import Element, M, boolean, children, m, t
from sandbox.microsoft.folders import Folder
from sandbox.microsoft.items import Item
from sandbox.microsoft.messages import content_change
from sandbox.microsoft.store import Mailbox

MARK = "BWSYNC1"


@dataclass(frozen=True)
class SyncState:
    """The opaque state of one client and folder. kind: items or folders."""

    kind: str
    folder_id: str
    base: int = 0
    horizon: int = 0
    cursor: int = 0

    def text(self) -> str:
        parts = (MARK, self.kind, self.folder_id, str(self.base), str(self.horizon), str(self.cursor))
        return base64.b64encode("|".join(parts).encode()).decode()


def read_state(text: str, kind: str, folder: Folder, newest: int) -> SyncState:
    """Raises EwsError: ErrorInvalidSyncStateData, also for another folder's state or one from the future."""
    if not text:
        return SyncState(kind, folder.id)
    try:
        mark, found_kind, found_id, *numbers = base64.b64decode(text, validate=True).decode("ascii").split("|")
        known, horizon, cursor = map(int, numbers)
    except (binascii.Error, ValueError):
        raise invalid_state() from None
    if (mark, found_kind, found_id) != (MARK, kind, folder.id) or not 0 <= known <= cursor <= newest:
        raise invalid_state()
    return SyncState(kind, folder.id, known, horizon, cursor)


def invalid_state() -> EwsError:
    return EwsError("ErrorInvalidSyncStateData", "The synchronization state data is invalid.")


def _reply(call: Call, last: str, state: str, work: Callable[[Element], None]) -> Element:
    """One message; in an error exchangelib still looks for the state and the end mark. work fills a success."""
    root = response(call.operation)
    messages = m(root, "ResponseMessages")
    message = success(messages, call.operation)
    try:
        if call.interruption:
            raise call.interruption.error
        work(message)
    except EwsError as error:
        messages.remove(message)
        message = m(messages, f"{call.operation}ResponseMessage", ResponseClass="Error")
        describe_error(message, error)
        m(message, "SyncState", state)
        m(message, last, "true")
    return root


def _folder(call: Call, asked: Element | None) -> tuple[Mailbox, Folder]:
    try:
        return only_folder(call, asked)
    except EwsError as error:
        if error.code != "ErrorFolderNotFound":
            raise
        raise EwsError("ErrorSyncFolderNotFound", "The folder to synchronise could not be found.") from None


@operation("SyncFolderItems")
def sync_folder_items(call: Call, request: Element) -> Element:
    shape = shape_of(call, request)
    given = (request.findtext(M + "SyncState") or "").strip()
    limit = int(request.findtext(M + "MaxChangesReturned") or 100)
    ignored = {element.get("Id") for element in children(request, "Ignore")}

    def work(message: Element) -> None:
        mailbox, folder = _folder(call, request.find(M + "SyncFolderId"))
        newest = call.store.change()
        state = read_state(given, "items", folder, newest)
        if state.cursor == state.base:
            state = SyncState("items", folder.id, state.base, newest, state.cursor)
        changes, cursor, more = mailbox.changes(folder.id, state.cursor, limit)
        known = state.base if more else cursor
        m(message, "SyncState", SyncState("items", folder.id, known, state.horizon, cursor).text())
        m(message, "IncludesLastItemInRange", boolean(not more))
        place = m(message, "Changes")
        for change in changes:
            if change.item is None:
                t(t(place, "Delete"), "ItemId", Id=change.ews_id)
            elif change.ews_id in ignored:
                continue
            elif _only_read(change.item, state):
                _read_flag(place, change.item)
            else:
                shape.write(t(place, _kind(change, state)), mailbox, change.item)

    return _reply(call, "IncludesLastItemInRange", given, work)


def _only_read(item: Item, state: SyncState) -> bool:
    """Whether the client knows all of the item but whether it is read."""
    return item.kind == "message" and item.entered <= state.base and content_change(item) <= state.base


def _read_flag(place: Element, item: Item) -> None:
    element = t(place, "ReadFlagChange")
    t(element, "ItemId", Id=item.ews_id, ChangeKey=item.change_key)
    t(element, "IsRead", boolean(item.fields.get("is_read")))


def _kind(change: Change, state: SyncState) -> str:
    item = change.item
    if item is None or item.entered <= state.base:
        return "Update"
    seen_in_this_round = item.entered <= state.cursor and item.change > state.horizon
    return "Update" if seen_in_this_round else "Create"


@operation("SyncFolderHierarchy")
def sync_folder_hierarchy(call: Call, request: Element) -> Element:
    shape = folder_shape_of(request)
    given = (request.findtext(M + "SyncState") or "").strip()

    def work(message: Element) -> None:
        asked = request.find(M + "SyncFolderId")
        root = (call.mailbox, call.mailbox.well_known("msgfolderroot")) if asked is None else _folder(call, asked)
        mailbox, folder = root
        state = read_state(given, "folders", folder, call.store.change())
        inside = {folder.id}
        for one in mailbox.folders():
            if one.parent_id in inside:
                inside.add(one.id)
        changes, cursor, more = mailbox.folder_changes(state.cursor, 1000)
        m(message, "SyncState", SyncState("folders", folder.id, cursor, 0, cursor).text())
        m(message, "IncludesLastFolderInRange", boolean(not more))
        place = m(message, "Changes")
        for change in changes:
            if change.folder is None:
                t(t(place, "Delete"), "FolderId", Id=change.id)
            elif change.id in inside and change.id != folder.id:
                shape.write(t(place, change.kind.capitalize()), mailbox, change.folder)

    return _reply(call, "IncludesLastFolderInRange", given, work)
