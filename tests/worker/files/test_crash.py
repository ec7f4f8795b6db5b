"""A run killed before or after each remote call and each commit: every file is on both sides once, and none is lost.

Nothing here needs a second chance: the dead run's lease expires, and the next run puts everything right.
"""

from collections.abc import Callable

import pytest

from core.database import Database
from core.models.files import FileRow
from tests.worker.files.world import MINUTES, World

MANY = 60


def added_in_outlook(world: World) -> dict[str, bytes]:
    world.outlook.put("agenda.pdf", b"agenda")
    return {"agenda.pdf": b"agenda"}


def added_in_salesforce(world: World) -> dict[str, bytes]:
    """After a first look, so that nothing in Outlook says that there is anything to do."""
    world.run()
    world.crm.put("offer.docx", b"offer")
    return {"offer.docx": b"offer"}


def changed_in_outlook(world: World) -> dict[str, bytes]:
    key = world.outlook.put("list.txt", b"one")
    world.run()
    world.outlook.change(key, b"two")
    world.touch()
    return {"list.txt": b"two"}


def changed_in_salesforce(world: World) -> dict[str, bytes]:
    world.outlook.put("list.txt", b"one")
    world.run()
    world.crm.change(next(iter(world.crm.files)), b"two")
    return {"list.txt": b"two"}


def renamed_in_outlook(world: World) -> dict[str, bytes]:
    key = world.outlook.put("list.txt", b"one")
    world.run()
    world.outlook.call(key, "offer.txt")
    world.touch()
    return {"offer.txt": b"one"}


def renamed_with_another_ending(world: World) -> dict[str, bytes]:
    key = world.outlook.put("list.txt", b"one")
    world.run()
    world.outlook.call(key, "offer.md")
    world.touch()
    return {"offer.md": b"one"}


def renamed_in_salesforce(world: World) -> dict[str, bytes]:
    world.outlook.put("list.txt", b"one")
    world.run()
    world.crm.call(next(iter(world.crm.files)), "offer.txt")
    return {"offer.txt": b"one"}


def same_on_both(world: World) -> dict[str, bytes]:
    world.outlook.put("list.txt", b"one")
    world.crm.put("list.txt", b"one")
    return {"list.txt": b"one"}


CASES: list[Callable[[World], dict[str, bytes]]] = [
    added_in_outlook,
    added_in_salesforce,
    changed_in_outlook,
    changed_in_salesforce,
    renamed_in_outlook,
    renamed_with_another_ending,
    renamed_in_salesforce,
    same_on_both,
]


@pytest.mark.parametrize("prepare", CASES, ids=lambda prepare: prepare.__name__)
def test_killed_at_every_point(database: Database, prepare: Callable[[World], dict[str, bytes]]) -> None:
    for number in range(MANY):
        world = World(database)
        expected = prepare(world)
        passed = world.crash_at(number)
        world.moment += MINUTES
        world.run()
        assert world.both == expected, f"after a crash at {passed[-1:]}"
        [row] = world.rows(FileRow)
        assert (row.state, row.target, row.sending, row.former) == ("linked", None, None, None), passed[-1:]
        writes = world.outlook.writes, world.crm.writes
        world.touch()
        world.run()
        assert (world.outlook.writes, world.crm.writes) == writes, (
            f"a run at rest wrote, after a crash at {passed[-1:]}"
        )
        if len(passed) <= number:
            assert number > 5, "the run has fewer points than it should"
            return
    pytest.fail("the run has no end")


def test_taken_off_after_the_crash(database: Database) -> None:
    """What a dead run had copied already is not copied back to where a person took it off since."""
    copied = set()
    for number in range(MANY):
        world = World(database)
        key = world.outlook.put("agenda.pdf", b"agenda")
        passed = world.crash_at(number)
        copied.add(len(world.crm.files))
        del world.outlook.files[key]
        world.touch()
        world.moment += MINUTES
        world.run()
        assert (world.outlook.names, world.outlook.writes) == ({}, 0), f"after a crash at {passed[-1:]}"
        if len(passed) <= number:
            assert copied == {0, 1}
            return
    pytest.fail("the run has no end")
