"""Messages on Graph's wire (learn.microsoft.com, message resource type v1.0) as mails."""

from collections.abc import Sequence

from core.exchange import mail_values
from core.exchange.graph import Json, literal, query
from core.exchange.graph_items import VALUES, categories, extended, name_id, tag_id, version_of
from core.exchange.mail_source import LINK, Found
from core.exchange.mailbox import PEER
from core.mails import Address, AttachmentInfo, Mail, MailPlace, Mark, Sensitivity

# PidTagInReplyToId, PidTagInternetReferences, PidTagMessageClass, PidTagSensitivity (MS-OXPROPS).
_REPLY, _REFERENCES, _CLASS, _SENSITIVITY = 0x1042, 0x1039, 0x001A, 0x0036
_ASKED = (
    *(tag_id(tag) for tag in (_REPLY, _REFERENCES, _CLASS)),
    f"Integer 0x{_SENSITIVITY:04X}",
    name_id(PEER),
)
_EXPAND = f"{VALUES}($filter={' or '.join(f'id eq {literal(one)}' for one in _ASKED)})"
_HEADERS = (
    "subject,from,sender,toRecipients,ccRecipients,bccRecipients,sentDateTime,receivedDateTime,createdDateTime,"
    "internetMessageId,categories,parentFolderId,isDraft,hasAttachments,changeKey"
)
HEADERS = {"select": _HEADERS, "expand": _EXPAND}
WHOLE = {"select": f"{_HEADERS},body", "expand": _EXPAND}
SIGHTED = {"select": "categories,receivedDateTime,changeKey"}
LOOKED_AT = {"select": "categories,receivedDateTime,changeKey,parentFolderId,isDraft,lastModifiedDateTime"}
# The content id is a property of file attachments alone, hence the cast; contentBytes is left where it is.
ATTACHMENTS = query(select="id,name,contentType,size,isInline,microsoft.graph.fileAttachment/contentId")
# What Exchange writes into HTML that it made of a plain text.
_CONVERTED = "<!-- converted from text -->"
_WORDS = {str(number): word for number, word in enumerate(Sensitivity)}


def found(row: Json, plain: Json, attached: Sequence[object], *, cut: bool = False) -> Found:
    """row: the message. plain: it again, its body as text; {} where bodies were not asked for. attached: the rows of
    its attachments. cut: its bodies are left out as they are too large."""
    tagged, ours = extended(row.get(VALUES))
    files = tuple(one for one in map(attachment, attached) if one)
    text = _content(plain, "text")
    secret = mail_values.is_encrypted(tagged.get(_CLASS, ""), files, text)
    html = None if secret else _content(row, "html")
    author = _person(row.get("from"))
    mail = Mail(
        key=str(row["id"]),
        version=version_of(row),
        place=MailPlace.OTHER,
        message_id=mail_values.message_id(row.get("internetMessageId")),
        subject=mail_values.text(row.get("subject")),
        moment=mail_values.moment(*(row.get(f"{name}DateTime") for name in ("sent", "received", "created"))),
        sender=author if author.address else _person(row.get("sender")),
        to=_people(row.get("toRecipients")),
        cc=_people(row.get("ccRecipients")),
        bcc=_people(row.get("bccRecipients")),
        body_text=None if secret else text,
        body_html=None if html and _CONVERTED in html[:2000] else html,
        categories=categories(row),
        sensitivity=_WORDS.get(tagged.get(_SENSITIVITY, ""), Sensitivity.NORMAL),
        encrypted=secret,
        cut=cut and not secret,
        draft=row.get("isDraft") is True,
        in_reply_to=mail_values.in_reply_to(tagged.get(_REPLY)),
        references=mail_values.references(tagged.get(_REFERENCES)),
        attachments=() if secret else files,
        peer=ours.get(PEER),
    )
    return Found(mail, str(row.get("parentFolderId") or ""))


def may_have_attachments(row: Json) -> bool:
    """Those that only the body shows are not counted by hasAttachments."""
    content = row.get("body")
    html = content.get("content") if isinstance(content, dict) else None
    return row.get("hasAttachments") is not False or (isinstance(html, str) and "cid:" in html)


def marking(mark: Mark) -> Json:
    """The body of a PATCH. Graph knows no removal of an extended property; an empty one counts as none."""
    values = {PEER: mark.peer or ""}
    if mark.link or mark.peer is None:
        values[LINK] = mark.link or ""
    rows = [{"id": name_id(name), "value": value} for name, value in values.items()]
    return {"categories": list(mark.categories), VALUES: rows}


def _content(row: Json, kind: str) -> str | None:
    content = row.get("body")
    if not isinstance(content, dict) or str(content.get("contentType")).lower() != kind:
        return None
    return mail_values.body(content.get("content"))


def _pair(value: object) -> tuple[object, object]:
    inner = value.get("emailAddress") if isinstance(value, dict) else None
    return (inner.get("name"), inner.get("address")) if isinstance(inner, dict) else (None, None)


def _person(value: object) -> Address:
    return mail_values.address(*_pair(value))


def _people(values: object) -> tuple[Address, ...]:
    return mail_values.people(map(_pair, values if isinstance(values, list) else []))


def attachment(row: object) -> AttachmentInfo | None:
    """None for what has no id."""
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        return None
    return AttachmentInfo(
        key=row["id"],
        name=mail_values.text(row.get("name")),
        content_type=mail_values.text(row.get("contentType")).lower(),
        size=mail_values.count(row.get("size")),
        inline=row.get("isInline") is True,
        content_id=mail_values.text(row.get("contentId")).strip("<>") or None,
        item=str(row.get("@odata.type", "")).lower().endswith(("itemattachment", "referenceattachment")),
    )
