"""Shares that meet something odd: several copies, nothing to take back, people who are gone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.mails import MailPlace
from core.models.filing import FILED, FiledRow
from core.models.sync import HintRow, IssueRow
from core.shares import FAILED, SHARED, UNDONE
from tests.worker.filing.world import ANN, World, mail
from tests.worker.sharing.pane import share, take_back, the_share, wish

BEN = replace(ANN, key="003B", name="Ben", address="ben@lee.example")


def test_taken_back_though_another_copy_holds_the_email_on() -> None:
    world = World()
    key = world.box.add(mail())
    copy = world.box.copy(key, MailPlace.FOLDER)
    wish(world, key)
    world.run()
    assert world.is_marked(key) and world.is_marked(copy)
    take_back(world)
    share(world)
    assert the_share(world).state == UNDONE
    assert world.is_bare(key) and world.is_marked(copy) and world.subjects() == ["Offer 1"]
    world.rest()


@pytest.mark.parametrize("asks", ["category", "folder"])
def test_taken_back_before_anything_was_done(asks: str) -> None:
    """What else asks for the mail is heard."""
    world = World()
    key = world.box.add(mail())
    wish(world, key)
    take_back(world)
    if asks == "category":
        world.box.categorise(key, "Salesforce")
    else:
        world.box.move(key, MailPlace.FOLDER)
    for _ in range(2):
        world.run()
    assert (the_share(world).state, world.subjects()) == (UNDONE, ["Offer 1"])
    assert world.is_marked(key)
    world.rest()


def test_what_is_refused_again_and_again_is_told_in_the_end() -> None:
    """Each run sees the open share; its mail waits for its time all the same."""
    world = World()
    world.crm.persons.append(BEN)
    world.crm.remove_person(BEN)
    key = world.box.add(mail())
    world.run()
    wish(world, key, who=(BEN.key,))
    share(world)
    [hint] = world.rows(HintRow)
    world.run()
    assert world.rows(HintRow)[0].next_try == hint.next_try > world.moment + timedelta(minutes=2)
    for _ in range(3):
        world.later(days=1)
        world.run()
    assert (the_share(world).state, len(world.rows(IssueRow))) == (FAILED, 1)
    assert "deleted" in the_share(world).problem


def test_who_asks_anew_does_not_wait() -> None:
    world = World()
    world.crm.persons.append(BEN)
    world.crm.remove_person(BEN)
    key = world.box.add(mail(), ())
    wish(world, key, who=(BEN.key,))
    share(world)
    take_back(world)
    share(world)
    assert (the_share(world).state, world.crm.records) == (UNDONE, {})


def test_a_person_who_is_gone_is_no_record_that_is_gone() -> None:
    """Salesforce says the same of both: the record stays, and stays ours."""
    world = World()
    world.crm.persons.append(BEN)
    key = world.box.add(mail(categories=("Salesforce",)))
    world.run()
    wish(world, key, who=(BEN.key,))
    world.crm.remove_person(BEN)
    share(world)
    [row] = world.rows(FiledRow)
    assert (row.state, row.ours, row.crm_key) == (FILED, True, *world.crm.records)
    world.crm.persons.append(BEN)
    world.later(days=1)
    world.run()
    assert (the_share(world).state, world.subjects()) == (SHARED, ["Offer 1"])
    world.box.categorise(key)
    world.run()
    assert world.subjects() == []
