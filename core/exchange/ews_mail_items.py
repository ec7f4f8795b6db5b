"""Messages on EWS's wire (MS-OXWSMSG) as mails. Meeting requests and their answers are messages too."""

from collections.abc import Mapping, Sequence

from core.exchange import mail_values
from core.exchange.ews import m
from core.exchange.ews_items import EwsKind, categories, properties
from core.exchange.ews_paths import BODY, CATEGORIES, Element, Path, T, extended, field, named, put, t
from core.exchange.mail_source import LINK, WHAT, Found
from core.exchange.mailbox import PEER, Write
from core.exchange.words import SENSITIVITY, word
from core.mails import Address, AttachmentInfo, Mail, MailPlace, Mark, Sensitivity

# The elements of the schema that are messages (types.xsd, MessageType and what extends it).
MESSAGE_ELEMENTS = frozenset(
    T + name for name in ("Message", "MeetingMessage", "MeetingRequest", "MeetingResponse", "MeetingCancellation")
)
MESSAGE_ID = field("message:InternetMessageId")
# PidTagSentRepresentingSmtpAddress: Exchange tells some senders of its own organisation by another kind of address.
_SENDER_SMTP = 0x5D02
HEADERS = (
    *(field(f"item:{name}") for name in ("ParentFolderId", "ItemClass", "Subject", "Sensitivity")),
    *(field(f"item:{name}") for name in ("DateTimeReceived", "InReplyTo", "IsDraft", "DateTimeSent")),
    field("item:DateTimeCreated"),
    CATEGORIES,
    named(PEER),
    extended(PropertyTag=f"0x{_SENDER_SMTP:04X}", PropertyType="String"),
    *(field(f"message:{name}") for name in ("Sender", "ToRecipients", "CcRecipients", "BccRecipients", "From")),
    MESSAGE_ID,
    field("message:References"),
)
ATTACHMENTS = field("item:Attachments")
WHOLE = (*HEADERS, BODY, field("item:TextBody"), ATTACHMENTS)
SIGHTED = (CATEGORIES, field("item:DateTimeReceived"))
LAST_MODIFIED = field("item:LastModifiedTime")
LOOKED_AT = (
    *(field(f"item:{name}") for name in ("ParentFolderId", "ItemClass", "DateTimeReceived", "IsDraft")),
    LAST_MODIFIED,
    CATEGORIES,
    named(PEER),
)
# What is written; the container is that of a message whatever the item is (UpdateItem takes it for all of them).
MAIL = EwsKind(
    what=WHAT,
    element="Message",
    home="msgfolderroot",
    folder_element="Folder",
    folder_class="IPF.Note",
    paths={},
    texts=frozenset(),
    order=(),
    fields=lambda element: {},
    children=lambda values: [],
)


def shape(paths: Sequence[Path]) -> Element:
    """An ItemShape that asks for ids and these paths, with bodies as they were written."""
    element = m("ItemShape", t("BaseShape", "IdOnly"))
    if BODY in paths:
        put(element, t("BodyType", "Best"))
    return put(element, put(t("AdditionalProperties"), *(path.element() for path in paths)))


def found(element: Element) -> Found | None:
    """None for what is no message, or has no id."""
    item_id = element.find(f"{T}ItemId")
    if element.tag not in MESSAGE_ELEMENTS or item_id is None or not item_id.get("Id"):
        return None
    texts = {child.tag[len(T) :]: child.text or "" for child in element if isinstance(child.tag, str)}
    tagged, ours = properties(element)
    files = tuple(one for one in map(attachment, element.iterfind(f"{T}Attachments/*")) if one)
    text, html = _bodies(element)
    secret = mail_values.is_encrypted(texts.get("ItemClass", ""), files, text)
    mail = Mail(
        key=item_id.get("Id"),
        version=item_id.get("ChangeKey", ""),
        place=MailPlace.OTHER,
        message_id=mail_values.message_id(texts.get("InternetMessageId")),
        subject=mail_values.text(texts.get("Subject")),
        moment=mail_values.moment(*(texts.get(f"DateTime{name}") for name in ("Sent", "Received", "Created"))),
        sender=_sender(element, tagged),
        to=_people(element, "ToRecipients"),
        cc=_people(element, "CcRecipients"),
        bcc=_people(element, "BccRecipients"),
        body_text=None if secret else text,
        body_html=None if secret else html,
        categories=categories(element),
        sensitivity=Sensitivity(word(SENSITIVITY, texts.get("Sensitivity"), Sensitivity.NORMAL)),
        encrypted=secret,
        draft=texts.get("IsDraft", "").lower() in ("true", "1"),
        in_reply_to=mail_values.in_reply_to(texts.get("InReplyTo")),
        references=mail_values.references(texts.get("References")),
        attachments=() if secret else files,
        peer=ours.get(PEER),
    )
    folder = element.find(f"{T}ParentFolderId")
    return Found(mail, "" if folder is None else folder.get("Id", ""))


def write(mark: Mark) -> Write:
    """A property that is taken off becomes an empty one, as on Graph, which knows no removal."""
    ours = {PEER: mark.peer or ""}
    if mark.link or mark.peer is None:
        ours[LINK] = mark.link or ""
    return Write(WHAT, {}, ours, mark.key, mark.version, mark.categories)


def _bodies(element: Element) -> tuple[str | None, str | None]:
    """(text, HTML): Exchange tells the text beside HTML, made of it."""
    body = element.find(f"{T}Body")
    content = None if body is None else mail_values.body(body.text)
    if body is not None and body.get("BodyType") == "HTML":
        return mail_values.body(element.findtext(f"{T}TextBody")), content
    return content, None


def _person(mailbox: Element | None) -> Address:
    if mailbox is None:
        return Address("", "")
    return mail_values.address(mailbox.findtext(f"{T}Name"), mailbox.findtext(f"{T}EmailAddress"))


def _sender(element: Element, tagged: Mapping[int, str]) -> Address:
    author = _person(element.find(f"{T}From/{T}Mailbox"))
    if not author.address and tagged.get(_SENDER_SMTP):
        author = mail_values.address(author.name, tagged[_SENDER_SMTP])
    return author if author.address else _person(element.find(f"{T}Sender/{T}Mailbox"))


def _people(element: Element, name: str) -> tuple[Address, ...]:
    rows = element.iterfind(f"{T}{name}/{T}Mailbox")
    return mail_values.people((row.findtext(f"{T}Name"), row.findtext(f"{T}EmailAddress")) for row in rows)


def attachment(element: Element) -> AttachmentInfo | None:
    """None for what has no id."""
    identity = element.find(f"{T}AttachmentId")
    if identity is None or not identity.get("Id"):
        return None
    return AttachmentInfo(
        key=identity.get("Id"),
        name=mail_values.text(element.findtext(f"{T}Name")),
        content_type=mail_values.text(element.findtext(f"{T}ContentType")).lower(),
        size=mail_values.count(element.findtext(f"{T}Size")),
        inline=(element.findtext(f"{T}IsInline") or "").lower() in ("true", "1"),
        content_id=mail_values.text(element.findtext(f"{T}ContentId")).strip("<>") or None,
        item=element.tag != f"{T}FileAttachment",
    )
