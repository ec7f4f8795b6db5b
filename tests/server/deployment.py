"""A deployment as its users meet it: the sandbox, a migrated database, and the API over real HTTP.

In a test: `user = deployment.user("graph")` is a new person with mailbox, Salesforce user and token;
`user.get("/session")`, `user.post("/shares", {…})` call the API as them. `deployment.anonymous` has no token.
"""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests
from sqlalchemy import select
from werkzeug.serving import make_server

from core import accounts
from core.database import Database
from core.logs import configure_logs
from core.migrations import upgrade
from core.models.accounts import Mailbox, Org
from core.models.pane import Person
from core.queue import open_queues
from core.secrets import KeyRing
from core.settings import Settings, load_settings
from ops.demo import connections, enrol
from sandbox.acting import OutlookUser, SalesforceUser
from sandbox.running import App, Running, run_sandbox
from server import create_app
from server.limits import Windows
from server.manifest import pane_url
from server.parts import Parts
from tests.scenarios.people import new_user

API = "/api/v1"


@dataclass(frozen=True)
class Caller:
    """Calls the API with one token, or with none."""

    url: str
    token: str = field(default="", repr=False)

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        headers = {"Accept-Language": "en-GB", **options.pop("headers", {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        url = path if path.startswith("http") else self.url + (path if path.startswith("//") else API + path)
        return requests.request(method, url, json=body, headers=headers, timeout=60, allow_redirects=False, **options)

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.call("GET", path, params=query)

    def post(self, path: str, body: Any = None, **headers: str) -> requests.Response:
        return self.call("POST", path, {} if body is None else body, headers=headers)

    def put(self, path: str, body: Any = None, **headers: str) -> requests.Response:
        return self.call("PUT", path, body, headers=headers)

    def patch(self, path: str, body: Any, if_match: str = "") -> requests.Response:
        return self.call("PATCH", path, body, headers={"If-Match": if_match} if if_match else {})

    def delete(self, path: str) -> requests.Response:
        return self.call("DELETE", path)


@dataclass(frozen=True)
class User(Caller):
    """A signed-in person with both their desks. crm: their Salesforce user."""

    address: str = ""
    exchange: str = "graph"
    person_id: str = ""
    mailbox_id: str = ""
    outlook: OutlookUser = field(kw_only=True, repr=False)
    crm: SalesforceUser = field(kw_only=True, repr=False)


@dataclass(frozen=True)
class Deployment:
    """org_id: of the sandbox's company, which is enrolled with its Entra tenant and its Exchange Server."""

    url: str
    sandbox: Running
    parts: Parts
    org_id: str

    @property
    def anonymous(self) -> Caller:
        return Caller(self.url)

    @property
    def settings(self) -> Settings:
        return self.parts.settings

    def caller(self, token: str) -> Caller:
        return Caller(self.url, token)

    def entra_token(self, address: str) -> str:
        """As nested app authentication gets it from the broker of the Outlook host."""
        addin = self.sandbox.company.addin
        body = {"client_id": addin["client_id"], "scope": addin["scope"], "origin": self.url}
        answer = requests.post(f"{self._microsoft}/broker/{address}/token", json=body, timeout=30).json()
        return str(answer["access_token"])

    def exchange_token(self, address: str) -> str:
        """As `getUserIdentityTokenAsync` gets it from an Exchange Server."""
        query = {"audience": pane_url(self.url)}
        answer = requests.get(f"{self._microsoft}/broker/{address}/identity-token", params=query, timeout=30)
        return str(answer.json()["token"])

    def new_address(self, name: str = "u") -> str:
        """Somebody with a mailbox and a Salesforce user, of whom Bothways knows nothing yet."""
        return new_user(self.sandbox, f"{name}{uuid4().hex[:8]}")

    def user(self, exchange: str = "graph", *, role: str = "user", name: str = "u") -> User:
        """A new person, signed in, whose mailbox an administrator has added."""
        address = self.new_address(name)
        now = datetime.now(UTC)
        with self.parts.database.session() as session:
            org = session.get_one(Org, self.org_id)
            mailbox_id = accounts.add_mailbox(session, org, address, crm_user=address, exchange=exchange, now=now).id
        token = self.entra_token(address) if exchange == "graph" else self.exchange_token(address)
        person_id = Caller(self.url, token).get("/session").json()["person"]["id"]
        with self.parts.database.session() as session:
            person = session.get_one(Person, person_id)
            person.mailbox_id, person.role = mailbox_id, role
        outlook = OutlookUser(self.sandbox.microsoft.store, address)
        crm = SalesforceUser(self.sandbox.salesforce.org, address)
        return User(self.url, token, address, exchange, person_id, mailbox_id, outlook=outlook, crm=crm)

    def mailbox(self, user: User) -> Mailbox:
        """Its row as it is now."""
        with self.parts.database.session() as session:
            return session.scalars(select(Mailbox).where(Mailbox.id == user.mailbox_id)).one()

    @property
    def _microsoft(self) -> str:
        """As a browser calls it, and so as it names itself in tokens."""
        return str(self.sandbox.describe()["addin"]["authority_url"])


Serving = Callable[[Parts], AbstractContextManager[None]]


@contextmanager
def _in_a_thread(parts: Parts) -> Iterator[None]:
    """Of this process, without limits that a test would meet."""
    app = create_app(made=parts, windows=Windows(times=1000))
    server = make_server("localhost", parts.settings.port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def run_deployment(
    folder: Path,
    seed: str = "empty",
    database_url: str = "",
    *,
    browsers: bool = False,
    around: Callable[[App], App] = lambda app: app,
    serving: Serving = _in_a_thread,
    **chosen: str,
) -> Iterator[Deployment]:
    """browsers: they follow links into Salesforce. around: what goes around the applications of the sandbox. serving:
    how the API is served. chosen: settings besides the usual, by names without prefix."""
    configure_logs(chosen.get("LOG_LEVEL", "error"))
    port = _free_port()
    url = f"http://localhost:{port}"
    with run_sandbox(seed, public_url=url, around=around) as sandbox:
        if browsers:
            sandbox.open_salesforce_to_browsers()
        settings = _settings(folder, port, sandbox, database_url, chosen)
        upgrade(settings.database_url)
        queues = open_queues(settings.redis_url) if settings.redis_url else None
        parts = Parts(settings, Database(settings.database_url), KeyRing.load(settings.key_file), queues)
        org_id = _enrol(parts, sandbox)
        try:
            with serving(parts):
                yield Deployment(url, sandbox, parts, org_id)
        finally:
            parts.database.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def _settings(folder: Path, port: int, sandbox: Running, database_url: str, chosen: Mapping[str, str]) -> Settings:
    addin = sandbox.describe()["addin"]
    environ = {
        "HOME": str(folder),
        "PORT": str(port),
        "DATABASE_URL": database_url,
        "CA_FILE": str(sandbox.certificates.ca) if sandbox.certificates else "",
        "PUBLIC_URL": addin["public_url"],
        "ADDIN_CLIENT_ID": addin["client_id"],
        "AUTHORITY_URL": addin["authority_url"],
        "OFFICE_JS_URL": addin["office_js_url"],
        "FRAME_ANCESTORS": addin["authority_url"],
        **chosen,
    }
    return load_settings({f"BOTHWAYS_{name}": value for name, value in environ.items()}, folder / "no.env")


def _enrol(parts: Parts, sandbox: Running) -> str:
    with parts.database.session() as session:
        org = accounts.add_org(session, "Brightwater", datetime.now(UTC))
        enrol(org, sandbox)
        for kind, (config, secret) in connections(sandbox, sandbox.company).items():
            accounts.put_connection(session, parts.keys, org, kind, config=config, secret=secret)
        return org.id
