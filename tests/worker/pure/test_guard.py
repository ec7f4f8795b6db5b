"""The mass-change guard (I12)."""

from collections.abc import Mapping

import pytest

from core.explain import sentence
from core.records import Gone, Pair, Side
from tests.worker.pure.cases import C, E, contact, item, link, plan, setting
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


def test_both_sides_and_view_exits_count() -> None:
    in_exchange = [Pair(link(id=f"m{n}", keys={E: f"x{n}", C: f"y{n}"}), Gone(f"x{n}"), None) for n in range(7)]
    result = plan(*deletions(14, view_exits=7), *in_exchange)
    assert result.held is not None
    assert sentence(result.held.reason).startswith("21 of 100 linked records would be deleted")


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
