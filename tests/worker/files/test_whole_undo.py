"""A run with files is undone against the sandbox, through Graph and EWS; filed emails are left alone, and named."""

import re

from tests.scenarios.stage import Stage, only
from tests.worker.files.test_whole import GUEST, PDF, attach, attached, detach, event, record, uploaded
from worker.sync.undo import undo


def undone(stage: Stage) -> list[str]:
    """What is said of the latest run, without what is the stage's own in a subject, and without days."""
    assert stage.report is not None
    said = undo(stage.report.run, stage.parts, stage.parts.open_files, heartbeat=False)
    own = re.compile(rf" {stage.address.partition('@')[0]}| \(\d{{4}}-\d\d-\d\d\)")
    return [own.sub("", line) for line in said]


def test_what_was_added_and_what_was_replaced(stage: Stage) -> None:
    meeting = event(stage, "Plan")
    attach(stage, meeting, "list.txt", b"one")
    stage.sync()
    place = record(stage, meeting)
    offer = stage.crm.upload("offer.docx", b"an offer", place)
    attach(stage, meeting, "agenda.pdf", PDF)
    detach(stage, meeting, "list.txt")
    attach(stage, meeting, "list.txt", b"two")
    stage.sync()
    both = [("agenda.pdf", PDF), ("list.txt", b"two"), ("offer.docx", b"an offer")]
    assert attached(stage, meeting) == uploaded(stage, place) == both
    assert sorted(undone(stage)) == [
        "agenda.pdf (Plan) (Salesforce): taken off again.",
        "list.txt (Plan) (Salesforce): put back as list.txt.",
        "offer.docx (Plan) (Outlook): taken off again.",
    ]
    assert uploaded(stage, place) == [("list.txt", b"one"), ("offer.docx", b"an offer")]
    assert attached(stage, meeting) == [("agenda.pdf", PDF), ("list.txt", b"two")]
    stage.sync()
    assert attached(stage, meeting) == [("agenda.pdf", PDF), ("list.txt", b"one")]
    assert [stage.sync() for _ in range(2)] == [0, 0]
    stage.crm.add("ContentVersion", ContentDocumentId=offer, PathOnClient="offer.docx", VersionData=b"a better one")
    assert stage.sync() == 0, "what was taken off stays off"


def test_what_came_to_outlook_is_put_back_there(stage: Stage) -> None:
    meeting = event(stage, "Back")
    attach(stage, meeting, "list.txt", b"one")
    stage.sync()
    place = record(stage, meeting)
    [row] = stage.crm.query(f"SELECT ContentDocumentId FROM ContentDocumentLink WHERE LinkedEntityId = '{place}'")  # noqa: S608  (an id)
    document = row["ContentDocumentId"]
    stage.crm.add("ContentVersion", ContentDocumentId=document, PathOnClient="list.txt", VersionData=b"two")
    stage.sync()
    assert attached(stage, meeting) == [("list.txt", b"two")]
    assert undone(stage) == ["list.txt (Back) (Outlook): put back as list.txt."]
    assert attached(stage, meeting) == [("list.txt", b"one")]
    for _ in range(2):
        stage.sync()
    assert attached(stage, meeting) == uploaded(stage, place) == [("list.txt", b"one")]
    stage.crm.edit(document, "ContentDocument", Title="offer")
    stage.sync()
    assert attached(stage, meeting) == [("offer.txt", b"one")]
    assert undone(stage) == ["offer.txt (Back) (Outlook): put back as list.txt."]
    for _ in range(2):
        stage.sync()
    assert (
        attached(stage, meeting) == [("list.txt", b"one")]
        and stage.crm.read(document, "ContentDocument")["Title"] == "list"
    )
    assert stage.sync() == 0


def test_a_record_that_a_run_made_goes_with_its_files(stage: Stage) -> None:
    meeting = event(stage, "Made")
    attach(stage, meeting, "list.txt", b"one")
    stage.sync()
    place = record(stage, meeting)
    assert undone(stage) == ["list.txt (Made) (Salesforce): taken off again.", "Made (Salesforce): removed again."]
    assert stage.crm.query(f"SELECT Id FROM Event WHERE Id = '{place}'") == []  # noqa: S608  (an id)
    assert stage.sync() == 0


def test_a_meeting_whose_people_would_be_told(stage: Stage) -> None:
    meeting = event(stage, "Told")
    stage.sync()
    stage.crm.upload("offer.docx", b"an offer", record(stage, meeting))
    stage.sync()
    now = stage.outlook.mailbox.item(meeting.immutable_id)
    assert now is not None
    stage.outlook.calendar.edit(now, attendees=GUEST)
    [line] = undone(stage)
    told = stage.exchange == "graph"
    assert ("would tell the people" in line) is told
    assert bool(attached(stage, meeting)) is told


def test_emails_are_left_alone_and_named(stage: Stage) -> None:
    stage.choose(**only("email"))
    mail = stage.outlook.mail.receive("ann@elsewhere.example", "Order", "Hello")
    stage.outlook.mail.categorise(mail, "Salesforce")
    stage.sync()
    [line] = undone(stage)
    assert (
        line == "Order: left alone, because it is filed; take its category off in Outlook to take it out of Salesforce."
    )
    assert len(stage.crm.query("SELECT Id FROM EmailMessage WHERE Subject = 'Order'")) >= 1
