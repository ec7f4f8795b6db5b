"""A message's own properties in the schema's order (types.xsd, MessageType), and how its follow-up flag travels."""

from typing import Any

from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.extended import read_moment
from sandbox.microsoft.ews.field import Field
from sandbox.microsoft.ews.wire import Element, T, moment, t


def _message(element: str, name: str, kind: str = "text", default: object = None) -> Field:
    return Field(f"message:{element}", name, kind, default)


MESSAGE_FIELDS = [
    _message("Sender", "sender", "person"),
    _message("ToRecipients", "to_recipients", "people"),
    _message("CcRecipients", "cc_recipients", "people"),
    _message("BccRecipients", "bcc_recipients", "people"),
    _message("IsReadReceiptRequested", "is_read_receipt_requested", "flag", False),
    _message("IsDeliveryReceiptRequested", "is_delivery_receipt_requested", "flag", False),
    _message("ConversationIndex", "conversation_index", "server"),
    _message("ConversationTopic", "conversation_topic", "server"),
    _message("From", "from", "person"),
    _message("InternetMessageId", "internet_message_id"),
    _message("IsRead", "is_read", "flag", False),
    _message("IsResponseRequested", "is_response_requested", "flag", False),
    _message("References", "references"),
    _message("ReplyTo", "reply_to", "people"),
    _message("ReceivedBy", "received_by", "server"),
    _message("ReceivedRepresenting", "received_representing", "server"),
]
# The Default shape (learn.microsoft.com, "Property sets and response shapes in EWS in Exchange").
DEFAULT_MESSAGE = {
    f"item:{name}" for name in "ItemId Subject Sensitivity Size HasAttachments Body Attachments DateTimeCreated".split()
} | {f"message:{name}" for name in "From IsRead ToRecipients CcRecipients InternetMessageId".split()}
# By item class, where the schema has an element of its own for such a message.
_ELEMENTS = {
    "IPM.Schedule.Meeting.Request": "MeetingRequest",
    "IPM.Schedule.Meeting.Canceled": "MeetingCancellation",
    "IPM.Schedule.Meeting.Resp": "MeetingResponse",
}
FLAG_DATES = {"StartDate": "start", "DueDate": "due", "CompleteDate": "complete"}


def element_of(item_class: str) -> str:
    return next((name for start, name in _ELEMENTS.items() if item_class.startswith(start)), "Message")


def read_follow_up(element: Element) -> dict[str, Any]:
    """`{status, start, due, complete}` from a t:Flag; NotFlagged removes all. Raises EwsError."""
    status = element.findtext(T + "FlagStatus") or "NotFlagged"
    dates: dict[str, Any] = dict.fromkeys(FLAG_DATES.values())
    for name, key in FLAG_DATES.items():
        text = element.findtext(T + name)
        try:
            dates[key] = read_moment(text) if text and status != "NotFlagged" else None
        except (ValueError, OverflowError):
            raise EwsError("ErrorInvalidValueForProperty", f"{name} is no valid date and time.") from None
    return {"status": None if status == "NotFlagged" else status} | dates


def write_follow_up(parent: Element, field: Field, value: dict[str, Any]) -> None:
    element = t(parent, field.element)
    t(element, "FlagStatus", value.get("status") or "NotFlagged")
    for name, key in FLAG_DATES.items():
        if value.get(key):
            t(element, name, moment(value[key]))
