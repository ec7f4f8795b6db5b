"""Tasks: status and priority, subtypes, reminders, owners, and tasks that come again when they are closed."""

from datetime import date, timedelta

from sandbox.salesforce.activities.about import check_reminder, integrity, relate
from sandbox.salesforce.activities.classic import derive_master
from sandbox.salesforce.activities.times import zone_of
from sandbox.salesforce.activities.whos import choose_who
from sandbox.salesforce.changes import Change
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.stamped import add_row
from sandbox.salesforce.store import Row

QUEUE_OWNERS, LINKED_IN = 48, 56  # the API versions that brought them
_AFTER_DUE, _AFTER_TODAY = "RecurrenceRegenerateAfterDueDate", "RecurrenceRegenerateAfterToday"
_CLOSED_MEMBER = "RecurrenceRegenerated"  # of a closed task of a repeating series


def derive_task(change: Change) -> None:
    _check_subtype(change)
    _check_owner(change)
    _check_master(change)
    _status(change)
    check_reminder(change)
    choose_who(change)
    relate(change)
    derive_master(change)
    _check_repeating(change)


def _status(change: Change) -> None:
    """IsClosed and IsHighPriority as the org's statuses and priorities say at the moment of the save."""
    row, context = change.row, change.context
    if change.changed("Status"):
        row["IsClosed"] = _flag(change, "TaskStatus", "IsClosed", row["Status"])
        row["CompletedDateTime"] = context.now() if row["IsClosed"] else None
    if change.changed("Priority"):
        row["IsHighPriority"] = _flag(change, "TaskPriority", "IsHighPriority", row["Priority"])


def _flag(change: Change, table: str, column: str, name: str) -> int:
    sobject = change.context.schema[table]
    rows = change.context.store.select(sobject, "fold(ApiName) = fold(?)", (name,))
    return int(bool(rows and rows[0][column]))


def _check_subtype(change: Change) -> None:
    subtype = change.row.get("TaskSubtype")
    old_api = int(float(change.context.version)) < LINKED_IN
    if change.old is None and (subtype == "Cadence" or (subtype == "LinkedIn" and old_api)):
        raise SalesforceError(
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            f"Task Subtype: bad value for restricted picklist field: {subtype}",
            ["TaskSubtype"],
        )


def _check_owner(change: Change) -> None:
    """A user, or from v48 on a queue; no other group."""
    owner = change.row.get("OwnerId") or ""
    if "OwnerId" not in change.given or not owner.startswith("00G"):
        return
    group = change.context.store.fetch(change.context.schema["Group"], owner) or {}
    if group.get("Type") != "Queue" or int(float(change.context.version)) < QUEUE_OWNERS:
        raise integrity("Assigned To ID: a task belongs to a user or a queue", "OwnerId")


def _check_master(change: Change) -> None:
    """The master of a series has no due date, and its status stays."""
    if not change.row.get("IsRecurrence"):
        return
    if "ActivityDate" in change.given and change.row.get("ActivityDate") is not None:
        raise integrity("Due Date Only: can't be set on a recurring task", "ActivityDate")
    if change.old is not None and change.changed("Status"):
        raise integrity("Status: can't be updated on a recurring task", "Status")


def _check_repeating(change: Change) -> None:
    row = change.row
    kind = row.get("RecurrenceRegeneratedType")
    if kind not in (_AFTER_DUE, _AFTER_TODAY):
        return
    if row.get("IsRecurrence"):
        raise integrity("Repeat This Task: a recurring task can't repeat too", "RecurrenceRegeneratedType")
    if not row.get("RecurrenceInterval"):
        missing = "RecurrenceInterval"
        raise SalesforceError("REQUIRED_FIELD_MISSING", f"Required fields are missing: [{missing}]", [missing])
    if kind == _AFTER_DUE and not row.get("ActivityDate"):
        raise integrity("Due Date Only: a task that repeats after its due date needs one", "ActivityDate")
    if row["IsClosed"] and not change.was("IsClosed"):
        row["RecurrenceRegeneratedType"] = _CLOSED_MEMBER


def follow_repeating(change: Change) -> None:
    """The next task, when one that repeats was closed."""
    row, kind = change.row, change.was("RecurrenceRegeneratedType")
    if change.old is None:
        return
    if row["RecurrenceRegeneratedType"] != _CLOSED_MEMBER or kind not in (_AFTER_DUE, _AFTER_TODAY):
        return
    now = change.context.moment().astimezone(zone_of(change.context)).date()
    step = timedelta(days=row["RecurrenceInterval"])
    due = now + step
    if kind == _AFTER_DUE:
        due = date.fromisoformat(row["ActivityDate"]) + step
        while due <= now:
            due += step
    fresh: Row = {"Status": change.old["Status"], "IsClosed": 0, "CompletedDateTime": None}
    fresh |= {"ActivityDate": due.isoformat(), "RecurrenceRegeneratedType": kind, "IsReminderSet": 0}
    add_row(change.context, change.sobject, row | fresh | {"ReminderDateTime": None})
