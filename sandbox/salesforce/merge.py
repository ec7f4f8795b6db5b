"""Merging records: the losers' dependents move to the master, the losers go to the bin with MasterRecordId set."""

# ruff: noqa: S608 - names in the SQL come from the schema; what a client sent is bound as a value

from sandbox.salesforce.context import Context
from sandbox.salesforce.dml import existing
from sandbox.salesforce.errors import SalesforceError, insufficient_access
from sandbox.salesforce.removal import remove
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.stamped import change_row
from sandbox.salesforce.store import Row, quoted

MOST_LOSERS = 2
_OWN = frozenset({"MasterRecordId"})


def merge(context: Context, name: str, master_id: str, loser_ids: list[str]) -> None:
    """As the SOAP call merge(): one or two losers of the master's kind."""
    sobject = context.sobject(name)
    if "mergeable" not in sobject.flags:
        raise SalesforceError("INVALID_TYPE", f"{sobject.label} records cannot be merged")
    if not 1 <= len(loser_ids) <= MOST_LOSERS:
        raise SalesforceError("INVALID_ARGUMENT", f"merge takes one or two records to merge, not {len(loser_ids)}")
    master = existing(context, sobject, master_id)
    losers = [existing(context, sobject, loser) for loser in loser_ids]
    if len({master["Id"], *(loser["Id"] for loser in losers)}) != len(losers) + 1:
        raise SalesforceError("INVALID_ARGUMENT", "a record cannot be merged with itself")
    for row in (master, *losers):
        if not context.access.edits(sobject) or not context.access.may_edit(sobject, row):
            raise insufficient_access()
    with context.store.transaction():
        for loser in losers:
            _merge_one(context, sobject, master["Id"], loser)
        change_row(context, sobject, master["Id"], {})


def _merge_one(context: Context, sobject: SObject, master_id: str, loser: Row) -> None:
    for child in context.schema.children(sobject):
        if child.field.name in _OWN or child.sobject.view:
            continue
        column = quoted(child.field.name)
        live = " AND IsDeleted = 0" if child.sobject.soft_deletes else ""
        sql = f"SELECT Id FROM {quoted(child.sobject.name)} WHERE {column} = ?{live}"
        for (key,) in context.store.rows(sql, (loser["Id"],)):
            target = None if key == master_id else master_id
            change_row(context, child.sobject, key, {child.field.name: target})
    remove(context, sobject, loser, f"{context.store.next_number('deletion')}")
    context.store.update(sobject, loser["Id"], {"MasterRecordId": master_id})
