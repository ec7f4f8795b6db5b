"""Two colleagues of one meeting, both with a mailbox of their own: one event in Salesforce, whoever shares first; the
second gets no error, edits nothing of the other's, and whoever deletes the own copy does not find it made again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from core import accounts
from core.models.accounts import Mailbox, Org
from sandbox.acting import OutlookUser, categories
from sandbox.microsoft.items import Item
from tests.scenarios.events import moment
from tests.scenarios.stage import Stage, only
from worker.jobs import run_and_note
from worker.sync.decide import open_matters


class Meeting:
    """The organiser is the stage's own user."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.subject = stage, f"Plan {stage.address.partition('@')[0]}"
        [user] = stage.crm.query(f"SELECT Username FROM User WHERE Id = '{stage.colleague.id}'")  # noqa: S608
        self.guest = OutlookUser(stage.sandbox.microsoft.store, user["Username"])
        self.guests_box = self._introduce(user["Username"])
        calendar = stage.outlook.calendar
        self.own = calendar.add(self.subject, moment("@+3T12:00"))
        calendar.invite(self.own, user["Username"])
        self.copy = self._copy()
        self.sent = len(stage.sandbox.microsoft.store.outgoing)

    def _copy(self) -> Item:
        found = self.guest.calendar.find(self.subject)
        assert found is not None
        return found

    def _introduce(self, address: str) -> str:
        with self.stage.parts.database.session() as session:
            box = session.get_one(Mailbox, self.stage.mailbox_id)
            org, now = session.get_one(Org, box.org_id), datetime.now(UTC)
            made = accounts.add_mailbox(session, org, address, crm_user=address, exchange=self.stage.exchange, now=now)
            made.policy = dict(box.policy)
            return made.id

    def sync(self) -> None:
        self.stage.sync()
        run_and_note(self.stage.parts, self.guests_box)

    def share(self, *, guest_first: bool) -> None:
        def own() -> None:
            self.stage.outlook.calendar.categorise(self.own, "Salesforce")
            self.stage.sync()

        def guests() -> None:
            self.guest.calendar.categorise(self.copy, "Salesforce")
            run_and_note(self.stage.parts, self.guests_box)

        steps: list[Callable[[], None]] = [guests, own] if guest_first else [own, guests]
        for step in steps:
            step()
        self.sync()

    def starts(self, subject: str = "") -> list[str]:
        """Of the events in Salesforce."""
        where = f"Subject = '{subject or self.subject}' AND IsChild = false"
        users = (self.stage.crm, self.stage.colleague)
        rows = [row for user in users for row in user.query(f"SELECT Id, StartDateTime FROM Event WHERE {where}")]  # noqa: S608
        return list({row["Id"]: row["StartDateTime"] for row in rows}.values())


@pytest.mark.parametrize("guest_first", [False, True], ids=["organiser first", "guest first"])
def test_one_meeting_is_one_event(stage: Stage, *, guest_first: bool) -> None:
    stage.choose(**only("event"))
    meeting = Meeting(stage)
    meeting.share(guest_first=guest_first)
    assert len(meeting.starts()) == 1
    calendars = (stage.outlook.calendar, meeting.guest.calendar)
    for calendar, event in zip(calendars, (meeting.own, meeting.copy), strict=True):
        assert categories(calendar.now(event)) == {"Salesforce"}
    stage.outlook.calendar.move(meeting.own, moment("@+4T12:00"), tell=True)
    sent = len(stage.sandbox.microsoft.store.outgoing)
    meeting.sync()
    meeting.sync()
    assert meeting.starts() == [f"{moment('@+4T12:00'):%Y-%m-%dT%H:%M:%S}.000+0000"]
    meeting.guest.calendar.delete(meeting.guest.calendar.now(meeting.copy))
    meeting.sync()
    meeting.sync()
    assert len(meeting.starts()) == 1
    assert meeting.guest.calendar.find(meeting.subject) is None
    assert [one["address"] for one in stage.outlook.calendar.now(meeting.own).fields["attendees"]] == [
        meeting.guest.mailbox.address
    ]
    assert len(stage.sandbox.microsoft.store.outgoing) == sent


def test_reminder_and_show_as_of_the_own_copy_come_from_salesforce(stage: Stage) -> None:
    """All else that is changed there stays there: the meeting is the organiser's."""
    stage.choose(**only("event"))
    meeting = Meeting(stage)
    calendar, crm = meeting.guest.calendar, stage.colleague
    calendar.categorise(meeting.copy, "Salesforce")
    meeting.sync()
    where = f"Subject = '{meeting.subject}' AND OwnerId = '{crm.id}'"
    [row] = crm.query(f"SELECT Id FROM Event WHERE {where}")  # noqa: S608
    remind = (moment("@+3T12:00") - timedelta(minutes=45)).isoformat()
    crm.edit(row["Id"], "Event", ShowAs="OutOfOffice", IsReminderSet=True, ReminderDateTime=remind, Location="Oslo")
    meeting.sync()
    now = calendar.now(meeting.copy).fields
    assert (str(now["show_as"]).lower(), now["reminder_minutes"], now.get("location")) == ("oof", 45, None)
    calendar.edit(calendar.now(meeting.copy), show_as="Free")
    meeting.sync()
    at_rest = [row["SystemModstamp"] for row in crm.query(f"SELECT ShowAs, SystemModstamp FROM Event WHERE {where}")]  # noqa: S608
    version = calendar.now(meeting.copy).change_key
    meeting.sync()
    meeting.sync()
    [row] = crm.query(f"SELECT ShowAs, Location, SystemModstamp FROM Event WHERE {where}")  # noqa: S608
    assert (row["ShowAs"], row["Location"], row["SystemModstamp"]) == ("Free", "Oslo", at_rest[0])
    assert calendar.now(meeting.copy).change_key == version
    assert len(stage.sandbox.microsoft.store.outgoing) == meeting.sent


def test_a_guest_whose_copy_is_private_has_nothing_to_mend(stage: Stage) -> None:
    """The event in Salesforce is the organiser's, and stays; made public again the copy is kept in step as before."""
    stage.choose(**only("event"))
    meeting = Meeting(stage)
    meeting.share(guest_first=False)
    meeting.guest.calendar.edit(meeting.copy, sensitivity="Private")
    meeting.sync()
    assert len(meeting.starts()) == 1
    assert open_matters(stage.parts.database, meeting.guests_box) == []
    meeting.guest.calendar.edit(meeting.copy, sensitivity="Normal")
    meeting.sync()
    assert categories(meeting.guest.calendar.now(meeting.copy)) == {"Salesforce"}
    [before] = meeting.starts()
    stage.outlook.calendar.move(meeting.own, moment("@+4T12:00"), tell=True)
    meeting.sync()
    [after] = meeting.starts()
    assert before != after
    writes = stage.writes()
    meeting.sync()
    assert stage.writes() == writes
