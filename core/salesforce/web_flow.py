"""The web-server flow with PKCE (RFC 6749, 4.1; RFC 7636): what the browser is sent to, and the trade of its code."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import requests

from core.errors import Unauthorized
from core.salesforce.addresses import checked_url
from core.salesforce.auth import Token, post_token, token_of, unreachable
from core.salesforce.transport import Network, new_session

SCOPES = "api refresh_token id"
VERIFIER_BYTES = 48


@dataclass(frozen=True, slots=True)
class App:
    """The External Client App (or connected app) and where Salesforce sends the browser back to."""

    login_url: str
    client_id: str
    redirect_uri: str
    client_secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Granted:
    """What the trade of a code gave: a first token, and the refresh token to be kept."""

    token: Token
    refresh_token: str = field(repr=False)


def code_verifier(randomness: bytes) -> str:
    """48 random bytes as a verifier of 64 characters. Base64url only: Salesforce rejects `~`, which the RFC allows."""
    if len(randomness) < VERIFIER_BYTES:
        raise ValueError(f"a code verifier takes {VERIFIER_BYTES} random bytes")
    return base64.urlsafe_b64encode(randomness).decode().rstrip("=")


def authorize_url(app: App, state: str, verifier: str, login_hint: str = "") -> str:
    """Where to send the browser. state: kept with the verifier in the user's session and compared on return."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    query = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "scope": SCOPES,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    } | ({"login_hint": login_hint} if login_hint else {})
    return f"{checked_url(app.login_url, 'The Salesforce login address')}/services/oauth2/authorize?{urlencode(query)}"


def exchange_code(app: App, code: str, verifier: str, network: Network | None = None) -> Granted:
    """Trade the code that came back. Raises Unauthorized and Transient."""
    form: Mapping[str, str] = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "code_verifier": verifier,
    } | ({"client_secret": app.client_secret} if app.client_secret else {})
    login_url = checked_url(app.login_url, "The Salesforce login address")
    answer = post_token(login_url, form, network or Network())
    refresh = answer.get("refresh_token")
    if not isinstance(refresh, str) or not refresh:
        raise Unauthorized(
            "Salesforce gave no refresh token: allow the External Client App the scope "
            "`Perform requests at any time (refresh_token)`.",
            code="no_refresh_token",
        )
    return Granted(token_of(answer, login_url), refresh)


def revoke(login_url: str, refresh_token: str, network: Network | None = None) -> None:
    """End a refresh token with all sessions that came of it (RFC 7009). One that has ended already is no error.

    Raises Unauthorized and Transient."""
    address = checked_url(login_url, "The Salesforce login address")
    session = new_session(network or Network())
    try:
        session.post(f"{address}/services/oauth2/revoke", data={"token": refresh_token})
    except requests.RequestException as error:
        raise unreachable(error, address) from None
    finally:
        session.close()
