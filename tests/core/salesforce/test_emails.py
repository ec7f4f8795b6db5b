"""Filing emails: in orgs with and without Enhanced Email, once for each Message-ID, with people and files."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.errors import SyncError, Transient, Unauthorized
from core.filing import Attachment, Filed, FiledEmail, Participant
from core.salesforce.email_files import FileRules, named
from core.salesforce.email_forms import identifier
from core.salesforce.email_html import cleaned
from core.salesforce.emails import Mailroom
from tests.contract.worlds_salesforce import OTHER, USERNAME, SalesforceWorld

ANN = Participant(USERNAME, "Anna Berg")
CY, DI, NOBODY = Participant("Cy@example.com", "Cy Ek"), Participant("di@example.com"), Participant("x@elsewhere.org")
EMAIL = FiledEmail(
    message_id="<1@example.com>",
    subject="Offer ' OR",
    sent=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    incoming=False,
    sender=ANN,
    to=(CY, NOBODY),
    cc=(DI,),
    text="Hello\r\n🙂",
    html="<p onclick=x>Hello <script>alert(1)</script><a href='javascript:x'>y</a></p>",
    headers="Message-ID: <1@example.com>",
    thread="thread-1",
)


def file(name: str, content: bytes = b"data") -> Attachment:
    return Attachment(name, len(content), lambda: content)


class Mailing(SalesforceWorld):
    """A contact of an account, a lead, and rights to see both."""

    def __init__(self, folder: Path, *, enhanced: bool = True, unique: bool = False) -> None:
        super().__init__(folder)
        self.org.set_feature("enhanced_email", on=enhanced)
        for sobject in ("Account", "Contact", "Lead"):
            self.org.set_sharing(sobject, "Read")
        if unique:
            target = "EmailMessage" if enhanced else "Task"
            self.org.add_field(target, "Bothways_Message__c", "string", length=64, externalId=True, unique=True)
        self.account = self.add("Account", Name="Acme")
        self.contact = self.add("Contact", LastName="Ek", Email="cy@example.com", AccountId=self.account)
        self.lead = self.add("Lead", LastName="Oy", Company="Oy AB", Email="di@example.com")

    def room(self, username: str = USERNAME, **rules: Any) -> Mailroom:
        return Mailroom(self.client(self.login(username)), FileRules(**rules))

    def relations(self) -> set[tuple[str, str]]:
        rows = self.rows("SELECT RelationType, RelationId FROM EmailMessageRelation WHERE RelationId != null")
        return {(found["RelationType"], found["RelationId"]) for found in rows}

    def files(self) -> list[tuple[str, int]]:
        found = self.rows("SELECT PathOnClient, ContentSize FROM ContentVersion ORDER BY PathOnClient")
        return [(one["PathOnClient"], one["ContentSize"]) for one in found]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Mailing]:
    world = Mailing(tmp_path)
    yield world
    world.close()


def one(room: Mailroom, email: FiledEmail = EMAIL) -> Filed:
    (found,) = room.file([email])
    assert isinstance(found, Filed), found
    return found


def test_an_email_becomes_an_email_message_with_its_people(world: Mailing) -> None:
    found = one(world.room(), replace(EMAIL, about=world.account))
    assert found.created and found.unknown == ("x@elsewhere.org",) and not found.questions
    assert found.link == f"{world.server.url}/lightning/r/EmailMessage/{found.key}/view"
    (kept,) = world.rows(
        "SELECT Subject, TextBody, HtmlBody, FromAddress, ToAddress, CcAddress, MessageIdentifier, ThreadIdentifier,"
        " Status, Incoming, RelatedToId, MessageDate FROM EmailMessage"
    )
    assert kept["HtmlBody"] == "<p>Hello <a>y</a></p>" and kept["TextBody"] == "Hello\n🙂"
    assert (kept["ToAddress"], kept["CcAddress"]) == ("Cy@example.com; x@elsewhere.org", "di@example.com")
    assert (kept["MessageIdentifier"], kept["ThreadIdentifier"]) == ("<1@example.com>", "thread-1")
    assert (kept["Status"], kept["Incoming"], kept["RelatedToId"]) == ("3", False, world.account)
    expected = {("FromAddress", world.user), ("ToAddress", world.contact), ("CcAddress", world.lead)}
    assert world.relations() == expected
    (task,) = world.rows("SELECT WhoId, WhatId, TaskSubtype FROM Task")
    assert (task["WhoId"], task["WhatId"], task["TaskSubtype"]) == (world.contact, world.account, "Email")


def test_filed_again_by_a_colleague_nothing_new_is_made(world: Mailing) -> None:
    first = one(world.room())
    again, bo = one(world.room()), one(world.room(OTHER))
    assert not again.created and not bo.created and {again.key, bo.key} == {first.key}
    assert len(world.rows("SELECT Id FROM EmailMessage")) == 1 and len(world.relations()) == 3


@pytest.mark.parametrize("enhanced", [True, False])
@pytest.mark.parametrize("unique", [True, False])
def test_two_at_once(tmp_path: Path, enhanced: bool, unique: bool) -> None:
    """Bo's whole filing happens between Ann's look and her create."""
    world = Mailing(tmp_path, enhanced=enhanced, unique=unique)
    ann, bo = world.room(), world.room(OTHER)
    made: list[Filed] = []

    class Slow(Mailroom):
        def _create(self, *arguments: Any) -> Any:
            made.append(one(bo))
            world.clock.advance(seconds=1)
            return super()._create(*arguments)

    mine = one(Slow(ann.client))
    assert mine.key == made[0].key and made[0].created and not mine.created
    sobject = "EmailMessage" if enhanced else "Task"
    assert len(world.rows(f"SELECT Id FROM {sobject}")) == 1  # noqa: S608
    world.close()


def test_without_enhanced_email_it_becomes_a_task(tmp_path: Path) -> None:
    world = Mailing(tmp_path, enhanced=False)
    email = replace(EMAIL, about=world.account, attachments=(file("a.txt"),))
    found, again = one(world.room(), email), one(world.room(), email)
    assert found.created and not again.created and found.key == again.key
    (task,) = world.rows(
        "SELECT Subject, Status, IsClosed, ActivityDate, TaskSubtype, WhoId, WhatId, Description FROM Task"
    )
    assert (task["Subject"], task["TaskSubtype"], task["IsClosed"]) == ("Email: Offer ' OR", "Email", True)
    assert (task["ActivityDate"], task["WhoId"], task["WhatId"]) == ("2026-01-02", world.contact, world.account)
    assert task["Description"].splitlines()[1:4] == [
        "To: Cy@example.com; x@elsewhere.org",
        "CC: di@example.com",
        "Message-ID: <1@example.com>",
    ]
    assert world.files() == [("a.txt", 4)]
    other = one(world.room(), replace(email, message_id="<2@example.com>"))
    assert other.created and other.key != found.key
    world.close()


def test_files_with_their_rules(world: Mailing) -> None:
    attachments = (
        file("a.txt"),
        file("../../etc/passwd\n\x00.PDF", b"12"),
        file("run.EXE"),
        file("large.bin", b"x" * 2**21),
        file("", b""),
        file("a.txt", b"other"),
    )
    found = one(world.room(largest=2**20), replace(EMAIL, attachments=attachments))
    assert [(left.name, left.why) for left in found.left_out] == [
        ("run.EXE", "Files of the type .exe are not filed."),
        ("large.bin", "It has 2.0 MB, and at most 1 MB are filed."),
    ]
    assert world.files() == [("a.txt", 4), ("a.txt", 5), ("attachment", 0), ("passwd.PDF", 2)]
    assert one(world.room(largest=2**20), replace(EMAIL, attachments=attachments)).left_out == found.left_out
    assert len(world.files()) == 4
    (links,) = world.rows(f"SELECT COUNT(Id) n FROM ContentDocumentLink WHERE LinkedEntityId = '{found.key}'")  # noqa: S608
    assert links["n"] == 4


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.b.pdf", ("a.b", "pdf")),
        ("C:\\x\\y.doc", ("y", "doc")),
        ("...", ("attachment", "")),
        ("\u202ex", ("\u202ex", "")),
        ("n" * 400 + ".txt", ("n" * 214, "txt")),
    ],
)
def test_names_of_files(name: str, expected: tuple[str, str]) -> None:
    assert named(name) == expected


def test_a_filing_that_broke_off_goes_on(world: Mailing) -> None:
    email = replace(EMAIL, attachments=(file("a.txt"), file("b.txt")))
    for operation in ("POST composite/sobjects", "POST sobjects/ContentVersion"):
        world.faults.add("lost_reply", operation=operation)
        with pytest.raises(Transient):
            world.room().file([email])
    assert not one(world.room(), email).created
    assert len(world.rows("SELECT Id FROM EmailMessage")) == 1 and len(world.relations()) == 3
    assert world.files() == [("a.txt", 4), ("b.txt", 4)]


def test_an_address_of_several_is_a_question(world: Mailing) -> None:
    twin = world.add("Contact", LastName="Twin", Email="cy@example.com", AccountId=world.account)
    found = one(world.room())
    assert found.questions == {"cy@example.com": (world.contact, twin)}
    assert not any(role == "ToAddress" for role, _ in world.relations())
    answered = one(world.room(), replace(EMAIL, chosen={"cy@example.com": twin}))
    assert answered.key == found.key and not answered.questions and ("ToAddress", twin) in world.relations()


def test_too_long_and_without_a_message_id(world: Mailing) -> None:
    odd = replace(
        EMAIL,
        message_id=None,
        subject="s" * 5_000,
        text="t" * 200_000,
        html="<b>" * 100_000,
        headers="h" * 40_000,
        to=tuple(Participant(f"p{n}@example.com") for n in range(500)),
    )
    found, again = one(world.room(), odd), one(world.room(), odd)
    assert found.created and not again.created and found.key == again.key
    (kept,) = world.rows("SELECT Subject, TextBody, HtmlBody, ToAddress, MessageIdentifier FROM EmailMessage")
    assert len(kept["Subject"]) == 3_000 and kept["TextBody"].endswith("too long for Salesforce.]")
    assert kept["HtmlBody"] is None and kept["ToAddress"].endswith("@example.com") and len(kept["ToAddress"]) <= 4_000
    assert kept["MessageIdentifier"] == identifier(odd) and identifier(odd).endswith("@bothways.invalid>")


def test_many_cost_few_calls(world: Mailing) -> None:
    room = world.room()
    emails = [replace(EMAIL, message_id=f"<{n}@example.com>") for n in range(100)]
    *first, again = room.file([*emails, emails[0]])
    assert all(isinstance(found, Filed) and found.created for found in first)
    assert isinstance(again, Filed) and not again.created
    assert len(world.rows("SELECT Id FROM EmailMessage")) == 100
    assert sum(room.client.calls.values()) <= 20


def test_one_that_is_refused_does_not_hold_back_its_neighbours(world: Mailing) -> None:
    world.org.add_validation_rule("EmailMessage", "NoBad", "Subject = 'bad'", "No bad emails", "Subject")
    emails = [replace(EMAIL, message_id=f"<{n}@x>", subject=subject) for n, subject in enumerate(("a", "bad", "c"))]
    good, bad, other = world.room().file(emails)
    assert isinstance(good, Filed) and isinstance(other, Filed)
    assert isinstance(bad, SyncError) and "the email “bad”" in bad.message and "No bad emails" in bad.message


def test_neither_emails_nor_tasks(world: Mailing) -> None:
    for sobject in ("EmailMessage", "Task"):
        world.org.set_object_access("Standard User", sobject, create=False)
    with pytest.raises(Unauthorized, match="neither emails nor tasks"):
        world.room().file([EMAIL])


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<b>a<i>b", "<b>a<i>b</i></b>"),
        ("a < b & c &lt;script&gt;", "a &lt; b &amp; c &lt;script&gt;"),
        ("<img src=x onerror=alert(1)><svg><script>x</script></svg>t", "t"),
        ("<a href=' JaVaScRiPt:x' title='\"'>l</a>", '<a title="&quot;">l</a>'),
        ("<a href='https://e.org/?a=1&b=2'>l</a>", '<a href="https://e.org/?a=1&amp;b=2">l</a>'),
        ("<style>p{}</style><p style='x'>t</p></div>", "<p>t</p>"),
        ("<iframe><iframe></iframe>x</iframe>y<br/>z", "y<br>z"),
        ("<!--[if mso]><b>x</b><![endif]--><p>y", "<p>y</p>"),
        ("<form><input name=a>t</form>", "t"),
    ],
)
def test_what_is_left_of_html(html: str, expected: str) -> None:
    assert cleaned(html) == expected
