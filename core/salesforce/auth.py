"""Access tokens: credentials as values, and a Login that trades them for a token, once at a time.

Flows: OAuth 2.0 JWT bearer (RFC 7523) and refresh token (RFC 6749, 6), as in Salesforce Help, "OAuth Authorization
Flows". The web-server flow, which makes the first refresh token, is in web_flow.py.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeAlias

import jwt
import requests
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from core.errors import Transient, Unauthorized, raised_by
from core.records import Side
from core.salesforce.addresses import checked_url, on_loopback
from core.salesforce.errors import of_oauth
from core.salesforce.transport import Network, new_session

# Salesforce takes an assertion that ends at most five minutes ahead; three leave room for clocks that differ.
ASSERTION_SECONDS = 180
# A sign-in takes a second; whoever waits longer keeps others from theirs.
REFRESH_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class JwtBearer:
    """An administrator pre-authorised the user; nothing of the user's is stored. private_key: PEM, RSA."""

    login_url: str
    client_id: str
    private_key: str = field(repr=False)
    username: str


class Kept(Protocol):
    """Where a refresh token lies that several sign-ins, also of other processes, use and replace."""

    def turn(self) -> AbstractContextManager[object]:
        """Whoever has it is the only one to refresh, in all processes. Raises Transient."""

    def newest(self) -> str: ...
    def replace(self, old: str, new: str) -> None:
        """With rotation enabled the old one is dead already: save the new one atomically, if the old one is there."""


class InMemory:
    """Where no caller keeps the rotated token, it lives as long as the Login."""

    def __init__(self, token: str) -> None:
        self._lock, self._token = threading.Lock(), token

    def turn(self) -> AbstractContextManager[object]:
        return self._lock

    def newest(self) -> str:
        return self._token

    def replace(self, old: str, new: str) -> None:
        self._token = new


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """The user consented once. kept: where the newest token is, once this one is replaced."""

    login_url: str
    client_id: str
    client_secret: str | None = field(repr=False)
    refresh_token: str = field(repr=False)
    kept: Kept | None = field(default=None, repr=False)


Credential: TypeAlias = "JwtBearer | RefreshToken"


@dataclass(frozen=True, slots=True)
class Token:
    """A session. instance_url: where its calls go; identity_url: who it belongs to."""

    access: str = field(repr=False)
    instance_url: str
    identity_url: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a session belongs to: ids of 18 characters."""

    user_id: str
    org_id: str
    username: str
    display_name: str
    email: str


class Login:
    """Keeps the newest token of one credential; threads that find it dead share one refresh.
    now: seconds since the epoch, for assertions. told: of each new token before its use; may raise as `token`."""

    def __init__(
        self,
        credential: Credential,
        network: Network | None = None,
        now: Callable[[], float] = time.time,
        told: Callable[[Token], None] = lambda token: None,
    ) -> None:
        self._credential = credential
        self.network = network or Network()
        self._now, self._told = now, told
        self._login_url = checked_url(credential.login_url, "The Salesforce login address")
        self._lock = threading.Lock()
        self._token: Token | None = None
        if isinstance(credential, RefreshToken):
            self._kept: Kept = credential.kept or InMemory(credential.refresh_token)

    def token(self, dead: Token | None = None, calls: "Counter[str] | None" = None) -> Token:
        """The token to use; dead: one that Salesforce refused. calls: where to count a request made for it.

        Raises Unauthorized (a person must reconnect or allow the user) and Transient."""
        with self._lock, raised_by(Side.CRM):
            if self._token is None or self._token is dead:
                self._token = None
                if calls is not None:
                    calls["token"] += 1
                token = self._fetch()
                self._told(token)
                self._token = token
            return self._token

    def _fetch(self) -> Token:
        credential = self._credential
        if isinstance(credential, RefreshToken):
            with self._kept.turn():
                return token_of(self._refreshed(credential), self._login_url)
        form = {
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "assertion": _assertion(credential, self._login_url, self._now()),
        }
        return token_of(post_token(self._login_url, form, self.network), self._login_url)

    def _refreshed(self, credential: RefreshToken) -> dict[str, Any]:
        token = self._kept.newest()
        answer = post_token(self._login_url, _refresh_form(credential, token), self.network)
        rotated = answer.get("refresh_token")
        if isinstance(rotated, str) and rotated != token:
            self._kept.replace(token, rotated)
        return answer


def _refresh_form(credential: RefreshToken, token: str) -> dict[str, str]:
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": credential.client_id}
    return form | ({"client_secret": credential.client_secret} if credential.client_secret else {})


def _assertion(credential: JwtBearer, audience: str, now: float) -> str:
    claims = {
        "iss": credential.client_id,
        "sub": credential.username,
        "aud": audience,
        "exp": int(now) + ASSERTION_SECONDS,
    }
    try:
        # Checking the key's primes takes 80 ms of CPU a run; what a wrong key signs, Salesforce refuses.
        key = load_pem_private_key(credential.private_key.encode(), None, unsafe_skip_rsa_key_validation=True)
        if not isinstance(key, RSAPrivateKey):
            raise TypeError("not an RSA key")
        return jwt.encode(claims, key, algorithm="RS256")
    except (jwt.PyJWTError, ValueError, TypeError, UnsupportedAlgorithm):
        raise Unauthorized(
            "The private key of the Salesforce connection cannot be used: give the RSA key in PEM whose certificate "
            "was uploaded to the External Client App.",
            code="bad_private_key",
        ) from None


def post_token(login_url: str, form: Mapping[str, str], network: Network) -> dict[str, Any]:
    """The token endpoint's answer. Raises Unauthorized and Transient; never tells what was sent."""
    connect, read = network.timeout
    session = new_session(replace(network, timeout=(connect, min(read, REFRESH_SECONDS - connect))))
    try:
        response = session.post(f"{login_url}/services/oauth2/token", data=form)
        status, body = response.status_code, _json(response)
    except requests.RequestException as error:
        raise unreachable(error, login_url) from None
    finally:
        session.close()
    if status != 200:
        raise of_oauth(status, body)
    if not isinstance(body, dict):
        raise Transient("Salesforce's answer to the sign-in cannot be read; it is tried again.", code="unreadable")
    return body


def token_of(answer: Mapping[str, Any], login_url: str) -> Token:
    """The token of an answer, its addresses checked: only a login on this machine may lead to it.

    Raises Unauthorized and Transient."""
    access, who = answer.get("access_token"), answer.get("id")
    if not isinstance(access, str) or not access or not access.isascii() or not access.isprintable():
        raise Transient("Salesforce's answer to the sign-in holds no token; it is tried again.", code="unreadable")
    instance = checked_url(answer.get("instance_url"), "The instance address that Salesforce named")
    owner = checked_url(who, "The identity address that Salesforce named", path=True) if who else ""
    if any(url and on_loopback(url) != on_loopback(login_url) for url in (instance, owner)):
        words = f"Salesforce's sign-in at {login_url} named an address elsewhere, {instance}: check the login address."
        raise Unauthorized(words, code="bad_address")
    return Token(access, instance, owner)


def identity(login: Login, calls: "Counter[str] | None" = None) -> Identity:
    """Who the credential acts as, by the identity URL. Raises Unauthorized and Transient."""
    found = identity_of(login.token(calls=calls), login.network)
    if calls is not None:
        calls["identity"] += 1
    return found


def identity_of(token: Token, network: Network) -> Identity:
    """Who a session belongs to. Raises Unauthorized and Transient."""
    if not token.identity_url:
        raise Unauthorized("Salesforce does not tell who signed in: allow the app the scope `id`.", code="no_identity")
    session = new_session(network)
    try:
        headers = {"Authorization": f"Bearer {token.access}", "Accept": "application/json"}
        response = session.get(token.identity_url, headers=headers)
        status, body = response.status_code, _json(response)
    except requests.RequestException as error:
        raise unreachable(error, token.identity_url) from None
    finally:
        session.close()
    if status != 200:
        raise of_oauth(status, body)
    if not isinstance(body, dict) or not all(isinstance(body.get(k), str) for k in ("user_id", "organization_id")):
        raise Transient("Salesforce's answer to who signed in cannot be read; it is tried again.", code="unreadable")
    words = [str(body.get(name) or "") for name in ("username", "display_name", "email")]
    return Identity(body["user_id"], body["organization_id"], *words)


def _json(response: requests.Response) -> object:
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None


def unreachable(error: requests.RequestException, url: str) -> Transient | Unauthorized:
    """A failed connection: a certificate that nobody trusts needs a person, the rest passes by itself."""
    host = url.split("/")[2]
    if isinstance(error, requests.exceptions.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        return Unauthorized(
            f"The certificate of {host} is not trusted: name the PEM file of its authority in BOTHWAYS_CA_FILE.",
            code="certificate",
        )
    if isinstance(error, requests.Timeout):
        return Transient(f"{host} did not answer in time; it is tried again by itself.", code="timeout")
    return Transient(f"The connection to {host} failed or broke off; it is tried again by itself.", code="unreachable")
