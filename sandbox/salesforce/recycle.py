"""Deleting records, and taking them back out of the recycle bin."""

# ruff: noqa: S608 - names in the SQL come from the schema; what a client sent is bound as a value

from sandbox.salesforce.activities.series import following
from sandbox.salesforce.bin import purge
from sandbox.salesforce.context import Context
from sandbox.salesforce.dml import existing
from sandbox.salesforce.errors import SalesforceError, insufficient_access, malformed_id, not_found
from sandbox.salesforce.follow import after_removal, check_removal
from sandbox.salesforce.ids import to_18
from sandbox.salesforce.removal import discard, remove
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.store import Row, quoted


def delete(context: Context, name: str, record_id: str) -> None:
    """Into the recycle bin with all dependents; DELETE_FAILED when something must keep the record."""
    sobject = context.sobject(name)
    purge(context)
    row = existing(context, sobject, record_id)
    if "deletable" not in sobject.flags:
        message = "HTTP Method 'DELETE' not allowed. Allowed are GET,HEAD,PATCH"
        raise SalesforceError("METHOD_NOT_ALLOWED", message, status=405)
    if not context.access.deletes(sobject) or not context.access.may_delete(sobject, row):
        raise insufficient_access()
    with context.store.transaction():
        check_removal(context, sobject, row)
        remove(context, sobject, row, f"{context.store.next_number('deletion')}")
        after_removal(context, sobject, row)


def end_series(context: Context, event_id: str) -> None:
    """An occurrence of a Lightning event series and all later ones; NOT_FOUND for another event."""
    sobject = context.sobject("Event")
    row = existing(context, sobject, event_id)
    if not row["IsRecurrence2"] or row["IsChild"]:
        raise not_found()
    if not context.access.deletes(sobject) or not context.access.may_delete(sobject, row):
        raise insufficient_access()
    with context.store.transaction():
        discard(context, sobject, [row, *following(context, row, since=row["StartDateTime"])])


def undelete(context: Context, record_id: str) -> None:
    """Take a record, and what was deleted with it, out of the bin under the same ids."""
    full = to_18(record_id)
    if full is None:
        raise malformed_id(record_id)
    sobject = context.schema.of_id(full)
    purge(context)
    row = context.store.fetch(sobject, full) if sobject and sobject.soft_deletes else None
    if sobject is None or row is None:
        raise not_found()
    if not row["IsDeleted"]:
        raise SalesforceError("UNDELETE_FAILED", "Entity is not in the recycle bin", [])
    if not context.access.deletes(sobject) or not context.access.may_delete(sobject, row):
        raise insufficient_access()
    batch = context.store.rows("SELECT batch FROM _deleted WHERE record = ?", (full,))[0][0]
    with context.store.transaction():
        restored = context.store.rows("SELECT record, sobject FROM _deleted WHERE batch = ?", (batch,))
        for key, name in restored:
            _restore(context, context.schema[name], key)
        for key, name in restored:
            _check_parents(context, context.schema[name], key)
        _refill(context, batch)


def _check_parents(context: Context, sobject: SObject, record_id: str) -> None:
    """What can't be without a record can't come back before it."""
    row = context.store.fetch(sobject, record_id) or {}
    for field in sobject.fields.values():
        parent = field.cascade and not field.nillable and context.schema.of_id(row.get(field.name) or "")
        if parent and parent.soft_deletes and (context.store.fetch(parent, row[field.name]) or {}).get("IsDeleted"):
            message = f"{field.label}: the record is in the recycle bin, take it out first"
            raise SalesforceError("UNDELETE_FAILED", message, [field.name])


def _restore(context: Context, sobject: SObject, record_id: str) -> None:
    now = context.now()
    changes: Row = {"IsDeleted": 0, "SystemModstamp": now}
    if sobject.has("LastModifiedDate"):
        changes |= {"LastModifiedDate": now, "LastModifiedById": context.user_id}
    if sobject.has("MasterRecordId"):
        changes["MasterRecordId"] = None
    context.store.update(sobject, record_id, changes)
    context.store.execute("DELETE FROM _deleted WHERE record = ?", (record_id,))


def _refill(context: Context, batch: str) -> None:
    """Put references back that the deletion emptied and nobody has filled since."""
    sql = "SELECT sobject, record, field, value FROM _emptied WHERE batch = ?"
    for name, record_id, field, value in context.store.rows(sql, (batch,)):
        context.store.execute(
            f"UPDATE {quoted(name)} SET {quoted(field)} = ?, SystemModstamp = ?"
            f" WHERE Id = ? AND {quoted(field)} IS NULL",
            (value, context.now(), record_id),
        )
    context.store.execute("DELETE FROM _emptied WHERE batch = ?", (batch,))
