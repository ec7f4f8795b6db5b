"""From the ids of a request to mailboxes, folders and items, with the errors that Exchange gives for bad ones."""

import base64
import binascii

from sandbox.microsoft import ids
from sandbox.microsoft.calendar_occurrences import Occurrence, by_index
from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.errors import EwsError, malformed_id, not_found
from sandbox.microsoft.ews.identity import may_open
from sandbox.microsoft.ews.wire import Element, T, local
from sandbox.microsoft.folders import Folder
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox

ITEM_MARK, FOLDER_MARK = b"\x00\x03\x24\x00", b"\x01\x03\x24\x00"
MAX_ID = 512


def owner(call: Call, text: str, *, folder: bool) -> Mailbox:
    """The mailbox that an id belongs to. Ids of the sandbox name it in bytes 4 to 40, see `microsoft.ids`.

    Raises EwsError: empty or malformed id, an item's where a folder's is needed, nothing there, no right.
    """
    if not text:
        raise EwsError("ErrorInvalidIdEmpty", "The Id must not be empty.")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise malformed_id() from None
    if len(text) > MAX_ID or data[:4] not in (ITEM_MARK, FOLDER_MARK):
        raise malformed_id()
    if folder and data[:4] == ITEM_MARK:
        raise EwsError("ErrorCannotUseItemIdForFolderId", "Id must be a folder's; an item's is given.")
    if not folder and data[:4] == FOLDER_MARK:
        raise EwsError("ErrorCannotUseFolderIdForItemId", "Id must be an item's; a folder's is given.")
    mailbox = call.mailbox_by_id(data[4:40].decode("ascii", "replace"))
    if mailbox is None or not may_open(call, mailbox):
        raise folder_not_found() if folder else not_found()
    return mailbox


def folder_not_found() -> EwsError:
    return EwsError("ErrorFolderNotFound", "The specified folder could not be found in the store.")


def folder_of(call: Call, element: Element) -> tuple[Mailbox, Folder]:
    """From a t:FolderId or t:DistinguishedFolderId. Raises EwsError."""
    name = element.get("Id", "")
    if local(element) == "FolderId":
        mailbox = owner(call, name, folder=True)
        folder = mailbox.folder(name)
        if folder is None or folder.id != name:
            raise folder_not_found()
        return mailbox, folder
    mailbox = _mailbox_of(call, element)
    folder = mailbox.folder(name)
    if folder is None or folder.distinguished != name:
        raise folder_not_found()
    return mailbox, folder


def _mailbox_of(call: Call, element: Element) -> Mailbox:
    address = (element.findtext(f"{T}Mailbox/{T}EmailAddress") or "").strip()
    if not address:
        return call.mailbox
    mailbox = call.store.mailbox(address)
    if mailbox is None:
        raise EwsError("ErrorNonExistentMailbox", "The SMTP address has no mailbox associated with it.")
    if not may_open(call, mailbox):
        raise folder_not_found()
    return mailbox


def only_folder(call: Call, parent: Element | None) -> tuple[Mailbox, Folder]:
    """The one folder id inside an element such as m:ToFolderId. Raises EwsError."""
    if parent is None or len(parent) == 0:
        raise EwsError("ErrorParentFolderIdRequired", "A folder id is required.")
    return folder_of(call, parent[0])


def item_of(call: Call, element: Element) -> tuple[Mailbox, Item]:
    """From a t:ItemId, t:OccurrenceItemId or t:RecurringMasterItemId. Raises EwsError or CalendarError."""
    name = local(element)
    if name == "OccurrenceItemId":
        return _occurrence_of(call, element)
    if name == "RecurringMasterItemId":
        mailbox, item = item_by_id(call, element.get("OccurrenceId", ""))
        if not isinstance(item, Occurrence):
            text = "The id is no id of an occurrence of a recurring item."
            raise EwsError("ErrorCalendarCannotUseIdForRecurringMasterId", text)
        return mailbox, item.master
    return item_by_id(call, element.get("Id", ""))


def _occurrence_of(call: Call, element: Element) -> tuple[Mailbox, Item]:
    mailbox, master = item_by_id(call, element.get("RecurringMasterId", ""))
    if isinstance(master, Occurrence) or master.kind != "event" or not master.fields.get("recurrence"):
        raise EwsError("ErrorCalendarCannotUseIdForOccurrenceId", "The id is no id of a recurring item.")
    return mailbox, by_index(master, int(element.get("InstanceIndex", "")))


def item_by_id(call: Call, text: str) -> tuple[Mailbox, Item]:
    """From an EWS item id. Raises EwsError."""
    mailbox = owner(call, text, folder=False)
    item = mailbox.item(text)
    if item is None or item.ews_id != text:
        raise not_found()
    return mailbox, item


def change_key(element: Element) -> int | None:
    """The change that the id's ChangeKey stands for; None without one. Raises EwsError: ErrorInvalidChangeKey."""
    key = element.get("ChangeKey")
    if not key:
        return None
    change = ids.change_of(key)
    if change is None:
        raise EwsError("ErrorInvalidChangeKey", "The change key is invalid.")
    return change
