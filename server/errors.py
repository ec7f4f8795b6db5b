"""What goes wrong, told as problem details (RFC 9457): a stable code for programs and a sentence for people.

Raise `Problem`; errors of the connectors are mapped here, in one place. An id of somebody else answers like an id that
does not exist: `not_found()`, the same body.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, has_request_context
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from core.access import NotConnected
from core.accounts import AccountError, note_problem
from core.errors import SyncError
from core.failures import Failure
from core.records import Side
from core.secrets import SecretError
from server.meanings import BUSY_SECONDS, of_sync
from server.parts import parts
from server.problems import MEDIA_TYPE, Problem, not_found

__all__ = ["MEDIA_TYPE", "Problem", "calling", "not_found", "of_kept", "of_sync", "register"]


log = structlog.get_logger()


@contextmanager
def calling(side: Side) -> Iterator[None]:
    """Calls within go to this side; where nothing is said, a connector's errors are taken for the CRM's."""
    before = g.get("calling", Side.CRM)
    g.calling = side
    yield
    # Not after an error: whoever tells of it must know the side.
    g.calling = before


def register(app: Flask) -> None:
    app.register_error_handler(Problem, lambda problem: problem.response())
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(SyncError, _of_call)
    app.register_error_handler(AccountError, lambda error: _of_account(error).response())
    app.register_error_handler(SecretError, lambda error: _of_secret().response())
    app.register_error_handler(OperationalError, lambda error: _of_database(error).response())
    app.register_error_handler(Exception, _of_defect)


def of_kept(error: Failure) -> Problem:
    """What ended a job of the worker."""
    if isinstance(error, SyncError):
        return of_sync(error, error.side or Side.CRM)
    return _of_account(error) if isinstance(error, AccountError) else _of_secret()


def _of_call(error: SyncError) -> Response:
    problem = of_sync(error, g.get("calling", Side.CRM))
    if problem.code == "crm_session_expired":
        _note_dead(problem.detail)
    return problem.response()


def _note_dead(detail: str) -> None:
    used = g.get("crm_connection")
    if used is not None:
        with parts().database.session() as session:
            note_problem(session, used, detail)


def _of_account(error: AccountError) -> Problem:
    if isinstance(error, NotConnected):
        detail = "Salesforce is not connected yet. Connect it, and go on here."
        return Problem(409, "crm_not_connected", detail, reconnect=True)
    detail = "A connection of your company is missing. An administrator of Bothways must add it."
    return Problem(409, "not_configured", detail)


def _of_secret() -> Problem:
    detail = "Stored credentials cannot be read. An administrator of Bothways must restore its key file."
    return Problem(503, "credentials_unreadable", detail)


def _of_database(error: OperationalError) -> Problem:
    log.error("the database does not answer", exc_info=error)
    detail = "Bothways' database does not answer. Nothing was changed; try again in a moment."
    return Problem(503, "database_unavailable", detail, retry_after=BUSY_SECONDS)


def _of_http(error: HTTPException) -> Response:
    """Flask's and webargs' own refusals. 405 keeps its Allow (RFC 9110, 15.5.6)."""
    if isinstance(error, InternalServerError):
        return _of_defect(error.original_exception or error)
    status = error.code or 500
    kept = {name: value for name, value in error.get_headers() if name.lower() in ("allow", "retry-after")}
    if status < 400:
        return not_found().response()
    code, detail = _TOLD.get(status, ("refused", error.description or HTTPStatus(status).phrase))
    if status == 404:
        return not_found().response()
    data = getattr(error, "data", None) or {}
    fields = list(_fields(data.get("messages") or {})) or None
    return Problem(status, code, detail, fields=fields).response(kept)


_TOLD = {
    400: ("bad_request", "The request cannot be read."),
    405: ("method_not_allowed", "This address does not know that method."),
    413: ("too_large", "The request is larger than is accepted here."),
    415: ("not_json", "The body of a request must be JSON (application/json)."),
    422: ("invalid_request", "The request holds something that is not accepted; the fields say what."),
}


def _fields(messages: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """From {"json": {"name": ["Missing data."], "list": {0: [...]}}} to a flat list; names are joined by dots."""
    for location in messages.values():
        yield from _flat(location, "")


def _flat(told: object, name: str) -> Iterator[dict[str, str]]:
    if isinstance(told, Mapping):
        for key, inner in told.items():
            yield from _flat(inner, f"{name}.{key}" if name else str(key))
    else:
        texts = told if isinstance(told, list | tuple) else [told]
        yield {"name": name[:200], "label": "", "message": " ".join(str(text) for text in texts)[:500]}


def _of_defect(error: BaseException) -> Response:
    """A defect of ours; its text may hold values, so only its class is logged."""
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    log.error("a defect ended a request", exc_info=error, request=g.get("request_id") if has_request_context() else "")
    detail = (
        "Bothways stumbled over this because of a defect of its own. Nothing more was done; it was written to the log."
    )
    return Problem(500, "defect", detail).response()
