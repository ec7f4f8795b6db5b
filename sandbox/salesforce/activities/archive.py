"""Archived activities: what lies more than a year back is only seen by queryAll ("Archived Activities", Salesforce
Help).

That are events that ended, closed tasks that were due, and closed tasks without a due date that were made that long
ago.
"""

from datetime import timedelta

from sandbox.salesforce.context import Context
from sandbox.salesforce.moments import stamp

ARCHIVED = ("Task", "Event")
_AGE = timedelta(days=365)
_EVENTS = "UPDATE Event SET IsArchived = 1 WHERE IsArchived = 0 AND ActivityDate < ? AND EndDateTime < ?"
_TASKS = (
    "UPDATE Task SET IsArchived = 1 WHERE IsArchived = 0 AND IsClosed = 1 AND IsRecurrence = 0"
    " AND (ActivityDate < ? OR (ActivityDate IS NULL AND CreatedDate < ?))"
)


def archive(context: Context, sobject: str) -> None:
    """Mark what has become old. The mark moves no stamp."""
    oldest = stamp(context.moment() - _AGE)
    context.store.execute(_TASKS if sobject == "Task" else _EVENTS, (oldest[:10], oldest))
