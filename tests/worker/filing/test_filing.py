"""Filing as people see it: by category, by folder, by itself; joined, told; and resting afterwards."""

from dataclasses import replace
from datetime import timedelta

from core.mails import MailPlace
from core.models.filing import FILED, FiledMailRow, FiledRow
from core.models.sync import HintRow, OperationRow
from tests.worker.filing.world import COLLEAGUE, START, World, filed, mail, with_files


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


def test_an_expired_feed_writes_nothing(quick: World) -> None:
    filed(quick)
    before = quick.writes
    quick.box.expire_cursors()
    quick.run()
    quick.run(force=True)
    assert quick.writes == before


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
