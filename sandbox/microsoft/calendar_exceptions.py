"""What a change of one occurrence writes into its series, and where an occurrence may go (MS-OXOCAL, exceptions)."""

from datetime import date, datetime, timedelta
from typing import Any

from sandbox.microsoft import calendar_series, properties
from sandbox.microsoft.calendar_events import CalendarError, check_times, event_zone
from sandbox.microsoft.calendar_occurrences import Occurrence, occurrence_at, original_starts
from sandbox.microsoft.items import Item, merge
from sandbox.microsoft.properties import PropertyId

# No occurrence has these of its own.
_SERIES_ONLY = ("recurrence", "uid", "start_time_zone", "end_time_zone", "zone_definition")


def changed(current: Occurrence, wish: dict[str, Any], given: dict[PropertyId, Any]) -> list[dict[str, Any]]:
    """The series' exceptions after a change of one occurrence. given: properties, None for one that goes.

    What was ever set stays the exception's own, even where it says the same as the series. Raises CalendarError.
    """
    master, original = current.master, current.original_start
    if refused := [name for name in _SERIES_ONLY if name in wish and wish[name] != current.fields.get(name)]:
        text = f"{refused[0]} belongs to the series; an occurrence has none of its own."
        raise CalendarError("ErrorCalendarInvalidPropertyState", text)
    mapped, kept = properties.split(given)
    wish = calendar_series.with_answers(current.fields, wish)
    fields = _times_checked(current, merge(merge(current.fields, wish), mapped))
    known = {one["original_start"]: one for one in master.fields.get("exceptions", ())}
    old: dict[str, Any] = known.get(original, {})
    touched = {*old.get("set", {}), *old.get("unset", ()), *wish, *mapped}
    touched |= {name for name in ("start", "end") if fields[name] != current.fields[name]}
    known[original] = {
        "original_start": original,
        "set": {name: fields[name] for name in sorted(touched) if name in fields},
        "unset": sorted(name for name in touched if name not in fields),
        "properties": old.get("properties", {}) | {key.text: value for key, value in kept.items()},
    }
    return [known[when] for when in sorted(known)]


def _times_checked(current: Occurrence, fields: dict[str, Any]) -> dict[str, Any]:
    if fields.get("start") is None or fields.get("end") is None:
        raise CalendarError("ErrorCalendarInvalidPropertyState", "An occurrence needs a start and an end.")
    if fields.get("is_all_day"):
        fields = fields | calendar_series.whole_days(fields)
    start, end = fields["start"], fields["end"]
    if (start, end) != (current.fields["start"], current.fields["end"]):
        check_times(start, end)
        _check_place(current, start, end)
    return fields


def _check_place(current: Occurrence, start: datetime, end: datetime) -> None:
    """An occurrence stays between its neighbours, on a day of its own."""
    zone = event_zone(current.master.fields)
    before, after = neighbours(current.master, current.original_start)
    day = start.astimezone(zone).date()
    crossing = before is not None and (
        day <= before.fields["start"].astimezone(zone).date() or start < before.fields["end"]
    )
    crossing |= after is not None and (
        day >= after.fields["start"].astimezone(zone).date() or end > after.fields["start"]
    )
    if crossing:
        text = "An occurrence cannot go to or past the day of the occurrence before or after it."
        raise CalendarError("ErrorOccurrenceCrossingBoundary", text)


def neighbours(master: Item, original: datetime) -> tuple[Occurrence | None, Occurrence | None]:
    """The occurrences before and after, of those that are left."""
    day = original.astimezone(event_zone(master.fields)).date()
    before = None
    for start in original_starts(master, date.min, day - timedelta(days=1)):
        before = start
    after = next(original_starts(master, day + timedelta(days=1), date.max), None)
    return (
        None if before is None else occurrence_at(master, before),
        None if after is None else occurrence_at(master, after),
    )
