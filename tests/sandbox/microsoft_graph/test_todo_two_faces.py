"""One task, seen as a Task of EWS by unmodified exchangelib, as a To Do task by Graph, and by its user in Outlook."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from exchangelib import Task
from exchangelib.folders import Tasks

from sandbox.acting import OutlookUser
from tests.sandbox.microsoft_graph.conftest import ANNA, World

LISTS = f"users/{ANNA}/todo/lists"
RECURRENCE = {
    "pattern": {"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 31},
    "range": {"type": "noEnd", "startDate": "2026-03-31"},
}


@pytest.fixture
def tasks(todo: World) -> str:
    """The path of the default list's tasks."""
    return f"{LISTS}/{todo.get(LISTS)['value'][0]['id']}/tasks"


def test_what_to_do_writes_ews_reads(todo: World, outlook: Any, tasks: str) -> None:
    body = {
        "title": "Call Zoë",
        "body": {"content": "<p>about <b>it</b></p>", "contentType": "html"},
        "importance": "low",
        "status": "waitingOnOthers",
        "categories": ["Salesforce"],
        "startDateTime": {"dateTime": "2026-03-02T10:00:00", "timeZone": "Asia/Tokyo"},
        "dueDateTime": {"dateTime": "2026-03-31T23:00:00", "timeZone": "Hawaiian Standard Time"},
        "isReminderOn": True,
        "reminderDateTime": {"dateTime": "2026-03-31T09:00:00", "timeZone": "Europe/Paris"},
    }
    made = todo.post(tasks, body)
    (seen,) = outlook.tasks.all()
    assert (seen.subject, seen.importance, seen.status) == ("Call Zoë", "Low", "WaitingOnOthers")
    assert (seen.body, seen.text_body, seen.categories) == (body["body"]["content"], "about it", ["Salesforce"])  # type: ignore[index]
    assert (seen.start_date, seen.due_date) == (date(2026, 3, 2), date(2026, 3, 31)), "a day is the writer's"
    assert (seen.reminder_is_set, seen.reminder_due_by) == (True, datetime(2026, 3, 31, 7, tzinfo=UTC))
    assert seen.changekey in made["@odata.etag"]
    assert seen.id.replace("/", "-").replace("+", "_") == made["id"]


def test_what_ews_writes_to_do_reads(todo: World, outlook: Any, tasks: str) -> None:
    folder = Tasks(parent=outlook.tasks, name="Salesforce Tasks")
    folder.save()
    task = Task(folder=folder, subject="offer", due_date=date(2026, 3, 5), percent_complete=Decimal(40))
    task.status, task.total_work = "InProgress", 60
    task.save()
    listed = {row["displayName"]: row["id"] for row in todo.get(LISTS)["value"]}
    path = f"{LISTS}/{listed['Salesforce Tasks']}/tasks"
    (seen,) = todo.get(path)["value"]
    assert (seen["title"], seen["status"]) == ("offer", "inProgress")
    assert seen["dueDateTime"]["dateTime"] == "2026-03-05T00:00:00.0000000"
    todo.call("PATCH", f"{path}/{seen['id']}", json={"title": "better offer"})
    task.refresh()
    assert (task.subject, task.percent_complete, task.total_work) == ("better offer", 40, 60), "To Do leaves them alone"
    link = todo.get(f"{path}/delta")["@odata.deltaLink"]
    task.move(outlook.tasks)
    assert [r["@removed"] for r in todo.get(link)["value"]] == [{"reason": "deleted"}]
    (moved,) = todo.get(tasks)["value"]
    assert moved["id"] != seen["id"]


def test_a_series_of_to_do_is_one_of_ews(todo: World, outlook: Any, tasks: str) -> None:
    made = todo.post(tasks, {"title": "report", "recurrence": RECURRENCE})
    assert made["dueDateTime"]["dateTime"] == "2026-03-30T22:00:00.0000000", "the end of March in Paris"
    (seen,) = outlook.tasks.all()
    assert (seen.is_recurring, seen.recurrence.pattern.day_of_month) == (True, 31)
    assert seen.due_date == date(2026, 3, 31)
    seen.status, seen.percent_complete = "Completed", Decimal(100)
    seen.save(update_fields=["status", "percent_complete"])
    rows = {row["status"]: row for row in todo.get(tasks)["value"]}
    assert rows["notStarted"]["id"] == made["id"]
    assert rows["notStarted"]["dueDateTime"]["dateTime"] == "2026-04-29T22:00:00.0000000", "April has no 31st"
    assert "recurrence" not in rows["completed"]
    assert rows["notStarted"]["recurrence"]["pattern"] == made["recurrence"]["pattern"]


def test_a_regenerating_series_shows_in_to_do_as_a_plain_one(todo: World, tasks: str) -> None:
    pattern = {"type": "MonthlyRegeneration", "interval": 2}
    recurrence = {"pattern": pattern, "range": {"type": "NoEnd", "start": "2026-03-05"}}
    OutlookUser(todo.microsoft.store, ANNA).tasks.add("water", recurrence=recurrence)
    (seen,) = todo.get(tasks)["value"]
    shown = seen["recurrence"]["pattern"]
    assert (shown["type"], shown["interval"], shown["dayOfMonth"]) == ("absoluteMonthly", 2, 5)


def test_what_a_person_does_shows_in_both(todo: World, outlook: Any, tasks: str) -> None:
    anna = OutlookUser(todo.microsoft.store, ANNA).tasks
    anna.add_list("Salesforce Tasks")
    task = anna.add("call", due_date=date(2026, 3, 5), reminder_is_set=True)
    link = todo.get(f"{tasks}/delta")["@odata.deltaLink"]
    anna.categorise(task, "Salesforce")
    anna.complete(task)
    (told,) = todo.get(link)["value"]
    assert (told["status"], told["categories"], told["isReminderOn"]) == ("completed", ["Salesforce"], False)
    (seen,) = outlook.tasks.all()
    assert (seen.is_complete, seen.percent_complete, seen.due_date) == (True, 100, date(2026, 3, 5))
    anna.reopen(task)
    anna.edit(task, subject="call again", due_date=None)
    there = anna.drag(task, "Salesforce Tasks")
    assert anna.find("call again", "Salesforce Tasks") == there
    assert there.graph_id != task.graph_id and there.immutable_id == task.immutable_id
    anna.uncategorise(there)
    anna.delete(there)
    assert [t.fields["subject"] for t in anna.all("deleteditems")] == ["call again"]
    assert todo.error(404, "GET", f"{tasks}/{task.graph_id}") == "ErrorItemNotFound"
