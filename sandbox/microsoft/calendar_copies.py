"""An attendee's copy of a meeting: placed, kept up to date and cancelled; and answers written into the organiser's."""

from typing import Any

from sandbox.microsoft.calendar_occurrences import SERIES, Occurrence, occurrence_at
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox

# What an invitation carries; the rest (categories, reminder, show_as, answer) is each one's own.
_CARRIED = (
    "subject body body_type uid start end start_time_zone end_time_zone zone_definition is_all_day location "
    "sensitivity importance organizer attendees sequence"
).split()
_TIMES = ("start", "end", "recurrence")


def place(target: Mailbox, item: Item) -> None:
    """Make or renew the copy in the target's calendar. New times ask for a new answer."""
    copy = target.event_by_uid(str(item.fields["uid"]))
    own = occurrence_at(copy, item.original_start) if copy and isinstance(item, Occurrence) else copy
    names = _CARRIED if isinstance(item, Occurrence) else (*_CARRIED, *SERIES)
    carried = {name: item.fields.get(name) for name in names}
    if own is None:
        if copy is None:
            known = {name: value for name, value in carried.items() if value is not None}
            target.create_item(target.well_known("calendar").id, "event", known | _unanswered())
        return
    moved = any(own.fields.get(name) != item.fields.get(name) for name in _TIMES)
    if isinstance(item, Occurrence):
        carried = _changes(carried, own.fields)
    target.update_item(own, carried | (_unanswered() if moved else {}))


def _unanswered() -> dict[str, Any]:
    return {"my_response": "NoResponseReceived", "show_as": "Tentative"}


def _changes(carried: dict[str, Any], here: dict[str, Any]) -> dict[str, Any]:
    """An occurrence's exception should hold no more than what differs."""
    return {name: value for name, value in carried.items() if here.get(name) != value}


def cancel(target: Mailbox, item: Item) -> None:
    """The copy stays, marked, until its owner removes it."""
    copy = target.event_by_uid(str(item.fields["uid"]))
    own = occurrence_at(copy, item.original_start) if copy and isinstance(item, Occurrence) else copy
    if own is not None:
        subject = f"Canceled: {own.fields.get('subject') or ''}"
        target.update_item(own, {"is_cancelled": True, "show_as": "Free", "subject": subject})


def take_answer(target: Mailbox, item: Item, address: str, answer: str) -> None:
    """Note an attendee's answer in the organiser's event."""
    event = target.event_by_uid(str(item.fields["uid"]))
    own = occurrence_at(event, item.original_start) if event and isinstance(item, Occurrence) else event
    if own is None:
        return
    now = target.now()
    attendees = [
        one | {"response": answer, "responded": now} if str(one.get("address", "")).lower() == address.lower() else one
        for one in own.fields.get("attendees") or ()
    ]
    target.update_item(own, {"attendees": attendees})
