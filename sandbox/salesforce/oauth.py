"""OAuth's back-channel endpoints: token, revoke, introspect. The browser's side is authorize.py."""

import base64
import binascii
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from flask import Blueprint, Response, jsonify, request

from sandbox.salesforce.apps import App
from sandbox.salesforce.face import Face
from sandbox.salesforce.grants import GRANTS, TokenRequest, client
from sandbox.salesforce.identity import identity_url
from sandbox.salesforce.oauth_errors import OAuthError, invalid_request

Form = dict[str, str]


def form() -> Form:
    """Form fields, with client id and secret from HTTP Basic where a client sends them so."""
    fields = request.form.to_dict()
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise OAuthError("invalid_client", "invalid client credentials") from None
        fields = {"client_id": name, "client_secret": secret} | fields
    return fields


def rendered(answer: dict[str, Any], wanted: str, status: int = 200) -> Response:
    """`format=json|xml|urlencoded`; JSON otherwise. Never cached (RFC 6749 5.1)."""
    if wanted == "urlencoded":
        reply = Response(urlencode(answer), status, mimetype="application/x-www-form-urlencoded")
    elif wanted == "xml":
        inner = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in answer.items())
        text = f'<?xml version="1.0" encoding="UTF-8"?><OAuth>{inner}</OAuth>'
        reply = Response(text, status, mimetype="application/xml")
    else:
        reply = jsonify(answer)
        reply.status_code = status
    reply.headers["Cache-Control"], reply.headers["Pragma"] = "no-cache, no-store", "no-cache"
    return reply


def refused(make: Callable[[], Response]) -> Response:
    """Run an endpoint; OAuth errors become its answer."""
    try:
        return make()
    except OAuthError as error:
        return rendered(error.to_json(), request.form.get("format", ""), error.status)


def token(face: Face) -> Response:
    fields = form()
    grant_type = fields.get("grant_type", "")
    if not grant_type:
        raise invalid_request("missing required parameter: grant_type")
    if grant_type not in GRANTS:
        raise OAuthError("unsupported_grant_type", "grant type not supported")
    with face.org.lock:
        answer = GRANTS[grant_type](face, TokenRequest(fields, face.root(request.host_url)))
    return rendered(answer, fields.get("format", ""))


def revoke(face: Face) -> Response:
    value = request.values.get("token", "")
    if not value:
        raise invalid_request("missing required parameter: token")
    if not face.tokens.revoke(value):
        raise OAuthError("invalid_token", "invalid token")
    return Response("", 200)


def introspect(face: Face) -> Response:
    """RFC 7662: of a token of the asking app; anything else is `{"active": false}`."""
    fields = form()
    with face.org.lock:
        return _introspected(face, client(face, fields, secret=True), fields)


def _introspected(face: Face, app: App, fields: Form) -> Response:
    value = fields.get("token", "")
    if not value:
        raise invalid_request("missing required parameter: token")
    session = face.tokens.session(value)
    grant = session or face.tokens.refresh(value)
    user = face.active_user(grant.user_id) if grant and grant.client_id == app.client_id else None
    if grant is None or user is None:
        return rendered({"active": False}, "")
    answer = {
        "active": True,
        "scope": " ".join(grant.scopes),
        "client_id": app.client_id,
        "username": user["Username"],
        "sub": identity_url(face.root(request.host_url), face.org.id, user["Id"]),
        "token_type": "access_token" if session else "refresh_token",
        "exp": int(grant.expires),
        "iat": int(grant.issued),
        "nbf": int(grant.issued),
    }
    return rendered(answer, "")


def blueprint(face: Face) -> Blueprint:
    routes = Blueprint("salesforce_oauth", __name__, url_prefix="/services/oauth2")
    routes.add_url_rule("/token", view_func=lambda: refused(lambda: token(face)), endpoint="token", methods=["POST"])
    routes.add_url_rule(
        "/revoke", view_func=lambda: refused(lambda: revoke(face)), endpoint="revoke", methods=["GET", "POST"]
    )
    routes.add_url_rule(
        "/introspect", view_func=lambda: refused(lambda: introspect(face)), endpoint="introspect", methods=["POST"]
    )
    return routes
