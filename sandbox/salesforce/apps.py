"""The External Client Apps (or connected apps) of the org: who may ask for tokens, how, and for whom."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from cryptography import x509

from sandbox.salesforce.shelf import Shelf

DEFAULT_SCOPES = ("api", "refresh_token", "id", "openid", "web")
SELF_AUTHORIZE = "self"
ALL_USERS = "all"


@dataclass(frozen=True)
class App:
    """One app. approved_users: `all` (an admin pre-authorised everybody), a list of usernames (only these), or `self`
    (each user consents first: until then the JWT flow answers `user hasn't approved this consumer`).
    require_secret: Salesforce's "Require Secret for Web Server Flow" and "… for Refresh Token Flow" in one."""

    client_id: str
    client_secret: str = field(repr=False)
    name: str
    redirect_uris: list[str]
    certificate_pem: str | None
    scopes: list[str]
    approved_users: str | list[str]
    rotate_refresh_tokens: bool = False
    run_as: str | None = None
    require_secret: bool = False
    require_pkce: bool = False

    def admits(self, username: str) -> bool:
        """False when an admin limits the app to other users."""
        return isinstance(self.approved_users, str) or username.lower() in {u.lower() for u in self.approved_users}

    @property
    def self_authorized(self) -> bool:
        return self.approved_users == SELF_AUTHORIZE

    def narrowed(self, wanted: str) -> list[str] | None:
        """The scopes asked for, all of the app's when none is named; None when one is not the app's."""
        names = wanted.replace("offline_access", "refresh_token").split()
        if not names:
            return list(self.scopes)
        return names if set(names) <= {*self.scopes, "full"} else None


class Apps:
    """The registry of apps, on the shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def add(self, name: str, scopes: Sequence[str] = DEFAULT_SCOPES, **settings: Any) -> App:
        """settings: App's fields; client id and secret are made up when absent, in Salesforce's form. Raises ValueError
        for a certificate that is none."""
        if pem := settings.get("certificate_pem"):
            x509.load_pem_x509_certificate(pem.encode())
        app = App(
            name=name,
            scopes=["refresh_token" if scope == "offline_access" else scope for scope in scopes],
            client_id=settings.pop("client_id", None) or "3MVG9" + secrets.token_urlsafe(60)[:80],
            client_secret=settings.pop("client_secret", None) or secrets.token_hex(32).upper(),
            redirect_uris=list(settings.pop("redirect_uris", ())),
            certificate_pem=settings.pop("certificate_pem", None),
            approved_users=settings.pop("approved_users", ALL_USERS),
            **settings,
        )
        self._shelf.put("app", app.client_id, asdict(app))
        return app

    def get(self, client_id: str) -> App | None:
        stored = self._shelf.get("app", client_id)
        return App(**stored) if stored else None

    def all(self) -> list[App]:
        return [App(**stored) for _, stored in self._shelf.items("app")]

    def consent(self, app: App, user_id: str) -> None:
        self._shelf.put("consent", f"{app.client_id} {user_id}", {})

    def consented(self, app: App, user_id: str) -> bool:
        return self._shelf.get("consent", f"{app.client_id} {user_id}") is not None
