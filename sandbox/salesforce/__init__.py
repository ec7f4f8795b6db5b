"""The sandbox's Salesforce: one org behind the real REST, OAuth and SOAP login protocols, with plain web pages.

salesforce = Salesforce(Clock(), Faults(), Calls())
salesforce.org.create_user(username="ann@example.com", password="…", …)
app = salesforce.add_app(name="Bothways", redirect_uris=["https://…/callback"])
server = sandbox.web.Server(salesforce.app, tls=…); salesforce.base_url = server.url
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import Flask

from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.salesforce.app import create_app
from sandbox.salesforce.apps import ALL_USERS, DEFAULT_SCOPES
from sandbox.salesforce.face import Face
from sandbox.salesforce.grants import Consent, token_answer
from sandbox.salesforce.org import Org

__all__ = ["Salesforce"]


class Salesforce:
    """The whole server, ready for `sandbox.web.Server(salesforce.app, …)`."""

    def __init__(
        self, clock: Clock, faults: Faults, calls: Calls, *, path: str = ":memory:", base_url: str | None = None
    ) -> None:
        """path: of the org's SQLite file. base_url: see the property."""
        self.face = Face(clock, faults, calls, path)
        self.face.base_url = base_url
        self.org: Org = self.face.org
        self.app: Flask = create_app(self.face)

    @property
    def base_url(self) -> str | None:
        """The address given as `instance_url` and in identity URLs; without one, whatever host a request came to."""
        return self.face.base_url

    @base_url.setter
    def base_url(self, url: str | None) -> None:
        self.face.base_url = url.rstrip("/") if url else None

    def add_app(
        self,
        *,
        name: str,
        approved_users: str | Sequence[str] = ALL_USERS,
        scopes: Sequence[str] = DEFAULT_SCOPES,
        **settings: Any,
    ) -> dict[str, Any]:
        """An External Client App; the answer holds its `client_id` and `client_secret`.

        approved_users: "all" (pre-authorised by an admin), usernames, or "self" (each user must consent first).
        settings: client_id, client_secret, redirect_uris, certificate_pem, rotate_refresh_tokens, run_as,
        require_secret, require_pkce, as in sandbox.salesforce.apps.App.
        """
        users = approved_users if isinstance(approved_users, str) else list(approved_users)
        return asdict(self.face.apps.add(name, scopes, approved_users=users, **settings))

    def issue_tokens(
        self, client_id: str, username: str, scopes: Sequence[str] = ("api", "refresh_token")
    ) -> dict[str, Any]:
        """What the token endpoint would answer after that user's consent. Raises LookupError: no such app or user."""
        with self.org.lock:
            app, user = self.face.apps.get(client_id), self.face.active_user(username)
            if app is None or user is None:
                raise LookupError(f"no app {client_id!r} or no active user {username!r} in this org")
            self.face.apps.consent(app, user["Id"])
            return token_answer(self.face, Consent(app, user["Id"], list(scopes)), self.face.root())

    def expire_sessions(self, username: str | None = None) -> int:
        """End the access tokens of a user, or all; refresh tokens stay. Their number."""
        user = self.face.user(username) if username else None
        return self.face.tokens.expire_sessions(user["Id"] if user else None)

    def close(self) -> None:
        """Let go of the files, once nothing serves the app any more."""
        self.face.close()

    def expire_cursors(self) -> None:
        """Every query locator handed out so far becomes invalid."""
        self.face.cursors.expire()

    @property
    def session_seconds(self) -> float:
        """The session timeout for tokens issued from now on; two hours at first."""
        return self.face.tokens.session_seconds

    @session_seconds.setter
    def session_seconds(self, seconds: float) -> None:
        self.face.tokens.session_seconds = seconds

    @property
    def password_grant(self) -> bool:
        """Whether `grant_type=password` is allowed (new orgs block it)."""
        return self.face.password_grant

    @password_grant.setter
    def password_grant(self, allowed: bool) -> None:
        self.face.password_grant = allowed

    @property
    def quota(self) -> int:
        """API calls allowed in 24 hours of the clock."""
        return self.face.usage.quota

    @quota.setter
    def quota(self, calls: int) -> None:
        self.face.usage.quota = calls

    @property
    def used(self) -> int:
        """API calls counted in the last 24 hours; may be set."""
        return self.face.usage.used

    @used.setter
    def used(self, calls: int) -> None:
        self.face.usage.reset(calls)
