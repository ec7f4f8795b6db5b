"""core.salesforce.emails: filing with and without Enhanced Email, once for each Message-ID, with people and files."""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from core.emails import FiledEmail, FileInfo, PersonKind, Relation, Role
from core.errors import Rejected, Stale, SyncError, Transient, Unauthorized
from core.mails import Address
from core.salesforce.email_forms import zone_of
from core.salesforce.emails import SalesforceEmails
from core.store import Written
from tests.contract.worlds_salesforce import OTHER
from tests.core.salesforce.mailing import CY, Mailing


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Mailing]:
    world = Mailing(tmp_path)
    yield world
    world.close()


def filed(emails: SalesforceEmails, email: FiledEmail) -> str:
    (found,) = emails.file([email])
    assert isinstance(found, Written), found
    return found.key


def test_an_email_becomes_an_email_message_with_its_people(world: Mailing) -> None:
    emails = world.emails()
    key = filed(emails, world.email(note="One file was too large."))
    (kept,) = world.rows(
        "SELECT Subject, TextBody, HtmlBody, FromAddress, ToAddress, CcAddress, MessageIdentifier, ThreadIdentifier,"
        " Status, Incoming, RelatedToId FROM EmailMessage"
    )
    assert (kept["HtmlBody"], kept["TextBody"]) == ("<p>Hello</p>", "One file was too large.\n\nHello\n🙂")
    assert (kept["ToAddress"], kept["CcAddress"]) == ("cy@example.com; x@elsewhere.org", "di@example.com")
    assert (kept["MessageIdentifier"], kept["ThreadIdentifier"]) == ("<1@example.com>", "<0@example.com>")
    assert (kept["Status"], kept["Incoming"], kept["RelatedToId"]) == ("3", False, world.account)
    expected = {("FromAddress", world.user), ("ToAddress", world.contact), ("CcAddress", world.lead)}
    assert world.relations() == expected
    (task,) = world.rows("SELECT WhoId, WhatId, TaskSubtype FROM Task")
    assert (task["WhoId"], task["WhatId"], task["TaskSubtype"]) == (world.contact, world.account, "Email")
    assert emails.link(key) == f"{world.server.url}/lightning/r/EmailMessage/{key}/view"
    assert emails.client.calls["file emails"] == 1 and "relations" not in emails.client.calls


def test_known(world: Mailing) -> None:
    emails = world.emails()
    assert emails.known(["<1@example.com>", "<2@example.com>"]) == {}
    key = filed(emails, world.email())
    assert emails.known(["<1@example.com>", "<2@example.com>"]) == {"<1@example.com>": key}
    assert world.emails(OTHER).known(["<1@example.com>"]) == {"<1@example.com>": key}
    assert emails.known([f"<{n}@{'x' * 60}>" for n in range(500)]) == {} and emails.known([]) == {}


def test_people(world: Mailing) -> None:
    world.clock.advance(minutes=1)
    twin = world.add("Contact", LastName="Twin", FirstName="Bo", Email=OTHER, AccountId=world.account)
    found = world.emails().people([OTHER, "cy@example.com", "di@example.com", "x@elsewhere.org", "junk", ""])
    told = {a: [(p.key, p.kind, p.name, p.account) for p in group] for a, group in found.items()}
    assert told == {
        OTHER: [
            (world.other, PersonKind.USER, "Bo Ek", None),
            (twin, PersonKind.CONTACT, "Bo Twin", world.account),
        ],
        "cy@example.com": [(world.contact, PersonKind.CONTACT, "Ek", world.account)],
        "di@example.com": [(world.lead, PersonKind.LEAD, "Oy", None)],
    }


def test_a_user_is_known_by_the_mailbox_too(world: Mailing) -> None:
    """Beside a contact of that address; a name that Salesforce does not know is nobody's. Each is asked for once."""
    mailboxes = {"bo@berlin.example": OTHER, CY.address: OTHER, "left@berlin.example": "left@berlin.example"}
    emails = SalesforceEmails(world.client(world.login()), lambda: mailboxes)
    asked = ["bo@berlin.example", CY.address, "left@berlin.example", "di@example.com"]
    told = {address: [one.key for one in group] for address, group in emails.people(asked).items()}
    assert told == {
        "bo@berlin.example": [world.other],
        CY.address: [world.other, world.contact],
        "di@example.com": [world.lead],
    }
    before = emails.calls
    assert emails.people(asked).keys() == told.keys()
    assert emails.calls == before + 1


class Slow(SalesforceEmails):
    """A colleague's whole filing happens between this one's look and its create."""

    def __init__(self, world: Mailing) -> None:
        super().__init__(world.client(world.login()))
        self._world = world
        self.others: list[str] = []

    def _create(self, emails: Any) -> Any:
        self.others = [filed(self._world.emails(OTHER), email) for email in emails]
        self._world.clock.advance(seconds=1)
        return super()._create(emails)


@pytest.mark.parametrize("enhanced", [True, False])
@pytest.mark.parametrize("unique", [True, False])
def test_two_at_once(tmp_path: Path, enhanced: bool, unique: bool) -> None:
    world = Mailing(tmp_path, enhanced=enhanced, unique=unique)
    slow = Slow(world)
    assert filed(slow, world.email()) == slow.others[0]
    assert world.count("EmailMessage" if enhanced else "Task") == 1
    world.close()


def test_without_enhanced_email_it_becomes_a_task(tmp_path: Path) -> None:
    world = Mailing(tmp_path, enhanced=False)
    emails = world.emails()
    key = filed(emails, world.email())
    (task,) = world.rows("SELECT Subject, IsClosed, ActivityDate, TaskSubtype, WhoId, WhatId, Description FROM Task")
    assert (task["Subject"], task["TaskSubtype"], task["IsClosed"]) == ("Email: Offer ' OR", "Email", True)
    assert (task["ActivityDate"], task["WhoId"], task["WhatId"]) == ("2026-01-02", world.contact, world.account)
    assert task["Description"].splitlines()[0] == "Message-ID: <1@example.com>"
    for subjects in ([], ["offer ' or", "Another"]):
        assert emails.known(["<1@example.com>"], subjects) == {"<1@example.com>": key}
    assert emails.known(["<1@example.com>"], ["Another"]) == {}, "only tasks of these subjects are read"
    other = filed(emails, world.email("<2@example.com>", who=world.lead))
    assert other != key and emails.link(other).endswith(f"/lightning/r/Task/{other}/view")
    emails.attach(key, FileInfo("a.txt", "text/plain", 3), [b"abc"])
    assert emails.unfile([key, other]) == [Written(key), Written(other)] and world.count("Task") == 0
    world.close()


@pytest.mark.parametrize("subject", ["Offer   ", "x" * 400, "100 % \\ 'quoted'", "ÄÖ ß 🙂", "(no subject)"])
def test_a_task_is_found_by_its_subject(tmp_path: Path, subject: str) -> None:
    """Who files the same email at the same moment finds the first one's."""
    world = Mailing(tmp_path, enhanced=False)
    slow = Slow(world)
    assert filed(slow, world.email(subject=subject)) == slow.others[0]
    assert world.count("Task") == 1
    world.close()


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Pacific/Kiritimati", "2026-01-02"), ("America/Los_Angeles", "2026-01-01")],
)
def test_a_task_has_the_day_on_which_its_user_had_the_mail(tmp_path: Path, zone: str, day: str) -> None:
    world = Mailing(tmp_path, enhanced=False)
    world.org.system().update("User", world.user, {"TimeZoneSidKey": zone})
    filed(world.emails(), world.email())
    assert [task["ActivityDate"] for task in world.rows("SELECT ActivityDate FROM Task")] == [day]
    world.close()


def test_a_zone_that_this_system_does_not_know() -> None:
    assert zone_of("Mars/Base") is UTC is zone_of("../etc")


def test_people_are_added_to_what_is_filed(world: Mailing) -> None:
    emails = world.emails()
    key = filed(emails, world.email(relations=(), who=None, related=None))
    wanted = world.email(relations=(Relation(Role.OTHER, "", world.contact, PersonKind.CONTACT),))
    for _ in range(2):
        assert emails.relate(key, wanted) == Written(key)
    assert world.relations() == {("OtherAddress", world.contact)}
    (kept,) = world.rows("SELECT RelatedToId FROM EmailMessage")
    assert kept["RelatedToId"] == world.account
    assert emails.relate(key, world.email(relations=(), related=None)) == Written(key), "nothing is taken away"
    emails.unfile([key])
    assert isinstance(emails.relate(key, wanted), Stale)


def test_people_are_added_to_a_task(tmp_path: Path) -> None:
    world = Mailing(tmp_path, enhanced=False)
    emails = world.emails()
    key = filed(emails, world.email(who=None, related=None))
    assert emails.relate(key, world.email()) == Written(key)
    (task,) = world.rows("SELECT WhoId, WhatId FROM Task")
    assert (task["WhoId"], task["WhatId"]) == (world.contact, world.account)
    refused = emails.relate(key, world.email(who="003000000000000AAA", related=None))
    assert isinstance(refused, SyncError) and world.count("Task") == 1
    world.close()


def test_files(world: Mailing) -> None:
    emails = world.emails()
    key, bare = filed(emails, world.email()), filed(emails, world.email("<2@example.com>"))
    emails.attach(key, FileInfo("a b.pdf", "application/pdf", -1), (b"x" * 300_000 for _ in range(10)))
    emails.attach(key, FileInfo('"odd\r\nname', "text/plain", 0), [b""])
    found = emails.attached([key, bare])
    assert found[bare] == () and {(one.name, one.size) for one in found[key]} == {
        ("a b.pdf", 3_000_000),
        ('"odd\r\nname', 0),
    }
    with pytest.raises(Stale):
        emails.attach("02s5i0000000zzzAAA", FileInfo("a.txt", "text/plain", 1), [b"x"])
    world.faults.add("lost_reply", operation="POST sobjects/ContentVersion")
    with pytest.raises(Transient):
        emails.attach(key, FileInfo("c.txt", "text/plain", 1), [b"x"])
    assert len(emails.attached([key])[key]) == 3


def test_unfiling_takes_the_files_that_nobody_else_has(world: Mailing) -> None:
    emails = world.emails()
    key, other = filed(emails, world.email()), filed(emails, world.email("<2@example.com>"))
    for name in ("own.txt", "shared.txt"):
        emails.attach(key, FileInfo(name, "text/plain", 1), [b"x"])
    (document,) = world.rows("SELECT Id FROM ContentDocument WHERE Title = 'shared'")
    world.add("ContentDocumentLink", ContentDocumentId=document["Id"], LinkedEntityId=other, ShareType="V")
    assert emails.unfile([key]) == [Written(key)] == emails.unfile([key])
    assert [found["Title"] for found in world.rows("SELECT Title FROM ContentDocument")] == ["shared"]
    assert world.count() == 1 and emails.known(["<1@example.com>"]) == {} and emails.unfile([]) == []


def test_a_lost_reply_leaves_an_email_with_its_people(world: Mailing) -> None:
    world.faults.add("lost_reply", operation="POST composite/sobjects")
    with pytest.raises(Transient):
        world.emails().file([world.email()])
    assert len(world.emails().known(["<1@example.com>"])) == 1 and len(world.relations()) == 3


def test_a_text_that_looks_like_a_reference(world: Mailing) -> None:
    filed(world.emails(), world.email(subject="@{part0[0].id}", text="@{x}"))
    assert len(world.relations()) == 3


def test_all_or_nothing(world: Mailing) -> None:
    """A person who is gone: the email is not kept without the relation."""
    bad = Relation(Role.TO, "gone@example.com", "0035i0000000zzzAAA", PersonKind.CONTACT)
    good, refused = world.emails().file([world.email(), world.email("<2@x>", relations=(bad,))])
    assert isinstance(good, Written) and isinstance(refused, SyncError) and "Offer" in refused.message
    assert world.count() == 1 and len(world.relations()) == 3


def test_one_that_is_refused_does_not_hold_back_its_neighbours(world: Mailing) -> None:
    world.org.add_validation_rule("EmailMessage", "NoBad", "Subject = 'bad'", "No bad emails", "Subject")
    wanted = [world.email(f"<{n}@x>", subject=subject) for n, subject in enumerate(("a", "bad", "c"))]
    good, bad, other = world.emails().file(wanted)
    assert isinstance(good, Written) and isinstance(other, Written)
    assert isinstance(bad, Rejected) and "the email “bad”" in bad.message and "No bad emails" in bad.message
    assert world.count() == 2 and len(world.rows("SELECT Id FROM EmailMessageRelation")) == 6


def test_too_long(world: Mailing) -> None:
    many = tuple(Address("", f"p{n}@example.com") for n in range(500))
    filed(world.emails(), world.email(subject="s" * 5_000, text="t" * 200_000, html="<b>" * 100_000, to=many))
    (kept,) = world.rows("SELECT Subject, TextBody, HtmlBody, ToAddress FROM EmailMessage")
    assert kept["Subject"] == "s" * 2_999 + "…" and kept["TextBody"].endswith("too long for Salesforce.]")
    assert kept["HtmlBody"] is None and kept["ToAddress"].endswith("@example.com") and len(kept["ToAddress"]) <= 4_000


def test_many_cost_few_calls(world: Mailing) -> None:
    emails = world.emails()
    wanted = [world.email(f"<{n}@example.com>") for n in range(100)]
    *first, again = emails.file([*wanted, wanted[0]])
    assert all(isinstance(found, Written) for found in first) and again == first[0]
    assert world.count() == 100 and emails.calls <= 8


def test_neither_emails_nor_tasks(world: Mailing) -> None:
    for sobject in ("EmailMessage", "Task"):
        world.org.set_object_access("Standard User", sobject, create=False)
    with pytest.raises(Unauthorized, match="neither emails nor tasks"):
        world.emails().file([world.email()])
