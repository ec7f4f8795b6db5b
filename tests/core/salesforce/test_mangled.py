"""Replies with anything wrong in them: every call ends in a result or in an error with a sentence, never otherwise."""

import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from core.emails import FiledEmail, FileInfo, PersonKind, Relation, Role
from core.errors import SyncError
from core.mails import Address
from core.policy import DEFAULTS
from core.records import Fields
from core.salesforce.auth import Login
from core.salesforce.client import Client, Pace
from core.salesforce.emails import SalesforceEmails
from core.salesforce.event_store import EventStore
from core.salesforce.store import ContactStore, SalesforceStore, TaskStore
from core.store import Change, Removal
from sandbox.web import Server
from tests.contract.worlds_salesforce import SalesforceWorld

SEED, ROUNDS = 414, 30
JUNK: list[Any] = [None, True, 0, -1, 10**30, 1.5, "", "x", "\ud800", "003", [], {}, [None], [[]], {"a": 1}, "9" * 5000]


class Mangler:
    """Wraps an app: of each JSON reply of the data API one value, now and then, is replaced or dropped."""

    def __init__(self, app: Callable[..., Iterable[bytes]], chance: random.Random) -> None:
        self._app, self._chance = app, chance
        self.active = False

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        response = Response.from_app(self._app, environ)
        if self.active and Request(environ).path.startswith("/services/data") and self._chance.random() < 0.7:
            body = json.loads(response.get_data())
            response.set_data(json.dumps(self.mangled(body)))
        return response(environ, start_response)

    def mangled(self, value: Any) -> Any:
        """The value with one place in it changed; deep places are as likely as shallow ones."""
        if isinstance(value, dict | list) and value and self._chance.random() < 0.9:
            names = list(value) if isinstance(value, dict) else range(len(value))
            name = self._chance.choice(list(names))
            if self._chance.random() < 0.1:
                del value[name]
            else:
                value[name] = self.mangled(value[name])
            return value
        return self._chance.choice(JUNK)


@dataclass(frozen=True)
class Kind:
    """What to do with one kind: a record of a person, one to be created, an edit, and how to find one."""

    store: type[SalesforceStore]
    add: Callable[[SalesforceWorld], str]
    fields: Fields
    edit: Fields
    natural: Fields


START = datetime(2026, 1, 2, 9, tzinfo=UTC)
PEOPLE = ("ann@example.com|accepted", "x@example.com|none")


def _contact(world: SalesforceWorld) -> str:
    return world.add(LastName="Berg", AccountId=world.add("Account", Name="Acme"))


def _task(world: SalesforceWorld) -> str:
    return world.add("Task", Subject="A", WhoId=_contact(world))


def _event(world: SalesforceWorld) -> str:
    key = world.add("Event", Subject="A", StartDateTime=START.isoformat(), DurationInMinutes=60)
    contact = world.add("Contact", LastName="Lee", Email="ann@example.com")
    world.add("EventRelation", EventId=key, RelationId=contact)
    return key


KINDS = {
    "contact": Kind(
        ContactStore,
        _contact,
        {"surname": "Berg", "company_name": "Acme"},
        {"job_title": "Boss"},
        {"surname": "Berg"},
    ),
    "task": Kind(TaskStore, _task, {"subject": "A", "status": "deferred"}, {"body": "x"}, {"subject": "A"}),
    "event": Kind(
        EventStore,
        _event,
        {"subject": "A", "start": START, "end": START, "attendees": PEOPLE},
        {"end": START + timedelta(hours=2), "attendees": PEOPLE[:1]},
        {"subject": "A", "start": START},
    ),
}


def use(store: SalesforceStore, kind: Kind, key: str, cursor: str, stamp: str) -> list[Callable[[], object]]:
    """Every call of a store."""

    def write() -> None:
        for ready in store.prepare([Change(stamp, kind.fields), Change(stamp, kind.edit, key)]):
            if isinstance(ready, Change):
                (store.update if ready.key else store.create)([ready])

    return [
        lambda: store.holds,
        lambda: list(store.changed_since(None)),
        lambda: list(store.changed_since(cursor)),
        lambda: store.read([key]),
        lambda: store.find([kind.natural]),
        lambda: store.find_stamp([stamp]),
        write,
        lambda: store.delete([Removal(stamp, key, "some version")]),
    ]


class Filing:
    """A store of emails with the calls of the other stores' test."""

    def __init__(self, client: Client, world: SalesforceWorld) -> None:
        self.emails, self._world = SalesforceEmails(client), world

    def acts(self, key: str, stamp: str) -> list[Callable[[], object]]:
        relations = (Relation(Role.TO, "a@example.com", self._world.user, PersonKind.USER),)
        someone = Address("A", "a@example.com")
        email = FiledEmail(
            f"<{stamp}@x>", "A", START, True, someone, (someone,), (), (), "t", "<p>t</p>", relations=relations
        )
        return [
            lambda: self.emails.known(["<1@x>", f"<{stamp}@x>"]),
            lambda: self.emails.people(["ann@example.com", "anna.berg@example.com"]),
            lambda: self.emails.file([email]),
            lambda: self.emails.attached([key]),
            lambda: self.emails.attach(key, FileInfo("a.txt", "text/plain", 1), [b"x"]),
            lambda: self.emails.unfile([key]),
        ]


@pytest.mark.parametrize("seed", range(SEED, SEED + 2))
def test_a_mangled_reply_while_emails_are_filed(world: SalesforceWorld, seed: int) -> None:
    print(f"seed {seed}")
    chance = random.Random(seed)
    mangler = Mangler(world.salesforce.app, chance)
    server = Server(mangler)
    world.salesforce.base_url = server.url
    login = Login(replace(world.refresh(), login_url=server.url), world.network)
    key = world.add("EmailMessage", Subject="A", Status="3", MessageIdentifier="<1@x>", IsClientManaged=True)
    failed = 0
    for number in range(ROUNDS):
        mangler.active = False
        filing = Filing(Client(login, pace=Pace(tries=1)), world)
        if chance.random() < 0.5:
            assert filing.emails.form.enhanced
        mangler.active = True
        try:
            chance.choice(filing.acts(key, f"s{number}"))()
        except SyncError as error:
            failed += 1
            assert error.message.endswith(".") and len(error.message) < 2_000
    assert failed > ROUNDS / 10
    server.close()


@pytest.mark.parametrize("seed", range(SEED, SEED + 2))
@pytest.mark.parametrize("name", KINDS)
def test_a_mangled_reply_ends_in_a_sync_error_or_a_result(world: SalesforceWorld, name: str, seed: int) -> None:
    print(f"seed {seed}")
    kind, chance = KINDS[name], random.Random(seed)
    mangler = Mangler(world.salesforce.app, chance)
    server = Server(mangler)
    world.salesforce.base_url = server.url
    login = Login(replace(world.refresh(), login_url=server.url), world.network)
    key, policy = kind.add(world), replace(DEFAULTS[name], custom_fields=("LeadSource", "CallType", "EventSubtype"))
    cursor = list(kind.store(Client(login), policy).changed_since(None))[-1].cursor
    failed = 0
    for number in range(ROUNDS):
        mangler.active = False
        store = kind.store(Client(login, pace=Pace(tries=1)), policy)
        if chance.random() < 0.5:
            list(store.changed_since(None))
        mangler.active = True
        act = chance.choice(use(store, kind, key, cursor, f"s{number}"))
        try:
            act()
        except SyncError as error:
            failed += 1
            assert error.message.endswith(".") and len(error.message) < 2_000
    assert failed > ROUNDS / 10
    server.close()
