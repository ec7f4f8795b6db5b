"""The mass-change guard (I12)."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import pytest

from core.explain import sentence
from core.records import Gone, Pair, Record, Side
from tests.worker.pure import kind_cases
from tests.worker.pure.cases import C, E, contact, item, link, plan, setting
from tests.worker.pure.kind_cases import MEET, PEOPLE, row
from worker.sync.actions import Delete
from worker.sync.reconcile import Scale


def deletions(count: int, *, view_exits: int = 0) -> list[Pair]:
    pairs = []
    for number in range(count):
        keys = {E: f"e{number}", C: f"c{number}"}
        crm = contact(key=f"c{number}", in_scope=False) if number < view_exits else Gone(f"c{number}")
        pairs.append(Pair(link(id=f"l{number}", keys=keys), None, crm))
    return pairs


@pytest.mark.parametrize(
    ("deletes", "links", "held"),
    [(0, 0, False), (20, 100, False), (21, 100, True), (21, 420, False), (50, 1000, False), (51, 1000, True)],
)
def test_deletes_are_counted(deletes: int, links: int, held: bool) -> None:
    result = plan(*deletions(deletes), given=setting(Scale(links, {})))
    assert (result.held is not None) is held
    assert len(result.actions) == deletes


def test_no_more_are_named_than_there_are() -> None:
    result = plan(*deletions(30), given=setting(Scale(0, {})))
    assert result.held is not None
    assert sentence(result.held.reason).startswith("30 of 30 linked records would be deleted")


def test_both_sides_and_view_exits_count() -> None:
    in_exchange = [Pair(link(id=f"m{n}", keys={E: f"x{n}", C: f"y{n}"}), Gone(f"x{n}"), None) for n in range(7)]
    result = plan(*deletions(14, view_exits=7), *in_exchange)
    assert result.held is not None
    assert sentence(result.held.reason).startswith("21 of 100 linked records would be deleted")


def series(count: int, occurrences: int) -> list[Pair]:
    """So many series of events that went from Outlook, all of their occurrences."""
    keys = [(f"s{one}|2026030{day}T120000Z", f"c{one}-{day}") for one in range(count) for day in range(occurrences)]
    one = kind_cases.link(MEET)
    return [Pair(replace(one, id=crm, keys={E: key, C: crm}), Gone(key), None) for key, crm in keys]


@pytest.mark.parametrize(("count", "occurrences", "held"), [(1, 9, False), (20, 5, False), (21, 2, True)])
def test_a_series_counts_once(count: int, occurrences: int, held: bool) -> None:
    """It went by one act of a person."""
    result = plan(*series(count, occurrences), given=kind_cases.setting("event"))
    assert [type(action) for action in result.actions] == [Delete] * count * occurrences
    assert (result.held is not None) is held
    if result.held:
        assert sentence(result.held.reason).startswith("42 of 100 linked records would be deleted")


@pytest.mark.parametrize(("count", "held"), [(20, False), (21, True)])
@pytest.mark.parametrize("state", [row(MEET, in_scope=False), Gone("c")], ids=["left the view", "deleted"])
def test_a_series_of_salesforce_counts_once(state: Record | Gone, count: int, held: bool) -> None:
    one, pairs = kind_cases.link(MEET), []
    for number, day in product(range(count), range(3)):
        keys = {E: f"e{number}-{day}", C: f"c{number}-{day}"}
        gone = replace(state, key=keys[C], series=f"s{number}")
        pairs.append(Pair(replace(one, id=keys[C], keys=keys), None, gone))
    result = plan(*pairs, given=kind_cases.setting("event", remove_on_view_exit=True))
    assert [type(action) for action in result.actions] == [Delete] * count * 3
    assert (result.held is not None) is held


def test_occurrences_of_salesforce_that_are_deleted_in_outlook_are_acts_of_their_own() -> None:
    """They are single events there."""
    one, theirs = kind_cases.link(MEET), row(MEET, series="s")
    keys = [{E: f"e{n}", C: f"c{n}"} for n in range(21)]
    pairs = [Pair(replace(one, id=both[C], keys=both), Gone(both[E]), replace(theirs, key=both[C])) for both in keys]
    assert plan(*pairs, given=kind_cases.setting("event")).held is not None


@pytest.mark.parametrize(("count", "held"), [(20, False), (21, True)])
def test_meetings_that_are_called_off_count(count: int, held: bool) -> None:
    base = {**MEET, **PEOPLE}
    one, theirs = kind_cases.link(base), row(base)
    keys = [{E: f"e{n}", C: f"c{n}"} for n in range(count)]
    pairs = [Pair(replace(one, id=both[C], keys=both), Gone(both[E]), replace(theirs, key=both[C])) for both in keys]
    assert (plan(*pairs, given=kind_cases.setting("event")).held is not None) is held


def test_a_smaller_limit() -> None:
    assert plan(*deletions(2), given=setting(Scale(10, {}), guard_deletes=1, guard_share=0.1)).held is not None


@pytest.mark.parametrize(
    ("listed", "links", "held"),
    [
        ({}, 100, False),
        ({E: 80}, 100, False),
        ({E: 79}, 100, True),
        ({C: 79}, 100, True),
        ({E: 100, C: 0}, 100, True),
        ({E: 0, C: 0}, 0, False),
        ({E: 0}, 1, True),
        ({E: 1}, 1, False),
    ],
)
def test_a_listing_that_shrank(listed: Mapping[Side, int], links: int, held: bool) -> None:
    given = setting(Scale(links, listed))
    result = plan(Pair(None, item({"surname": "Lee"})), given=given)
    assert (result.held is not None) is held
    if result.held:
        assert result.held.code == "listing_shrunk"
        assert "check the folder" in sentence(result.held.reason)


def test_a_plan_that_changes_nothing_needs_no_approval() -> None:
    result = plan(Pair(link(), item(), contact()), given=setting(Scale(100, {E: 0})))
    assert (len(result.actions), result.held) == (1, None)


def test_approved_by_name() -> None:
    assert plan(*deletions(99), given=setting(Scale(100, {E: 0}, approved=True))).held is None


def test_a_few_are_named() -> None:
    told = plan(*deletions(21), given=setting(Scale(100, {})))
    assert told.held is not None
    said = sentence(told.held.reason)
    assert said.startswith("21 of 100 linked records would be deleted: ")
    assert said.partition(";")[0].endswith(" …")
    few = plan(*deletions(2), given=setting(Scale(10, {}), guard_deletes=1, guard_share=0.1)).held
    assert few is not None and "…" not in sentence(few.reason)
