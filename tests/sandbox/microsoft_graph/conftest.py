"""A Microsoft sandbox served over HTTPS on loopback, with two mailboxes and an app, and a client to call it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from exchangelib import BASIC, DELEGATE, Account, Configuration, Credentials, EWSTimeZone
from exchangelib.version import EXCHANGE_2016, Version

from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.microsoft import Microsoft
from sandbox.microsoft.tokens import SigningKey
from sandbox.tls import Certificates, make_certificates
from sandbox.web import Server
from tests.trusting import trusting_exchangelib

ANNA, BEN = "anna.keller@contoso.test", "ben.ito@contoso.test"
SECRET = "app~secret"
ROLES = ("Calendars.ReadWrite", "Contacts.ReadWrite", "MailboxSettings.ReadWrite", "User.Read.All", "Mail.Read")
IMMUTABLE = {"Prefer": 'IdType="ImmutableId"'}


@dataclass
class World:
    """One sandbox. `call` speaks Graph as the app; paths are below /v1.0."""

    microsoft: Microsoft
    server: Server
    ca: str
    session: requests.Session
    client_id: str
    token: str = ""

    @property
    def url(self) -> str:
        return self.server.url

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | options.pop("headers", {})
        url = path if path.startswith("https:") else f"{self.url}/v1.0/{path}"
        return self.session.request(method, url, headers=headers, timeout=20, **options)

    def get(self, path: str, **options: Any) -> Any:
        answer = self.call("GET", path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any, **options: Any) -> Any:
        answer = self.call("POST", path, json=body, **options)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def round(self, path: str, **headers: str) -> tuple[list[Any], str]:
        """All rows of one round of a delta query, page by page, and its delta link."""
        rows: list[Any] = []
        while True:
            page = self.get(path, headers=headers)
            rows += page["value"]
            if "@odata.deltaLink" in page:
                return rows, page["@odata.deltaLink"]
            path = page["@odata.nextLink"]

    def error(self, status: int, method: str, path: str, **options: Any) -> str:
        """The error's code, after its shape was checked."""
        answer = self.call(method, path, **options)
        assert answer.status_code == status, answer.text
        error = answer.json()["error"]
        assert set(error) == {"code", "message", "innerError"}
        assert set(error["innerError"]) == {"date", "request-id", "client-request-id"}
        assert error["innerError"]["request-id"] == answer.headers["request-id"]
        return str(error["code"])

    def app_token(self) -> str:
        app = self.microsoft.entra.app(self.client_id)
        assert app is not None
        issuer = f"{self.url}/{self.microsoft.entra.tenant_id}/v2.0"
        return self.microsoft.entra.app_token(app, "https://graph.microsoft.com", issuer)


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="session")
def signing_key() -> SigningKey:
    return SigningKey()


@pytest.fixture
def world(certificates: Certificates, signing_key: SigningKey) -> Iterator[World]:
    with _running(certificates, signing_key) as world:
        yield world


@pytest.fixture(scope="module")
def shared(certificates: Certificates, signing_key: SigningKey) -> Iterator[World]:
    """One world for all rows of a module's tables, for tests that leave nothing behind that others would trip over."""
    with _running(certificates, signing_key) as world:
        yield world


@contextmanager
def _running(certificates: Certificates, signing_key: SigningKey) -> Iterator[World]:
    clock = Clock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    microsoft = Microsoft(clock, Faults(), Calls())
    microsoft.entra.key = signing_key
    microsoft.store.add_mailbox(ANNA, "Anna Keller", password="anna-pw")
    microsoft.store.add_mailbox(BEN, "Ben Itō", password="ben-pw", time_zone="Asia/Tokyo")
    app = microsoft.entra.register_app(
        "Bothways",
        secret=SECRET,
        roles=ROLES,
        scopes=("Contacts.ReadWrite", "User.Read", "Mail.Read"),
        redirect_uris=("http://localhost:9/callback",),
    )
    server = Server(microsoft.app, tls=certificates.context())
    with requests.Session() as session:
        session.verify = str(certificates.ca)
        world = World(microsoft, server, str(certificates.ca), session, app.client_id)
        world.token = world.app_token()
        yield world
    server.close()
    microsoft.close()


@pytest.fixture
def todo(world: World) -> World:
    """The world where the app may read and write everybody's tasks."""
    app = world.microsoft.entra.app(world.client_id)
    assert app is not None
    app.roles |= {"Tasks.ReadWrite.All"}
    world.token = world.app_token()
    return world


@pytest.fixture
def outlook(world: World) -> Iterator[Any]:
    """Anna's mailbox through EWS, as unmodified exchangelib shows it, with all times in UTC."""
    configuration = Configuration(
        service_endpoint=f"{world.url}/EWS/Exchange.asmx",
        credentials=Credentials(ANNA, "anna-pw"),
        auth_type=BASIC,
        version=Version(EXCHANGE_2016),
    )
    utc = EWSTimeZone("UTC")
    with trusting_exchangelib(Path(world.ca)):
        yield Account(ANNA, config=configuration, autodiscover=False, access_type=DELEGATE, default_timezone=utc)
