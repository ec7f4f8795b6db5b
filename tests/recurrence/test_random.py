"""Twelve hundred random series on each protocol, made and changed over the wire, read through the connector: each
occurrence in the window is where python-dateutil says, and there is no other.

Half of the blocks change occurrences before the first listing, half after it, so that the feed must tell what changed.
"""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from core.records import Gone, Key, Record, State
from core.store import Page
from tests.core.exchange.event_worlds import EventWorld, EwsEvents, GraphEvents
from tests.recurrence.people import EwsPeople, GraphPeople, People
from tests.recurrence.series import FIRST, TODAY, Series, random_changes, random_series
from tests.seeds import seed_of

BLOCKS, BLOCK = 12, 100
# Of every block so many series are read by key as well.
READ = 8


def opened(face: str) -> tuple[EventWorld, People]:
    if face == "ews":
        ews = EwsEvents()
        ews.today = TODAY
        return ews, EwsPeople(ews)
    graph = GraphEvents()
    graph.today = TODAY
    return graph, GraphPeople(graph)


def series_of(chance: random.Random, count: int) -> list[Series]:
    found: list[Series] = []
    while len(found) < count:
        made = random_series(chance, len(found))
        if made:
            found.append(made)
    return found


def change_some(chance: random.Random, people: People, series: Iterable[Series]) -> None:
    wishes = [(one, change) for one in series for change in random_changes(chance, one)]
    people.change(wishes)
    for one, change in wishes:
        one.changes[change.index] = change


def key(one: Series, start: datetime) -> Key:
    return f"{one.id}|{start:%Y%m%dT%H%M%SZ}"


def shown(state: State | None) -> tuple[object, ...]:
    """What is compared."""
    assert isinstance(state, Record), state
    fields = state.fields
    return fields.get("subject"), fields.get("start"), fields.get("end"), bool(fields.get("is_all_day"))


def wished(series: Iterable[Series]) -> dict[Key, tuple[object, ...]]:
    return {key(one, start): (*told, one.all_day) for one in series for start, told in one.expected().items()}


def heard(known: dict[Key, State], pages: Iterable[Page]) -> str:
    """What the pages tell, laid over what is known; their last cursor."""
    cursor = ""
    for page in pages:
        cursor = page.cursor
        for one in page.seen:
            if isinstance(one, Record) and one.in_scope:
                known[one.key] = one
            else:
                known.pop(one.key, None)
    return cursor


def touches(state: State) -> bool:
    """Ends with the moment at which the window begins: the days of another zone decide whether a server tells it."""
    return isinstance(state, Record) and state.fields.get("end") == FIRST != state.fields.get("start")


def differences(
    found: dict[Key, tuple[object, ...]], wanted: dict[Key, tuple[object, ...]]
) -> list[tuple[Key, object, object]]:
    return [(one, found.get(one), wanted.get(one)) for one in found | wanted if found.get(one) != wanted.get(one)]


@pytest.mark.parametrize("face", ["graph", "ews"])
@pytest.mark.parametrize("block", range(BLOCKS))
def test_every_occurrence_is_where_dateutil_says(face: str, block: int) -> None:
    chance = random.Random(seed_of(f"series {face} {block}"))
    world, people = opened(face)
    series = series_of(chance, BLOCK)
    changing = chance.sample(series, BLOCK // 2)
    known: dict[Key, State] = {}
    people.make(series)
    if block % 2:
        change_some(chance, people, changing)
    cursor = heard(known, world.opened().changed_since(None))
    if not block % 2:
        change_some(chance, people, changing)
        heard(known, world.opened().changed_since(cursor))
    wanted = wished(series)
    by_id = {one.id: one for one in series}
    found = {one: shown(state) for one, state in known.items() if not touches(state)}
    wrong = differences(found, wanted)
    assert not wrong, (len(wrong), [(one, by_id[one[0].partition("|")[0]]) for one in wrong[:3]])
    check_reads(world, chance.sample(series, READ), known)


def check_reads(world: EventWorld, series: list[Series], known: dict[Key, State]) -> None:
    """By key the store tells the same; an occurrence that was deleted, or never was, is gone."""
    here = {one: state for one, state in known.items() if one.partition("|")[0] in {made.id for made in series}}
    gone = [key(one, one.original(n)[0]) for one in series for n, change in one.changes.items() if change.deletes]
    gone += [key(one, one.original(0)[0] - timedelta(days=2)) for one in series]
    states = world.opened().read([*here, *gone])
    assert {one: states[one] for one in here} == here
    assert [states[one] for one in gone] == [Gone(one) for one in gone]
