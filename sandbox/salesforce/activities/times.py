"""The times of an event: start, end, length and day, of which any that are given must agree."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.salesforce.activities.about import integrity
from sandbox.salesforce.changes import Change
from sandbox.salesforce.context import Context
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.moments import from_stamp, stamp
from sandbox.salesforce.store import Row

TIMES = ("StartDateTime", "ActivityDateTime", "ActivityDate", "EndDateTime", "DurationInMinutes", "IsAllDayEvent")
DAY = 1440
_LONGEST = 14 * DAY


def derive_times(change: Change) -> None:
    """Fill the times that were not given. Raises on EndDateTime when those given do not agree or last too long."""
    if change.old is not None and not any(name in change.given for name in TIMES):
        return
    if change.row.get("IsAllDayEvent"):
        start, minutes = _all_day(change)
    else:
        start, minutes = _timed(change)
    _check_length(change, minutes)
    change.row |= times(start, minutes, all_day=bool(change.row.get("IsAllDayEvent")))


def times(start: datetime, minutes: int, *, all_day: bool) -> Row:
    """All fields of a start and a length. The end of an all-day event is its last day, inclusive."""
    end = start + timedelta(minutes=minutes) if not all_day else start + timedelta(days=max(0, minutes - 1) // DAY)
    return {
        "StartDateTime": stamp(start),
        "ActivityDateTime": stamp(start),
        "ActivityDate": start.date().isoformat(),
        "EndDateTime": stamp(end),
        "EndDate": end.date().isoformat(),
        "DurationInMinutes": minutes,
    }


def zone_of(context: Context, user_id: str | None = None) -> ZoneInfo:
    """The time zone of a user, by default of the one who acts."""
    rows = context.store.rows('SELECT TimeZoneSidKey FROM "User" WHERE Id = ?', (user_id or context.user_id,))
    return ZoneInfo(rows[0][0] if rows and rows[0][0] else "UTC")


def _check_length(change: Change, minutes: int) -> None:
    if minutes > _LONGEST:
        raise _wrong("Event duration can't exceed 14 days")
    if minutes > DAY and not change.context.settings.features["multi_day_events"]:
        raise _wrong("Event duration can't exceed 24 hours: multiday events are not enabled")


def _missing(name: str) -> SalesforceError:
    return SalesforceError("REQUIRED_FIELD_MISSING", f"Required fields are missing: [{name}]", [name])


def _wrong(message: str) -> SalesforceError:
    return integrity(f"End Date Time: {message}", "EndDateTime")


def _given(change: Change, name: str) -> datetime | None:
    return from_stamp(change.row[name]) if name in change.given and change.row.get(name) else None


def _start(change: Change) -> datetime | None:
    """The start that was given, else the old one. ActivityDateTime is its other name; both must be the same."""
    start, other = _given(change, "StartDateTime"), _given(change, "ActivityDateTime")
    if start and other and start != other:
        raise integrity("Due Date Time: must be the same as Start Date Time", "ActivityDateTime")
    if start or other:
        return start or other
    kept = (change.old or {}).get("StartDateTime")
    return from_stamp(kept) if kept else None


def _timed(change: Change) -> tuple[datetime, int]:
    row = change.row
    start = _start(change)
    if start is None:
        raise _missing("ActivityDateTime")
    _check_day(change, start)
    end, minutes = _given(change, "EndDateTime"), row.get("DurationInMinutes")
    if end is not None:
        lasting = int((end - start).total_seconds() // 60)
        if "DurationInMinutes" in change.given and minutes is not None and minutes != lasting:
            raise _wrong("Event duration conflicts with the start and end")
        minutes = lasting
    if minutes is None:
        raise _missing("DurationInMinutes")
    if minutes < 0:
        raise _wrong("Event start must be before its end")
    return start, minutes


def _check_day(change: Change, start: datetime) -> None:
    """ActivityDate, if given, is the start's day, in UTC or as the user sees it."""
    if "ActivityDate" not in change.given or not change.row.get("ActivityDate"):
        return
    seen = start.astimezone(zone_of(change.context)).date()
    if change.row["ActivityDate"] not in (start.date().isoformat(), seen.isoformat()):
        raise integrity("Due Date Only: must be the day of Start Date Time", "ActivityDate")


def _all_day(change: Change) -> tuple[datetime, int]:
    """Days without a time zone: midnight UTC stands for the day."""
    first = _first_day(change)
    minutes = change.row.get("DurationInMinutes")
    end = _given(change, "EndDateTime")
    if end is not None:
        lasting = DAY * ((end.date() - first.date()).days + 1)
        if lasting <= 0:
            raise _wrong("Event start must be before its end")
        if "DurationInMinutes" in change.given and minutes is not None and -(-minutes // DAY) * DAY != lasting:
            raise _wrong("Event duration conflicts with the start and end")
        return first, lasting
    if minutes is not None and minutes < 0:
        raise _wrong("Event start must be before its end")
    return first, DAY * max(1, -(-(minutes or DAY) // DAY))


def _first_day(change: Change) -> datetime:
    start = _start(change)
    given = "ActivityDate" in change.given and change.row.get("ActivityDate")
    moved = any(_given(change, name) for name in ("StartDateTime", "ActivityDateTime"))
    day = date.fromisoformat(change.row["ActivityDate"]) if given else start.date() if start else None
    if day is None:
        raise _missing("ActivityDate")
    if given and moved and start and start.date() != day:
        raise integrity("Due Date Only: must be the day of Start Date Time", "ActivityDate")
    return from_stamp(f"{day.isoformat()}T00:00:00")
