"""What the errors of the connectors mean to the person at the pane."""

from core.errors import CursorExpired, Rejected, Stale, SyncError, Transient, Unauthorized
from core.failures import FORBIDDEN, MISCONFIGURED
from core.organisations import CODE as OTHER_ORGANISATION
from core.records import Side
from server.problems import Problem, not_found

BUSY_SECONDS = 10
# What passes by itself, in words for somebody who waits: the connectors' own speak of runs, which try again.
LATER = {
    "quota": "{name} takes no more calls from your company for now: its allowance is used up. Try again later.",
    "maintenance": "{name} is being maintained. Try again later.",
    "row_locked": "Somebody else was saving this record in {name}. Try again in a moment.",
    "mailbox_moving": "Your mailbox is being moved. Try again later.",
}
UNAVAILABLE = "The connection to {name} is interrupted, or it is overloaded. Try again in a moment."


def of_sync(error: SyncError, side: Side) -> Problem:
    """What a connector's error means to the person at the pane."""
    name = "Salesforce" if side is Side.CRM else "Exchange"
    prefix = "crm" if side is Side.CRM else "exchange"
    if error.code == "not_found":
        return not_found()
    if error.code == "crm_forbidden":
        return Problem(403, error.code, error.message)
    if isinstance(error, Transient | CursorExpired):
        wait = getattr(error, "retry_after", None) or BUSY_SECONDS
        detail = LATER.get(error.code, UNAVAILABLE).format(name=name)
        return Problem(502, f"{prefix}_unavailable", detail, retry_after=wait)
    if isinstance(error, Unauthorized):
        return _of_unauthorized(error, prefix)
    if isinstance(error, Stale):
        return Problem(412, "changed_meanwhile", error.message) if error.code != "gone" else not_found()
    if isinstance(error, Rejected):
        if error.code == "no_right":
            return Problem(403, f"{prefix}_forbidden", error.message)
        fields = [{"name": error.field, "label": error.label or "", "message": error.message}] if error.field else None
        return Problem(422, error.code, error.message, fields=fields)
    raise error


def _of_unauthorized(error: Unauthorized, prefix: str) -> Problem:
    if error.code == OTHER_ORGANISATION:
        return Problem(409, error.code, error.message, reconnect=True)
    if error.code in FORBIDDEN:
        return Problem(403, f"{prefix}_forbidden", error.message)
    if error.code in MISCONFIGURED or prefix == "exchange":
        return Problem(502, f"{prefix}_misconfigured", f"{error.message} An administrator of Bothways must mend this.")
    return Problem(409, "crm_session_expired", error.message, reconnect=True)
