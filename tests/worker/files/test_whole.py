"""Files of events and contacts against the sandbox, through Graph and EWS: what people attach and upload."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.database import Database
from core.models.files import FileRow
from core.models.sync import OperationRow
from sandbox.microsoft.items import Item
from sandbox.running import Running, run_sandbox
from tests.scenarios.events import moment
from tests.scenarios.stage import Stage, only

GUEST = [{"name": "ann", "address": "ann@elsewhere.example", "kind": "required"}]
PDF = b"%PDF-1.4 agenda"


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with run_sandbox("empty") as running:
        yield running


@pytest.fixture(params=["graph", "ews"])
def stage(request: pytest.FixtureRequest, running: Running, tmp_path: Path) -> Iterator[Stage]:
    database = Database(f"sqlite:///{tmp_path / 'files.db'}")
    database.create_tables()
    running.faults.clear()
    stage = Stage(running, database, request.param, tmp_path)
    stage.choose(**only("event"), **{"event.files": True})
    yield stage
    running.faults.clear()
    stage.close()
    database.close()


def event(stage: Stage, name: str, **fields: Any) -> Item:
    """A shared one of this user's."""
    subject = f"{name} {stage.address.partition('@')[0]}"
    return stage.outlook.calendar.add(subject, moment("@+3T12:00"), categories=["Salesforce"], **fields)


def record(stage: Stage, item: Item) -> str:
    row = stage.crm.find("Event", Subject=item.fields["subject"])
    assert row is not None
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


def test_files_go_both_ways(stage: Stage) -> None:
    meeting = event(stage, "Plan")
    attach(stage, meeting, "agenda.pdf", PDF)
    stage.sync()
    place = record(stage, meeting)
    assert uploaded(stage, place) == [("agenda.pdf", PDF)]
    stage.rest()
    stage.crm.upload("offer.docx", b"an offer", place)
    stage.sync()
    assert attached(stage, meeting) == [("agenda.pdf", PDF), ("offer.docx", b"an offer")]
    stage.rest()
    assert uploaded(stage, place) == [("agenda.pdf", PDF), ("offer.docx", b"an offer")]
    assert len({row.id for row in rows(stage)}) == 2
