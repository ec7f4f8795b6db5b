"""Inserting, updating and upserting records."""

from typing import Any

from sandbox.salesforce import junctions
from sandbox.salesforce.changes import Change
from sandbox.salesforce.context import Context
from sandbox.salesforce.derive import derive
from sandbox.salesforce.describe import default_record_type
from sandbox.salesforce.errors import (
    SalesforceError,
    entity_is_deleted,
    insufficient_access,
    malformed_id,
    no_such_column,
    not_found,
    read_only,
)
from sandbox.salesforce.follow import follow
from sandbox.salesforce.ids import to_18
from sandbox.salesforce.lookups import by_external_id, check_references, check_unique, matching
from sandbox.salesforce.recent import remember
from sandbox.salesforce.rules import check_duplicates, check_validation
from sandbox.salesforce.schema import Field, SObject
from sandbox.salesforce.stamped import signature
from sandbox.salesforce.store import Row
from sandbox.salesforce.values import stored

_STAMPED = ("CreatedDate", "LastModifiedDate", "SystemModstamp")
_SIGNED = ("CreatedById", "LastModifiedById")


def insert(context: Context, name: str, values: dict[str, Any]) -> str:
    """The new record's id; raises SalesforceError and leaves nothing behind when it is refused."""
    sobject = context.sobject(name)
    if not context.access.creates(sobject):
        raise SalesforceError(
            "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", f"entity type cannot be inserted: {sobject.label}", []
        )
    lists = junctions.taken(context, sobject, values)
    given = _given(context, sobject, values, creating=True)
    row = _defaults(context, sobject) | {key: value for key, value in given.items() if value is not None}
    row["Id"] = context.store.next_id(sobject.prefix)
    change = Change(context, sobject, row, None, set(given), lists)
    with context.store.transaction():
        _check(change, [field.name for field in sobject.required])
        context.store.insert(sobject, row)
        check_validation(change)
        _finish(change)
    remember(context, sobject, row["Id"])
    return str(row["Id"])


def update(context: Context, name: str, record_id: str, values: dict[str, Any]) -> None:
    sobject = context.sobject(name)
    old = existing(context, sobject, record_id)
    if not context.access.edits(sobject) or not context.access.may_edit(sobject, old):
        raise insufficient_access()
    lists = junctions.taken(context, sobject, values)
    given = _given(context, sobject, values, creating=False)
    change = Change(context, sobject, old | given, old, set(given), lists)
    with context.store.transaction():
        emptied = [key for key, value in given.items() if value is None and not sobject.fields[key].nillable]
        _check(change, emptied)
        change.row |= signature(context, sobject)
        changes = {key: value for key, value in change.row.items() if value != old.get(key)}
        context.store.update(sobject, old["Id"], changes)
        check_validation(change)
        _finish(change)
    remember(context, sobject, old["Id"])


def _finish(change: Change) -> None:
    """What the saved row does to others: its junction rows, then the rest."""
    junctions.save(change, junctions.Writer(insert, update))
    follow(change)


def upsert(
    context: Context, name: str, key: str, value: Any, values: dict[str, Any], *, update_only: bool = False
) -> tuple[str, bool]:
    """(id, created). Several matches raise MULTIPLE_CHOICES, status 300, whose extra `body` lists them."""
    sobject = context.sobject(name)
    field = lookup_field(context, sobject, key)
    if any(given.lower() in ("id", field.name.lower()) for given in values):
        raise SalesforceError(
            "INVALID_FIELD", f"The {field.name} field should not be specified in the sobject data.", [field.name]
        )
    if field.type == "id":
        return _upsert_by_id(context, sobject, value, values)
    found = matching(context, sobject, field, stored(field, value))
    if len(found) > 1:
        raise ambiguous(context, sobject, found)
    if found:
        update(context, name, found[0], values)
        return found[0], False
    if update_only:
        raise not_found()
    return insert(context, name, {**values, field.name: value}), True


def _upsert_by_id(context: Context, sobject: SObject, value: Any, values: dict[str, Any]) -> tuple[str, bool]:
    if not value:
        return insert(context, sobject.name, values), True
    update(context, sobject.name, str(value), values)
    return str(to_18(str(value))), False


def ambiguous(context: Context, sobject: SObject, found: list[str]) -> SalesforceError:
    """Several records have the external id: status 300, whose body is the list of their addresses."""
    urls = [context.url(sobject.name, record_id) for record_id in found]
    message = f"Multiple records match the external id: {', '.join(found)}"
    return SalesforceError("MULTIPLE_CHOICES", message, [], status=300, extra={"body": urls})


def lookup_field(context: Context, sobject: SObject, key: str) -> Field:
    """The field of an external id path; NOT_FOUND when it is no key that the user may use."""
    field = sobject.field(key)
    if field is None or not (field.id_lookup or field.external_id) or not context.access.reads_field(sobject, field):
        raise not_found(f"Provided external ID field does not exist or is not accessible: {key}")
    return field


def existing(context: Context, sobject: SObject, record_id: str) -> Row:
    """The live row that the user may see."""
    full = to_18(record_id)
    if full is None:
        raise malformed_id(record_id)
    row = context.store.fetch(sobject, full) if full.startswith(sobject.prefix) else None
    if row is None:
        raise not_found()
    if row.get("IsDeleted"):
        raise entity_is_deleted()
    if not context.access.sees(sobject, full):
        raise not_found()
    return row


def _given(context: Context, sobject: SObject, values: dict[str, Any], *, creating: bool) -> Row:
    """The fields of a request body in their kept form; refuses unknown and read-only ones."""
    result: Row = {}
    refused = []
    for key, sent in values.items():
        if key == "attributes" or junctions.junction(context, sobject, key):
            continue
        field, value = sobject.field(key), sent
        if field is None and isinstance(sent, dict) and (relation := sobject.relation(key)):
            field, value = relation, by_external_id(context, relation, sent)
        if field is None or not context.access.reads_field(sobject, field):
            raise no_such_column(key, sobject.name)
        if field.type == "id":
            raise SalesforceError("INVALID_FIELD", "The Id field should not be specified in the sobject data.")
        allowed = field.createable if creating else field.updateable
        if not allowed or not context.access.edits_field(sobject, field):
            refused.append(field.name)
            continue
        result[field.name] = stored(field, value)
    if refused:
        raise read_only(refused)
    return result


def _defaults(context: Context, sobject: SObject) -> Row:
    row = dict(sobject.defaults)
    now, user = context.now(), context.user_id
    for name in _STAMPED:
        if sobject.has(name):
            row[name] = now
    for name in _SIGNED:
        if sobject.has(name):
            row[name] = user
    owner = sobject.fields.get("OwnerId")
    if owner is not None and owner.createable:
        row["OwnerId"] = user
    if sobject.has("RecordTypeId") and (chosen := default_record_type(context, sobject)):
        row["RecordTypeId"] = chosen
    return row


def _check(change: Change, required: list[str]) -> None:
    missing = [name for name in required if change.row.get(name) is None]
    if missing:
        message = f"Required fields are missing: [{', '.join(missing)}]"
        raise SalesforceError("REQUIRED_FIELD_MISSING", message, missing)
    check_references(change)
    derive(change)
    check_unique(change)
    check_duplicates(change)
