"""What the platform fills in on tasks and events, and the rules on an event's times."""

from datetime import date, datetime, timedelta

from sandbox.salesforce.changes import Change
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.moments import from_stamp, stamp

_CLOSED = "Completed"
_TIMES = ("StartDateTime", "ActivityDateTime", "ActivityDate", "EndDateTime", "DurationInMinutes", "IsAllDayEvent")


def derive_task(change: Change) -> None:
    row = change.row
    closed = row.get("Status") == _CLOSED
    if closed != bool(change.was("IsClosed")):
        row["CompletedDateTime"] = change.context.now() if closed else None
    row["IsClosed"] = int(closed)
    row["IsHighPriority"] = int(row.get("Priority") == "High")
    _account(change)


def derive_event(change: Change) -> None:
    if change.old is None or any(name in change.given for name in _TIMES):
        _times(change)
    row = change.row
    row["GroupEventType"] = row.get("GroupEventType") or "0"
    row["EventSubtype"] = row.get("EventSubtype") or "Event"
    _account(change)


def _account(change: Change) -> None:
    """The account of what the activity is about, else of the person."""
    context, row = change.context, change.row
    if not change.changed("WhatId", "WhoId"):
        return
    account = None
    for name in ("WhatId", "WhoId"):
        target = row.get(name) and context.schema.of_id(row[name])
        if not target or account:
            continue
        found = context.store.fetch(target, row[name]) or {}
        account = row[name] if target.name == "Account" else found.get("AccountId")
    row["AccountId"] = account
    if row.get("WhatId") and (row.get("WhoId") or "").startswith("00Q"):
        raise SalesforceError(
            "FIELD_INTEGRITY_EXCEPTION", "Related To ID: cannot be set when the Name ID is a lead", ["WhatId"]
        )


def _missing(name: str) -> SalesforceError:
    return SalesforceError("REQUIRED_FIELD_MISSING", f"Required fields are missing: [{name}]", [name])


def _times(change: Change) -> None:
    if change.row.get("IsAllDayEvent"):
        _all_day(change)
    else:
        _timed(change)


def _start(change: Change) -> datetime | None:
    """The start that was given; else the old one. ActivityDateTime is its other name."""
    for name in ("StartDateTime", "ActivityDateTime"):
        if name in change.given and change.row.get(name):
            return from_stamp(change.row[name])
    old = change.row.get("StartDateTime") if change.old else None
    return from_stamp(old) if old else None


def _timed(change: Change) -> None:
    row = change.row
    start = _start(change)
    if start is None:
        raise _missing("ActivityDateTime")
    end = from_stamp(row["EndDateTime"]) if "EndDateTime" in change.given and row.get("EndDateTime") else None
    minutes = row.get("DurationInMinutes")
    if end is not None:
        if "DurationInMinutes" in change.given and minutes != (end - start).total_seconds() // 60:
            raise _disagree("Event duration conflicts with the start and end")
    elif minutes is not None:
        end = start + timedelta(minutes=minutes)
    else:
        raise _missing("DurationInMinutes")
    if end < start:
        raise _disagree("Event start must be before its end")
    row["StartDateTime"] = row["ActivityDateTime"] = stamp(start)
    row["EndDateTime"] = stamp(end)
    row["DurationInMinutes"] = int((end - start).total_seconds() // 60)
    row["ActivityDate"] = start.date().isoformat()
    row["EndDate"] = end.date().isoformat()


def _all_day(change: Change) -> None:
    """Days without a time zone: midnight UTC stands for the day; the end is the last day, inclusive."""
    row = change.row
    if "ActivityDate" in change.given and row.get("ActivityDate"):
        first = date.fromisoformat(row["ActivityDate"])
    else:
        start = _start(change)
        if start is None:
            raise _missing("ActivityDate")
        first = start.date()
    minutes = row.get("DurationInMinutes")
    last = first
    if "EndDateTime" in change.given and row.get("EndDateTime"):
        last = from_stamp(row["EndDateTime"]).date()
    elif minutes:
        last = first + timedelta(days=max(0, (minutes - 1) // 1440))
    if last < first:
        raise _disagree("Event start must be before its end")
    midnight = f"{first.isoformat()}T00:00:00.000+0000"
    row["ActivityDate"] = first.isoformat()
    row["StartDateTime"] = row["ActivityDateTime"] = midnight
    row["EndDateTime"] = f"{last.isoformat()}T00:00:00.000+0000"
    row["EndDate"] = last.isoformat()
    row["DurationInMinutes"] = 1440 * ((last - first).days + 1)


def _disagree(message: str) -> SalesforceError:
    return SalesforceError("FIELD_INTEGRITY_EXCEPTION", f"End Date Time: {message}", ["EndDateTime"])
