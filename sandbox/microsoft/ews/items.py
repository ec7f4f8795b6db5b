"""GetItem, CreateItem, UpdateItem and DeleteItem."""

from sandbox.microsoft.calendar_meetings import Send
from sandbox.microsoft.ews import attachments, calendar_answers, calendar_writing, mail, task_items
from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.computed import item_id
from sandbox.microsoft.ews.draft import Draft
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.fields import KINDS, element_name
from sandbox.microsoft.ews.operations import operation
from sandbox.microsoft.ews.replies import each
from sandbox.microsoft.ews.shape import Shape
from sandbox.microsoft.ews.targets import change_key, item_of, only_folder
from sandbox.microsoft.ews.timezones import tzinfo_of
from sandbox.microsoft.ews.wire import Element, M, T, children, local, m, t
from sandbox.microsoft.folders import Folder
from sandbox.microsoft.items import Item, Stale
from sandbox.microsoft.store import Mailbox

# MaxSendSize and MaxReceiveSize of an organisation, as installed; counted in characters of the request.
MAX_ITEM = 10 * 1024 * 1024
DELETE_MODES = {"HardDelete": "hard", "SoftDelete": "soft", "MoveToDeletedItems": "deleteditems"}
FOLDER_OF_KIND = {"contact": "contacts", "message": "drafts", "task": "tasks", "event": "calendar"}


def shape_of(call: Call, request: Element) -> Shape:
    element = request.find(M + "ItemShape")
    return Shape(request if element is None else element, tzinfo_of(call.time_zone))


@operation("GetItem", batch="ItemIds")
def get_item(call: Call, request: Element) -> Element:
    shape = shape_of(call, request)

    def work(asked: Element, place: Element) -> None:
        mailbox, item = item_of(call, asked)
        shape.write(place, mailbox, item)

    return each(call, children(request, "ItemIds"), work)


@operation("CreateItem", write=True, batch="Items")
def create_item(call: Call, request: Element) -> Element:
    target = request.find(M + "SavedItemFolderId")
    disposition = request.get("MessageDisposition")

    def work(element: Element, place: Element) -> None:
        name = local(element)
        if name in calendar_answers.ANSWERS:
            write_reference(place, calendar_answers.answer(call, element, disposition))
            return
        kind = "message" if name in mail.ANSWERS else KINDS.get(name)
        if kind is None:
            text = f"The sandbox does not create items of type {name}."
            raise EwsError("ErrorInvalidItemForOperationCreateItem", text)
        if kind == "message" and disposition is None:
            raise EwsError("ErrorMessageDispositionRequired", "MessageDisposition is required for messages.")
        send = calendar_writing.sending(call, request) if kind == "event" else "none"
        mailbox, folder = only_folder(call, target) if target is not None else _default(call, kind)
        _refuse_folder(kind, folder)
        _refuse_size(element)
        with call.store.transaction():
            if name in mail.ANSWERS:
                made = mail.answer(call, mailbox, folder if target is not None else None, element)
            else:
                sent = kind == "message" and disposition != "SaveOnly"
                made = _create(call, (mailbox, None if sent else folder), kind, element, send)
            if kind == "message" and disposition != "SaveOnly":
                saved = folder if target is not None else mailbox.well_known("sentitems")
                mail.send_saved(call, mailbox, made, saved if disposition == "SendAndSaveCopy" else None)
                return
        write_reference(place, made)

    return each(call, children(request, "Items"), work)


def _create(call: Call, where: tuple[Mailbox, Folder | None], kind: str, element: Element, send: Send) -> Item:
    """The new item with its attachments. where: without a folder for a draft that is about to be sent."""
    mailbox, folder = where
    draft = Draft(kind, zone=tzinfo_of(call.time_zone))
    draft.fill(element)
    place = folder or mailbox.well_known(FOLDER_OF_KIND[kind])
    if kind == "message":
        item = mailbox.create_message(place.id, draft.wish(), draft.files, draft.properties)
    elif kind == "event":
        item = calendar_writing.create(call, mailbox, place, draft, send)
    elif kind == "task":
        item = task_items.create(call, mailbox, place, draft)
    else:
        item = mailbox.create_item(place.id, kind, draft.wish(), draft.properties)
    made = [attachments.add(call, mailbox, item, e) for e in element.iterfind(f"{T}Attachments/*")]
    return mailbox.item(item.ews_id) or item if made else item


def _refuse_size(element: Element) -> None:
    if sum(len(text) for text in element.itertext()) > MAX_ITEM:
        raise EwsError("ErrorMessageSizeExceeded", "The message exceeds the maximum supported size.")


def _default(call: Call, kind: str) -> tuple[Mailbox, Folder]:
    return call.mailbox, call.mailbox.well_known(FOLDER_OF_KIND[kind])


def _refuse_folder(kind: str, folder: Folder) -> None:
    if kind == "contact" and not folder.holds_contacts() and folder.distinguished != "deleteditems":
        raise EwsError("ErrorCannotCreateContactInNonContactFolder", "Cannot create a contact in a non-contact folder.")
    if kind == "task" and not folder.holds_tasks() and folder.distinguished != "deleteditems":
        raise EwsError("ErrorCannotCreateTaskInNonTaskFolder", "Cannot create a task in a non-task folder.")
    if kind == "event" and not folder.holds_events() and folder.distinguished != "deleteditems":
        text = "Cannot create a calendar item in a non-calendar folder."
        raise EwsError("ErrorCannotCreateCalendarItemInNonCalendarFolder", text)


def write_reference(place: Element, item: Item | None) -> None:
    """The item with nothing but its id."""
    if item is not None:
        item_id(t(place, element_name(item)), item)


@operation("UpdateItem", write=True, batch="ItemChanges")
def update_item(call: Call, request: Element) -> Element:
    resolution = request.get("ConflictResolution", "AutoResolve")

    def work(change: Element, place: Element) -> None:
        mailbox, item = item_of(call, change[0])
        send = calendar_writing.sending(call, request) if item.kind == "event" else "none"
        expected = _expected_change(change[0], resolution)
        if resolution == "NeverOverwrite" and expected != item.change:
            raise _conflict()
        _refuse_size(change)
        draft = Draft(item.kind, calendar_writing.draft_of(item), tzinfo_of(call.time_zone))
        for step in change.iterfind(f"{T}Updates/*"):
            _apply(draft, step)
        try:
            updated = _saved(call, (mailbox, item), draft, send)
        except Stale:
            raise _conflict() from None
        disposition = request.get("MessageDisposition", "SaveOnly")
        if item.kind == "message" and disposition != "SaveOnly":
            saved = mailbox.well_known("sentitems") if disposition == "SendAndSaveCopy" else None
            mail.send_saved(call, mailbox, updated, saved)
            return
        write_reference(place, updated)
        results = m(_message(place), "ConflictResults")
        t(results, "Count", "0")

    return each(call, children(request, "ItemChanges"), work)


def _saved(call: Call, what: tuple[Mailbox, Item], draft: Draft, send: Send) -> Item:
    mailbox, item = what
    if item.kind == "event":
        return calendar_writing.update(call, mailbox, item, draft, send)
    if item.kind == "task":
        return task_items.update(call, mailbox, item, draft)
    return mailbox.update_item(item, draft.wish(), (), draft.properties)


def _message(container: Element) -> Element:
    parent = container.getparent()
    if parent is None:
        raise ValueError("the container stands in no response message")
    return parent


def _expected_change(reference: Element, resolution: str) -> int | None:
    """AlwaysOverwrite alone does without a ChangeKey."""
    expected = change_key(reference)
    if expected is None and resolution != "AlwaysOverwrite":
        text = "A valid change key must be provided for this operation."
        raise EwsError("ErrorChangeKeyRequiredForWriteOperations", text)
    return expected


def _conflict() -> EwsError:
    text = (
        "The send or update operation could not be performed because the change key passed in the request does not "
        "match the current change key for the item."
    )
    return EwsError("ErrorIrresolvableConflict", text)


def _apply(draft: Draft, step: Element) -> None:
    path = step[0]
    if local(step) == "DeleteItemField":
        draft.delete(path)
    elif local(step) == "AppendToItemField":
        draft.append(path, step[1])
    else:
        draft.set_field(path, step[1])


@operation("DeleteItem", write=True, batch="ItemIds")
def delete_item(call: Call, request: Element) -> Element:
    mode = DELETE_MODES[request.get("DeleteType", "HardDelete")]

    def work(asked: Element, place: Element) -> None:
        mailbox, item = item_of(call, asked)
        change_key(asked)
        if item.kind == "event":
            calendar_writing.delete(call, mailbox, item, mode, calendar_writing.sending(call, request))
            return
        if item.kind == "task":
            task_items.delete(mailbox, item, mode, request.get("AffectedTaskOccurrences"))
        else:
            mailbox.delete_item(item, mode)

    return each(call, children(request, "ItemIds"), work)
