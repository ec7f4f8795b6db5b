"""Recurrence2PatternText: the subset of RFC 5545 rules that a Lightning event series takes.

Source: "Event", section "Lightning Experience Event Series and Recurring Events", Object Reference. A rule is put in
the order of the parts that the page gives, with the defaults that are missing. Rules without UNTIL or COUNT are
refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice, takewhile

from sandbox.salesforce.activities import patterns
from sandbox.salesforce.activities.about import integrity
from sandbox.salesforce.activities.patterns import DAILY, MONTHLY, WEEKLY, YEARLY, Moment, Pattern
from sandbox.salesforce.errors import SalesforceError

FIELD = "Recurrence2PatternText"
_ORDER = ("FREQ", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST", "BYSETPOS", "INTERVAL", "UNTIL", "COUNT")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKDAYS, _WEEKEND, _EVERY = frozenset(range(5)), frozenset((5, 6)), frozenset(range(7))
_MOST = {DAILY: 999, WEEKLY: 99, MONTHLY: 99, YEARLY: 1}
_MOST_COUNT = 999
_POSITIONS = ("-1", "1", "2", "3", "4")
_ALLOWED = {
    DAILY: set[str](),
    WEEKLY: {"BYDAY"},
    MONTHLY: {"BYMONTHDAY", "BYDAY", "BYSETPOS"},
    YEARLY: {"BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"},
}
_BYDAY = re.compile(r"(-?\d+)?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Rule:
    """A checked rule. text: as it is kept. until: in UTC. Exactly one of until and count is there."""

    text: str
    pattern: Pattern
    until: datetime | None
    count: int | None

    def starts(self, first: date, moment: Moment) -> list[datetime]:
        """The starts from a day on; `moment` gives the start on a day."""
        found: Iterator[datetime] = (moment(day) for day in patterns.days(self.pattern, first))
        if self.until is not None:
            until = self.until
            found = takewhile(lambda start: start <= until, found)
        return list(islice(found, self.count if self.count is not None else _MOST_COUNT))


def parse(text: str, first_day: str = "SU") -> Rule:
    """first_day: WKST where the rule names none. Raises FIELD_INTEGRITY_EXCEPTION that says what is wrong."""
    parts = _parts(text)
    frequency = parts.get("FREQ", "")
    if frequency not in _ALLOWED:
        raise _wrong("FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY")
    extra = set(parts) - _ALLOWED[frequency] - {"FREQ", "INTERVAL", "UNTIL", "COUNT", "WKST"}
    if extra:
        raise _wrong(f"{', '.join(sorted(extra))} can't be used with FREQ={frequency}")
    interval = _number(parts, "INTERVAL", _MOST[frequency], "1")
    until, count = _end(parts)
    parts["INTERVAL"] = str(interval)
    if frequency != DAILY:
        parts.setdefault("WKST", first_day)
    if parts.get("WKST", "SU") not in _DAYS:
        raise _wrong("WKST must be a day such as MO")
    pattern = _pattern(frequency, interval, parts)
    ordered = ";".join(f"{name}={parts[name]}" for name in _ORDER if name in parts)
    return Rule(f"RRULE:{ordered}", pattern, until, count)


def _wrong(message: str) -> SalesforceError:
    return integrity(f"Recurrence Pattern: {message}", FIELD)


def _parts(text: str) -> dict[str, str]:
    body = text.strip().upper().removeprefix("RRULE:")
    parts: dict[str, str] = {}
    for piece in body.split(";"):
        name, mark, value = piece.partition("=")
        if not mark or not value or name in parts:
            raise _wrong(f"“{piece[:40]}” is no part of a rule, or there twice")
        if name not in _ORDER:
            raise _wrong(f"{name[:40]} is not supported")
        parts[name] = value
    return parts


def _number(parts: dict[str, str], name: str, most: int, default: str = "") -> int:
    text = parts.get(name, default)
    if not re.fullmatch(r"\d{1,4}", text) or not 1 <= int(text) <= most:
        raise _wrong(f"{name} must be a number from 1 to {most}")
    return int(text)


def _end(parts: dict[str, str]) -> tuple[datetime | None, int | None]:
    if ("UNTIL" in parts) == ("COUNT" in parts):
        raise _wrong("a rule has either UNTIL or COUNT")
    if "COUNT" in parts:
        return None, _number(parts, "COUNT", _MOST_COUNT)
    try:
        return datetime.strptime(parts["UNTIL"], _UNTIL).replace(tzinfo=UTC), None
    except ValueError:
        raise _wrong("UNTIL must look like 20260419T083000Z") from None


def _pattern(frequency: str, interval: int, parts: dict[str, str]) -> Pattern:
    first_day = _DAYS.index(parts.get("WKST", "SU"))
    if frequency == DAILY:
        return Pattern(DAILY, interval)
    if frequency == WEEKLY:
        weekdays, number = _weekdays(parts)
        if number:
            raise _wrong("BYDAY can't be preceded by a number with FREQ=WEEKLY")
        return Pattern(WEEKLY, interval, weekdays, first_day=first_day)
    month = _number(parts, "BYMONTH", 12) if frequency == YEARLY else None
    if ("BYMONTHDAY" in parts) == ("BYDAY" in parts):
        raise _wrong(f"FREQ={frequency} needs either BYMONTHDAY or BYDAY")
    if "BYMONTHDAY" in parts:
        if "BYSETPOS" in parts:
            raise _wrong("BYSETPOS goes with BYDAY only")
        return Pattern(frequency, interval, month_day=_number(parts, "BYMONTHDAY", 31), month=month)
    return Pattern(frequency, interval, *_nth(parts), month=month)


def _nth(parts: dict[str, str]) -> tuple[frozenset[int], None, int]:
    """(weekdays, no day of the month, which of them)."""
    weekdays, number = _weekdays(parts)
    if len(weekdays) > 1 and weekdays not in (_WORKDAYS, _WEEKEND, _EVERY):
        raise _wrong("BYDAY must be a single day, the weekdays, the weekend days or every day of the week")
    if number and "BYSETPOS" in parts:
        raise _wrong("BYSETPOS can't be used when BYDAY has numbers")
    if not number:
        number = parts.setdefault("BYSETPOS", "1")
    if number not in _POSITIONS:
        raise _wrong("only the first to fourth and the last (-1) of a month's days can be meant")
    return weekdays, None, int(number)


def _weekdays(parts: dict[str, str]) -> tuple[frozenset[int], str]:
    """The weekdays of BYDAY and the number before them, the same for all."""
    matches = [_BYDAY.fullmatch(item) for item in parts.get("BYDAY", "").split(",")]
    found = [match for match in matches if match is not None]
    if len(found) != len(matches):
        raise _wrong("BYDAY must be a list of days such as MO,WE")
    numbers = {match[1] or "" for match in found}
    if len(numbers) > 1:
        raise _wrong("BYDAY can't have different numbers")
    return frozenset(_DAYS.index(match[2]) for match in found), numbers.pop()
