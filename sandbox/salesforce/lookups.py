"""References between records: that they exist, are of the right kind and may be used; lookups by key."""

# ruff: noqa: S608 - names in the SQL come from the schema; what a client sent is bound as a value

from typing import Any

from sandbox.salesforce.changes import Change
from sandbox.salesforce.context import Context
from sandbox.salesforce.errors import (
    SalesforceError,
    entity_is_deleted,
    invalid_cross_reference,
    malformed_id,
    no_such_column,
)
from sandbox.salesforce.schema import Field, SObject
from sandbox.salesforce.store import quoted
from sandbox.salesforce.values import stored


def check_references(change: Change) -> None:
    for name in change.given:
        field = change.sobject.fields[name]
        value = change.row.get(name)
        if field.type == "reference" and value is not None and change.changed(name):
            _check(change, field, value)


def _check(change: Change, field: Field, value: str) -> None:
    context = change.context
    target = context.schema.of_id(value)
    if target is None or target.name not in field.reference_to:
        error = malformed_id(value, field.label)
        error.fields = [field.name]
        raise error
    check_target(context, target, value)
    if field.name == "OwnerId" and target.name == "User":
        _check_active(change, value)


def check_target(context: Context, target: SObject, value: str) -> None:
    """That a record can be referred to: it is there, not in the bin, and the user sees it."""
    deleted = "IsDeleted" if target.soft_deletes else "0"
    rows = context.store.rows(f"SELECT {deleted} FROM {quoted(target.name)} WHERE Id = ?", (value,))
    if not rows:
        raise invalid_cross_reference()
    if rows[0][0]:
        raise entity_is_deleted()
    if not context.access.sees(target, value):
        raise SalesforceError(
            "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "insufficient access rights on cross-reference id", []
        )


def _check_active(change: Change, owner: str) -> None:
    if not change.context.store.rows('SELECT 1 FROM "User" WHERE Id = ? AND IsActive = 1', (owner,)):
        raise SalesforceError(
            "INACTIVE_OWNER_OR_USER",
            f"operation performed with inactive user [{owner[:15]}] as owner of {change.sobject.label.lower()}",
            ["OwnerId"],
        )


def by_external_id(context: Context, field: Field, value: dict[str, Any]) -> str:
    """The id meant by a nested parent such as `"Account": {"Key__c": "a1"}`."""
    keys = {key: item for key, item in value.items() if key != "attributes"}
    target = next(iter(context.schema.targets(field)), None)
    if target is None or len(keys) != 1:
        raise SalesforceError(
            "INVALID_FIELD", f"The relationship {field.relationship} takes one external id field of its object", []
        )
    ((name, wanted),) = keys.items()
    key = target.field(name)
    if key is None or not key.id_lookup:
        raise no_such_column(name, target.name)
    found = matching(context, target, key, stored(key, wanted))
    if not found:
        message = f"Foreign key external ID: {str(wanted).lower()} not found for field {key.name} in entity"
        raise SalesforceError("INVALID_FIELD", f"{message} {target.name}", [])
    if len(found) > 1:
        raise SalesforceError("INVALID_FIELD", f"More than one record found for external ID: {wanted}", [])
    return found[0]


def matching(context: Context, sobject: SObject, key: Field, value: Any) -> list[str]:
    """The ids of the live, visible records whose key has this value; capitals matter only where the field says so."""
    if value is None:
        return []
    column = quoted(key.name)
    test = f"fold(t.{column}) = fold(?)" if key.text else f"t.{column} = ?"
    if key.case_sensitive:
        test += f" AND t.{column} = ?"
    values = [value] * (2 if key.case_sensitive else 1)
    if sobject.soft_deletes:
        test += " AND t.IsDeleted = 0"
    visible, more = context.access.visible(sobject, "t")
    if visible:
        test += f" AND {visible}"
    sql = f"SELECT t.Id FROM {quoted(sobject.name)} t WHERE {test} ORDER BY t.Id"
    return [row[0] for row in context.store.rows(sql, (*values, *more))]


def check_unique(change: Change) -> None:
    """DUPLICATE_VALUE when another live record holds the value of a unique field."""
    for field in change.sobject.fields.values():
        value = change.row.get(field.name)
        if not field.unique or value is None or not change.changed(field.name):
            continue
        test = f"fold({quoted(field.name)}) = fold(?)" if field.text else f"{quoted(field.name)} = ?"
        values = [value]
        if field.case_sensitive:
            test, values = f"{test} AND {quoted(field.name)} = ?", [value, value]
        live = " AND IsDeleted = 0" if change.sobject.soft_deletes else ""
        sql = f"SELECT Id FROM {quoted(change.sobject.name)} WHERE {test} AND Id != ?{live}"
        others = change.context.store.rows(sql, (*values, change.row["Id"]))
        if others:
            message = f"duplicate value found: {field.name} duplicates value on record with id: {others[0][0][:15]}"
            raise SalesforceError("DUPLICATE_VALUE", message, [])
