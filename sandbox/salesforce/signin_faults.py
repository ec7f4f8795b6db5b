"""Log and faults of the calls around OAuth, SOAP login and identity.

A fault strikes here only when its operation names the endpoint (`oauth2`, `Soap`, `id`): one planned for "any call" is
meant for calls of data, and must not be used up by a client that first fetches a token.
"""

import json

from flask import Flask, Response, g, request

from sandbox.calls import Call
from sandbox.faults import Fault
from sandbox.salesforce import faulting
from sandbox.salesforce.face import Face
from sandbox.salesforce.services import JSON_TYPE, spoiled

ENDPOINTS = {"/services/oauth2/": "oauth2", "/services/Soap/": "Soap", "/id/": "id/"}
OAUTH_REFUSALS = {
    "unauthorized": (400, "invalid_grant", "expired access/refresh token"),
    "forbidden": (400, "invalid_grant", "user hasn't approved this consumer"),
    "throttled": (429, "invalid_request", "login rate exceeded"),
    "quota": (403, "invalid_request", "login rate exceeded"),
    "server_error": (500, "unknown_error", "retry your request"),
}


def name_of() -> str:
    """`oauth2` for the endpoints that are logged here, "" for others. The login page is no call."""
    if request.path == "/services/oauth2/authorize":
        return ""
    return next((name for prefix, name in ENDPOINTS.items() if request.path.startswith(prefix)), "")


def operation() -> str:
    """`POST oauth2/token [refresh_token]`, `POST Soap/u/{version}`, `GET id/{org}/{user}`."""
    name = name_of()
    if name == "id/":
        return f"{request.method} id/{{org}}/{{user}}"
    if name == "Soap":
        return f"{request.method} Soap/{request.path.split('/')[3]}/{{version}}"
    grant = request.form.get("grant_type", "").rpartition(":")[2]
    return f"{request.method} {request.path.removeprefix('/services/')}{f' [{grant}]' if grant else ''}"


def take(face: Face, *kinds: str) -> Fault | None:
    meant = {f.kind for f in face.faults.planned() if name_of() in f.operation and f.kind in kinds}
    return face.faults.take(face.org.id, operation(), meant) if meant else None


def refused(fault: Fault) -> Response:
    if fault.kind == "unavailable":
        status, text, headers = faulting.refusal(fault)
        return Response(str(text), status, headers, content_type="text/html;charset=UTF-8")
    status, error, description = OAUTH_REFUSALS[fault.kind]
    body = {"error": error, "error_description": fault.params.get("message", description)}
    return Response(json.dumps(body), status, content_type=JSON_TYPE)


def install(app: Flask, face: Face) -> None:
    @app.before_request
    def _before() -> Response | None:
        if not name_of():
            return None
        g.operation = operation()
        faulting.pause(take(face, "latency"))
        fault = take(face, *faulting.BEFORE)
        return refused(fault) if fault else None

    @app.after_request
    def _after(response: Response) -> Response:
        if "operation" not in g:
            return response
        face.calls.add(
            Call(
                at=face.clock.now(),
                face="salesforce",
                target=face.org.id,
                operation=g.operation,
                method=request.method,
                path=request.path,
                status=response.status_code,
            )
        )
        fault = take(face, *faulting.AFTER)
        return spoiled(response, fault.kind) if fault else response
