"""Entra's endpoints over HTTP: OpenID configuration, JWKS, authorize with a user picker, token, logout."""

import uuid
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.calls import Call, Calls
from sandbox.faults import Faults
from sandbox.microsoft import grants
from sandbox.microsoft.entra import Entra, OAuthError
from sandbox.microsoft.registrations import App
from sandbox.web import cut_connection

TOKEN = "POST token"
_FAULTS = {
    "unauthorized": OAuthError("invalid_client", 7000215, "Invalid client secret provided.", 401),
    "throttled": OAuthError("temporarily_unavailable", 90055, "The server terminated an operation: too many.", 429),
    "unavailable": OAuthError("temporarily_unavailable", 90033, "A transient error has occurred.", 503),
    "server_error": OAuthError("server_error", 90025, "A retriable error has occurred.", 500),
}
TROUBLE = "Sorry, but we’re having trouble signing you in."


def blueprint(entra: Entra, faults: Faults, calls: Calls, base_url: str | None = None) -> Blueprint:
    """Routes below /{tenant}. base_url: the public address; by default what the client called."""
    signin = Blueprint("entra", __name__)

    def base() -> str:
        return (base_url or request.host_url).rstrip("/")

    def issuer() -> str:
        return f"{base()}/{entra.tenant_id}/v2.0"

    @signin.get("/<tenant>/v2.0/.well-known/openid-configuration")
    def _configuration(tenant: str) -> AnyResponse:
        if not entra.is_tenant(tenant):
            return _failure(entra, _no_tenant(tenant))
        return jsonify(configuration(base(), entra.tenant_id))

    @signin.get("/<tenant>/discovery/v2.0/keys")
    def _keys(tenant: str) -> AnyResponse:
        return jsonify(entra.key.jwks())

    @signin.route("/<tenant>/oauth2/v2.0/authorize", methods=["GET", "POST"])
    def _authorize(tenant: str) -> AnyResponse:
        return authorize(entra, tenant)

    @signin.get("/<tenant>/oauth2/v2.0/logout")
    def _logout(tenant: str) -> AnyResponse:
        return Response(render_template("notice.html", title="Sign out", text="You signed out."))

    @signin.post("/<tenant>/oauth2/v2.0/token")
    def _token(tenant: str) -> AnyResponse:
        return _Token(entra, faults).answer(tenant, issuer())

    @signin.after_request
    def _log(response: Response) -> Response:
        last = request.path.rpartition("/")[2]
        grant = f" [{request.form.get('grant_type', '?')}]" if last == "token" else ""
        operation, client_id = f"{request.method} {last}{grant}", request.values.get("client_id", "")
        facts = (client_id, operation, request.method, request.path, response.status_code)
        calls.add(Call(entra.clock.now(), "entra", *facts))
        return response

    return signin


class _Token:
    """One call of the token endpoint, with its planned fault."""

    def __init__(self, entra: Entra, faults: Faults) -> None:
        self._entra, self._faults = entra, faults
        self._form = request.form.to_dict()
        self._target = self._form.get("client_id", "")

    def answer(self, tenant: str, issuer: str) -> AnyResponse:
        planned = self._faults.take(self._target or "*", TOKEN, _FAULTS)
        try:
            if planned is not None:
                raise _FAULTS[planned.kind]
            if not self._entra.is_tenant(tenant):
                raise _no_tenant(tenant)
            response: AnyResponse = jsonify(
                grants.token(self._entra, self._form, issuer, request.headers.get("Origin", ""))
            )
        except OAuthError as error:
            response = _failure(self._entra, error)
            if planned is not None and "seconds" in planned.params:
                response.headers["Retry-After"] = str(planned.params["seconds"])
        response.headers["Cache-Control"] = "no-store, no-cache"
        if response.status_code == 200 and self._faults.take(self._target or "*", TOKEN, ("lost_reply",)):
            cut_connection(request.environ)
        return response


def configuration(base: str, tenant_id: str) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0, with Entra's paths."""
    root = f"{base}/{tenant_id}"
    return {
        "issuer": f"{root}/v2.0",
        "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
        "token_endpoint": f"{root}/oauth2/v2.0/token",
        "end_session_endpoint": f"{root}/oauth2/v2.0/logout",
        "jwks_uri": f"{root}/discovery/v2.0/keys",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "email"],
        "tenant_region_scope": "EU",
        "msgraph_host": "graph.microsoft.com",
    }


def authorize(entra: Entra, tenant: str) -> AnyResponse:
    """Show the user picker, or answer the pick with a code. Errors before the redirect URI is known show a page."""
    asked = request.args.to_dict()
    try:
        if not entra.is_tenant(tenant):
            raise _no_tenant(tenant)
        app = grants.find_app(entra, asked.get("client_id", ""))
        if asked.get("redirect_uri", "") not in (*app.redirect_uris, *app.spa_redirect_uris):
            raise OAuthError("invalid_client", 50011, "The redirect URI of the request is not registered for the app.")
    except OAuthError as error:
        text = f"AADSTS{error.number}: {error.message}"
        return Response(render_template("notice.html", title=TROUBLE, text=text), 400)
    try:
        return _pick(entra, app, asked)
    except OAuthError as error:
        told = {"error": error.error, "error_description": f"AADSTS{error.number}: {error.message}"}
        return _back(asked, told)


def _pick(entra: Entra, app: App, asked: dict[str, str]) -> AnyResponse:
    if asked.get("response_type") != "code":
        raise OAuthError("unsupported_response_type", 70005, "response_type 'code' is the only one supported.")
    if app.public and not asked.get("code_challenge"):
        raise OAuthError("invalid_request", 9002325, "Proof Key for Code Exchange is required for this client.")
    scope = asked.get("scope", "")
    grants.delegated(entra, app, scope)
    chosen = request.form.get("user") if request.method == "POST" else _hinted(entra, asked)
    if chosen is None:
        users = entra.store.mailboxes()
        return Response(render_template("picker.html", title="Pick an account", app=app, users=users, scope=scope))
    user = entra.store.mailbox(chosen) if chosen else None
    if user is None:
        raise OAuthError("access_denied", 65004, "User declined to consent to access the app.")
    code = entra.new_code(
        app,
        user,
        scope,
        redirect_uri=asked["redirect_uri"],
        challenge=asked.get("code_challenge", ""),
        challenge_method=asked.get("code_challenge_method", "plain"),
        nonce=asked.get("nonce", ""),
    )
    return _back(asked, {"code": code})


def _hinted(entra: Entra, asked: dict[str, str]) -> str | None:
    """With prompt=none the hinted user is taken without a page, as a browser with a session would."""
    if asked.get("prompt") != "none":
        return None
    user = entra.store.mailbox(asked.get("login_hint", ""))
    if user is None:
        raise OAuthError("login_required", 50058, "A silent sign-in request was sent but no user is signed in.")
    return user.id


def _back(asked: dict[str, str], told: dict[str, str]) -> AnyResponse:
    """Tell the app, in the query or by a form that posts itself (OAuth 2.0 Form Post Response Mode)."""
    told = told | ({"state": asked["state"]} if "state" in asked else {})
    if asked.get("response_mode") == "form_post":
        page = render_template("form_post.html", title="Signing you in", action=asked["redirect_uri"], told=told)
        return Response(page)
    mark = "&" if "?" in asked["redirect_uri"] else "?"
    return redirect(asked["redirect_uri"] + mark + urlencode(told), 302)


def _no_tenant(name: str) -> OAuthError:
    text = f"Tenant '{name}' not found. Check to make sure you have the correct tenant ID."
    return OAuthError("invalid_request", 90002, text)


def _failure(entra: Entra, error: OAuthError) -> AnyResponse:
    trace, correlation = str(uuid.uuid4()), request.headers.get("client-request-id") or str(uuid.uuid4())
    body = {
        "error": error.error,
        "error_description": f"AADSTS{error.number}: {error.message} Trace ID: {trace} Correlation ID: {correlation}",
        "error_codes": [error.number],
        "timestamp": entra.clock.now().strftime("%Y-%m-%d %H:%M:%SZ"),
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": f"{request.host_url}error?code={error.number}",
    }
    response = jsonify(body)
    response.status_code = error.status
    return response
