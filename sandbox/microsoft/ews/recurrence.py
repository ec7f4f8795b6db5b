"""t:Recurrence of calendar items and tasks, both ways (types.xsd, RecurrenceType and TaskRecurrenceType).

The store spells Day, Weekday and WeekendDay out as the weekdays they mean.
"""

from collections.abc import Callable
from typing import Any

from sandbox.microsoft.ews.field import Field
from sandbox.microsoft.ews.wire import Element, T, local, t

Recurrence = dict[str, dict[str, Any]]

MONTHS = "January February March April May June July August September October November December".split()
WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
GROUPS = {"Day": WEEK, "Weekday": WEEK[:5], "WeekendDay": WEEK[5:]}
PATTERNS = (
    "RelativeYearlyRecurrence AbsoluteYearlyRecurrence RelativeMonthlyRecurrence AbsoluteMonthlyRecurrence "
    "WeeklyRecurrence DailyRecurrence DailyRegeneration WeeklyRegeneration MonthlyRegeneration YearlyRegeneration"
).split()
RANGES = ("NoEndRecurrence", "EndDateRecurrence", "NumberedRecurrence")


def read(element: Element) -> Recurrence:
    """The store's form; what is missing or impossible is left to `recurrence.check`."""
    parts = {local(child): child for child in element}
    pattern = next((child for name, child in parts.items() if name in PATTERNS), element)
    limits = next((child for name, child in parts.items() if name in RANGES), element)
    return {"pattern": _read_pattern(pattern), "range": _read_range(limits)}


def _read_pattern(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {"type": local(element).removesuffix("Recurrence"), "interval": 1}
    for child in element:
        name, text = local(child), (child.text or "").strip()
        if name == "Interval":
            # An interval that is not there counts as 1; a zero is an error.
            found["interval"] = int(text) or -1
        elif name == "DayOfMonth":
            found["day"] = int(text)
        elif name == "Month":
            found["month"] = MONTHS.index(text) + 1 if text in MONTHS else 0
        elif name == "DaysOfWeek":
            found["days"] = [day for word in text.split() for day in GROUPS.get(word, [word])]
        else:
            found[{"DayOfWeekIndex": "index", "FirstDayOfWeek": "first_day"}.get(name, name)] = text
    return found


def _read_range(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {"type": local(element).removesuffix("Recurrence")}
    for name, key in (("StartDate", "start"), ("EndDate", "end")):
        text = (element.findtext(T + name) or "").strip()
        if text:
            # An xs:date may carry a zone, which says nothing about the day.
            found[key] = text[:10]
    count = element.findtext(T + "NumberOfOccurrences")
    return found | ({"count": int(count)} if count else {})


def write(parent: Element, field: Field, value: Recurrence, marked: Callable[[str], str] = str) -> None:
    """marked: adds to a day what an xs:date may say of its zone."""
    element = t(parent, field.element)
    _write_pattern(element, value["pattern"])
    limits = value["range"]
    place = t(element, f"{limits['type']}Recurrence")
    t(place, "StartDate", marked(limits["start"]))
    if limits["type"] == "EndDate":
        t(place, "EndDate", marked(limits["end"]))
    elif limits["type"] == "Numbered":
        t(place, "NumberOfOccurrences", str(limits["count"]))


def _write_pattern(parent: Element, pattern: dict[str, Any]) -> None:
    kind = str(pattern["type"])
    place = t(parent, kind if kind.endswith("Regeneration") else f"{kind}Recurrence")
    if "Yearly" not in kind or kind.endswith("Regeneration"):
        t(place, "Interval", str(pattern.get("interval", 1)))
    if kind.startswith("Relative"):
        t(place, "DaysOfWeek", _day_word(pattern["days"]))
        t(place, "DayOfWeekIndex", str(pattern["index"]))
    elif kind == "Weekly":
        t(place, "DaysOfWeek", " ".join(pattern["days"]))
        t(place, "FirstDayOfWeek", str(pattern.get("first_day") or "Sunday"))
    elif kind.startswith("Absolute"):
        t(place, "DayOfMonth", str(pattern["day"]))
    if kind.endswith("Yearly"):
        t(place, "Month", MONTHS[pattern["month"] - 1])


def _day_word(days: list[str]) -> str:
    """One word, as a relative pattern has it; of days that make none, the first."""
    return next((word for word, group in GROUPS.items() if sorted(group) == sorted(days)), days[0])
