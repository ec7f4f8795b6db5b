"""What `why` knows of events by their subject: of those that were refused, and of those that stay out."""

from datetime import UTC, datetime, timedelta

from core.why_live import explained
from tests.scenarios.stage import Stage, only

SOON = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=3)


def test_events_that_stay_out_are_known_by_their_subject(stage: Stage) -> None:
    stage.choose(**only("event"))
    calendar = stage.outlook.calendar
    private, personal, refused = "Surgeon", "Lunch at noon", "Long trip"
    calendar.add(private, SOON, categories=["Salesforce"], sensitivity="Private")
    calendar.add(personal, SOON)
    calendar.add(refused, SOON, minutes=20 * 24 * 60, categories=["Salesforce"])
    stage.sync()

    def told(name: str) -> str:
        return " ".join(explained(stage.parts, stage.mailbox_id, name))

    assert told(private).startswith(f"{private} (Outlook ")
    assert "is private, and private events stay in Outlook" in told(private)
    assert "those with the category Salesforce" in told(personal.upper())
    assert "at most 14" in told(refused)
    assert "at most 14" in told(f"{refused} ({SOON:%Y-%m-%d})")
    nothing = told("Nothing of the kind")
    assert nothing.startswith("Nothing is known")
    assert nothing.endswith("Private events stay in Outlook.")
    assert told("Surg%").startswith("Nothing is known")
