"""Events on EWS's wire (MS-OXWSMTGS). Times are sent in UTC; an event keeps the zone that it was made in."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from core.exchange import wire
from core.exchange.ews_attendees import addresses_of, attendee
from core.exchange.ews_items import EwsKind, text
from core.exchange.ews_paths import BODY, Element, T, field, named, put, t
from core.exchange.mailbox import ORIGIN, Happening, Item, Write
from core.exchange.words import SENSITIVITY, SHOW_AS, spoken, word
from core.exchange.zones import iana_name, zone_of
from core.records import Fields, Value

PATHS = {
    "subject": field("item:Subject"),
    "sensitivity": field("item:Sensitivity"),
    "body": BODY,
    "reminder_is_set": field("item:ReminderIsSet"),
    "reminder_minutes": field("item:ReminderMinutesBeforeStart"),
    "start": field("calendar:Start"),
    "end": field("calendar:End"),
    "is_all_day": field("calendar:IsAllDayEvent"),
    "show_as": field("calendar:LegacyFreeBusyStatus"),
    "location": field("calendar:Location"),
    "required": field("calendar:RequiredAttendees"),
    "optional": field("calendar:OptionalAttendees"),
    "start_zone": field("calendar:StartTimeZone"),
    "end_zone": field("calendar:EndTimeZone"),
}
_MORE = (
    "UID OriginalStart IsMeeting IsCancelled CalendarItemType Organizer AppointmentState ModifiedOccurrences"
    " DeletedOccurrences StartWallClock EndWallClock"
).split()
ELEMENTS = {name: path.attributes[0][1].partition(":")[2] for name, path in PATHS.items() if name != "body"}
KINDS = {"Single": "single", "RecurringMaster": "series", "Occurrence": "occurrence", "Exception": "exception"}
_ANSWERS = {"accept": "accepted", "decline": "declined", "tentative": "tentative"}
# AppointmentState: the user received this meeting (MS-OXOCAL, PidLidAppointmentStateFlags, asfReceived).
_RECEIVED = 2

# Reading


def _fields(event: Element) -> dict[str, Value]:
    found = {name: event.findtext(T + element) for name, element in ELEMENTS.items()}
    all_day = _is(event, "IsAllDayEvent")
    zone = _zone(event)
    start, end = _times(event, zone, all_day=all_day)
    return {
        "subject": found["subject"],
        "start": start,
        "end": end,
        "time_zone": iana_name(zone),
        "is_all_day": all_day,
        "location": found["location"],
        "show_as": word(SHOW_AS, found["show_as"], "busy"),
        "reminder_minutes": _minutes(found["reminder_minutes"]) if _is(event, "ReminderIsSet") else None,
        "sensitivity": word(SENSITIVITY, found["sensitivity"], "normal"),
        "attendees": tuple(sorted(_people(event))) or None,
    }


def _is(event: Element, name: str) -> bool:
    return (event.findtext(T + name) or "").lower() in ("true", "1")


def _minutes(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else None


def _zone(event: Element) -> str | None:
    zone = event.find(f"{T}StartTimeZone")
    return None if zone is None else zone.get("Id") or zone.get("Name")


def _times(event: Element, zone: str | None, *, all_day: bool) -> tuple[datetime | None, datetime | None]:
    """An event without an end ends where it starts."""
    start, end = (wire.moment_of(event.findtext(T + name)) for name in ("Start", "End"))
    end = start if end is None or (start is not None and end < start) else end
    if not all_day or start is None or end is None:
        return start, end
    walls = (event.findtext(f"{T}{name}WallClock") for name in ("Start", "End"))
    days = [_day(wall, moment, zone) for wall, moment in zip(walls, (start, end), strict=True)]
    return whole_days(days[0], days[1])


def _day(wall: str | None, moment: datetime, zone: str | None) -> date:
    """The day by the clock in the event's own zone, which may be one that nobody else knows."""
    told = wire.day_of(wall) if wall else None
    return told or day_of_moment(moment, zone)


def day_of_moment(moment: datetime, zone: str | None, offset: timedelta | None = None) -> date:
    """offset: of a zone that nobody else knows; its clocks may be put forward or back by the day in question."""
    known = zone_of(zone)
    if known:
        return moment.astimezone(known).date()
    return wire.nearest_day(moment + (offset or timedelta())) or moment.date()


def _offset(event: Element, zone: str | None) -> timedelta | None:
    wall, start = event.findtext(f"{T}StartWallClock"), wire.moment_of(event.findtext(f"{T}Start"))
    told = None if zone_of(zone) else wire.moment_of((wall or "")[:19])
    return told - start if told and start else None


def whole_days(first: date, after: date) -> tuple[datetime, datetime]:
    """Midnights UTC of the first day and of the day after the last."""
    after = max(after, first + timedelta(days=1))
    return datetime.combine(first, time(), UTC), datetime.combine(after, time(), UTC)


def _people(event: Element) -> Iterable[str]:
    for name in ("RequiredAttendees", "OptionalAttendees"):
        for one in event.iterfind(f"{T}{name}/{T}Attendee"):
            address = (one.findtext(f"{T}Mailbox/{T}EmailAddress") or "").strip().lower()
            said = (one.findtext(f"{T}ResponseType") or "").lower()
            if "@" in address:
                yield f"{address}|{_ANSWERS.get(said, 'none')}"
    organiser = (event.findtext(f"{T}Organizer/{T}Mailbox/{T}EmailAddress") or "").strip().lower()
    if "@" in organiser and not _ours(event):
        yield f"{organiser}|accepted"


def _ours(event: Element) -> bool:
    state = event.findtext(f"{T}AppointmentState") or ""
    return not (state.isascii() and state.isdigit() and int(state[:9]) & _RECEIVED)


def _more(event: Element) -> dict[str, Any]:
    kind, zone = KINDS.get(event.findtext(f"{T}CalendarItemType") or "", "single"), _zone(event)
    changed = (_occurrence(one) for one in event.iterfind(f"{T}ModifiedOccurrences/{T}Occurrence"))
    gone = (wire.moment_of(one.findtext(f"{T}Start")) for one in event.iterfind(f"{T}DeletedOccurrences/*"))
    happening = Happening(
        kind=kind,
        series="" if kind == "single" else event.findtext(f"{T}UID") or "",
        original_start=wire.moment_of(event.findtext(f"{T}OriginalStart")),
        uid=event.findtext(f"{T}UID") or "",
        zone=zone,
        offset=_offset(event, zone),
        ours=_ours(event),
        people=_is(event, "IsMeeting") or not _ours(event),
        cancelled=_is(event, "IsCancelled"),
        private=word(SENSITIVITY, event.findtext(f"{T}Sensitivity"), "normal") in ("private", "confidential"),
        moved={start: item_id for start, item_id in changed if start and item_id},
        deleted=frozenset(start for start in gone if start),
    )
    return {"happening": happening}


def _occurrence(element: Element) -> tuple[datetime | None, str]:
    item_id = element.find(f"{T}ItemId")
    return wire.moment_of(element.findtext(f"{T}OriginalStart")), "" if item_id is None else item_id.get("Id", "")


# Writing


def _spread(write: Write) -> Fields:
    fields = dict(write.fields)
    zone = write.before.happening.zone if write.before else write.zone
    if fields.get("is_all_day"):
        fields |= _days(fields, zone, write.before)
    if "reminder_minutes" in fields:
        fields["reminder_is_set"] = fields["reminder_minutes"] is not None
        if fields["reminder_minutes"] is None:
            del fields["reminder_minutes"]
    for name, nothing in (("show_as", "busy"), ("sensitivity", "normal"), ("is_all_day", False)):
        if name in fields and fields[name] is None:
            fields[name] = nothing
    fields.pop("time_zone", None)
    if "attendees" in fields:
        # Of a new event; the answers are the people's own, only who comes is written. Nobody is told (SendToNone).
        fields["required"] = fields.pop("attendees")
    if write.key is None and zone and zone_of(zone):
        fields |= {"start_zone": zone, "end_zone": zone}
    return fields


def _days(fields: Fields, zone: str | None, before: Item | None) -> Fields:
    """Whole days by the clocks of the event's zone."""
    start, end, known = fields.get("start"), fields.get("end"), zone_of(zone)
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return {}
    if known:
        days = {"start": start.date(), "end": end.date()}
        return {name: datetime.combine(day, time(), known).astimezone(UTC) for name, day in days.items()}
    if before is None:
        return {}
    # Exchange pushes the times of whole days on to midnights. Nobody knows when such a zone puts its clocks forward or
    # back: at noon of the first and the last day no such step matters.
    noon = timedelta(hours=12) - (before.happening.offset or timedelta())
    return {"start": start + noon, "end": end - timedelta(days=1) + noon + timedelta(hours=1)}


def _children(values: Fields) -> list[Element]:
    children = []
    for name, value in values.items():
        if name in ("start_zone", "end_zone"):
            children.append(t(ELEMENTS[name], Id=str(value)))
        elif name == "required":
            children.append(put(t(ELEMENTS[name]), *map(attendee, addresses_of(value))))
        elif name in ELEMENTS:
            children.append(t(ELEMENTS[name], _text(name, value)))
    return children


def _text(name: str, value: Value) -> str:
    if name == "show_as":
        return spoken(SHOW_AS, value, "Busy")
    if name == "sensitivity":
        return spoken(SENSITIVITY, value, "Normal")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return wire.wire_moment(value)
    return str(value) if isinstance(value, int) else text(value)


EVENT = EwsKind(
    what="the event",
    element="CalendarItem",
    home="calendar",
    folder_element="CalendarFolder",
    folder_class="IPF.Appointment",
    paths=PATHS,
    texts=frozenset({"subject"}),
    order=(
        *("Start", "End", "IsAllDayEvent", "LegacyFreeBusyStatus", "Location", "RequiredAttendees"),
        *("OptionalAttendees", "StartTimeZone", "EndTimeZone"),
    ),
    fields=_fields,
    children=_children,
    spread=_spread,
    more=_more,
    extra=(*(field(f"calendar:{name}") for name in _MORE), named(ORIGIN)),
)
