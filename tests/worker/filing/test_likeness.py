"""Mails that share a Message-ID, or look as if they did: what counts as one, and that each other one has its record."""

from dataclasses import replace
from typing import Any

import pytest

from core.mails import MESSAGE_ID_LIMIT, Address, AttachmentInfo, MailPlace, identity
from core.models.filing import FiledRow
from core.models.sync import OperationRow
from core.shares import SHARED
from tests.worker.filing.world import BOXES, COLLEAGUE, OWN, World, mail
from tests.worker.sharing.pane import share, the_share, wish
from worker.filing.left_out import left_out
from worker.filing.likeness import is_another, likeness_of

STRANGER = Address("Bob", "bob@else.example")
APART = {
    "id": "You won was filed as an email of its own, as another mail was filed under its Message-ID.",
    "looks": "Offer 1 was filed as an email of its own; one filed before agrees with it in sender, recipients, second "
    "and subject, but not in text or attachments.",
}
LONG_ID = f"<{'x' * MESSAGE_ID_LIMIT}@x>"


def files(*sizes: int, inline: bool = False) -> tuple[AttachmentInfo, ...]:
    return tuple(AttachmentInfo(f"a{n}", f"{n}.PDF", "", size, inline) for n, size in enumerate(sizes))


@pytest.mark.parametrize("message_id", [None, LONG_ID])
@pytest.mark.parametrize(
    ("values", "another"),
    [
        ({"body_text": "Hello\r\n\r\n  HELLO"}, True),
        ({"body_text": "Goodbye"}, True),
        ({"body_text": ""}, False),
        ({"body_text": "", "body_html": ""}, True),
        ({"body_text": "> *hello* <https://lee.example/a>\n[cid:image001.png@01D]"}, False),
        ({"body_text": None, "body_html": "<style></style><div>Hello&nbsp;</div>"}, False),
        ({"body_text": None, "cut": True}, False),
        ({"body_text": None, "body_html": None, "encrypted": True, "attachments": ()}, False),
        ({"attachments": files(50_000)}, True),
        ({"attachments": files(50_000, inline=True)}, False),
        ({"place": MailPlace.TRASH, "categories": ("Salesforce",), "peer": "02s", "version": "9"}, False),
    ],
)
def test_mails_without_a_message_id(message_id: str | None, values: dict[str, Any], another: bool) -> None:
    filed = mail(message_id=message_id)
    seen = replace(filed, **values)
    assert identity(seen) == identity(filed)
    assert is_another(likeness_of(seen), likeness_of(filed)) is another
    assert is_another(likeness_of(filed), likeness_of(seen)) is another


@pytest.mark.parametrize(
    ("before", "now", "another"), [(20_000, 21_500, False), (100_000, 120_000, False), (100, 9_000, True)]
)
def test_sizes_are_told_about(before: int, now: int, another: bool) -> None:
    one, other = (mail(message_id=None, attachments=files(size)) for size in (before, now))
    assert is_another(likeness_of(one), likeness_of(other)) is another


@pytest.mark.parametrize(
    ("values", "another"),
    [
        ({"sender": STRANGER, "subject": "You won"}, True),
        ({"subject": "You won", "body_text": "A prize"}, True),
        ({"sender": STRANGER, "subject": "[EXT] Offer 1 [checked]", "body_text": "Beware. Hello"}, False),
        ({"sender": STRANGER, "body_text": "Hello. You get this from a list."}, False),
        ({"subject": "Hidden by the gateway"}, False),
        ({"sender": STRANGER, "subject": ""}, False),
        ({"sender": STRANGER, "subject": "Offer 12"}, True),
        ({"sender": Address("Ann Lee", ""), "subject": "You won"}, False),
    ],
)
def test_mails_of_one_message_id(values: dict[str, Any], another: bool) -> None:
    seen = replace(mail(), **values)
    assert is_another(likeness_of(seen), likeness_of(mail())) is another
    assert is_another(likeness_of(mail()), likeness_of(seen)) is another


def test_nothing_hostile_takes_long() -> None:
    for part in ("<", "[cid:", "http://", "<a", "mailto:", "&lt;"):
        likeness_of(mail(body_text=part * 100_000, subject=part * 100_000))
        likeness_of(mail(body_text=None, body_html=part * 100_000))


def test_the_surrogate_of_two_mails(quick: World) -> None:
    """Alike but for their texts: in one window, in two mailboxes, moved, told, and taken back one by one."""
    one, other = mail(message_id=None, body_text="One"), mail(message_id=None, body_text="Other")
    first, second = (quick.box.add(replace(each, categories=("Salesforce",))) for each in (one, other))
    for each in (other, one, other):
        quick.boxes[COLLEAGUE].add(replace(each, categories=("Salesforce",)))
    quick.run()
    quick.run(COLLEAGUE)
    texts = {key: email.text for key, email in quick.crm.records.items()}
    assert sorted(texts.values(), key=str) == ["One", "Other"]
    assert [texts[quick.box.mails[key].peer or ""] for key in (first, second)] == ["One", "Other"]
    theirs = [texts[each.peer or ""] for each in quick.boxes[COLLEAGUE].mails.values()]
    assert theirs == ["Other", "One", "Other"]
    assert quick.why(first) == "Offer 1 is filed in Salesforce."
    assert quick.why(second) == "Offer 1 is filed in Salesforce. " + APART["looks"]
    second, first = (quick.box.move(key, MailPlace.OTHER) for key in (second, first))
    quick.rest()
    assert quick.why(second).endswith(APART["looks"])
    for address in quick.boxes:
        for key, each in list(quick.boxes[address].mails.items()):
            if each.body_text == "Other":
                quick.boxes[address].categorise(key)
    for address in (OWN, COLLEAGUE):
        quick.run(address)
    assert [email.text for email in quick.crm.records.values()] == ["One"]
    quick.rest()


def test_a_message_id_that_is_used_again(quick: World) -> None:
    first = quick.box.add(mail(categories=("Salesforce",)))
    quick.run()
    prize = mail(subject="You won", sender=STRANGER, body_text="A prize", in_reply_to=None)
    second = quick.box.add(replace(prize, categories=("Salesforce",)))
    altered = quick.box.add(mail(subject="[EXT] Offer 1", sender=STRANGER, place=MailPlace.FOLDER))
    quick.run()
    assert quick.subjects() == ["Offer 1", "You won"]
    assert quick.box.mails[altered].peer == quick.box.mails[first].peer
    [email] = [each for each in quick.crm.records.values() if each.subject == "You won"]
    assert (email.message_id != prize.message_id, email.thread) == (True, prize.message_id)
    assert quick.why(second) == "You won is filed in Salesforce. " + APART["id"]
    assert [row.reason["code"] for row in quick.rows(OperationRow)] == ["by_category", "apart_by_id", "joined"]
    second = quick.box.move(second, MailPlace.OTHER)
    quick.rest()
    quick.box.categorise(second)
    quick.run()
    assert quick.subjects() == ["Offer 1"]
    quick.rest()


def test_cut_off_anywhere_both_are_filed_once() -> None:
    """Killed at each checkpoint of the run that files the second."""
    number, done = 0, False
    while not done:
        world = World(moves_rename=bool(number % 2))
        world.box.add(mail(message_id=None, body_text="One", categories=("Salesforce",)))
        world.run()
        world.box.add(mail(message_id=None, body_text="Other", categories=("Salesforce",)))
        done = len(world.crash_at(number)) <= number
        world.later(minutes=30)
        world.run()
        assert sorted(str(email.text) for email in world.crm.records.values()) == ["One", "Other"], number
        world.rest(1)
        world.database.close()
        number += 1
    assert number > 10


def test_shared_in_the_pane(quick: World) -> None:
    """The share is over when this mail is filed, whatever else has its Message-ID."""
    quick.box.add(mail(categories=("Salesforce",)))
    quick.run()
    key = quick.box.add(mail(subject="You won", sender=STRANGER, body_text="A prize"))
    wish(quick, key, attachments=None)
    share(quick)
    assert quick.subjects() == ["Offer 1", "You won"]
    told = the_share(quick)
    assert (told.state, told.crm_key) == (SHARED, quick.box.mails[key].peer)
    [row] = [each for each in quick.rows(FiledRow) if each.crm_key == told.crm_key]
    assert told.message_id == row.message_id, "the pane asks by it whether the record is still there"
    quick.rest()


def test_what_an_earlier_version_filed_is_joined(quick: World) -> None:
    quick.box.add(mail(message_id=None, body_text="One", categories=("Salesforce",)))
    quick.run()
    with quick.database.session() as session:
        session.query(FiledRow).update({"likeness": None})
    quick.box.add(mail(message_id=None, body_text="Other", categories=("Salesforce",)))
    quick.run()
    assert len(quick.crm.records) == 1
    quick.rest()


def test_names_are_short(quick: World) -> None:
    subject = "Very long " * 400
    quick.box.add(mail(subject=subject.strip(), categories=("Salesforce",)))
    quick.run()
    names = {row.name for row in quick.rows(OperationRow)} | {row.name for row in quick.rows(FiledRow)}
    assert names == {f"{subject[:79].rstrip()}…"}
    assert quick.subjects() == [subject.strip()]


def test_why_tells_what_was_left_out(quick: World) -> None:
    """Of mails of this mailbox, by key, record or name."""
    key = quick.box.add(replace(mail(attachments=files(0)), categories=("Salesforce",)), [b""])
    quick.run()
    [record] = quick.crm.records
    with quick.database.session() as session:
        for named in (key, record, "Offer 1"):
            assert left_out(session, BOXES[OWN], {named}) == ["Offer 1: 0.PDF was not filed: it is empty."]
        assert left_out(session, BOXES[OWN], {"Offer 2"}) == left_out(session, BOXES[COLLEAGUE], {key}) == []
