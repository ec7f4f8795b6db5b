"""Cursors, listings and hints: I5, I9, and that a listing alone never deletes."""

from random import Random

import pytest

from core.models.sync import CursorRow, HintRow, LinkRow
from core.records import Place, Side
from tests.memory_replica import EWS, SALESFORCE
from tests.worker.shell.world import ANN, BEN, MAILBOX, World, key_of
from worker.lease import LeaseHeld
from worker.sync.forget import resync


def filled(world: World, count: int = 12) -> None:
    for number in range(count):
        world.crm.add({"surname": f"Person{number:02}", "email_address_1": f"p{number}@x.example"})
    world.run()
    world.rest()


def pages(passed: list[str]) -> int:
    """Of Salesforce's feed, saved at these checkpoints."""
    return passed.count("crm.changed_since: committed")


@pytest.mark.parametrize("side", Side)
def test_an_expired_cursor_writes_nothing(world: World, side: Side) -> None:
    filled(world)
    world.replica(side).expire_cursors()
    world.rest()
    assert not world.rows(HintRow)


def test_listing_everything_again_writes_nothing(world: World) -> None:
    filled(world)
    before, passed = world.writes, list[str]()
    resync(world.database, MAILBOX, world.now())
    world.run(checkpoint=passed.append)
    assert pages(passed) == 12 / world.crm.traits.page, "everything was listed"
    world.run(force=True)
    assert world.writes == before


def test_nothing_is_listed_again_under_the_hands_of_a_run(world: World) -> None:
    """Its cursors would be saved over the wish, which nobody would notice."""
    filled(world)
    refused = 0

    def beside(name: str) -> None:
        nonlocal refused
        if name == "exchange.changed_since: before":
            with pytest.raises(LeaseHeld):
                resync(world.database, MAILBOX, world.now())
            refused += 1

    world.run(checkpoint=beside)
    assert refused
    resync(world.database, MAILBOX, world.now())


def test_what_a_listing_does_not_name_is_read_first(quick: World) -> None:
    """A record that left the view without a word is missing from the listing: its copy goes, the record stays."""
    filled(quick)
    key = key_of(quick.crm, "Person03")
    quick.crm.leave_view(key, silently=True)
    quick.run()
    assert "Person03" in quick.values(Side.EXCHANGE)
    quick.crm.expire_cursors()
    report = quick.run()
    assert report.types["contact"]["deleted"] == 1
    assert "Person03" not in quick.values(Side.EXCHANGE)
    assert not quick.crm.item(key).gone
    quick.rest()


def test_a_hidden_record_is_no_deletion(quick: World) -> None:
    filled(quick)
    quick.choose(remove_on_view_exit=False)
    key = key_of(quick.crm, "Person03")
    quick.crm.hide(key)
    quick.crm.expire_cursors()
    quick.run()
    assert "Person03" in quick.values(Side.EXCHANGE)
    assert not quick.crm.item(key).gone
    quick.rest()


def test_a_crash_between_pages_loses_nothing(quick: World) -> None:
    """The hints of a page are saved before the next one is asked for; told again, it adds none."""
    for number in range(12):
        quick.crm.add({"surname": f"Person{number:02}"})
    passed: list[str] = []
    for number in range(14):
        passed += quick.crash_at(number)
        quick.later(minutes=2)
    assert pages(passed) == 3, "the last three crashes were between pages"
    assert len(quick.rows(HintRow)) == quick.crm.traits.page
    quick.run()
    assert len(quick.exchange.living()) == 12
    quick.rest()


def test_disorderly_feeds(quick: World) -> None:
    """Repeated, rewound and shuffled pages cause no extra write."""
    seed = 7
    print(f"seed {seed}")
    for store in quick.stores.values():
        store.disorder = Random(seed)
    filled(quick)
    quick.exchange.edit(key_of(quick.exchange, "Person01"), {"job_title": "Lead"})
    before = quick.writes
    quick.run()
    assert quick.writes == before + 1
    quick.rest()


def test_a_moved_item_keeps_its_pair(database_url: str) -> None:
    """EWS: a move makes a new key; out of the folder the pair rests, back in it is the same pair."""
    world = World(database_url, EWS, SALESFORCE)
    world.exchange.add(ANN)
    world.run()
    [link] = world.rows(LinkRow)
    key = world.exchange.move(key_of(world.exchange, "Lee"), Place.OTHER)
    world.run()
    [parked] = world.rows(LinkRow)
    assert (parked.id, parked.state, parked.exchange_key) == (link.id, "parked", key)
    world.rest()
    world.exchange.move(key, Place.SYNCED)
    world.run()
    [back] = world.rows(LinkRow)
    assert (back.id, back.state) == (link.id, "linked")
    assert len(world.crm.living()) == 1
    world.rest()
    world.database.close()


def test_a_first_run_matches_across_windows(quick: World) -> None:
    quick.exchange.add(ANN)
    quick.exchange.add(BEN)
    quick.crm.add({**ANN, "job_title": "Lead"})
    report = quick.run()
    counts = report.types["contact"]
    assert (counts["linked"], counts["created"]) == (1, 1)
    assert quick.values(Side.EXCHANGE, "job_title") == ["Buyer", "Lead"]
    assert {(row.side, bool(row.value)) for row in quick.rows(CursorRow)} == {("crm", True), ("exchange", True)}
    quick.rest()
