"""Rows of one object: create, read, update, delete by id, and what hangs on a row."""

from typing import Any

from sandbox.salesforce import conditional, faulting
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.wire import RestCall, RestReply

BLOBS = {"Attachment": "Body", "ContentVersion": "VersionData", "Document": "Body"}


def values_of(call: RestCall, *forbidden: str) -> dict[str, Any]:
    """The fields to save. Raises INVALID_FIELD when the body holds a name that the URL gives already."""
    values = {name: value for name, value in call.json_object().items() if name != "attributes"}
    for name in values:
        if name.lower() in {other.lower() for other in forbidden}:
            raise SalesforceError("INVALID_FIELD", f"The {name} field should not be specified in the sobject data.")
    return values


def wanted_fields(call: RestCall) -> list[str] | None:
    names = [name.strip() for name in call.query.get("fields", "").split(",") if name.strip()]
    return names or None


def guard(call: RestCall, sobject: str, record_id: str = "", *, deleting: bool = False) -> None:
    """The planned faults of a write of one row."""
    locked = faulting.lock_error(call, [record_id] if record_id else [])
    if locked:
        raise locked
    if not deleting:
        faulting.check_row(call, sobject, record_id)


def created(call: RestCall, sobject: str, record_id: str, extra: dict[str, Any] | None = None) -> RestReply:
    body = {"id": record_id, "success": True, "errors": []} | (extra or {})
    return RestReply(201, body, {"Location": f"{call.base}/sobjects/{sobject}/{record_id}"}, write=True)


def create(call: RestCall, sobject: str) -> RestReply:
    values = values_of(call, "Id")
    guard(call, sobject)
    return created(call, sobject, call.acting.insert(sobject, values))


def read(call: RestCall, sobject: str, record_id: str) -> RestReply:
    row = call.acting.retrieve(sobject, record_id, wanted_fields(call))
    stored = row
    if wanted_fields(call) and (conditional.wanted(call) or sobject in conditional.TAGGED):
        stored = call.acting.retrieve(sobject, record_id)
    modified = conditional.row_moment(stored)
    tag = conditional.tag_of(stored) if sobject in conditional.TAGGED else None
    return conditional.check(call, modified, tag) or RestReply(200, row, conditional.stamps(modified, tag))


def update(call: RestCall, sobject: str, record_id: str) -> RestReply:
    values = values_of(call, "Id")
    conditional.check_row(call, sobject, record_id)
    guard(call, sobject, record_id)
    call.acting.update(sobject, record_id, values)
    return RestReply(204, write=True)


def delete(call: RestCall, sobject: str, record_id: str) -> RestReply:
    if call.acting.sobject_of(record_id) != sobject:
        # The path names the object; an id of another one does not exist there.
        call.acting.retrieve(sobject, record_id, ["Id"])
    guard(call, sobject, record_id, deleting=True)
    call.acting.delete(sobject, record_id)
    return RestReply(204, write=True)


def blob(call: RestCall, sobject: str, record_id: str) -> RestReply:
    """Raw bytes of a file; not possible inside a composite call."""
    if call.inside:
        raise SalesforceError("INVALID_INPUT", "Binary data is not supported in a subrequest.")
    data = call.acting.blob(sobject, record_id, BLOBS[sobject])
    return RestReply(200, data, {"Content-Type": "application/octet-stream"})
