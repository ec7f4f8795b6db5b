"""Unmodified exchangelib 5.6.0: recurring tasks, which move on when they are done, and every pattern of the schema."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from exchangelib.errors import ErrorCannotDeleteTaskOccurrence
from exchangelib.fields import FEBRUARY, LAST, MONDAY, THURSDAY, WEEK_DAY
from exchangelib.items import ALL_OCCURRENCES, SPECIFIED_OCCURRENCE_ONLY
from exchangelib.recurrence import (
    AbsoluteMonthlyPattern,
    AbsoluteYearlyPattern,
    DailyPattern,
    DailyRegeneration,
    MonthlyRegeneration,
    RelativeMonthlyPattern,
    RelativeYearlyPattern,
    TaskRecurrence,
    WeeklyPattern,
    WeeklyRegeneration,
    YearlyRegeneration,
)

from tests.sandbox.microsoft_ews.conftest import World
from tests.sandbox.microsoft_ews.test_exchangelib_tasks import make, read


def weekly(account: Any, **boundary: Any) -> Any:
    pattern = WeeklyPattern(interval=2, weekdays=[MONDAY, THURSDAY], first_day_of_week=MONDAY)
    recurrence = TaskRecurrence(pattern=pattern, **({"start": date(2026, 3, 2)} | boundary))
    return make(account, start_date=date(2026, 3, 2), due_date=date(2026, 3, 3), recurrence=recurrence)


def complete(account: Any, task: Any) -> str:
    """The id that the answer names."""
    seen = read(account, task)
    seen.status, seen.percent_complete = "Completed", Decimal(100)
    ((item_id, _),) = account.bulk_update([(seen, ["status", "percent_complete"])])
    return str(item_id)


def test_completing_a_series_leaves_a_one_off_and_moves_it_on(world: World, account: Any) -> None:
    """The answer names the one-off; the id that was asked is the next occurrence (UpdateItem operation (task))."""
    task = weekly(account, number=3)
    seen = read(account, task)
    assert seen.is_recurring and seen.recurrence.pattern.weekdays == [1, 4]
    done_id = complete(account, task)
    done, now = account.tasks.get(id=done_id), read(account, task)
    assert done_id != task.id
    assert (done.is_complete, done.is_recurring, done.start_date) == (True, False, date(2026, 3, 2))
    assert (now.status, now.percent_complete, now.is_recurring) == ("NotStarted", 0, True)
    assert (now.start_date, now.due_date) == (date(2026, 3, 5), date(2026, 3, 6))
    complete(account, task)
    assert read(account, task).start_date == date(2026, 3, 16)
    assert complete(account, task) == task.id, "after the last occurrence there is none to move on to"
    assert read(account, task).is_complete
    assert account.tasks.all().count() == 3
    assert world.recorder.request_problems() == []


def test_moving_the_current_occurrence_leaves_a_one_off_too(account: Any) -> None:
    task = weekly(account)
    seen = read(account, task)
    seen.due_date = date(2026, 3, 4)
    ((moved_id, _),) = account.bulk_update([(seen, ["due_date"])])
    moved, now = account.tasks.get(id=moved_id), read(account, task)
    assert (moved.due_date, moved.is_recurring) == (date(2026, 3, 4), False)
    assert (now.start_date, now.due_date) == (date(2026, 3, 5), date(2026, 3, 6))


def test_a_task_that_regenerates_counts_from_its_completion(world: World, account: Any) -> None:
    world.clock.set(datetime(2026, 3, 10, 12, tzinfo=ZoneInfo("UTC")))
    recurrence = TaskRecurrence(pattern=WeeklyRegeneration(interval=2), start=date(2026, 3, 2), number=2)
    task = make(account, due_date=date(2026, 3, 2), recurrence=recurrence)
    assert complete(account, task) != task.id
    assert read(account, task).due_date == date(2026, 3, 24)
    assert complete(account, task) == task.id


PATTERNS = [
    DailyPattern(interval=3),
    AbsoluteMonthlyPattern(interval=1, day_of_month=31),
    RelativeMonthlyPattern(interval=2, weekday=WEEK_DAY, week_number=LAST),
    AbsoluteYearlyPattern(day_of_month=29, month=FEBRUARY),
    RelativeYearlyPattern(weekday=MONDAY, week_number=1, month=3),
    DailyRegeneration(interval=1),
    MonthlyRegeneration(interval=1),
    YearlyRegeneration(interval=1),
]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: type(p).__name__)
def test_patterns_travel(world: World, account: Any, pattern: Any) -> None:
    recurrence = TaskRecurrence(pattern=pattern, start=date(2026, 3, 2), end=date(2030, 3, 2))
    task = make(account, recurrence=recurrence)
    seen = read(account, task)
    assert seen.recurrence == recurrence
    assert seen.due_date >= date(2026, 3, 2)
    complete(account, task)
    assert read(account, task).due_date > seen.due_date or "Regeneration" in type(pattern).__name__
    assert world.recorder.request_problems() == []


def test_another_pattern_replaces_the_old_one_whole(account: Any) -> None:
    task = read(account, weekly(account))
    task.recurrence = TaskRecurrence(pattern=DailyPattern(interval=1), start=date(2026, 4, 1), number=5)
    task.save(update_fields=["recurrence"])
    seen = read(account, task)
    assert seen.recurrence == task.recurrence and seen.start_date == date(2026, 4, 1)
    seen.recurrence = None
    seen.save(update_fields=["recurrence"])
    assert not read(account, task).is_recurring


def test_deleting_one_occurrence(world: World, account: Any) -> None:
    task = weekly(account, number=2)
    assert account.bulk_delete([task], affected_task_occurrences=SPECIFIED_OCCURRENCE_ONLY) == [True]
    assert read(account, task).start_date == date(2026, 3, 5)
    (answer,) = account.bulk_delete([task], affected_task_occurrences=SPECIFIED_OCCURRENCE_ONLY)
    assert isinstance(answer, ErrorCannotDeleteTaskOccurrence)
    assert account.bulk_delete([task], affected_task_occurrences=ALL_OCCURRENCES) == [True]


@pytest.mark.parametrize(
    ("pattern", "limits"),
    [
        ("<t:DailyRecurrence><t:Interval>0</t:Interval></t:DailyRecurrence>", "2026-03-02"),
        ("<t:DailyRecurrence><t:Interval>1</t:Interval></t:DailyRecurrence>", "2026-02-31"),
        (
            "<t:AbsoluteMonthlyRecurrence><t:Interval>1</t:Interval><t:DayOfMonth>32</t:DayOfMonth></t:AbsoluteMonthlyRecurrence>",
            "2026-03-02",
        ),
        (
            "<t:AbsoluteYearlyRecurrence><t:DayOfMonth>1</t:DayOfMonth><t:Month>13</t:Month></t:AbsoluteYearlyRecurrence>",
            "2026-03-02",
        ),
        (
            "<t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>Caturday</t:DaysOfWeek></t:WeeklyRecurrence>",
            "2026-03-02",
        ),
        ("<t:WeeklyRegeneration><t:Interval>-5</t:Interval></t:WeeklyRegeneration>", "2026-03-02"),
    ],
)
def test_impossible_series_are_refused(world: World, pattern: str, limits: str) -> None:
    end = f"<t:NoEndRecurrence><t:StartDate>{limits}</t:StartDate></t:NoEndRecurrence>"
    task = f"<t:Task><t:Subject>x</t:Subject><t:Recurrence>{pattern}{end}</t:Recurrence></t:Task>"
    (code,) = world.client().call(f"<m:CreateItem><m:Items>{task}</m:Items></m:CreateItem>").codes
    assert code in ("ErrorCalendarInvalidRecurrence", "ErrorSchemaValidation", "ErrorInvalidRecurrence")
    assert world.anna.items(world.anna.well_known("tasks").id, "task") == []
