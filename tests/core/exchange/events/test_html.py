"""Events whose notes are HTML: a write of the section or of the notes keeps the rest of the page."""

from dataclasses import replace
from typing import Any

import pytest

from core.errors import Rejected, Transient
from core.records import Value
from core.store import Change, Written
from sandbox.microsoft.store import Item
from tests.core.exchange.event_worlds import EventWorld, EwsEvents, GraphEvents
from tests.core.exchange.events.calls import ANN, listed, prepared, read, update
from tests.core.exchange.test_rich_notes import PAGE, SECTION


def rich(world: EventWorld, **more: Any) -> Item:
    return world.put(body=PAGE, body_type="HTML", **more)


def test_the_section_leaves_the_page_alone(world: EventWorld) -> None:
    item = rich(world)
    key = world.key(item)
    notes, cursor = read(world, key).fields["body"], listed(world)[-1].cursor
    update(world, key, {"crm_section": SECTION})
    now = world.now(item).fields
    begin, _, end = PAGE.partition("\r\n</body>")
    assert now["body"].startswith(begin)
    assert now["body"].endswith(f"</body>{end}")
    assert now["body_type"].lower() == "html"
    listed(world, cursor)
    assert (read(world, key).fields["body"], read(world, key).fields["crm_section"]) == (notes, SECTION)
    update(world, key, {"crm_section": None})
    assert world.now(item).fields["body"] == PAGE


def test_a_changed_line_leaves_the_page_alone(world: EventWorld) -> None:
    item = rich(world)
    key = world.key(item)
    update(world, key, {"crm_section": SECTION})
    text = str(read(world, key).fields["body"]).replace("Agenda", "Plan").replace("line\n", "line\nmore\n")
    update(world, key, {"body": text})
    assert (read(world, key).fields["body"], read(world, key).fields["crm_section"]) == (text, SECTION)
    update(world, key, {"crm_section": None})
    assert world.now(item).fields["body"] == PAGE.replace("Agenda", "Plan").replace("line<br>", "line<br>more<br>")


@pytest.mark.parametrize("body", [None, "Something else"])
def test_what_would_lose_the_link_is_refused_and_the_rest_goes_on(world: EventWorld, body: str | None) -> None:
    item, other = rich(world), world.put(subject="Other")
    changes = [
        Change("s", {"body": body}, world.key(one), read(world, world.key(one)).version) for one in (item, other)
    ]
    ready = [one for one in world.events.prepare(changes) if isinstance(one, Change)]
    refused, fine = world.events.update(ready)
    assert isinstance(refused, Rejected)
    assert (refused.code, refused.field) == ("rich_notes", "body")
    assert not isinstance(fine, Rejected)
    assert (world.now(item).fields["body"], world.now(other).fields.get("body")) == (PAGE, body)


@pytest.mark.parametrize("of_series", [False, True])
def test_what_else_the_change_says_is_written(world: EventWorld, of_series: bool) -> None:
    """The version that is told is the one that is read next: nothing comes back as an edit."""
    item = rich(world)
    if of_series:
        item = world.occurrences(world.weekly(count=3, body=PAGE, body_type="HTML"))[1]
    key = world.key(item)
    fields: dict[str, Value] = {"body": "Something else", "location": "Rome", "crm_section": SECTION}
    ready = replace(prepared(world, key, fields), categories=("Other",))
    [outcome] = world.events.update([ready])
    assert isinstance(outcome, Written) and outcome.refused
    assert (outcome.refused.fields, outcome.refused.error.code) == (frozenset({"body"}), "rich_notes")
    now = read(world, key)
    assert (now.fields["location"], now.fields["crm_section"]) == ("Rome", SECTION)
    assert "Agenda" in str(now.fields["body"]) and "Other" not in now.categories
    assert outcome.version == now.version


def test_a_page_that_cannot_be_read_now_is_not_written_over(world: EventWorld) -> None:
    item = rich(world)
    key = world.key(item)
    ready = prepared(world, key, {"crm_section": SECTION})
    operation = "GetItem" if isinstance(world, EwsEvents) else "GET .*"
    world.fault("throttled", operation=operation, seconds=300, times=None)
    try:
        [outcome] = world.events.update([ready])
    except Transient:
        outcome = None
    assert not isinstance(outcome, Written)
    assert world.now(item).fields["body"] == PAGE


def test_one_occurrence_of_a_series(world: EventWorld) -> None:
    series = world.weekly(count=3, body=PAGE, body_type="HTML")
    second = world.occurrences(series)[1]
    key = world.key(second)
    update(world, key, {"crm_section": SECTION})
    assert read(world, key).fields["crm_section"] == SECTION
    assert world.now(series).fields["body"] == PAGE
    [changed] = [one for one in world.occurrences(series) if one.original_start == second.original_start]
    assert "<b>Agenda</b>" in changed.fields["body"]


def test_a_meeting_with_people(world: EventWorld) -> None:
    """Graph would tell them of a new text, so it gets no section."""
    item = rich(world, attendees=[ANN])
    key = world.key(item)
    if isinstance(world, GraphEvents):
        [ready] = world.events.prepare([Change("s", {"crm_section": SECTION}, key, read(world, key).version)])
        assert isinstance(ready, Change)
        assert ready.fields == {}
    else:
        update(world, key, {"crm_section": SECTION})
        assert "https://teams.example/l/meetup-join" in world.now(item).fields["body"]
    assert world.sent() == 0


def test_a_plain_text_stays_one(world: EventWorld) -> None:
    item = world.put(body="one\ntwo <b>", body_type="Text")
    key = world.key(item)
    update(world, key, {"crm_section": SECTION})
    now = world.now(item).fields
    assert now["body_type"].lower() == "text"
    assert read(world, key).fields["body"] == "one\ntwo <b>"


def test_only_writes_of_notes_ask_for_the_page(world: EventWorld) -> None:
    item = rich(world)
    key = world.key(item)
    read(world, key)
    before = len(world.calls())
    update(world, key, {"show_as": "free"})
    asked = len(world.calls()) - before
    before = len(world.calls())
    update(world, key, {"crm_section": SECTION})
    assert len(world.calls()) - before == asked + 1
