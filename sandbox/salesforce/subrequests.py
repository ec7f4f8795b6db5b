"""What composite, graph and batch share: a request written in a body becomes a call like any other."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from werkzeug.datastructures import Headers, MultiDict

from sandbox.salesforce.errors import SalesforceError, not_found
from sandbox.salesforce.versions import FIRST, LAST, number_of
from sandbox.salesforce.wire import RestCall, acting_options, json_error

METHODS = ("GET", "HEAD", "POST", "PATCH", "PUT", "DELETE")


def check_version(version: str) -> None:
    """Raises 410 for retired versions, 404 for those that never were."""
    number = number_of(version)
    if number is None or number > LAST:
        raise not_found()
    if number < FIRST:
        raise SalesforceError("GONE", f"API version {version} is no longer available.", status=410)


def split_version(path: str) -> tuple[str, str]:
    """`v67.0/query` -> (`67.0`, `query`)."""
    head, _, rest = path.lstrip("/").partition("/")
    if not head.startswith("v"):
        raise not_found()
    check_version(head[1:])
    return head[1:], rest


def text_of(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value:
        raise json_error(f"Every subrequest needs {name}, a text")
    return value


def entries_of(call: RestCall, name: str, most: int) -> list[dict[str, Any]]:
    """The list of subrequests in a body. Raises 400: no list, not of objects, empty, too many."""
    entries = call.json_object().get(name)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise json_error(f"{name} must be an array of objects")
    if not entries:
        raise SalesforceError("INVALID_INPUT", f"{name} must not be empty")
    if len(entries) > most:
        raise SalesforceError("LIMIT_EXCEEDED", f"{name} holds {len(entries)} entries; at most {most} are allowed")
    return entries


def method_of(entry: dict[str, Any]) -> str:
    method = text_of(entry, "method").upper()
    if method not in METHODS:
        raise SalesforceError("METHOD_NOT_ALLOWED", f"HTTP Method '{method[:20]}' not allowed.", status=405)
    return method


def to_call(outer: RestCall, method: str, path: str, body: Any, headers: Any) -> RestCall:
    """path: `vXX.X/…` with its query. headers: its httpHeaders; Sforce-* of the outer call hold too."""
    parts = urlsplit(path)
    version, rest = split_version(parts.path)
    if headers is not None and not isinstance(headers, dict):
        raise json_error("httpHeaders must be an object")
    own = Headers(
        [(str(k), str(v)) for k, v in (headers or {}).items() if "\n" not in f"{k}{v}" and "\r" not in f"{k}{v}"]
    )
    options = acting_options(outer.headers) | acting_options(own)
    return outer.inner(
        acting=outer.face.acting(outer.user["Id"], version, **options),
        version=version,
        method=method,
        path=rest,
        query=MultiDict(parse_qsl(parts.query, keep_blank_values=True)),
        headers=own,
        body=body,
        operation="",
        inside=True,
    )
