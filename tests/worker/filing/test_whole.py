"""Filing against the sandbox, through Graph and EWS: what a person with a phone does, and what Salesforce has."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from core.database import Database
from core.errors import Transient
from core.models.filing import FiledMailRow, FiledRow
from core.models.sync import HintRow
from sandbox.acting import categories
from sandbox.microsoft.attachments import LINK_TYPE
from sandbox.microsoft.items import Item
from sandbox.microsoft.mail.parts import File
from sandbox.running import Running, run_sandbox
from tests.scenarios.stage import Stage, only

FOLDER = "Salesforce Emails"
HOSTILE = '<p onclick="steal()">Hello <b>there</b><script>steal()</script></p><img src="https://evil.example/x.gif">'


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with run_sandbox("empty") as running:
        yield running


@pytest.fixture(params=["graph", "ews"])
def stage(request: pytest.FixtureRequest, running: Running, tmp_path: Path) -> Iterator[Stage]:
    database = Database(f"sqlite:///{tmp_path / 'filing.db'}")
    database.create_tables()
    stage = Stage(running, database, request.param, tmp_path)
    stage.choose(**only("email"))
    stage.sync()
    yield stage
    stage.close()
    database.close()


def customer(stage: Stage) -> tuple[str, str, str]:
    """(address, contact, account) of somebody new."""
    address = f"ann{uuid4().hex[:6]}@lee.example"
    account = stage.crm.add("Account", Name=f"Lee {address}")
    return address, stage.crm.add(LastName="Lee", Email=address, AccountId=account), account


def filed(stage: Stage, message: Item) -> list[dict[str, Any]]:
    where = f"MessageIdentifier = '{message.fields['internet_message_id']}'"
    return stage.crm.query(f"SELECT Id, Subject, HtmlBody, RelatedToId, Incoming FROM EmailMessage WHERE {where}")  # noqa: S608  (an id)


def count(stage: Stage, model: type[Any]) -> int:
    with stage.parts.database.session() as session:
        return session.query(model).count()


def test_a_phone_users_day(stage: Stage) -> None:
    address, contact, account = customer(stage)
    mail = stage.outlook.mail
    files = [
        File("offer.pdf", "application/pdf", b"%PDF-1.4 offer"),
        File("run.exe", "application/x-msdownload", b"MZ"),
    ]
    first = mail.receive(address, "Offer", HOSTILE, files, body_type="html")
    second = mail.receive("stranger@else.example", "Question", "Hello?")
    third = mail.receive(address, "Not for Salesforce", "Private")
    mail.categorise(first, "Salesforce")
    moved = mail.move(second, FOLDER)
    stage.sync()
    [row] = filed(stage, first)
    assert (row["RelatedToId"], row["Incoming"]) == (account, True)
    assert "there" in row["HtmlBody"] and "steal" not in row["HtmlBody"] and "evil" not in row["HtmlBody"]
    where = f"LinkedEntityId = '{row['Id']}'"
    links = stage.crm.query(f"SELECT ContentDocument.Title FROM ContentDocumentLink WHERE {where}")  # noqa: S608  (an id)
    assert len(links) == 1
    people = stage.crm.query(f"SELECT RelationId FROM EmailMessageRelation WHERE EmailMessageId = '{row['Id']}'")  # noqa: S608  (an id)
    assert {contact, stage.crm.id} <= {one["RelationId"] for one in people}
    assert len(filed(stage, moved)) == 1 and filed(stage, third) == []
    for one in (first, moved):
        now = mail.now(one)
        assert now is not None and "Salesforce" in categories(now)
    assert count(stage, HintRow) == 0
    stage.rest()
    taken_back = mail.now(moved)
    assert taken_back is not None
    mail.move(taken_back, "inbox")
    now = mail.now(first)
    assert now is not None
    mail.uncategorise(now)
    stage.sync()
    assert filed(stage, first) == [] and filed(stage, moved) == []
    for one in (first, moved):
        now = mail.now(one)
        assert now is not None and categories(now) == set()
    stage.rest()


def test_a_lost_reply_doubles_no_file(stage: Stage) -> None:
    """Whatever Salesforce makes of its name."""
    names = ["plan .pdf", "tab\t.txt", "x." + "e" * 60, "last.txt"]
    files = [File(name, "application/octet-stream", name.encode()) for name in names]
    message = stage.outlook.mail.receive("a@else.example", "Files", "Hello", files)
    stage.outlook.mail.categorise(message, "Salesforce")
    stage.sandbox.faults.add("lost_reply", operation="POST sobjects/ContentVersion", after=3)
    with pytest.raises(Transient):
        stage.sync()
    stage.later += timedelta(minutes=10)
    stage.sync()
    [row] = filed(stage, message)
    where = f"LinkedEntityId = '{row['Id']}'"
    found = stage.crm.query(f"SELECT ContentDocument.Title FROM ContentDocumentLink WHERE {where}")  # noqa: S608  (an id)
    assert sorted(one["ContentDocument"]["Title"] for one in found) == ["last", "plan", "tab", "x"]
    stage.rest()


def test_deleting_and_copying(stage: Stage) -> None:
    mail = stage.outlook.mail
    message = mail.receive("a@else.example", "Once", "Only once")
    mail.copy(message, FOLDER)
    mail.categorise(message, "Salesforce")
    stage.sync()
    assert len(filed(stage, message)) == 1
    assert (count(stage, FiledRow), count(stage, FiledMailRow)) == (1, 2)
    stage.rest()
    for folder in (FOLDER, "inbox"):
        for one in mail.messages(folder):
            mail.delete(one)
    stage.sync()
    assert len(filed(stage, message)) == 1
    stage.rest()


def test_by_itself(stage: Stage) -> None:
    address, _, _ = customer(stage)
    mail = stage.outlook.mail
    stage.choose(**{"email.automatic": True, "email.excluded_domains": ["evil.example"]})
    stage.sync()
    wanted = mail.receive(address, "New", "Hello")
    sent = mail.send([address], "Answer", "Hello back")
    others = [mail.receive("x@evil.example", "Spam", "Buy", cc_recipients=[{"name": "", "address": address}])]
    others += [mail.receive("unknown@else.example", "Unknown", "Hello")]
    stage.sync()
    assert [row["Incoming"] for one in (wanted, sent) for row in filed(stage, one)] == [True, False]
    assert [row for one in others for row in filed(stage, one)] == []
    stage.rest()


def test_new_mail_is_filed_by_itself_though_the_feed_is_listed_anew(stage: Stage) -> None:
    address, _, _ = customer(stage)
    mail = stage.outlook.mail
    stage.choose(**{"email.automatic": True})
    stage.sync()
    for number, options in enumerate(({}, {"force": True})):
        new = [mail.receive(address, f"New {number}", "Hello"), mail.send([address], f"Answer {number}", "Hello back")]
        if not options:
            stage.sandbox.faults.add("expired_cursor", target=stage.address, operation="SyncFolderItems|delta")
        stage.sync(**options)
        assert [len(filed(stage, one)) for one in new] == [1, 1]
    stage.rest()


def test_a_listing_files_nothing_that_came_before_automatic_filing(stage: Stage) -> None:
    address, _, _ = customer(stage)
    old = stage.outlook.mail.receive(address, "Old", "Hello")
    stage.later += timedelta(hours=3)
    stage.choose(**{"email.automatic": True})
    for force in (False, True):
        stage.sync(force=force)
    assert filed(stage, old) == []


def test_a_listing_leaves_alone_what_a_run_saw(stage: Stage) -> None:
    """Its sender became a contact only afterwards."""
    mail = stage.outlook.mail
    address = f"{uuid4().hex[:8]}@else.example"
    stage.choose(**{"email.automatic": True})
    seen = mail.receive(address, "Seen", "Hello")
    stage.sync()
    stage.crm.add(LastName="Lee", Email=address)
    stage.later += timedelta(hours=3)
    stage.sync()
    stage.sync(force=True)
    assert filed(stage, seen) == []


@pytest.mark.parametrize("chosen", [{}, {"email.automatic_since": "2026-01-01T00:00:00+00:00"}])
def test_what_came_while_emails_were_off_is_filed_by_hand_alone(stage: Stage, chosen: dict[str, str]) -> None:
    address, _, _ = customer(stage)
    mail = stage.outlook.mail
    stage.choose(**{"email.automatic": True}, **chosen)
    stage.sync()
    before = mail.receive(address, "Before", "Hello")
    stage.sync()
    stage.choose(**{"email.enabled": False})
    stage.sync()
    meanwhile, by_hand = mail.receive(address, "Meanwhile", "Hello"), mail.receive(address, "By hand", "Hello")
    mail.categorise(by_hand, "Salesforce")
    stage.later += timedelta(hours=3)
    stage.sync()
    stage.choose(**{"email.enabled": True})
    for force in (False, False, True):
        stage.sync(force=force)
    assert [len(filed(stage, one)) for one in (before, meanwhile, by_hand)] == [1, 0, 1]
    written = f"From: {address}\r\nTo: {stage.address}\r\nMessage-ID: <{uuid4().hex}@lee.example>\r\n\r\nHello"
    after = mail.put_mime(written.encode(), sent=stage.parts.now(), received=stage.parts.now())
    stage.sync()
    assert len(filed(stage, after)) == 1


def test_a_text_within_a_signature_is_not_said_to_be_encrypted_for_certain(stage: Stage) -> None:
    kind = "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"
    head = f"From: a@else.example\r\nTo: {stage.address}\r\nSubject: Signed\r\nMIME-Version: 1.0\r\n{kind}"
    signed = f"{head}\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n"
    message = stage.outlook.mail.receive_mime(signed.encode())
    stage.outlook.mail.categorise(message, "Salesforce")
    stage.sync()
    where = f"MessageIdentifier = '{message.fields['internet_message_id']}'"
    [row] = stage.crm.query(f"SELECT TextBody FROM EmailMessage WHERE {where}")  # noqa: S608  (an id)
    wanted = "The message is encrypted, or its text lies within its signature: only its headers were filed."
    assert row["TextBody"] == wanted


def test_links_and_mails_within_a_mail_are_told_as_left_out(stage: Stage) -> None:
    files = [
        File("cloud.docx", LINK_TYPE, b"https://files.example/cloud.docx"),
        File("Earlier", "message/rfc822", b"Subject: Earlier\r\n\r\nHello", is_item=True),
        File("winmail.dat", "application/ms-tnef", b"x"),
        File("list.txt", "text/plain", b"one"),
    ]
    mail = stage.outlook.mail
    message = mail.receive("a@else.example", "Left", "Hello", files[1:])
    stage.outlook.mailbox.add_attachment(message, files[0].name, files[0].content, LINK_TYPE)
    mail.categorise(message, "Salesforce")
    stage.sync()
    [row] = filed(stage, message)
    where = f"LinkedEntityId = '{row['Id']}'"
    found = stage.crm.query(f"SELECT ContentDocument.Title FROM ContentDocumentLink WHERE {where}")  # noqa: S608  (an id)
    assert [one["ContentDocument"]["Title"] for one in found] == ["list"]
    [told] = stage.crm.query(f"SELECT TextBody FROM EmailMessage WHERE Id = '{row['Id']}'")  # noqa: S608  (an id)
    for name in ("cloud.docx", "Earlier"):
        assert f"{name} was not filed: it is an Outlook item or a link, not a file." in told["TextBody"]
    assert "winmail.dat was not filed" in told["TextBody"]
    stage.rest()


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "REPLY"])
def test_mails_about_meetings_are_mails(stage: Stage, method: str) -> None:
    """By the category, wherever they lie, and by the folder; and they are taken back like others."""
    address, _, _ = customer(stage)
    mail = stage.outlook.mail
    mail.add_folder("Elsewhere")
    words = ("BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VEVENT", "UID:x", "END:VEVENT", "END:VCALENDAR", "")
    kind = f"Content-Type: text/calendar; method={method}"
    there = []
    for place in ("inbox", "Elsewhere", FOLDER):
        head = f"From: {address}\r\nTo: {stage.address}\r\nSubject: {method}\r\nMessage-ID: <{uuid4().hex}@lee.example>"
        message = mail.receive_mime(f"{head}\r\nMIME-Version: 1.0\r\n{kind}\r\n\r\n{chr(10).join(words)}".encode())
        assert message.item_class.startswith("IPM.Schedule.Meeting.")
        moved = message if place == "inbox" else mail.move(message, place)
        there.append(moved if place == FOLDER else mail.categorise(moved, "Salesforce"))
    stage.sync()
    assert [len(filed(stage, one)) for one in there] == [1, 1, 1]
    stage.rest()
    now = [one for one in map(mail.now, there) if one is not None]
    assert [categories(one) for one in now] == [{"Salesforce"}] * 3
    mail.uncategorise(now[0])
    mail.uncategorise(now[1])
    mail.move(now[2], "inbox")
    stage.sync()
    assert [len(filed(stage, one)) for one in there] == [0, 0, 0]
    stage.rest()
