"""Occurrences of a series, worked out of its master: nothing of them is stored but what differs (MS-OXOCAL).

A master keeps `exceptions`, `[{"original_start", "set": fields, "unset": names, "properties": {text: value}}]`, and
`deleted_occurrences`, a list of original starts. Times of day are the clock's in the series' zone, start and end alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from sandbox.microsoft import ids, recurrence
from sandbox.microsoft.calendar_events import CalendarError, event_zone
from sandbox.microsoft.items import Item
from sandbox.microsoft.properties import PropertyId

# What belongs to the series as a whole.
SERIES = ("recurrence", "exceptions", "deleted_occurrences")


@dataclass
class Occurrence(Item):
    """One occurrence as an item: the master's with its own times, ids and, of an exception, its own fields."""

    master: Item
    original_start: datetime
    is_exception: bool


@dataclass(frozen=True)
class Times:
    """When on a day a series takes place. days: how many days later it ends."""

    zone: tzinfo
    start: time
    end: time
    days: int

    def on(self, day: date) -> tuple[datetime, datetime]:
        """An hour that a change to summer time leaves out counts as if the change had not come yet."""
        start = datetime.combine(day, self.start, self.zone).astimezone(UTC)
        end = datetime.combine(day + timedelta(days=self.days), self.end, self.zone).astimezone(UTC)
        return start, max(start, end)


def times_of(fields: dict[str, Any]) -> Times:
    """Of a series. Raises CalendarError for an unknown zone."""
    zone = event_zone(fields)
    start, end = fields["start"].astimezone(zone), fields["end"].astimezone(zone)
    return Times(zone, start.time(), end.time(), (end.date() - start.date()).days)


def expand(master: Item, start: datetime, end: datetime) -> list[Occurrence]:
    """The occurrences that overlap [start, end), by their start; exceptions where they were moved to."""
    times = times_of(master.fields)
    first = start.astimezone(times.zone).date() - timedelta(days=times.days + 1)
    last = end.astimezone(times.zone).date() + timedelta(days=1)
    hidden = set(_exceptions(master)) | set(master.fields.get("deleted_occurrences", ()))
    found = [one for one in exceptions(master) if overlaps(one.fields, start, end)]
    for day in recurrence.days(master.fields["recurrence"], first, last):
        begin, finish = times.on(day)
        if begin not in hidden and overlaps({"start": begin, "end": finish}, start, end):
            found.append(_plain(master, (begin, finish)))
    return sorted(found, key=lambda one: (one.fields["start"], one.original_start))


def overlaps(fields: dict[str, Any], start: datetime, end: datetime) -> bool:
    """An event without length counts by its start."""
    return bool(fields["start"] < end and (fields["end"] > start or fields["start"] == fields["end"] >= start))


def occurrence_at(master: Item, original_start: datetime) -> Occurrence | None:
    """None when the series has none there, or it was deleted."""
    if not master.fields.get("recurrence") or original_start in master.fields.get("deleted_occurrences", ()):
        return None
    times = times_of(master.fields)
    try:
        day = original_start.astimezone(times.zone).date()
    except OverflowError:
        return None
    if next(recurrence.days(master.fields["recurrence"], day, day), None) is None or times.on(day)[0] != original_start:
        return None
    exception = _exceptions(master).get(original_start)
    return view(master, exception, times) if exception else _plain(master, times.on(day))


def by_index(master: Item, index: int) -> Occurrence:
    """The index-th, counted from 1 with the deleted ones. Raises CalendarError."""
    day = recurrence.day_at(master.fields["recurrence"], index - 1) if index > 0 else None
    if day is None:
        text = f"There is no occurrence {index} in the series."
        raise CalendarError("ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange", text)
    found = occurrence_at(master, times_of(master.fields).on(day)[0])
    if found is None:
        text = f"Occurrence {index} was deleted from the series."
        raise CalendarError("ErrorCalendarOccurrenceIsDeletedFromRecurrence", text)
    return found


def original_starts(master: Item, first: date, last: date) -> Iterator[datetime]:
    """Original starts of the occurrences that are left, by the days of the pattern."""
    times, deleted = times_of(master.fields), set(master.fields.get("deleted_occurrences", ()))
    for day in recurrence.days(master.fields["recurrence"], first, last):
        if (start := times.on(day)[0]) not in deleted:
            yield start


def first_and_last(master: Item) -> tuple[Occurrence | None, Occurrence | None]:
    """Of those that are left; a series without end has no last."""
    first = next(original_starts(master, date.min, date.max), None)
    if first is None:
        return None, None
    return occurrence_at(master, first), _last(master, first)


def _last(master: Item, first: datetime) -> Occurrence | None:
    day = recurrence.last_day(master.fields["recurrence"])
    if day is None:
        return None
    times = times_of(master.fields)
    found = occurrence_at(master, times.on(day)[0])
    if found is None:
        *_, last = original_starts(master, date.min, date.max)
        return occurrence_at(master, last)
    return found


def exceptions(master: Item) -> list[Occurrence]:
    """The changed occurrences, by their original start."""
    times = times_of(master.fields)
    return [view(master, one, times) for one in _exceptions(master).values()]


def _exceptions(master: Item) -> dict[datetime, dict[str, Any]]:
    return {one["original_start"]: one for one in master.fields.get("exceptions", ())}


def view(master: Item, exception: dict[str, Any], times: Times) -> Occurrence:
    """The occurrence that an exception makes."""
    original = exception["original_start"]
    plain = _plain(master, times.on(original.astimezone(times.zone).date()))
    fields = {name: value for name, value in plain.fields.items() if name not in exception.get("unset", ())}
    plain.fields = fields | exception["set"] | {"original_start": original, "is_exception": True}
    plain.properties = plain.properties | properties_of(exception)
    plain.properties = {key: value for key, value in plain.properties.items() if value is not None}
    plain.is_exception = True
    return plain


def properties_of(exception: dict[str, Any]) -> dict[PropertyId, Any]:
    """The exception's own properties; None hides one of the master's."""
    return {PropertyId.parse(text): value for text, value in exception.get("properties", {}).items()}


def _plain(master: Item, times: tuple[datetime, datetime]) -> Occurrence:
    start, end = times
    fields = {name: value for name, value in master.fields.items() if name not in SERIES}
    ews_id = ids.occurrence_id(master.ews_id, start)
    return Occurrence(
        **{name: getattr(master, name) for name in Item.__dataclass_fields__}
        | {
            "fields": fields | {"start": start, "end": end, "original_start": start},
            "properties": dict(master.properties),
            "ews_id": ews_id,
            "graph_id": ids.to_graph(ews_id),
            "immutable_id": ids.occurrence_id(master.immutable_id, start),
        },
        master=master,
        original_start=start,
        is_exception=False,
    )
