"""Between a message's fields and its MIME content (RFC 5322), as far as plain messages need it."""

import base64
import binascii
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses
from typing import Any

from sandbox.microsoft.ews.errors import EwsError

PEOPLE = {"To": "to_recipients", "Cc": "cc_recipients", "Bcc": "bcc_recipients", "Reply-To": "reply_to"}


def compose(fields: dict[str, Any], created: datetime, body: tuple[str, str] | None) -> bytes:
    """MIME for a message that came without. body: its text and HTML or Text."""
    message = EmailMessage()
    for header, name in (("Subject", "subject"), ("Message-ID", "internet_message_id")):
        if fields.get(name):
            message[header] = " ".join(str(fields[name]).split())
    message["Date"] = format_datetime(created)
    text, kind = body or ("", "Text")
    message.set_content(text, subtype="html" if kind == "HTML" else "plain")
    return message.as_bytes()


def read(content: str) -> dict[str, Any]:
    """The fields of a message from its MIME content in base64, which is kept too. Raises EwsError."""
    try:
        data = base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError):
        raise EwsError("ErrorMimeContentInvalidBase64String", "The MIME content is no base64.") from None
    try:
        return _fields(data)
    except (ValueError, LookupError, IndexError, AttributeError):
        # email's parser of hostile headers raises any of these.
        raise EwsError("ErrorMimeContentInvalid", "The MIME content is invalid.") from None


def _fields(data: bytes) -> dict[str, Any]:
    message = message_from_bytes(data, policy=policy.default)
    fields: dict[str, Any] = {"mime": data, "subject": str(message.get("Subject", "")) or None}
    for header, name in PEOPLE.items():
        found = getaddresses([str(value) for value in message.get_all(header, [])])
        fields[name] = [{"name": who or address, "address": address} for who, address in found if address] or None
    senders = getaddresses([str(message.get("From", ""))])
    if senders and senders[0][1]:
        fields["from"] = fields["sender"] = {"name": senders[0][0] or senders[0][1], "address": senders[0][1]}
    fields["internet_message_id"] = str(message.get("Message-ID", "")) or None
    part = message.get_body(("html", "plain"))
    if part is not None:
        fields["body"] = part.get_content()
        fields["body_type"] = "html" if part.get_content_subtype() == "html" else "text"
    return fields
