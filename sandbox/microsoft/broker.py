"""What an Office host does for the add-ins in it: tokens of the signed-in user, by nested app authentication or, from
an Exchange Server, identity tokens. Paths name the user: Mini Outlook has no session of its own."""

import urllib.request
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request

from sandbox.microsoft import grants
from sandbox.microsoft.entra import Entra, Grant, OAuthError
from sandbox.microsoft.identity_tokens import METADATA_PATH, ExchangeIssuer
from sandbox.microsoft.store import Mailbox

FETCH_SECONDS = 10
# The cloud as hosts name it; MSAL finds again what it kept for the clouds that it knows, and for no other.
ENVIRONMENT = "login.windows.net"
LARGEST_MANIFEST = 256 * 1024


def blueprint(entra: Entra, exchange: ExchangeIssuer) -> Blueprint:
    """POST /broker/{address}/token `{client_id, scope, origin}`; GET and POST /broker/{address}/consent;
    GET /broker/{address}/identity-token?audience=; GET /broker/manifest?url=, read by the server as Exchange does; GET
    the metadata document of identity tokens."""
    broker = Blueprint("broker", __name__)

    @broker.post("/broker/<address>/token")
    def _token(address: str) -> Response:
        return _silently(entra, _user(entra, address))

    @broker.route("/broker/<address>/consent", methods=["GET", "POST"])
    def _consent(address: str) -> str:
        user, answer = _user(entra, address), request.form.get("answer")
        if answer is None:
            app = entra.app(request.args.get("client_id", ""))
            return render_template("consent.html", title="Permissions requested", user=user, app=app)
        if answer == "continue":
            entra.interacted(user.id)
        return render_template("consent_done.html", title="Done", answer=answer)

    @broker.get("/broker/<address>/identity-token")
    def _identity_token(address: str) -> Response:
        user, root = _user(entra, address), request.host_url.rstrip("/")
        token = exchange.token(user, request.args.get("audience", ""), root + METADATA_PATH)
        return jsonify(token=token)

    @broker.get("/broker/manifest")
    def _manifest() -> Response:
        return _fetched(request.args.get("url", ""))

    @broker.get(METADATA_PATH)
    def _metadata() -> Response:
        return jsonify(exchange.metadata(request.base_url))

    return broker


def _user(entra: Entra, address: str) -> Mailbox:
    user = entra.store.mailbox(address)
    if user is None:
        abort(404, f"There is no mailbox {address}.")
    return user


def _fetched(url: str) -> Response:
    """The manifest at the address; 502 with a sentence when it cannot be had."""
    if not url.startswith(("http://", "https://")):
        abort(400, "The address of a manifest begins with http:// or https://.")
    try:
        with urllib.request.urlopen(url, timeout=FETCH_SECONDS) as answer:  # noqa: S310  (the scheme was checked)
            return Response(answer.read(LARGEST_MANIFEST), mimetype="application/xml")
    except OSError as error:
        why = getattr(error, "reason", error)
        told = getattr(why, "strerror", None) or why
        return Response(f"The add-in's manifest at {url} cannot be read: {told}.", 502, mimetype="text/plain")


def _silently(entra: Entra, user: Mailbox) -> Response:
    """The token endpoint's answer and the account, or its error, as a broker gets them."""
    asked = request.get_json()
    issuer = f"{request.host_url.rstrip('/')}/{entra.tenant_id}/v2.0"
    try:
        answer = _tokens(entra, user, asked, issuer)
    except OAuthError as error:
        response = jsonify(error=error.error, error_codes=[error.number], error_description=error.message)
        response.status_code = error.status
        return response
    account = {
        "homeAccountId": f"{user.id}.{entra.tenant_id}",
        "environment": ENVIRONMENT,
        "tenantId": entra.tenant_id,
        "localAccountId": user.id,
        "username": user.address,
        "name": user.display_name,
    }
    return jsonify(answer | {"account": account})


def _tokens(entra: Entra, user: Mailbox, asked: dict[str, Any], issuer: str) -> dict[str, Any]:
    app = grants.find_app(entra, str(asked.get("client_id", "")))
    if not app.brokered(str(asked.get("origin", ""))):
        raise OAuthError("invalid_request", 50011, "The brk-multihub redirect URI of the page is not registered.")
    if entra.needs_interaction(user.id):
        text = "Due to a configuration change made by your administrator you must sign in again."
        raise OAuthError("interaction_required", 50076, text)
    scope = f"{asked.get('scope', '')} openid profile"
    return grants.for_user(entra, app, Grant(app.client_id, user.id, scope, entra.clock.now()), scope, issuer)
