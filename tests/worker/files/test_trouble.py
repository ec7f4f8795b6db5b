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


def test_an_attachment_that_is_never_taken_off_is_an_issue(world: World) -> None:
    """Its place is taken by another; a person takes it off by hand."""
    old = world.outlook.put("a.txt", b"old")
    world.run()
    world.outlook.keeps = Rejected("No.", code="no_right")
    [document] = world.crm.files
    world.crm.change(document, b"new")
    world.run()
    [issue] = world.open_issues()
    assert (issue.side, issue.name, issue.link_id) == ("exchange", "a.txt (Plan)", LINK)
    text = "The former attachment “a.txt” of Plan, whose place another took, could not be taken off in Outlook: No."
    assert issue.message == f"{text} Take it off there."
    assert world.reasons[-1] == ("file_stands", "failed")
    asked = world.outlook.calls
    world.run()
    assert world.outlook.calls == asked, "it is tried once a day"
    world.touch()
    world.run()
    assert [one.attempts for one in world.open_issues()] == [1], "and stays open when others are looked at"
    world.moment += timedelta(days=1)
    world.run()
    assert [one.attempts for one in world.open_issues()] == [2]
    del world.outlook.files[old]
    world.touch()
    world.run()
    assert world.open_issues() == [] and world.both == {"a.txt": b"new"}
    [row] = world.rows(FileRow)
    assert (row.former, row.attempts, row.next_try) == (None, 0, None)
    world.rest()


def test_what_stands_for_a_moment_is_no_issue(world: World) -> None:
    world.outlook.put("a.txt", b"old")
    world.run()
    world.outlook.keeps = Transient("Exchange is busy.")
    world.crm.change(next(iter(world.crm.files)), b"new")
    world.run()
    assert world.reasons[-1] == ("file_stands", "deferred") and world.open_issues() == []
    world.outlook.keeps = None
    world.moment += timedelta(minutes=5)
    world.run()
    assert world.both == {"a.txt": b"new"}
    world.rest()


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
