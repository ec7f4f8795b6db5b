"""What the tests of events ask of a store, in few words."""

from dataclasses import replace
from typing import Any

from core.policy import Share
from core.records import Glimpse, Key, Record, Seen, State, Value
from core.store import Change, Page, Written
from tests.core.exchange.event_worlds import (
    POLICY,
    EventWorld,
)

ALL = replace(POLICY, share=Share.ALL)
ANN = {"name": "Ann", "address": "Ann@customer.example", "kind": "required"}
BOB = {"name": "Bob", "address": "bob@customer.example", "kind": "optional"}


def listed(world: EventWorld, cursor: str | None = None, policy: Any = None) -> list[Page]:
    """One run's look at the feed, by a store of its own."""
    world.events = world.opened(policy)
    return list(world.events.changed_since(cursor))


def told(pages: list[Page]) -> dict[Key, Seen]:
    return {one.key: one for page in pages for one in page.seen}


def inside(pages: list[Page]) -> set[Key]:
    return {key for key, one in told(pages).items() if isinstance(one, Record | Glimpse) and one.in_scope}


def read(world: EventWorld, key: Key) -> Record:
    found = world.events.read([key])[key]
    assert isinstance(found, Record), found
    return found


def state(world: EventWorld, key: Key) -> State:
    return world.events.read([key])[key]


def prepared(world: EventWorld, key: Key, fields: dict[str, Value], **more: Any) -> Change:
    [ready] = world.events.prepare([Change("s2", fields, key=key, version=read(world, key).version, **more)])
    assert isinstance(ready, Change), ready
    return ready


def update(world: EventWorld, key: Key, fields: dict[str, Value], **more: Any) -> Written:
    [outcome] = world.events.update([prepared(world, key, fields, **more)])
    assert isinstance(outcome, Written), outcome
    return outcome


def create(world: EventWorld, fields: dict[str, Value], **more: Any) -> Written:
    [ready] = world.events.prepare([Change("s1", fields, categories=("Salesforce",), **more)])
    assert isinstance(ready, Change), ready
    [outcome] = world.events.create([ready])
    assert isinstance(outcome, Written), outcome
    return outcome
