"""Filing as people see it: by category, by folder, by itself; joined, taken back, deleted; and resting afterwards."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import Rejected, Transient
from core.mails import MailPlace
from core.models.filing import FILED, FiledMailRow, FiledRow
from core.models.sync import HintRow, IssueRow, OperationRow
from tests.worker.filing.world import COLLEAGUE, START, World, mail, with_files


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    world = World(database_url)
    yield world
    world.database.close()


@pytest.fixture(params=[False, True], ids=["graph", "ews"])
def quick(request: pytest.FixtureRequest) -> Iterator[World]:
    world = World(moves_rename=request.param)
    yield world
    world.database.close()


def filed(world: World, *names: str) -> str:
    """A mail that is filed by its category."""
    key = world.box.add(replace(with_files(mail(), *names), categories=("Salesforce",)), [b"content"] * len(names))
    world.run()
    return key


def test_by_category(world: World) -> None:
    key = filed(world, "offer.pdf", "offer.pdf")
    [(record, email)] = world.crm.records.items()
    assert (email.message_id, email.incoming, email.who, email.related) == ("<1@lee.example>", True, "003A", "001L")
    assert world.crm.files_of(record) == {"offer.pdf": b"content", "offer (2).pdf": b"content"}
    assert world.is_marked(key)
    assert not world.rows(HintRow)
    [row] = world.rows(FiledRow)
    assert (row.state, row.ours, row.question) == (FILED, True, None)
    world.rest()


def test_by_folder_moved_and_copied(quick: World) -> None:
    first, second = quick.box.add(mail(1)), quick.box.add(mail(2))
    quick.run()
    assert not quick.crm.records
    first = quick.box.move(first, MailPlace.FOLDER)
    copy = quick.box.copy(second, MailPlace.FOLDER)
    quick.run()
    assert quick.subjects() == ["Offer 1", "Offer 2"]
    assert quick.is_marked(first) and quick.is_marked(copy) and quick.is_bare(second)
    quick.rest()


def test_two_colleagues_file_one_mail_once(world: World) -> None:
    mine = filed(world)
    yours = world.boxes[COLLEAGUE].add(mail(place=MailPlace.FOLDER))
    world.run(COLLEAGUE)
    assert world.subjects() == ["Offer 1"]
    assert world.is_marked(mine) and world.is_marked(yours, COLLEAGUE)
    world.rest()


def test_two_copies_in_one_window(quick: World) -> None:
    keys = [quick.box.add(mail(categories=("salesforce",))) for _ in range(2)]
    quick.run()
    assert quick.subjects() == ["Offer 1"]
    assert {quick.box.mails[key].peer for key in keys} == set(quick.crm.records)
    assert [quick.box.mails[key].categories for key in keys] == [("salesforce",)] * 2
    quick.rest()


def test_files_are_added_once_where_two_copies_finish_what_a_crash_left(quick: World) -> None:
    """Killed between the record and its files: both copies know that these are missing."""
    one = replace(with_files(mail(), "a.txt"), categories=("Salesforce",))
    for _ in range(2):
        quick.box.add(one, [b"content"])
    passed = quick.crash_at(1_000)
    number = passed.index("crm.attached: before")
    again = World(moves_rename=quick.box.moves_rename)
    keys = [again.box.add(one, [b"content"]) for _ in range(2)]
    again.crash_at(number)
    again.later(minutes=2)
    again.run()
    [record] = again.crm.records
    assert again.crm.files_of(record) == {"a.txt": b"content"} and all(map(again.is_marked, keys))
    again.rest()


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


def test_automatic_only_new_and_only_customers(quick: World) -> None:
    stranger = mail(3, sender=replace(mail().sender, address="spam@else.example"))
    quick.box.add(mail(1))
    quick.run()
    quick.choose(automatic=True)
    quick.run()
    late = quick.moment + timedelta(minutes=5)
    key = quick.box.add(mail(2, moment=late))
    quick.box.add(replace(stranger, moment=late))
    quick.box.add(mail(4, moment=late, encrypted=True))
    quick.box.change(quick.box.add(mail(5)), categories=("Blue",))
    quick.run()
    assert quick.subjects() == ["Offer 2"] and quick.is_marked(key)
    quick.box.categorise(key)
    quick.run()
    quick.rest()
    assert not quick.crm.records, "taken back, it is not filed by itself again"


def test_a_refusal_is_an_issue_and_shows_on_the_mail(quick: World) -> None:
    quick.crm.refuse["Offer 1"] = Rejected("A rule of the org refuses it.", code="rule")
    key = filed(quick)
    [issue] = quick.rows(IssueRow)
    assert "rule of the org" in issue.message and quick.box.mails[key].categories == ("Salesforce", "Sync Error")
    quick.rest()
    quick.crm.refuse.clear()
    quick.later(days=1)
    quick.run()
    assert quick.is_marked(key) and quick.box.mails[key].categories == ("Salesforce",)
    assert all(row.resolved_at for row in quick.rows(IssueRow))
    quick.rest()


def test_what_passes_is_tried_again(quick: World) -> None:
    quick.crm.refuse["Offer 1"] = Transient("Salesforce is busy.")
    key = filed(quick)
    assert not quick.rows(IssueRow)
    quick.crm.refuse.clear()
    quick.later(minutes=10)
    quick.run()
    assert quick.is_marked(key)
    quick.rest()


def test_a_refused_file_leaves_the_email_filed(quick: World) -> None:
    quick.crm.refuse_file.add("b.txt")
    key = filed(quick, "a.txt", "b.txt", "run.exe")
    [record] = quick.crm.records
    assert list(quick.crm.files_of(record)) == ["a.txt"] and quick.is_marked(key)
    [row] = quick.rows(FiledRow)
    assert "b.txt" in row.note and "run.exe" in row.note
    assert "run.exe" in quick.crm.records[record].note
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


def test_an_expired_feed_writes_nothing(quick: World) -> None:
    filed(quick)
    before = quick.writes
    quick.box.expire_cursors()
    quick.run()
    quick.run(force=True)
    assert quick.writes == before


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


def test_a_dry_run_writes_nothing(quick: World) -> None:
    quick.box.add(mail(categories=("Salesforce",)))
    report = quick.run(dry_run=True)
    assert report.types["email"]["created"] == 1 and report.operations[0].outcome == "planned"
    assert quick.writes == 0 and not quick.rows(FiledRow)
    quick.run()
    assert quick.subjects() == ["Offer 1"]


def test_mails_without_a_message_id_meet_all_the_same(quick: World) -> None:
    for box in quick.boxes.values():
        box.add(mail(message_id=None, categories=("Salesforce",), moment=START))
    quick.run()
    quick.run(COLLEAGUE)
    assert len(quick.crm.records) == 1
    quick.rest()


def test_several_people_open_a_question(quick: World) -> None:
    quick.crm.persons.append(replace(quick.crm.persons[0], key="003B"))
    filed(quick)
    [row] = quick.rows(FiledRow)
    names = {"003A": "Ann Lee", "003B": row.question["names"]["003B"]}
    candidates = ["003A", "003B"]
    assert row.question == {
        "code": "ambiguous",
        "addresses": ["ann@lee.example"],
        "candidates": candidates,
        "names": names,
    }
    [email] = quick.crm.records.values()
    assert (email.who, email.related) == (None, None)


def test_why(quick: World) -> None:
    key, other = filed(quick, "run.exe"), quick.box.add(mail(2))
    assert quick.why(key).startswith("Offer 1 is filed in Salesforce. run.exe was not filed")
    assert quick.why(other) == "Offer 2 has neither the category nor lies in the folder, so it is not filed."


def test_every_act_is_told_with_its_reason(quick: World) -> None:
    key = filed(quick)
    quick.box.categorise(key)
    quick.run()
    told = [(row.action, row.reason["code"]) for row in quick.rows(OperationRow)]
    assert told == [("create", "by_category"), ("delete", "category_removed")]
    assert [row.key for row in quick.rows(FiledMailRow)] == [key]
