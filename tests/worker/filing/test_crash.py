"""A run of filing killed before or after each remote call and each commit: one email, the mail marked, nothing lost.

Nothing here needs a second chance: the dead run's lease expires, and the next run puts everything right.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from core.database import Database
from core.mails import MailPlace
from core.models.filing import FILED, UNFILED, FiledRow
from core.models.sync import HintRow, IssueRow
from tests.worker.filing.world import COLLEAGUE, OWN, World, mail, with_files

MANY = 100
FILES = ("a.txt", "b.txt")


@dataclass(frozen=True)
class Case:
    """prepare: before the run that is killed; the mail's key. records: how many emails the CRM has in the end."""

    prepare: Callable[[World], str]
    records: int


def by_category(world: World) -> str:
    one = with_files(mail(categories=("Salesforce",)), *FILES)
    return world.box.add(one, [b"content"] * 2)


def by_folder(world: World) -> str:
    key = world.box.add(with_files(mail(), *FILES), [b"content"] * 2)
    world.run()
    return world.box.move(key, MailPlace.FOLDER)


def joined(world: World) -> str:
    yours = with_files(mail(categories=("Salesforce",)), *FILES)
    world.boxes[COLLEAGUE].add(yours, [b"content"] * 2)
    world.run(COLLEAGUE)
    return world.box.add(replace(yours, place=MailPlace.FOLDER), [b"content"] * 2)


def joined_after_it_was_deleted(world: World) -> str:
    key = joined(world)
    world.crm.remove(next(iter(world.crm.records)))
    return key


def category_off(world: World) -> str:
    key = by_category(world)
    world.run()
    world.box.categorise(key)
    return key


def moved_out(world: World) -> str:
    key = by_folder(world)
    world.run()
    return world.box.move(key, MailPlace.OTHER)


CASES = {
    "category": (Case(by_category, 1), False),
    "folder on EWS": (Case(by_folder, 1), True),
    "join": (Case(joined, 1), False),
    "join what was deleted": (Case(joined_after_it_was_deleted, 1), False),
    "category off": (Case(category_off, 0), False),
    "moved out on EWS": (Case(moved_out, 0), True),
}


def expect_settled(world: World, case: Case, key: str, where: str) -> None:
    assert len(world.crm.records) == case.records, where
    [row] = world.rows(FiledRow)
    assert row.state == (FILED if case.records else UNFILED), where
    assert world.is_marked(key) if case.records else world.is_bare(key), where
    for record in world.crm.records:
        assert world.crm.files_of(record) == {"a.txt": b"content", "b.txt": b"content"}, where
    assert not world.rows(HintRow), where
    assert not [one for one in world.rows(IssueRow) if one.resolved_at is None], where


@pytest.mark.parametrize(("case", "moves_rename"), CASES.values(), ids=CASES)
def test_killed_at_every_point(database: Database, case: Case, moves_rename: bool) -> None:
    for number in range(MANY):
        world = World(database, moves_rename=moves_rename)
        key = case.prepare(world)
        passed = world.crash_at(number)
        world.later(minutes=2)
        world.run()
        world.run(COLLEAGUE)
        expect_settled(world, case, key, f"after a crash at {passed[-1:]}")
        world.rest(runs=1)
        if len(passed) <= number:
            assert number > 8, "the run has fewer points than it should"
            return
    pytest.fail("the run has no end")


def test_a_colleague_takes_over_what_a_dead_run_reserved(database: Database) -> None:
    """Killed anywhere, the first mailbox never runs again; the colleague's mail is filed once."""
    first, second = OWN, COLLEAGUE
    for number in range(MANY):
        world = World(database)
        for box in world.boxes.values():
            box.add(mail(categories=("Salesforce",)))
        passed = world.crash_at(number, first)
        world.run(second)
        world.later(minutes=2)
        world.run(second)
        assert world.subjects() == ["Offer 1"], f"after a crash at {passed[-1:]}"
        [key] = world.boxes[second].mails
        assert world.is_marked(key, second), f"after a crash at {passed[-1:]}"
        world.run(first)
        assert world.subjects() == ["Offer 1"], f"after a crash at {passed[-1:]}"
        world.rest(runs=1)
        if len(passed) <= number:
            assert number > 8, "the run has fewer points than it should"
            return
    pytest.fail("the run has no end")


def test_the_mail_deleted_after_the_crash(database: Database) -> None:
    """Whatever was made stays, nothing is made twice, nothing stays half done."""
    outcomes = set()
    for number in range(MANY):
        world = World(database)
        key = by_category(world)
        passed = world.crash_at(number)
        made = len(world.crm.records)
        world.box.delete(key)
        world.later(minutes=2)
        world.run()
        assert len(world.crm.records) == made, f"after a crash at {passed[-1:]}"
        assert {row.state for row in world.rows(FiledRow)} <= {FILED if made else UNFILED}
        outcomes.add(made)
        world.rest(runs=1)
        if len(passed) <= number:
            assert outcomes == {0, 1}, "some crashes came before the email was made, and some after"
            return
    pytest.fail("the run has no end")
