"""Events: what is filled in and refused when one is saved, and who hears of it."""

from sandbox.salesforce.activities.about import check_private, check_reminder, integrity, relate
from sandbox.salesforce.activities.classic import derive_master
from sandbox.salesforce.activities.invitees import mirror
from sandbox.salesforce.activities.rrule import FIELD
from sandbox.salesforce.activities.series import CREATABLE, derive_series
from sandbox.salesforce.activities.times import DAY, TIMES, derive_times
from sandbox.salesforce.activities.whos import choose_who
from sandbox.salesforce.changes import Change
from sandbox.salesforce.errors import SalesforceError, read_only

_OF_INVITEES = frozenset({"IsReminderSet", "ReminderDateTime"})
_STARTS = ("StartDateTime", "ActivityDateTime")


def derive_event(change: Change) -> None:
    row = change.row
    _check_child(change)
    _check_owner(change)
    _master_start(change)
    if change.old is None or any(name in change.given for name in TIMES):
        derive_times(change)
    _check_recurring_length(change)
    check_reminder(change)
    choose_who(change)
    check_private(change)
    relate(change)
    derive_master(change)
    derive_series(change)
    row["GroupEventType"] = row.get("GroupEventType") or "0"
    row["EventSubtype"] = row.get("EventSubtype") or "Event"


def follow_event(change: Change) -> None:
    if change.old is not None and not change.row["IsChild"]:
        mirror(change.context, change.row)


def _check_child(change: Change) -> None:
    """Of an invitee's row only the reminder is the invitee's own."""
    refused = sorted(change.given - _OF_INVITEES) + sorted(change.lists)
    if change.old is not None and change.old["IsChild"] and refused:
        raise read_only(refused)


def _check_owner(change: Change) -> None:
    """A resource belongs to no one's calendar; public calendars own events."""
    if "OwnerId" not in change.given or not (change.row.get("OwnerId") or "").startswith("023"):
        return
    found = change.context.store.fetch(change.context.schema["Calendar"], change.row["OwnerId"]) or {}
    if found.get("Type") != "Public":
        raise integrity("Assigned To ID: an event belongs to a user or a public calendar", "OwnerId")


def _master_start(change: Change) -> None:
    """A master without a start of its own begins with its series."""
    row, given = change.row, change.given
    if row.get("IsRecurrence") and row.get("RecurrenceStartDateTime"):
        moved = change.old is not None and "RecurrenceStartDateTime" in given
        if not given & {*_STARTS, "ActivityDate"} and (change.old is None or moved):
            row["StartDateTime"] = row["RecurrenceStartDateTime"]
            change.given.add("StartDateTime")
    if row.get(FIELD) and change.old is None and int(float(change.context.version)) < CREATABLE:
        raise read_only([FIELD])


def _check_recurring_length(change: Change) -> None:
    row = change.row
    if row.get("IsRecurrence") and (row.get("DurationInMinutes") or 0) > DAY:
        message = "End Date Time: an event of a recurring series can't be longer than 24 hours"
        raise SalesforceError("FIELD_INTEGRITY_EXCEPTION", message, ["EndDateTime"])
