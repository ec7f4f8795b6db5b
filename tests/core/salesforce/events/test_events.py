"""Events of Salesforce as a Store: times, words, private ones, and whom they are about."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.crm import CRMS
from core.errors import Rejected, Stale
from core.policy import Private
from core.records import Fields, Gone, Value
from core.salesforce.event_store import EventStore
from core.salesforce.event_times import Times
from core.salesforce.trait import Draft
from core.store import Change, Removal, Written
from tests.contract.worlds_salesforce import SalesforceWorld
from tests.core.salesforce.events.making import POLICY, add, at, timed
from tests.core.salesforce.steps import create, edit, prepared, read, row, states, update
from tests.seeds import seed_of


def test_every_field_there_and_back(world: SalesforceWorld, store: EventStore) -> None:
    fields = timed(
        at(world, 3), 90, location="Zimmer 1", body="A\nB 🙂", reminder_minutes=15, show_as="oof", sensitivity="normal"
    )
    key = create(store, fields)
    assert dict(read(store, key).fields) == fields
    kept = row(world, "Event", key)
    assert (kept["DurationInMinutes"], kept["OwnerId"], kept["ShowAs"]) == (90, world.user, "OutOfOffice")
    emptied: dict[str, Value] = {"location": None, "body": None, "reminder_minutes": None, "subject": None}
    assert isinstance(update(store, read(store, key), fields=emptied), Written)
    assert dict(read(store, key).fields) == {name: value for name, value in fields.items() if name not in emptied}


def test_a_moved_event_keeps_its_length_agreeing_and_takes_its_reminder_along(
    world: SalesforceWorld, store: EventStore
) -> None:
    start = at(world, 3)
    key = create(store, timed(start, 60, reminder_minutes=30))
    for n, fields in enumerate(({"start": start - timedelta(hours=1)}, {"end": start + timedelta(hours=5)})):
        assert isinstance(update(store, read(store, key), f"u{n}", fields), Written)
    kept, now = row(world, "Event", key), read(store, key).fields
    assert (now["start"], now["end"]) == (start - timedelta(hours=1), start + timedelta(hours=5))
    assert kept["DurationInMinutes"] == 360 and now["reminder_minutes"] == 30
    assert kept["ReminderDateTime"][:16] == (start - timedelta(minutes=90)).isoformat()[:16]


@pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Europe/Paris", "Pacific/Kiritimati"])
def test_whole_days_are_the_same_days_in_every_zone(world: SalesforceWorld, zone: str) -> None:
    with world.org.lock:
        world.org.system().update("User", world.user, {"TimeZoneSidKey": zone})
    store = EventStore(world.client(), POLICY)
    first = at(world, 5, 0)
    fields = timed(first, 3 * 1440, is_all_day=True, reminder_minutes=900)
    key = create(store, fields)
    kept = row(world, "Event", key)
    assert (kept["ActivityDate"], kept["EndDateTime"][:10]) == (f"{first:%F}", f"{first + timedelta(days=2):%F}")
    assert dict(read(store, key).fields) == fields
    shorter: Fields = {"end": first + timedelta(days=1)}
    assert isinstance(update(store, read(store, key), "u1", shorter), Written)
    assert row(world, "Event", key)["DurationInMinutes"] == 1440
    at_noon = timed(first + timedelta(hours=12))
    assert isinstance(update(store, read(store, key), "u2", at_noon), Written)
    assert read(store, key).fields == {**at_noon, "reminder_minutes": 900}


def test_days_made_in_salesforce(world: SalesforceWorld, store: EventStore) -> None:
    day = at(world, 2, 0)
    key = world.add("Event", Subject="Fair", IsAllDayEvent=True, ActivityDate=f"{day:%F}", DurationInMinutes=2880)
    fields = read(store, key).fields
    assert (fields["start"], fields["end"], fields["is_all_day"]) == (day, day + timedelta(days=2), True)


@pytest.mark.parametrize(
    ("fields", "code", "field", "words"),
    [
        ({"end": 15 * 1440}, "event_too_long", "end", "lasts 15 days, and Salesforce holds events of at most 14"),
        ({"end": -5}, "value_not_allowed", "end", "ends before it begins"),
        ({"end": None}, "required_field_missing", "end", "The end of the event"),
        ({"start": None}, "required_field_missing", "start", "The start of the event"),
        ({"location": "x" * 256}, "value_too_long", "location", "has 256 characters, and Salesforce holds 255"),
        ({"subject": "x" * 256}, "value_too_long", "subject", "has 256 characters"),
    ],
)
def test_impossible_events(
    world: SalesforceWorld, store: EventStore, fields: dict[str, Any], code: str, field: str, words: str
) -> None:
    start = at(world, 1)
    if isinstance(fields.get("end"), int):
        fields = {"end": start + timedelta(minutes=fields["end"])}
    (found,) = store.prepare([Change("s", {**timed(start), **fields})])
    assert isinstance(found, Rejected) and (found.code, found.field) == (code, field)
    assert words in found.message and "“" in found.message and found.label


def test_an_update_that_makes_it_impossible(world: SalesforceWorld, store: EventStore) -> None:
    record = read(store, add(world, at(world, 1)))
    (found,) = store.prepare([Change("s", {"end": at(world, 20)}, record.key, record.version)])
    assert isinstance(found, Rejected) and found.code == "event_too_long"
    whole = timed(at(world, 1, 0), 14 * 1440, is_all_day=True)
    assert isinstance(store.prepare([Change("s", whole)])[0], Change)


def test_words_that_salesforce_does_not_have_are_held(world: SalesforceWorld, store: EventStore) -> None:
    start = at(world, 1)
    for shown, kept in (("tentative", "busy"), ("working_elsewhere", "busy"), ("free", "free"), ("oof", "oof")):
        (change,) = prepared(store, Change(shown, timed(start, show_as=shown, sensitivity="personal")))
        assert change.held == ({"sensitivity": "normal"} | ({"show_as": kept} if shown != kept else {}))
        (outcome,) = store.create([change])
        assert isinstance(outcome, Written)
        now = read(store, outcome.key)
        assert (now.fields["show_as"], now.fields["sensitivity"]) == (kept, "normal")
        assert isinstance(update(store, now, f"{shown}u", {"show_as": kept}), Written)
    odd = start + timedelta(seconds=20, microseconds=7)
    (change,) = prepared(store, Change("odd", timed(start, end=odd)))
    assert change.held == {"end": start}


def test_private_events_stay_in_outlook(world: SalesforceWorld) -> None:
    store = EventStore(world.client(), replace(POLICY, private=Private.SKIP))
    (found,) = store.prepare([Change("s", timed(at(world, 1), sensitivity="private"))])
    assert isinstance(found, Rejected) and found.code == "private_event" and "stay there" in found.message


def test_private_events_show_as_busy(world: SalesforceWorld) -> None:
    store = EventStore(world.client(), replace(POLICY, private=Private.BUSY))
    fields = timed(at(world, 1), sensitivity="confidential", location="Clinic", body="Dr. X", attendees=("x@y.z|none",))
    (change,) = prepared(store, Change("s", fields))
    (outcome,) = store.create([change])
    assert isinstance(outcome, Written)
    now = read(store, outcome.key)
    assert dict(now.fields) == {**timed(at(world, 1)), "subject": "Busy", "sensitivity": "private"}
    assert {**fields, **change.held} == {**now.fields, "location": None, "body": None, "attendees": None}
    (again,) = prepared(store, Change("u", {"subject": "Clinic", "end": at(world, 1, 12)}, now.key, now.version))
    assert again.held == {"subject": "Busy"} and isinstance(store.update([again])[0], Written)
    open_one = read(store, create(store, timed(at(world, 2), location="Here"), "two"))
    (closed,) = prepared(store, Change("v", {"sensitivity": "private"}, open_one.key, open_one.version))
    assert isinstance(store.update([closed])[0], Written)
    kept = row(world, "Event", open_one.key)
    assert (kept["Subject"], kept["Location"], kept["IsPrivate"]) == ("Busy", None, True)


@pytest.mark.parametrize("shared", [False, True])
def test_whom_it_is_about(world: SalesforceWorld, shared: bool) -> None:
    """Whoever is only invited is not named: the attendees tell of them."""
    world.org.set_feature("shared_activities", on=shared)
    store = EventStore(world.client(), POLICY)
    names = ("Zoe", "Ann", "Guest")
    zoe, ann, guest = (world.add("Contact", LastName=name, Email=f"{name}@Firm.example") for name in names)
    both: dict[str, Any] = {"EventWhoIds": [zoe, ann]} if shared else {"WhoId": zoe}
    key = add(world, at(world, 1), **both)
    invited: dict[str, Any] = {"IsInvitee": True} if shared else {}
    world.add("EventRelation", EventId=key, RelationId=guest, **invited)
    page = f"{world.server.url}/lightning/r/Contact"
    expected = [f"Name: Zoe (Contact) {page}/{zoe}/view", f"Name: Ann (Contact) {page}/{ann}/view"]
    record = read(store, key)
    assert str(record.fields["crm_section"]).splitlines() == expected[: 1 + shared]
    assert record.about >= {"zoe@firm.example", *(["ann@firm.example"] if shared else [])}
    assert "guest@firm.example" not in record.about
    assert record.fields["attendees"] == ("guest@firm.example|none",)


def test_what_is_about_something_cannot_be_private(world: SalesforceWorld, store: EventStore) -> None:
    account = world.add("Account", Name="Acme")
    record = read(store, add(world, at(world, 1), WhatId=account))
    assert str(record.fields["crm_section"]).startswith("Related to: Acme (Account) https://")
    private = EventStore(world.client(), replace(POLICY, private=Private.BUSY))
    (found,) = private.prepare([Change("s", {"sensitivity": "private"}, record.key, record.version)])
    assert isinstance(found, Rejected) and "related to records in Salesforce" in found.message


def test_stamps_stale_and_delete(world: SalesforceWorld, store: EventStore) -> None:
    change = prepared(store, Change("one", timed(at(world, 1))))
    first, second = store.create(change), store.create(change)
    assert first == second and len(world.rows("SELECT Id FROM Event")) == 1
    record = store.find_stamp(["one"])["one"]
    edit(world, "Event", record.key, Subject="B")
    assert isinstance(update(store, record, body="x"), Stale)
    now = read(store, record.key)
    assert store.delete([Removal("d", now.key, now.version)]) == [Written(now.key)]
    assert store.read([now.key])[now.key] == Gone(now.key)
    assert store.create([]) == store.update([]) == store.delete([]) == store.prepare([]) == []


def test_find_is_for_ones_own(world: SalesforceWorld, store: EventStore) -> None:
    start = at(world, 1)
    mine, theirs = add(world, start), add(world, start, user=world.other)
    assert [one.key for one in store.find([{"subject": "REVIEW", "start": start}])] == [mine] and theirs
    assert store.find([{"subject": "Review", "start": start + timedelta(minutes=1)}]) == []


def test_hundreds_of_creates_and_updates_cost_few_calls(world: SalesforceWorld, store: EventStore) -> None:
    start = at(world, 1)
    changes = prepared(store, *(Change(f"s{n}", timed(start + timedelta(minutes=n))) for n in range(600)))
    keys = [outcome.key for outcome in store.create(changes) if isinstance(outcome, Written)]
    assert len(keys) == 600 and store.calls["create"] == 1
    found = states(store, keys)
    before = sum(store.calls.values())
    edits = [Change(f"u{n}", {"location": "Here"}, one.key, one.version) for n, one in enumerate(found)]
    assert store.update(prepared(store, *edits)) == [Written(key) for key in keys]
    assert sum(store.calls.values()) - before == 3  # two re-reads and the write


def test_times_of_a_row_without_an_end() -> None:
    row = {"StartDateTime": "2026-01-02T03:04:00.000+0000", "DurationInMinutes": 30, "IsAllDayEvent": False}
    assert Times().decode(row)["end"] == datetime(2026, 1, 2, 3, 34, tzinfo=UTC)
    days = {"ActivityDate": "2026-01-02", "DurationInMinutes": 2880, "IsAllDayEvent": True}
    assert Times().decode(days)["end"] == datetime(2026, 1, 4, tzinfo=UTC)
    assert Times().decode({}) == {"is_all_day": False, "start": None, "end": None}


def test_any_times_come_back_as_held() -> None:
    chance = random.Random(seed_of("the times of Salesforce's events"))
    for _ in range(500):
        start = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(10**8))
        end = start + timedelta(seconds=chance.randrange(14 * 86_400 - 86_400))
        fields: Fields = {"start": start, "end": end, "is_all_day": chance.random() < 0.5}
        draft = Draft(fields)
        row = dict(Times().encode(draft))
        told = {name: f"{value[:19]}.000+0000" for name, value in row.items() if name.endswith("DateTime")}
        assert Times().decode(row | told) == {**fields, **Times().held(draft)}


def test_the_registry() -> None:
    assert CRMS["salesforce"].stores["event"] is EventStore
    assert CRMS["salesforce"].fields["event"]["start"] == "StartDateTime"
