"""Planned faults as Salesforce would show them.

target of a fault: the org's id, a username, or "*". operation: over `METHOD path-template`, such as
`PATCH sobjects/Contact/{record_id}`, `GET query`, `POST composite [GET query, PATCH composite/sobjects]`,
`POST oauth2/token`. Row faults see the operation of the part that writes, followed by the object and the row's id.
"""

import time
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from sandbox.faults import Fault
from sandbox.salesforce.errors import SalesforceError

if TYPE_CHECKING:
    from sandbox.salesforce.wire import RestCall

BEFORE = ("unauthorized", "forbidden", "throttled", "server_error", "unavailable", "quota")
AFTER = ("lost_reply", "malformed_reply")
MAINTENANCE = (
    "<!DOCTYPE html>\n<html><head><title>Service Unavailable</title></head><body><h1>We are down for maintenance.</h1>"
    "<p>Sorry for the inconvenience. We'll be back shortly.</p></body></html>"
)
GACK = "An unexpected error occurred. Please include this ErrorId if you contact support: 1763728000-41210 (-741852963)"
REFUSALS: dict[str, tuple[int, str, str]] = {
    "unauthorized": (401, "INVALID_SESSION_ID", "Session expired or invalid"),
    "forbidden": (403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization."),
    "throttled": (429, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded."),
    "server_error": (500, "UNKNOWN_EXCEPTION", GACK),
    "quota": (403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
}


def pause(fault: Fault | None) -> None:
    """Latency: `seconds` before the call is looked at; nobody else waits for it."""
    if fault:
        time.sleep(float(fault.params.get("seconds", 1)))


def refusal(fault: Fault) -> tuple[int, str | list[dict[str, Any]], dict[str, str]]:
    """(status, HTML text or error array, headers) of a fault of BEFORE."""
    seconds = fault.params.get("seconds")
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    if fault.kind == "unavailable":
        return 503, MAINTENANCE, headers
    status, code, message = REFUSALS[fault.kind]
    if fault.kind == "throttled":
        headers.setdefault("Retry-After", "1")
    error = SalesforceError(fault.params.get("code", code), fault.params.get("message", message), status=status)
    return status, [error.to_json()], headers


def strike(call: "RestCall", *kinds: str, row: str = "") -> Fault | None:
    """The fault of these kinds for a part of a call; row: `Contact 003…` when it is one row."""
    text = f"{call.operation} {row}".rstrip()
    return call.face.faults.take(call.face.org.id, text, kinds, (call.user["Username"],))


def lock_error(call: "RestCall", record_ids: Collection[str] = ()) -> SalesforceError | None:
    """UNABLE_TO_LOCK_ROW for all rows of a writing call, when one is planned."""
    if strike(call, "row_lock") is None:
        return None
    named = ", ".join(record_ids)
    count = "this record" if len(record_ids) <= 1 else f"{len(record_ids)} records"
    return SalesforceError("UNABLE_TO_LOCK_ROW", f"unable to obtain exclusive access to {count}: {named}", [])


def check_row(call: "RestCall", sobject: str, record_id: str = "") -> None:
    """Raises FIELD_CUSTOM_VALIDATION_EXCEPTION for a row that a planned validation rule refuses, and
    UNABLE_TO_LOCK_ROW for one that a planned lock names (`operation` fits the row, not the call alone)."""
    if strike(call, "row_lock", row=f"{sobject} {record_id}"):
        text = f"unable to obtain exclusive access to this record: {record_id}"
        raise SalesforceError("UNABLE_TO_LOCK_ROW", text, [])
    fault = strike(call, "validation_rule", row=f"{sobject} {record_id}")
    if fault:
        field = fault.params.get("field")
        message = str(fault.params.get("message", "This record breaks a rule of your company."))
        raise SalesforceError("FIELD_CUSTOM_VALIDATION_EXCEPTION", message, [str(field)] if field else [])


def check_cursor(call: "RestCall", code: str, message: str) -> None:
    """Raises `code` when the cursor or window that this call brings is planned to be too old."""
    if strike(call, "expired_cursor"):
        raise SalesforceError(code, message)
