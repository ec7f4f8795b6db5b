"""Lightning event series: a rule becomes one row for each occurrence, and the rows stay together.

No row stands for the series itself: the id that a create answers with is the first occurrence's. From API version 58
on a change of an occurrence that has not begun changes all others that have not; a change of a past one, or in an
earlier version, makes that one row an exception ("Event", section "Event Series and Recurring Events").
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.salesforce.activities.about import integrity
from sandbox.salesforce.activities.companions import live
from sandbox.salesforce.activities.invitees import copy_invitees, mirror
from sandbox.salesforce.activities.patterns import moment_on
from sandbox.salesforce.activities.rrule import FIELD, Rule, parse
from sandbox.salesforce.activities.times import TIMES, times, zone_of
from sandbox.salesforce.changes import Change
from sandbox.salesforce.context import Context
from sandbox.salesforce.moments import from_stamp, stamp
from sandbox.salesforce.stamped import add_row, change_row
from sandbox.salesforce.store import Row

WHOLE_SERIES = 58  # the API version since which an edit is one of the series
CREATABLE = 52
_MOVING = {*TIMES, "ReminderDateTime"}


def derive_series(change: Change) -> None:
    """Of a new series: the kept rule and the first occurrence. Of an old one: whether this row leaves the pattern."""
    row = change.row
    if change.old is not None:
        if change.old["IsRecurrence2"] and not _whole(change):
            row["IsRecurrence2Exception"] = 1
        return
    if row.get(FIELD):
        if row.get("IsRecurrence"):
            raise integrity("Recurrence Pattern: an event has either a rule or recurrence fields", FIELD)
        zone, rule = zone_of(change.context), parse(row[FIELD])
        row |= {FIELD: rule.text, "IsRecurrence2": 1, "Recurrence2PatternVersion": "1"}
        starts = _starts(row, rule, zone)
        if not starts:
            raise integrity("Recurrence Pattern: the series has no occurrence", FIELD)
        row |= _moved(row, starts[0])
        row |= {"Recurrence2PatternStartDate": row["StartDateTime"], "Recurrence2PatternTimeZone": zone.key}


def _starts(row: Row, rule: Rule, zone: ZoneInfo) -> list[datetime]:
    all_day, like = bool(row["IsAllDayEvent"]), row["StartDateTime"]
    first = from_stamp(like) if all_day else from_stamp(like).astimezone(zone)
    return rule.starts(first.date(), lambda day: moment_on(day, like, zone, all_day=all_day))


def _moved(row: Row, start: datetime) -> Row:
    """The times of a row at another start, its reminder as long before it."""
    changes = times(start, row["DurationInMinutes"], all_day=bool(row["IsAllDayEvent"]))
    if row.get("ReminderDateTime"):
        before = from_stamp(row["StartDateTime"]) - from_stamp(row["ReminderDateTime"])
        changes["ReminderDateTime"] = stamp(start - before)
    return changes


def _whole(change: Change) -> bool:
    """Whether a change of an occurrence is one of the series."""
    old = change.old or {}
    new_api = int(float(change.context.version)) >= WHOLE_SERIES
    return new_api and not old["IsRecurrence2Exception"] and old["StartDateTime"] >= change.context.now()


def follow_series(change: Change) -> None:
    if not change.row.get("IsRecurrence2") or change.row.get("IsChild"):
        return
    if change.old is None:
        _expand(change)
    elif not change.row["IsRecurrence2Exception"]:
        for row in following(change.context, change.old):
            _edit(change, row)


def _expand(change: Change) -> None:
    context, row = change.context, change.row
    zone = ZoneInfo(row["Recurrence2PatternTimeZone"])
    keys = [row["Id"]]
    for start in _starts(row, parse(row[FIELD]), zone)[1:]:
        keys.append(add_row(context, change.sobject, row | _moved(row, start)))
    for key in keys:
        context.store.execute("INSERT INTO _member VALUES (?, ?)", (key, row["Id"]))
    for key in keys[1:]:
        copy_invitees(context, row["Id"], key)


def following(context: Context, event: Row, since: str = "") -> list[Row]:
    """The other rows of the series that begin after a moment (by default now) and are no exceptions."""
    where = "Id IN (SELECT b.event FROM _member a JOIN _member b USING (series) WHERE a.event = ?) AND Id != ?"
    rows = live(context, "Event", where, event["Id"], event["Id"])
    if since:
        return [row for row in rows if row["StartDateTime"] >= since]
    return [row for row in rows if row["StartDateTime"] >= context.now() and not row["IsRecurrence2Exception"]]


def _edit(change: Change, row: Row) -> None:
    """Give another occurrence what this one was given: values as they are, times as far from its own."""
    values: Row = {name: change.row[name] for name in change.given - _MOVING}
    values["AccountId"] = change.row["AccountId"]
    if change.given & set(TIMES):
        all_day = bool(change.row["IsAllDayEvent"])
        values |= times(_shifted(change, row), change.row["DurationInMinutes"], all_day=all_day)
        values["IsAllDayEvent"] = int(all_day)
    if "ReminderDateTime" in change.given:
        values["ReminderDateTime"] = _reminder(change, row | values)
    changes = {name: value for name, value in values.items() if row.get(name) != value}
    if changes:
        change_row(change.context, change.sobject, row["Id"], changes)
        mirror(change.context, row | changes)


def _shifted(change: Change, row: Row) -> datetime:
    """As far from the row's start as the edited one moved, by the wall clock of the series."""
    zone = ZoneInfo(row["Recurrence2PatternTimeZone"] or "UTC")
    old, new = ((change.old or {})["StartDateTime"], change.row["StartDateTime"])
    if change.row["IsAllDayEvent"]:
        moved: timedelta = from_stamp(new) - from_stamp(old)
        return from_stamp(row["StartDateTime"]) + moved
    walls = (from_stamp(text).astimezone(zone).replace(tzinfo=None) for text in (old, new, row["StartDateTime"]))
    before, after, own = walls
    return (own + (after - before)).replace(tzinfo=zone)


def _reminder(change: Change, row: Row) -> str | None:
    reminder = change.row["ReminderDateTime"]
    if reminder is None:
        return None
    before = from_stamp(change.row["StartDateTime"]) - from_stamp(reminder)
    return stamp(from_stamp(row["StartDateTime"]) - before)
