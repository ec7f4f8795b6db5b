"""Many mails that lose their category at once (I12), and another category that is chosen."""

import pytest
from sqlalchemy import update

from core.mails import MailPlace
from core.models.filing import UNFILED, FiledRow
from core.models.sync import OperationRow, RunRow
from core.runs import HELD
from tests.worker.filing.world import BOXES, OWN, World, mail
from worker.sync.decide import approve
from worker.sync.report import RunReport

MANY = 30


def _filed(world: World, count: int = MANY) -> list[str]:
    keys = [world.box.add(mail(number, categories=("Salesforce",))) for number in range(count)]
    world.run()
    assert len(world.crm.records) == count
    return keys


def _run(world: World) -> RunReport:
    """A run that can be held: it has a row."""
    run_id = f"held-{world.moment:%d%H%M}"
    with world.database.session() as session:
        session.add(RunRow(id=run_id, mailbox_id=BOXES[OWN], state="running", started_at=world.moment))
    report = world.run(run=run_id)
    with world.database.session() as session:
        session.get_one(RunRow, run_id).state = HELD if report.held else "done"
    return report


def test_a_mailbox_that_lost_its_category_waits_for_an_approval(world: World) -> None:
    keys = _filed(world)
    for key in keys:
        world.box.categorise(key)
    before = world.writes
    report = _run(world)
    assert report.held.startswith("30 of 30 linked records would be deleted")
    assert (world.writes, len(world.crm.records)) == (before, MANY)
    again = _run(world)
    assert (bool(again.held), len(world.crm.records)) == (True, MANY)
    approve(world.database, BOXES[OWN], again.run, by="Ada", now=world.moment)
    assert not _run(world).held
    assert (len(world.crm.records), all(world.is_bare(key) for key in keys)) == (0, True)
    assert len([row for row in world.rows(OperationRow) if (row.action, row.outcome) == ("delete", "done")]) == MANY
    world.rest()


def test_the_category_given_back_is_the_other_way_out(quick: World) -> None:
    keys = _filed(quick)
    for key in keys:
        quick.box.categorise(key)
    assert _run(quick).held
    for key in keys:
        quick.box.categorise(key, "Salesforce")
    assert not _run(quick).held
    assert len(quick.crm.records) == MANY
    quick.rest()


def test_while_they_wait_their_bodies_are_left_alone(quick: World) -> None:
    """Whether they still lack the category must be known in each run, what they say need not."""
    store = quick.mails[OWN]
    for key in _filed(quick):
        quick.box.categorise(key)
    read, asked = store.bodies, store.asked["read"]
    for _ in range(3):
        assert _run(quick).held
    assert (store.bodies, store.asked["read"] > asked) == (read, True)


def test_an_email_that_is_filed_anew_is_read_whole(quick: World) -> None:
    """Its row was let go of between the reading of its mail and the decision."""
    key = quick.box.add(mail(categories=("Salesforce",)))
    quick.run()
    quick.box.change(key)

    def let_go(name: str) -> None:
        if name == "exchange.read: after" and quick.crm.records:
            quick.crm.remove(next(iter(quick.crm.records)))
            with quick.database.session() as session:
                session.execute(update(FiledRow).values(state=UNFILED, crm_key=None))

    quick.run(checkpoint=let_go)
    [record] = quick.crm.records.values()
    assert record.text == "Hello"
    quick.rest()


def test_new_mails_are_filed_while_others_wait(quick: World) -> None:
    for key in _filed(quick):
        quick.box.categorise(key)
    new = quick.box.add(mail(MANY + 1, categories=("Salesforce",)))
    assert _run(quick).held
    assert quick.is_marked(new)


def test_another_folder_takes_nothing_back(quick: World) -> None:
    """What the former one filed stays filed, whatever its user does to it later but take the category off."""
    kept, moved, unmarked = (quick.box.add(mail(n, place=MailPlace.FOLDER)) for n in range(3))
    quick.run()
    assert len(quick.crm.records) == 3
    quick.choose(folder="CRM")
    for key in (kept, moved, unmarked):  # the folder where they lie is another one to the store
        quick.box.change(key, place=MailPlace.OTHER)
    quick.rest()
    quick.box.change(kept)
    moved = quick.box.move(moved, MailPlace.INBOX)
    quick.run()
    assert len(quick.crm.records) == 3
    quick.box.categorise(unmarked)
    quick.run()
    assert len(quick.crm.records) == 2
    new = quick.box.move(quick.box.add(mail(4)), MailPlace.FOLDER)
    quick.run()
    assert quick.is_marked(new)
    quick.rest()


@pytest.mark.parametrize("count", [1, 20])
def test_few_go_at_once(quick: World, count: int) -> None:
    for key in _filed(quick, count):
        quick.box.categorise(key)
    assert not _run(quick).held
    assert not quick.crm.records
    quick.rest()


def test_a_dry_run_says_that_it_would_be_held(quick: World) -> None:
    for key in _filed(quick):
        quick.box.categorise(key)
    report = quick.run(dry_run=True)
    assert report.held.startswith("30 of 30 linked records would be deleted")
    assert len(quick.crm.records) == MANY


def test_another_category_takes_nothing_back(quick: World) -> None:
    """Mails that carry the former one stay filed; when they are looked at again they get the new one instead."""
    first, second = _filed(quick, 2)
    quick.choose(category="CRM")
    quick.run(force=True)
    quick.box.categorise(first, "Salesforce", "Friends")
    quick.run()
    assert len(quick.crm.records) == 2
    assert quick.box.mails[first].categories == ("Friends", "CRM")
    quick.rest()
    quick.box.categorise(first, "Friends")
    quick.run()
    assert len(quick.crm.records) == 1
    quick.choose(category="Salesforce")
    quick.box.categorise(second, "Salesforce", "Friends")
    quick.run()
    assert quick.is_marked(second)
    quick.box.categorise(second)
    quick.run(force=True)
    assert not quick.crm.records
    quick.rest()
