"""From fields and attachments to MIME, for what is sent and for messages that came without (RFC 5322, RFC 2045)."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from email import encoders, message_from_bytes, policy
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from typing import Any, Protocol

_PEOPLE = {"To": "to_recipients", "Cc": "cc_recipients", "Reply-To": "reply_to"}
_TEXTS = {
    "Subject": "subject",
    "Thread-Topic": "conversation_topic",
    "Thread-Index": "conversation_index",
    "Message-ID": "internet_message_id",
    "In-Reply-To": "in_reply_to",
    "References": "references",
}
_SENSITIVITY = {"Personal": "personal", "Private": "private", "Confidential": "company-confidential"}
_OTHERS = (
    "from sender bcc date importance sensitivity mime-version disposition-notification-to return-receipt-to".split()
)
_MADE = frozenset((*map(str.lower, (*_PEOPLE, *_TEXTS)), *_OTHERS))


class Attached(Protocol):
    """A `parts.File` or a store's Attachment."""

    @property
    def name(self) -> str: ...
    @property
    def content_type(self) -> str: ...
    @property
    def content(self) -> bytes: ...
    @property
    def content_id(self) -> str | None: ...
    @property
    def is_inline(self) -> bool: ...
    @property
    def is_item(self) -> bool: ...


def compose(fields: dict[str, Any], files: Iterable[Attached], moment: datetime) -> bytes:
    """The whole message without its Bcc. moment: its date where the fields tell none."""
    message = _body(fields, list(files))
    own = [(name, value) for name, value in fields.get("headers") or () if not _is_made(name)]
    for name, value in own:
        _set(message, name, value)
    for header, name in _TEXTS.items():
        _set(message, header, fields.get(name))
    message["Date"] = format_datetime(fields.get("sent") or moment)
    for header, people in (("From", [fields.get("from")]), ("Sender", _other_sender(fields))):
        _set_people(message, header, people)
    for header, name in _PEOPLE.items():
        _set_people(message, header, fields.get(name) or [])
    _set(message, "Importance", (fields.get("importance") or "").lower())
    _set(message, "Sensitivity", _SENSITIVITY.get(fields.get("sensitivity") or ""))
    if fields.get("is_read_receipt_requested"):
        _set_people(message, "Disposition-Notification-To", [fields.get("from")])
    return message.as_bytes(policy=policy.compat32.clone(linesep="\r\n"))


def _is_made(name: str) -> bool:
    return name.lower() in _MADE or name.lower().startswith("content-")


def _other_sender(fields: dict[str, Any]) -> list[Any]:
    sender = fields.get("sender")
    return [] if sender == fields.get("from") else [sender]


def _body(fields: dict[str, Any], files: list[Attached]) -> Message:
    text = str(fields.get("body") or "")
    kind = "html" if fields.get("body_type") == "html" else "plain"
    body: Message = MIMEText(_crlf(text), kind, "us-ascii" if text.isascii() else "utf-8")
    inline = [f for f in files if f.is_inline and f.content_id]
    others = [f for f in files if not (f.is_inline and f.content_id)]
    for subtype, wrapped in (("related", inline), ("mixed", others)):
        if wrapped:
            outer = MIMEMultipart(subtype, boundary=_boundary(subtype, text, wrapped))
            outer.attach(body)
            for file in wrapped:
                outer.attach(_attached(file))
            body = outer
    del body["MIME-Version"]
    body["MIME-Version"] = "1.0"
    return body


def _boundary(subtype: str, text: str, files: list[Attached]) -> str:
    """The same for the same message, so that both faces give the same bytes whenever they are asked."""
    parts = [subtype, text, *(f"{file.name}/{file.content_type}" for file in files)]
    digest = hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16)
    return f"_{subtype}_{digest.hexdigest()}_"


def _crlf(text: str) -> str:
    text = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\n", "\r\n")


def _attached(file: Attached) -> Message:
    if file.is_item:
        part: Message = MIMEMessage(message_from_bytes(file.content))
    else:
        main, _, sub = file.content_type.partition(";")[0].strip().partition("/")
        plain = main.isascii() and main.isalnum() and sub.isascii() and main.lower() not in ("multipart", "message")
        part = MIMEBase(main, sub) if plain and sub else MIMEBase("application", "octet-stream")
        part.set_payload(file.content)
        encoders.encode_base64(part)
    name = " ".join(file.name.encode("utf-8", "replace").decode().split())
    shown = name if name.isascii() else ("utf-8", "", name)
    part.add_header("Content-Disposition", "inline" if file.is_inline else "attachment", filename=shown)
    if file.content_id:
        _set(part, "Content-ID", f"<{file.content_id}>")
    return part


def _set(message: Message, name: str, value: Any) -> None:
    text = " ".join(str(value or "").split())
    if text and name.isascii() and name.isprintable() and not set(name) & set(": "):
        text = text.encode("utf-8", "replace").decode()
        message[name] = text if text.isascii() else Header(text, "utf-8").encode(linesep="\r\n")


def _set_people(message: Message, header: str, people: list[Any]) -> None:
    known = [one for one in people if isinstance(one, dict) and one.get("address")]
    if known:
        message[header] = ",\r\n ".join(_person(one) for one in known)


def _person(one: dict[str, str]) -> str:
    address = "".join(str(one["address"]).encode("ascii", "replace").decode().split())
    name = " ".join(str(one.get("name") or "").encode("utf-8", "replace").decode().split())
    return formataddr(("" if name == address else name, address))
