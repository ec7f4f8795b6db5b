"""Recurrence in fields, as Salesforce Classic makes it: a master with IsRecurrence and a row for each occurrence.

Sources: "Recurrence Field Usage" on the pages Event and Task, and the limits on occurrences of "Considerations for
Creating Recurring Events" and "… Tasks" (Salesforce Help). The master names itself in RecurrenceActivityId.
"""

from datetime import date
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from sandbox.salesforce.activities import patterns
from sandbox.salesforce.activities.about import integrity
from sandbox.salesforce.activities.patterns import DAILY, MONTHLY, WEEKLY, YEARLY, Pattern
from sandbox.salesforce.activities.times import zone_of
from sandbox.salesforce.changes import Change
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.moments import from_stamp
from sandbox.salesforce.store import Row

PROPERTIES = (
    "RecurrenceInterval",
    "RecurrenceDayOfWeekMask",
    "RecurrenceDayOfMonth",
    "RecurrenceInstance",
    "RecurrenceMonthOfYear",
)
_INTERVAL, _MASK, _DAY, _INSTANCE, _MONTH = PROPERTIES
END, TYPE, ZONE = "RecurrenceEndDateOnly", "RecurrenceType", "RecurrenceTimeZoneSidKey"
STARTS = {"Task": "RecurrenceStartDateOnly", "Event": "RecurrenceStartDateTime"}
_NEEDS = {
    "RecursDaily": {_INTERVAL},
    "RecursEveryWeekday": {_MASK},
    "RecursWeekly": {_INTERVAL, _MASK},
    "RecursMonthly": {_INTERVAL, _DAY},
    "RecursMonthlyNth": {_INTERVAL, _MASK, _INSTANCE},
    "RecursYearly": {_DAY, _MONTH},
    "RecursYearlyNth": {_MASK, _INSTANCE, _MONTH},
}
_MOST = {DAILY: 100, WEEKLY: 53, MONTHLY: 60, YEARLY: 10}
_WORKDAYS = 62
_INSTANCES = {"First": 1, "Second": 2, "Third": 3, "Fourth": 4, "Last": -1}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)


def pattern_fields(sobject: str) -> tuple[str, ...]:
    """The fields of which a change makes a series anew."""
    return (STARTS[sobject], TYPE, ZONE, *PROPERTIES)


def derive_master(change: Change) -> None:
    """Check the recurrence of a row and fill its zone. Raises when a field is missing, unused or impossible."""
    row, start = change.row, STARTS[change.sobject.name]
    if not row.get("IsRecurrence"):
        _check_single(change, start)
        return
    missing = [name for name in (start, END, TYPE) if row.get(name) is None]
    needed = _NEEDS.get(row.get(TYPE) or "", set())
    missing += [name for name in PROPERTIES if name in needed and row.get(name) is None]
    if missing:
        raise SalesforceError("REQUIRED_FIELD_MISSING", f"Required fields are missing: [{', '.join(missing)}]", missing)
    unused = [name for name in PROPERTIES if name not in needed and row.get(name) is not None]
    if unused:
        raise integrity(f"{row[TYPE]} does not use {', '.join(unused)}: leave it empty", *unused)
    _check_values(row)
    row[ZONE] = row.get(ZONE) or zone_of(change.context).key
    row["RecurrenceActivityId"] = row["Id"]
    occurrences(change)


def _check_single(change: Change, start: str) -> None:
    row = change.row
    allowed = {_INTERVAL} if row.get("RecurrenceRegeneratedType") else set[str]()
    names = [name for name in (start, END, TYPE, *PROPERTIES) if name not in allowed]
    given = [name for name in names if name in change.given and row.get(name) is not None]
    if given:
        raise integrity(f"{', '.join(given)} can be set on a recurring series only", *given)


def _check_values(row: Row) -> None:
    """Ranges of the numbers; the weekday pattern means Monday to Friday."""
    ranges = {_INTERVAL: (1, 999), _MASK: (1, 127), _DAY: (1, 31)}
    for name, (least, most) in ranges.items():
        if row.get(name) is not None and not least <= row[name] <= most:
            raise integrity(f"{name} must be from {least} to {most}", name)
    if row[TYPE] == "RecursEveryWeekday" and row[_MASK] != _WORKDAYS:
        raise integrity(f"{_MASK} of RecursEveryWeekday must be {_WORKDAYS}", _MASK)


def pattern_of(row: Row) -> Pattern:
    kind, mask = row[TYPE], row.get(_MASK) or 0
    weekdays = frozenset((bit + 6) % 7 for bit in range(7) if mask >> bit & 1)
    interval = row.get(_INTERVAL) or 1
    month = _MONTHS.index(row[_MONTH]) + 1 if row.get(_MONTH) else None
    position = _INSTANCES[row[_INSTANCE]] if row.get(_INSTANCE) else 1
    if kind == "RecursDaily":
        return Pattern(DAILY, interval)
    if kind in ("RecursEveryWeekday", "RecursWeekly"):
        return Pattern(WEEKLY, interval, weekdays)
    frequency = MONTHLY if kind.startswith("RecursMonthly") else YEARLY
    return Pattern(frequency, interval, weekdays, row.get(_DAY), position, month)


def occurrences(change: Change) -> list[date]:
    """The days of a series in its own time zone. Raises on the end when there are none or too many."""
    row = change.row
    first, last = _first(change), date.fromisoformat(row[END])
    if first > last:
        raise integrity("Recurrence End: must be after the start of the series", END)
    pattern = pattern_of(row)
    most = _MOST[DAILY if row[TYPE] == "RecursEveryWeekday" else pattern.frequency]
    found = list(islice(takewhile(lambda day: day <= last, patterns.days(pattern, first)), most + 1))
    if not found:
        raise integrity("Recurrence End: the series has no occurrence", END)
    if len(found) > most:
        raise integrity(f"Recurrence End: a series of this type has at most {most} occurrences", END)
    return found


def _first(change: Change) -> date:
    row = change.row
    if change.sobject.name == "Task":
        return date.fromisoformat(row[STARTS["Task"]])
    start = from_stamp(row[STARTS["Event"]])
    return start.date() if row.get("IsAllDayEvent") else start.astimezone(ZoneInfo(row[ZONE])).date()
