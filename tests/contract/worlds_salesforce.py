"""The world of the Salesforce store: an org of the sandbox over HTTPS, with its users, and stores that act as them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from core.policy import Policy
from core.salesforce.auth import JwtBearer, Login, RefreshToken
from core.salesforce.client import Client, Pace
from core.salesforce.setup import Options
from core.salesforce.store import ContactStore
from core.salesforce.transport import Network
from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.salesforce import Salesforce
from sandbox.tls import make_certificates
from sandbox.web import Server

USERNAME, OTHER = "anna.berg@example.com", "bo.ek@example.com"


@cache
def app_certificate() -> tuple[str, str]:
    """The app's (private key, self-signed certificate), both in PEM; made once, RSA keys take their time."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bothways test app")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private.decode(), signed.public_bytes(serialization.Encoding.PEM).decode()


class SalesforceWorld:
    """One org with two ordinary users and an app. pauses: seconds that clients wished to wait between tries."""

    def __init__(self, folder: Path, *, stamp: bool = True, tls: bool = True) -> None:
        self.clock, self.faults, self.calls = Clock(), Faults(), Calls()
        self.salesforce = Salesforce(self.clock, self.faults, self.calls)
        self.org = self.salesforce.org
        self.user = self._user(USERNAME, "Anna", "Berg")
        self.other = self._user(OTHER, "Bo", "Ek")
        self.private_key, certificate = app_certificate()
        self.app = self.salesforce.add_app(
            name="Bothways", redirect_uris=["https://localhost/callback"], certificate_pem=certificate
        )
        if stamp:
            self.org.add_field("Contact", "Bothways_Stamp__c", "string", length=64, externalId=True, unique=True)
        certificates = make_certificates(folder)
        self.server = Server(self.salesforce.app, tls=certificates.context() if tls else None)
        self.salesforce.base_url = self.server.url
        self.network = Network(ca_file=certificates.ca)
        self.pauses: list[float] = []

    def _user(self, username: str, first: str, last: str) -> str:
        return self.org.create_user(
            username=username, password="Secret-123", email=username, first_name=first, last_name=last
        )

    def close(self) -> None:
        self.server.close()

    @property
    def jwt(self) -> JwtBearer:
        return JwtBearer(self.server.url, self.app["client_id"], self.private_key, USERNAME)

    def refresh(self, **options: Any) -> RefreshToken:
        tokens = self.salesforce.issue_tokens(self.app["client_id"], USERNAME)
        app = self.app
        return RefreshToken(self.server.url, app["client_id"], app["client_secret"], tokens["refresh_token"], **options)

    def login(self, username: str = USERNAME) -> Login:
        return Login(replace(self.jwt, username=username), self.network, now=lambda: self.clock.now().timestamp())

    def client(self, login: Login | None = None) -> Client:
        return Client(login or self.login(), pace=Pace(wait=self.pauses.append, jitter=lambda: 0.5))

    def store(self, policy: Policy | None = None, options: Options | None = None) -> ContactStore:
        return ContactStore(self.client(), policy or Policy(), options)

    # Acts of people in Salesforce

    def add(self, sobject: str = "Contact", *, user: str | None = None, **values: Any) -> str:
        with self.org.lock:
            return self.org.as_user(user or self.user).insert(sobject, values)

    def edit(self, record_id: str, *, user: str | None = None, **values: Any) -> None:
        with self.org.lock:
            self.org.as_user(user or self.user).update("Contact", record_id, values)

    def remove(self, record_id: str, sobject: str = "Contact") -> None:
        with self.org.lock:
            self.org.system().delete(sobject, record_id)

    def row(self, record_id: str) -> Mapping[str, Any]:
        with self.org.lock:
            return self.org.system().retrieve("Contact", record_id)

    def rows(self, soql: str) -> list[dict[str, Any]]:
        with self.org.lock:
            return self.org.system().query(soql).records
