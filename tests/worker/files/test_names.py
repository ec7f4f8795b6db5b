"""Names: a file that is renamed on one side is renamed on the other, once, whatever Outlook makes of it."""

from datetime import timedelta

import pytest

from core.errors import Rejected, Transient
from core.files import NOT_OURS, WOULD_TELL
from core.models.files import FileRow
from core.policy import Winner
from core.records import Side
from tests.worker.files.world import World


def linked(world: World) -> tuple[str, str]:
    """One file on both sides; its keys."""
    key = world.outlook.put("list.txt", b"one")
    world.run()
    [document] = world.crm.files
    return key, document


def test_renamed_in_salesforce(world: World) -> None:
    _, document = linked(world)
    world.crm.call(document, "offer.txt")
    world.run()
    assert world.both == {"offer.txt": b"one"}
    assert world.reasons[1:] == [("file_renamed", "done")]
    [row] = world.rows(FileRow)
    assert (row.name, row.state, row.given, row.former) == ("offer.txt", "linked", None, None)
    world.rest()


@pytest.mark.parametrize("name", ["offer.txt", "offer.md", "offer"])
def test_renamed_in_outlook(world: World, name: str) -> None:
    """There it is attached anew, as a rule; in Salesforce it stays the same document."""
    key, document = linked(world)
    world.outlook.call(key, name)
    world.touch()
    world.run()
    assert world.both == {name: b"one"} and list(world.crm.files) == [document]
    assert world.reasons[1:] == [("file_renamed", "done")]
    world.rest()


def test_renamed_in_its_place(world: World) -> None:
    key, _ = linked(world)
    world.outlook.files[key].name = "offer.txt"
    world.touch()
    world.run()
    assert world.both == {"offer.txt": b"one"}
    world.rest()


def test_a_letters_case_is_no_other_name(world: World) -> None:
    _, document = linked(world)
    world.crm.call(document, "LIST.txt")
    world.rest()


def test_there_and_back(world: World) -> None:
    _, document = linked(world)
    for name in ("offer.txt", "list.txt"):
        world.crm.call(document, name)
        world.run()
        assert world.both == {name: b"one"}
    world.rest()


@pytest.mark.parametrize(("winner", "name"), [(Winner.CRM, "theirs.txt"), (Winner.EXCHANGE, "mine.txt")])
def test_renamed_on_both(world: World, winner: Winner, name: str) -> None:
    key, document = linked(world)
    world.winner = winner
    world.outlook.call(key, "mine.txt")
    world.crm.call(document, "theirs.txt")
    world.touch()
    world.run()
    assert world.both == {name: b"one"}
    world.rest()


def test_renamed_alike(world: World) -> None:
    key, document = linked(world)
    world.outlook.call(key, "offer.txt")
    world.crm.call(document, "offer.txt")
    world.touch()
    world.rest()
    [row] = world.rows(FileRow)
    assert row.name == "offer.txt"


@pytest.mark.parametrize("side", Side)
def test_new_content_here_and_a_new_name_there(world: World, side: Side) -> None:
    key, document = linked(world)
    if side is Side.EXCHANGE:
        world.outlook.change(key, b"two")
        world.crm.call(document, "offer.txt")
    else:
        world.crm.change(document, b"two")
        world.outlook.call(key, "offer.txt")
    for _ in range(3):
        world.touch()
        world.run()
    assert world.both == {"offer.txt": b"two"}
    world.rest()


def test_new_content_under_a_new_name(world: World) -> None:
    _, document = linked(world)
    world.crm.call(document, "offer.txt")
    world.crm.change(document, b"two")
    world.run()
    assert world.both == {"offer.txt": b"two"}
    world.rest()


def test_a_copy_of_another_name_is_another_file(world: World) -> None:
    linked(world)
    world.outlook.put("copy.txt", b"one")
    world.touch()
    world.run()
    assert world.both == {"list.txt": b"one", "copy.txt": b"one"}
    world.rest()


def test_what_was_removed_and_comes_under_another_name(world: World) -> None:
    key, _ = linked(world)
    del world.outlook.files[key]
    world.touch()
    world.run()
    world.outlook.put("other.txt", b"one")
    world.touch()
    world.run()
    assert world.crm.names == {"list.txt": b"one", "other.txt": b"one"} and world.outlook.names == {"other.txt": b"one"}
    world.rest()


@pytest.mark.parametrize("closed", [WOULD_TELL, NOT_OURS])
def test_a_meeting_keeps_the_former_name(world: World, closed: str) -> None:
    _, document = linked(world)
    world.outlook.closed = closed
    world.crm.call(document, "offer.txt")
    world.run()
    assert world.outlook.names == {"list.txt": b"one"}
    assert world.reasons[1:] == [("file_name_left", "reported")]
    asked = world.outlook.calls
    world.run()
    assert world.outlook.calls == asked, "nothing is due any more"
    world.rest()
    assert len(world.reasons) == 2, "it is told once"
    world.outlook.closed = ""
    world.touch()
    world.run()
    assert world.both == {"offer.txt": b"one"}
    world.rest()


def test_a_name_that_the_rules_keep_back(world: World) -> None:
    _, document = linked(world)
    world.crm.call(document, "run.bat")
    world.run()
    assert world.outlook.names == {"list.txt": b"one"}
    assert world.reasons[1:] == [("file_name_left", "reported")]
    world.rest()


def test_a_name_that_is_refused_is_an_issue(world: World) -> None:
    key, _ = linked(world)
    world.crm.refuse["offer.txt"] = Rejected("You may not rename it.", code="no_right")
    world.outlook.call(key, "offer.txt")
    world.touch()
    world.run()
    [issue] = world.open_issues()
    assert issue.message == "“offer.txt” of Plan could not be renamed in Salesforce: You may not rename it."
    assert world.reasons[-1] == ("file_name_refused", "failed") and world.crm.names == {"list.txt": b"one"}
    world.crm.refuse.clear()
    world.moment += timedelta(days=1)
    world.run()
    assert world.both == {"offer.txt": b"one"} and world.open_issues() == []
    world.rest()


@pytest.mark.parametrize("side", Side)
def test_who_takes_a_refused_name_back_settles_it(world: World, side: Side) -> None:
    key, document = linked(world)
    here, there = (world.outlook, world.crm) if side is Side.EXCHANGE else (world.crm, world.outlook)
    there.refuse["offer.txt"] = Transient("It is busy.")
    key = here.call(key if side is Side.EXCHANGE else document, "offer.txt")
    world.touch()
    world.run()
    assert there.names == {"list.txt": b"one"}
    here.call(key, "list.txt")
    there.refuse.clear()
    world.touch()
    world.run()
    assert world.both == {"list.txt": b"one"} and world.open_issues() == []
    world.rest()


def test_a_dry_run_tells_it(world: World) -> None:
    key, _ = linked(world)
    world.outlook.call(key, "offer.txt")
    world.touch()
    [line] = world.run(dry_run=True).operations
    assert line.reason == "“list.txt” of Plan was renamed “offer.txt” in Outlook, so it is in Salesforce, too."
    assert world.crm.names == {"list.txt": b"one"}
