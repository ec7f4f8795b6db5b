"""A person at the Outlook calendar: what the demo and the scenarios do is done to the store as Outlook would."""

from datetime import UTC, date, datetime

import pytest

from sandbox.acting import OutlookUser
from sandbox.acting_calendar import every
from sandbox.clock import Clock
from sandbox.microsoft.store import Store

ANNA, BERT = "anna@contoso.test", "bert@contoso.test"


@pytest.fixture
def anna(store: Store) -> OutlookUser:
    for address in (ANNA, BERT):
        store.add_mailbox(address, address.partition("@")[0].title(), time_zone="Europe/Berlin")
    return OutlookUser(store, ANNA)


def test_a_day_at_the_calendar(store: Store, anna: OutlookUser) -> None:
    calendar = anna.calendar
    event = calendar.add("Visit", datetime(2026, 3, 20, 10), location="Köln", categories=["Salesforce"])  # noqa: DTZ001
    assert (event.fields["start"], event.fields["end"]) == (utc(20, 9), utc(20, 10))
    assert calendar.move(event, datetime(2026, 3, 30, 10)).fields["end"] == utc(30, 9)  # noqa: DTZ001
    calendar.categorise(event, "VIP")
    found = calendar.find("Visit")
    assert found is not None and found.fields["categories"] == ["Salesforce", "VIP"]
    assert calendar.uncategorise(event).fields["categories"] == []
    calendar.add_calendar("Private")
    assert calendar.find("Visit", "deleteditems") is None
    moved = calendar.drag(event, "Private")
    assert calendar.all("Private") == [moved] and calendar.all() == []
    calendar.delete(moved)
    assert calendar.find("Visit", "deleteditems") is not None
    day = calendar.add_day("Fair", date(2026, 3, 28), days=2)
    assert (day.fields["start"], day.fields["end"]) == (utc(27, 23), utc(29, 22))
    assert list(store.outgoing) == []


def test_a_series_at_the_calendar(clock: Clock, anna: OutlookUser) -> None:
    calendar = anna.calendar
    series = calendar.add("Weekly", datetime(2026, 3, 16, 10), recurrence=every("Weekly", count=4))  # noqa: DTZ001
    calendar.move(calendar.on("Weekly", date(2026, 3, 23)), datetime(2026, 3, 24, 15))  # noqa: DTZ001
    calendar.delete(calendar.on("Weekly", date(2026, 3, 30)))
    shown = [one.fields["start"] for one in calendar.occurrences(series)]
    assert shown == [utc(16, 9), utc(24, 14), utc(6, 8, 4)]
    calendar.edit(series, subject="Biweekly")
    assert {one.fields["subject"] for one in calendar.occurrences(series)} == {"Biweekly"}
    with pytest.raises(LookupError):
        calendar.on("Weekly", date(2026, 3, 16))


def test_a_meeting_of_two(store: Store, anna: OutlookUser) -> None:
    bert = OutlookUser(store, BERT)
    meeting = anna.calendar.add("Plan", datetime(2026, 3, 16, 10, tzinfo=UTC))
    anna.calendar.invite(meeting, BERT)
    invitation = bert.calendar.find("Plan")
    assert invitation is not None
    bert.calendar.answer(invitation, "Accept")
    assert anna.calendar.now(meeting).fields["attendees"][0]["response"] == "Accept"
    anna.calendar.edit(meeting, subject="Plan B")
    assert bert.calendar.find("Plan B") is None
    anna.calendar.edit(meeting, tell=True, location="Köln")
    assert bert.calendar.find("Plan B") is not None
    anna.calendar.cancel(meeting)
    assert [sent.kind for sent in store.outgoing] == ["request", "response", "update", "cancel"]


def utc(day: int, hour: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)
