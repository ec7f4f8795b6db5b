"""The token endpoint's grants: client credentials, code with PKCE, refresh token (RFC 6749, 7636, 7523)."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

import jwt
from cryptography import x509

from sandbox.microsoft.entra import OPENID_SCOPES, Entra, Grant, OAuthError
from sandbox.microsoft.registrations import App
from sandbox.microsoft.store import Mailbox
from sandbox.microsoft.tokens import GRAPH, LIFETIME_SECONDS

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def token(entra: Entra, form: dict[str, str], issuer: str, origin: str = "") -> dict[str, Any]:
    """Answer a token request. issuer: `https://host/{tenant id}/v2.0`. origin: of the page that asks, if a page does.

    Raises OAuthError."""
    grant_type = _need(form, "grant_type")
    if grant_type == "client_credentials":
        return _client_credentials(entra, form, issuer)
    if grant_type == "authorization_code":
        _check_client_type(entra, form, origin)
        return _code(entra, form, issuer)
    if grant_type == "refresh_token":
        return _refresh(entra, form, issuer)
    raise OAuthError("unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{grant_type}'.")


def _need(form: dict[str, str], name: str) -> str:
    value = form.get(name, "")
    if not value:
        text = f"The request body must contain the following parameter: '{name}'."
        raise OAuthError("invalid_request", 900144, text)
    return value


def find_app(entra: Entra, client_id: str) -> App:
    app = entra.app(client_id)
    if app is None:
        text = f"Application with identifier '{client_id}' was not found in the directory '{entra.domain}'."
        raise OAuthError("unauthorized_client", 700016, text)
    if not app.enabled:
        raise OAuthError("unauthorized_client", 7000112, f"Application '{client_id}' ({app.name}) is disabled.")
    return app


def _client_credentials(entra: Entra, form: dict[str, str], issuer: str) -> dict[str, Any]:
    app = find_app(entra, _need(form, "client_id"))
    by_certificate = _prove_app(app, form)
    resource, _, name = _need(form, "scope").rpartition("/")
    if name != ".default" or not resource:
        text = f"The provided value for scope {form['scope']} is not valid. Client credential flows must have a scope "
        raise OAuthError("invalid_scope", 1002012, text + "value with /.default suffixed to the resource identifier.")
    access = entra.app_token(app, resource, issuer, by_certificate=by_certificate)
    return _times() | {"token_type": "Bearer", "access_token": access}


def _prove_app(app: App, form: dict[str, str]) -> bool:
    """Check the app's secret or certificate assertion; True when it was a certificate. Raises OAuthError."""
    if form.get("client_assertion"):
        if form.get("client_assertion_type") != ASSERTION:
            raise OAuthError("invalid_request", 900144, "The client_assertion_type is missing or not supported.")
        _check_assertion(app, form["client_assertion"])
        return True
    given = form.get("client_secret", "")
    if not given:
        text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
        raise OAuthError("invalid_client", 7000218, text, 401)
    if app.secret is None or not hmac.compare_digest(given.encode("utf-8", "replace"), app.secret.encode()):
        text = (
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, "
        )
        text += f"not the client secret ID, for a secret added to app '{app.client_id}'."
        raise OAuthError("invalid_client", 7000215, text, 401)
    return False


def _check_assertion(app: App, assertion: str) -> None:
    """A JWT signed by the app's certificate (RFC 7523); Entra takes RS256 and PS256."""
    if app.certificate is None:
        raise OAuthError("invalid_client", 700027, "The certificate is not registered on the application.", 401)
    key: Any = x509.load_pem_x509_certificate(app.certificate.encode()).public_key()
    options: Any = {"verify_aud": False, "verify_exp": False, "verify_nbf": False, "verify_iat": False}
    try:
        claims = jwt.decode(assertion, key, algorithms=["RS256", "PS256"], options=options)
    except jwt.InvalidTokenError as error:
        text = "Client assertion failed signature validation."
        raise OAuthError("invalid_client", 700027, text, 401) from error
    if claims.get("iss") != app.client_id or claims.get("sub") != app.client_id:
        raise OAuthError("invalid_client", 50027, "The issuer and subject of the assertion must be the client id.", 401)
    # The client's clock is the machine's, whatever the sandbox's clock was set to.
    if float(claims.get("exp", 0)) <= datetime.now(UTC).timestamp():
        raise OAuthError("invalid_client", 700024, "Client assertion is not within its valid time range.", 401)
    if not str(claims.get("aud", "")).endswith(("/oauth2/v2.0/token", "/v2.0")):
        raise OAuthError("invalid_client", 700023, "Client assertion audience claim does not match.", 401)


def _check_client_type(entra: Entra, form: dict[str, str], origin: str) -> None:
    """A code that went to a single-page app is redeemed by a page, any other by a program."""
    app = entra.app(form.get("client_id", ""))
    single_page = app is not None and form.get("redirect_uri", "") in app.spa_redirect_uris
    if single_page and not origin:
        text = "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin "
        raise OAuthError("invalid_request", 9002327, text + "requests.")
    if origin and not single_page:
        text = "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type."
        raise OAuthError("invalid_request", 9002326, text)


def _code(entra: Entra, form: dict[str, str], issuer: str) -> dict[str, Any]:
    app = find_app(entra, _need(form, "client_id"))
    code = _need(form, "code")
    if not app.public:
        _prove_app(app, form)
    grant = entra.redeem_code(code)
    if grant.client_id != app.client_id or grant.redirect_uri != form.get("redirect_uri", ""):
        text = "The provided authorization code was issued to another client or redirect URI."
        raise OAuthError("invalid_grant", 70000, text)
    _check_verifier(grant, form.get("code_verifier", ""))
    return for_user(entra, app, grant, form.get("scope") or grant.scope, issuer)


def _check_verifier(grant: Grant, verifier: str) -> None:
    if not grant.challenge:
        return
    if not verifier:
        raise OAuthError("invalid_grant", 50148, "The code_verifier is missing.")
    digest = hashlib.sha256(verifier.encode("utf-8", "replace")).digest()
    made = base64.urlsafe_b64encode(digest).decode().rstrip("=") if grant.challenge_method == "S256" else verifier
    if made != grant.challenge:
        text = "The Code_Verifier does not match the code_challenge supplied in the authorization request."
        raise OAuthError("invalid_grant", 501481, text)


def _refresh(entra: Entra, form: dict[str, str], issuer: str) -> dict[str, Any]:
    app = find_app(entra, _need(form, "client_id"))
    if not app.public:
        _prove_app(app, form)
    grant = entra.refresh_grant(_need(form, "refresh_token"))
    if grant.client_id != app.client_id:
        raise OAuthError("invalid_grant", 70000, "The refresh token was issued to another client.")
    return for_user(entra, app, grant, form.get("scope") or grant.scope, issuer)


def for_user(entra: Entra, app: App, grant: Grant, scope: str, issuer: str) -> dict[str, Any]:
    """Tokens for the user of the grant: access, and as the scopes ask refresh and ID token."""
    user = entra.store.mailbox(grant.user_id)
    if user is None:
        raise OAuthError("invalid_grant", 50034, "The user account does not exist in the directory.")
    resource, scopes = delegated(entra, app, scope)
    reply: dict[str, Any] = _times() | {"token_type": "Bearer", "scope": " ".join(_named(resource, scopes))}
    reply["access_token"] = entra.user_token(app, user, resource, scopes, issuer)
    asked = scope.split()
    if "offline_access" in asked:
        reply["refresh_token"] = entra.new_refresh_token(grant)
    if "openid" in asked:
        reply["id_token"] = entra.id_token(app, user, grant.nonce, issuer)
    reply["client_info"] = _client_info(entra, user)
    return reply


def delegated(entra: Entra, app: App, scope: str) -> tuple[str, list[str]]:
    """The resource and the scopes' short names that a user grants. Raises OAuthError.

    Scopes are `Mail.Read`, `https://graph.microsoft.com/Mail.Read`, `…/.default` or `api://{client id}/{scope}`.
    """
    parts = [s.rpartition("/") for s in scope.split() if s not in OPENID_SCOPES]
    resources = {resource or GRAPH for resource, _, _ in parts} or {GRAPH}
    if len(resources) > 1:
        raise OAuthError("invalid_request", 28000, "The scopes asked for are of more than one resource.")
    resource, names = resources.pop(), [name for _, _, name in parts]
    return resource, _of_api(entra, app, resource, names) if resource.startswith("api://") else _consented(app, names)


def _of_api(entra: Entra, app: App, resource: str, names: list[str]) -> list[str]:
    """The scopes of a registered API; its own app and those that list them among their scopes have consent."""
    api = entra.api(resource)
    if api is None:
        text = f"The resource principal named {resource} was not found in the tenant named {entra.domain}."
        raise OAuthError("invalid_resource", 500011, text)
    granted = api.exposes if api is app else api.exposes & app.scopes
    names = sorted(granted) if ".default" in names else names
    missing = [n for n in names if n not in api.exposes]
    if missing:
        text = f"The application '{app.name}' asked for scope '{missing[0]}' that doesn't exist on the resource."
        raise OAuthError("invalid_client", 650053, text)
    return _allowed(app, names, granted)


def _consented(app: App, names: list[str]) -> list[str]:
    return _allowed(app, sorted(app.scopes) if ".default" in names else names, app.scopes)


def _allowed(app: App, names: list[str], granted: frozenset[str]) -> list[str]:
    unknown = [n for n in names if n not in granted]
    if unknown:
        text = f"The user or administrator has not consented to use the application '{app.client_id}' for {unknown[0]}."
        raise OAuthError("invalid_grant", 65001, text)
    return names


def _named(resource: str, scopes: list[str]) -> list[str]:
    return [f"{resource}/{s}" for s in scopes] + ["openid", "profile", "email"]


def _times() -> dict[str, Any]:
    return {"expires_in": LIFETIME_SECONDS, "ext_expires_in": LIFETIME_SECONDS}


def _client_info(entra: Entra, user: Mailbox) -> str:
    text = f'{{"uid":"{user.id}","utid":"{entra.tenant_id}"}}'
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
