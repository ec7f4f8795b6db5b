"""Files that are renamed, against the sandbox, through Graph and EWS: one file on each side, by the new name."""

from datetime import timedelta

import pytest

from tests.scenarios.stage import Stage
from tests.worker.files.test_whole import attach, attached, detach, event, reasons, record, rows, uploaded

PDF = b"%PDF-1.4 agenda"


def named(stage: Stage, place: str) -> list[str]:
    """The record's files as Salesforce shows them."""
    of = "ContentDocument.Title, ContentDocument.FileExtension"
    found = stage.crm.query(f"SELECT ContentDocumentId, {of} FROM ContentDocumentLink WHERE LinkedEntityId = '{place}'")  # noqa: S608  (an id)
    documents = [row["ContentDocument"] for row in found]
    return sorted(f"{one['Title']}.{one['FileExtension']}" for one in documents)


def test_names_go_both_ways(stage: Stage) -> None:
    meeting = event(stage, "Plan")
    attach(stage, meeting, "agenda.pdf", PDF)
    attach(stage, meeting, "list.txt", b"one")
    stage.sync()
    place = record(stage, meeting)
    [document] = [str(row.crm_key) for row in rows(stage) if row.name == "list.txt"]
    stage.crm.edit(document, "ContentDocument", Title="offer")
    detach(stage, meeting, "agenda.pdf")
    attach(stage, meeting, "plan.pdf", PDF)
    stage.sync()
    assert attached(stage, meeting) == [("offer.txt", b"one"), ("plan.pdf", PDF)]
    assert named(stage, place) == ["offer.txt", "plan.pdf"]
    assert reasons(stage)[2:] == ["file_renamed"] * 2
    assert [stage.sync() for _ in range(2)] == [0, 0]
    detach(stage, meeting, "offer.txt")
    attach(stage, meeting, "offer.md", b"one")
    stage.sync()
    assert named(stage, place) == ["offer.md", "plan.pdf"] and len(rows(stage)) == 2
    assert {content for _, content in uploaded(stage, place)} == {b"one", PDF}
    assert [stage.sync() for _ in range(2)] == [0, 0]
    assert stage.open_issues() == []


@pytest.mark.parametrize("name", ["plan .pdf", "trail. .pdf", "x." + "e" * 60])
def test_a_name_that_salesforce_shortens_is_no_new_one(stage: Stage, name: str) -> None:
    """Nor is the file there twice, where the reply was lost."""
    meeting = event(stage, "Odd name")
    attach(stage, meeting, name, PDF)
    stage.sandbox.faults.add("lost_reply", operation="POST sobjects/ContentVersion")
    stage.sync()
    stage.later += timedelta(minutes=10)
    assert [stage.sync() for _ in range(2)] == [0, 0]
    assert attached(stage, meeting) == [(name, PDF)]
    place = record(stage, meeting)
    detach(stage, meeting, name)
    attach(stage, meeting, name, b"two")
    stage.sync()
    assert [content for _, content in uploaded(stage, place)] == [b"two"]
    assert attached(stage, meeting) == [(name, b"two")]
    assert [stage.sync() for _ in range(2)] == [0, 0]
    assert reasons(stage) == ["file_refused", "file_added", "file_changed"]
