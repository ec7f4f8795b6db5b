"""What keeps files where they are: meetings whose people would be told, kinds, sizes, private events."""

from datetime import timedelta

import pytest

from core.files import NOT_OURS, WOULD_TELL
from core.models.sync import OperationRow
from tests.worker.files.world import World


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


def test_a_file_that_was_too_large_for_a_while_is_one_file(world: World) -> None:
    large = b"x" * (1024 * 1024 + 1)
    world.outlook.put("plan.txt", b"one")
    world.run()
    for content in (large, b""):
        world.outlook.files.clear()
        world.outlook.put("plan.txt", content)
        world.touch()
        world.run()
        assert world.crm.names == {"plan.txt": b"one"}
        world.rest()
    world.outlook.files.clear()
    world.outlook.put("plan.txt", b"two")
    world.touch()
    world.run()
    assert world.both == {"plan.txt": b"two"}
    world.rest()
    codes = ["file_added", "file_left", "file_left", "file_changed"]
    assert world.reasons == [(code, "reported" if code == "file_left" else "done") for code in codes]


def test_a_file_that_is_too_large_and_then_removed_rests(world: World) -> None:
    world.outlook.put("plan.txt", b"one")
    world.run()
    world.outlook.files.clear()
    world.outlook.put("plan.txt", b"x" * (1024 * 1024 + 1))
    world.touch()
    world.run()
    world.outlook.files.clear()
    world.touch()
    world.run()
    assert (world.outlook.names, world.crm.names) == ({}, {"plan.txt": b"one"})
    world.rest()
