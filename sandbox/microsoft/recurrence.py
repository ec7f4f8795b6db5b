"""The days of a recurrence, as Exchange counts them (MS-OXOCAL, recurrence patterns). Dates only: no times, no zones.

A recurrence is `{"pattern": {type, interval, days, day, month, index, first_day}, "range": {type, start, end, count}}`;
days are names of weekdays, month is 1 to 12, start and end are ISO dates. A month's day that a month lacks is its last.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
INDEXES = ("First", "Second", "Third", "Fourth", "Last")
# Exchange's last day: no series goes on after it.
END_OF_TIME = date(4500, 8, 31)


def days(recurrence: dict[str, Any], first: date, last: date) -> Iterator[date]:
    """The recurrence's days within [first, last], oldest first."""
    limits = recurrence["range"]
    start = date.fromisoformat(limits["start"])
    last = min(last, END_OF_TIME)
    if limits["type"] == "Numbered":
        counted = islice(_from(recurrence["pattern"], start, start), limits["count"])
        yield from _until(counted, first, last)
        return
    if limits["type"] == "EndDate":
        last = min(last, date.fromisoformat(limits["end"]))
    yield from _until(_from(recurrence["pattern"], start, max(first, start)), first, last)


def _until(found: Iterator[date], first: date, last: date) -> Iterator[date]:
    for day in found:
        if day > last:
            return
        if day >= first:
            yield day


def first_day(recurrence: dict[str, Any]) -> date | None:
    """The first day; None when the range holds none."""
    return next(days(recurrence, date.min, date.max), None)


def day_at(recurrence: dict[str, Any], index: int) -> date | None:
    """The index-th day, counted from 0; None beyond the end."""
    return next(islice(days(recurrence, date.min, date.max), index, None), None)


def last_day(recurrence: dict[str, Any]) -> date | None:
    """The last day; None when there is none or no end."""
    limits, last = recurrence["range"], None
    if limits["type"] == "NoEnd":
        return None
    if limits["type"] == "Numbered":
        for day in days(recurrence, date.min, date.max):
            last = day
        return last
    # Look back from the end in growing steps, so that a long series is not walked from its start.
    end = date.fromisoformat(limits["end"])
    start = date.fromisoformat(limits["start"])
    for years in (1, 10, 100, 1000, 10000):
        since = date(max(end.year - years, start.year), 1, 1)
        for day in days(recurrence, since, end):
            last = day
        if last is not None or since <= start:
            break
    return last


def next_regeneration(recurrence: dict[str, Any], completed: date) -> date:
    """When a task that is done again so long after its completion is due (`DailyRegeneration` and its siblings)."""
    pattern = recurrence["pattern"]
    count = pattern["interval"]
    kind = pattern["type"].removesuffix("Regeneration")
    if kind in ("Daily", "Weekly"):
        return completed + timedelta(days=count * (7 if kind == "Weekly" else 1))
    return _clipped(_month_of(completed) + count * (12 if kind == "Yearly" else 1), completed.day)


def _from(pattern: dict[str, Any], start: date, since: date) -> Iterator[date]:
    """Days of the endless pattern that begins at `start`, from `since` (or little before) on."""
    kind, step = pattern["type"], pattern.get("interval", 1)
    if kind == "Daily":
        found = _daily(start, step, since)
    elif kind == "Weekly":
        found = _weekly(pattern, start, since)
    else:
        found = _monthly(pattern, start, since)
    return (day for day in found if day >= start)


def _daily(start: date, step: int, since: date) -> Iterator[date]:
    number = (since - start).days // step * step
    while start.toordinal() + number <= END_OF_TIME.toordinal():
        yield start + timedelta(days=number)
        number += step


def _weekly(pattern: dict[str, Any], start: date, since: date) -> Iterator[date]:
    """The first day of the week decides which days share the week of the start when only every n-th week counts."""
    opening = WEEKDAYS.index(pattern.get("first_day", "Sunday"))
    offsets = sorted({(WEEKDAYS.index(name) - opening) % 7 for name in pattern["days"]})
    step = 7 * pattern.get("interval", 1)
    week = start.toordinal() - (start.weekday() - opening) % 7
    week += (since.toordinal() - week) // step * step
    while week <= END_OF_TIME.toordinal():
        yield from (date.fromordinal(week + offset) for offset in offsets if week + offset > 0)
        week += step


def _monthly(pattern: dict[str, Any], start: date, since: date) -> Iterator[date]:
    """Months are counted from year 0, so that a year is a step of 12."""
    step, month = pattern.get("interval", 1), _month_of(start)
    if pattern["type"].endswith("Yearly"):
        month += pattern["month"] - start.month
        step *= 12
    month += max(0, (_month_of(since) - month) // step * step)
    while month <= _month_of(END_OF_TIME):
        yield _day_in(pattern, month)
        month += step


def _day_in(pattern: dict[str, Any], month: int) -> date:
    if pattern["type"].startswith("Absolute"):
        return _clipped(month, pattern["day"])
    wanted = {WEEKDAYS.index(name) for name in pattern["days"]}
    opening = date(month // 12, month % 12 + 1, 1)
    length = monthrange(opening.year, opening.month)[1]
    found = [opening + timedelta(days=n) for n in range(length) if (opening.weekday() + n) % 7 in wanted]
    index = INDEXES.index(pattern.get("index", "First"))
    return found[-1] if index == 4 else found[index]


def _month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def _clipped(month: int, day: int) -> date:
    year, number = month // 12, month % 12 + 1
    return date(year, number, min(day, monthrange(year, number)[1]))
