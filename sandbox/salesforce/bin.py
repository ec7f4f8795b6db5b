"""The recycle bin: deleted records stay 15 days, then they are gone for good."""

from datetime import timedelta

from sandbox.salesforce.context import Context
from sandbox.salesforce.moments import stamp

DAYS = 15


def oldest(context: Context) -> str:
    """The moment before which nothing is left in the bin."""
    return stamp(context.moment() - timedelta(days=DAYS))


def purge(context: Context) -> None:
    """Remove what has been in the bin for too long; the log of deletions stays."""
    overdue = "SELECT record, sobject FROM _deleted WHERE gone = 0 AND moment < ?"
    for record_id, name in context.store.rows(overdue, (oldest(context),)):
        context.store.remove(context.schema[name], record_id)
        context.store.execute("UPDATE _deleted SET gone = 1 WHERE record = ?", (record_id,))
