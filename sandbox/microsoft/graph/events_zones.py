"""Moments with zones: dateTimeTimeZone both ways, `Prefer: outlook.timezone`, and windows of time in queries."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from sandbox.microsoft.calendar_events import all_day_dates
from sandbox.microsoft.graph.errors import GraphError, bad_body
from sandbox.microsoft.graph.fields import complex_value
from sandbox.microsoft.graph.request import GraphRequest
from sandbox.microsoft.items import Item
from sandbox.microsoft.zones import UnknownZone, zone_of

_KEYS = frozenset(("dateTime", "timeZone"))
# What Graph writes for a moment that is none.
NEVER = "0001-01-01T00:00:00Z"
LONGEST_WINDOW_DAYS = 1825
# The years that Exchange's calendar knows (MS-OXOCAL: 1601 to 4500).
YEARS = range(1601, 4501)


@dataclass(frozen=True)
class ZonedMoment:
    """One end of an event as a client gave it: moment in UTC, the zone's name, and the local time without zone."""

    moment: datetime
    zone: str
    local: datetime


def find_zone(name: str) -> tzinfo:
    """A zone by its Windows or IANA name. Raises GraphError 400 in Graph's own words."""
    try:
        return zone_of(name)
    except UnknownZone as error:
        text = f"A valid TimeZone value must be specified. The following TimeZone value is not supported: '{name:.80}'."
        raise GraphError(400, "TimeZoneNotSupportedException", text) from error


def read_zoned(name: str, value: Any) -> ZonedMoment | None:
    """A dateTimeTimeZone of a body; None for null. Without a zone it is UTC. An offset in the text beats the zone.

    Raises GraphError 400.
    """
    if value is None:
        return None
    parts = complex_value(name, value, "dateTimeTimeZone", _KEYS)
    zone = parts.get("timeZone") or "UTC"
    if not isinstance(zone, str):
        raise bad_body(f"Cannot convert the literal of property '{name}/timeZone' to the type 'Edm.String'.")
    info = find_zone(zone)
    try:
        found = _in_calendar(datetime.fromisoformat(_text(parts.get("dateTime"))))
        local = found.astimezone(info) if found.tzinfo else found.replace(tzinfo=info)
        return ZonedMoment(local.astimezone(UTC), zone, local.replace(tzinfo=None))
    except (ValueError, OverflowError) as error:
        text = f"The value '{parts.get('dateTime')!s:.40}' of property '{name}/dateTime' is no date and time."
        raise GraphError(400, "ErrorInvalidRequest", text) from error


def _in_calendar(found: datetime) -> datetime:
    if found.year not in YEARS:
        raise ValueError("outside the calendar")
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str) or "T" not in value:
        raise ValueError("no date and time")
    return value


@dataclass(frozen=True)
class Display:
    """How a request wants times shown: the zone and the name that it goes by."""

    zone: tzinfo
    name: str

    def moment(self, value: datetime) -> dict[str, str]:
        return self._written(value.astimezone(self.zone))

    def day(self, value: date) -> dict[str, str]:
        """All-day events are shown from midnight to midnight whatever the zone."""
        return self._written(datetime.combine(value, time()))

    def _written(self, local: datetime) -> dict[str, str]:
        return {"dateTime": local.replace(tzinfo=None).isoformat(timespec="microseconds") + "0", "timeZone": self.name}

    def ends(self, item: Item) -> tuple[dict[str, str], dict[str, str]]:
        """Start and end of an event."""
        if item.fields.get("is_all_day"):
            first, after = all_day_dates(item)
            return self.day(first), self.day(after)
        return self.moment(item.fields["start"]), self.moment(item.fields["end"])


def display(request: GraphRequest) -> Display:
    """By `Prefer: outlook.timezone`, else UTC. Raises GraphError 400 for an unknown zone."""
    name = request.preferences().get("outlook.timezone", "") or "UTC"
    return Display(find_zone(name), name)


def window(request: GraphRequest) -> tuple[datetime, datetime]:
    """startDateTime and endDateTime of the query; without an offset they are UTC. Raises GraphError 400."""
    texts = request.query.get("startdatetime", ""), request.query.get("enddatetime", "")
    if not all(texts):
        text = "This request requires a time window specified by the query string parameters StartDateTime and "
        raise GraphError(400, "ErrorInvalidParameter", text + "EndDateTime.")
    start, end = _edge("StartDateTime", texts[0]), _edge("EndDateTime", texts[1])
    if end < start:
        text = "The end date and time of the window lies before its start."
        raise GraphError(400, "ErrorCalendarEndDateIsEarlierThanStartDate", text)
    if (end - start).days > LONGEST_WINDOW_DAYS:
        text = "Your request can't be completed. The range between the start and end dates is greater than the allowed "
        text += f"range. Maximum number of days: {LONGEST_WINDOW_DAYS}"
        raise GraphError(400, "ErrorCalendarViewRangeTooBig", text)
    return start, end


def _edge(name: str, text: str) -> datetime:
    try:
        found = _in_calendar(datetime.fromisoformat(text))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise GraphError(400, "ErrorInvalidParameter", f"The value of parameter '{name}' is invalid.") from error
