"""A thin walk through the whole shell on both databases."""

from core.models.sync import HintRow, IntentRow, LinkRow
from core.records import Side
from tests.worker.shell.world import ANN, BEN, World, key_of


def test_both_sides_meet_and_rest(world: World) -> None:
    world.exchange.add(ANN)
    world.crm.add(BEN)
    report = world.run()
    assert report.types["contact"]["created"] == 2
    assert world.values(Side.EXCHANGE) == world.values(Side.CRM) == ["Lee", "Ng"]
    assert len(world.rows(LinkRow)) == 2
    assert not world.rows(IntentRow)
    assert not world.rows(HintRow)
    world.rest()


def test_an_edit_costs_one_write(world: World) -> None:
    world.exchange.add(ANN)
    world.run()
    world.rest()
    before = world.writes
    world.exchange.edit(key_of(world.exchange, "Lee"), {"job_title": "Lead"})
    world.run()
    assert world.writes == before + 1
    assert world.values(Side.CRM, "job_title") == ["Lead"]
    world.rest()


def test_deletions_travel(world: World) -> None:
    world.exchange.add(ANN)
    world.crm.add(BEN)
    world.run()
    world.rest()
    world.exchange.remove(key_of(world.exchange, "Lee"))
    world.crm.remove(key_of(world.crm, "Ng"))
    report = world.run()
    assert report.types["contact"]["deleted"] == 2
    assert not world.exchange.living()
    assert not world.crm.living()
    assert not world.rows(LinkRow)
    world.rest()
