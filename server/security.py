"""Headers of every answer, and what a request must keep to before anything looks at it."""

import json
import time
from typing import Any
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

from core import waits
from server.auth import will_be_checked
from server.errors import Problem, not_found
from server.limits import check_address

LARGEST_BODY = 256 * 1024
DEEPEST = 20
STRICT = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
API = "/api/"
COUNTED = (API, "/signin/", "/connect/")

log = structlog.get_logger()


def register(app: Flask, *, https: bool) -> None:
    """https: people reach it by https, so browsers shall never try http again."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

    @app.before_request
    def _arrive() -> None:
        g.request_id, g.arrived_at = uuid4().hex, time.monotonic()
        g.waits = waits.begin()
        if request.path.startswith(COUNTED) and not will_be_checked():
            check_address()
        _check_names()
        if request.path.startswith(API):
            _check_body()

    @app.after_request
    def _leave(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", STRICT)
        headers.setdefault("Cache-Control", "no-store")
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["X-Request-Id"] = g.get("request_id", "")
        if https:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.path.startswith(API):
            headers["Server-Timing"] = _timing()
        if request.path.startswith(COUNTED):
            _log(response.status_code)
        return response


def _timing() -> str:
    """Milliseconds waited for each system, and in all (W3C Server Timing)."""
    told = {**g.get("waits", {}), "total": time.monotonic() - g.get("arrived_at", time.monotonic())}
    return ", ".join(f"{name};dur={seconds * 1000:.1f}" for name, seconds in told.items())


def _check_names() -> None:
    """Nothing is called by a name with control characters; neither PostgreSQL nor a file system takes NUL."""
    if any(not character.isprintable() for name in (request.view_args or {}).values() for character in str(name)):
        raise not_found()


def _log(status: int) -> None:
    """Which route, never its address: that may hold what somebody searched for."""
    log.info(
        "request",
        operation=request.endpoint or "none",
        status=status,
        seconds=round(time.monotonic() - g.get("arrived_at", time.monotonic()), 3),
        request=g.get("request_id"),
        mailbox=getattr(g.get("caller"), "mailbox_id", None),
    )


def _check_body() -> None:
    """A body is JSON, of bounded depth, without NaN (RFC 8259, 6). Raises Problem."""
    if not request.content_length and "chunked" not in request.headers.get("Transfer-Encoding", ""):
        return
    if not request.is_json:
        raise Problem(415, "not_json", "The body of a request must be JSON (application/json).")
    data = request.get_data(cache=True)
    try:
        told = json.loads(data, parse_constant=_no_constant) if data else None
    except (ValueError, RecursionError):
        raise Problem(400, "bad_request", "The body of the request is not valid JSON.") from None
    if _depth(told) > DEEPEST:
        raise Problem(400, "bad_request", f"The body of the request is nested deeper than {DEEPEST} levels.")


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _depth(value: object) -> int:
    level, depth = [value], 0
    while level:
        depth += 1
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if depth > DEEPEST:
            break
    return depth
