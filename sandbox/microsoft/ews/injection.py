"""Planned faults as EWS shows them. Some replace the reply, some spoil it, some strike in its middle."""

import time
from dataclasses import dataclass

from flask import Response

from sandbox.faults import Fault, Faults
from sandbox.microsoft.ews.call import Interruption
from sandbox.microsoft.ews.errors import EwsError, SoapFault
from sandbox.microsoft.ews.identity import denied_user
from sandbox.microsoft.ews.operations import Operation
from sandbox.microsoft.ews.sync import invalid_state

HTTP = ("unauthorized", "forbidden", "throttled", "unavailable", "server_error")
INSIDE = ("server_busy", "mailbox_moving", "impersonation_denied")
AFTER = ("lost_reply", "malformed_reply")
STATUS = {"unauthorized": 401, "forbidden": 403, "throttled": 429, "unavailable": 503}


@dataclass
class Plan:
    """What one call must suffer. http: answer this instead; fault: the SOAP fault to answer; interruption: an
    error among the messages; after: `lost_reply` or `malformed_reply`, once the call was carried out."""

    http: Response | None = None
    fault: SoapFault | None = None
    interruption: Interruption | None = None
    after: str | None = None


def plan(faults: Faults, targets: list[str], name: str, operation: Operation | None) -> Plan:
    """Take the faults planned for this call. targets: the mailbox acted as, then the caller. Waits out a latency."""
    target, aliases = targets[0], targets[1:]
    if late := faults.take(target, name, ["latency"], aliases):
        time.sleep(_seconds(late, 0.1))
    if fault := faults.take(target, name, HTTP, aliases):
        return Plan(http=_http(fault)) if fault.kind in STATUS else Plan(fault=internal_error())
    if fault := faults.take(target, name, INSIDE, aliases):
        return _inside(fault)
    if operation and operation.write and (fault := faults.take(target, name, ["quota"], aliases)):
        error = EwsError("ErrorQuotaExceeded", "The mailbox has exceeded its storage quota.")
        return Plan(interruption=Interruption(error, _first(fault), stops=False))
    if name.startswith("SyncFolder") and faults.take(target, name, ["expired_cursor"], aliases):
        return Plan(interruption=Interruption(invalid_state()))
    after = faults.take(target, name, AFTER, aliases)
    return Plan(after=after.kind if after else None)


def _http(fault: Fault) -> Response:
    response = Response(status=STATUS[fault.kind])
    if fault.kind == "unauthorized":
        response.headers["WWW-Authenticate"] = 'Basic realm="localhost"'
    if fault.kind == "throttled" or "seconds" in fault.params:
        response.headers["Retry-After"] = str(round(_seconds(fault, 1)))
    return response


def internal_error() -> SoapFault:
    return SoapFault("ErrorInternalServerError", "An internal server error occurred. The operation failed.")


def _inside(fault: Fault) -> Plan:
    """server_busy and mailbox_moving. params: form `fault` (500, the default of server_busy) or `inner` (200);
    first: the index of the message that fails, the later ones are not run."""
    if fault.kind == "impersonation_denied":
        return Plan(fault=denied_user())
    if fault.kind == "mailbox_moving":
        code, text = "ErrorMailboxMoveInProgress", "The mailbox is being moved; try again later."
        values, form = {}, "inner"
    else:
        code, text = "ErrorServerBusy", "The server cannot service this request right now. Try again later."
        values, form = {"BackOffMilliseconds": str(round(_seconds(fault, 1) * 1000))}, "fault"
    if fault.params.get("form", form) == "fault":
        return Plan(fault=SoapFault(code, text, values))
    return Plan(interruption=Interruption(EwsError(code, text, values), _first(fault)))


def _first(fault: Fault) -> int:
    return int(fault.params.get("first", 0))


def _seconds(fault: Fault, default: float) -> float:
    return float(fault.params.get("seconds", default))
