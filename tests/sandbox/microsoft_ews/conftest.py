"""An EWS sandbox over loopback HTTPS, with a recorder in front, and exchangelib accounts that trust its CA."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from exchangelib import DELEGATE, IMPERSONATION, Account, Build, Configuration, Credentials, Version
from flask import Flask

from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.microsoft.access import Access
from sandbox.microsoft.ews import blueprint
from sandbox.microsoft.store import Mailbox, Store
from sandbox.tls import Certificates, make_certificates
from sandbox.web import Server
from tests.sandbox.microsoft_ews.client import Client
from tests.sandbox.microsoft_ews.recorder import Recorder
from tests.trusting import trusting_exchangelib

ANNA, BERT, SERVICE = "anna@bothways.example", "bert@bothways.example", "service@bothways.example"
PASSWORD = "correct horse"


@dataclass
class World:
    """A running EWS sandbox: three mailboxes; `service` may impersonate Anna and Bert."""

    store: Store
    access: Access
    faults: Faults
    calls: Calls
    clock: Clock
    recorder: Recorder
    url: str
    ca: Path

    @property
    def anna(self) -> Mailbox:
        found = self.store.mailbox(ANNA)
        assert found is not None
        return found

    def client(self, user: str = SERVICE, acts_as: str | None = ANNA) -> Client:
        return Client(self.url, self.ca, user, PASSWORD, acts_as)


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="session")
def recorder(schemas: Path) -> Recorder:
    """Compiling the schema takes a while, so there is one for all tests; each world starts it anew."""
    return Recorder(lambda environ, start: [], schemas)


@pytest.fixture
def world(certificates: Certificates, recorder: Recorder) -> Iterator[World]:
    """Afterwards every reply must have been valid."""
    clock, faults, calls = Clock(), Faults(), Calls()
    store = Store(clock)
    for address, name in ((ANNA, "Anna Ahrens"), (BERT, "Bert Bühler"), (SERVICE, "Service")):
        store.add_mailbox(address, name, password=PASSWORD)
    access = Access(store)
    access.grant(SERVICE, ANNA, BERT)
    app = Flask("ews-tests")
    app.register_blueprint(blueprint(store, access, faults, calls, clock))
    recorder.app, recorder.exchanges, recorder.spoilt = app.wsgi_app, [], set()
    server = Server(recorder, tls=certificates.context())
    yield World(store, access, faults, calls, clock, recorder, f"{server.url}/EWS/Exchange.asmx", certificates.ca)
    server.close()
    store.close()
    assert recorder.problems() == []


@pytest.fixture
def trusting(certificates: Certificates) -> Iterator[None]:
    with trusting_exchangelib(certificates.ca):
        yield


def open_account(world: World, user: str, mailbox: str, access_type: str) -> Any:
    """An exchangelib account on the sandbox; needs `trusting`."""
    configuration = Configuration(
        service_endpoint=world.url,
        credentials=Credentials(user, PASSWORD),
        auth_type="basic",
        version=Version(Build(15, 2)),
    )
    return Account(primary_smtp_address=mailbox, config=configuration, autodiscover=False, access_type=access_type)


@pytest.fixture
def account(world: World, trusting: None) -> Any:
    """Anna's mailbox, through impersonation by the service account; every request must have been valid too."""
    return open_account(world, SERVICE, ANNA, IMPERSONATION)


@pytest.fixture
def delegate(world: World, trusting: None) -> Any:
    """Anna's mailbox, as Bert sees it with a delegate's right."""
    world.access.grant_delegate(BERT, ANNA)
    return open_account(world, BERT, ANNA, DELEGATE)
