"""MoveItem, CopyItem and SendItem. A moved item answers to a new id; the old one is not found any more."""

from sandbox.microsoft.ews import mail
from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.items import write_reference
from sandbox.microsoft.ews.operations import operation
from sandbox.microsoft.ews.replies import each
from sandbox.microsoft.ews.targets import change_key, item_of, only_folder
from sandbox.microsoft.ews.wire import Element, M, children, flag
from sandbox.microsoft.folders import Folder
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox


@operation("MoveItem", write=True, batch="ItemIds")
def move_item(call: Call, request: Element) -> Element:
    def work(asked: Element, place: Element) -> None:
        mailbox, item, folder = _both(call, request, asked)
        moved = mailbox.move_item(item, folder.id)
        if _wants_ids(request):
            write_reference(place, moved)

    return each(call, children(request, "ItemIds"), work)


@operation("CopyItem", write=True, batch="ItemIds")
def copy_item(call: Call, request: Element) -> Element:
    def work(asked: Element, place: Element) -> None:
        mailbox, item, folder = _both(call, request, asked)
        copied = mailbox.copy_item(item, folder.id)
        if _wants_ids(request):
            write_reference(place, copied)

    return each(call, children(request, "ItemIds"), work)


def _both(call: Call, request: Element, asked: Element) -> tuple[Mailbox, Item, Folder]:
    target, folder = _target(call, request)
    mailbox, item = item_of(call, asked)
    change_key(asked)
    if target.id != mailbox.id:
        raise EwsError("ErrorCrossMailboxMoveCopy", "Items cannot be moved or copied across mailboxes.")
    return mailbox, item, folder


def _target(call: Call, request: Element) -> tuple[Mailbox, Folder]:
    try:
        return only_folder(call, request.find(M + "ToFolderId"))
    except EwsError as error:
        if error.code != "ErrorFolderNotFound":
            raise
        raise EwsError("ErrorToFolderNotFound", "The destination folder could not be found in the store.") from None


def _wants_ids(request: Element) -> bool:
    asked = request.findtext(M + "ReturnNewItemIds")
    return asked is None or flag(asked)


@operation("SendItem", write=True, batch="ItemIds")
def send_item(call: Call, request: Element) -> Element:
    save = flag(request.get("SaveItemToFolder"))
    target = request.find(M + "SavedItemFolderId")

    def work(asked: Element, place: Element) -> None:
        mailbox, item = item_of(call, asked)
        if change_key(asked) is None:
            raise EwsError("ErrorChangeKeyRequired", "A change key is required for this operation.")
        if change_key(asked) != item.change:
            raise EwsError("ErrorStaleObject", "The message was changed since it was read.")
        if item.kind != "message":
            raise EwsError("ErrorInvalidItemForOperationSendItem", "Only messages can be sent.")
        folder = only_folder(call, target)[1] if target is not None else mailbox.well_known("sentitems")
        mail.send_saved(call, mailbox, item, folder if save else None)

    return each(call, children(request, "ItemIds"), work)
