"""sObject Collections, `/composite/sobjects`: up to 200 rows written or 2,000 read in one call.

The call answers 200 with a result for each row in the order asked; only a malformed call answers 400.
"""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from sandbox.salesforce import faulting
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.row_results import each, success
from sandbox.salesforce.wire import RestCall, RestReply, json_error, json_kind, truth

MOST_WRITTEN, MOST_READ, MOST_RUNS = 200, 2000, 10
UNREADABLE = ("NOT_FOUND", "ENTITY_IS_DELETED", "INVALID_CROSS_REFERENCE_KEY")

Act = Callable[[dict[str, Any]], dict[str, Any]]


def rows_of(call: RestCall) -> list[dict[str, Any]]:
    """The `records` of the body. Raises 400: not a list of objects, too many, types too mixed."""
    rows = call.json_object().get("records")
    if not isinstance(rows, list):
        raise json_error(f"records must be an array, found {json_kind(rows)}")
    if not all(isinstance(row, dict) for row in rows):
        raise json_error("Every entry of records must be an object")
    check_count(rows)
    runs = sum(1 for _ in groupby(rows, key=type_of))
    if runs > MOST_RUNS:
        raise SalesforceError(
            "LIMIT_EXCEEDED",
            "Cannot have more than 10 chunks in a single operation. Please rearrange the data to reduce chunking.",
        )
    return rows


def check_count(rows: list[Any]) -> None:
    if len(rows) > MOST_WRITTEN:
        message = f"record limit reached. cannot submit more than {MOST_WRITTEN} records into this call"
        raise SalesforceError("EXCEEDED_ID_LIMIT", message)


def type_of(row: dict[str, Any]) -> str:
    attributes = row.get("attributes")
    name = attributes.get("type") if isinstance(attributes, dict) else None
    if not isinstance(name, str) or not name:
        raise SalesforceError("INVALID_INPUT", "Every record needs its type: attributes.type is missing or no text")
    return name


def values_of(row: dict[str, Any], *without: str) -> dict[str, Any]:
    dropped = {"attributes", *(name.lower() for name in without)}
    return {name: value for name, value in row.items() if name.lower() not in dropped}


def value_in(row: dict[str, Any], field: str) -> str:
    """A row's own value of its key field, whatever the case of its name; "" when it has none."""
    value = next((value for name, value in row.items() if name.lower() == field.lower()), None)
    return "" if value is None else str(value)


def run(call: RestCall, rows: list[Any], act: Act, all_or_none: bool) -> RestReply:
    ids = [value_in(row, "Id") if isinstance(row, dict) else row for row in rows]
    locked = faulting.lock_error(call, [record_id for record_id in ids if record_id])

    def guarded(row: Any) -> dict[str, Any]:
        if locked:
            raise locked
        return act(row)

    results = each(call, rows, all_or_none, guarded)
    return RestReply(200, results, units=max(1, len(rows)), write=True)


def create(call: RestCall) -> RestReply:
    def insert(row: dict[str, Any]) -> dict[str, Any]:
        if value_in(row, "Id"):
            raise SalesforceError("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", ["Id"])
        faulting.check_row(call, type_of(row))
        return success(call.acting.insert(type_of(row), values_of(row, "Id")))

    return run(call, rows_of(call), insert, truth(call.json_object().get("allOrNone")))


def update(call: RestCall) -> RestReply:
    def change(row: dict[str, Any]) -> dict[str, Any]:
        record_id = value_in(row, "Id")
        if not record_id:
            raise SalesforceError("MISSING_ARGUMENT", "Id not specified in an update call", [])
        faulting.check_row(call, type_of(row), record_id)
        call.acting.update(type_of(row), record_id, values_of(row, "Id"))
        return success(record_id)

    return run(call, rows_of(call), change, truth(call.json_object().get("allOrNone")))


def upsert(call: RestCall, sobject: str, field: str) -> RestReply:
    """`PATCH /composite/sobjects/X/Ext__c` (v46+), also by `Id`. A key given twice fails from its second row on."""
    seen: set[str] = set()

    def put(row: dict[str, Any]) -> dict[str, Any]:
        if type_of(row).lower() != sobject.lower():
            raise SalesforceError("INVALID_TYPE", f"The record's type {type_of(row)} is not {sobject}", [])
        key = value_in(row, field)
        if not key and field.lower() != "id":
            raise SalesforceError("MISSING_ARGUMENT", f"{field} not specified", [])
        if key and key.lower() in seen:
            raise SalesforceError("DUPLICATE_VALUE", f"Duplicate external id specified: {key}", [field])
        seen.add(key.lower())
        faulting.check_row(call, sobject, f"{field}={key}")
        record_id, was_created = call.acting.upsert(sobject, field, key, values_of(row, field, "Id"))
        return success(record_id) | {"created": was_created}

    rows, all_or_none = rows_of(call), truth(call.json_object().get("allOrNone"))
    reply = run(call, rows, put, all_or_none)
    for result in reply.body:
        # With allOrNone the real service says created:true for the rows it rolled back.
        result.setdefault("created", all_or_none)
    return reply


def delete(call: RestCall) -> RestReply:
    """`DELETE /composite/sobjects?ids=a,b&allOrNone=true`."""
    ids = [part.strip() for part in call.query.get("ids", "").split(",") if part.strip()]
    if not ids:
        raise SalesforceError("MISSING_ARGUMENT", "Missing required parameter: ids")
    check_count(ids)

    def remove(record_id: Any) -> dict[str, Any]:
        call.acting.delete(call.acting.sobject_of(record_id), record_id)
        return success(record_id)

    return run(call, ids, remove, truth(call.query.get("allOrNone")))


def read_by_url(call: RestCall, sobject: str) -> RestReply:
    ids, fields = (
        [part.strip() for part in call.query.get(name, "").split(",") if part.strip()] for name in ("ids", "fields")
    )
    return _read(call, sobject, ids, fields)


def read_by_body(call: RestCall, sobject: str) -> RestReply:
    body = call.json_object()
    ids, fields = body.get("ids"), body.get("fields")
    for name, value in (("ids", ids), ("fields", fields)):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise json_error(f"{name} must be an array of strings, found {json_kind(value)}")
    return _read(call, sobject, ids or [], fields or [])


def _read(call: RestCall, sobject: str, ids: list[str], fields: list[str]) -> RestReply:
    """Rows in the order asked; `null` for those that do not exist or may not be seen."""
    if not ids or not fields:
        raise SalesforceError("MISSING_ARGUMENT", "Missing required parameter: ids and fields are needed")
    if len(ids) > MOST_READ:
        raise SalesforceError("EXCEEDED_ID_LIMIT", f"record limit reached. cannot read more than {MOST_READ} records")
    return RestReply(200, [_read_one(call, sobject, i, fields) for i in ids], units=len(ids))


def _read_one(call: RestCall, sobject: str, record_id: str, fields: list[str]) -> dict[str, Any] | None:
    try:
        return call.acting.retrieve(sobject, record_id, fields)
    except SalesforceError as error:
        if error.code in UNREADABLE:
            return None
        raise
