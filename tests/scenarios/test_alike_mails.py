"""Mails that look like one another: none is lost because another one was filed, and none is filed twice because it was
altered on its way or lies in a colleague's mailbox, too."""

from datetime import UTC, datetime

import pytest

from core import accounts
from core.models.accounts import Mailbox, Org
from sandbox.acting import OutlookUser
from sandbox.microsoft.mail.parts import File
from tests.scenarios.stage import Stage, only
from worker.jobs import run_and_note

HOUR = "Mon, 09 Nov 2026 10:00:00 +0000"


class Office:
    """Two colleagues who file mails of one subject. Each run is one of both."""

    def __init__(self, stage: Stage) -> None:
        stage.choose(**only("email"))
        self.stage = stage
        self.subject = f"Scan {stage.address.partition('@')[0]}"
        [user] = stage.crm.query(f"SELECT Username FROM User WHERE Id = '{stage.colleague.id}'")  # noqa: S608
        self.colleague = OutlookUser(stage.sandbox.microsoft.store, user["Username"])
        with stage.parts.database.session() as session:
            box = session.get_one(Mailbox, stage.mailbox_id)
            org, now = session.get_one(Org, box.org_id), datetime.now(UTC)
            other = self.colleague.mailbox.address
            made = accounts.add_mailbox(session, org, other, crm_user=other, exchange=stage.exchange, now=now)
            made.policy = dict(box.policy)
            self._other = made.id
        self.sync()

    def sync(self) -> int:
        written = self.stage.sync()
        run_and_note(self.stage.parts, self._other)
        return written

    def imported(self, text: str, kind: str = "plain", message_id: str = "") -> bytes:
        head = [f"Message-ID: {message_id}"] if message_id else []
        head += ["From: scanner@lee.example", "To: post@corp.example", f"Date: {HOUR}", f"Subject: {self.subject}"]
        return "\r\n".join([*head, f"Content-Type: text/{kind}; charset=utf-8", "", text]).encode()

    def emails(self) -> list[str]:
        where = f"Subject LIKE '%{self.subject}%'"
        rows = self.stage.crm.query(f"SELECT TextBody FROM EmailMessage WHERE {where}")  # noqa: S608
        return sorted(str(row["TextBody"]).strip() for row in rows)

    def rest(self) -> None:
        assert self.sync() == 0
        assert self.sync() == 0


@pytest.fixture
def office(stage: Stage) -> Office:
    return Office(stage)


def test_mails_without_a_message_id_are_told_apart_by_their_texts(office: Office) -> None:
    """The second is a record of its own, in whichever mailbox and folder it lies, and goes without the first."""
    mine, yours = office.stage.outlook.mail, office.colleague.mail
    first, second = office.imported("Page one"), office.imported("Page two")
    one = mine.put_mime(first, categories=["Salesforce"])
    other = mine.put_mime(second, categories=["Salesforce"])
    yours.put_mime(second, "Salesforce Emails")
    yours.put_mime(first, categories=["Salesforce"])
    office.sync()
    assert office.emails() == ["Page one", "Page two"]
    mine.add_folder("Kept")
    moved = [mine.move(item, "Kept") for item in (mine.now(one), mine.now(other)) if item]
    office.sync()
    assert office.emails() == ["Page one", "Page two"]
    office.rest()
    here = mine.now(moved[1])
    assert here is not None
    mine.uncategorise(here)
    [copy] = yours.messages("Salesforce Emails")
    yours.move(copy, "inbox")
    office.sync()
    assert office.emails() == ["Page one"]
    office.rest()


def test_a_message_id_that_is_used_again_hides_no_mail(office: Office) -> None:
    mine = office.stage.outlook.mail
    name = f"<used-again@{office.subject.split()[1]}>"
    files = [File("a.txt", "text/plain", b"a")]
    mine.receive("ann@lee.example", office.subject, "The offer", files, internet_message_id=name)
    altered = f"[External] {office.subject} [checked]"
    yours = office.colleague.mail
    yours.receive("list@lists.example", altered, "Beware. The offer", files, internet_message_id=name)
    stranger = mine.receive("bob@else.example", f"Won {office.subject[5:]}", "A prize", internet_message_id=name)
    for mail, box in [*((one, mine) for one in mine.messages()), *((one, yours) for one in yours.messages())]:
        box.categorise(mail, "Salesforce")
    office.sync()
    assert office.emails() == ["The offer"]
    prizes = office.stage.crm.query(f"SELECT TextBody FROM EmailMessage WHERE Subject = 'Won {office.subject[5:]}'")  # noqa: S608
    assert [row["TextBody"].strip() for row in prizes] == ["A prize"]
    mine.add_folder("Kept")
    here = mine.now(stranger)
    assert here is not None
    mine.move(here, "Kept")
    office.sync()
    assert office.emails() == ["The offer"]
    office.rest()


def test_a_subject_that_is_too_long_is_cut(office: Office) -> None:
    mine = office.stage.outlook.mail
    long = f"{office.subject} {'wordy ' * 1_000}".strip()
    mine.categorise(mine.receive("ann@lee.example", long, "The offer"), "Salesforce")
    office.sync()
    [row] = office.stage.crm.query(f"SELECT Subject FROM EmailMessage WHERE Subject LIKE '{office.subject} %'")  # noqa: S608
    assert row["Subject"] == f"{long[:2_999].rstrip()}…"
    assert office.stage.open_issues() == []
    assert office.stage.report is not None
    assert max(len(one.name) for one in office.stage.report.operations) <= 80
    office.rest()
