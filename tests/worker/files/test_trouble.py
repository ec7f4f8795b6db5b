"""Files that one side refuses, and sides that are not there: told, tried again, and never the records' trouble."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from core.errors import Rejected, SyncError, Transient, Unauthorized
from core.files import WOULD_TELL
from core.models.files import FileLookRow, FileRow
from core.models.sync import LinkRow
from core.records import Side
from tests.worker.files.world import BOX, LINK, PLACE, World
from worker.sync.decide import open_matters


def test_a_refused_file_is_an_issue_and_the_others_go_on(world: World) -> None:
    world.crm.refuse["a.txt"] = Rejected("The org has no room for files.", code="file_refused", vendor="STORAGE")
    world.outlook.put("a.txt", b"a")
    world.outlook.put("b.txt", b"b")
    world.run()
    assert world.crm.names == {"b.txt": b"b"}
    [issue] = world.open_issues()
    assert (issue.type, issue.name, issue.link_id, issue.side) == ("event.file", "a.txt (Plan)", LINK, "crm")
    assert "“a.txt” of Plan" in issue.message and "no room" in issue.message
    [matter] = open_matters(world.database, BOX)
    assert matter.to_do.endswith("bothways sync --mailbox me@corp.example --force")
    world.run(force=True)
    assert [one.attempts for one in world.open_issues()] == [2]
    before = world.crm.calls
    world.run()
    assert world.crm.calls - before == 1, "it is tried once a day"
    before = world.crm.calls
    world.touch()
    world.outlook.put("c.txt", b"c")
    world.run()
    assert (world.crm.calls - before, [one.attempts for one in world.open_issues()]) == (2, [2]), "so it is for others"
    world.moment += timedelta(days=1)
    world.run()
    assert [one.attempts for one in world.open_issues()] == [3]
    world.crm.refuse.clear()
    world.moment += timedelta(days=1)
    world.run()
    assert world.both == {"a.txt": b"a", "b.txt": b"b", "c.txt": b"c"}
    assert world.open_issues() == []
    world.rest()


def test_an_issue_ends_with_its_file_and_with_its_pair(world: World) -> None:
    world.crm.refuse["a.txt"] = Rejected("No.", code="file_refused")
    key = world.outlook.put("a.txt", b"a")
    world.run()
    del world.outlook.files[key]
    world.touch()
    world.run()
    assert world.open_issues() == [] and world.rows(FileRow) == []
    world.outlook.put("a.txt", b"a")
    world.touch()
    world.run()
    assert len(world.open_issues()) == 1
    with world.database.session() as session:
        session.execute(delete(LinkRow))
    world.run()
    assert world.open_issues() == []
    assert world.rows(FileRow) == world.rows(FileLookRow) == []


def test_what_may_pass_is_tried_again_before_it_is_an_issue(world: World) -> None:
    world.crm.refuse["a.txt"] = Transient("Salesforce is busy.")
    world.outlook.put("a.txt", b"a")
    for _ in range(3):
        world.run()
        assert world.open_issues() == []
        world.moment += timedelta(days=2)
    assert {outcome for _, outcome in world.reasons} == {"deferred"}
    world.run()
    assert len(world.open_issues()) == 1
    world.crm.refuse.clear()
    world.moment += timedelta(days=2)
    world.run()
    assert world.both == {"a.txt": b"a"} and world.open_issues() == []


@pytest.mark.parametrize("error", [Transient("Exchange is busy."), Rejected("No.", code="no_right")])
def test_an_attachment_that_cannot_be_taken_off(world: World, error: SyncError) -> None:
    """Meanwhile the event becomes a meeting: the old attachment is no news of Outlook's."""
    old = world.outlook.put("a.txt", b"old")
    world.outlook.put("b.txt", b"b")
    world.run()
    world.outlook.keeps = error
    document = next(key for key, one in world.crm.files.items() if one.name == "a.txt")
    world.crm.change(document, b"new")
    world.outlook.put("c.txt", b"c")
    world.touch()
    report = world.run()
    assert report.stopped == {} and world.crm.names == {"a.txt": b"new", "b.txt": b"b", "c.txt": b"c"}
    assert sorted(one.content for one in world.outlook.files.values()) == [b"b", b"c", b"new", b"old"]
    world.crm.change(document, b"newer")
    world.run()
    assert len(world.outlook.files) == 4, "one after the other"
    world.outlook.closed = WOULD_TELL
    world.touch()
    world.run()
    assert world.crm.names["a.txt"] == b"newer" and old in world.outlook.files
    told = world.reasons
    assert told.count(("file_would_tell", "reported")) == 2, "of the old one that stays, and of the new content"
    world.rest()
    asked = world.outlook.calls
    world.run()
    assert (world.outlook.calls, world.reasons) == (asked, told), "nothing is due any more"
    world.outlook.closed, world.outlook.keeps = "", None
    world.touch()
    world.run()
    assert sorted(one.content for one in world.outlook.files.values()) == [b"b", b"c", b"newer", b"old"]
    assert world.crm.names == {"a.txt": b"newer", "b.txt": b"b", "c.txt": b"c"}
    world.rest()


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
    assert sorted(one.link_id for one in world.rows(FileLookRow)) == [LINK, "link-3"]
    calls = world.outlook.calls
    assert world.run().stopped == {}
    assert world.outlook.calls - calls == 2, "the sick one alone is looked at again"
    world.outlook.broken.clear()
    world.run()
    assert len(world.rows(FileLookRow)) == 3


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


def test_what_was_done_before_it_stopped_is_not_done_again(world: World) -> None:
    world.more_pairs("2")
    world.crm.put("first.txt", b"first", PLACE[Side.CRM])
    for name in "abc":
        world.crm.put(f"{name}.txt", b"x", f"{PLACE[Side.CRM]}-2")
        world.outlook.refuse[f"{name}.txt"] = Transient("Exchange is busy.")
    assert world.run().stopped == {"event.file": "Exchange is busy."}
    assert [one.link_id for one in world.rows(FileLookRow)] == [LINK]
    [mark] = [one.exchange_mark for one in world.rows(FileRow) if one.name == "first.txt"]
    assert mark


def test_files_that_always_fail_stop_nothing(world: World) -> None:
    for name in "abc":
        world.outlook.put(f"{name}.txt", name.encode())
        world.crm.refuse[f"{name}.txt"] = Transient("Salesforce is busy.")
    for _ in range(4):
        world.run()
        world.moment += timedelta(days=2)
    world.outlook.put("d.txt", b"d")
    world.touch()
    assert world.run().stopped == {}
    assert world.crm.names == {"d.txt": b"d"} and len(world.open_issues()) == 3


def test_files_have_so_much_time(world: World) -> None:
    """A run does one pair at least; the rest is due in the next one."""
    world.more_pairs("2", "3")
    for pair in "", "-2", "-3":
        for name in "ab":
            world.outlook.put(f"{name}{pair}.txt", b"one", f"{PLACE[Side.EXCHANGE]}{pair}")
    assert world.run(slow=timedelta(minutes=1)).more
    assert (len(world.crm.files), len(world.rows(FileLookRow))) == (4, 2)
    assert world.run(slow=timedelta(hours=1)).more
    assert len(world.crm.files) == 6
    assert not world.run(slow=timedelta(hours=1)).more, "there is nothing left"


def test_where_too_much_fails_the_rest_waits(world: World) -> None:
    for name in "abcdef":
        world.outlook.put(f"{name}.txt", name.encode())
        world.crm.refuse[f"{name}.txt"] = Transient("Salesforce is busy.", retry_after=1.0)
    report = world.run()
    assert report.stopped == {"event.file": "Salesforce is busy."}
    assert world.crm.calls == 1 + 3
    world.crm.refuse.clear()
    world.moment += timedelta(days=1)
    assert world.run().stopped == {}
    assert len(world.both) == 6
    world.rest()


@pytest.mark.parametrize("side", Side)
def test_a_right_that_is_missing_stops_the_files_alone(world: World, side: Side) -> None:
    store = world.outlook if side is Side.EXCHANGE else world.crm
    store.down = Unauthorized("There is no right to the files; grant it.", code="no_right")
    world.outlook.put("a.txt", b"a")
    report = world.run()
    assert report.stopped == {"event.file": store.down.message}
    assert [(one.type, one.key) for one in world.open_issues()] == [("event.file", "*")]
    store.down = None
    world.run()
    assert world.both == {"a.txt": b"a"} and world.open_issues() == []
