"""What `why` knows of events by their subject: of those that were refused, and of those that stay out."""

import pytest

from core.records import canonical, one_line
from core.why_live import explained
from tests.scenarios.events import moment
from tests.scenarios.stage import Stage, only
from worker.filing.why import of_mail

SOON = moment("@+3T12:00")


# A sentence and a name; keys of Outlook have some 150 letters.
LINE = 250


def canonical_text(text: str) -> str:
    return str(canonical(text))


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


@pytest.mark.parametrize("kind", ["event", "task"])
@pytest.mark.parametrize("length", [255, 3_000], ids=["kept", "refused"])
def test_long_names_are_one_short_line(stage: Stage, kind: str, length: int) -> None:
    """Whatever is in them: each sentence stays one that a terminal shows whole, and the name still finds it."""
    stage.choose(**only(kind))
    token = stage.address.partition("@")[0]
    subject = f"Plan\r\nof {token}\x1b[31m\u2028 {'and more of the same ' * 200}"[:length].strip()
    if kind == "event":
        stage.outlook.calendar.add(subject, SOON, categories=["Salesforce"])
    else:
        stage.outlook.tasks.add(subject, categories=["Salesforce"])
    stage.sync()
    kept = length == 255
    assert [one.name.partition(" (")[0] for one in stage.open_issues()] == ([] if kept else [one_line(subject)])
    for asked in (subject, " ".join(canonical_text(subject).split()), one_line(subject)):
        said = explained(stage.parts, stage.mailbox_id, asked)
        assert ("is kept in step" in said[0]) is kept
        assert not any(line.startswith("Nothing is known") for line in said)
        assert all(line.isprintable() and len(line) < 2 * LINE for line in said), said


def test_a_long_name_that_nobody_knows_is_told_in_short(stage: Stage) -> None:
    said = explained(stage.parts, stage.mailbox_id, f"Never\r\n\x1b[2J{'heard of ' * 100}")
    assert all(line.isprintable() and len(line) < 2 * LINE for line in said), said


def test_a_mail_that_is_not_filed_is_explained_by_its_id(stage: Stage) -> None:
    stage.choose(**only("email"))
    subject = f"Offer {stage.address.partition('@')[0]}"
    item = stage.outlook.mail.receive("ann@lee.example", subject)
    stage.sync()
    identity = str(item.fields["internet_message_id"])
    [mail] = stage.parts.open_filing(stage.mailbox_id)[0].mails.find([identity])[identity]
    writes = stage.writes()
    said = of_mail(stage.parts, stage.mailbox_id, mail.key)
    assert said == [f"{subject} has neither the category nor lies in the folder, so it is not filed."]
    stage.outlook.mail.categorise(item, "Salesforce")
    assert of_mail(stage.parts, stage.mailbox_id, mail.key) == [f"{subject} was not filed yet; the next run takes it."]
    stage.outlook.mail.delete(item)
    assert explained(stage.parts, stage.mailbox_id, mail.key)[0].startswith("Nothing is known")
    assert of_mail(stage.parts, stage.mailbox_id, "x" * 64) == []
    assert stage.writes() == writes
    stage.choose(**{"email.enabled": False})
    assert of_mail(stage.parts, stage.mailbox_id, mail.key) == []
