"""A meeting that its organiser calls off, as the records of those who were invited see it; and what people are told of
events that Outlook keeps to itself, or has no more."""

from datetime import UTC, datetime, timedelta

from core.why_live import explained
from sandbox.acting import OutlookUser
from sandbox.acting_calendar import every
from tests.scenarios.people import new_user
from tests.scenarios.stage import Stage, only
from worker.sync.decide import open_matters

SOON = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=3)


def test_an_invited_persons_record_says_so(stage: Stage) -> None:
    stage.choose(**only("event"))
    organiser = OutlookUser(stage.sandbox.microsoft.store, new_user(stage.sandbox, f"o{stage.crm.id[-8:].lower()}"))
    subject = f"Plan {stage.address}"
    meeting = organiser.calendar.invite(organiser.calendar.add(subject, SOON), stage.address)
    own = stage.outlook.calendar.find(subject)
    assert own is not None
    stage.outlook.calendar.categorise(own, "Salesforce")
    stage.sync()
    mine = f"Subject = '{subject}' AND OwnerId = '{stage.crm.id}'"
    [row] = stage.crm.query(f"SELECT Id FROM Event WHERE {mine}")  # noqa: S608  (of our own making)
    organiser.calendar.cancel(meeting)
    stage.sync()
    found = stage.crm.read(row["Id"], "Event")
    assert found["Subject"].startswith("Cancel")
    assert found["Subject"].endswith(subject)
    assert found["ShowAs"] == "Free"
    assert stage.sync() == 0


def test_a_series_that_turned_private_waits_as_one_under_its_own_name(stage: Stage) -> None:
    stage.choose(**only("event"))
    subject = f"Team {stage.address}"
    calendar = stage.outlook.calendar
    series = calendar.add(
        subject, SOON, recurrence=every("Daily", count=5, interval=1), categories=["Salesforce"], body="Notes"
    )
    stage.sync()
    calendar.edit(series, sensitivity="Private")
    stage.sync()
    assert stage.report is not None
    counts = stage.report.types["event"]
    assert (counts["waiting"], counts["failed"], counts["unlinked"]) == (1, 0, 5)
    assert all(one.name.startswith(subject) for one in stage.report.operations)
    [matter] = open_matters(stage.parts.database, stage.mailbox_id)
    assert (matter.record, matter.to_do) == (subject, "delete it in Salesforce, or make it public again in Outlook")
    stage.rest()


def test_why_tells_of_a_colleagues_event_that_was_deleted(stage: Stage) -> None:
    stage.choose(**only("event"))
    stage.sync()
    subject = f"Demo {stage.address}"
    start = f"{SOON:%Y-%m-%dT%H:%M:%SZ}"
    event = stage.colleague.add("Event", Subject=subject, StartDateTime=start, DurationInMinutes=60)
    stage.colleague.add("EventRelation", EventId=event, RelationId=stage.crm.id)
    stage.sync()
    entry = stage.outlook.calendar.find(subject)
    assert entry is not None
    stage.outlook.calendar.delete(entry)
    assert stage.sync() == 0
    assert "somebody else's" in " ".join(explained(stage.parts, stage.mailbox_id, event))
    stage.colleague.edit(event, "Event", Location="Rome")
    stage.rest()
    assert stage.outlook.calendar.find(subject) is None
    assert stage.open_issues() == []
