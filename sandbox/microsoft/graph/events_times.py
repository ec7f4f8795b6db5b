"""When an event takes place, as a body says it: start, end, isAllDay and recurrence weighed against each other."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sandbox.microsoft.calendar_events import all_day_dates, event_zone
from sandbox.microsoft.calendar_occurrences import Occurrence
from sandbox.microsoft.graph import events_recurrence
from sandbox.microsoft.graph.errors import GraphError
from sandbox.microsoft.graph.events_recurrence import Recurrence, invalid
from sandbox.microsoft.graph.events_zones import ZonedMoment, find_zone, read_zoned
from sandbox.microsoft.items import Item
from sandbox.microsoft.recurrence import first_day
from sandbox.microsoft.recurrence_rules import InvalidRecurrence, check
from sandbox.microsoft.zones import CUSTOM

Fields = dict[str, Any]
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Times:
    """What a body says of an event's times. item: the event before, None for a new one."""

    start: ZonedMoment | None
    end: ZonedMoment | None
    all_day: bool
    item: Item | None


def read_times(body: dict[str, Any], item: Item | None = None) -> Fields:
    """The change of fields that a body's times and recurrence mean. item: the event to change.

    Raises GraphError 400, among them for an all-day event that does not run from midnight to midnight.
    """
    all_day = body.get("isAllDay")
    if all_day is None:
        all_day = item is not None and bool(item.fields.get("is_all_day"))
    times = _Times(read_zoned("start", body.get("start")), read_zoned("end", body.get("end")), bool(all_day), item)
    if item is None and (times.start is None or times.end is None):
        raise invalid("An event needs a start and an end.")
    fields: Fields = {}
    if times.start or times.end or "isAllDay" in body:
        fields = _whole_days(times) if times.all_day else _plain(times)
        if isinstance(item, Occurrence):
            fields = {name: value for name, value in fields.items() if name in ("start", "end")}
        # A start alone takes the end along.
        if "end" in fields and fields["end"] < ((item.fields if item else {}) | fields)["start"]:
            raise invalid("The event ends before it starts.")
    if "recurrence" not in body:
        return fields
    return fields | _read_recurrence(body["recurrence"], fields, item, times.all_day)


def _plain(times: _Times) -> Fields:
    fields: Fields = {}
    for name, given in (("start", times.start), ("end", times.end)):
        if given:
            fields |= {name: given.moment, f"{name}_time_zone": given.zone, "zone_definition": None}
    return fields


def _whole_days(times: _Times) -> Fields:
    """Both ends at local midnight in one zone. An end that is not given keeps its day."""
    given = times.start or times.end
    if times.start and times.end and find_zone(times.start.zone) != find_zone(times.end.zone):
        raise _refused("The Event.Start and Event.End properties for an all-day event must be in the same time zone.")
    first = _midnight("Start", times.start.local if times.start else _local(times.item, "start"))
    after = _midnight("End", times.end.local if times.end else _local(times.item, "end"))
    if after - first < _DAY:
        raise _refused("The duration of an event marked as All day must be at least 24 hours.")
    if given is None:
        return {}
    # An occurrence's days are counted in the zone of its series.
    zone = event_zone(times.item.fields) if isinstance(times.item, Occurrence) else find_zone(given.zone)
    edges = [datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, after)]
    names = {"start_time_zone": given.zone, "end_time_zone": given.zone, "zone_definition": None}
    return {"start": edges[0], "end": edges[1]} | names


def _local(item: Item | None, name: str) -> datetime:
    """The local time of one end of the event as it is; an all-day event's is midnight by definition."""
    if item is None:
        raise invalid("An event needs a start and an end.")
    if item.fields.get("is_all_day"):
        return datetime.combine(all_day_dates(item)[name == "end"], time())
    moment: datetime = item.fields[name]
    return moment.astimezone(event_zone(item.fields)).replace(tzinfo=None)


def _midnight(name: str, local: datetime) -> date:
    if local.time() != time():
        raise _refused(f"The Event.{name} property for an all-day event needs to be set to midnight.")
    return local.date()


def _refused(message: str) -> GraphError:
    return GraphError(400, "ErrorInvalidRequest", message)


def _read_recurrence(value: Any, fields: Fields, item: Item | None, all_day: bool) -> Fields:
    """The recurrence that a body gives; its recurrenceTimeZone is the zone that the series is counted in."""
    if isinstance(item, Occurrence):
        if value is not None:
            raise invalid("An occurrence has no recurrence of its own.")
        return {}
    read = events_recurrence.read(value)
    if read is None:
        return {"recurrence": None} if item else {}
    recurrence, zone = _checked(read[0]), read[1]
    counted: Fields = {}
    # A zone made by hand has no name to be found by; a client sends back what it was shown.
    if zone and zone != CUSTOM and find_zone(zone) and not all_day:
        counted = {"start_time_zone": zone, "end_time_zone": zone, "zone_definition": None}
    starts = _start_day(fields | counted, item)
    if starts not in (date.fromisoformat(recurrence["range"]["start"]), first_day(recurrence)):
        raise invalid("The startDate of a recurrence must be the day of the event's start.")
    return counted | {"recurrence": recurrence}


def _checked(recurrence: Recurrence) -> Recurrence:
    try:
        return check(recurrence)
    except InvalidRecurrence as error:
        raise GraphError(400, error.code, str(error)) from error


def _start_day(fields: Fields, item: Item | None) -> date:
    merged = (item.fields if item else {}) | fields
    start: datetime = merged["start"]
    return start.astimezone(event_zone(merged)).date()
