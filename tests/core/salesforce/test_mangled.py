"""Replies with anything wrong in them: every call ends in a result or in an error with a sentence, never otherwise."""

import json
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from core.errors import SyncError
from core.policy import Policy
from core.salesforce.auth import Login
from core.salesforce.client import Client, Pace
from core.salesforce.store import ContactStore
from core.store import Change, Removal
from sandbox.web import Server
from tests.contract.worlds_salesforce import SalesforceWorld

SEED, ROUNDS = 414, 60
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


def use(store: ContactStore, key: str, cursor: str, stamp: str) -> list[Callable[[], object]]:
    """Every call of a store."""
    change = Change(stamp, {"surname": "Berg", "company_name": "Acme"})

    def write() -> None:
        for ready in store.prepare([change, Change(stamp, {"job_title": stamp}, key)]):
            if isinstance(ready, Change):
                (store.update if ready.key else store.create)([ready])

    return [
        lambda: store.holds,
        lambda: list(store.changed_since(None)),
        lambda: list(store.changed_since(cursor)),
        lambda: store.read([key]),
        lambda: store.find([{"surname": "Berg"}]),
        lambda: store.find_stamp([stamp]),
        write,
        lambda: store.delete([Removal(stamp, key, "some version")]),
    ]


@pytest.mark.parametrize("seed", range(SEED, SEED + 3))
def test_a_mangled_reply_ends_in_a_sync_error_or_a_result(world: SalesforceWorld, seed: int) -> None:
    print(f"seed {seed}")
    chance = random.Random(seed)
    mangler = Mangler(world.salesforce.app, chance)
    server = Server(mangler)
    world.salesforce.base_url = server.url
    login = Login(replace(world.refresh(), login_url=server.url), world.network)
    key = world.add(LastName="Berg", AccountId=world.add("Account", Name="Acme"))
    cursor = list(ContactStore(Client(login), Policy()).changed_since(None))[-1].cursor
    failed = 0
    for number in range(ROUNDS):
        mangler.active = False
        store = ContactStore(Client(login, pace=Pace(tries=1)), Policy(custom_fields=("LeadSource",)))
        if chance.random() < 0.5:
            list(store.changed_since(None))
        mangler.active = True
        act = chance.choice(use(store, key, cursor, f"s{number}"))
        try:
            act()
        except SyncError as error:
            failed += 1
            assert error.message.endswith(".") and len(error.message) < 2_000
    assert failed > ROUNDS / 10
    server.close()
