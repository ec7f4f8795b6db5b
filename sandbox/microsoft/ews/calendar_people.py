"""Attendees: the store keeps one list, EWS three properties (RequiredAttendees, OptionalAttendees, Resources)."""

from typing import Any

from sandbox.microsoft.ews.calendar_fields import ATTENDEE_KINDS
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.field import Field
from sandbox.microsoft.ews.wire import Element, T, moment, t
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox

RESPONSES = frozenset(("Unknown", "Organizer", "Tentative", "Accept", "Decline", "NoResponseReceived"))
MOST = 2000


def read(field: Field, element: Element) -> list[dict[str, str]] | None:
    """What a client says of answers does not count; only the people's answers do. Raises EwsError."""
    found = []
    for box in element.iterfind(f"{T}Attendee/{T}Mailbox"):
        address = (box.findtext(T + "EmailAddress") or "").strip()
        name = (box.findtext(T + "Name") or "").strip()
        if not address and not name:
            raise EwsError("ErrorInvalidRecipients", "An attendee has neither an address nor a name.")
        if address.startswith("/o=") and box.findtext(T + "RoutingType") != "EX":
            raise EwsError("ErrorInvalidRecipients", f"{address} is no SMTP address.")
        found.append({"name": name or address, "address": address, "kind": ATTENDEE_KINDS[field.name]})
    if len(found) > MOST:
        raise EwsError("ErrorInvalidRecipients", f"A meeting takes {MOST} attendees at most.")
    return found or None


def parted(fields: dict[str, Any]) -> dict[str, Any]:
    """The store's fields with the three properties in place of the list."""
    parts = {name: of_kind(fields, kind) for name, kind in ATTENDEE_KINDS.items()}
    return fields | {name: people for name, people in parts.items() if people}


def joined(wish: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """A wish about the three as one about the list; fields: as stored."""
    if not wish.keys() & ATTENDEE_KINDS.keys():
        return wish
    people: list[dict[str, Any]] = []
    for name, kind in ATTENDEE_KINDS.items():
        people += (wish[name] if name in wish else of_kind(fields, kind)) or ()
    rest = {name: value for name, value in wish.items() if name not in ATTENDEE_KINDS}
    return rest | {"attendees": people or None}


def of_kind(fields: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one for one in fields.get("attendees") or () if one.get("kind", "required") == kind]


def write(element: Element, field: Field, mailbox: Mailbox, item: Item) -> None:
    people = of_kind(item.fields, ATTENDEE_KINDS[field.name])
    if not people:
        return
    place = t(element, field.element)
    for one in people:
        attendee = t(place, "Attendee")
        write_mailbox(attendee, one)
        response = one.get("response")
        t(attendee, "ResponseType", response if response in RESPONSES else "Unknown")
        if one.get("responded"):
            t(attendee, "LastResponseTime", moment(one["responded"]))


def write_mailbox(parent: Element, one: dict[str, Any]) -> None:
    box = t(parent, "Mailbox")
    t(box, "Name", str(one.get("name") or one.get("address") or ""))
    if one.get("address"):
        t(box, "EmailAddress", str(one["address"]))
        t(box, "RoutingType", "EX" if str(one["address"]).startswith("/o=") else "SMTP")
        t(box, "MailboxType", "Mailbox")
