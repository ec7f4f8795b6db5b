"""CreateAttachment, GetAttachment and DeleteAttachment: files, a contact's photo among them."""

import base64
import binascii

from sandbox.microsoft.attachments import Attachment
from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.identity import may_open
from sandbox.microsoft.ews.operations import operation
from sandbox.microsoft.ews.replies import each
from sandbox.microsoft.ews.targets import item_by_id
from sandbox.microsoft.ews.wire import Element, M, T, boolean, children, flag, local, m, moment, t
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox

MAX_CONTENT = 25 * 1024 * 1024


def add(mailbox: Mailbox, item: Item, element: Element) -> Attachment:
    """Attach a t:FileAttachment. Raises EwsError."""
    if local(element) != "FileAttachment":
        raise EwsError("ErrorInvalidItemForOperationCreateItemAttachment", "Only file attachments can be created.")
    try:
        content = base64.b64decode("".join((element.findtext(T + "Content") or "").split()), validate=True)
    except (binascii.Error, ValueError):
        raise EwsError("ErrorInvalidValueForProperty", "The content of the attachment is no base64.") from None
    if len(content) > MAX_CONTENT:
        raise EwsError("ErrorAttachmentSizeLimitExceeded", "The attachment is too large.")
    return mailbox.add_attachment(
        item,
        element.findtext(T + "Name") or "attachment",
        content,
        element.findtext(T + "ContentType") or "application/octet-stream",
        is_inline=flag(element.findtext(T + "IsInline")),
        is_contact_photo=item.kind == "contact" and flag(element.findtext(T + "IsContactPhoto")),
        content_id=element.findtext(T + "ContentId"),
    )


@operation("CreateAttachment", write=True, batch="Attachments")
def create_attachment(call: Call, request: Element) -> Element:
    def work(element: Element, place: Element) -> None:
        parent = request.find(M + "ParentItemId")
        mailbox, item = item_by_id(call, "" if parent is None else parent.get("Id", ""))
        made = add(mailbox, item, element)
        now = mailbox.item(item.ews_id)
        file = t(place, "FileAttachment")
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
    def work(asked: Element, place: Element) -> None:
        _, attachment, _ = _find(call, asked)
        file = t(place, "FileAttachment")
        t(file, "AttachmentId", Id=attachment.id)
        t(file, "Name", attachment.name)
        t(file, "ContentType", attachment.content_type)
        if attachment.content_id:
            t(file, "ContentId", attachment.content_id)
        t(file, "Size", str(len(attachment.content)))
        t(file, "LastModifiedTime", moment(attachment.modified))
        t(file, "IsInline", boolean(attachment.is_inline))
        t(file, "IsContactPhoto", boolean(attachment.is_contact_photo))
        t(file, "Content", base64.b64encode(attachment.content).decode())

    return each(call, children(request, "AttachmentIds"), work)


@operation("DeleteAttachment", write=True, batch="AttachmentIds")
def delete_attachment(call: Call, request: Element) -> Element:
    def work(asked: Element, place: Element) -> None:
        mailbox, attachment, item = _find(call, asked)
        now = mailbox.delete_attachment(item, attachment)
        m(place, "RootItemId", RootItemId=now.ews_id, RootItemChangeKey=now.change_key)

    return each(call, children(request, "AttachmentIds"), work)
