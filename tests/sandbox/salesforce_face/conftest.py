"""One Salesforce on real HTTPS loopback a test, with two users, an app, and clients that trust its CA."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.salesforce import Salesforce
from sandbox.tls import Certificates, make_certificates
from sandbox.web import Server
from tests.trusting import TrustingAdapter

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ANN, BEN, PASSWORD, TOKEN = "ann@example.com", "ben@example.com", "Sommer-2026", "SECTOKEN"
REDIRECT = "http://localhost:8400/salesforce/callback"
SECRET = "5F00DFACE5F00DFACE"


@dataclass
class World:
    """What a test needs of the sandbox."""

    salesforce: Salesforce
    url: str
    session: requests.Session
    clock: Clock
    faults: Faults
    calls: Calls
    app: dict[str, Any]
    tokens: dict[str, Any] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, version: str = "67.0", **options: Any) -> requests.Response:
        """A call as Ann, path after `/services/data/vXX.X/`."""
        headers = {"Authorization": f"Bearer {self.tokens['access_token']}"} | options.pop("headers", {})
        url = f"{self.url}/services/data/v{version}/{path}"
        return self.session.request(method, url, headers=headers, allow_redirects=False, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.call("GET", path, **options)

    def contact(self, last_name: str = "Müller", **values: Any) -> str:
        reply = self.call("POST", "sobjects/Contact", json={"LastName": last_name} | values)
        assert reply.status_code == 201, reply.text
        return str(reply.json()["id"])

    def query(self, soql: str, **options: Any) -> Any:
        reply = self.get("query", params={"q": soql}, **options)
        assert reply.status_code == 200, reply.text
        return reply.json()


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("salesforce-tls"))


def make_salesforce(clock: Clock, faults: Faults, calls: Calls) -> tuple[Salesforce, dict[str, str]]:
    salesforce = Salesforce(clock, faults, calls)
    users = {}
    for username, first, profile in ((ANN, "Ann", "System Administrator"), (BEN, "Ben", "Standard User")):
        users[username] = salesforce.org.create_user(
            username=username,
            password=PASSWORD,
            email=username,
            first_name=first,
            last_name="Example",
            profile=profile,
            security_token=TOKEN,
        )
    salesforce.org.add_field("Contact", "ExchangeKey__c", "string", length=255, externalId=True, unique=True)
    return salesforce, users


@pytest.fixture
def world(certificates: Certificates) -> Iterator[World]:
    clock, faults, calls = Clock(NOW), Faults(), Calls()
    salesforce, users = make_salesforce(clock, faults, calls)
    context: ssl.SSLContext = certificates.context()
    server = Server(salesforce.app, tls=context)
    salesforce.base_url = server.url
    app = salesforce.add_app(name="Bothways", client_id="CID", client_secret=SECRET, redirect_uris=[REDIRECT])
    session = requests.Session()
    session.mount("https://", TrustingAdapter(certificates.ca, server.url))
    made = World(salesforce, server.url, session, clock, faults, calls, app, users=users)
    made.tokens = salesforce.issue_tokens("CID", ANN)
    try:
        yield made
    finally:
        session.close()
        server.close()
