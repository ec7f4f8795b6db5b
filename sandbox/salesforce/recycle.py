"""Deleting records with what hangs on them, and taking them back out of the recycle bin.

What a describe calls `cascadeDelete` goes with its parent, `restrictedDelete` keeps the parent, any other reference is
emptied. A task or event that is about something else as well stays and loses the reference.
"""

# ruff: noqa: S608 - names in the SQL come from the schema; what a client sent is bound as a value

from sandbox.salesforce.bin import purge
from sandbox.salesforce.context import Context
from sandbox.salesforce.dml import existing
from sandbox.salesforce.errors import SalesforceError, insufficient_access, malformed_id, not_found
from sandbox.salesforce.ids import to_18
from sandbox.salesforce.schema import Child, SObject
from sandbox.salesforce.store import Row, quoted

_KEPT = frozenset({"CreatedById", "LastModifiedById", "OwnerId", "MasterRecordId", "RecurrenceActivityId"})
_ACTIVITIES = ("Task", "Event")


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
        remove(context, sobject, row, f"{context.store.next_number('deletion')}")


def remove(context: Context, sobject: SObject, row: Row, batch: str) -> None:
    """Delete one live row and its dependents; those of one batch come back together."""
    for child in context.schema.children(sobject):
        _dependents(context, row, child, batch)
    now = context.now()
    if not sobject.soft_deletes:
        context.store.remove(sobject, row["Id"])
        return
    changes: Row = {"IsDeleted": 1, "SystemModstamp": now}
    if sobject.has("LastModifiedDate"):
        changes |= {"LastModifiedDate": now, "LastModifiedById": context.user_id}
    context.store.update(sobject, row["Id"], changes)
    entry = (row["Id"], sobject.name, now, batch)
    context.store.execute("INSERT OR REPLACE INTO _deleted VALUES (?, ?, ?, ?, 0)", entry)


def _dependents(context: Context, row: Row, child: Child, batch: str) -> None:
    sobject, field = child.sobject, child.field
    if field.name in _KEPT:
        return
    live = " AND IsDeleted = 0" if sobject.soft_deletes else ""
    where = f"{quoted(field.name)} = ?{live}"
    if not context.store.rows(f"SELECT 1 FROM {quoted(sobject.name)} WHERE {where} LIMIT 1", (row["Id"],)):
        return
    rows = context.store.select(sobject, where, (row["Id"],))
    if field.restrict:
        raise _held(row, child, rows)
    for dependent in rows:
        if field.cascade and not _about_more(sobject, field.name, dependent):
            if context.store.rows(f"SELECT 1 FROM {quoted(sobject.name)} WHERE Id = ?{live}", (dependent["Id"],)):
                remove(context, sobject, dependent, batch)
        else:
            _empty(context, child, dependent, batch)


def _about_more(sobject: SObject, name: str, row: Row) -> bool:
    other = {"WhoId": "WhatId", "WhatId": "WhoId"}.get(name)
    return sobject.name in _ACTIVITIES and other is not None and row[other] is not None


def _empty(context: Context, child: Child, row: Row, batch: str) -> None:
    if not child.field.nillable:
        return
    entry = (batch, child.sobject.name, row["Id"], child.field.name, row[child.field.name])
    context.store.execute("INSERT INTO _emptied VALUES (?, ?, ?, ?, ?)", entry)
    changes: Row = {child.field.name: None}
    if child.sobject.has("SystemModstamp"):
        changes["SystemModstamp"] = context.now()
    context.store.update(child.sobject, row["Id"], changes)


def _held(row: Row, child: Child, rows: list[Row]) -> SalesforceError:
    plural, name = child.sobject.plural.lower(), child.sobject.name_field
    named = ", ".join(str(held[name.name] if name else held["Id"]) for held in rows[:5])
    return SalesforceError(
        "DELETE_FAILED",
        f"Your attempt to delete {row.get('Name') or row['Id']} could not be completed because it is associated with"
        f" the following {plural}.: {named}\n",
        [],
    )


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
        for key, name in context.store.rows("SELECT record, sobject FROM _deleted WHERE batch = ?", (batch,)):
            _restore(context, context.schema[name], key)
        _refill(context, batch)


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
