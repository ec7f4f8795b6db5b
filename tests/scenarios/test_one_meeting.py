"""Two colleagues of one meeting make one event, whatever it is called in Salesforce by now, and whatever e-mail
addresses their users have there."""

from uuid import uuid4

import pytest

from tests.scenarios.events import moment
from tests.scenarios.stage import Stage, only
from tests.scenarios.test_colleagues import Meeting
from tests.scenarios.test_own_copies import at_rest, entries

# Both at once in every run, each alone in thorough ones.
ALONE = [pytest.param((who,), id=who, marks=pytest.mark.thorough) for who in ("organiser", "guest")]
OTHERS = [*ALONE, pytest.param(("organiser", "guest"), id="organiser and guest")]


@pytest.fixture
def meeting(stage: Stage) -> Meeting:
    stage.choose(**only("event"))
    return Meeting(stage)


def people(meeting: Meeting) -> set[str]:
    """The ids of those who have to do with its events in Salesforce: owners and invitees."""
    about = f"FROM Event WHERE IsChild = false AND Subject LIKE '%{meeting.subject}%'"
    users = (meeting.stage.crm, meeting.stage.colleague)
    rows = {one["Id"]: one["OwnerId"] for user in users for one in user.query(f"SELECT Id, OwnerId {about}")}
    assert len(rows) == 1
    [(event, owner)] = rows.items()
    relations = meeting.stage.crm.query(f"SELECT RelationId FROM EventRelation WHERE EventId = '{event}'")  # noqa: S608
    return {owner, *(one["RelationId"] for one in relations)}


def share_in_turn(meeting: Meeting, *, guest_first: bool, between: str = "") -> None:
    """Each shares the own copy. between: what it is called in Salesforce before the second one does."""
    stage, guest = meeting.stage, meeting.guest.calendar
    own, copy = (stage.outlook.calendar, meeting.own), (guest, meeting.copy)
    (first, event), (second, other) = (copy, own) if guest_first else (own, copy)
    first.categorise(event, "Salesforce")
    meeting.sync()
    if between:
        user = stage.colleague if guest_first else stage.crm
        [row] = user.query(f"SELECT Id FROM Event WHERE IsChild = false AND Subject = '{meeting.subject}'")  # noqa: S608
        user.edit(row["Id"], "Event", Subject=between)
    second.categorise(second.now(other), "Salesforce")
    meeting.sync()
    meeting.sync()


@pytest.mark.parametrize("guest_first", [False, True], ids=["organiser first", "guest first"])
def test_the_subject_was_edited_in_salesforce(meeting: Meeting, *, guest_first: bool) -> None:
    share_in_turn(meeting, guest_first=guest_first, between=f"{meeting.subject} (Q3)")
    assert people(meeting) == {meeting.stage.crm.id, meeting.stage.colleague.id}
    assert [len(some) for some in entries(meeting)] == [1, 1]
    # Through Graph the new name would be sent to the guest.
    assert {one.code for one in meeting.stage.open_issues()} <= {"would_tell_people"}
    at_rest(meeting)


@pytest.mark.parametrize("guest_first", [False, True], ids=["organiser first", "guest first"])
@pytest.mark.parametrize("others", OTHERS)
def test_users_with_other_addresses(meeting: Meeting, others: tuple[str, ...], *, guest_first: bool) -> None:
    """As where Salesforce knows people by an alias of the domain."""
    stage = meeting.stage
    mailboxes = {"organiser": stage.address, "guest": meeting.guest.mailbox.address}
    with stage.sandbox.salesforce.org.lock:
        for name in others:
            user = stage.sandbox.salesforce.org.user(mailboxes[name])
            assert user is not None
            user["Email"] = f"{name}{uuid4().hex[:6]}@corp.example"
    share_in_turn(meeting, guest_first=guest_first)
    assert people(meeting) == {stage.crm.id, stage.colleague.id}
    assert [len(some) for some in entries(meeting)] == [1, 1]
    assert not stage.open_issues()
    organiser = stage.outlook.calendar.now(meeting.own)
    assert [one["address"] for one in organiser.fields["attendees"]] == [mailboxes["guest"]]
    at_rest(meeting)
    meeting.guest.calendar.answer(meeting.guest.calendar.now(meeting.copy), "Accept")
    meeting.sync()
    meeting.sync()
    organiser = stage.outlook.calendar.now(meeting.own)
    assert [one["address"] for one in organiser.fields["attendees"]] == [mailboxes["guest"]]


def test_it_was_moved_in_salesforce(meeting: Meeting) -> None:
    """To a time at which neither calendar has it yet."""
    stage = meeting.stage
    stage.outlook.calendar.categorise(meeting.own, "Salesforce")
    stage.sync()
    [row] = stage.crm.query(f"SELECT Id FROM Event WHERE IsChild = false AND Subject = '{meeting.subject}'")  # noqa: S608
    times = {"StartDateTime": moment("@+5T12:00").isoformat(), "EndDateTime": moment("@+5T13:00").isoformat()}
    stage.crm.edit(row["Id"], "Event", **times)
    meeting.sync()
    meeting.guest.calendar.categorise(meeting.guest.calendar.now(meeting.copy), "Salesforce")
    meeting.sync()
    meeting.sync()
    assert people(meeting) == {stage.crm.id, stage.colleague.id}
    assert [len(some) for some in entries(meeting)] == [1, 1]


def test_a_guest_from_outside_has_an_event_of_their_own(stage: Stage) -> None:
    """Its organiser is nobody whom the org knows."""
    stage.choose(**only("event"))
    calendar = stage.outlook.calendar
    subject = f"Pitch {uuid4().hex[:6]}"
    outside = [{"name": "Olga", "address": "olga@customer.example", "kind": "required"}]
    event = calendar.add(subject, moment("@+3T12:00"), attendees=outside, categories=["Salesforce"])
    stage.sync()
    rows = stage.crm.query(f"SELECT Id, OwnerId FROM Event WHERE Subject = '{subject}'")  # noqa: S608
    assert [row["OwnerId"] for row in rows] == [stage.crm.id]
    assert calendar.now(event).fields["categories"] == ["Salesforce"]
