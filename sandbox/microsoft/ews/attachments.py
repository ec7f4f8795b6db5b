"""CreateAttachment, GetAttachment and DeleteAttachment: files, a contact's photo among them, and attached messages."""

import base64
import binascii

from sandbox.microsoft.attachments import Attachment
from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.computed import attachment_about
from sandbox.microsoft.ews.draft import Draft
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.identity import may_open
from sandbox.microsoft.ews.inner import write_inner
from sandbox.microsoft.ews.operations import operation
from sandbox.microsoft.ews.replies import each
from sandbox.microsoft.ews.shape import Shape
from sandbox.microsoft.ews.targets import item_by_id
from sandbox.microsoft.ews.timezones import tzinfo_of
from sandbox.microsoft.ews.wire import Element, M, T, children, flag, local, m, t
from sandbox.microsoft.items import Item
from sandbox.microsoft.mail.compose import compose
from sandbox.microsoft.store import Mailbox

MAX_CONTENT = 25 * 1024 * 1024


def add(call: Call, mailbox: Mailbox, item: Item, element: Element) -> Attachment:
    """Attach a t:FileAttachment, or a t:ItemAttachment that holds a t:Message or t:Item. Raises EwsError."""
    name = element.findtext(T + "Name") or "attachment"
    if local(element) == "ItemAttachment":
        return mailbox.add_attachment(item, name, _mime(call, element), "message/rfc822", is_item=True)
    if local(element) != "FileAttachment":
        raise EwsError("ErrorInvalidItemForOperationCreateItemAttachment", "Reference attachments are not created.")
    try:
        content = base64.b64decode("".join((element.findtext(T + "Content") or "").split()), validate=True)
    except (binascii.Error, ValueError):
        raise EwsError("ErrorInvalidValueForProperty", "The content of the attachment is no base64.") from None
    if len(content) > MAX_CONTENT:
        raise EwsError("ErrorAttachmentSizeLimitExceeded", "The attachment is too large.")
    return mailbox.add_attachment(
        item,
        name,
        content,
        element.findtext(T + "ContentType") or "application/octet-stream",
        is_inline=flag(element.findtext(T + "IsInline")),
        is_contact_photo=item.kind == "contact" and flag(element.findtext(T + "IsContactPhoto")),
        content_id=element.findtext(T + "ContentId"),
    )


def _mime(call: Call, element: Element) -> bytes:
    """The message inside an item attachment as MIME, which is how the store keeps it."""
    inner = next((child for child in element if local(child) in ("Message", "Item")), None)
    if inner is None:
        text = "The sandbox attaches messages only: the attached item must be a Message or an Item."
        raise EwsError("ErrorInvalidItemForOperationCreateItemAttachment", text)
    draft = Draft("message", zone=tzinfo_of(call.time_zone))
    draft.fill(inner)
    given = draft.fields.get("mime")
    return given if isinstance(given, bytes) else compose(draft.fields, draft.files, call.clock.now())


@operation("CreateAttachment", write=True, batch="Attachments")
def create_attachment(call: Call, request: Element) -> Element:
    def work(element: Element, place: Element) -> None:
        parent = request.find(M + "ParentItemId")
        mailbox, item = item_by_id(call, "" if parent is None else parent.get("Id", ""))
        made = add(call, mailbox, item, element)
        now = mailbox.item(item.ews_id)
        file = t(place, "ItemAttachment" if made.is_item else "FileAttachment")
        about = {"RootItemId": item.ews_id, "RootItemChangeKey": now.change_key if now else item.change_key}
        t(file, "AttachmentId", Id=made.id, **about)

    return each(call, children(request, "Attachments"), work)


def _find(call: Call, asked: Element) -> tuple[Mailbox, Attachment, Item]:
    for mailbox in (call.mailbox, *call.store.mailboxes()):
        found = mailbox.attachment(asked.get("Id", "")) if may_open(call, mailbox) else None
        if found and found[0].id == asked.get("Id"):
            return mailbox, *found
    raise EwsError("ErrorInvalidAttachmentId", "The attachment id is not valid: there is no such attachment.")


@operation("GetAttachment", batch="AttachmentIds")
def get_attachment(call: Call, request: Element) -> Element:
    asked_shape = request.find(M + "AttachmentShape")
    shape = Shape(request if asked_shape is None else asked_shape, tzinfo_of(call.time_zone))
    shape.base = "AllProperties"  # an AttachmentShape has no base of its own

    def work(asked: Element, place: Element) -> None:
        mailbox, attachment, _ = _find(call, asked)
        entry = attachment_about(place, attachment)
        if attachment.is_link:
            return
        if attachment.is_item:
            write_inner(entry, mailbox, attachment, shape)
        else:
            t(entry, "Content", base64.b64encode(attachment.content).decode())

    return each(call, children(request, "AttachmentIds"), work)


@operation("DeleteAttachment", write=True, batch="AttachmentIds")
def delete_attachment(call: Call, request: Element) -> Element:
    def work(asked: Element, place: Element) -> None:
        mailbox, attachment, item = _find(call, asked)
        now = mailbox.delete_attachment(item, attachment)
        m(place, "RootItemId", RootItemId=now.ews_id, RootItemChangeKey=now.change_key)

    return each(call, children(request, "AttachmentIds"), work)
