"""What a body may say of a message, and the store's fields that it means (graph/api/resources/message)."""

import base64
import binascii
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.microsoft.graph.errors import GraphError, bad_body, no_property
from sandbox.microsoft.graph.fields import complex_value, read_moment, text, texts
from sandbox.microsoft.mail.parse import Parsed, parse
from sandbox.microsoft.zones import UnknownZone, iana_name

PEOPLE = {
    "toRecipients": "to_recipients",
    "ccRecipients": "cc_recipients",
    "bccRecipients": "bcc_recipients",
    "replyTo": "reply_to",
}
PERSONS = {"from": "from", "sender": "sender"}
FLAGS = {
    "isRead": "is_read",
    "isReadReceiptRequested": "is_read_receipt_requested",
    "isDeliveryReceiptRequested": "is_delivery_receipt_requested",
}
FOLLOW_UP = {"startDateTime": "start", "dueDateTime": "due", "completedDateTime": "complete"}
STATUSES = {"notFlagged": None, "flagged": "Flagged", "complete": "Complete"}
_READ_ONLY = frozenset(
    (
        "id changeKey createdDateTime lastModifiedDateTime bodyPreview conversationId conversationIndex hasAttachments "
        "isDraft parentFolderId receivedDateTime sentDateTime uniqueBody webLink"
    ).split()
)
_BESIDE = frozenset(("attachments", "extensions", "multiValueExtendedProperties", "singleValueExtendedProperties"))
_WORDS = {
    "importance": ("importance", ("low", "normal", "high")),
    "inferenceClassification": ("", ("focused", "other")),
}
# Of a message that was sent only these can be changed (graph/api/message-update).
_AFTER_SENDING = frozenset(
    ("categories", "flag", "importance", "inferenceClassification", "isRead", *_READ_ONLY, *_BESIDE)
)
MESSAGE_PROPERTIES = frozenset((*_READ_ONLY, *_BESIDE, *PEOPLE, *PERSONS, *FLAGS, *_WORDS)) | frozenset(
    ("subject", "body", "categories", "flag", "internetMessageId", "internetMessageHeaders")
)


def from_json(body: dict[str, Any], *, sent: bool = False) -> dict[str, Any]:
    """A body's changes of fields. sent: the message is no draft any more. Raises GraphError 400.

    Read-only properties and annotations are ignored, as Graph does.
    """
    fields: dict[str, Any] = {}
    for name, value in body.items():
        if "@" in name or name in _READ_ONLY or name in _BESIDE:
            continue
        if name not in MESSAGE_PROPERTIES:
            raise no_property(name, "message")
        if sent and name not in _AFTER_SENDING:
            raise GraphError(400, "ErrorInvalidPropertySet", f"Set action is invalid for property '{name}'.")
        fields |= _read(name, value)
    return fields


def _read(name: str, value: Any) -> dict[str, Any]:
    if name in PEOPLE:
        return {PEOPLE[name]: _people(name, value) or None}
    if name in PERSONS:
        return {PERSONS[name]: None if value is None else _person(name, value)}
    if name in FLAGS:
        if not isinstance(value, bool):
            raise bad_body(f"Cannot convert the literal '{value!s:.40}' of '{name}' to the type 'Edm.Boolean'.")
        return {FLAGS[name]: value}
    if name in _WORDS:
        return _word(name, value)
    if name == "subject":
        return {"subject": text(name, value) or None}
    if name == "internetMessageId":
        return {"internet_message_id": text(name, value) or None}
    if name == "categories":
        return {"categories": list(dict.fromkeys(v for v in texts(name, value or []) if v))}
    return {"body": _body, "flag": _flag, "internetMessageHeaders": _headers}[name](value)


def _word(name: str, value: Any) -> dict[str, Any]:
    field, words = _WORDS[name]
    found = str(value).lower()
    if found not in words:
        raise bad_body(f"Requested value '{value!s:.40}' was not found for the property '{name}'.")
    return {field: found.capitalize()} if field else {}


def _body(value: Any) -> dict[str, Any]:
    given = complex_value("body", value, "itemBody", frozenset(("content", "contentType")))
    kind = str(given.get("contentType") or "text").lower()
    if kind not in ("text", "html"):
        raise bad_body(f"Requested value '{kind:.40}' was not found in 'microsoft.graph.bodyType'.")
    return {"body": text("content", given.get("content")) or None, "body_type": kind}


def _people(name: str, value: Any) -> list[dict[str, str]]:
    if value is not None and not isinstance(value, list):
        raise bad_body(f"The property '{name}' takes a collection of 'microsoft.graph.recipient'.")
    return [_person(name, one) for one in value or ()]


def _person(name: str, value: Any) -> dict[str, str]:
    outer = complex_value(name, value, "recipient", frozenset(("emailAddress",)))
    inner = complex_value("emailAddress", outer.get("emailAddress"), "emailAddress", frozenset(("name", "address")))
    address = (text("address", inner.get("address")) or "").strip()
    return {"name": text("name", inner.get("name")) or address, "address": address}


def _flag(value: Any) -> dict[str, Any]:
    given = complex_value("flag", value, "followupFlag", frozenset(("flagStatus", *FOLLOW_UP)))
    status = given.get("flagStatus", "notFlagged" if value is None else None)
    if status is not None and status not in STATUSES:
        raise bad_body(f"Requested value '{status!s:.40}' was not found in 'microsoft.graph.followupFlagStatus'.")
    dates = {key: _zoned(name, given[name]) for name, key in FOLLOW_UP.items() if name in given}
    if dates.get("due") and "start" not in dates:
        raise GraphError(400, "ErrorInvalidArgument", "A flag with a due date needs a start date.")
    if STATUSES.get(status or "flagged") is None:
        return {"flag": None}
    return {"flag": {"status": STATUSES[status or "flagged"], **dates}}


def _zoned(name: str, value: Any) -> Any:
    """A moment in UTC from a dateTimeTimeZone. Raises GraphError 400."""
    given = complex_value(name, value, "dateTimeTimeZone", frozenset(("dateTime", "timeZone")))
    if not given:
        return None
    moment = read_moment(name, f"{text('dateTime', given.get('dateTime')) or ''}"[:26] + "+00:00")
    try:
        zone = ZoneInfo(iana_name(text("timeZone", given.get("timeZone")) or "UTC"))
    except UnknownZone as error:
        raise bad_body(f"The time zone of '{name}' is not known: {error}.") from error
    return moment.replace(tzinfo=zone)


def _headers(value: Any) -> dict[str, Any]:
    """A client may add headers of its own, and none of the standard ones."""
    found = []
    for entry in value if isinstance(value, list) else ():
        given = complex_value("internetMessageHeaders", entry, "internetMessageHeader", frozenset(("name", "value")))
        name = text("name", given.get("name")) or ""
        if not name.lower().startswith("x-"):
            what = f"The internet message header name '{name:.60}' should start with 'x-' or 'X-'."
            raise GraphError(400, "InvalidInternetMessageHeader", what)
        found.append([name, text("value", given.get("value")) or ""])
    return {"headers": found}


def read_mime(data: bytes) -> tuple[Parsed, bytes]:
    """A body of type text/plain: the message as MIME in base64. Raises GraphError 400."""
    try:
        mime = base64.b64decode(b"".join(data.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        what = "Invalid base64 string for MIME content."
        raise GraphError(400, "ErrorMimeContentInvalidBase64String", what) from error
    return parse(mime), mime
