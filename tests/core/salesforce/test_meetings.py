"""Attendees of events, their answers, and meetings that two colleagues share."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import Rejected, Stale
from core.policy import DEFAULTS, Private
from core.records import Record, Value
from core.salesforce.event_store import EventStore
from core.salesforce.meetings import MEETING_FIELD
from core.salesforce.shape import Options
from core.store import Change, Removal, Written
from tests.contract.worlds_salesforce import OTHER, USERNAME, SalesforceWorld
from tests.core.salesforce.steps import create, listed, polled, prepared, read, row, update

POLICY = DEFAULTS["event"]
ANN, BO = USERNAME, OTHER


class Meetings(SalesforceWorld):
    """Events with our fields, two users, a contact and a lead."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for name in ("Bothways_Stamp__c", "Bothways_Meeting__c"):
            self.add_own_field("Event", name)
        for sobject in ("Account", "Contact", "Lead"):
            self.org.set_sharing(sobject, "Read")
        self.contact = self.add(
            "Contact", LastName="Ek", Email="Cy@example.com", AccountId=self.add("Account", Name="A")
        )
        self.lead = self.add("Lead", LastName="Oy", Company="Oy AB", Email="di@example.com")
        self.start = self.clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=2)

    def events(self, username: str = ANN, **mailboxes: str) -> EventStore:
        """mailboxes: usernames by the addresses at example.com."""
        options = Options(mailboxes={f"{name}@example.com": username for name, username in mailboxes.items()})
        return EventStore(self.client(self.login(username)), POLICY, options)

    def meeting(self, *attendees: str, **more: Value) -> dict[str, Value]:
        fields: dict[str, Value] = {"subject": "Kick-off", "start": self.start, "end": self.start + timedelta(hours=1)}
        return {**fields, "is_all_day": False, "attendees": tuple(sorted(attendees)) or None, **more}

    def relations(self, event: str) -> dict[str, str]:
        """Person's id -> status."""
        rows = self.rows(f"SELECT RelationId, Status FROM EventRelation WHERE EventId = '{event}'")  # noqa: S608
        return {found["RelationId"]: found["Status"] for found in rows}

    def respond(self, event: str, person: str, status: str) -> None:
        rows = self.rows(f"SELECT Id FROM EventRelation WHERE EventId = '{event}' AND RelationId = '{person}'")  # noqa: S608
        with self.org.lock:
            self.org.system().update("EventRelation", rows[0]["Id"], {"Status": status})

    def count(self) -> int:
        return len(self.rows("SELECT Id FROM Event WHERE IsChild = false"))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Meetings]:
    world = Meetings(tmp_path)
    yield world
    world.close()


@pytest.fixture
def store(world: Meetings) -> EventStore:
    return world.events()


def test_attendees_become_relations_and_unknown_ones_are_held(world: Meetings, store: EventStore) -> None:
    wanted = ("cy@example.com|accepted", "di@example.com|tentative", f"{BO}|none", "x@elsewhere.org|declined")
    (change,) = prepared(store, Change("s", world.meeting(*wanted, f"{ANN}|none")))
    known = tuple(sorted(wanted[:3]))
    people = sorted([f"{world.contact}|cy@example.com", f"{world.lead}|di@example.com", f"{world.other}|{BO}"])
    assert change.held == {"attendees": known, "invitees": tuple(people)}
    (outcome,) = store.create([change])
    assert isinstance(outcome, Written)
    assert world.relations(outcome.key) == {world.contact: "Accepted", world.lead: "Maybe", world.other: "New"}
    assert read(store, outcome.key).fields["attendees"] == known
    assert store.create([change]) == [outcome] and len(world.relations(outcome.key)) == 3


def test_attendees_change(world: Meetings, store: EventStore) -> None:
    key = create(store, world.meeting("cy@example.com|none", "di@example.com|accepted"))
    wanted: dict[str, Value] = {"attendees": ("cy@example.com|accepted", f"{BO}|declined")}
    assert isinstance(update(store, read(store, key), fields=wanted), Written)
    assert world.relations(key) == {world.contact: "Accepted", world.other: "Declined"}
    assert isinstance(update(store, read(store, key), "v", {"attendees": None}), Written)
    assert world.relations(key) == {} and "attendees" not in read(store, key).fields


def test_rooms_and_what_an_event_is_about_are_left_alone(world: Meetings) -> None:
    """With Shared Activities the contacts that an event is about are relations too, but no invitations."""
    world.org.set_feature("shared_activities", on=True)
    store = world.events()
    key = create(store, world.meeting("di@example.com|none"))
    room = world.org.add_calendar("Room 1")
    world.add("EventRelation", EventId=key, RelationId=room)
    world.add("EventRelation", EventId=key, RelationId=world.contact, IsParent=True, IsInvitee=False)
    record = read(store, key)
    assert record.fields["attendees"] == ("di@example.com|none",)
    assert isinstance(update(store, record, fields={"attendees": None}), Written)
    assert set(world.relations(key)) == {room, world.contact}


def test_an_answer_comes_with_the_next_poll(world: Meetings, store: EventStore) -> None:
    key = create(store, world.meeting("cy@example.com|none"))
    before = read(store, key).version
    world.clock.advance(minutes=20)
    _, cursor = listed(store)
    world.clock.advance(minutes=20)
    _, cursor = polled(store, cursor)
    world.respond(key, world.contact, "Declined")
    told = polled(store, cursor)[0][key]
    assert isinstance(told, Record) and told.in_scope and told.version != before
    assert told.fields["attendees"] == ("cy@example.com|declined",)


def test_whom_an_address_means(world: Meetings, store: EventStore) -> None:
    """A user before a contact before a lead; of two contacts the first."""
    for name in ("A", "B"):
        world.add("Contact", LastName=name, Email="both@example.com")
        world.add("Lead", LastName=name, Company=name, Email="both@example.com")
        world.clock.advance(minutes=1)
    world.add("Contact", LastName="Twin", Email=BO)
    key = create(store, world.meeting("both@example.com|none", f"{BO}|none"))
    (first,) = world.rows("SELECT Id FROM Contact WHERE LastName = 'A'")
    assert set(world.relations(key)) == {first["Id"], world.other}


def test_two_thousand_attendees(world: Meetings, store: EventStore) -> None:
    many = [f"p{n}@elsewhere.org|none" for n in range(2_000)]
    (change,) = prepared(store, Change("s", world.meeting(*many, "cy@example.com|none")))
    assert change.held["attendees"] == ("cy@example.com|none",) and store.calls["people"] <= 12
    assert isinstance(store.create([change])[0], Written)


def test_the_second_colleague_joins(world: Meetings, store: EventStore) -> None:
    """Ann shares her meeting; Bo's copy of it names her among the people, and becomes the same event."""
    key = create(store, world.meeting("cy@example.com|none", f"{BO}|none"))
    bo = world.events(BO)
    (change,) = prepared(bo, Change("b", world.meeting("cy@example.com|none", f"{ANN}|accepted", f"{BO}|accepted")))
    assert change.held["attendees"] == ("cy@example.com|none",)
    assert bo.create([change]) == [Written(key)]
    assert world.count() == 1 and len(world.relations(key)) == 2


def test_an_attendee_shares_before_the_organiser(world: Meetings, store: EventStore) -> None:
    bo = world.events(BO)
    key = create(bo, world.meeting("cy@example.com|none"))
    fields = world.meeting("cy@example.com|none", f"{BO}|accepted")
    assert store.find([{"subject": "Kick-off", "start": world.start}]) == []
    (change,) = prepared(store, Change("a", fields))
    assert store.create([change]) == [Written(key)]
    assert world.count() == 1 and world.relations(key) == {world.contact: "New", world.user: "New"}
    assert [one.key for one in store.find([{"subject": "Kick-off", "start": world.start}])] == [key]


def test_both_at_once(world: Meetings, store: EventStore) -> None:
    """Both look before either creates: the unique field names the first, whatever else differs."""
    bo = world.events(BO)
    (first,) = prepared(store, Change("a", world.meeting(f"{BO}|none", f"{ANN}|accepted"), identity="m1"))
    other = world.meeting(f"{ANN}|accepted", f"{BO}|none", subject="Kick-off (moved)")
    (second,) = prepared(bo, Change("b", other, identity="m1"))
    (made,) = store.create([first])
    assert isinstance(made, Written) and bo.create([second]) == [made]
    assert world.count() == 1 and world.relations(made.key) == {world.other: "New"}


def test_a_meeting_that_this_user_may_not_see(world: Meetings, store: EventStore) -> None:
    """Salesforce refuses the second, and names an event out of sight."""
    world.org.set_sharing("Event", "Private")
    bo = world.events(BO)
    (second,) = prepared(bo, Change("b", world.meeting(f"{ANN}|accepted", f"{BO}|none"), identity="m1"))
    (first,) = prepared(store, Change("a", world.meeting(f"{BO}|none", f"{ANN}|accepted"), identity="m1"))
    (made,) = store.create([first])
    assert isinstance(made, Written)
    key = made.key
    with world.org.lock:
        found = world.org.system().query(f"SELECT Id FROM EventRelation WHERE EventId = '{key}'").records  # noqa: S608
        world.org.system().delete("EventRelation", found[0]["Id"])
    (refused,) = bo.create([second])
    assert isinstance(refused, Rejected) and refused.code == "duplicate" and "invite you" in refused.message
    assert world.count() == 1


def test_a_meeting_that_was_deleted_is_not_joined(world: Meetings, store: EventStore) -> None:
    key = create(store, world.meeting(f"{BO}|none"))
    bo = world.events(BO)
    (change,) = prepared(bo, Change("b", world.meeting(f"{ANN}|accepted", f"{BO}|none")))
    world.remove(key, "Event")
    assert isinstance(bo.create([change])[0], Stale)


def test_strangers_with_the_same_name_and_time_stay_apart(world: Meetings, store: EventStore) -> None:
    create(store, world.meeting("cy@example.com|none"))
    bo = world.events(BO)
    for n, fields in enumerate((world.meeting("di@example.com|none"), world.meeting())):
        assert n or bo.find([{"subject": "Kick-off", "start": world.start}]) == []
        create(bo, fields, f"b{n}")
    assert world.count() == 3


def test_the_invited_colleague_sees_but_never_writes(world: Meetings, store: EventStore) -> None:
    key = create(store, world.meeting(f"{BO}|none"))
    bo = world.events(BO)
    seen, cursor = listed(bo)
    assert set(seen) == {key}
    mine, theirs = read(store, key), read(bo, key)
    assert mine.writable and theirs.in_scope and not theirs.writable
    assert mine.fields["attendees"] == (f"{BO}|none",)
    assert theirs.fields == {name: value for name, value in mine.fields.items() if name != "attendees"}
    (found,) = bo.prepare([Change("x", {"subject": "Mine now"}, key, theirs.version)])
    assert isinstance(found, Rejected) and found.code == "not_the_owner" and "Anna Berg" in found.message
    (kept,) = bo.delete([Removal("d", key, theirs.version)])
    assert isinstance(kept, Rejected) and row(world, "Event", key)["IsDeleted"] is False
    world.clock.advance(minutes=20)
    _, cursor = polled(bo, cursor)
    assert isinstance(update(store, read(store, key), fields={"attendees": None}), Written)
    told = polled(bo, cursor)[0][key]
    assert not (isinstance(told, Record) and told.in_scope)


def test_a_moved_meeting_does_not_block_a_new_one_in_its_place(world: Meetings, store: EventStore) -> None:
    key = create(store, world.meeting(f"{BO}|none"), "one")
    later: dict[str, Value] = {
        "start": world.start + timedelta(days=1),
        "end": world.start + timedelta(days=1, hours=1),
    }
    assert isinstance(update(store, read(store, key), fields=later), Written)
    assert create(store, world.meeting(f"{BO}|none"), "two") != key


def test_what_a_colleagues_link_names_is_joined_whatever_it_is_called(world: Meetings, store: EventStore) -> None:
    key = create(store, world.meeting("cy@example.com|none"))
    bo = world.events(BO)
    assert bo.reached([key]) == []
    fields = world.meeting(
        f"{ANN}|accepted", f"{BO}|tentative", subject="Other", start=world.start + timedelta(hours=5)
    )
    (change,) = prepared(bo, Change("b", fields, joins=key))
    assert change.held["subject"] == "Kick-off"
    assert bo.create([change]) == [Written(key)]
    assert world.count() == 1 and world.relations(key) == {world.contact: "New", world.other: "Maybe"}
    assert [one.key for one in bo.reached([key])] == [key]
    assert bo.create([change]) == [Written(key)] and len(world.relations(key)) == 2


def test_a_named_event_that_was_deleted_is_made_anew(world: Meetings, store: EventStore) -> None:
    key = create(store, world.meeting(f"{BO}|none"))
    world.remove(key, "Event")
    (change,) = prepared(world.events(BO), Change("b", world.meeting(f"{ANN}|accepted"), joins=key))
    (outcome,) = world.events(BO).create([change])
    assert isinstance(outcome, Written) and outcome.key != key


def test_a_named_event_that_this_user_may_not_see(world: Meetings, store: EventStore) -> None:
    world.org.set_sharing("Event", "Private")
    key = create(store, world.meeting("cy@example.com|none"))
    (refused,) = world.events(BO).prepare([Change("b", world.meeting(f"{ANN}|accepted"), joins=key)])
    assert isinstance(refused, Rejected) and refused.code == "duplicate" and "invite you" in refused.message


def test_a_private_copy_joins_nothing(world: Meetings, store: EventStore) -> None:
    """Shown as a time that is taken, it must not tell that its user takes part."""
    key = create(store, world.meeting("cy@example.com|none"))
    bo = EventStore(world.client(world.login(BO)), replace(POLICY, private=Private.BUSY))
    fields = world.meeting(f"{ANN}|accepted", sensitivity="private")
    (change,) = prepared(bo, Change("b", fields, identity="m1", joins=key))
    (outcome,) = bo.create([change])
    assert isinstance(outcome, Written) and outcome.key != key
    made = row(world, "Event", outcome.key)
    assert (made["Subject"], made[MEETING_FIELD]) == ("Busy", None)


def test_users_are_known_by_their_mailboxes(world: Meetings) -> None:
    """Whatever their e-mail addresses in Salesforce are: both sides call them by the same."""
    with world.org.lock:
        for username in (ANN, BO):
            world.org.system().update("User", (world.org.user(username) or {})["Id"], {"Email": f"x.{username}"})
    names = {"anna": ANN, "bo": BO}
    store, bo = world.events(ANN, **names), world.events(BO, **names)
    (change,) = prepared(store, Change("s", world.meeting("bo@example.com|accepted", "anna@example.com|none")))
    assert change.held["attendees"] == ("bo@example.com|accepted",)
    (made,) = store.create([change])
    assert isinstance(made, Written)
    key = made.key
    assert world.relations(key) == {world.other: "Accepted"}
    assert read(store, key).fields["attendees"] == ("bo@example.com|accepted",)
    assert store.known(["bo@example.com", "anna@example.com", "x@nobody.org"]) == {"bo@example.com"}
    theirs = read(bo, key)
    assert (theirs.owner, theirs.writable, read(store, key).owner) == ("anna@example.com", False, None)
    assert isinstance(update(store, read(store, key), fields={"attendees": ("bo@example.com|declined",)}), Written)
    assert world.relations(key) == {world.other: "Declined"}
    (copy,) = prepared(bo, Change("b", world.meeting("anna@example.com|accepted", "bo@example.com|declined")))
    assert bo.create([copy]) == [Written(key)] and world.count() == 1
