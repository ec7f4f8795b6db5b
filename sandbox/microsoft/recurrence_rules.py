"""Which recurrences Exchange takes: checked, completed and in the store's form."""

from datetime import date
from typing import Any

from sandbox.microsoft.recurrence import END_OF_TIME, INDEXES, WEEKDAYS

PATTERNS = {
    # type: the greatest interval, what the pattern must name
    "Daily": (999, ()),
    "Weekly": (99, ("days",)),
    "AbsoluteMonthly": (99, ("day",)),
    "RelativeMonthly": (99, ("days",)),
    "AbsoluteYearly": (99, ("day", "month")),
    "RelativeYearly": (99, ("days", "month")),
    "DailyRegeneration": (999, ()),
    "WeeklyRegeneration": (99, ()),
    "MonthlyRegeneration": (99, ()),
    "YearlyRegeneration": (99, ()),
}
RANGES = ("NoEnd", "EndDate", "Numbered")
MOST_OCCURRENCES = 999
EARLIEST = date(1601, 1, 1)


class InvalidRecurrence(ValueError):
    """No series can be made of it. code: EWS's and Graph's name of the error."""

    def __init__(self, text: str, code: str = "ErrorCalendarInvalidRecurrence") -> None:
        super().__init__(text)
        self.code, self.text = code, text


def check(recurrence: Any) -> dict[str, dict[str, Any]]:
    """A recurrence with just what its pattern and range need, days in the week's order. Raises InvalidRecurrence."""
    if not isinstance(recurrence, dict):
        raise InvalidRecurrence("A recurrence needs a pattern and a range.")
    pattern, limits = recurrence.get("pattern"), recurrence.get("range")
    if not isinstance(pattern, dict) or not isinstance(limits, dict):
        raise InvalidRecurrence("A recurrence needs a pattern and a range.")
    return {"pattern": _pattern(pattern), "range": _range(limits)}


def _pattern(pattern: dict[str, Any]) -> dict[str, Any]:
    kind = pattern.get("type")
    if kind not in PATTERNS:
        raise InvalidRecurrence(f"There is no recurrence pattern {kind!r}.")
    most, needed = PATTERNS[kind]
    checked: dict[str, Any] = {"type": kind, "interval": _number("interval", pattern.get("interval") or 1, most)}
    if "days" in needed:
        checked["days"] = _weekdays(kind, pattern.get("days"))
    if "day" in needed:
        checked["day"] = _number("day of the month", pattern.get("day"), 31)
    if "month" in needed:
        checked["month"] = _number("month", pattern.get("month"), 12)
    if kind.startswith("Relative"):
        checked["index"] = _one_of("index", pattern.get("index") or "First", INDEXES)
    if kind == "Weekly":
        checked["first_day"] = _one_of("first day of the week", pattern.get("first_day") or "Sunday", WEEKDAYS)
    return checked


def _weekdays(kind: str, names: Any) -> list[str]:
    if not isinstance(names, list | tuple) or not names:
        code = "ErrorCalendarInvalidDayForWeeklyRecurrence" if kind == "Weekly" else "ErrorCalendarInvalidRecurrence"
        raise InvalidRecurrence("The pattern names no day of the week.", code)
    found = {_one_of("day of the week", name, WEEKDAYS) for name in names}
    return [name for name in WEEKDAYS if name in found]


def _range(limits: dict[str, Any]) -> dict[str, Any]:
    kind = _one_of("range", limits.get("type"), RANGES)
    start = _date("start", limits.get("start"))
    checked: dict[str, Any] = {"type": kind, "start": start.isoformat()}
    if kind == "Numbered":
        checked["count"] = _number("number of occurrences", limits.get("count"), MOST_OCCURRENCES)
    if kind == "EndDate":
        end = _date("end", limits.get("end"))
        if end < start:
            text = f"The series ends on {end}, before its start on {start}."
            raise InvalidRecurrence(text, "ErrorCalendarEndDateIsEarlierThanStartDate")
        checked["end"] = end.isoformat()
    return checked


def _date(what: str, value: Any) -> date:
    try:
        found = value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise InvalidRecurrence(f"The {what} of the range is no date.") from None
    if not EARLIEST <= found <= END_OF_TIME:
        raise InvalidRecurrence(f"The {what} of the range, {found}, is out of the calendar.", "ErrorCalendarOutOfRange")
    return date(found.year, found.month, found.day)


def _number(what: str, value: Any, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise InvalidRecurrence(f"The {what} must be a number from 1 to {most}.")
    return value


def _one_of(what: str, value: Any, known: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in known:
        raise InvalidRecurrence(f"{value!r} is no {what}.")
    return value
