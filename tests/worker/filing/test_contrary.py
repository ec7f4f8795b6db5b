"""Contrary wishes about one email between two runs, on one mail or on several copies of it: each mail's own last wish
counts for that mail, and where it cannot be told what was meant, the email stays filed."""

from contextlib import suppress

import pytest

from core.errors import Rejected, SyncError, Transient
from core.mails import MailPlace
from core.models.filing import DELETED, HELD, UNFILED, FiledMailRow, FiledRow
from core.models.sync import HintRow, IssueRow
from core.shares import SHARED, UNDOING, UNDONE
from tests.crashes import Crash
from tests.memory_store import Moment
from tests.worker.filing.world import OWN, World, filed, mail, with_files
from tests.worker.sharing.pane import share, take_back, the_share, wish

REFUSED = Rejected("A rule of the org refuses it.", code="rule")


def cut_off_while_it_leaves(world: World, key: str) -> None:
    """The record is to be deleted, and Salesforce is busy; the marks are still to be taken off."""
    world.crm.faults = lambda call, moment, _: (
        Transient("busy") if call == "unfile" and moment is Moment.BEFORE else None
    )
    with suppress(Transient):
        world.run()
    world.crm.faults = None
    held = {row.key: (row.state, row.marked) for row in world.rows(FiledMailRow)}
    assert held[key] == ("withdrawn", True)


def test_the_category_put_on_again_while_the_mail_leaves(quick: World) -> None:
    """Whoever puts it on again before the marks are gone wants the mail filed."""
    key = filed(quick)
    quick.box.categorise(key)

    def person(call: str, moment: Moment, _position: int | None) -> SyncError | None:
        if call == "mark" and moment is Moment.BEFORE:
            quick.mails[OWN].faults = None
            quick.box.categorise(key, "Salesforce")
        return None

    quick.mails[OWN].faults = person
    quick.run()
    quick.run()
    assert quick.is_marked(key) and quick.subjects() == ["Offer 1"]
    quick.rest()


def test_the_category_put_on_again_after_a_cut(quick: World) -> None:
    key = filed(quick)
    quick.box.categorise(key)
    cut_off_while_it_leaves(quick, key)
    quick.box.categorise(key, "Salesforce")
    quick.run()
    assert quick.is_marked(key) and quick.subjects() == ["Offer 1"]
    quick.rest()


def test_without_another_word_a_cut_is_finished(quick: World) -> None:
    key = filed(quick)
    quick.box.categorise(key)
    cut_off_while_it_leaves(quick, key)
    quick.run()
    assert quick.is_bare(key) and not quick.crm.records
    quick.rest()


@pytest.mark.parametrize(("last", "records"), [(MailPlace.INBOX, 0), (MailPlace.FOLDER, 1)])
def test_moved_out_and_in_again_after_a_cut(quick: World, last: MailPlace, records: int) -> None:
    """The category that is on it all the time is ours and asks for nothing."""
    key = quick.box.add(mail(place=MailPlace.FOLDER))
    quick.run()
    key = quick.box.move(key, MailPlace.OTHER)
    cut_off_while_it_leaves(quick, key)
    key = quick.box.move(key, last)
    quick.run()
    assert len(quick.crm.records) == records
    assert quick.is_marked(key) if records else quick.is_bare(key)
    quick.rest()


def test_a_copy_of_a_refused_mail_does_not_keep_the_error(quick: World) -> None:
    quick.crm.refuse["Offer 1"] = REFUSED
    key = quick.box.add(mail(place=MailPlace.FOLDER))
    quick.run()
    copy = quick.box.copy(key, MailPlace.INBOX)
    assert quick.box.mails[copy].categories == ("Sync Error",)
    quick.box.categorise(copy, "Blue", "Sync Error")
    quick.run()
    assert quick.box.mails[copy].categories == ("Blue",) and quick.box.mails[key].categories == ("Sync Error",)
    assert [row.key for row in quick.rows(IssueRow) if row.resolved_at is None] == [key]
    assert [row.key for row in quick.rows(HintRow)] == [key]
    quick.rest()


@pytest.mark.parametrize("error", [Transient("busy"), REFUSED])
def test_the_error_on_a_copy_that_cannot_be_written(quick: World, error: SyncError) -> None:
    """What may pass is tried again; else the mail is left alone."""
    quick.run()
    copy = quick.box.add(mail(categories=("Sync Error",)))
    quick.mails[OWN].faults = lambda call, moment, _: error if (call, moment) == ("mark", Moment.RECORD) else None
    quick.run()
    quick.mails[OWN].faults = None
    passes = isinstance(error, Transient)
    assert [row.key for row in quick.rows(HintRow)] == ([copy] if passes else [])
    quick.later(minutes=5)
    quick.run()
    assert quick.box.mails[copy].categories == (() if passes else ("Sync Error",))
    assert not quick.rows(IssueRow)
    quick.rest()


def test_copied_out_of_the_folder_and_the_first_one_deleted(quick: World) -> None:
    """Deleting says nothing about the record, and the copy is no mail that was moved out."""
    key = quick.box.add(mail(place=MailPlace.FOLDER))
    quick.run()
    copy = quick.box.copy(key, MailPlace.INBOX)
    quick.box.move(key, MailPlace.TRASH)
    [record] = quick.crm.records
    quick.run()
    assert list(quick.crm.records) == [record] and quick.is_marked(copy)
    assert sorted(row.state for row in quick.rows(FiledMailRow)) == [DELETED, HELD]
    quick.rest()


def test_taken_back_in_the_pane_then_copied_into_the_folder_and_deleted(quick: World) -> None:
    """The copy was filed on purpose; what was taken back is the other one."""
    key = quick.box.add(mail())
    wish(quick, key, attachments=None)
    quick.run()
    take_back(quick)
    copy = quick.box.copy(key, MailPlace.FOLDER)
    binned = quick.box.move(key, MailPlace.TRASH)
    quick.run()
    quick.later(minutes=2)
    quick.run()
    assert the_share(quick).state == UNDONE
    assert quick.subjects() == ["Offer 1"] and quick.is_marked(copy) and quick.is_bare(binned)
    quick.rest()


def test_taken_back_in_the_pane_and_moved(quick: World) -> None:
    """Beside a copy with a row of its own, the mail itself is found under its new key."""
    key = quick.box.add(mail())
    wish(quick, key, attachments=None)
    quick.run()
    copy = quick.box.copy(key, MailPlace.FOLDER)
    quick.run()
    take_back(quick)
    moved = quick.box.move(key, MailPlace.OTHER)
    quick.run()
    assert the_share(quick).state == UNDONE
    assert quick.is_bare(moved) and quick.is_marked(copy) and quick.subjects() == ["Offer 1"]
    quick.rest()


def test_taken_back_in_the_pane_and_deleted_beside_a_copy(quick: World) -> None:
    """The other copy was not meant: the email stays shared."""
    key = quick.box.add(mail())
    wish(quick, key, attachments=None)
    quick.run()
    copy = quick.box.copy(key, MailPlace.INBOX)
    quick.run()
    take_back(quick)
    quick.box.delete(key)
    quick.run()
    assert the_share(quick).state == SHARED
    assert quick.is_marked(copy) and quick.subjects() == ["Offer 1"]
    quick.rest()


def test_taken_back_in_the_pane_while_a_run_notes_its_new_key() -> None:
    """The row has the new key already, and the share still speaks of the old one."""
    world = World(moves_rename=True)
    key = world.box.add(mail())
    wish(world, key, attachments=None)
    world.run()
    moved = world.box.move(key, MailPlace.FOLDER)
    world.run()
    take_back(world)
    assert the_share(world).state == UNDOING
    share(world)
    assert the_share(world).state == UNDONE and world.is_bare(moved) and not world.crm.records
    world.rest()


def test_moved_out_before_it_was_marked(quick: World) -> None:
    """A mail without a Message-ID and without marks, under a new key: it is found among the feed's news."""
    one = with_files(mail(place=MailPlace.FOLDER, message_id=None), "a.txt")
    key = quick.box.add(one, [b"content"])

    def cut_off(name: str) -> None:
        if name == "joined: committed":
            raise Crash(name)

    with suppress(Crash):
        quick.run(checkpoint=cut_off)
    quick.later(minutes=10)
    key = quick.box.move(key, MailPlace.INBOX)
    quick.run()
    assert not quick.crm.records and quick.is_bare(key)
    assert [row.state for row in quick.rows(FiledRow)] == [UNFILED]
    quick.rest()


def test_moved_to_another_folder_and_taken_back_without_a_message_id(quick: World) -> None:
    """Nothing but its looks tells that the mail under the new key is the one that left."""
    key = quick.box.add(mail(place=MailPlace.SENT, message_id=None, categories=("Salesforce",)))
    other = quick.box.add(mail(2, place=MailPlace.INBOX))
    quick.run()
    assert quick.is_marked(key) and quick.subjects() == ["Offer 1"]
    quick.box.categorise(key)
    key = quick.box.move(key, MailPlace.INBOX)
    quick.box.categorise(other, "Blue")
    quick.run()
    assert not quick.crm.records and quick.is_bare(key)
    quick.rest()
