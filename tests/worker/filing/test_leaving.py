"""Leaving: emails that are taken back, by whom and how; and those that stay filed though their mail goes."""

from contextlib import suppress

import pytest

from core.mails import MailPlace
from core.models.filing import FILED, FiledRow
from tests.crashes import Crash
from tests.worker.filing.world import COLLEAGUE, OWN, World, filed, mail, with_files


def test_the_category_taken_off(quick: World) -> None:
    key = filed(quick, "a.txt")
    quick.box.categorise(key)
    quick.run()
    assert not quick.crm.records and quick.is_bare(key)
    quick.rest()
    quick.box.categorise(key, "Salesforce")
    quick.run()
    assert quick.is_marked(key) and quick.subjects() == ["Offer 1"]
    quick.rest()


def test_moved_out_of_the_folder_and_back(quick: World) -> None:
    key = quick.box.add(mail(place=MailPlace.FOLDER))
    quick.run()
    key = quick.box.move(key, MailPlace.OTHER)
    quick.run()
    assert not quick.crm.records and quick.is_bare(key)
    quick.rest()
    key = quick.box.move(key, MailPlace.FOLDER)
    quick.run()
    assert quick.is_marked(key)
    quick.rest()


def test_a_mail_by_category_may_move_anywhere(quick: World) -> None:
    key = filed(quick)
    for place in (MailPlace.FOLDER, MailPlace.OTHER, MailPlace.INBOX):
        key = quick.box.move(key, place)
        quick.run()
        assert quick.is_marked(key)
    quick.box.categorise(key)
    quick.run()
    assert not quick.crm.records


@pytest.mark.parametrize("how", ["bin", "for ever"])
def test_deleting_the_mail_keeps_the_record(quick: World, how: str) -> None:
    key = filed(quick)
    if how == "bin":
        quick.box.move(key, MailPlace.TRASH)
    else:
        quick.box.delete(key)
    quick.run()
    assert quick.subjects() == ["Offer 1"]
    quick.rest()
    yours = quick.boxes[COLLEAGUE].add(mail(categories=("Salesforce",)))
    quick.run(COLLEAGUE)
    quick.boxes[COLLEAGUE].categorise(yours)
    quick.run(COLLEAGUE)
    assert quick.subjects() == ["Offer 1"], "it was to stay filed by the one who deleted the mail"


@pytest.mark.parametrize("how", ["bin", "for ever"])
def test_deleting_the_copy_in_the_folder_keeps_the_record(quick: World, how: str) -> None:
    """The mail that was copied, which nobody filed, is not the copy moved back."""
    original = quick.box.add(mail())
    copy = quick.box.copy(original, MailPlace.FOLDER)
    quick.run()
    if how == "bin":
        quick.box.move(copy, MailPlace.TRASH)
    else:
        quick.box.delete(copy)
    quick.run()
    assert quick.subjects() == ["Offer 1"] and quick.is_bare(original)
    quick.rest()


def test_the_last_one_takes_it_along(quick: World) -> None:
    mine = filed(quick)
    yours = quick.boxes[COLLEAGUE].add(mail(categories=("Salesforce",)))
    quick.run(COLLEAGUE)
    quick.box.categorise(mine)
    quick.run()
    assert quick.is_bare(mine) and quick.is_marked(yours, COLLEAGUE)
    quick.boxes[COLLEAGUE].categorise(yours)
    quick.run(COLLEAGUE)
    assert not quick.crm.records
    quick.rest()


def test_who_stays_adds_the_files_that_are_still_missing(quick: World) -> None:
    """The first one's run was cut off before them; then its user takes the mail back."""
    one = with_files(mail(categories=("Salesforce",)), "a.txt")
    mine, theirs = (quick.boxes[address].add(one, [b"content"]) for address in (OWN, COLLEAGUE))

    def cut_off(name: str) -> None:
        if name == "crm.attach: before":
            raise Crash(name)

    with suppress(Crash):
        quick.run(OWN, checkpoint=cut_off)
    quick.later(minutes=10)
    quick.run(COLLEAGUE)
    quick.box.categorise(mine)
    for address in (OWN, COLLEAGUE):
        quick.run(address)
    [key] = quick.crm.records
    assert quick.crm.files_of(key).keys() == {"a.txt"} and quick.is_marked(theirs, COLLEAGUE)
    assert [row.state for row in quick.rows(FiledRow)] == [FILED]
    quick.rest()


def test_what_another_program_filed_is_joined_and_never_deleted(quick: World) -> None:
    filed(quick)
    with quick.database.session() as session:
        session.query(FiledRow).delete()
    key = quick.box.add(mail(place=MailPlace.FOLDER))
    quick.run()
    assert quick.is_marked(key)
    for one in list(quick.box.mails):
        quick.box.categorise(one)
    quick.run()
    assert quick.subjects() == ["Offer 1"] and quick.is_bare(key)
    quick.rest()


def test_a_record_that_was_locked_is_unfiled_later(quick: World) -> None:
    key = filed(quick)
    [record] = quick.crm.records
    quick.box.categorise(key)
    quick.crm.locked.add(record)
    quick.run()
    quick.run()
    assert quick.subjects() == ["Offer 1"] and quick.is_bare(key)
    quick.crm.locked.clear()
    quick.run()
    assert quick.subjects() == []
    quick.rest()


def test_a_record_that_nobody_may_delete_stays(quick: World) -> None:
    key = filed(quick)
    quick.crm.kept.update(quick.crm.records)
    quick.box.categorise(key)
    quick.run()
    [row] = quick.rows(FiledRow)
    assert (quick.subjects(), row.state) == (["Offer 1"], FILED) and quick.is_bare(key)
    quick.rest()


def test_who_took_over_while_a_record_was_deleted_is_not_overruled(world: World) -> None:
    """My run pauses after the deletion; my colleague's puts it right, and files the mail anew."""
    mine = filed(world)
    yours = world.boxes[COLLEAGUE].add(mail())
    world.run(COLLEAGUE)
    world.box.categorise(mine)

    def pause(name: str) -> None:
        if name == "crm.unfile: after":
            world.boxes[COLLEAGUE].categorise(yours, "Salesforce")
            world.later(minutes=2)
            world.run(COLLEAGUE)

    world.run(checkpoint=pause)
    world.run()
    [record], [row] = world.crm.records, world.rows(FiledRow)
    assert (row.state, row.crm_key, row.ours) == (FILED, record, True)
    assert world.is_marked(yours, COLLEAGUE) and world.is_bare(mine)
    world.rest()


@pytest.mark.parametrize("anew", ["expired", "forced"])
def test_a_listing_finds_what_was_taken_back_since(quick: World, anew: str) -> None:
    """It names neither what lost its category nor what left the folder."""
    first, second = filed(quick), quick.box.add(mail(2, place=MailPlace.FOLDER))
    quick.run()
    assert quick.subjects() == ["Offer 1", "Offer 2"]
    quick.box.categorise(first)
    second = quick.box.move(second, MailPlace.OTHER)
    if anew == "expired":
        quick.box.expire_cursors()
    quick.run(force=anew == "forced")
    assert quick.subjects() == [] and quick.is_bare(first) and quick.is_bare(second)
    quick.rest()
