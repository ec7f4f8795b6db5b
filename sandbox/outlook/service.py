"""What Outlook's own service does with items beyond Graph: move and copy, of any kind (EWS MoveItem, CopyItem)."""

from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Folder, Mailbox

# Which folders take which items; Deleted Items takes all.
_CLASSES = {"contact": "ipf.contact", "message": "ipf.note", "event": "ipf.appointment", "task": "ipf.task"}


class CannotBeDone(ValueError):
    """Why, as a sentence for the person."""


def move(mailbox: Mailbox, item_id: str, folder_id: str) -> Item:
    """The item where it lies then. Raises CannotBeDone."""
    item, folder = _both(mailbox, item_id, folder_id)
    return mailbox.move_item(item, folder.id)


def copy(mailbox: Mailbox, item_id: str, folder_id: str) -> Item:
    """The copy. Raises CannotBeDone."""
    item, folder = _both(mailbox, item_id, folder_id)
    return mailbox.copy_item(item, folder.id)


def _both(mailbox: Mailbox, item_id: str, folder_id: str) -> tuple[Item, Folder]:
    item, folder = mailbox.item(item_id), mailbox.folder(folder_id)
    if item is None or item.kind not in _CLASSES:
        raise CannotBeDone("This item is gone. Somebody or something else moved or deleted it.")
    if folder is None:
        raise CannotBeDone("This folder is gone.")
    fits = folder.folder_class.lower().startswith(_CLASSES[item.kind])
    if not fits and folder.distinguished != "deleteditems":
        raise CannotBeDone(f"The folder {folder.name} does not take items of this kind.")
    return item, folder
