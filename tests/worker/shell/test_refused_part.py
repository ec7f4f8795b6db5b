"""A change of which one field was refused: the rest is done, and the field waits for a person, also when the run is
killed anywhere in between."""

import pytest

from core.models.sync import IntentRow, IssueRow, OperationRow
from core.records import Side
from tests.memory_replica import EWS, GRAPH, SALESFORCE, Traits
from tests.worker.shell.world import World
from worker.sync.undo import undo

BEFORE, AFTER = {"job_title": "first", "body": "Join"}, {"job_title": "second", "body": "No link"}
MANY = 100


def prepared(exchange: Traits = GRAPH, crm: Traits = SALESFORCE) -> World:
    world = World("sqlite://", exchange, crm)
    key = world.exchange.add({"surname": "Berg", **BEFORE})
    world.run()
    world.run()
    world.exchange.item(key).rich = True
    [record] = world.crm.living()
    world.crm.edit(record.key, AFTER)
    return world


def told(world: World, side: Side) -> dict[str, str]:
    [item] = world.replica(side).living()
    return {name: str(item.fields[name]) for name in BEFORE}


def open_codes(world: World) -> list[str]:
    return [row.code for row in world.rows(IssueRow) if row.resolved_at is None]


def test_the_rest_goes_and_the_field_waits() -> None:
    world = prepared()
    report = world.run()
    assert told(world, Side.EXCHANGE) == {**BEFORE, "job_title": "second"}
    assert [(one.outcome, one.fields) for one in report.operations] == [
        ("done", ("job_title",)),
        ("failed", ("body",)),
        ("done", ("categories",)),
    ]
    assert open_codes(world) == ["rich_notes"]
    world.rest()
    assert told(world, Side.CRM) == AFTER
    [item] = world.exchange.living()
    item.rich = False
    world.later(hours=25)
    world.run()
    assert told(world, Side.EXCHANGE) == AFTER
    assert open_codes(world) == []
    world.rest()


def test_an_edit_of_the_item_meanwhile_is_one() -> None:
    world = prepared()
    world.run()
    [item] = world.exchange.living()
    world.exchange.edit(item.key, {"job_title": "third"})
    world.run()
    assert (told(world, Side.CRM), told(world, Side.EXCHANGE)) == (
        {**AFTER, "job_title": "third"},
        {**BEFORE, "job_title": "third"},
    )
    world.rest()


def test_undo_takes_back_what_was_done() -> None:
    world = prepared()
    report = world.run()
    rows = [row for row in world.rows(OperationRow) if row.run_id == report.run and row.outcome == "done"]
    assert [set(row.before["fields"]) for row in rows] == [{"job_title"}, set()]
    undo(report.run, world, heartbeat=False, new_id=world.new_id)
    assert told(world, Side.EXCHANGE) == BEFORE


@pytest.mark.parametrize("exchange", [GRAPH, EWS], ids=["graph", "ews"])
def test_killed_at_every_point(exchange: Traits) -> None:
    for number in range(MANY):
        world = prepared(exchange)
        passed = world.crash_at(number)
        world.later(minutes=2)
        world.run()
        world.run()
        assert told(world, Side.EXCHANGE) == {**BEFORE, "job_title": "second"}, passed[-1:]
        assert told(world, Side.CRM) == AFTER, passed[-1:]
        assert open_codes(world) == ["rich_notes"], passed[-1:]
        assert not world.rows(IntentRow)
        world.rest()
        if len(passed) <= number:
            assert number > 8
            return
    pytest.fail("the run has no end")
