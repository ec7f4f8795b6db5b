"""A share killed before or after each remote call and each commit: one email, the mail marked, the share told."""

from functools import partial
from itertools import count

from sqlalchemy import select

from core.mails import MailPlace
from core.models.filing import FILED, UNFILED, FiledRow
from core.models.pane import ShareRow
from core.models.sync import HintRow, IssueRow
from core.shares import FAILED, PENDING, SHARED, UNDOING, UNDONE, ShareWish, wish_of
from tests.crashes import killed_at
from tests.worker.filing.world import ANN, World, mail, with_files
from tests.worker.sharing.pane import ACCOUNT, share, the_share, wish

# Checkpoints of the shorter one.
FEWEST = 12


def test_a_share_killed_anywhere_is_put_right() -> None:
    for number in count():
        world = World()
        key = world.box.add(with_files(mail(), "a.txt", "b.txt"), [b"content"] * 2)
        world.run()
        wish(world, key)
        if len(killed_at(number, partial(share, world))) <= number:
            break
        world.later(minutes=2)
        share(world)
        told = the_share(world)
        assert (told.state, told.problem, len(world.crm.records)) == (SHARED, "", 1), number
        [(record, email)] = world.crm.records.items()
        assert (told.crm_key, email.who, email.related) == (record, ANN.key, ACCOUNT), number
        assert list(world.crm.files_of(record)) == ["b.txt"], number
        assert world.is_marked(key), number
        world.rest()
        assert (world.rows(HintRow), world.rows(IssueRow)) == ([], []), number
    assert number >= FEWEST


def test_an_undoing_killed_anywhere_is_put_right() -> None:
    for number in count():
        world = World()
        key = world.box.add(mail())
        world.run()
        wish(world, key)
        share(world)
        with world.database.session() as session:
            session.scalars(select(ShareRow)).one().state = UNDOING
        if len(killed_at(number, partial(share, world))) <= number:
            break
        world.later(minutes=2)
        world.run()
        assert (the_share(world).state, world.crm.records) == (UNDONE, {}), number
        assert world.is_bare(key), number
        assert [row.state for row in world.rows(FiledRow)] == [UNFILED], number
        world.rest()
    assert number >= FEWEST


def test_a_wish_that_changes_meanwhile_comes_first() -> None:
    world = World()
    key = world.box.add(with_files(mail(), "a.txt", "b.txt"), [b"content"] * 2)
    wish(world, key)

    def changes_once(name: str) -> None:
        with world.database.session() as session:
            row = session.scalars(select(ShareRow)).one()
            if name == "exchange.read: after" and wish_of(row.wish).related == ACCOUNT:
                row.wish, row.at = ShareWish("Newer", (ANN.key,), None, ()).to_json(), world.moment

    share(world, changes_once)
    assert (the_share(world).state, wish_of(the_share(world).wish).subject) == (PENDING, "Newer")
    share(world)
    assert (the_share(world).state, wish_of(the_share(world).wish).subject) == (SHARED, "Newer")


def test_a_run_carries_out_what_the_job_could_not() -> None:
    world = World()
    key = world.box.add(mail())
    wish(world, key)
    world.run()
    assert (the_share(world).state, [row.state for row in world.rows(FiledRow)]) == (SHARED, [FILED])


def test_a_moved_mail_is_found_by_its_message_id() -> None:
    world = World(moves_rename=True)
    key = world.box.add(mail())
    wish(world, key)
    world.box.move(key, MailPlace.OTHER)
    share(world)
    assert the_share(world).state == SHARED


def test_a_record_that_somebody_deleted_is_made_anew() -> None:
    world = World()
    key = world.box.add(mail())
    wish(world, key)
    share(world)
    world.crm.records.clear()
    with world.database.session() as session:
        session.scalars(select(ShareRow)).one().state = PENDING
    share(world)
    assert (the_share(world).state, len(world.crm.records)) == (SHARED, 1)


def test_a_mail_that_is_gone_fails() -> None:
    world = World()
    key = world.box.add(mail())
    wish(world, key)
    world.box.delete(key)
    share(world)
    told = the_share(world)
    assert (told.state, "not in the mailbox" in told.problem) == (FAILED, True)
