"""Files of events and contacts against the sandbox, through Graph and EWS: what people attach and upload."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.models.files import FileRow
from core.models.sync import IssueRow, OperationRow
from sandbox.acting_calendar import every
from sandbox.microsoft.attachments import LINK_TYPE
from sandbox.microsoft.items import Item
from tests.scenarios.events import moment
from tests.scenarios.stage import FOLDER, Stage, only
from worker.mending.run import mend

GUEST = [{"name": "ann", "address": "ann@elsewhere.example", "kind": "required"}]
PDF = b"%PDF-1.4 agenda"


def event(stage: Stage, name: str, **fields: Any) -> Item:
    """A shared one of this user's."""
    subject = f"{name} {stage.address.partition('@')[0]}"
    return stage.outlook.calendar.add(subject, moment("@+3T12:00"), categories=["Salesforce"], **fields)


def record(stage: Stage, item: Item) -> str:
    where = f"Subject = '{item.fields['subject']}' AND IsChild = false"
    [row] = stage.crm.query(f"SELECT Id FROM Event WHERE {where}")  # noqa: S608  (a test's own words)
    return str(row["Id"])


def attach(stage: Stage, item: Item, name: str, content: bytes, **flags: Any) -> None:
    mailbox = stage.outlook.mailbox
    now = mailbox.item(item.immutable_id)
    assert now is not None
    mailbox.add_attachment(now, name, content, **flags)


def detach(stage: Stage, item: Item, name: str) -> None:
    mailbox = stage.outlook.mailbox
    now = mailbox.item(item.immutable_id)
    assert now is not None
    mailbox.delete_attachment(now, next(one for one in mailbox.attachments(now) if one.name == name))


def attached(stage: Stage, item: Item) -> list[tuple[str, bytes]]:
    now = stage.outlook.mailbox.item(item.immutable_id)
    assert now is not None
    return sorted((one.name, one.content) for one in stage.outlook.mailbox.attachments(now))


def uploaded(stage: Stage, record_id: str) -> list[tuple[str, bytes]]:
    """Each file of the record with what its latest version holds."""
    latest = "ContentDocument.LatestPublishedVersionId"
    where = f"LinkedEntityId = '{record_id}'"
    rows = stage.crm.query(f"SELECT ContentDocumentId, {latest} FROM ContentDocumentLink WHERE {where}")  # noqa: S608  (an id)
    found = []
    for row in rows:
        version = stage.crm.read(row["ContentDocument"]["LatestPublishedVersionId"], "ContentVersion")
        acting = stage.sandbox.salesforce.org.as_user(stage.crm.id)
        found.append((version["PathOnClient"], acting.blob("ContentVersion", version["Id"], "VersionData")))
    return sorted(found)


def reasons(stage: Stage) -> list[str]:
    wanted = select(OperationRow).where(OperationRow.mailbox_id == stage.mailbox_id, OperationRow.action == "attach")
    with stage.parts.database.session() as session:
        return [one.reason["code"] for one in session.scalars(wanted.order_by(OperationRow.id))]


def rows(stage: Stage) -> list[FileRow]:
    with stage.parts.database.session() as session:
        return list(session.scalars(select(FileRow)))


def quiet(stage: Stage) -> None:
    """A run at rest writes nothing, and costs one call to Salesforce more than one without files."""
    calls = []
    for files in (True, True, False):
        stage.choose(**{"event.files": files, "files": files})
        before = len(stage.sandbox.calls.list())
        assert stage.sync() == 0
        calls.append(len(stage.sandbox.calls.list()) - before)
    assert calls[1] == calls[2] + 1
    assert stage.problem() == ""


def test_a_life_of_files(stage: Stage) -> None:
    meeting = event(stage, "Plan")
    attach(stage, meeting, "agenda.pdf", PDF)
    attach(stage, meeting, "list.txt", b"one")
    stage.sync()
    place = record(stage, meeting)
    assert uploaded(stage, place) == [("agenda.pdf", PDF), ("list.txt", b"one")]
    offer = stage.crm.upload("offer.docx", b"an offer", place)
    detach(stage, meeting, "list.txt")
    attach(stage, meeting, "list.txt", b"two")
    stage.sync()
    both = [("agenda.pdf", PDF), ("list.txt", b"two"), ("offer.docx", b"an offer")]
    assert attached(stage, meeting) == uploaded(stage, place) == both
    stage.crm.add("ContentVersion", ContentDocumentId=offer, PathOnClient="offer.docx", VersionData=b"a better one")
    detach(stage, meeting, "agenda.pdf")
    [listed] = (row.crm_key for row in rows(stage) if row.name == "list.txt")
    stage.crm.delete(str(listed), "ContentDocument")
    stage.sync()
    assert attached(stage, meeting) == [("list.txt", b"two"), ("offer.docx", b"a better one")]
    assert uploaded(stage, place) == [("agenda.pdf", PDF), ("offer.docx", b"a better one")]
    quiet(stage)
    assert len(rows(stage)) == 3


def test_nobody_is_sent_what_salesforce_adds_to_a_meeting(stage: Stage) -> None:
    meeting = event(stage, "Meeting", attendees=GUEST, meeting_request_was_sent=True)
    attach(stage, meeting, "agenda.pdf", PDF)
    stage.sync()
    place = record(stage, meeting)
    assert uploaded(stage, place) == [("agenda.pdf", PDF)]
    stage.crm.upload("offer.docx", b"an offer", place)
    stage.sync()
    written = stage.exchange == "ews"
    assert ("offer.docx" in dict(attached(stage, meeting))) is written
    assert reasons(stage)[-1] == ("file_added" if written else "file_would_tell")
    assert stage.open_issues() == []
    told = len(reasons(stage))
    assert stage.sync() == 0
    assert len(reasons(stage)) == told, "it is told once"


def test_lost_replies_make_no_doubles(stage: Stage) -> None:
    meeting = event(stage, "Lost")
    attach(stage, meeting, "agenda.pdf", PDF)
    stage.sandbox.faults.add("lost_reply", operation="POST sobjects/ContentVersion")
    stage.sync()
    place = record(stage, meeting)
    assert len(uploaded(stage, place)) == 1, "it arrived, and the answer did not"
    stage.later += timedelta(minutes=10)
    assert stage.sync() == 0
    assert reasons(stage) == ["file_refused", "file_added"]
    stage.crm.upload("offer.docx", b"an offer", place)
    stage.sandbox.faults.add("lost_reply", target=stage.address, operation="CreateAttachment|POST .*attachments")
    stage.sync()
    assert len(attached(stage, meeting)) == 2
    stage.later += timedelta(minutes=10)
    stage.sync()
    assert attached(stage, meeting) == uploaded(stage, place) == [("agenda.pdf", PDF), ("offer.docx", b"an offer")]
    assert stage.sync() == 0


def test_what_goes_along_and_what_does_not(stage: Stage) -> None:
    content = bytes(range(256)) * 500
    odd, private = event(stage, "Odd"), event(stage, "Private", sensitivity="Private")
    series = event(stage, "Series", recurrence=every("Daily", count=2))
    attach(stage, odd, "../../plan\u202e.bin", content)
    attach(stage, odd, "run.exe", b"MZ")
    attach(stage, odd, "logo.png", b"picture", is_inline=True, content_id="logo")
    attach(stage, odd, "offer.pdf", PDF, is_inline=True, content_id="offer")
    attach(stage, odd, "mail", b"Subject: x\r\n\r\n", content_type="message/rfc822", is_item=True)
    attach(stage, odd, "cloud.docx", b"https://files.example/cloud.docx", content_type=LINK_TYPE)
    for other in (private, series):
        attach(stage, other, "diary.txt", b"secret")
    stage.choose(**{"event.private": "busy"})
    stage.sync()
    place = record(stage, odd)
    assert uploaded(stage, place) == [("offer.pdf", PDF), ("plan.bin", content)]
    files = stage.crm.query("SELECT Id FROM ContentVersion WHERE Title = 'diary'")
    assert files == [], "what is private stays in Outlook, and what belongs to a whole series does"
    assert sorted(reasons(stage)) == ["file_added", "file_added", "file_left", "file_left", "file_left"]
    stage.crm.upload("back.bin", content[::-1], place)
    stage.crm.upload("run.bat", b"del", place)
    stage.sync()
    assert dict(attached(stage, odd))["back.bin"] == content[::-1]
    assert "run.bat" not in dict(attached(stage, odd))
    assert stage.open_issues() == []
    assert stage.sync() == 0


@pytest.mark.parametrize("stage", ["ews"], indirect=True)
def test_a_refused_file_is_an_issue_that_can_be_tried_again(stage: Stage) -> None:
    meeting = event(stage, "Refused")
    attach(stage, meeting, "agenda.pdf", PDF)
    attach(stage, meeting, "list.txt", b"one")
    org = stage.sandbox.salesforce.org.id
    fault = {"operation": "POST sobjects/ContentVersion", "message": "No PDF files here", "field": "Title"}
    stage.sandbox.faults.add("validation_rule", target=org, **fault)
    stage.sync()
    place = record(stage, meeting)
    assert uploaded(stage, place) == [("list.txt", b"one")]
    [issue] = stage.open_issues()
    assert (issue.type, issue.side, issue.key) == ("event.file", "crm", place)
    assert issue.name.startswith("agenda.pdf (Refused ") and "No PDF files here" in issue.message
    with stage.parts.database.session() as session:
        session.get_one(IssueRow, issue.id).wish = {}
    mend(stage.mailbox_id, stage.parts)
    assert uploaded(stage, place) == [("agenda.pdf", PDF), ("list.txt", b"one")]
    assert stage.open_issues() == []


@pytest.mark.parametrize("stage", ["ews"], indirect=True)
def test_a_kind_that_is_switched_off_takes_its_files_along(stage: Stage) -> None:
    meeting = event(stage, "Off")
    attach(stage, meeting, "agenda.pdf", PDF)
    org = stage.sandbox.salesforce.org.id
    fault = {"operation": "POST sobjects/ContentVersion", "message": "No PDF files here", "field": "Title"}
    for _ in range(2):
        stage.sandbox.faults.add("validation_rule", target=org, **fault)
    stage.sync()
    place = record(stage, meeting)
    [issue] = stage.open_issues()
    with stage.parts.database.session() as session:
        session.get_one(IssueRow, issue.id).wish = {}
    stage.choose(**{"event.enabled": False})
    mend(stage.mailbox_id, stage.parts)
    assert uploaded(stage, place) == [] and stage.open_issues() == []
    stage.choose(**{"event.enabled": True})
    stage.sync(force=True)
    assert len(stage.open_issues()) == 1
    stage.choose(**{"event.enabled": False})
    stage.sync()
    assert stage.open_issues() == []


@pytest.mark.parametrize("stage", ["ews"], indirect=True)
def test_records_do_not_wait_for_files(stage: Stage) -> None:
    stage.choose(enabled=True, files=True)
    stage.sync()
    assert stage.report is not None and list(stage.report.types) == ["contact", "event", "contact.file", "event.file"]


def test_contacts(stage: Stage) -> None:
    """Exchange Server only: Microsoft Graph's contact has no attachments."""
    stage.choose(**only("contact"), files=True)
    stage.sync()
    token = stage.address.partition("@")[0]
    ann = stage.outlook.add(FOLDER, given_name="Ann", surname=token)
    attach(stage, ann, "contract.pdf", PDF)
    attach(stage, ann, "ContactPicture.jpg", b"jpeg", is_contact_photo=True)
    stage.sync()
    row = stage.crm.find("Contact", LastName=token)
    assert row is not None
    stage.crm.upload("offer.docx", b"an offer", row["Id"])
    stage.sync()
    if stage.exchange == "graph":
        assert uploaded(stage, row["Id"]) == [("offer.docx", b"an offer")]
        assert "offer.docx" not in dict(attached(stage, ann))
        assert stage.report is not None and list(stage.report.types) == ["contact"]
        return
    assert uploaded(stage, row["Id"]) == [("contract.pdf", PDF), ("offer.docx", b"an offer")]
    assert sorted(dict(attached(stage, ann))) == ["ContactPicture.jpg", "contract.pdf", "offer.docx"]
    assert stage.sync() == 0
