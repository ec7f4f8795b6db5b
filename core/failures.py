"""What ended a job, kept in its row, so that whoever looks is told as if the call had been theirs."""

from collections.abc import Mapping
from typing import Any

from core.access import NotConnected
from core.accounts import AccountError
from core.errors import CursorExpired, Rejected, Stale, SyncError, Transient, Unauthorized
from core.records import Side
from core.secrets import SecretError

# Codes of Unauthorized that speak of rights, and of what only an administrator can mend.
FORBIDDEN = frozenset(
    "no_field_access no_object_access list_view_missing list_view_unusable api_disabled storage_full refused no_right"
    " tasks_permission calendar_permission".split()
)
MISCONFIGURED = frozenset(
    "certificate bad_address bad_ca_file bad_private_key invalid_client invalid_client_id redirect_uri_mismatch "
    "unsupported_grant_type host_not_allowed plain_http bad_endpoint".split()
)

Failure = SyncError | AccountError | SecretError
_OF_CALLS = {kind.__name__: kind for kind in (Transient, Unauthorized, Rejected, Stale, CursorExpired)}
_OTHERS = {kind.__name__: kind for kind in (NotConnected, AccountError, SecretError)}


def wants_reconnect(error: BaseException) -> bool:
    """Whether Salesforce wants its user to sign in again."""
    if not isinstance(error, Unauthorized) or error.side is not Side.CRM:
        return False
    return error.code not in FORBIDDEN | MISCONFIGURED


def packed(error: Failure) -> dict[str, Any]:
    """As JSON. Only Salesforce's connector says whose its errors are; of the two sides, the rest is Exchange's."""
    told: dict[str, Any] = {"kind": type(error).__name__, "message": str(error)}
    if isinstance(error, SyncError):
        told |= {"code": error.code, "side": (error.side or Side.EXCHANGE).value}
    if isinstance(error, Transient):
        told["retry_after"] = error.retry_after
    return told


def unpacked(told: Mapping[str, Any]) -> Failure | None:
    """None: it says nothing that is known here."""
    kind, message = told.get("kind", ""), told.get("message", "")
    if kind in _OTHERS:
        return _OTHERS[kind](message)
    if kind not in _OF_CALLS:
        return None
    error = _OF_CALLS[kind](message, code=told["code"])
    error.side = Side(told["side"])
    if isinstance(error, Transient):
        error.retry_after = told["retry_after"]
    return error
