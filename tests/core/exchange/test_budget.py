"""Must show 5: how many calls 1,000 changed contacts on each side cost, counted by the sandbox.

Salesforce's own six to eight come on top; both sides together have 36 with EWS and 80 with Graph.
"""

from core.records import Record, Seen, Value
from core.store import Change, Written
from tests.contract.microsoft_world import MicrosoftWorld
from tests.contract.worlds_ews import EwsWorld

COUNT = 1000


def test_a_thousand_changed_on_each_side(world: MicrosoftWorld) -> None:
    fields: dict[str, Value] = {"business_phone": "+2", "company_name": "Acme", "email_address_2": "b@x.example"}
    keys = [world.add({"given_name": "Ann", "surname": f"Lee {n}"}) for n in range(2 * COUNT)]
    cursor = list(world.store.changed_since(None))[-1].cursor
    for key in keys[:COUNT]:
        world.edit(key, {"job_title": "Chief"})
    versions = {one.key: getattr(one, "version", "") for one in told(world)}
    world.store, before = world.open(), len(world.sandbox.calls.list())
    hinted = [one.key for page in world.store.changed_since(cursor) for one in page.seen]
    assert len(hinted) == COUNT
    assert all(isinstance(state, Record) for state in world.store.read(hinted).values())
    changes = [Change(f"s{n}", fields, key, versions[key]) for n, key in enumerate(keys[COUNT:])]
    for start in range(0, COUNT, world.store.batch):
        outcomes = world.store.update(changes[start : start + world.store.batch])
        assert all(isinstance(one, Written) for one in outcomes)
    calls = len(world.sandbox.calls.list()) - before
    print(dict(world.store.calls))  # the purposes, for who reads the output
    assert calls == sum(world.store.calls.values())
    assert calls <= (36 - 10 if isinstance(world, EwsWorld) else 80 - 10)


def told(world: MicrosoftWorld) -> list[Seen]:
    return [one for page in world.open().changed_since(None) for one in page.seen]


def test_a_first_write_of_two_hundred_has_no_call_for_each(world: MicrosoftWorld) -> None:
    list(world.store.changed_since(None))
    before = len(world.calls())
    changes = [Change(f"s{n}", {"surname": f"Lee {n}"}, categories=("Salesforce",)) for n in range(200)]
    assert all(isinstance(one, Written) for one in world.store.create(changes))
    assert len(world.calls()) - before == (2 if isinstance(world, EwsWorld) else 10)


def test_a_quiet_run_is_cheap(world: MicrosoftWorld) -> None:
    cursor = list(world.store.changed_since(None))[-1].cursor
    world.store, before = world.open(), len(world.calls())
    list(world.store.changed_since(cursor))
    assert len(world.calls()) - before == 3
