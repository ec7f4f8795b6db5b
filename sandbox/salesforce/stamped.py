"""Rows that the platform itself writes: copies of others, and changes that follow from a user's."""

from sandbox.salesforce.context import Context
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.store import Row

_MADE = ("CreatedDate", "LastModifiedDate", "SystemModstamp")
_MAKERS = ("CreatedById", "LastModifiedById")


def signature(context: Context, sobject: SObject) -> Row:
    """The stamps of a change by this user, now."""
    now = context.now()
    row: Row = {name: now for name in ("LastModifiedDate", "SystemModstamp") if sobject.has(name)}
    if sobject.has("LastModifiedById"):
        row["LastModifiedById"] = context.user_id
    return row


def change_row(context: Context, sobject: SObject, record_id: str, changes: Row) -> None:
    """Write some fields of a row, with stamps."""
    context.store.update(sobject, record_id, changes | signature(context, sobject))


def add_row(context: Context, sobject: SObject, values: Row) -> str:
    """A new row from kept values, with defaults and stamps; its id."""
    row = dict(sobject.defaults) | values | {name: context.now() for name in _MADE if sobject.has(name)}
    row |= {name: context.user_id for name in _MAKERS if sobject.has(name)}
    row["Id"] = context.store.next_id(sobject.prefix)
    context.store.insert(sobject, row)
    return str(row["Id"])
