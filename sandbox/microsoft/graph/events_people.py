"""Who takes part in an event: attendees, the organiser and their answers (graph/api/resources/attendee)."""

from datetime import datetime
from typing import Any

from sandbox.microsoft.calendar_events import is_organizer
from sandbox.microsoft.graph.errors import GraphError, bad_body
from sandbox.microsoft.graph.events_recurrence import word
from sandbox.microsoft.graph.events_zones import NEVER
from sandbox.microsoft.graph.fields import complex_value, moment, text
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox

MOST_ATTENDEES = 500
KINDS = {"required": "required", "optional": "optional", "resource": "resource"}
# EWS's words for answers, and Graph's.
ANSWERS = {
    "Unknown": "none",
    "NoResponseReceived": "notResponded",
    "Organizer": "organizer",
    "Tentative": "tentativelyAccepted",
    "Accept": "accepted",
    "Decline": "declined",
}
_ATTENDEE_KEYS = frozenset(("type", "status", "emailAddress", "proposedNewTime"))
_ADDRESS_KEYS = frozenset(("name", "address"))


def read_attendees(value: Any, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The attendees of a body. Their answers are the server's to know: those of `before` stay.

    Raises GraphError 400.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        raise bad_body("A 'StartArray' node was expected for the property 'attendees'.")
    if len(value) > MOST_ATTENDEES:
        text_ = f"The event has {len(value)} attendees; the maximum number is {MOST_ATTENDEES}."
        raise GraphError(400, "ErrorExceededMaxRecipientLimit", text_)
    known = {str(a.get("address", "")).lower(): a for a in before}
    found: dict[str, dict[str, Any]] = {}
    for entry in value:
        attendee = _read_attendee(entry)
        key = attendee["address"].lower()
        answered = {k: v for k, v in known.get(key, {}).items() if k in ("response", "responded")}
        found.setdefault(key, attendee | answered)
    return list(found.values())


def _read_attendee(entry: Any) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise bad_body("A 'StartObject' node was expected for an entry of 'attendees'.")
    parts = complex_value("attendees", entry, "attendee", _ATTENDEE_KEYS)
    email = complex_value("emailAddress", parts.get("emailAddress"), "emailAddress", _ADDRESS_KEYS)
    address = (text("address", email.get("address")) or "").strip()
    if not address or not address.isprintable() or len(address) > 320:
        raise GraphError(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.")
    kind = word("type", parts.get("type") or "required", KINDS)
    return {"name": text("name", email.get("name")) or address, "address": address, "kind": kind, "response": "Unknown"}


def show_person(entry: Any) -> dict[str, Any] | None:
    """A recipient; None where there is nobody."""
    if not isinstance(entry, dict):
        return None
    return {"emailAddress": {"name": entry.get("name") or entry.get("address"), "address": entry.get("address")}}


def show_attendee(entry: dict[str, Any]) -> dict[str, Any]:
    status = _status(entry.get("response"), entry.get("responded"))
    return {"type": entry.get("kind") or "required", "status": status} | (show_person(entry) or {})


def _status(response: Any, when: datetime | None) -> dict[str, str]:
    """An attendee of whom nothing was heard shows as `none` in the organiser's list, as Graph does."""
    shown = ANSWERS.get(str(response), "none")
    return {"response": "none" if shown == "notResponded" else shown, "time": moment(when) if when else NEVER}


def show_people(mailbox: Mailbox, item: Item) -> dict[str, Any]:
    """All properties of an event that speak of people."""
    fields = item.fields
    own = is_organizer(fields, mailbox.address)
    response = "organizer" if own else ANSWERS.get(str(fields.get("my_response")), "none")
    when = fields.get("appointment_reply_time")
    return {
        "isOrganizer": own,
        "organizer": show_person(fields.get("organizer")),
        "attendees": [show_attendee(a) for a in fields.get("attendees") or ()],
        "responseStatus": {"response": response, "time": moment(when) if when and not own else NEVER},
    }
