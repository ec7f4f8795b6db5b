"""Records whose attachments cannot be read: passed over, told in the end, and in nobody's way."""

from datetime import timedelta

import pytest

from core.errors import Rejected, SyncError, Transient
from core.models.files import FileLookRow
from core.records import Side
from tests.worker.files.world import LINK, PLACE, World


def test_one_sick_pair_keeps_nothing_else(world: World) -> None:
    world.more_pairs("2", "3")
    for side in (world.outlook, world.crm):
        for number in "2", "3":
            place = PLACE[side.side]
            side.put("sick.txt" if number == "2" else "list.txt", b"one", f"{place}-{number}")
    world.outlook.broken = {"sick.txt"}
    world.outlook.put("first.txt", b"first", PLACE[Side.EXCHANGE])
    assert world.run().stopped == {}
    assert "first.txt" in world.crm.names
    looked = {one.link_id: one.exchange_version for one in world.rows(FileLookRow)}
    assert looked == {LINK: "v1", "link-2": None, "link-3": "v1"}
    assert ("files_unread", "deferred") in world.reasons and world.open_issues() == []
    calls = world.outlook.calls
    assert world.run().stopped == {}
    assert world.outlook.calls == calls, "it waits for its next try"
    world.moment += timedelta(minutes=5)
    world.run()
    assert world.outlook.calls - calls == 2, "the sick one alone is looked at again"
    world.outlook.broken.clear()
    world.moment += timedelta(hours=1)
    world.run()
    assert [one.exchange_version for one in world.rows(FileLookRow)] == ["v1"] * 3
    assert [one.next_try for one in world.rows(FileLookRow)] == [None] * 3


SICK = [Transient("The connection breaks off."), Rejected("The item is corrupt.", code="broken_item")]


@pytest.mark.parametrize("error", SICK)
def test_an_event_that_cannot_be_read_is_told_in_the_end(world: World, error: SyncError) -> None:
    world.more_pairs("2")
    sick = f"{PLACE[Side.EXCHANGE]}-2"
    world.outlook.sick[sick] = error
    world.outlook.put("first.txt", b"first", PLACE[Side.EXCHANGE])
    world.outlook.put("second.txt", b"second", sick)
    tries = 4 if isinstance(error, Transient) else 1
    for number in range(tries):
        assert world.open_issues() == [] and number < tries
        assert world.run().stopped == {}
        world.moment += timedelta(days=1)
    [issue] = world.open_issues()
    assert (issue.side, issue.key, issue.name) == ("exchange", sick, "Plan")
    told = f"The attachments of Plan cannot be read in Outlook: {error.message}"
    assert issue.message == f"{told} Open it there; if it is broken, make it anew."
    assert world.crm.names == {"first.txt": b"first"}
    assert world.reasons.count(("files_unread", "failed")) == 1
    world.run()
    assert [one.attempts for one in world.open_issues()] == [2], "once a day"
    world.run()
    assert [one.attempts for one in world.open_issues()] == [2]
    world.outlook.sick.clear()
    world.run(force=True)
    assert world.open_issues() == [] and world.crm.names == {"first.txt": b"first", "second.txt": b"second"}
    world.rest()


def test_an_event_that_breaks_right_before_it_is_written(world: World) -> None:
    world.crm.put("offer.txt", b"offer")
    world.outlook.breaks_at = 2
    world.run()
    assert (world.outlook.looks, world.outlook.writes, world.rows(FileLookRow)) == (2, 0, [])
    world.run()
    assert len(world.open_issues()) == 1
    world.outlook.sick.clear()
    world.run(force=True)
    assert world.both == {"offer.txt": b"offer"} and world.open_issues() == []


def test_a_dry_run_tells_of_what_cannot_be_read(world: World) -> None:
    world.outlook.sick[PLACE[Side.EXCHANGE]] = SICK[1]
    report = world.run(dry_run=True)
    assert [(one.outcome, one.name) for one in report.operations] == [("failed", "Plan")]
    assert world.rows(FileLookRow) == [] and world.open_issues() == []


def test_where_all_are_sick_it_is_the_system(world: World) -> None:
    world.more_pairs("2")
    for side in (world.outlook, world.crm):
        side.put("list.txt", b"one", PLACE[side.side])
        side.put("list.txt", b"one", f"{PLACE[side.side]}-2")
    world.outlook.broken = {"list.txt"}
    assert world.run().stopped == {"event.file": "The connection breaks off."}


def test_a_connection_that_is_gone_is_not_waited_for_by_each_pair(world: World) -> None:
    numbers = [str(number) for number in range(20, 32)]
    world.more_pairs(*numbers)
    for side in (world.outlook, world.crm):
        for number in numbers:
            side.put("list.txt", b"one", f"{PLACE[side.side]}-{number}")
    world.outlook.broken = {"list.txt"}
    assert world.run().stopped == {"event.file": "The connection breaks off."}
    assert world.outlook.calls == 1 + 10
    assert [one.link_id for one in world.rows(FileLookRow)] == [LINK]
