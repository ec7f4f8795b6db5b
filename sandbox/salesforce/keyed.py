"""Rows by external id, `/sobjects/X/Field/value`, and relationships, `/sobjects/X/id/Name`: the same form of path."""

from sandbox.salesforce import ids, rest
from sandbox.salesforce.errors import SalesforceError, not_found
from sandbox.salesforce.wire import RestCall, RestReply, truth

CREATED_IN_BODY = 46  # from v46 on an update answers 200 with a body, before 204 without


def _is_row(call: RestCall, sobject: str, segment: str) -> bool:
    """Whether a path segment is the id of a row of the object: otherwise it is the name of a field."""
    if ids.to_18(segment) is None:
        return False
    try:
        return call.acting.sobject_of(segment).lower() == sobject.lower()
    except SalesforceError:
        return False


def read(call: RestCall, sobject: str, field: str, value: str) -> RestReply:
    if _is_row(call, sobject, field):
        if rest.BLOBS.get(sobject) == value:
            return rest.blob(call, sobject, field)
        found = call.acting.relationship(sobject, field, value, rest.wanted_fields(call))
        return RestReply(200, found, units=max(1, len(found.get("records", ()))))
    return RestReply(200, call.acting.retrieve_by(sobject, field, value, rest.wanted_fields(call)))


def upsert(call: RestCall, sobject: str, field: str, value: str) -> RestReply:
    """201 created, 200 or 204 (before v46) updated, 300 several, 404 not found with `updateOnly`."""
    if _is_row(call, sobject, field):
        raise SalesforceError("METHOD_NOT_ALLOWED", "HTTP Method 'PATCH' not allowed. Allowed are GET", status=405)
    values = rest.values_of(call, "Id", field)
    rest.guard(call, sobject, f"{field}={value}")
    update_only = truth(call.query.get("updateOnly"))
    record_id, was_created = call.acting.upsert(sobject, field, value, values, update_only=update_only)
    extra = {"created": was_created} if call.number >= CREATED_IN_BODY else {}
    if was_created:
        return rest.created(call, sobject, record_id, extra)
    if not extra:
        return RestReply(204, write=True)
    return RestReply(200, {"id": record_id, "success": True, "errors": [], "created": False}, write=True)


def delete(call: RestCall, sobject: str, field: str, value: str) -> RestReply:
    if _is_row(call, sobject, field):
        if (sobject, value) == ("Event", "fromThisEventOnwards"):
            call.acting.end_series(field)
            return RestReply(204, write=True)
        raise not_found()
    row = call.acting.retrieve_by(sobject, field, value, ["Id"])
    return rest.delete(call, sobject, row["Id"])
