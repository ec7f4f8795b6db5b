"""The days of a recurrence, whether it was written in fields (classic) or as a rule (Lightning).

A day of the month that a month does not have is its last day ("Event", Object Reference: BYMONTHDAY=31).
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.salesforce.moments import from_stamp

DAILY, WEEKLY, MONTHLY, YEARLY = "DAILY", "WEEKLY", "MONTHLY", "YEARLY"
Moment = Callable[[date], datetime]
_LAST_YEAR = 3999


@dataclass(frozen=True, slots=True)
class Pattern:
    """weekdays: 0 is Monday. month_day: of monthly and yearly ones; without it the position (1 to 4, -1 for the last)
    among the month's days that are such weekdays. first_day: the weekday that weeks begin with."""

    frequency: str
    interval: int = 1
    weekdays: frozenset[int] = field(default_factory=frozenset)
    month_day: int | None = None
    position: int = 1
    month: int | None = None
    first_day: int = 6


def days(pattern: Pattern, start: date) -> Iterator[date]:
    """The days from `start` on, in order, until the calendar of the platform ends."""
    steps = {DAILY: _daily, WEEKLY: _weekly, MONTHLY: _monthly, YEARLY: _yearly}
    for day in steps[pattern.frequency](pattern, start):
        if day.year > _LAST_YEAR:
            return
        if day >= start:
            yield day


def _daily(pattern: Pattern, start: date) -> Iterator[date]:
    day = start
    while True:
        yield day
        day += timedelta(days=pattern.interval)


def _weekly(pattern: Pattern, start: date) -> Iterator[date]:
    week = start - timedelta(days=(start.weekday() - pattern.first_day) % 7)
    while True:
        for offset in range(7):
            day = week + timedelta(days=offset)
            if day.weekday() in pattern.weekdays:
                yield day
        week += timedelta(weeks=pattern.interval)


def _monthly(pattern: Pattern, start: date) -> Iterator[date]:
    count = start.year * 12 + start.month - 1
    while count // 12 <= _LAST_YEAR + 1:
        found = _in_month(pattern, count // 12, count % 12 + 1)
        if found:
            yield found
        count += pattern.interval


def _yearly(pattern: Pattern, start: date) -> Iterator[date]:
    for year in range(start.year, _LAST_YEAR + 2, pattern.interval):
        found = _in_month(pattern, year, pattern.month or start.month)
        if found:
            yield found


def _in_month(pattern: Pattern, year: int, month: int) -> date | None:
    length = monthrange(year, month)[1]
    if pattern.month_day is not None:
        return date(year, month, min(pattern.month_day, length))
    fitting = [day for day in range(1, length + 1) if date(year, month, day).weekday() in pattern.weekdays]
    index = pattern.position - 1 if pattern.position > 0 else len(fitting) + pattern.position
    return date(year, month, fitting[index]) if 0 <= index < len(fitting) else None


def moment_on(day: date, like: str, zone: ZoneInfo, *, all_day: bool) -> datetime:
    """The start on a day: at the wall clock time of the kept start `like`; at midnight UTC for all-day events."""
    if all_day:
        return from_stamp(f"{day.isoformat()}T00:00:00")
    wall = from_stamp(like).astimezone(zone).time()
    return datetime.combine(day, wall, zone)
