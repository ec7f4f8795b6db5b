"""Unmodified exchangelib 5.6.0: single events, series, occurrences and views."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from exchangelib import EWSDateTime, EWSTimeZone
from exchangelib.errors import (
    ErrorCalendarDurationIsTooLong,
    ErrorCalendarEndDateIsEarlierThanStartDate,
    ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange,
    ErrorCalendarOccurrenceIsDeletedFromRecurrence,
    ErrorCalendarViewRangeTooBig,
    ErrorIrresolvableConflict,
    ErrorItemNotFound,
    ErrorOccurrenceCrossingBoundary,
    ErrorOccurrenceTimeSpanTooBig,
)
from exchangelib.items import (
    SEND_TO_NONE,
)
from exchangelib.properties import Attendee, Mailbox
from exchangelib.recurrence import (
    AbsoluteMonthlyPattern,
    AbsoluteYearlyPattern,
    DailyPattern,
    Recurrence,
    RelativeMonthlyPattern,
    RelativeYearlyPattern,
    WeeklyPattern,
)

from sandbox.microsoft.calendar_events import all_day_dates
from tests.sandbox.microsoft_ews.calendar_calls import (
    BERLIN,
    DAY,
    HOUR,
    START,
    event,
    fetched,
    starts,
    utc,
    view,
    weekly,
)
from tests.sandbox.microsoft_ews.conftest import ANNA, BERT, World


def test_an_event_carries_every_property(world: World, account: Any) -> None:
    """CreateItem with SendToNone, GetItem with all paths, FindItem, UpdateItem of each, DeleteItem."""
    item = event(
        account,
        body="Zeile",
        location="Köln",
        categories=["Salesforce"],
        sensitivity="Private",
        importance="High",
        legacy_free_busy_status="OOF",
        reminder_is_set=True,
        reminder_minutes_before_start=30,
        required_attendees=[Attendee(mailbox=Mailbox(email_address=BERT, name="Bert"), response_type="Accept")],
        optional_attendees=["guest@elsewhere.example"],
        resources=["room@bothways.example"],
    ).save()
    read = fetched(account, item)
    assert (read.subject, read.body, read.location, read.categories) == ("Jour fixe", "Zeile", "Köln", ["Salesforce"])
    assert (read.sensitivity, read.importance, read.legacy_free_busy_status) == ("Private", "High", "OOF")
    assert (read.start, read.end) == (utc(16, 9), utc(16, 10))
    assert (read.reminder_is_set, read.reminder_minutes_before_start) == (True, 30)
    assert read.reminder_due_by == utc(16, 9)
    assert (read.type, read.is_meeting, read.is_recurring, read.is_cancelled) == ("Single", True, False, False)
    assert (read.organizer.email_address, read.my_response_type) == (ANNA, "Organizer")
    assert [a.mailbox.email_address for a in read.required_attendees] == [BERT]
    assert [a.response_type for a in read.required_attendees] == ["Unknown"]
    assert [a.mailbox.email_address for a in read.resources] == ["room@bothways.example"]
    assert (read._start_timezone.key, read.duration) == ("Europe/Berlin", "PT1H")
    assert read.recurrence is None and read.modified_occurrences is None and read.original_start is None
    read.location, read.optional_attendees, read.body = None, None, "neu"
    read.start, read.end = START + DAY, START + DAY + HOUR
    read.save(send_meeting_invitations=SEND_TO_NONE)
    again = account.calendar.get(subject="Jour fixe")
    assert (again.location, again.optional_attendees, again.start) == (None, None, utc(17, 9))
    assert [a.mailbox.email_address for a in again.required_attendees] == [BERT]
    again.delete()
    assert list(account.calendar.all()) == []
    assert world.recorder.request_problems() == [] and list(world.store.outgoing) == []


def test_all_day_events_are_days(world: World, account: Any) -> None:
    """Midnight to midnight in the event's zone, on the day of a change to summer time too.

    exchangelib takes a day of 24 hours off the end before it looks at the zone, so it shows the end of such a day a
    day too early; what the server says is right.
    """
    for first, last, shown in ((27, 27, 27), (28, 29, 28)):
        item = event(account, start=date(2026, 3, first), end=date(2026, 3, last), is_all_day=True)
        item._start_timezone = item._end_timezone = BERLIN
        item.save()
        read = fetched(account, item)
        assert (read.start, read.end, read.is_all_day) == (date(2026, 3, first), date(2026, 3, shown), True)
        stored = world.anna.item(item.id)
        assert stored is not None
        assert [str(day) for day in all_day_dates(stored)] == [f"2026-03-{first}", f"2026-03-{last + 1}"]


def test_a_series_is_a_master_and_its_occurrences_come_in_views(world: World, account: Any) -> None:
    """FindItem with CalendarView across the change to summer time; FindItem and SyncFolderItems show the master."""
    item = weekly(account)
    master = fetched(account, item)
    assert (master.type, master.is_recurring) == ("RecurringMaster", False)
    assert master.recurrence.pattern.weekdays == [1] and master.recurrence.boundary.number == 5
    assert master.first_occurrence.start == utc(16, 9) and master.last_occurrence.start == utc(13, 8, 4)
    assert master.modified_occurrences is None and master.deleted_occurrences is None
    assert starts(account) == [utc(16, 9), utc(23, 9), utc(30, 8), utc(6, 8, 4), utc(13, 8, 4)]
    found = view(account)
    assert {(o.type, o.is_recurring) for o in found} == {("Occurrence", True)}
    assert all(o.recurrence is None and o.uid == master.uid for o in found)
    assert [o.id for o in account.calendar.all()] == [item.id]
    assert [(kind, o.id) for kind, o in account.calendar.sync_items()] == [("create", item.id)]
    assert len(list(account.calendar.view(start=START, end=START + 60 * DAY, max_items=2))) == 2
    assert world.recorder.request_problems() == []


def test_an_occurrence_by_index_and_back_to_its_master(account: Any) -> None:
    item = weekly(account)
    third = item.occurrence(3)
    third.refresh()
    assert (third.start, third.type) == (utc(30, 8), "Occurrence")
    master = third.recurring_master()
    master.refresh()
    assert master.id == item.id
    with pytest.raises(ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange):
        item.occurrence(6).refresh()
    third.delete()
    with pytest.raises(ErrorCalendarOccurrenceIsDeletedFromRecurrence):
        item.occurrence(3).refresh()


def test_a_moved_occurrence_is_an_exception_and_an_update_of_its_master(world: World, account: Any) -> None:
    item = weekly(account)
    list(account.calendar.sync_items())
    state = account.calendar.item_sync_state
    second = view(account)[1]
    second.start, second.end, second.subject = START + 8 * DAY, START + 8 * DAY + HOUR, "später"
    second.save(update_fields=["start", "end", "subject"], send_meeting_invitations=SEND_TO_NONE)
    moved = fetched(account, second)
    assert (moved.type, moved.is_recurring, moved.subject) == ("Exception", True, "später")
    assert (moved.start, moved.original_start) == (utc(24, 9), utc(23, 9))
    master = fetched(account, item)
    (one,) = master.modified_occurrences
    assert (one.id, one.start, one.original_start) == (second.id, utc(24, 9), utc(23, 9))
    assert starts(account)[:3] == [utc(16, 9), utc(24, 9), utc(30, 8)]
    changes = list(account.calendar.sync_items(sync_state=state))
    assert [(kind, o.id) for kind, o in changes] == [("update", item.id)]
    moved.start = moved.end = START + 14 * DAY
    with pytest.raises(ErrorOccurrenceCrossingBoundary):
        moved.save(update_fields=["start", "end"])
    assert world.recorder.request_problems() == []


def test_a_deleted_occurrence_and_a_deleted_master(account: Any) -> None:
    item = weekly(account)
    view(account)[1].delete()
    master = fetched(account, item)
    assert [one.start for one in master.deleted_occurrences] == [utc(23, 9)]
    assert len(starts(account)) == 4
    left = view(account)[0]
    item.occurrence(3).delete()
    assert len(starts(account)) == 3
    fetched(account, item).delete()
    assert isinstance(fetched(account, left), ErrorItemNotFound)


def test_a_change_of_the_series_shows_in_all_but_resets_exceptions_with_its_time(account: Any) -> None:
    item = weekly(account)
    second = view(account)[1]
    second.location = "Köln"
    second.save(update_fields=["location"])
    master = fetched(account, item)
    master.subject = "neu"
    master.save(update_fields=["subject"])
    assert [(o.subject, o.location) for o in view(account)][:2] == [("neu", None), ("neu", "Köln")]
    master.start, master.end = START + HOUR, START + 2 * HOUR
    master.save(update_fields=["start", "end"])
    assert starts(account)[:2] == [utc(16, 10), utc(23, 10)]
    assert fetched(account, item).modified_occurrences is None
    master.recurrence = Recurrence(pattern=DailyPattern(interval=2), start=START.date(), number=3)
    master.save(update_fields=["recurrence"])
    assert starts(account) == [utc(16, 10), utc(18, 10), utc(20, 10)]


@pytest.mark.parametrize(
    ("pattern", "second"),
    [
        (DailyPattern(interval=3), utc(19, 9)),
        (WeeklyPattern(interval=2, weekdays=["Monday", "Friday"], first_day_of_week="Sunday"), utc(20, 9)),
        (AbsoluteMonthlyPattern(interval=1, day_of_month=16), utc(16, 8, 4)),
        (RelativeMonthlyPattern(interval=1, weekday="Monday", week_number="Third"), utc(20, 8, 4)),
        (RelativeMonthlyPattern(interval=1, weekday="Weekday", week_number="Last"), utc(30, 8, 4)),
        (AbsoluteYearlyPattern(day_of_month=16, month="March"), utc(16, 9).replace(year=2027)),
        (RelativeYearlyPattern(weekday="Monday", week_number="Third", month="March"), utc(15, 9).replace(year=2027)),
    ],
)
def test_all_patterns_travel_both_ways(world: World, account: Any, pattern: Any, second: datetime) -> None:
    day = START.date()
    for boundary in ({}, {"number": 4}, {"end": day + 800 * DAY}):
        item = event(account, recurrence=Recurrence(pattern=pattern, start=day, **boundary)).save()
        read = fetched(account, item)
        assert type(read.recurrence.pattern) is type(pattern)
        assert read.recurrence.pattern == pattern
        occurrence = read.occurrence(2)
        occurrence.refresh()
        assert occurrence.start == second
        assert (read.last_occurrence is None) == (boundary == {})
    assert world.recorder.request_problems() == []


def test_impossible_events_are_refused_by_name(account: Any) -> None:
    daily = Recurrence(pattern=DailyPattern(interval=1), start=START.date(), number=3)
    with pytest.raises(ErrorOccurrenceTimeSpanTooBig):
        event(account, recurrence=daily, end=START + 2 * DAY).save()
    with pytest.raises(ErrorCalendarDurationIsTooLong):
        event(account, end=START + 3000 * DAY).save()
    with pytest.raises(ErrorCalendarEndDateIsEarlierThanStartDate):
        end = START.date() - DAY
        event(account, recurrence=Recurrence(pattern=DailyPattern(interval=1), start=START.date(), end=end)).save()
    with pytest.raises(ErrorCalendarViewRangeTooBig):
        view(account, 900)
    single = event(account).save()
    single.start = START + DAY
    with pytest.raises(ErrorCalendarEndDateIsEarlierThanStartDate):
        single.save(update_fields=["start"])


def test_occurrences_are_written_in_batches(world: World, account: Any) -> None:
    """bulk_update and bulk_delete of several occurrences of one series, each one's ChangeKey being the series'."""
    item = weekly(account)
    found = view(account)
    for number, one in enumerate(found[:3]):
        one.location = f"Room {number}"
    account.bulk_update([(one, ["location"]) for one in found[:3]])
    assert [one.location for one in view(account)] == ["Room 0", "Room 1", "Room 2", None, None]
    assert account.bulk_delete([(one.id, one.changekey) for one in found[3:]]) == [True, True]
    assert len(view(account)) == 3 and len(fetched(account, item).deleted_occurrences) == 2
    with pytest.raises(ErrorIrresolvableConflict):
        account.bulk_update([(found[0], ["location"])], conflict_resolution="NeverOverwrite")
    assert world.recorder.request_problems() == []


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "Europe/Vienna", "UTC"])
def test_zones_travel_by_windows_name(account: Any, zone: str) -> None:
    start = EWSDateTime(2026, 10, 20, 9, tzinfo=EWSTimeZone(zone))
    recurrence = Recurrence(pattern=DailyPattern(interval=7), start=start.date(), number=4)
    item = event(account, start=start, end=start + HOUR, recurrence=recurrence).save()
    found = list(account.calendar.view(start=start - DAY, end=start + 40 * DAY))
    assert [o.start.astimezone(ZoneInfo(zone)).hour for o in found] == [9, 9, 9, 9]
    assert EWSTimeZone(zone).ms_id == fetched(account, item)._start_timezone.ms_id
