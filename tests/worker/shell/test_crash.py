"""I13: a run killed before or after each remote call and each commit. No duplicate, no lost edit, nothing stuck."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from core.database import Database
from core.models.sync import HintRow, IntentRow, IssueRow, LinkRow
from core.records import Side
from tests.memory_replica import EWS, GRAPH, PLAIN_CRM, SALESFORCE, Traits
from tests.worker.shell.world import World

# Without an e-mail address and with one word of a name there is no natural key: only the stamp can tell.
NAMELESS = {"surname": "Nameless", "job_title": "first"}
MANY = 200


@dataclass(frozen=True)
class Case:
    """act: what a user does on `side` before the run that is killed. expect: the job titles in the end."""

    name: str
    act: Callable[[World, Side], None]
    expect: list[str]


def add(world: World, side: Side) -> None:
    world.replica(side).add({"surname": "Added", "job_title": "second"})


def edit(world: World, side: Side) -> None:
    world.replica(side).edit(only(world, side), {"job_title": "changed"})


def remove(world: World, side: Side) -> None:
    world.replica(side).remove(only(world, side))


CASES = [Case("create", add, ["first", "second"]), Case("update", edit, ["changed"]), Case("delete", remove, [])]
BACKENDS = {"graph": (GRAPH, PLAIN_CRM), "ews": (EWS, SALESFORCE)}


def only(world: World, side: Side) -> str:
    [item] = world.replica(side).living()
    return item.key


def prepared(database: Database, case: Case, side: Side, traits: tuple[Traits, Traits]) -> World:
    world = World(database, *traits)
    world.exchange.add(NAMELESS)
    world.run()
    world.run()
    case.act(world, side)
    return world


def recovered(world: World) -> None:
    """The lease of the dead run expires, and the next run puts everything right."""
    world.later(minutes=2)
    world.run()
    assert not world.rows(IntentRow)
    assert not world.rows(HintRow)
    assert not [row for row in world.rows(IssueRow) if row.resolved_at is None]
    assert len(world.rows(LinkRow)) == len(world.crm.living())
    world.rest()


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_killed_at_every_point(database: Database, case: Case, side: Side, backend: str) -> None:
    for number in range(MANY):
        world = prepared(database, case, side, BACKENDS[backend])
        passed = world.crash_at(number)
        recovered(world)
        for one in Side:
            assert world.values(one, "job_title") == case.expect, f"{one} after a crash at {passed[-1:]}"
        if len(passed) <= number:
            assert number > 8, "the run has fewer points than it should"
            return
    pytest.fail("the run has no end")


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("case", CASES[:2], ids=lambda case: case.name)
def test_an_edit_after_the_crash_is_kept(database: Database, case: Case, side: Side) -> None:
    """I2: an edit made after our write landed is never a conflict, even if we crashed before recording the write."""
    landed = set()
    for number in range(MANY):
        world = prepared(database, case, side, BACKENDS["graph"])
        passed = world.crash_at(number)
        target = world.replica(side.other)
        written = [item for item in target.living() if item.fields["job_title"] == case.expect[-1]]
        landed.add(len(written))
        for item in written:
            target.edit(item.key, {"job_title": "later"})
        recovered(world)
        expect = [*case.expect[:-1], "later" if written else case.expect[-1]]
        for one in Side:
            assert world.values(one, "job_title") == expect, f"{one} after a crash at {passed[-1:]}"
        if len(passed) <= number:
            assert landed == {0, 1}, "some crashes came before our write landed, and some after"
            return
    pytest.fail("the run has no end")
