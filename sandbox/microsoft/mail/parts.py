"""The body and the attachments of a MIME message, chosen as Exchange's content conversion does (MS-OXCMAIL)."""

import mimetypes
from dataclasses import dataclass, field
from email.message import Message

from sandbox.microsoft.mail.headers import decoded

_GIVEN_NAMES = {"text/plain": ".txt", "text/html": ".htm", "message/rfc822": ".eml", "message/delivery-status": ".txt"}


@dataclass(frozen=True)
class File:
    """Something attached. is_item: a whole message, whose MIME is the content."""

    name: str
    content_type: str
    content: bytes
    content_id: str | None = None
    is_inline: bool = False
    is_item: bool = False


@dataclass
class Parts:
    """What a message is made of. text and html: the two forms of the body, None where it has none of the kind."""

    text: str | None = None
    html: str | None = None
    files: list[File] = field(default_factory=list)


def read_parts(message: Message) -> Parts:
    """In the order of the message; walks without recursion, for hostile nesting."""
    parts = Parts()
    waiting = [(message, "")]
    while waiting:
        part, parent = waiting.pop()
        children = part.get_payload() if part.is_multipart() and part.get_content_maintype() == "multipart" else None
        if isinstance(children, list):
            below = [(child, part.get_content_subtype()) for child in children if isinstance(child, Message)]
            waiting.extend(reversed(below))
        elif not _take_body(parts, part, parent):
            parts.files.append(_file(part, parent, len(parts.files) + 1))
    return parts


def _take_body(parts: Parts, part: Message, parent: str) -> bool:
    """Whether this leaf is the body: the first text, and the HTML that goes with it."""
    kind = part.get_content_type()
    if part.get_content_maintype() == "multipart":
        kind = "text/plain"  # one without a boundary that divides it
    if part.get_content_disposition() == "attachment" or name_of(part) or part.is_multipart():
        return False
    if kind == "text/plain" and parts.text is None and parts.html is None:
        parts.text = text_of(part)
        return True
    if kind == "text/html" and parts.html is None and (parts.text is None or parent in ("alternative", "related")):
        parts.html = text_of(part)
        return True
    return False


def text_of(part: Message) -> str:
    """A text part's content; an unknown or missing charset is taken for UTF-8, then for Windows-1252."""
    data = content_of(part)
    try:
        charset = str(part.get_content_charset() or "")
        if charset:
            return data.decode(charset, "replace")
        return data.decode("utf-8")
    except (LookupError, ValueError):
        return data.decode("cp1252", "replace")


def content_of(part: Message) -> bytes:
    """Decoded; of a message part its MIME."""
    if part.is_multipart():
        inner = part.get_payload()
        texts = [child.as_bytes() for child in inner if isinstance(child, Message)] if isinstance(inner, list) else []
        return b"\n".join(texts)
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def name_of(part: Message) -> str:
    """The file name as the sender gave it, hostile or not; empty without one."""
    try:
        return decoded(str(part.get_filename() or ""))
    except (LookupError, ValueError, TypeError, IndexError):
        return ""


def _file(part: Message, parent: str, number: int) -> File:
    kind, content_id = part.get_content_type(), str(part.get("Content-ID") or "").strip().strip("<>")
    inline = part.get_content_disposition() == "inline" or (parent == "related" and bool(content_id))
    is_item = kind == "message/rfc822" and part.is_multipart()
    name = name_of(part)
    if not name and is_item:
        inner = part.get_payload(0)
        name = decoded(str(inner.get("Subject") or "")) if isinstance(inner, Message) else ""
    ending = _GIVEN_NAMES.get(kind) or mimetypes.guess_extension(kind) or ".dat"
    shown = name or f"ATT{number:05}{ending}"
    return File(shown, kind, content_of(part), content_id or None, inline and bool(content_id), is_item)
