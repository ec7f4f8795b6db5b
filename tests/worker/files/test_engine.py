"""The engine of files between two stores in memory: what goes where, what stays, what is tried again."""

from datetime import timedelta

import pytest

from core.files import NOT_OURS, WOULD_TELL
from core.models.files import FileLookRow, FileRow
from core.models.sync import OperationRow
from core.records import Side
from tests.worker.files.world import World


def test_both_ways_and_once(world: World) -> None:
    world.outlook.put("agenda.pdf", b"agenda")
    world.crm.put("offer.docx", b"offer")
    report = world.run()
    assert world.both == {"agenda.pdf": b"agenda", "offer.docx": b"offer"}
    assert report.types["event.file"]["created"] == 2
    assert world.reasons == [("file_added", "done")] * 2
    world.rest()
    assert len(world.rows(FileRow)) == 2


def test_a_run_at_rest_asks_salesforce_once_and_outlook_not_at_all(world: World) -> None:
    world.outlook.put("agenda.pdf", b"agenda")
    world.run()
    before = (world.outlook.calls, world.crm.calls)
    world.run()
    assert (world.outlook.calls - before[0], world.crm.calls - before[1]) == (0, 1)
    world.touch()
    world.run()
    assert (world.outlook.calls - before[0], world.crm.calls - before[1]) == (1, 2)


def test_what_is_the_same_on_both_sides_is_one_file(world: World) -> None:
    world.outlook.put("Agenda.pdf", b"agenda")
    world.crm.put("agenda.PDF", b"agenda")
    world.run()
    assert (world.outlook.writes, world.crm.writes) == (0, 0)
    [row] = world.rows(FileRow)
    assert (row.state, row.exchange_key, row.crm_key) == ("linked", *world.outlook.files, *world.crm.files)
    world.rest()


def test_the_same_name_with_other_content_is_another_file(world: World) -> None:
    world.outlook.put("list.txt", b"mine")
    world.crm.put("list.txt", b"theirs")
    world.run()
    for side in (world.outlook, world.crm):
        assert sorted(one.content for one in side.files.values()) == [b"mine", b"theirs"]
    world.rest()


def test_new_content_follows(world: World) -> None:
    key = world.outlook.put("list.txt", b"one")
    world.run()
    [document] = world.crm.files
    world.outlook.change(key, b"two")
    world.touch()
    world.run()
    assert world.both == {"list.txt": b"two"}
    assert list(world.crm.files) == [document], "a version of the same document"
    world.crm.change(document, b"three")
    world.run()
    assert world.both == {"list.txt": b"three"}
    assert world.reasons[1:] == [("file_changed", "done")] * 2
    world.rest()
    assert len(world.rows(FileRow)) == 1


def test_an_attachment_that_was_saved_anew_is_the_same_file(world: World) -> None:
    """Outlook's editors delete and attach again; the name stays."""
    key = world.outlook.put("list.txt", b"one")
    world.run()
    del world.outlook.files[key]
    world.outlook.put("list.txt", b"two")
    world.touch()
    world.run()
    assert world.both == {"list.txt": b"two"}
    world.rest()


def test_both_changed_the_same_file(world: World) -> None:
    key = world.outlook.put("list.txt", b"one")
    world.run()
    [document] = world.crm.files
    world.outlook.change(key, b"mine")
    world.crm.change(document, b"theirs")
    world.touch()
    world.run()
    for side in (world.outlook, world.crm):
        assert sorted(one.content for one in side.files.values()) == [b"mine", b"theirs"]
    world.rest()


@pytest.mark.parametrize("side", Side)
def test_what_is_removed_on_one_side_stays_on_the_other_and_is_not_copied_again(world: World, side: Side) -> None:
    world.outlook.put("list.txt", b"one")
    world.run()
    here, there = (world.outlook, world.crm) if side is Side.EXCHANGE else (world.crm, world.outlook)
    here.files.clear()
    world.touch()
    world.run()
    assert (here.names, there.names) == ({}, {"list.txt": b"one"})
    world.rest()
    there.change(next(iter(there.files)), b"two")
    world.touch()
    world.run()
    assert here.names == {}
    there.files.clear()
    world.touch()
    world.run()
    assert world.rows(FileRow) == []
    world.rest()


def test_what_is_put_back_is_kept_in_step_again(world: World) -> None:
    key = world.outlook.put("list.txt", b"one")
    world.run()
    del world.outlook.files[key]
    world.touch()
    world.run()
    again = world.outlook.put("list.txt", b"one")
    world.touch()
    world.run()
    world.outlook.change(again, b"two")
    world.touch()
    world.run()
    assert world.both == {"list.txt": b"two"}


def test_keys_that_die_with_a_move_cost_no_copy(world: World) -> None:
    world.outlook.put("list.txt", b"one")
    world.outlook.put("other.txt", b"other")
    world.run()
    world.outlook.rename()
    world.set_link(exchange_key="item-2", exchange_version="v9")
    world.run()
    assert world.both == {"list.txt": b"one", "other.txt": b"other"}
    assert world.outlook.writes == 0
    world.rest()


def test_a_record_that_was_made_anew_gets_its_files_again(world: World) -> None:
    """Deleted in Outlook, where deletions do not reach Salesforce, so that it came back."""
    world.outlook.put("list.txt", b"one")
    world.run()
    world.outlook.files.clear()
    world.set_link(exchange_key="item-2", exchange_version="v9")
    world.run()
    assert world.both == {"list.txt": b"one"}
    world.rest()


def test_a_double_in_salesforce_is_not_copied(world: World) -> None:
    """Two colleagues whose runs met in the same moment."""
    world.outlook.put("list.txt", b"one")
    world.run()
    world.crm.put("list.txt", b"one")
    world.run()
    assert len(world.outlook.files) == 1
    world.rest()


@pytest.mark.parametrize(("closed", "code"), [(WOULD_TELL, "file_would_tell"), (NOT_OURS, "file_not_ours")])
def test_a_meeting_that_nobody_may_be_told_of(world: World, closed: str, code: str) -> None:
    world.outlook.closed = closed
    world.outlook.put("mine.txt", b"mine")
    key = world.crm.put("theirs.txt", b"theirs")
    world.run()
    assert (world.outlook.writes, world.crm.names) == (0, {"mine.txt": b"mine", "theirs.txt": b"theirs"})
    assert (code, "reported") in world.reasons
    assert world.open_issues() == []
    told = len(world.reasons)
    world.rest()
    assert len(world.reasons) == told, "it is told once"
    [mine] = (one for one, stored in world.crm.files.items() if stored.name == "mine.txt")
    world.crm.change(mine, b"new")
    world.run()
    assert world.outlook.names == {"mine.txt": b"mine"}
    world.rest()
    world.outlook.closed = ""
    world.touch()
    world.run()
    assert world.both == {"mine.txt": b"new", "theirs.txt": b"theirs"}
    assert key in world.crm.files


def test_an_event_that_becomes_a_meeting_meanwhile(world: World) -> None:
    world.crm.put("offer.txt", b"offer")
    world.outlook.invited_at = 2
    for looks in 2, 3:
        world.run()
        assert (world.outlook.writes, world.outlook.names, world.outlook.looks) == (0, {}, looks)
    assert world.reasons == [("file_would_tell", "reported")]
    world.rest()


def test_what_a_dead_run_sent_to_what_is_a_meeting_now(world: World) -> None:
    """The attachment whose place it took stays: taking it off would be told."""
    world.outlook.put("list.txt", b"one")
    world.run()
    world.crm.change(next(iter(world.crm.files)), b"two")
    sent = world.crash_at(0)
    while len(world.outlook.files) < 2:
        world.moment += timedelta(minutes=2)
        sent = world.crash_at(len(sent))
    world.outlook.closed = WOULD_TELL
    writes = world.outlook.writes
    world.moment += timedelta(minutes=2)
    world.touch()
    world.run()
    world.run()
    assert world.outlook.writes == writes
    assert sorted(one.content for one in world.outlook.files.values()) == [b"one", b"two"]
    assert world.crm.names == {"list.txt": b"two"}
    world.rest()


def test_what_the_rules_keep_back(world: World) -> None:
    world.outlook.put("run.exe", b"MZ")
    world.outlook.put("logo.png", b"picture", inline=True)
    world.outlook.put("mail", b"item", item=True)
    world.outlook.put("empty.txt", b"")
    world.crm.put("run.bat", b"del")
    world.crm.put("large.bin", b"x" * (1024 * 1024 + 1))
    world.run()
    assert (world.outlook.writes, world.crm.writes) == (0, 0)
    told = [one for one in world.rows(OperationRow) if one.outcome == "reported"]
    assert sorted(one.name for one in told) == [
        "empty.txt (Plan)", "large.bin (Plan)", "mail (Plan)", "run.bat (Plan)", "run.exe (Plan)"
    ]  # fmt: skip
    assert world.open_issues() == []
    world.rest()
    assert len(world.rows(OperationRow)) == len(told)


def test_a_size_that_was_told_wrong(world: World) -> None:
    """Exchange's sizes are about; what turns out too large is not sent, and only read as far as needed."""
    key = world.outlook.put("large.bin", b"x" * (3 * 1024 * 1024))
    world.outlook.told_sizes[key] = 5
    world.run()
    assert world.crm.writes == 0
    assert world.outlook.read <= 1024 * 1024 + 4096
    assert world.reasons == [("file_left", "reported")]
    world.rest()
    assert world.reasons == [("file_left", "reported")], "it is told once"


@pytest.mark.parametrize("told_wrong", [False, True])
def test_what_grew_too_large_is_never_replaced(world: World, told_wrong: bool) -> None:
    large = b"x" * (1024 * 1024 + 1)
    key = world.outlook.put("list.bin", b"one")
    world.run()
    world.outlook.change(key, large)
    if told_wrong:
        world.outlook.told_sizes[key] = 5
    world.touch()
    world.run()
    world.rest()
    assert world.reasons[1:] == [("file_left", "reported")]
    [document] = world.crm.files
    world.crm.change(document, b"three")
    world.run()
    assert sorted(one.content for one in world.outlook.files.values()) == [b"three", large]
    assert world.crm.names == {"list.bin": b"three"}
    world.rest()


def test_hostile_names(world: World) -> None:
    names = {"../../etc/passwd": "passwd", "a\x00b\u202egnp.txt": "abgnp.txt", 'x".txt\r\nEvil: 1': "x_.txtEvil_ 1"}
    for number, name in enumerate(names):
        world.outlook.put(name, b"%d" % number)
    world.crm.put("..\\..\\win.ini", b"ini")
    world.run()
    assert {*names.values()} <= set(world.crm.names)
    assert "win.ini" in world.outlook.names
    world.rest()


def test_a_private_event_takes_no_part(world: World) -> None:
    world.outlook.apart = True
    world.outlook.put("diary.txt", b"secret")
    world.crm.put("offer.txt", b"offer")
    world.run()
    assert (world.outlook.writes, world.crm.writes, world.outlook.reads) == (0, 0, 0)


def test_a_record_that_is_gone_is_left_to_its_own_run(world: World) -> None:
    world.outlook.put("list.txt", b"one")
    world.run()
    world.outlook.gone = True
    world.touch()
    world.run()
    assert world.crm.names == {"list.txt": b"one"}
    world.outlook.gone = False
    world.run()
    assert world.both == {"list.txt": b"one"}


def test_a_dry_run_tells_and_writes_nothing(world: World) -> None:
    world.outlook.put("a.txt", b"a")
    world.crm.put("run.exe", b"MZ")
    report = world.run(dry_run=True)
    assert [(one.type, one.side, one.outcome, one.name) for one in report.operations] == [
        ("event.file", Side.EXCHANGE, "planned", "run.exe (Plan)"),
        ("event.file", Side.CRM, "planned", "a.txt (Plan)"),
    ]
    assert report.operations[1].reason == "“a.txt” was attached to Plan in Outlook, so it was added in Salesforce."
    assert (world.outlook.writes, world.crm.writes, world.rows(FileRow), world.rows(FileLookRow)) == (0, 0, [], [])


def test_series_are_not_asked_for(world: World) -> None:
    world.set_link(exchange_key="series|20260302T090000Z")
    world.outlook.put("a.txt", b"a")
    world.run()
    assert (world.outlook.calls, world.crm.calls) == (0, 0)
