"""From MIME to the fields and attachments of a message. Nothing that comes from outside makes it fail."""

from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesFeedParser
from email.policy import compat32
from typing import Any

from sandbox.microsoft.mail import headers
from sandbox.microsoft.mail.parts import File, Parts, content_of, read_parts, text_of

PEOPLE = {"To": "to_recipients", "Cc": "cc_recipients", "Bcc": "bcc_recipients", "Reply-To": "reply_to"}
_TEXTS = {
    "Subject": "subject",
    "Message-ID": "internet_message_id",
    "In-Reply-To": "in_reply_to",
    "References": "references",
    "Thread-Index": "thread_index",
}
_SENSITIVITY = {"personal": "Personal", "private": "Private", "company-confidential": "Confidential"}
_IMPORTANCE = {"high": "High", "low": "Low", "urgent": "High", "non-urgent": "Low"}
_PIECE = 256 * 1024
_MEETINGS = {"request": "Request", "cancel": "Canceled", "reply": "Resp"}


@dataclass(frozen=True)
class Parsed:
    """fields: canonical, with `headers` as pairs and `sent` where the message says it; nothing that delivery adds."""

    fields: dict[str, Any]
    files: list[File] = field(default_factory=list)


def parse(data: bytes) -> Parsed:
    """Read MIME (RFC 2045 to 2049). What is no MIME at all is a message whose body it is."""
    try:
        message = _message(data)
        parts, item_class = _contents(message, data)
    except RecursionError:
        return Parsed({"body": data.decode("utf-8", "replace"), "body_type": "text", "headers": []})
    fields = _header_fields(message) | {"item_class": item_class}
    if parts.html is not None or parts.text is not None:
        fields["body"] = parts.html if parts.html is not None else parts.text
        fields["body_type"] = "html" if parts.html is not None else "text"
    return Parsed({name: value for name, value in fields.items() if value not in (None, "", [])}, parts.files)


def _message(data: bytes) -> Message:
    """Fed in pieces: given whole, a large message would be copied in a wider form."""
    feed = BytesFeedParser(policy=compat32)
    for start in range(0, len(data), _PIECE):
        feed.feed(data[start : start + _PIECE])
    return feed.close()


def _header_fields(message: Message) -> dict[str, Any]:
    fields: dict[str, Any] = {name: headers.first(message, header) for header, name in _TEXTS.items()}
    fields |= {name: headers.people(message, header) for header, name in PEOPLE.items()}
    author, sender = headers.people(message, "From"), headers.people(message, "Sender")
    fields["from"] = next(iter(author or sender), None)
    fields["sender"] = next(iter(sender or author), None)
    fields["sent"] = headers.moment(message, "Date")
    fields["importance"] = _importance(message)
    fields["sensitivity"] = _SENSITIVITY.get(headers.first(message, "Sensitivity").lower())
    fields["is_read_receipt_requested"] = bool(headers.all_of(message, "Disposition-Notification-To")) or None
    fields["is_delivery_receipt_requested"] = bool(headers.all_of(message, "Return-Receipt-To")) or None
    fields["headers"] = [[name, headers.decoded(str(value))] for name, value in message.raw_items()]
    return fields


def _importance(message: Message) -> str | None:
    words = (headers.first(message, name).lower() for name in ("Importance", "Priority"))
    found = next((_IMPORTANCE[word] for word in words if word in _IMPORTANCE), None)
    number = headers.first(message, "X-Priority")[:1]
    return found or {"1": "High", "2": "High", "4": "Low", "5": "Low"}.get(number)


def _contents(message: Message, data: bytes) -> tuple[Parts, str]:
    """Body, attachments and item class. Signed and encrypted mail is one attachment, smime.p7m (MS-OXOSMIME)."""
    kind = message.get_content_type()
    if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        return Parts(files=[File("smime.p7m", kind, content_of(message))]), "IPM.Note.SMIME"
    parts = read_parts(message)
    if kind == "multipart/signed" and "pkcs7-signature" in str(message.get("Content-Type", "")).lower():
        parts.files = [File("smime.p7m", "multipart/signed", data)]
        return parts, "IPM.Note.SMIME.MultipartSigned"
    if kind == "multipart/report" and any(f.content_type == "message/delivery-status" for f in parts.files):
        return parts, "REPORT.IPM.Note.NDR"
    return parts, _meeting_class(message) or "IPM.Note"


def _meeting_class(message: Message) -> str | None:
    """IPM.Schedule.Meeting.… for a message that carries an iTIP method (RFC 6047)."""
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            method = str(part.get_param("method") or "").lower()
            what = _MEETINGS.get(method)
            answer = _answer(text_of(part)) if what == "Resp" else ""
            return what and f"IPM.Schedule.Meeting.{what}{answer}"
    return None


def _answer(calendar: str) -> str:
    words = {"PARTSTAT=DECLINED": ".Neg", "PARTSTAT=TENTATIVE": ".Tent"}
    return next((ending for word, ending in words.items() if word in calendar.upper()), ".Pos")
