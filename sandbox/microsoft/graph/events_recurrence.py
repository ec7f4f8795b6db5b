"""Graph's patternedRecurrence and the store's recurrence, both ways (graph/api/resources/recurrencepattern, …range)."""

from datetime import date
from typing import Any

from sandbox.microsoft.graph.errors import GraphError, bad_body
from sandbox.microsoft.graph.fields import complex_value

Recurrence = dict[str, dict[str, Any]]

PATTERNS = {
    "daily": "Daily",
    "weekly": "Weekly",
    "absolutemonthly": "AbsoluteMonthly",
    "relativemonthly": "RelativeMonthly",
    "absoluteyearly": "AbsoluteYearly",
    "relativeyearly": "RelativeYearly",
}
RANGES = {"enddate": "EndDate", "noend": "NoEnd", "numbered": "Numbered"}
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
INDEXES = ("First", "Second", "Third", "Fourth", "Last")
# What a pattern cannot do without.
_NEEDED = {
    "Daily": (),
    "Weekly": ("daysOfWeek",),
    "AbsoluteMonthly": ("dayOfMonth",),
    "RelativeMonthly": ("daysOfWeek",),
    "AbsoluteYearly": ("dayOfMonth", "month"),
    "RelativeYearly": ("daysOfWeek", "month"),
}
_PATTERN_KEYS = frozenset(("type", "interval", "month", "dayOfMonth", "daysOfWeek", "firstDayOfWeek", "index"))
_RANGE_KEYS = frozenset(("type", "startDate", "endDate", "numberOfOccurrences", "recurrenceTimeZone"))
# What Graph writes for a date that is none.
NO_DATE = "0001-01-01"
MOST_OCCURRENCES = 999
LONGEST_INTERVAL = 999


def invalid(what: str) -> GraphError:
    """Graph says no more than that a property failed; the sandbox also says which."""
    return GraphError(400, "ErrorPropertyValidationFailure", f"At least one property failed validation. {what}")


def read(value: Any) -> tuple[Recurrence, str | None] | None:
    """The store's recurrence and the recurrenceTimeZone of a body's `recurrence`; None for null.

    Raises GraphError 400.
    """
    if value is None:
        return None
    parts = complex_value("recurrence", value, "patternedRecurrence", frozenset(("pattern", "range")))
    if parts.get("pattern") is None or parts.get("range") is None:
        raise invalid("A recurrence needs a pattern and a range.")
    pattern = complex_value("pattern", parts["pattern"], "recurrencePattern", _PATTERN_KEYS)
    limits = complex_value("range", parts["range"], "recurrenceRange", _RANGE_KEYS)
    zone = limits.get("recurrenceTimeZone")
    if zone is not None and not isinstance(zone, str):
        raise bad_body("Cannot convert the literal of property 'recurrenceTimeZone' to the type 'Edm.String'.")
    return {"pattern": _pattern(pattern), "range": _range(limits)}, zone or None


def word(name: str, value: Any, known: dict[str, str]) -> str:
    """One of an enumeration's words, in any case. Raises GraphError 400."""
    found = known.get(value.lower()) if isinstance(value, str) else None
    if found is None:
        raise bad_body(f"Requested value '{value!s:.40}' was not found for the property '{name}'.")
    return found


def whole(name: str, value: Any, lowest: int, highest: int) -> int:
    """An Edm.Int32 in bounds. Raises GraphError 400."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise bad_body(f"Cannot convert the literal '{value!s:.40}' of property '{name}' to the type 'Edm.Int32'.")
    if not lowest <= value <= highest:
        raise invalid(f"The property '{name}' takes {lowest} to {highest}, not {value}.")
    return value


def _pattern(body: dict[str, Any]) -> dict[str, Any]:
    kind = word("type", body.get("type"), PATTERNS)
    for name in _NEEDED[kind]:
        if body.get(name) in (None, [], 0):
            raise invalid(f"A recurrence of type {kind} needs '{name}'.")
    found: dict[str, Any] = {"type": kind, "interval": whole("interval", body.get("interval"), 1, LONGEST_INTERVAL)}
    if "daysOfWeek" in _NEEDED[kind]:
        found["days"] = _days(body["daysOfWeek"])
    if kind == "Weekly":
        found["first_day"] = _day("firstDayOfWeek", body.get("firstDayOfWeek") or "sunday")
    if kind.startswith("Relative"):
        indexes = {name.lower(): name for name in INDEXES}
        found["index"] = word("index", body.get("index") or "first", indexes)
    if "dayOfMonth" in _NEEDED[kind]:
        found["day"] = whole("dayOfMonth", body["dayOfMonth"], 1, 31)
    if kind.endswith("Yearly"):
        found["month"] = whole("month", body["month"], 1, 12)
    return found


def _day(name: str, value: Any) -> str:
    return word(name, value, {day.lower(): day for day in DAYS})


def _days(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise bad_body("A 'StartArray' node was expected for the property 'daysOfWeek'.")
    found = {_day("daysOfWeek", entry) for entry in value}
    return [day for day in DAYS if day in found]


def _range(body: dict[str, Any]) -> dict[str, Any]:
    kind = word("type", body.get("type"), RANGES)
    start = _date("startDate", body.get("startDate"))
    found: dict[str, Any] = {"type": kind, "start": start}
    if kind == "EndDate":
        found["end"] = _date("endDate", body.get("endDate"))
        if found["end"] < start:
            raise invalid("The endDate of a recurrence lies before its startDate.")
    if kind == "Numbered":
        found["count"] = whole("numberOfOccurrences", body.get("numberOfOccurrences"), 1, MOST_OCCURRENCES)
    return found


def _date(name: str, value: Any) -> str:
    """An Edm.Date as ISO text. Raises GraphError 400."""
    try:
        if not isinstance(value, str) or len(value) != len(NO_DATE):
            raise ValueError
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        text = f"Cannot convert the literal '{value!s:.40}' of property '{name}' to the type 'Edm.Date'."
        raise bad_body(text) from error


def show(recurrence: Recurrence | None, zone: str | None) -> dict[str, Any] | None:
    """Graph's form, where a part that does not apply shows its zero value. zone: of the series, by its name."""
    if not recurrence:
        return None
    pattern, limits = recurrence["pattern"], recurrence["range"]
    shown: dict[str, Any] = {
        "type": _first_small(str(pattern["type"])),
        "interval": pattern.get("interval") or 1,
        "month": pattern.get("month") or 0,
        "dayOfMonth": pattern.get("day") or 0,
        "firstDayOfWeek": str(pattern.get("first_day") or "Sunday").lower(),
        "index": str(pattern.get("index") or "First").lower(),
    }
    if pattern.get("days"):
        shown["daysOfWeek"] = [str(day).lower() for day in pattern["days"]]
    ranged = {
        "type": _first_small(str(limits["type"])),
        "startDate": str(limits["start"]),
        "endDate": str(limits.get("end") or NO_DATE),
        "recurrenceTimeZone": zone or "UTC",
        "numberOfOccurrences": limits.get("count") or 0,
    }
    return {"pattern": shown, "range": ranged}


def _first_small(text: str) -> str:
    """Graph's writing of an EWS word."""
    return text[:1].lower() + text[1:]
