"""What was updated or deleted between two moments ("Get Updated", "Get Deleted", REST API Developer Guide).

Seconds are cut off: a window goes from the start of its first minute to the start of its last. `latestDateCovered` is
the next window's start: never later than the current minute, so windows that follow each other leave nothing out.
"""

# ruff: noqa: S608 - names in the SQL come from the schema; what a client sent is bound as a value

from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.salesforce.bin import DAYS, oldest, purge
from sandbox.salesforce.context import Context
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.moments import stamp
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.store import quoted

UPDATED_DAYS = 30
MOST_IDS = 600_000


def updated(context: Context, name: str, start: datetime, end: datetime) -> dict[str, Any]:
    """`{ids, latestDateCovered}`: created or changed, by SystemModstamp, live and visible."""
    sobject = _replicated(context, name)
    first, last = _window(context, start, end, UPDATED_DAYS)
    column = "SystemModstamp" if sobject.has("SystemModstamp") else "LastModifiedDate"
    where = f"r.{column} >= ? AND r.{column} < ?" + (" AND r.IsDeleted = 0" if sobject.soft_deletes else "")
    visible, values = context.access.visible(sobject, "r")
    if visible:
        where += f" AND {visible}"
    sql = f"SELECT r.Id FROM {quoted(sobject.name)} r WHERE {where} ORDER BY r.Id"
    ids = [row[0] for row in context.store.rows(sql, (stamp(first), stamp(last), *values))]
    if len(ids) > MOST_IDS:
        raise SalesforceError("EXCEEDED_ID_LIMIT", "Returned too many results. Limit is 600000.")
    return {"ids": ids, "latestDateCovered": _covered(context, first, last)}


def deleted(context: Context, name: str, start: datetime, end: datetime) -> dict[str, Any]:
    """`{deletedRecords: [{id, deletedDate}], earliestDateAvailable, latestDateCovered}`."""
    sobject = _replicated(context, name)
    purge(context)
    first, last = _window(context, start, end, DAYS)
    sql = "SELECT record, moment FROM _deleted WHERE sobject = ? AND moment >= ? AND moment < ? ORDER BY moment, record"
    rows = context.store.rows(sql, (sobject.name, stamp(first), stamp(last)))
    records = [{"deletedDate": moment, "id": key} for key, moment in rows if context.access.sees(sobject, key)]
    return {
        "deletedRecords": records,
        "earliestDateAvailable": _earliest(context),
        "latestDateCovered": _covered(context, first, last),
    }


def _earliest(context: Context) -> str:
    """Since when the log of deletions is whole: the org's beginning, or as far back as the bin goes."""
    born = context.store.rows('SELECT CreatedDate FROM "Organization"')[0][0]
    return max(str(born), oldest(context))


def _replicated(context: Context, name: str) -> SObject:
    sobject = context.sobject(name)
    if "replicateable" not in sobject.flags:
        raise SalesforceError("INVALID_TYPE", f"object {sobject.name} is not replicateable")
    return sobject


def _window(context: Context, start: datetime, end: datetime, days: int) -> tuple[datetime, datetime]:
    first, last = _minute(start), _minute(end)
    now = context.moment()
    if first >= last:
        message = "The endDate value must be at least one minute greater than the startDate value"
        raise SalesforceError("INVALID_REPLICATION_DATE", message)
    if first < _minute(now) - timedelta(days=days):
        raise SalesforceError("INVALID_REPLICATION_DATE", f"startDate cannot be more than {days} days ago")
    return first, last


def _covered(context: Context, first: datetime, last: datetime) -> str:
    return stamp(max(first, min(last, _minute(context.moment()))))


def _minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)
