"""Tasks in the store: what stays in step, and random series compared with dateutil."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule

from sandbox.microsoft import task_series
from sandbox.microsoft.recurrence_rules import InvalidRecurrence
from sandbox.microsoft.store import Mailbox
from tests.seeds import seed_of

TASKS = "tasks"
WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def test_a_copy_keeps_status_percentage_and_completion(mailbox: Mailbox) -> None:
    done = mailbox.create_item(TASKS, "task", {"status": "Completed"})
    waiting = mailbox.create_item(TASKS, "task", {"percent_complete": 30, "status": "WaitingOnOthers"})
    for item in (done, waiting):
        assert mailbox.copy_item(item, TASKS).fields == item.fields


def test_no_task_is_due_before_it_starts(mailbox: Mailbox) -> None:
    task = mailbox.create_item(TASKS, "task", {"start_date": "2026-03-05", "due_date": "2026-03-09"})
    task = mailbox.update_item(task, {"due_date": "2026-03-02", "due_zone": "UTC"})
    assert (task.fields["start_date"], task.fields["start_zone"]) == ("2026-03-02", "UTC")
    task = mailbox.update_item(task, {"start_date": "2026-04-01"})
    assert task.fields["due_date"] == "2026-04-01" and "due_zone" not in task.fields


def test_a_reminder_keeps_its_time_of_day_across_summer_time(mailbox: Mailbox) -> None:
    recurrence = {"pattern": {"type": "Daily", "interval": 7}, "range": {"type": "NoEnd", "start": "2026-03-25"}}
    reminder = datetime(2026, 3, 25, 8, tzinfo=UTC)
    fields = {"recurrence": recurrence, "reminder_is_set": True, "reminder_due_by": reminder}
    task = task_series.create_task(mailbox, TASKS, fields)
    moved = task_series.update_task(mailbox, task, {"status": "Completed"}).item
    assert moved.fields["reminder_due_by"] == datetime(2026, 4, 1, 7, tzinfo=UTC), "nine o'clock in Paris"
    assert moved.fields["reminder_is_set"] is True


def test_a_series_without_a_day_is_refused(mailbox: Mailbox) -> None:
    pattern = {"type": "AbsoluteYearly", "day": 1, "month": 1}
    recurrence = {"pattern": pattern, "range": {"type": "EndDate", "start": "2026-03-01", "end": "2026-04-01"}}
    with pytest.raises(InvalidRecurrence) as caught:
        task_series.create_task(mailbox, TASKS, {"recurrence": recurrence})
    assert caught.value.code == "ErrorRecurrenceHasNoOccurrence"


def _random_series(chance: random.Random) -> tuple[dict[str, dict[str, Any]], rrule]:
    """A series of six in the store's form and as dateutil has it."""
    start = date(2026, 1, 1) + timedelta(days=chance.randrange(365))
    interval, day = chance.randint(1, 4), chance.randint(1, 28)
    days = sorted(chance.sample(range(7), chance.randint(1, 3)))
    patterns: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"type": "Daily"}, {"freq": DAILY}),
        (
            {"type": "Weekly", "days": [WEEK[d] for d in days], "first_day": "Monday"},
            {"freq": WEEKLY, "byweekday": days, "wkst": 0},
        ),
        ({"type": "AbsoluteMonthly", "day": day}, {"freq": MONTHLY, "bymonthday": day}),
        ({"type": "AbsoluteYearly", "day": day, "month": 2}, {"freq": YEARLY, "bymonth": 2, "bymonthday": day}),
    ]
    pattern, rule = chance.choice(patterns)
    pattern["interval"] = 1 if rule["freq"] == YEARLY else interval
    limits = {"type": "Numbered", "start": start.isoformat(), "count": 6}
    begin = datetime.combine(start, time())
    return {"pattern": pattern, "range": limits}, rrule(**rule, interval=pattern["interval"], count=6, dtstart=begin)


def test_random_series_are_due_when_dateutil_says(mailbox: Mailbox) -> None:
    chance = random.Random(seed_of("task series"))
    for _ in range(60):
        recurrence, wanted = _random_series(chance)
        assert _lived(mailbox, recurrence) == [day.date().isoformat() for day in wanted], recurrence


def _lived(mailbox: Mailbox, recurrence: dict[str, dict[str, Any]]) -> list[str]:
    """The due dates of a series that is completed to its end."""
    task = task_series.create_task(mailbox, TASKS, {"recurrence": recurrence})
    due = [task.fields["due_date"]]
    while (updated := task_series.update_task(mailbox, task, {"status": "Completed"})).one_off:
        task = updated.item
        due.append(task.fields["due_date"])
    return due


def test_a_series_whose_dates_were_taken_goes_on_from_its_start(mailbox: Mailbox) -> None:
    recurrence = {"pattern": {"type": "Daily", "interval": 2}, "range": {"type": "NoEnd", "start": "2026-03-02"}}
    task = task_series.create_task(mailbox, TASKS, {"recurrence": recurrence})
    task = mailbox.update_item(task, {"due_date": None})
    assert task_series.update_task(mailbox, task, {"status": "Completed"}).item.fields["due_date"] == "2026-03-04"
