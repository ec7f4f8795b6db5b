"""Unmodified exchangelib 5.6.0: tasks, their status and dates, and what Exchange keeps in step within them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from exchangelib import EWSTimeZone, Task
from exchangelib.errors import ErrorItemNotFound
from exchangelib.folders import Tasks
from exchangelib.items import ALL_OCCURRENCES, MOVE_TO_DELETED_ITEMS

from tests.sandbox.microsoft_ews.conftest import World

PLAIN = {
    "subject": "Angebot für Ünal & Söhne",
    "body": "Zeile 1\nZeile 2",
    "importance": "High",
    "sensitivity": "Private",
    "categories": ["Salesforce", "VIP"],
    "start_date": date(2026, 3, 2),
    "due_date": date(2026, 3, 5),
    "status": "InProgress",
    "percent_complete": Decimal(40),
    "reminder_is_set": True,
    "total_work": 120,
    "actual_work": 30,
    "companies": ["Ünal & Söhne"],
    "contacts": ["Zoë"],
    "billing_information": "K-17",
    "mileage": "12 km",
}


def make(account: Any, **fields: Any) -> Any:
    task = Task(folder=account.tasks, account=account, **({"subject": "call"} | fields))
    return task.save()


def read(account: Any, task: Any) -> Any:
    return account.tasks.get(id=task.id)


def test_every_property_of_a_task_travels(world: World, account: Any) -> None:
    when = datetime(2026, 3, 4, 8, 30, tzinfo=EWSTimeZone("UTC"))
    seen = read(account, make(account, **PLAIN, reminder_due_by=when))
    assert {name: getattr(seen, name) for name in PLAIN} == PLAIN
    assert seen.reminder_due_by == when
    facts = (seen.is_complete, seen.is_recurring, seen.is_team_task, seen.owner, seen.delegation_state)
    assert facts == (False, False, False, "Anna Ahrens", "NoMatch")
    assert seen.status_description == "In Progress"
    assert seen.item_class == "IPM.Task"
    assert world.recorder.request_problems() == []
