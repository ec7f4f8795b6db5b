"""A meeting that somebody shared is in the calendars of all its people already: none of them gets a second entry there,
whoever shares first and whenever the others' runs come by."""

import pytest

from sandbox.acting import categories
from sandbox.acting_calendar import every
from sandbox.microsoft.items import Item
from tests.scenarios.events import moment
from tests.scenarios.stage import Stage, only
from tests.scenarios.test_colleagues import Meeting


def entries(meeting: Meeting) -> list[list[Item]]:
    """Of the organiser and of the guest, what their calendars hold of it."""
    calendars = (meeting.stage.outlook.calendar, meeting.guest.calendar)
    return [[one for one in calendar.all() if meeting.subject in one.fields["subject"]] for calendar in calendars]


def own_fields(item: Item) -> dict[str, object]:
    names = ("subject", "body", "location", "start", "end", "show_as", "reminder_minutes", "sensitivity", "attendees")
    return {name: item.fields.get(name) for name in names}


def at_rest(meeting: Meeting) -> None:
    """Two runs of both write nothing, and nobody was told anything."""
    before = [[one.change_key for one in some] for some in entries(meeting)]
    for _ in range(2):
        meeting.sync()
    assert [[one.change_key for one in some] for some in entries(meeting)] == before
    assert len(meeting.stage.sandbox.microsoft.store.outgoing) == meeting.sent


@pytest.mark.parametrize("guest_first", [False, True], ids=["organiser first", "guest first"])
def test_a_background_run_between_the_two_shares(stage: Stage, *, guest_first: bool) -> None:
    stage.choose(**only("event"))
    meeting = Meeting(stage)
    both = [(stage.outlook.calendar, meeting.own), (meeting.guest.calendar, meeting.copy)]
    (first, event), (second, copy) = both[::-1] if guest_first else both
    first.edit(event, reminder_minutes=5, reminder_is_set=True, show_as="Tentative", body="Notes of whoever shares it")
    second.edit(copy, reminder_minutes=45, reminder_is_set=True, body="The other's own notes")
    before = own_fields(second.now(copy))
    first.categorise(first.now(event), "Salesforce")
    meeting.sync()
    meeting.sync()
    assert [len(some) for some in entries(meeting)] == [1, 1]
    assert categories(second.now(copy)) == {"Salesforce"}
    assert own_fields(second.now(copy)) == before
    second.categorise(second.now(copy), "Salesforce")
    meeting.sync()
    assert len(meeting.starts()) == 1
    assert [len(some) for some in entries(meeting)] == [1, 1]
    assert not stage.open_issues()
    at_rest(meeting)


def three_days(meeting: Meeting) -> tuple[Item, Item]:
    """A daily series with the guest, in the organiser's calendar and in the guest's."""
    calendar, subject = meeting.stage.outlook.calendar, f"Series {meeting.subject}"
    series = calendar.add(subject, moment("@+4T12:00"), recurrence=every("Daily", count=3, interval=1))
    calendar.invite(series, meeting.guest.mailbox.address)
    meeting.sent = len(meeting.stage.sandbox.microsoft.store.outgoing)
    copy = meeting.guest.calendar.find(subject)
    assert copy is not None
    return series, copy


@pytest.mark.parametrize("guest_first", [False, True], ids=["organiser first", "guest first"])
def test_a_series_is_shared_with_its_occurrences(stage: Stage, *, guest_first: bool) -> None:
    """As a whole, so that none of them becomes an exception."""
    stage.choose(**only("event"))
    meeting = Meeting(stage)
    theirs, ours = stage.outlook.calendar, meeting.guest.calendar
    series, copy = three_days(meeting)
    (ours if guest_first else theirs).categorise(copy if guest_first else series, "Salesforce")
    meeting.sync()
    meeting.sync()
    assert [len(some) for some in entries(meeting)] == [2, 2]
    for calendar, one in ((theirs, series), (ours, copy)):
        assert categories(calendar.now(one)) == {"Salesforce"}
    at_rest(meeting)
    assert len(meeting.starts(series.fields["subject"])) == 3


def test_one_occurrence_is_shared_alone(stage: Stage) -> None:
    stage.choose(**only("event"))
    meeting = Meeting(stage)
    theirs, ours = stage.outlook.calendar, meeting.guest.calendar
    series, copy = three_days(meeting)
    theirs.categorise(theirs.occurrences(series)[1], "Salesforce")
    meeting.sync()
    meeting.sync()
    assert [len(some) for some in entries(meeting)] == [2, 2]
    assert categories(ours.now(copy)) == set()
    assert [categories(one) for one in ours.occurrences(copy)] == [set(), {"Salesforce"}, set()]
    at_rest(meeting)
    assert len(meeting.starts(series.fields["subject"])) == 1
