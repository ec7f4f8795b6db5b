"""Taking records away with all that hangs on them.

What a describe calls `cascadeDelete` goes with its parent, `restrictedDelete` keeps the parent, any other reference is
emptied. A task or event that is about something else as well stays and loses the reference.
"""

# ruff: noqa: S608 - names in the SQL come from the schema; what a client sent is bound as a value

from sandbox.salesforce.activities.companions import goes_with
from sandbox.salesforce.context import Context
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.schema import Child, SObject
from sandbox.salesforce.store import Row, quoted

_KEPT = frozenset({"CreatedById", "LastModifiedById", "OwnerId", "MasterRecordId", "RecurrenceActivityId"})
_ACTIVITIES = ("Task", "Event")


def remove(context: Context, sobject: SObject, row: Row, batch: str) -> None:
    """Delete one live row and its dependents; those of one batch come back together."""
    companions = goes_with(context, sobject, row)
    for child in context.schema.children(sobject):
        _dependents(context, row, child, batch)
    _mark(context, sobject, row, batch)
    for kind, companion in companions:
        if context.store.select(kind, "Id = ? AND IsDeleted = 0", (companion["Id"],)):
            remove(context, kind, companion, batch)


def _mark(context: Context, sobject: SObject, row: Row, batch: str) -> None:
    if not sobject.soft_deletes:
        context.store.remove(sobject, row["Id"])
        return
    now = context.now()
    changes: Row = {"IsDeleted": 1, "SystemModstamp": now}
    if sobject.has("LastModifiedDate"):
        changes |= {"LastModifiedDate": now, "LastModifiedById": context.user_id}
    context.store.update(sobject, row["Id"], changes)
    entry = (row["Id"], sobject.name, now, batch)
    context.store.execute("INSERT OR REPLACE INTO _deleted VALUES (?, ?, ?, ?, 0)", entry)


def _dependents(context: Context, row: Row, child: Child, batch: str) -> None:
    sobject, field = child.sobject, child.field
    if field.name in _KEPT or sobject.view:
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


def discard(context: Context, sobject: SObject, rows: list[Row]) -> None:
    """Delete rows that the platform itself takes away, together."""
    if rows:
        batch = f"{context.store.next_number('deletion')}"
        for row in rows:
            if context.store.select(sobject, "Id = ? AND IsDeleted = 0", (row["Id"],)):
                remove(context, sobject, row, batch)
