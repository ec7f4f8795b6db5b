"""Entra ID of one tenant: registered apps, what they may do, sign-in codes, and the tokens given for them."""

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sandbox.clock import Clock
from sandbox.microsoft import claims as made
from sandbox.microsoft import ids
from sandbox.microsoft.registrations import App
from sandbox.microsoft.store import Mailbox, Store
from sandbox.microsoft.tokens import (
    AUDIENCES,
    GRAPH,
    LIFETIME_SECONDS,
    Claims,
    InvalidToken,
    SigningKey,
    check_times,
)

CODE_SECONDS = 600
REFRESH_DAYS = 90
OPENID_SCOPES = ("openid", "profile", "email", "offline_access")


class OAuthError(Exception):
    """An error of the token endpoint: OAuth's code and Entra's number (AADSTS…)."""

    def __init__(self, error: str, number: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.error, self.number, self.message, self.status = error, number, message, status


@dataclass(frozen=True)
class Grant:
    """What an authorization code or refresh token stands for."""

    client_id: str
    user_id: str
    scope: str
    expires: datetime
    redirect_uri: str = ""
    challenge: str = ""
    challenge_method: str = ""
    nonce: str = ""


class Entra:
    """The directory. Users are the mailboxes of the store."""

    def __init__(self, store: Store, clock: Clock, tenant_id: str | None = None, domain: str = "sandbox.test") -> None:
        self.store, self.clock, self.domain = store, clock, domain
        self.tenant_id = tenant_id or ids.new_guid(f"tenant/{domain}")
        self._lock = threading.Lock()
        self._apps: dict[str, App] = {}
        self._codes: dict[str, Grant] = {}
        self._used_codes: set[str] = set()
        self._refresh: dict[str, Grant] = {}
        self._interaction: set[str] = set()

    @cached_property
    def key(self) -> SigningKey:
        """Made when first used: it costs a tenth of a second."""
        return SigningKey()

    def register_app(self, name: str, client_id: str | None = None, **settings: Any) -> App:
        """settings: App's fields; roles, scopes, redirect addresses and mailboxes in any iterable."""
        for name_of_set in ("roles", "scopes", "exposes"):
            settings[name_of_set] = frozenset(settings.get(name_of_set, ()))
        for name_of_list in ("redirect_uris", "spa_redirect_uris"):
            settings[name_of_list] = tuple(settings.get(name_of_list, ()))
        limits = settings.pop("mailboxes", None)
        app = App(client_id or ids.new_guid(f"app/{name}"), name, **settings)
        with self._lock:
            self._apps[app.client_id] = app
        self.limit_mailboxes(app.client_id, limits)
        return app

    def app(self, client_id: str) -> App | None:
        return self._apps.get(client_id.lower())

    def api(self, resource: str) -> App | None:
        """The registered app whose own API the resource names, by its App ID URI."""
        app = self.app(resource.lower().removeprefix("api://")) if resource.lower().startswith("api://") else None
        return app if app is not None and app.exposes else None

    def apps(self) -> list[App]:
        return [*self._apps.values()]

    def limit_mailboxes(self, client_id: str, addresses: Any) -> None:
        """RBAC for Applications: the app-only calls reach these mailboxes only; None lifts the limit."""
        limit = None if addresses is None else frozenset(a.lower() for a in addresses)
        self._apps[client_id].mailboxes = limit

    def may_open(self, claims: Claims, address: str) -> bool:
        """Whether the token's app, or its user for a delegated one, may open the mailbox at all."""
        mailbox = self.store.mailbox(address)
        if not claims.app_only:
            return mailbox is not None and mailbox.id == claims.oid
        app = self.app(claims.app_id)
        return app is not None and (app.mailboxes is None or address.lower() in app.mailboxes)

    def is_tenant(self, name: str) -> bool:
        return name.lower() in (self.tenant_id, self.domain, "common", "organizations")

    def check(self, token: str, audience: str = GRAPH) -> Claims:
        """Signature, issuer, times, audience and app of an access token. Raises InvalidToken."""
        claims = self.key.read(token)
        check_times(claims, self.clock.now())
        if claims.get("aud") not in AUDIENCES.get(audience, (audience,)):
            raise InvalidToken("Access token validation failure. Invalid audience.")
        if claims.get("tid") != self.tenant_id or "idtyp" not in claims:
            raise InvalidToken("Access token validation failure. Invalid issuer.")
        app = self.app(str(claims.get("appid", "")))
        if app is None or not app.enabled:
            raise InvalidToken("The identity of the calling application could not be established.")
        return Claims(
            app_id=claims["appid"],
            oid=claims["oid"],
            tenant_id=claims["tid"],
            roles=frozenset(claims.get("roles", ())),
            scopes=frozenset(str(claims.get("scp", "")).split()),
            app_only=claims["idtyp"] == "app",
            raw=claims,
        )

    def app_token(self, app: App, audience: str, issuer: str, *, by_certificate: bool = False) -> str:
        """An app-only access token with the app's roles of today."""
        who = app.service_principal_id
        more = {"roles": sorted(app.roles)} if app.roles else {}
        proof = {"azpacr": "2" if by_certificate else "1", "appidacr": "2" if by_certificate else "1"}
        proof |= {"appid": app.client_id, "azp": app.client_id}
        return self._sign(issuer, {"aud": audience, "oid": who, "sub": who, "idtyp": "app"} | more | proof)

    def user_token(self, app: App, user: Mailbox, audience: str, scopes: list[str], issuer: str) -> str:
        """A delegated access token. audience: a resource of Microsoft's or the App ID URI of a registered API."""
        api = self.api(audience)
        if api is not None:
            return self._sign(issuer, made.api_user(app, api, user, scopes))
        return self._sign(issuer, made.graph_user(app, user, scopes) | {"aud": audience})

    def id_token(self, app: App, user: Mailbox, nonce: str, issuer: str) -> str:
        return self._sign(issuer, made.id_token(app, user, nonce))

    def _sign(self, issuer: str, claims: dict[str, Any]) -> str:
        now = int(self.clock.now().timestamp())
        times = {"iat": now, "nbf": now, "exp": now + LIFETIME_SECONDS + 1}
        own = {"iss": issuer, "tid": self.tenant_id, "ver": "2.0", "uti": secrets.token_urlsafe(16)}
        return self.key.sign(own | times | claims)

    def new_code(self, app: App, user: Mailbox, scope: str, **details: str) -> str:
        """details: redirect_uri, challenge, challenge_method, nonce."""
        code = secrets.token_urlsafe(40)
        expires = self.clock.now() + timedelta(seconds=CODE_SECONDS)
        with self._lock:
            self._codes[code] = Grant(app.client_id, user.id, scope, expires, **details)
        return code

    def redeem_code(self, code: str) -> Grant:
        """Raises OAuthError for a code that is unknown, expired or used."""
        with self._lock:
            if code in self._used_codes:
                raise OAuthError("invalid_grant", 54005, "OAuth2 Authorization code was already redeemed.")
            grant = self._codes.pop(code, None)
            if grant is not None:
                self._used_codes.add(code)
        if grant is None:
            raise OAuthError("invalid_grant", 9002313, "Invalid request. Request is malformed or invalid.")
        if grant.expires <= self.clock.now():
            raise OAuthError("invalid_grant", 70008, "The provided authorization code has expired.")
        return grant

    def new_refresh_token(self, grant: Grant) -> str:
        token = "1.A" + secrets.token_urlsafe(60)
        expires = self.clock.now() + timedelta(days=REFRESH_DAYS)
        with self._lock:
            self._refresh[token] = Grant(grant.client_id, grant.user_id, grant.scope, expires)
        return token

    def refresh_grant(self, token: str) -> Grant:
        """Raises OAuthError for a token that is unknown, revoked or expired."""
        grant = self._refresh.get(token)
        if grant is None:
            raise OAuthError("invalid_grant", 9002313, "Invalid request. Request is malformed or invalid.")
        if grant.expires <= self.clock.now():
            raise OAuthError("invalid_grant", 700082, "The refresh token has expired due to inactivity.")
        return grant

    def revoke_user(self, user_id: str) -> None:
        """Forget the user's refresh tokens (what an administrator's `Revoke sessions` does)."""
        with self._lock:
            self._refresh = {t: g for t, g in self._refresh.items() if g.user_id != user_id}

    def require_interaction(self, user_id: str) -> None:
        """From now on nothing is given silently to nested apps of the user, until they have been on a page of Entra's
        (what a new policy or a consent that is missing does)."""
        with self._lock:
            self._interaction.add(user_id)

    def interacted(self, user_id: str) -> None:
        with self._lock:
            self._interaction.discard(user_id)

    def needs_interaction(self, user_id: str) -> bool:
        return user_id in self._interaction
