"""The engine of files between two stores in memory: what goes where, and what stays."""

import pytest

from core.models.files import FileLookRow, FileRow
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
    world.outlook.move()
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
