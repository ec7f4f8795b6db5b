"""Events of Salesforce as a Store: what is in scope, and rows of series."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import CursorExpired, Rejected
from core.records import Gone, Record
from core.salesforce.event_store import EventStore
from core.store import Change, Removal, Written
from tests.contract.worlds_salesforce import SalesforceWorld
from tests.core.salesforce.events.making import POLICY, add, at
from tests.core.salesforce.steps import edit, listed, polled, read


def test_scope(world: SalesforceWorld, store: EventStore) -> None:
    now = world.clock.now()
    world.clock.advance(minutes=23 * 60 - now.hour * 60 - now.minute)  # 23:00 UTC, before the window moves on
    days = {-15: False, -14: True, 0: True, 365: True, 366: False}
    keys = {day: add(world, at(world, day)) for day in days}
    theirs = add(world, at(world, 1), user=world.other)
    seen, cursor = listed(store)
    assert set(seen) == {keys[day] for day, inside in days.items() if inside}
    assert not read(store, keys[-15]).in_scope
    edit(world, "Event", keys[366], StartDateTime=at(world, 300).isoformat(), DurationInMinutes=60)
    edit(world, "Event", keys[0], StartDateTime=at(world, 400).isoformat(), DurationInMinutes=60)
    told, cursor = polled(store, cursor)
    inside = {key for key, one in told.items() if isinstance(one, Record) and one.in_scope}
    assert keys[366] in inside and keys[0] not in inside and theirs not in inside
    world.clock.advance(minutes=15)
    _, cursor = polled(store, cursor)
    world.clock.advance(hours=1)
    later = EventStore(world.client(), POLICY)
    with pytest.raises(CursorExpired, match="came or went unseen"):
        polled(later, cursor)
    assert keys[-14] not in listed(later)[0]


def test_the_list_view_chooses(world: SalesforceWorld) -> None:
    past, ahead = add(world, at(world, -2)), add(world, at(world, 2))
    chosen = EventStore(world.client(), replace(POLICY, list_view="UpcomingEvents"))
    assert set(listed(chosen)[0]) == {ahead} and past


def test_occurrences_of_series_are_plain_events(world: SalesforceWorld, store: EventStore) -> None:
    start = at(world, 1)
    master = add(
        world,
        start,
        IsRecurrence=True,
        RecurrenceType="RecursDaily",
        RecurrenceInterval=1,
        RecurrenceStartDateTime=start.isoformat(),
        RecurrenceEndDateOnly=f"{start + timedelta(days=2):%F}",
    )
    add(world, start, Recurrence2PatternText="RRULE:FREQ=WEEKLY;BYDAY=MO;WKST=SU;INTERVAL=1;COUNT=3")
    seen, _ = listed(store)
    assert len(seen) == 6 and master not in seen


@pytest.mark.parametrize("classic", [False, True])
def test_the_rows_of_a_series_are_known_as_that(world: SalesforceWorld, store: EventStore, classic: bool) -> None:
    start = at(world, 1)
    daily = {
        "IsRecurrence": True,
        "RecurrenceType": "RecursDaily",
        "RecurrenceInterval": 1,
        "RecurrenceStartDateTime": start.isoformat(),
        "RecurrenceEndDateOnly": f"{start + timedelta(days=2):%F}",
    }
    rule = {"Recurrence2PatternText": "RRULE:FREQ=DAILY;WKST=SU;INTERVAL=1;COUNT=3"}
    for subject in ("One", "Two"):
        add(world, start + timedelta(hours=subject == "Two"), Subject=subject, **(daily if classic else rule))
    add(world, start, Subject="Alone")
    rows = world.rows("SELECT Id, Subject FROM Event WHERE IsRecurrence = false")
    named = {row["Id"]: str(row["Subject"]) for row in rows}
    before = store.read(list(named))
    for key in named:
        world.remove(key, "Event")
    after = store.read(list(named))
    told: dict[str, set[str | None]] = {"One": set(), "Two": set(), "Alone": set()}
    for key, subject in named.items():
        states = (before[key], after[key])
        assert isinstance(states[0], Record) and isinstance(states[1], Gone)
        told[subject] |= {one.series for one in states if isinstance(one, Record | Gone)}
    assert [len(found) for found in told.values()] == [1, 1, 1]
    assert told["Alone"] == {None} and told["One"] != told["Two"] and None not in told["One"]


def test_an_occurrence_of_a_lightning_series_is_not_edited_alone(world: SalesforceWorld, store: EventStore) -> None:
    key = add(world, at(world, 1), Recurrence2PatternText="RRULE:FREQ=DAILY;WKST=SU;INTERVAL=1;COUNT=3")
    record = read(store, key)
    (found,) = store.prepare([Change("s", {"subject": "Other"}, key, record.version)])
    assert isinstance(found, Rejected) and (found.code, found.label) == ("in_series", "Edit the series in Salesforce")
    assert store.delete([Removal("d", key, record.version)]) == [Written(key)]
    assert len(world.rows("SELECT Id FROM Event WHERE Subject = 'Review'")) == 2
