"""Recurrences that no server takes, in one batch with one that it does; and keys of occurrences that do not exist."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from core.errors import Rejected, Stale
from core.records import Away, Gone, Key, Record
from core.store import Change, Removal, Written
from tests.core.exchange.event_worlds import EventWorld, EwsEvents, GraphEvents
from tests.recurrence.people import EwsPeople, GraphPeople, People
from tests.recurrence.series import TODAY, Series
from tests.recurrence.test_random import heard, key, wished

OPENING = TODAY + timedelta(days=3)
BEGIN = {"start": f"{OPENING:%Y-%m-%d}"}
DAILY = {"type": "Daily", "interval": 1}
NO_END = {"type": "NoEnd", **BEGIN}
MONTHLY = {"type": "AbsoluteMonthly", "interval": 1, "day": 1}
IMPOSSIBLE: dict[str, dict[str, Any]] = {
    "every 0 days": {"pattern": {**DAILY, "interval": 0}, "range": NO_END},
    "every 1000 days": {"pattern": {**DAILY, "interval": 1000}, "range": NO_END},
    "on the 32nd": {"pattern": {**MONTHLY, "day": 32}, "range": NO_END},
    "on day 0": {"pattern": {**MONTHLY, "day": 0}, "range": NO_END},
    "no times": {"pattern": DAILY, "range": {"type": "Numbered", "count": 0, **BEGIN}},
    "a thousand times": {"pattern": DAILY, "range": {"type": "Numbered", "count": 1000, **BEGIN}},
    "ends before it begins": {"pattern": DAILY, "range": {"type": "EndDate", "end": "2020-01-01", **BEGIN}},
    "never within its range": {
        "pattern": {**MONTHLY, "day": OPENING.day - 1 or 31},
        "range": {"type": "EndDate", "end": BEGIN["start"], **BEGIN},
    },
    "the fifth Monday": {
        "pattern": {"type": "RelativeMonthly", "interval": 1, "days": ["Monday"], "index": "Fifth"},
        "range": NO_END,
    },
}


@pytest.fixture(params=["graph", "ews"])
def opened(request: pytest.FixtureRequest) -> Iterator[tuple[EventWorld, People]]:
    world: EwsEvents | GraphEvents
    people: People
    if request.param == "ews":
        world = EwsEvents()
        people = EwsPeople(world)
    else:
        world = GraphEvents()
        people = GraphPeople(world)
    world.today = TODAY
    yield world, people
    world.calm()


def good(count: int = 3, minutes: int = 60) -> Series:
    days = [OPENING.date() + timedelta(days=n) for n in range(count)]
    limits = {"type": "Numbered", "count": count, **BEGIN}
    return Series("Good", {"pattern": DAILY, "range": limits}, "UTC", time(9), minutes, all_day=False, days=days)


def impossible(name: str) -> Series:
    return Series(name, IMPOSSIBLE[name], "UTC", time(9), 60, all_day=False, days=[date(2026, 3, 1)])


def test_the_others_are_made_and_told(opened: tuple[EventWorld, People]) -> None:
    """The server refuses each by itself; what it took is what the connector tells."""
    world, people = opened
    fine = good()
    wanted = [*(impossible(name) for name in IMPOSSIBLE), good(minutes=1441), fine]
    assert people.try_to_make(wanted) == [False] * (len(wanted) - 1) + [True]
    known: dict[Key, Any] = {}
    heard(known, world.opened().changed_since(None))
    assert known.keys() == wished([fine]).keys()


def test_occurrences_that_do_not_exist(opened: tuple[EventWorld, People]) -> None:
    """Reading, writing and deleting them among one that does."""
    world, people = opened
    fine = good()
    people.make([fine])
    at = fine.original(0)[0]
    first = key(fine, at)
    far = [datetime(year, 1, 1, 9, tzinfo=at.tzinfo) for year in (1601, 2016, 4000, 9999)]
    keys = [key(fine, one) for one in (at - timedelta(days=2), at + timedelta(days=3), *far)]
    keys += [
        f"{fine.id}|",
        f"{fine.id}|20260230T090000Z",
        f"{fine.id}|soon",
        "|20260301T090000Z",
        "no id|20260301T090000Z",
    ]
    store = world.opened()
    states = store.read([first, *keys, fine.id])
    assert isinstance(states.pop(first), Record)
    assert isinstance(states.pop(fine.id), Away)  # the series itself is no event
    assert {type(state) for state in states.values()} <= {Gone, Away}
    changes = [Change("s", {"subject": "New"}, key=one) for one in [*keys, first]]
    outcomes = store.update([one for one in store.prepare(changes) if isinstance(one, Change)])
    assert isinstance(outcomes[-1], Written), outcomes[-1]
    assert {type(one) for one in outcomes[:-1]} <= {Stale, Rejected}
    removals = store.delete([Removal("s", one, None) for one in [*keys, first]])
    assert isinstance(removals[-1], Written)
    assert {type(one) for one in removals[:-1]} <= {Written, Stale, Rejected}
    assert (
        len(
            [
                one
                for one in store.read([key(fine, fine.original(n)[0]) for n in range(3)]).values()
                if isinstance(one, Record)
            ]
        )
        == 2
    )
