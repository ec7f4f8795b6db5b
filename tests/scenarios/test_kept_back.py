"""What Salesforce changed and Outlook keeps, because people would be told, is never reported as written."""

import pytest
from sqlalchemy import select

from core.models.sync import OperationRow
from tests.scenarios.events import moment
from tests.scenarios.stage import Stage, only

GUEST = [{"name": "ann", "address": "ann@elsewhere.example", "kind": "required"}]


@pytest.mark.parametrize(("stage", "code"), [("graph", "kept_back"), ("ews", "updated")], indirect=["stage"])
def test_attendees_added_in_salesforce(stage: Stage, code: str) -> None:
    """Through Graph they cannot be written without an invitation; through Exchange Server they can."""
    stage.choose(**only("event"))
    subject = f"Plan {stage.address.partition('@')[0]}"
    known = stage.crm.add(FirstName="Bob", LastName="Bauer", Email=f"bob.{stage.address}")
    event = stage.outlook.calendar.add(subject, moment("@+3T12:00"), attendees=GUEST, categories=["Salesforce"])
    stage.sync()
    row = stage.crm.find("Event", Subject=subject)
    assert row is not None
    stage.crm.invite(row["Id"], known)
    stage.sync()
    with stage.parts.database.session() as session:
        wanted = select(OperationRow).where(OperationRow.mailbox_id == stage.mailbox_id).order_by(OperationRow.id)
        told = [one.reason["code"] for one in session.scalars(wanted) if one.side == "exchange"]
    assert told[-1] == code
    people = [one["address"] for one in stage.outlook.calendar.now(event).fields["attendees"]]
    assert (f"bob.{stage.address}" in people) is (code == "updated")
    stage.rest()
