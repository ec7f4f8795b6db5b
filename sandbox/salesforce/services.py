"""`/services/data` over HTTP: who calls, at which version, within the quota; what comes back and what is logged."""

import json
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.http import http_date

from sandbox.calls import Call
from sandbox.salesforce import faulting
from sandbox.salesforce.bodies import read_body
from sandbox.salesforce.errors import SalesforceError, not_found
from sandbox.salesforce.face import Face
from sandbox.salesforce.operations import operation_of
from sandbox.salesforce.router import Router
from sandbox.salesforce.subrequests import split_version
from sandbox.salesforce.versions import listing
from sandbox.salesforce.wire import RestCall, RestReply, acting_options, error_reply
from sandbox.web import cut_connection

PREFIX = "/services/data"
LONGEST_HEAD = 16_384  # address and headers together
JSON_TYPE = "application/json;charset=UTF-8"
HTML_TYPE = "text/html;charset=UTF-8"
METHODS = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE"]
API_SCOPES = {"api", "full", "web"}
UNREADABLE_HEAD = {414: "URI Too Long", 431: "Request Header Fields Too Large"}


def raw_path() -> str:
    """The path as sent, percent-encoded: an encoded slash in a key is not a separator."""
    target: str = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.path
    path = target.partition("?")[0]
    start = path.find(PREFIX)
    return path[start + len(PREFIX) :] if start >= 0 else ""


def session_refused(message: str = "Session expired or invalid", code: str = "INVALID_SESSION_ID") -> SalesforceError:
    return SalesforceError(code, message, status=401)


def caller(face: Face) -> dict[str, Any]:
    """The row of User that calls, by `Authorization: Bearer` or `OAuth`. Raises 401."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme and scheme.lower() not in ("bearer", "oauth"):
        raise session_refused("INVALID_HEADER_TYPE", "INVALID_AUTH_HEADER")
    grant = face.tokens.session(token.strip()) if token else None
    user = face.active_user(grant.user_id) if grant else None
    if grant is None or user is None:
        raise session_refused()
    if not API_SCOPES & set(grant.scopes):
        raise session_refused("This session is not valid for use with the REST API")
    return user


class Front:
    """Answers every path under `/services/data`."""

    def __init__(self, face: Face, router: Router) -> None:
        self._face, self._router = face, router

    def answer(self) -> Response:
        size = sum(len(name) + len(value) + 4 for name, value in request.headers)
        path = raw_path()
        target = len(request.environ.get("RAW_URI") or request.full_path)
        if size + target > LONGEST_HEAD:
            status = 414 if target > LONGEST_HEAD // 2 else 431
            text = f"<h1>Bad Message {status}</h1><pre>reason: {UNREADABLE_HEAD[status]}</pre>"
            return Response(text, status, content_type=HTML_TYPE)
        if not path.strip("/"):
            return self._rendered(self._listing())
        try:
            version, rest = split_version(path)
            with self._face.org.lock:
                who = caller(self._face)
        except SalesforceError as error:
            return self._refused(error, path)
        return self._called(who, version, rest)

    @staticmethod
    def _listing() -> RestReply:
        if request.method not in ("GET", "HEAD"):
            message = f"HTTP Method '{request.method}' not allowed. Allowed are GET,HEAD"
            return error_reply(SalesforceError("METHOD_NOT_ALLOWED", message, status=405))
        return RestReply(200, listing())

    def _refused(self, error: SalesforceError, path: str) -> Response:
        reply = error_reply(error)
        self._log(f"{self._method()} {path.strip('/')}", reply)
        return self._rendered(reply)

    def _called(self, who: dict[str, Any], version: str, path: str) -> Response:
        """One authenticated call, with the faults planned for it."""
        face, aliases = self._face, (who["Username"], self._face.org.id[:15])
        body, problem = None, None
        try:
            body = read_body()
        except SalesforceError as error:
            problem = error
        operation = operation_of(self._router, self._method(), path, body)
        faulting.pause(face.faults.take(face.org.id, operation, ("latency",), aliases))
        fault = face.faults.take(face.org.id, operation, faulting.BEFORE, aliases)
        if fault:
            status, content, headers = faulting.refusal(fault)
            reply = RestReply(status, content, headers)
        else:
            reply = self._carried_out(who, version, path, body, problem)
        self._log(operation, reply)
        response = self._rendered(reply)
        after = face.faults.take(face.org.id, operation, faulting.AFTER, aliases)
        return spoiled(response, after.kind) if after else response

    def _carried_out(
        self, who: dict[str, Any], version: str, path: str, body: Any, problem: SalesforceError | None
    ) -> RestReply:
        face = self._face
        with face.org.lock:
            try:
                face.usage.check()
                face.usage.count()
                if problem:
                    raise problem
                acting = face.acting(who["Id"], version, **acting_options(request.headers))
            except SalesforceError as error:
                return error_reply(error)
            call = RestCall(
                face=face,
                router=self._router,
                acting=acting,
                user=who,
                version=version,
                method=self._method(),
                path=path,
                query=MultiDict(request.args),
                headers=request.headers,
                body=body,
            )
            return self._router.send(call)

    @staticmethod
    def _method() -> str:
        """`?_HttpMethod=PATCH` on a POST, for clients that cannot send PATCH."""
        wished = request.args.get("_HttpMethod", "").upper()
        return wished if request.method == "POST" and wished in METHODS else request.method

    def _rendered(self, reply: RestReply) -> Response:
        now = http_date(self._face.clock.now())
        headers = dict(reply.headers) | {"Sforce-Limit-Info": self._face.usage.header(), "Date": now}
        if reply.status == 401:
            headers["WWW-Authenticate"] = "Token"
        if isinstance(reply.body, bytes):
            return Response(reply.body, reply.status, headers)
        if isinstance(reply.body, str):
            return Response(reply.body, reply.status, headers, content_type=HTML_TYPE)
        if reply.body is None:
            return Response(b"", reply.status, headers)
        layout: dict[str, Any] = (
            {"indent": 2} if request.headers.get("X-PrettyPrint") == "1" else {"separators": (",", ":")}
        )
        text = json.dumps(reply.body, ensure_ascii=False, **layout)
        return Response(text, reply.status, headers, content_type=JSON_TYPE)

    def _log(self, operation: str, reply: RestReply) -> None:
        face = self._face
        face.calls.add(
            Call(
                at=face.clock.now(),
                face="salesforce",
                target=face.org.id,
                operation=operation,
                method=request.method,
                path=request.path,
                status=reply.status,
                units=reply.units,
                write=reply.write,
            )
        )


def spoiled(response: Response, kind: str) -> Response:
    """A reply that is lost on its way, or arrives cut in half."""
    if kind == "lost_reply":
        cut_connection(request.environ)
        return response
    whole = response.get_data() or b'{"id": "003'
    status = response.status_code if response.get_data() else 200
    return Response(whole[: max(1, len(whole) // 2)], status, content_type=response.content_type or JSON_TYPE)


def blueprint(face: Face, router: Router) -> Blueprint:
    routes, front = Blueprint("salesforce_rest", __name__), Front(face, router)
    for rule in (PREFIX, f"{PREFIX}/", f"{PREFIX}/<path:rest>"):
        routes.add_url_rule(
            rule, endpoint="rest" + str(len(rule)), view_func=lambda rest="": front.answer(), methods=METHODS
        )

    @routes.route("/services/<path:rest>", methods=METHODS)
    def _elsewhere(rest: str) -> Response:
        return Response(json.dumps([not_found().to_json()]), 404, content_type=JSON_TYPE)

    return routes
