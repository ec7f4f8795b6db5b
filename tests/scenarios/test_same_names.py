"""Records that are called the same and are not the same: none takes the other's place, and each gets a partner of its
own. Those that a person made on both sides are one, and what a lost reply made is not made again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.acting import categories
from tests.scenarios.events import moment
from tests.scenarios.stage import Stage, only

DUE = (datetime.now(UTC) + timedelta(days=3)).date()
WHEN = "@+3T12:00"


def tasks(stage: Stage, subject: str) -> list[dict[str, Any]]:
    query = f"SELECT Id, Description, WhoId FROM Task WHERE Subject = '{subject}'"  # noqa: S608
    return sorted(stage.crm.query(query), key=lambda row: row["Description"])


def events(stage: Stage, subject: str) -> list[dict[str, Any]]:
    """The user's own."""
    mine = f"Subject = '{subject}' AND IsChild = false AND OwnerId = '{stage.crm.id}'"
    query = f"SELECT Id, Location, EndDateTime FROM Event WHERE {mine} ORDER BY EndDateTime, Location"  # noqa: S608
    return stage.crm.query(query)


@pytest.fixture
def name(stage: Stage) -> str:
    return f"Call {stage.address.partition('@')[0]}"


def test_a_task_about_somebody_else(stage: Stage, name: str) -> None:
    """Nor is the second one on the same day refused."""
    stage.choose(**only("task"))
    stage.sync()
    ann = stage.crm.add(LastName=f"Ann {name}")
    stage.crm.add("Task", Subject=name, ActivityDate=str(DUE), WhoId=ann, Description="About Ann")
    bodies = ["About Bob", "About Cid", "About Cid"]
    for body in bodies:
        stage.outlook.tasks.add(name, "Salesforce Tasks", due_date=DUE, body=body)
        stage.sync()
    assert [row["Description"] for row in tasks(stage, name)] == ["About Ann", *bodies]
    assert [row["WhoId"] for row in tasks(stage, name)] == [ann, None, None, None]
    assert not stage.open_issues()
    stage.rest()


def test_a_task_that_agrees_is_one(stage: Stage, name: str) -> None:
    stage.choose(**only("task"))
    stage.crm.add("Task", Subject=name, ActivityDate=str(DUE), Description="About Ann", Priority="Normal")
    stage.outlook.tasks.add(name.upper(), "Tasks", due_date=DUE, categories=["Salesforce"])
    stage.sync()
    assert [row["Description"] for row in tasks(stage, name)] == ["About Ann"]
    assert not stage.open_issues()
    stage.rest()


def test_two_events_at_one_time(stage: Stage, name: str) -> None:
    stage.choose(**only("event"))
    stage.sync()
    calendar = stage.outlook.calendar
    made = [calendar.add(name, moment(WHEN), location=place, categories=["Salesforce"]) for place in ("Rome", "Oslo")]
    stage.sync()
    assert [row["Location"] for row in events(stage, name)] == ["Oslo", "Rome"]
    assert not stage.open_issues()
    assert [categories(calendar.now(one)) for one in made] == [{"Salesforce"}] * 2
    stage.rest()


def test_private_events_at_one_time(stage: Stage) -> None:
    """Each is a time that is taken of its own, and none is an event that happens to be called so."""
    stage.choose(**only("event"), **{"event.private": "busy"})
    stage.sync()
    start = moment("@+6T12:00")
    other = stage.crm.add("Event", Subject="Busy", StartDateTime=start.isoformat(), DurationInMinutes=30)
    stage.crm.edit(other, "Event", Description="The team's own", ShowAs="Busy")
    calendar = stage.outlook.calendar
    secret: dict[str, Any] = {"categories": ["Salesforce"], "sensitivity": "Private"}
    made = [calendar.add(subject, start, minutes=minutes, **secret) for subject, minutes in (("A", 60), ("B", 120))]
    stage.sync()
    ends = [row["EndDateTime"][:16] for row in events(stage, "Busy")]
    assert ends == [f"{start + timedelta(minutes=minutes):%Y-%m-%dT%H:%M}" for minutes in (30, 60, 120)]
    assert stage.crm.read(other, "Event")["Description"] == "The team's own"
    assert [calendar.now(one).fields["subject"] for one in made] == ["A", "B"]
    assert [categories(calendar.now(one)) for one in made] == [{"Salesforce"}] * 2
    assert not stage.open_issues()
    stage.rest()


@pytest.mark.parametrize(("guest", "one"), [("ann", True), ("bob", False)])
def test_a_meeting_and_an_event_about_somebody(stage: Stage, name: str, guest: str, *, one: bool) -> None:
    """The event in Salesforce has no invitees: it tells in Name whom it is with."""
    stage.choose(**only("event"))
    stage.sync()
    start, domain = moment(WHEN), f"{stage.address.partition('@')[0]}.example"
    ann = stage.crm.add(LastName=f"Ann {name}", Email=f"Ann@{domain}")
    stage.crm.add("Event", Subject=name, StartDateTime=start.isoformat(), DurationInMinutes=60, WhoId=ann)
    people = [{"name": guest, "address": f"{guest}@{domain}", "kind": "required"}]
    stage.outlook.calendar.add(name, start, attendees=people, categories=["Salesforce"])
    stage.sync()
    assert len(events(stage, name)) == (1 if one else 2)
    assert not stage.open_issues()
    stage.rest()
