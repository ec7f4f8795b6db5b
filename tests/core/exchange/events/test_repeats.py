"""A create that is repeated with the same stamp: Graph knows it by its transactionId, and refuses another body."""

from typing import Any

import pytest

from core.errors import Stale
from core.store import Change, Outcome, Written
from tests.core.exchange.event_worlds import HOUR, TODAY, EventWorld, GraphEvents, timed
from tests.core.exchange.events.calls import ANN, read


@pytest.fixture
def graph() -> GraphEvents:
    return GraphEvents()


def made(world: EventWorld, *subjects: str, stamp: str = "s9") -> list[Outcome]:
    changes = [Change(f"{stamp}{n}", timed(TODAY + HOUR, subject=one)) for n, one in enumerate(subjects)]
    ready = [one for one in world.events.prepare(changes) if isinstance(one, Change)]
    return world.events.create(ready)


def subjects(world: EventWorld) -> list[Any]:
    calendar = world.mailbox.well_known("calendar")
    return sorted(one.fields["subject"] for one in world.mailbox.items(calendar.id, "event"))


def test_the_same_again_is_the_same_event(graph: GraphEvents) -> None:
    first, again = made(graph, "Visit"), made(graph, "Visit")
    assert first == again
    assert subjects(graph) == ["Visit"]


def test_another_body_reaches_the_event_that_was_made(graph: GraphEvents) -> None:
    """Beside others of the same call, which are made."""
    [first] = made(graph, "Visit")
    again, other = made(graph, "Visit us", "Lunch")
    assert isinstance(first, Written) and isinstance(again, Written) and isinstance(other, Written)
    assert again.key == first.key
    assert subjects(graph) == ["Lunch", "Visit us"]
    assert read(graph, first.key).version == again.version


def test_one_that_invited_people_since_is_left(graph: GraphEvents) -> None:
    [first] = made(graph, "Visit")
    assert isinstance(first, Written)
    [item] = graph.mailbox.items(graph.mailbox.well_known("calendar").id, "event")
    graph.change(item, attendees=[ANN])
    [again] = made(graph, "Visit us")
    assert isinstance(again, Stale) and again.code == "made_before"
    assert "was made in Outlook before" in again.message
    assert subjects(graph) == ["Visit"]
