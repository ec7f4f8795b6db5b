"""What becomes of a contact in Salesforce changes no meeting of the organiser's: people are known by who they are, not
by their address of today. Only whoever is taken off the meeting itself leaves it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from sandbox.acting_calendar import every
from sandbox.microsoft.items import Item
from tests.scenarios.events import moment
from tests.scenarios.stage import Stage, only

ANN, BOB, STRANGER = "ann", "bob", "una"


@dataclass(frozen=True)
class Planned:
    """A meeting with Ann, who accepted, Bob and somebody whom Salesforce does not know, at rest on both sides."""

    stage: Stage
    token: str
    event: Item
    ann: str

    @property
    def subject(self) -> str:
        return f"Plan {self.token}"

    def people(self, item: Item | None = None) -> dict[str, str | None]:
        """In Outlook: name -> answer."""
        fields = self.stage.outlook.calendar.now(item or self.event).fields
        return {one["address"].partition(".")[0]: one.get("response") for one in fields["attendees"]}

    def record(self) -> str:
        row = self.stage.crm.find("Event", Subject=self.subject)
        assert row is not None
        return str(row["Id"])

    def invitees(self) -> dict[str, str]:
        """In Salesforce: by the person's id the status."""
        found = self.stage.crm.query(
            f"SELECT RelationId, Status FROM EventRelation WHERE EventId = '{self.record()}'"  # noqa: S608  (our own)
        )
        return {str(row["RelationId"]): str(row["Status"]) for row in found}

    def merge(self) -> str:
        """Ann into somebody of another address, whose id it is."""
        master = self.stage.crm.add(LastName="Annabel", Email=f"annabel.{self.token}@new.example")
        self.stage.crm.merge(master, self.ann)
        return master

    def touch(self) -> None:
        """An edit there, so that the event is looked at whatever else it tells."""
        self.stage.crm.edit(self.record(), "Event", ShowAs="Free")


def _planned(stage: Stage, *, runs: int = 2, **more: Any) -> Planned:
    stage.choose(**only("event"))
    token = uuid4().hex[:6]
    ann = stage.crm.add(LastName="Ann", Email=f"{ANN}.{token}@known.example")
    stage.crm.add(LastName="Bob", Email=f"{BOB}.{token}@known.example")
    people = [
        {"name": one, "address": f"{one}.{token}@known.example", "kind": "required"} for one in (ANN, BOB, STRANGER)
    ]
    people[0]["response"] = "Accept"
    event = stage.outlook.calendar.add(
        f"Plan {token}", moment("@+3T12:00"), attendees=people, categories=["Salesforce"], **more
    )
    for _ in range(runs):
        stage.sync()
    return Planned(stage, token, event, ann)


HAPPENS: Mapping[str, Callable[[Planned], object]] = {
    "cleared": lambda one: one.stage.crm.edit(one.ann, Email=None),
    "corrected": lambda one: one.stage.crm.edit(one.ann, Email=f"anna.{one.token}@new.example"),
    "deleted": lambda one: one.stage.crm.delete(one.ann),
    "merged": lambda one: one.merge(),
}


@pytest.mark.parametrize("happens", HAPPENS)
def test_what_becomes_of_a_contact_changes_no_meeting(stage: Stage, happens: str) -> None:
    planned = _planned(stage)
    before = planned.people()
    assert before[ANN] == "Accept"
    HAPPENS[happens](planned)
    planned.touch()
    stage.sync()
    assert planned.people() == before
    stage.sync(force=True)
    assert planned.people() == before
    assert stage.open_issues() == []
    stage.rest()


def test_a_contact_corrected_before_the_next_run_stays_one(stage: Stage) -> None:
    planned = _planned(stage, runs=1)
    before = planned.people()
    HAPPENS["corrected"](planned)
    planned.touch()
    stage.sync()
    assert planned.people() == before
    stage.rest()


@pytest.mark.parametrize("stage", ["ews"], indirect=True)
@pytest.mark.parametrize("happens", HAPPENS)
def test_a_meeting_that_came_from_salesforce_keeps_its_people(stage: Stage, happens: str) -> None:
    stage.choose(**only("event"))
    token = uuid4().hex[:6]
    ann = stage.crm.add(LastName="Ann", Email=f"{ANN}.{token}@known.example")
    record = stage.crm.schedule(f"Plan {token}", f"{moment('@+3T12:00'):%Y-%m-%dT%H:%M:%S.000+0000}", 60)
    stage.crm.invite(record, ann)
    stage.sync()
    event = stage.outlook.calendar.find(f"Plan {token}")
    assert event is not None
    planned = Planned(stage, token, event, ann)
    stage.rest()
    HAPPENS[happens](planned)
    planned.touch()
    stage.sync()
    people = stage.outlook.calendar.now(event).fields["attendees"]
    assert [one["address"] for one in people] == [f"{ANN}.{token}@known.example"]
    stage.rest()


@pytest.mark.parametrize("happens", ["cleared", "corrected"])
def test_the_contact_stays_invited_when_somebody_else_is_added_in_outlook(stage: Stage, happens: str) -> None:
    planned = _planned(stage)
    HAPPENS[happens](planned)
    cas = stage.crm.add(LastName="Cas", Email=f"cas.{planned.token}@known.example")
    calendar = stage.outlook.calendar
    people = calendar.now(planned.event).fields["attendees"]
    new = {"name": "cas", "address": f"cas.{planned.token}@known.example", "kind": "required"}
    calendar.edit(planned.event, attendees=[*people, new])
    stage.sync()
    stage.sync()
    invitees = planned.invitees()
    assert invitees[planned.ann] == "Accepted"
    assert cas in invitees
    assert planned.people().keys() == {ANN, BOB, STRANGER, "cas"}
    calendar.edit(planned.event, attendees=[one for one in people if not one["address"].startswith(ANN)])
    stage.sync()
    assert planned.ann not in planned.invitees()
    stage.rest()


def test_a_series_stays_one_when_a_contact_goes(stage: Stage) -> None:
    planned = _planned(stage, recurrence=every("Weekly", count=3, interval=1))
    stage.crm.delete(planned.ann)
    assert stage.sync() == 0
    calendar = stage.outlook.calendar
    assert [ANN in planned.people(one) for one in calendar.occurrences(planned.event)] == [True] * 3
    stage.rest()


@pytest.mark.parametrize("stage", ["ews"], indirect=True)
@pytest.mark.parametrize("happens", [None, "corrected"])
def test_who_is_taken_off_the_meeting_in_salesforce_leaves_it_in_outlook(stage: Stage, happens: str | None) -> None:
    planned = _planned(stage)
    if happens:
        HAPPENS[happens](planned)
        stage.sync()
    relation = stage.crm.find("EventRelation", EventId=planned.record(), RelationId=planned.ann)
    assert relation is not None
    stage.crm.delete(relation["Id"], "EventRelation")
    stage.sync()
    assert planned.people().keys() == {BOB, STRANGER}
    stage.rest()


def test_the_survivor_of_a_merge_stands_in_the_place_of_the_other(stage: Stage) -> None:
    """Answers in Outlook reach the survivor's relation, also of a chain of merges; nobody is there twice."""
    planned = _planned(stage)
    first = planned.merge()
    last = stage.crm.add(LastName="Anneke", Email=f"anneke.{planned.token}@new.example")
    stage.crm.merge(last, first)
    before = planned.people()
    planned.touch()
    stage.sync()
    assert planned.people() == before
    calendar = stage.outlook.calendar
    people = calendar.now(planned.event).fields["attendees"]
    changed = [{**one, "response": "Decline"} if one["address"].startswith(ANN) else one for one in people]
    calendar.edit(planned.event, attendees=changed)
    stage.sync()
    assert planned.invitees()[last] == "Declined"
    calendar.edit(planned.event, attendees=[one for one in changed if not one["address"].startswith(ANN)])
    stage.sync()
    assert last not in planned.invitees()
    assert planned.people().keys() == {BOB, STRANGER}
    stage.rest()


def test_two_of_a_meeting_who_become_one_stay_as_they_were_told(stage: Stage) -> None:
    planned = _planned(stage)
    before = planned.people()
    bob = stage.crm.find(LastName="Bob", Email=f"{BOB}.{planned.token}@known.example")
    assert bob is not None
    stage.crm.merge(bob["Id"], planned.ann)
    planned.touch()
    stage.sync()
    stage.sync(force=True)
    assert planned.people() == before
    assert planned.invitees().keys() == {bob["Id"]}
    assert stage.open_issues() == []
    stage.rest()
