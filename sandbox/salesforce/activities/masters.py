"""The occurrences of a classic series: made with the master, changed with it.

Of tasks the open ones follow their master, of events those that have not begun; the others stay as they are.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.salesforce.activities.classic import END, ZONE, occurrences, pattern_fields
from sandbox.salesforce.activities.companions import live
from sandbox.salesforce.activities.invitees import copy_invitees, mirror
from sandbox.salesforce.activities.patterns import moment_on
from sandbox.salesforce.activities.times import TIMES, times
from sandbox.salesforce.changes import Change
from sandbox.salesforce.moments import from_stamp, stamp
from sandbox.salesforce.removal import discard
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.stamped import add_row, change_row
from sandbox.salesforce.store import Row

_REMINDER = ("IsReminderSet", "ReminderDateTime")
_OWN = frozenset({"Id", "IsArchived", "IsDeleted", "IsClosed", "CompletedDateTime"})


def follow_master(change: Change) -> None:
    """Bring the occurrences to what the master says."""
    if not change.row.get("IsRecurrence"):
        return
    if change.old is None:
        _make(change, occurrences(change))
    elif change.changed(*pattern_fields(change.sobject.name)):
        discard(change.context, change.sobject, _following(change))
        kept = {row["ActivityDate"] for row in _all(change)}
        _make(change, [day for day in occurrences(change) if day.isoformat() not in kept and _ahead(change, day)])
    else:
        _resize(change)
        _spread(change)


def _all(change: Change) -> list[Row]:
    master = change.row["Id"]
    return live(change.context, change.sobject.name, "RecurrenceActivityId = ? AND Id != ?", master, master)


def _following(change: Change) -> list[Row]:
    """The occurrences that the master still rules."""
    if change.sobject.name == "Task":
        return [row for row in _all(change) if not row["IsClosed"]]
    return [row for row in _all(change) if row["StartDateTime"] >= change.context.now()]


def _ahead(change: Change, day: date) -> bool:
    return change.sobject.name == "Task" or _start(change, day) >= change.context.moment()


def _resize(change: Change) -> None:
    """An earlier end takes the rows after it away, a later one adds rows."""
    old = change.was(END)
    if not change.changed(END) or not isinstance(old, str):
        return
    if change.row[END] < old:
        late = [row for row in _following(change) if row["ActivityDate"] > change.row[END]]
        discard(change.context, change.sobject, late)
    else:
        _make(change, [day for day in occurrences(change) if day.isoformat() > old])


def _spread(change: Change) -> None:
    """What else was changed of the master."""
    recurring = {name for name in change.sobject.fields if name.startswith("Recurrence")}
    names = change.given - recurring - _OWN - set(TIMES) - set(_REMINDER) - {"Status"}
    values: Row = {name: change.row[name] for name in names if change.changed(name)}
    moved = bool(change.given & {"DurationInMinutes", "EndDateTime"}) and change.changed("DurationInMinutes")
    for row in _following(change) if values or moved else ():
        changes = dict(values)
        if moved:
            changes |= times(
                from_stamp(row["StartDateTime"]), change.row["DurationInMinutes"], all_day=bool(row["IsAllDayEvent"])
            )
        change_row(change.context, change.sobject, row["Id"], changes)
        if change.sobject.name == "Event":
            mirror(change.context, row | changes)


def _make(change: Change, days: list[date]) -> None:
    for day in days:
        row = _occurrence(change.sobject, change.row)
        row |= _task_day(change, day) if change.sobject.name == "Task" else _event_day(change, day)
        key = add_row(change.context, change.sobject, row)
        if change.sobject.name == "Event":
            copy_invitees(change.context, change.row["Id"], key)


def _occurrence(sobject: SObject, master: Row) -> Row:
    """The master's values without its recurrence."""
    row = {name: value for name, value in master.items() if not name.startswith("Recurrence") and name not in _OWN}
    return row | {"IsRecurrence": 0, "RecurrenceActivityId": master["Id"]}


def _task_day(change: Change, day: date) -> Row:
    """The due date; the reminder as many days before it as the master's is before its start."""
    reminder = change.row.get("ReminderDateTime")
    row: Row = {"ActivityDate": day.isoformat()}
    if reminder:
        zone = ZoneInfo(change.row[ZONE])
        wall = from_stamp(reminder).astimezone(zone)
        shift = day - date.fromisoformat(change.row["RecurrenceStartDateOnly"])
        row["ReminderDateTime"] = stamp(datetime.combine(wall.date() + shift, wall.time(), zone))
    return row


def _start(change: Change, day: date) -> datetime:
    row = change.row
    like, zone = row["RecurrenceStartDateTime"], ZoneInfo(row[ZONE])
    return moment_on(day, like, zone, all_day=bool(row["IsAllDayEvent"]))


def _event_day(change: Change, day: date) -> Row:
    row, start = change.row, _start(change, day)
    made = times(start, row["DurationInMinutes"], all_day=bool(row["IsAllDayEvent"]))
    if row.get("ReminderDateTime"):
        before: timedelta = from_stamp(row["StartDateTime"]) - from_stamp(row["ReminderDateTime"])
        made["ReminderDateTime"] = stamp(start - before)
    return made
