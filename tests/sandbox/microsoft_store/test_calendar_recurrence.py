"""Days and moments of series, compared with python-dateutil; the rules of Exchange for odd patterns."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from sandbox.microsoft import recurrence
from sandbox.microsoft.calendar_events import CalendarError
from sandbox.microsoft.calendar_occurrences import by_index, expand, first_and_last
from sandbox.microsoft.recurrence_rules import InvalidRecurrence, check
from sandbox.microsoft.store import Mailbox
from tests.sandbox.microsoft_store import series
from tests.seeds import seed_of

FROM, TO = date(2025, 10, 1), date(2027, 11, 30)


def test_days_of_random_recurrences_are_those_of_dateutil() -> None:
    chance = random.Random(seed_of("recurrence days"))
    for _ in range(400):
        one = series.random_recurrence(chance)
        assert list(recurrence.days(check(one), FROM, TO)) == series.days_of(one, FROM, TO), one


def test_first_last_and_numbered_days_are_those_of_dateutil() -> None:
    chance = random.Random(seed_of("recurrence ends"))
    for _ in range(150):
        one = series.random_recurrence(chance)
        rule = series.rule_of(one)
        assert recurrence.first_day(one) == next((m.date() for m in rule), None), one
        if one["range"]["type"] != "NoEnd":
            all_days = [m.date() for m in rule]
            assert recurrence.last_day(one) == (all_days[-1] if all_days else None), one
            for index in (0, len(all_days) // 2, len(all_days)):
                assert recurrence.day_at(one, index) == (all_days[index] if index < len(all_days) else None), one


def test_moments_of_random_series_are_those_of_dateutil(mailbox: Mailbox) -> None:
    """Times of day stay where they are on the clock of the series' zone, through every change of its offset."""
    chance = random.Random(seed_of("series moments"))
    calendar = mailbox.well_known("calendar").id
    for _ in range(150):
        one, zone = series.random_recurrence(chance), chance.choice(list(series.ZONES))
        place = series.ZONES[zone]
        days = series.days_of(one, date(2025, 1, 1), date(2028, 12, 31))
        if not days:
            continue
        clock = time(chance.choice((0, 1, 2, 3, 9, 23)), chance.choice((0, 30)))
        start = series.moment_of(days[0], clock, place)
        end = start + timedelta(minutes=chance.choice((0, 30, 60)))
        if series.local_of(start, place).time() != clock or series.local_of(end, place).fold:
            continue  # the very first day lies in a change of the clock, which hides the time that was meant
        fields = {"start": start, "end": end, "start_time_zone": zone, "recurrence": one}
        item = mailbox.create_item(calendar, "event", fields)
        found = expand(item, datetime(2025, 10, 1, tzinfo=UTC), datetime(2027, 11, 30, tzinfo=UTC))
        wanted = [series.moment_of(day, clock, place) for day in days]
        wanted = [m for m in wanted if datetime(2025, 10, 1, tzinfo=UTC) <= m < datetime(2027, 11, 30, tzinfo=UTC)]
        started = [o.original_start for o in found if o.fields["start"] >= datetime(2025, 10, 1, tzinfo=UTC)]
        assert started == wanted, (one, zone, clock)
        mailbox.delete_item(item)


def make(kind: str, start: str = "2026-01-31", limits: dict[str, Any] | None = None, **pattern: Any) -> dict[str, Any]:
    return check({"pattern": {"type": kind, **pattern}, "range": {"type": "NoEnd", "start": start} | (limits or {})})


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (make("AbsoluteMonthly", day=31), "01-31 02-28 03-31 04-30"),
        (make("AbsoluteMonthly", day=30, interval=2), "03-30 05-30 07-30"),
        (make("RelativeMonthly", days=["Friday"], index="Last"), "02-27 03-27 04-24"),
        (make("RelativeMonthly", days=list(series.DAYS), index="Last"), "01-31 02-28 03-31"),
        (make("RelativeMonthly", days=list(series.DAYS[:5]), index="First"), "02-02 03-02 04-01"),
        (make("RelativeMonthly", days=list(series.DAYS[5:]), index="Fourth"), "02-14 03-14 04-12"),
        (make("Daily", interval=10, limits={"type": "Numbered", "count": 3}), "01-31 02-10 02-20"),
        # From a Saturday, every second week: with weeks from Sunday the Monday is in the next week but one.
        (make("Weekly", days=["Monday"], interval=2, first_day="Sunday"), "02-09 02-23"),
        (make("Weekly", days=["Sunday", "Saturday"], interval=2, first_day="Monday"), "01-31 02-01 02-14 02-15"),
        (make("Weekly", days=["Sunday", "Saturday"], interval=2, first_day="Sunday"), "01-31 02-08 02-14"),
        (make("Weekly", days=["Saturday"], limits={"type": "EndDate", "end": "2026-02-07"}), "01-31 02-07"),
    ],
)
def test_days(one: dict[str, Any], wanted: str) -> None:
    days = wanted.split()
    found = recurrence.days(one, date(2026, 1, 1), date(2026, 12, 31))
    assert [day.isoformat()[5:] for _, day in zip(days, found, strict=False)] == days


def test_a_leap_day_comes_every_year_on_the_last_of_february() -> None:
    one = make("AbsoluteYearly", start="2024-02-29", day=29, month=2)
    days = list(recurrence.days(one, date(2024, 1, 1), date(2028, 12, 31)))
    assert [str(day) for day in days] == "2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29".split()


def test_a_series_far_away_is_found_at_once() -> None:
    one = make("Daily", start="1601-01-01")
    assert len(list(recurrence.days(one, date(4499, 1, 1), date(4499, 1, 31)))) == 31
    assert next(recurrence.days(one, date(4500, 9, 1), date(9999, 1, 1)), None) is None


@pytest.mark.parametrize(
    ("pattern", "limits", "code"),
    [
        ({"type": "Hourly"}, {}, "ErrorCalendarInvalidRecurrence"),
        ({"type": "Daily", "interval": 1000}, {}, "ErrorCalendarInvalidRecurrence"),
        ({"type": "Daily", "interval": -1}, {}, "ErrorCalendarInvalidRecurrence"),
        ({"type": "Daily", "interval": True}, {}, "ErrorCalendarInvalidRecurrence"),
        ({"type": "Weekly", "days": []}, {}, "ErrorCalendarInvalidDayForWeeklyRecurrence"),
        ({"type": "Weekly", "days": ["Someday"]}, {}, "ErrorCalendarInvalidRecurrence"),
        ({"type": "AbsoluteMonthly", "day": 32}, {}, "ErrorCalendarInvalidRecurrence"),
        ({"type": "AbsoluteYearly", "day": 1}, {}, "ErrorCalendarInvalidRecurrence"),
        ({"type": "Daily"}, {"type": "Numbered", "count": 0}, "ErrorCalendarInvalidRecurrence"),
        ({"type": "Daily"}, {"type": "Numbered", "count": 1000}, "ErrorCalendarInvalidRecurrence"),
        ({"type": "Daily"}, {"type": "EndDate"}, "ErrorCalendarInvalidRecurrence"),
        ({"type": "Daily"}, {"type": "EndDate", "end": "2025-12-31"}, "ErrorCalendarEndDateIsEarlierThanStartDate"),
        ({"type": "Daily"}, {"start": "9999-01-01"}, "ErrorCalendarOutOfRange"),
        ({"type": "Daily"}, {"start": "soon"}, "ErrorCalendarInvalidRecurrence"),
        ({"type": "Daily"}, {"start": 5}, "ErrorCalendarInvalidRecurrence"),
    ],
)
def test_impossible_recurrences_are_refused(pattern: dict[str, Any], limits: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidRecurrence) as refusal:
        check({"pattern": pattern, "range": {"type": "NoEnd", "start": "2026-01-01"} | limits})
    assert refusal.value.code == code


@pytest.mark.parametrize("value", [None, [], "x", {}, {"pattern": []}, {"pattern": {}, "range": 4}])
def test_what_is_no_recurrence_is_refused(value: Any) -> None:
    with pytest.raises(InvalidRecurrence):
        check(value)


def test_tasks_come_again_after_their_completion() -> None:
    done = date(2026, 1, 31)
    found = [
        recurrence.next_regeneration(make(f"{kind}Regeneration", interval=1), done)
        for kind in ("Daily", "Weekly", "Monthly", "Yearly")
    ]
    assert [str(day) for day in found] == ["2026-02-01", "2026-02-07", "2026-02-28", "2027-01-31"]


def test_first_last_and_indexed_occurrences_know_what_is_deleted(mailbox: Mailbox) -> None:
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    numbered = {"pattern": {"type": "Daily"}, "range": {"type": "Numbered", "start": "2026-03-02", "count": 5}}
    fields = {"start": start, "end": start + timedelta(hours=1), "recurrence": numbered}
    item = mailbox.create_item(mailbox.well_known("calendar").id, "event", fields)
    for index in (1, 5):
        mailbox.delete_item(by_index(item, index))
    found = mailbox.item(item.ews_id)
    assert found is not None
    first, last = first_and_last(found)
    assert first is not None and first.original_start == start + timedelta(days=1)
    assert last is not None and last.original_start == start + timedelta(days=3)
    for index, code in ((1, "IsDeletedFromRecurrence"), (6, "IndexIsOutOfRecurrenceRange"), (0, "IndexIsOutOf")):
        with pytest.raises(CalendarError) as refusal:
            by_index(found, index)
        assert code in refusal.value.code
