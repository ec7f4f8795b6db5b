"""A meeting that its organiser calls off, as the records of those who were invited see it."""

from datetime import UTC, datetime, timedelta

from sandbox.acting import OutlookUser
from tests.scenarios.people import new_user
from tests.scenarios.stage import Stage, only

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
