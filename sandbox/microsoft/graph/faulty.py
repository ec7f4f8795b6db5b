"""The sandbox's planned faults as Graph shows them."""

import time

from sandbox.faults import Fault, Faults
from sandbox.microsoft.graph.errors import GraphError, access_denied, throttled

BEFORE = (
    "unauthorized",
    "forbidden",
    "throttled",
    "server_error",
    "unavailable",
    "server_busy",
    "mailbox_moving",
)
AFTER = ("lost_reply", "malformed_reply")


def suffer(faults: Faults, target: str, operation: str, *, write: bool, delta: bool = False) -> None:
    """Wait, or raise what a planned fault says. delta: the call carries a delta token, which may have expired."""
    if (slow := faults.take(target, operation, ("latency",))) is not None:
        time.sleep(float(slow.params.get("seconds", 1)))
    kinds = [*BEFORE, *(["quota"] if write else []), *(["expired_cursor"] if delta else [])]
    fault = faults.take(target, operation, kinds)
    if fault is not None:
        raise as_error(fault)


def as_error(fault: Fault) -> GraphError:
    """Raised by the face; an expired cursor gets its Location from the caller."""
    seconds = float(fault.params.get("seconds", 10))
    retry = {"Retry-After": str(max(1, round(seconds)))} if "seconds" in fault.params else {}
    if fault.kind == "throttled":
        return throttled(seconds)
    table = {
        "unauthorized": GraphError(401, "InvalidAuthenticationToken", "Access token has expired or is not yet valid."),
        "forbidden": access_denied(),
        "server_error": GraphError(
            500, "InternalServerError", "An internal server error occurred. The operation failed."
        ),
        "unavailable": GraphError(503, "ServiceUnavailable", "The service is unavailable.", retry),
        "server_busy": GraphError(503, "ErrorServerBusy", "The server cannot service this request right now.", retry),
        "mailbox_moving": GraphError(503, "ErrorMailboxMoveInProgress", "The mailbox is being moved.", retry),
        "quota": GraphError(507, "ErrorQuotaExceeded", "The mailbox quota has been exceeded."),
        "expired_cursor": GraphError(410, "SyncStateNotFound", "The sync state generation is not found."),
    }
    return table[fault.kind]
