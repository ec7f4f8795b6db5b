"""The user's own copies of meetings: found whether they are shared or not, and nothing else of the calendar is told."""

from typing import Any

from core.records import Record
from core.store import Change, Meeting, Written
from tests.core.exchange.event_worlds import DAY, TODAY, EventWorld
from tests.core.exchange.events.calls import ANN, read

START = TODAY + DAY


def copies(world: EventWorld, *wanted: Meeting) -> list[Record]:
    return sorted(world.events.copies(wanted), key=lambda one: str(one.fields["start"]))


def put(world: EventWorld, **more: Any) -> Record:
    """An event that is not shared."""
    values: dict[str, Any] = {"subject": "Plan", "start": START, "end": START + DAY / 24, **more}
    return read(world, world.key(world.put(values, shared=False)))


def test_by_its_name_and_time(world: EventWorld) -> None:
    shared = put(world, attendees=[ANN])
    put(world)  # nobody takes part
    put(world, attendees=[ANN], subject="Another")
    put(world, attendees=[ANN], start=START + DAY / 24, end=START + DAY / 12)
    [found] = copies(world, Meeting(" PLAN ", START))
    assert (found.key, found.in_scope, found.meeting) == (shared.key, False, True)
    assert not copies(world, Meeting("Plan", START - DAY))


def test_by_its_identity_wherever_it_lies(world: EventWorld) -> None:
    moved = put(world, attendees=[ANN], subject="Renamed", start=START + 3 * DAY, end=START + 3 * DAY + DAY / 24)
    assert moved.identity
    [found] = copies(world, Meeting("Plan", START, moved.identity))
    assert found.key == moved.key
    assert not copies(world, Meeting("Plan", START, "another"))


def test_it_is_shared_by_its_category(world: EventWorld) -> None:
    """Which nobody is told of."""
    item = put(world, attendees=[ANN])
    before = world.sent()
    [change] = world.events.prepare([Change("s", {}, item.key, item.version, categories=("Salesforce",))])
    assert isinstance(change, Change)
    [outcome] = world.events.update([change])
    assert isinstance(outcome, Written)
    assert read(world, item.key).in_scope and world.sent() == before
