"""The token endpoint's grants: code, refresh, JWT bearer, client credentials, password.

Each takes the form and answers with what the endpoint sends; OAuthError says what Salesforce would say.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.salesforce import assertion
from sandbox.salesforce.apps import App
from sandbox.salesforce.face import Face
from sandbox.salesforce.identity import identity_url, signature
from sandbox.salesforce.oauth_errors import OAuthError, invalid_grant, invalid_request
from sandbox.salesforce.pkce import proves

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
REFRESH = "refresh_token"
INACTIVE = "inactive user"


@dataclass(frozen=True)
class TokenRequest:
    """One request. form: with client id and secret from the form or from a Basic header; root: our own address."""

    form: Mapping[str, str]
    root: str

    def need(self, name: str) -> str:
        value = self.form.get(name, "")
        if not value:
            raise invalid_request(f"missing required parameter: {name}")
        return value


@dataclass(frozen=True)
class Consent:
    """What a user lets an app do."""

    app: App
    user_id: str
    scopes: list[str]

    @classmethod
    def briefly(cls, app: App, user_id: str) -> "Consent":
        """Every scope of the app but the one for refresh tokens."""
        return cls(app, user_id, [scope for scope in app.scopes if scope != REFRESH])


def token_answer(face: Face, consent: Consent, root: str) -> dict[str, Any]:
    """A new session, with a refresh token when the scopes hold `refresh_token`."""
    if not {REFRESH, "full"} & set(consent.scopes):
        return session_answer(face, consent, root)
    token, family = face.tokens.issue_refresh(consent.user_id, consent.app.client_id, consent.scopes)
    return session_answer(face, consent, root, family) | {REFRESH: token}


def session_answer(face: Face, consent: Consent, root: str, family: str = "") -> dict[str, Any]:
    """The token endpoint's answer without a refresh token; family: that of the one the session comes from."""
    issued_at = str(int(face.clock.now().timestamp() * 1000))
    own = identity_url(root, face.org.id, consent.user_id)
    app = consent.app
    return {
        "access_token": face.tokens.issue_session(consent.user_id, app.client_id, consent.scopes, family),
        "signature": signature(app.client_secret, own, issued_at),
        "scope": " ".join(consent.scopes),
        "instance_url": root,
        "id": own,
        "token_type": "Bearer",
        "issued_at": issued_at,
    }


def client(face: Face, form: Mapping[str, str], *, secret: bool = False) -> App:
    """The app that asks. A secret that is given must be right; it must be given when `secret` or the app says so."""
    app = face.apps.get(form.get("client_id", ""))
    if app is None:
        raise OAuthError("invalid_client_id", "client identifier invalid")
    given = form.get("client_secret", "")
    if not given and (secret or app.require_secret):
        raise OAuthError("invalid_client", "client secret required")
    if given and not hmac.compare_digest(given.encode(), app.client_secret.encode()):
        raise OAuthError("invalid_client", "invalid client credentials")
    return app


def by_code(face: Face, request: TokenRequest) -> dict[str, Any]:
    """Web-server flow (RFC 6749 4.1 with RFC 7636). The code is used up by the first attempt, good or bad."""
    app = client(face, request.form)
    grant = face.tokens.take_code(request.need("code"))
    if grant is None or grant.client_id != app.client_id:
        raise invalid_grant("invalid authorization code")
    if face.tokens.expired(grant):
        raise invalid_grant("expired authorization code")
    if request.need("redirect_uri") != grant.extra["redirect_uri"]:
        raise OAuthError("redirect_uri_mismatch", "redirect_uri must match configuration")
    challenge = grant.extra.get("code_challenge")
    if challenge and not proves(request.form.get("code_verifier", ""), challenge):
        raise invalid_grant("invalid code verifier")
    if face.active_user(grant.user_id) is None:
        raise invalid_grant(INACTIVE)
    return token_answer(face, Consent(app, grant.user_id, grant.scopes), request.root)


def by_refresh(face: Face, request: TokenRequest) -> dict[str, Any]:
    """A new session. With rotation the old refresh token ends and a new one comes with the answer; the old one used
    again ends them all."""
    app = client(face, request.form)
    token = request.need(REFRESH)
    grant = face.tokens.refresh(token)
    if grant is None:
        face.tokens.reused(token)
    if grant is None or grant.client_id != app.client_id or face.tokens.expired(grant):
        raise invalid_grant("expired access/refresh token")
    user = face.active_user(grant.user_id)
    if user is None:
        raise invalid_grant(INACTIVE)
    if not app.admits(user["Username"]):
        raise invalid_grant("user hasn't approved this consumer")
    answer = session_answer(face, Consent(app, grant.user_id, grant.scopes), request.root, grant.family)
    if app.rotate_refresh_tokens:
        face.tokens.spend_refresh(token, grant.family)
        answer[REFRESH], _ = face.tokens.issue_refresh(grant.user_id, app.client_id, grant.scopes, grant.family)
    return answer


def by_jwt(face: Face, request: TokenRequest) -> dict[str, Any]:
    """JWT bearer. No refresh token, no signature: the client mints another assertion."""
    text = request.need("assertion")
    app = client(face, {"client_id": assertion.issuer(text)})
    username = assertion.subject(text, app, request.root, face.clock.now())
    user = face.user(username)
    if user is None or user["Username"].lower() != username.lower():
        raise invalid_grant("user hasn't approved this consumer")
    if not user.get("IsActive", True):
        raise invalid_grant(INACTIVE)
    if not app.admits(user["Username"]) or (app.self_authorized and not face.apps.consented(app, user["Id"])):
        raise invalid_grant("user hasn't approved this consumer")
    answer = session_answer(face, Consent.briefly(app, user["Id"]), request.root)
    return {k: answer[k] for k in ("access_token", "scope", "instance_url", "id", "token_type")}


def by_client_credentials(face: Face, request: TokenRequest) -> dict[str, Any]:
    """Acts as the run-as user that an admin chose for the app."""
    app = client(face, request.form, secret=True)
    user = face.active_user(app.run_as) if app.run_as else None
    if user is None:
        raise invalid_grant("no client credentials user enabled")
    return session_answer(face, Consent.briefly(app, user["Id"]), request.root)


def by_password(face: Face, request: TokenRequest) -> dict[str, Any]:
    """Username and password (with security token appended). New orgs block it: `Salesforce.password_grant`."""
    app = client(face, request.form, secret=True)
    user_id = face.org.authenticate(request.need("username"), request.need("password"))
    if not face.password_grant or user_id is None or face.active_user(user_id) is None:
        raise invalid_grant("authentication failure")
    return session_answer(face, Consent.briefly(app, user_id), request.root)


GRANTS: dict[str, Callable[[Face, TokenRequest], dict[str, Any]]] = {
    "authorization_code": by_code,
    REFRESH: by_refresh,
    JWT_BEARER: by_jwt,
    "client_credentials": by_client_credentials,
    "password": by_password,
}
