"""Properties that the server makes itself, and the body, which depends on the form asked for."""

import base64
from collections.abc import Callable

from sandbox.microsoft.attachments import Attachment
from sandbox.microsoft.ews import html
from sandbox.microsoft.ews.wire import Element, boolean, moment, t
from sandbox.microsoft.items import Item
from sandbox.microsoft.messages import has_attachments, is_draft, received_of, sent_of, size_of
from sandbox.microsoft.properties import ADDRESS, PropertyId
from sandbox.microsoft.store import Mailbox

Writer = Callable[[Element, Mailbox, Item, str], None]
COMPUTED: dict[str, Writer] = {}
TITLE = PropertyId("String", tag=0x3A45)
# PidLidYomiFirstName and PidLidYomiLastName (MS-OXOCNTC); EWS only reads them.
YOMI_FIRST = PropertyId("String", set_id=ADDRESS, dispid=0x802C)
YOMI_LAST = PropertyId("String", set_id=ADDRESS, dispid=0x802D)
RIGHTS = ("CreateAssociated", "CreateContents", "CreateHierarchy", "Delete", "Modify", "Read", "ViewPrivateItems")


def _writes(name: str) -> Callable[[Writer], Writer]:
    def register(writer: Writer) -> Writer:
        COMPUTED[name] = writer
        return writer

    return register


def item_id(parent: Element, item: Item) -> None:
    t(parent, "ItemId", Id=item.ews_id, ChangeKey=item.change_key)


@_writes("item_id")
def _item_id(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    item_id(parent, item)


@_writes("parent_folder_id")
def _parent(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    folder = mailbox.folder(item.folder_id)
    t(parent, "ParentFolderId", Id=item.folder_id, ChangeKey=folder.change_key if folder else "")


def body_of(item: Item, form: str) -> tuple[str, str] | None:
    """(text, BodyType) in the form asked for: Text, HTML, or Best (as it was stored)."""
    stored = item.fields.get("body")
    if not stored:
        return None
    is_html = str(item.fields.get("body_type", "text")).lower() == "html"
    source = item.fields.get("body_html")
    # The other face writes plain text only: the HTML counts as long as it still says the same.
    if not is_html and source and html.to_text(source) == stored:
        stored, is_html = source, True
    if form == "Text" and is_html:
        return html.to_text(stored), "Text"
    if form == "HTML" and not is_html:
        return html.to_html(stored), "HTML"
    return stored, "HTML" if is_html else "Text"


@_writes("body")
def _body(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    body = body_of(item, form)
    if body:
        t(parent, "Body", body[0], BodyType=body[1])


@_writes("text_body")
def _text_body(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    body = body_of(item, "Text")
    if body:
        t(parent, "TextBody", body[0], BodyType="Text")


@_writes("preview")
def _preview(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    body = body_of(item, "Text")
    if body:
        t(parent, "Preview", body[0][:255])


@_writes("attachments")
def _attachments(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    if not item.attachment_count:
        return
    element = t(parent, "Attachments")
    for attachment in mailbox.attachments(item):
        attachment_about(element, attachment)


def attachment_about(parent: Element, attachment: Attachment) -> Element:
    """t:FileAttachment, t:ItemAttachment or t:ReferenceAttachment with all but its content."""
    kind = "Reference" if attachment.is_link else "Item" if attachment.is_item else "File"
    entry = t(parent, f"{kind}Attachment")
    t(entry, "AttachmentId", Id=attachment.id)
    t(entry, "Name", attachment.name)
    t(entry, "ContentType", attachment.content_type)
    if attachment.content_id:
        t(entry, "ContentId", attachment.content_id)
    t(entry, "Size", str(attachment.size))
    t(entry, "LastModifiedTime", moment(attachment.modified))
    t(entry, "IsInline", boolean(attachment.is_inline))
    if attachment.is_link:
        t(entry, "AttachLongPathName", attachment.content.decode())
    elif not attachment.is_item:
        t(entry, "IsContactPhoto", boolean(attachment.is_contact_photo))
    return entry


@_writes("size")
def _size(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "Size", str(size_of(item)))


@_writes("has_attachments")
def _has_attachments(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "HasAttachments", boolean(has_attachments(item)))


@_writes("has_picture")
def _has_picture(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "HasPicture", boolean(item.attachment_count and mailbox.photo(item)))


@_writes("date_time_created")
def _created(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "DateTimeCreated", moment(item.created))


@_writes("date_time_received")
def _received(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "DateTimeReceived", moment(received_of(item)))


@_writes("date_time_sent")
def _sent(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "DateTimeSent", moment(sent_of(item)))


@_writes("last_modified_time")
def _modified(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "LastModifiedTime", moment(item.modified))


@_writes("last_modified_name")
def _modified_by(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "LastModifiedName", mailbox.display_name)


@_writes("is_associated")
def _associated(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "IsAssociated", boolean(item.kind == "configuration"))


@_writes("is_draft")
def _draft(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "IsDraft", boolean(is_draft(item)))


@_writes("effective_rights")
def _rights(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    rights(parent)


def rights(parent: Element) -> None:
    """All of them: who may open a mailbox here may do everything in it."""
    element = t(parent, "EffectiveRights")
    for right in RIGHTS:
        t(element, right, "true")


@_writes("web_client_read")
def _web_link(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "WebClientReadFormQueryString", f"?ae=Item&a=Open&t={item.item_class}&id={item.graph_id}")


@_writes("complete_name")
def _complete_name(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    values = item.fields
    parts = {
        "Title": item.properties.get(TITLE),
        "FirstName": values.get("given_name"),
        "MiddleName": values.get("middle_name"),
        "LastName": values.get("surname"),
        "Suffix": values.get("generation"),
        "Initials": values.get("initials"),
        "FullName": values.get("display_name"),
        "Nickname": values.get("nickname"),
        "YomiFirstName": item.properties.get(YOMI_FIRST),
        "YomiLastName": item.properties.get(YOMI_LAST),
    }
    element = t(parent, "CompleteName")
    for name, value in parts.items():
        if value:
            t(element, name, str(value))


@_writes("yomi_given_name")
def _yomi_given_name(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    if item.properties.get(YOMI_FIRST):
        t(parent, "PhoneticFirstName", str(item.properties[YOMI_FIRST]))


@_writes("yomi_surname")
def _yomi_surname(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    if item.properties.get(YOMI_LAST):
        t(parent, "PhoneticLastName", str(item.properties[YOMI_LAST]))


@_writes("mime_content")
def _mime(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    """Messages only; other items have none here."""
    if item.kind == "message":
        t(parent, "MimeContent", base64.b64encode(mailbox.mime(item)).decode(), CharacterSet="UTF-8")
