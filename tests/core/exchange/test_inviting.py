"""Invitations that a person asked for: exactly those who were named get exactly one, and nobody else is told anything.

These are the only tests of the product in which Exchange sends something (`store.outgoing`)."""

from collections.abc import Iterator
from typing import Any

import pytest

from core.errors import Rejected, Stale, Transient
from core.records import Record
from core.store import Change, Written
from sandbox.microsoft.store import Item
from tests.core.exchange.event_worlds import DAY, EventWorld, EwsEvents, GraphEvents, timed

pytestmark = pytest.mark.invites

ANN = {"name": "Ann", "address": "Ann@customer.example", "kind": "required"}
BOB = {"name": "Bob", "address": "bob@customer.example", "kind": "optional"}
ROOM = {"name": "Room 1", "address": "room1@hooke.test", "kind": "resource"}
CAT, DAN = "cat@customer.example", "dan@customer.example"


@pytest.fixture(params=[GraphEvents, EwsEvents], ids=["graph", "ews"])
def world(request: pytest.FixtureRequest) -> Iterator[EventWorld]:
    opened: EventWorld = request.param()
    yield opened
    opened.calm()


def sent(world: EventWorld) -> list[tuple[str, str]]:
    """(kind, to) of all that this mailbox sent, sorted."""
    mine = (one for one in world.microsoft.store.outgoing if one.sender == world.address)
    return sorted((one.kind, one.to) for one in mine)


def version_of(world: EventWorld, item: Item) -> str:
    state = world.events.read([world.key(item)])[world.key(item)]
    assert isinstance(state, Record)
    return state.version


def invite(world: EventWorld, item: Item, *people: str) -> None:
    outcome = world.events.invite(world.key(item), people, version_of(world, item))
    assert isinstance(outcome, Written), outcome


def attendees(world: EventWorld, item: Item) -> list[tuple[str, str]]:
    return sorted((one["address"].lower(), one["kind"]) for one in world.now(item).fields["attendees"])


def test_those_who_are_named_get_one(world: EventWorld) -> None:
    item = world.put(location="Room 1", body="Bring the plan")
    invite(world, item, f" {CAT.title()}", DAN, DAN)
    assert sent(world) == [("request", CAT), ("request", DAN)]
    assert attendees(world, item) == [(CAT, "required"), (DAN, "required")]
    assert world.now(item).fields["body"] == "Bring the plan"
    invite(world, item, CAT, DAN)
    assert len(sent(world)) == 2


def test_those_who_take_part_hear_nothing(world: EventWorld) -> None:
    """Their answers and their part in it stay."""
    item = world.put(attendees=[ANN | {"response": "Accept"}, BOB, ROOM], send=True)
    before = sent(world)
    assert len(before) == 3
    plan = world.events.invitation(world.key(item), [CAT, "ann@CUSTOMER.example"])
    assert (plan.people, plan.already) == ((CAT,), ("ann@customer.example",))
    assert sent(world) == before
    invite(world, item, CAT, "ann@CUSTOMER.example")
    assert sent(world) == sorted([*before, ("request", CAT)])
    people = [("ann@customer.example", "required"), ("bob@customer.example", "optional"), (CAT, "required")]
    assert attendees(world, item) == [*people, ("room1@hooke.test", "resource")]
    [ann] = [one for one in world.now(item).fields["attendees"] if one["address"] == ANN["address"]]
    assert ann["response"] == "Accept"


def test_one_occurrence_alone(world: EventWorld) -> None:
    series = world.weekly(count=4)
    second = world.occurrences(series)[1]
    invite(world, second, CAT)
    [request] = [one for one in world.microsoft.store.outgoing if one.sender == world.address]
    assert (request.kind, request.to, request.original_start) == ("request", CAT, second.original_start)
    assert not world.now(series).fields.get("attendees")
    assert [bool(one.fields.get("attendees")) for one in world.occurrences(series)] == [False, True, False, False]
    invite(world, second, CAT)
    assert sent(world) == [("request", CAT)]


def test_people_of_whom_nobody_was_told(world: EventWorld) -> None:
    """Exchange would send the first invitation to all of them: it goes when all were named, and to each once."""
    item = world.put(attendees=[ANN, BOB], send=False)
    refused = world.events.invite(world.key(item), [CAT], None)
    assert isinstance(refused, Rejected)
    assert refused.code == "untold"
    assert "ann@customer.example, bob@customer.example" in refused.message
    assert sent(world) == []
    invite(world, item, "ann@customer.example", "bob@customer.example", CAT)
    assert sent(world) == [("request", ANN["address"]), ("request", BOB["address"]), ("request", CAT)]
    kept = [("ann@customer.example", "required"), ("bob@customer.example", "optional"), (CAT, "required")]
    assert attendees(world, item) == kept
    invite(world, item, "ann@customer.example", DAN)
    assert sent(world)[-1] == ("request", DAN)
    assert len(sent(world)) == 4


def test_those_alone_of_whom_nobody_was_told(world: EventWorld) -> None:
    item = world.put(attendees=[BOB], send=False)
    invite(world, item, "bob@customer.example")
    assert sent(world) == [("request", BOB["address"])]
    assert attendees(world, item) == [("bob@customer.example", "optional")]


def test_what_is_written_down_by_a_run_can_be_sent_later() -> None:
    world = EwsEvents()
    fields = timed(world.today + DAY, attendees=("ann@customer.example|none",))
    [made] = world.events.create([Change("stamp-1", fields)])
    assert isinstance(made, Written)
    assert sent(world) == []
    assert isinstance(world.events.invite(made.key, ["ann@customer.example"], None), Written)
    assert sent(world) == [("request", "ann@customer.example")]


HOSTILE = ["", "ann", "ann@", "@b.example", "a@b", "a b@c.example", "a@b@c.example", "a@b.example\r\nBcc: c@d.example"]
HOSTILE += ["Ann <a@b.example>", "a@b.example;c@d.example", f"{'a' * 64}@{'b' * 250}.example", "a@b..example"]


@pytest.mark.parametrize("address", HOSTILE)
def test_an_address_that_is_none(address: str) -> None:
    world = EwsEvents()
    item = world.put()
    refused = world.events.invite(world.key(item), [CAT, address], None)
    assert isinstance(refused, Rejected)
    assert refused.code == "bad_address"
    assert sent(world) == []


OWN = "anna"
REFUSALS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "attendee_copy": ({"organizer": {"name": "Zoe", "address": "zoe@other.example"}, "is_meeting": True}, [CAT]),
    "cancelled": ({"is_cancelled": True}, [CAT]),
    "private": ({"sensitivity": "Private"}, [CAT]),
    "too_many": ({}, [f"p{number}@customer.example" for number in range(501)]),
    "nobody": ({}, []),
    "organiser": ({}, [CAT, OWN]),
}


@pytest.mark.parametrize("code", REFUSALS)
def test_what_is_refused(world: EventWorld, code: str) -> None:
    fields, people = REFUSALS[code]
    if code == "attendee_copy":
        fields = fields | {"my_response": "NoResponseReceived"}
    item = world.put(fields)
    named = [world.address if one == OWN else one for one in people]
    refused = world.events.invite(world.key(item), named, None)
    assert isinstance(refused, Rejected), refused
    assert refused.code == code
    assert refused.message[-1] == "."
    with pytest.raises(Rejected) as same:
        world.events.invitation(world.key(item), named)
    assert same.value.code == code
    assert sent(world) == []


def test_what_moved_on_or_is_gone(world: EventWorld) -> None:
    item = world.put()
    version = version_of(world, item)
    world.change(item, location="Elsewhere")
    assert isinstance(world.events.invite(world.key(item), [CAT], version), Stale)
    world.take_away(item)
    assert isinstance(world.events.invite(world.key(item), [CAT], None), Stale)
    assert sent(world) == []


def test_a_reply_that_is_lost(world: EventWorld) -> None:
    """The call was carried out; asked again, nobody is told twice."""
    item = world.put()
    what = r"UpdateItem" if isinstance(world, EwsEvents) else r"PATCH"
    world.sandbox.faults.add("lost_reply", target=world.address, operation=what)
    with pytest.raises(Transient):
        world.events.invite(world.key(item), [CAT], None)
    assert sent(world) == [("request", CAT)]
    world.events = world.opened()
    assert world.events.invitation(world.key(item), [CAT]).already == (CAT,)
    invite(world, item, CAT)
    assert sent(world) == [("request", CAT)]
