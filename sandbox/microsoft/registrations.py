"""App registrations of the directory: what an application is, may do, and exposes to others."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sandbox.microsoft import ids

BROKER = "brk-multihub"


@dataclass
class App:
    """A registered application. secret and certificate (PEM) prove it; roles are its application permissions,
    scopes those a user may delegate to it; exposes the scopes of its own API (`api://{client id}/{scope}`, tokens of
    version 2); mailboxes the addresses that RBAC for Applications lets it open app-only, None for all; enabled False
    what an administrator's switch in the enterprise application does. redirect_uris are those of a web or native
    client, spa_redirect_uris those of the platform "Single-page application", brokered ones included.
    """

    client_id: str
    name: str
    secret: str | None = field(default=None, repr=False)
    certificate: str | None = field(default=None, repr=False)
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    exposes: frozenset[str] = frozenset()
    redirect_uris: tuple[str, ...] = ()
    spa_redirect_uris: tuple[str, ...] = ()
    mailboxes: frozenset[str] | None = None
    enabled: bool = True

    @property
    def service_principal_id(self) -> str:
        return ids.new_guid(f"service-principal/{self.client_id}")

    @property
    def id_uri(self) -> str:
        """The App ID URI of the API that the app is."""
        return f"api://{self.client_id}"

    @property
    def public(self) -> bool:
        """A public client (single-page or native app) has no credential and needs PKCE."""
        return self.secret is None and self.certificate is None

    def brokered(self, origin: str) -> bool:
        """Whether an Office host may ask for tokens for a page of this origin (nested app authentication)."""
        return f"{BROKER}://{urlsplit(origin).netloc}" in self.spa_redirect_uris
