"""Properties of a calendar item that only the server makes."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.microsoft.calendar_events import event_type, event_zone, is_organizer
from sandbox.microsoft.calendar_occurrences import Occurrence, exceptions, first_and_last
from sandbox.microsoft.ews.calendar_people import write_mailbox
from sandbox.microsoft.ews.calendar_zones import shown_name
from sandbox.microsoft.ews.computed import COMPUTED, Writer
from sandbox.microsoft.ews.wire import Element, boolean, moment, t
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox

# AppointmentState, a sum (MS-OXOCAL, PidLidAppointmentStateFlags).
_MEETING, _RECEIVED, _CANCELED = 1, 2, 4


def _text(element: str, value: Any) -> Writer:
    """A writer of what `value(mailbox, item)` says; None leaves the element out."""

    def write(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
        text = value(mailbox, item)
        if text is not None:
            t(parent, element, text)

    return write


def _is_meeting(item: Item) -> bool:
    return bool(item.fields.get("attendees"))


def _state(mailbox: Mailbox, item: Item) -> str:
    received = not is_organizer(item.fields, mailbox.address)
    state = _MEETING * (_is_meeting(item) or received) + _RECEIVED * received
    return str(state + _CANCELED * bool(item.fields.get("is_cancelled")))


def _duration(mailbox: Mailbox, item: Item) -> str:
    """An xs:duration, such as P1D or PT1H30M."""
    length: timedelta = item.fields["end"] - item.fields["start"]
    hours, rest = divmod(length.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n]
    days = f"{length.days}D" if length.days else ""
    return f"P{days}" + (f"T{''.join(parts)}" if parts or not days else "")


def _original_start(mailbox: Mailbox, item: Item) -> str | None:
    return moment(item.original_start) if isinstance(item, Occurrence) else None


def _reply_time(mailbox: Mailbox, item: Item) -> str | None:
    found = item.fields.get("appointment_reply_time")
    return moment(found) if isinstance(found, datetime) else None


def _wall(name: str) -> Any:
    """The clock in the event's zone, with its offset."""

    def value(mailbox: Mailbox, item: Item) -> str:
        local = item.fields[name].astimezone(event_zone(item.fields)).replace(microsecond=0)
        return str(local.isoformat().replace("+00:00", "Z") if local.tzinfo is UTC else local.isoformat())

    return value


def _organizer(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    own = {"name": mailbox.display_name, "address": mailbox.address}
    write_mailbox(t(parent, "Organizer"), item.fields.get("organizer") or own)


def _first(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    _end_of_series(parent, "FirstOccurrence", item, 0)


def _last(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    _end_of_series(parent, "LastOccurrence", item, 1)


def _end_of_series(parent: Element, name: str, item: Item, which: int) -> None:
    found = first_and_last(item)[which] if item.fields.get("recurrence") else None
    if found is not None:
        _occurrence(t(parent, name), found)


def _occurrence(place: Element, found: Occurrence) -> None:
    t(place, "ItemId", Id=found.ews_id, ChangeKey=found.change_key)
    t(place, "Start", moment(found.fields["start"]))
    t(place, "End", moment(found.fields["end"]))
    t(place, "OriginalStart", moment(found.original_start))


def _modified(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    """Absent where there is none, as Exchange leaves it."""
    if item.fields.get("recurrence") and item.fields.get("exceptions"):
        place = t(parent, "ModifiedOccurrences")
        for found in exceptions(item):
            _occurrence(t(place, "Occurrence"), found)


def _deleted(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    if item.fields.get("recurrence") and item.fields.get("deleted_occurrences"):
        place = t(parent, "DeletedOccurrences")
        for start in item.fields["deleted_occurrences"]:
            t(t(place, "DeletedOccurrence"), "Start", moment(start))


def _zone_id(name: str) -> Any:
    return lambda mailbox, item: shown_name(str(item.fields.get(name) or "UTC"))


COMPUTED |= {
    "event_recurrence_id": _text("RecurrenceId", _original_start),
    "last_modified_stamp": _text("DateTimeStamp", lambda mailbox, item: moment(item.modified)),
    "event_original_start": _text("OriginalStart", _original_start),
    "event_is_meeting": _text("IsMeeting", lambda mailbox, item: boolean(_is_meeting(item))),
    "event_is_cancelled": _text("IsCancelled", lambda mailbox, item: boolean(item.fields.get("is_cancelled"))),
    # True of occurrences, but false of the series itself: that is how Exchange has it.
    "event_is_recurring": _text("IsRecurring", lambda mailbox, item: boolean(isinstance(item, Occurrence))),
    "event_was_sent": _text(
        "MeetingRequestWasSent", lambda mailbox, item: boolean(item.fields.get("meeting_request_was_sent"))
    ),
    "event_type": _text("CalendarItemType", lambda mailbox, item: event_type(item)),
    "event_my_response": _text(
        "MyResponseType", lambda mailbox, item: str(item.fields.get("my_response") or "Unknown")
    ),
    "event_organizer": _organizer,
    "event_duration": _text("Duration", _duration),
    "event_zone_name": _text("TimeZone", _zone_id("start_time_zone")),
    "event_reply_time": _text("AppointmentReplyTime", _reply_time),
    "event_sequence": _text(
        "AppointmentSequenceNumber", lambda mailbox, item: str(int(item.fields.get("sequence") or 0))
    ),
    "event_state": _text("AppointmentState", _state),
    "event_first": _first,
    "event_last": _last,
    "event_modified": _modified,
    "event_deleted": _deleted,
    "event_is_online": _text("IsOnlineMeeting", lambda mailbox, item: "false"),
    "event_start_wall": _text("StartWallClock", _wall("start")),
    "event_end_wall": _text("EndWallClock", _wall("end")),
    "event_start_zone_id": _text("StartTimeZoneId", _zone_id("start_time_zone")),
    "event_end_zone_id": _text("EndTimeZoneId", _zone_id("end_time_zone")),
    "event_is_organizer": _text(
        "IsOrganizer", lambda mailbox, item: boolean(is_organizer(item.fields, mailbox.address))
    ),
}
