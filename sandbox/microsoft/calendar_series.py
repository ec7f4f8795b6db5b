"""Events as they are written: what the server fills in, all-day days, and what a change of a series does to it."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import Any

from sandbox.microsoft import recurrence
from sandbox.microsoft.calendar_events import CalendarError, check_times, event_zone
from sandbox.microsoft.calendar_occurrences import SERIES, Times, times_of
from sandbox.microsoft.items import merge
from sandbox.microsoft.recurrence_rules import InvalidRecurrence, check

# Replaced whole by a change, never merged.
_WHOLE = ("recurrence", "zone_definition", "organizer", "exceptions")
# What makes another series of a series; its exceptions would mean nothing any more.
_SHAPE = ("start", "end", "start_time_zone", "zone_definition", "is_all_day")
_HALF_HOUR = timedelta(minutes=30)
# How many days are looked at for the shortest time between two occurrences.
_SAMPLE = 64


def laid_over(stored: dict[str, Any], wish: dict[str, Any]) -> dict[str, Any]:
    """The fields with a wish laid over them, see `items.merge`."""
    fields = merge(stored, {name: value for name, value in wish.items() if name not in _WHOLE or value is None})
    return fields | {name: value for name, value in wish.items() if name in _WHOLE and value is not None}


def with_answers(stored: dict[str, Any], wish: dict[str, Any]) -> dict[str, Any]:
    """A list of attendees says who comes, not what they answered: that stays with those who are still there."""
    if not wish.get("attendees"):
        return wish
    known = {str(one.get("address") or "").lower(): one for one in stored.get("attendees") or ()}
    people = []
    for one in wish["attendees"]:
        old = known.get(str(one.get("address") or "").lower(), {})
        answers = {name: old[name] for name in ("response", "responded") if name in old}
        people.append(answers | one)
    return wish | {"attendees": people}


def difference(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The wish that makes `new` of `old`."""
    wish: dict[str, Any] = {}
    for name in {**old, **new}:
        before, after = old.get(name), new.get(name)
        if isinstance(before, dict) and isinstance(after, dict):
            if inner := difference(before, after):
                wish[name] = inner
        elif before != after:
            wish[name] = after
    return wish


def complete(fields: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A single event or a series with valid times; a series lies on its first day. Raises CalendarError."""
    done = dict(fields)
    done["start_time_zone"] = done.get("start_time_zone") or "UTC"
    done["end_time_zone"] = done.get("end_time_zone") or done["start_time_zone"]
    done |= _times(done, now)
    if done.get("is_all_day"):
        done |= whole_days(done)
    check_times(done["start"], done["end"])
    done["is_meeting"] = bool(done.get("attendees"))
    if not done.get("recurrence"):
        return {name: value for name, value in done.items() if name not in SERIES}
    return _series(done)


def _times(fields: dict[str, Any], now: datetime) -> dict[str, datetime]:
    """What is missing: half an hour, from the next half hour on."""
    start, end = fields.get("start"), fields.get("end")
    if start is None:
        half = datetime(now.year, now.month, now.day, now.hour, now.minute // 30 * 30, tzinfo=UTC) + _HALF_HOUR
        start = half if end is None else end - _HALF_HOUR
    return {"start": start, "end": start + _HALF_HOUR if end is None else end}


def whole_days(fields: dict[str, Any]) -> dict[str, datetime]:
    """Exchange pushes an all-day event's start back and its end on to midnight in the event's zone."""
    zone = event_zone(fields)
    try:
        start, end = fields["start"].astimezone(zone), fields["end"].astimezone(zone)
        last = end.date() if end.time() == time() and end.date() > start.date() else end.date() + timedelta(days=1)
        days = {"start": start.date(), "end": last}
        return {name: datetime.combine(day, time(), zone).astimezone(UTC) for name, day in days.items()}
    except OverflowError:
        raise CalendarError("ErrorCalendarOutOfRange", "The event lies outside of the calendar's years.") from None


def _series(fields: dict[str, Any]) -> dict[str, Any]:
    try:
        checked = check(fields["recurrence"])
    except InvalidRecurrence as error:
        raise CalendarError(error.code, error.text) from None
    if checked["pattern"]["type"].endswith("Regeneration"):
        raise CalendarError("ErrorUnsupportedRecurrence", "Only tasks are done again after their completion.")
    first = recurrence.first_day(checked)
    if first is None:
        raise CalendarError("ErrorRecurrenceHasNoOccurrence", "The recurrence has no occurrence in its range.")
    times = times_of(fields)
    _check_span(times, checked)
    checked["range"]["start"] = first.isoformat()
    start, end = times.on(first)
    return fields | {"recurrence": checked, "start": start, "end": end}


def _check_span(times: Times, checked: dict[str, Any]) -> None:
    days = islice(recurrence.days(checked, date.min, date.max), _SAMPLE)
    gap = min((after - before for before, after in pairwise(days)), default=None)
    today = date(2000, 1, 1)
    span = datetime.combine(today + timedelta(days=times.days), times.end) - datetime.combine(today, times.start)
    if gap is not None and span > gap:
        text = "An occurrence is longer than the time to the next one."
        raise CalendarError("ErrorOccurrenceTimeSpanTooBig", text)


def changed(stored: dict[str, Any], wish: dict[str, Any], now: datetime) -> dict[str, Any]:
    """All fields after a wish. A new pattern or new times drop exceptions and deletions. Raises CalendarError."""
    fields = laid_over(stored, with_answers(stored, wish))
    if "start" in wish and "end" not in wish and fields.get("start") and stored.get("start"):
        fields["end"] = fields["start"] + (stored["end"] - stored["start"])
    if fields.get("recurrence") and stored.get("recurrence") and wish.get("recurrence") is None:
        _follow_start(fields, stored)
    fields = complete(fields, now)
    if not fields.get("recurrence") or not stored.get("recurrence"):
        return fields
    if _shape(fields) != _shape(stored):
        return {name: value for name, value in fields.items() if name not in SERIES[1:]}
    return _within_range(fields)


def _follow_start(fields: dict[str, Any], stored: dict[str, Any]) -> None:
    """A series whose start goes to another day begins there."""
    zone = event_zone(fields)
    day = fields["start"].astimezone(zone).date()
    if day != stored["start"].astimezone(event_zone(stored)).date():
        limits = fields["recurrence"]["range"] | {"start": day.isoformat()}
        fields["recurrence"] = fields["recurrence"] | {"range": limits}


def _shape(fields: dict[str, Any]) -> list[Any]:
    return [fields["recurrence"]["pattern"], *(fields.get(name) or None for name in _SHAPE)]


def _within_range(fields: dict[str, Any]) -> dict[str, Any]:
    """Exceptions and deletions that a nearer end leaves outside go."""
    times = times_of(fields)

    def inside(original: datetime) -> bool:
        day = original.astimezone(times.zone).date()
        return next(recurrence.days(fields["recurrence"], day, day), None) is not None

    kept = {
        "exceptions": [one for one in fields.get("exceptions", ()) if inside(one["original_start"])],
        "deleted_occurrences": [one for one in fields.get("deleted_occurrences", ()) if inside(one)],
    }
    rest = {name: value for name, value in fields.items() if name not in kept}
    return rest | {name: value for name, value in kept.items() if value}
