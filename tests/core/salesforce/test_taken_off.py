"""Who was taken off an event in Salesforce, beside those whose record went, and what happens to those whose address
changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.policy import DEFAULTS
from core.records import Key
from core.salesforce.event_store import EventStore
from core.store import Change, Naming, Written
from tests.contract.worlds_salesforce import SalesforceWorld
from tests.core.salesforce.steps import edit, prepared, read, row

NAMES = ("ann", "bob", "cas", "dan", "eve")


@pytest.fixture(params=[False, True], ids=["plain", "shared activities"])
def world(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[SalesforceWorld]:
    world = SalesforceWorld(tmp_path)
    world.org.set_feature("shared_activities", on=request.param)
    yield world
    world.close()


class Planned:
    """An event with five contacts. people, relations: by first names their ids."""

    def __init__(self, world: SalesforceWorld) -> None:
        self.world, self.store = world, EventStore(world.client(), DEFAULTS["event"])
        start = (world.clock.now() + timedelta(days=3)).replace(microsecond=0)
        self.key = world.add("Event", Subject="Plan", StartDateTime=start.isoformat(), DurationInMinutes=60)
        self.people = {one: world.add("Contact", LastName=one, Email=f"{one}@firm.example") for one in NAMES}
        self.relations = {
            one: world.add("EventRelation", EventId=self.key, RelationId=person) for one, person in self.people.items()
        }

    def told(self, *names: str) -> set[str]:
        return {f"{one}@firm.example|none" for one in names}

    def invited(self) -> set[Key]:
        rows = self.world.rows(f"SELECT RelationId FROM EventRelation WHERE EventId = '{self.key}'")  # noqa: S608  (ours)
        return {str(one["RelationId"]) for one in rows}


@pytest.fixture
def planned(world: SalesforceWorld) -> Planned:
    return Planned(world)


def test_only_who_was_taken_off_and_is_still_there_was(planned: Planned) -> None:
    world, people = planned.world, planned.people
    assert isinstance(planned.store, Naming)
    assert planned.store.taken_off([planned.key]) == {planned.key: {}}
    world.remove(planned.relations["ann"], "EventRelation")
    edit(world, "EventRelation", planned.relations["bob"], Status="Uninvited")
    world.remove(people["cas"])
    edit(world, "Contact", people["dan"], Email=None)
    off = {people["ann"]: "ann@firm.example", people["bob"]: "bob@firm.example"}
    assert planned.store.taken_off([planned.key]) == {planned.key: off}
    world.add("EventRelation", EventId=planned.key, RelationId=people["ann"])
    assert people["ann"] not in planned.store.taken_off([planned.key])[planned.key]


def test_who_was_merged_is_somebody_else(planned: Planned) -> None:
    world, people = planned.world, planned.people
    with world.org.lock:
        acting = world.org.system()
        acting.merge("Contact", people["bob"], [people["ann"]])
        acting.merge("Contact", people["cas"], [people["bob"]])
    world.remove(people["dan"])
    assert isinstance(planned.store, Naming)
    assert planned.store.heirs(list(people.values())) == dict.fromkeys((people["ann"], people["bob"]), people["cas"])
    assert planned.store.heirs([]) == {}


def test_each_person_is_told_by_id(planned: Planned) -> None:
    edit(planned.world, "Contact", planned.people["dan"], Email=None)
    record = read(planned.store, planned.key)
    assert record.people[planned.people["dan"]] == "|none"
    assert record.people[planned.people["eve"]] == "eve@firm.example|none"
    assert record.fields["attendees"] == tuple(sorted(planned.told("ann", "bob", "cas", "eve")))


def test_who_is_known_by_a_former_address_stays_and_goes_by_it(planned: Planned) -> None:
    world, people = planned.world, planned.people
    edit(world, "Contact", people["ann"], Email="anna@other.example")
    edit(world, "Contact", people["dan"], Email=None)
    known = {person: f"{one}@firm.example" for one, person in people.items()}
    record = read(planned.store, planned.key)
    fields = {"attendees": tuple(sorted({*planned.told("bob", "cas", "dan"), "ann@firm.example|accepted"}))}
    change = Change("s1", fields, planned.key, record.version, people=known)
    [ready] = prepared(planned.store, change)
    stay = ("ann", "bob", "cas", "dan")
    assert ready.held == {"invitees": tuple(sorted(f"{people[one]}|{one}@firm.example" for one in stay))}
    assert isinstance(planned.store.update([ready])[0], Written)
    assert planned.invited() == {people[one] for one in stay}
    assert row(world, "EventRelation", planned.relations["ann"])["Status"] == "Accepted"
    version = read(planned.store, planned.key).version
    gone = replace(change, stamp="s2", version=version, fields={"attendees": tuple(sorted(planned.told("bob")))})
    assert isinstance(planned.store.update(prepared(planned.store, gone))[0], Written)
    assert planned.invited() == {people["bob"]}
