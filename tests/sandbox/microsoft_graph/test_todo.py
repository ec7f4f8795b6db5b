"""To Do over Graph: lists, tasks and what hangs on them."""

from typing import Any

import pytest
import requests

from tests.sandbox.microsoft_graph.conftest import ANNA, BEN, IMMUTABLE, World

LISTS = f"users/{ANNA}/todo/lists"
UTC_5TH = {"dateTime": "2026-03-05T00:00:00.0000000", "timeZone": "UTC"}


@pytest.fixture
def todo(world: World) -> World:
    """The app may read and write everybody's tasks."""
    app = world.microsoft.entra.app(world.client_id)
    assert app is not None
    app.roles |= {"Tasks.ReadWrite.All"}
    world.token = world.app_token()
    return world


def default(world: World) -> str:
    return f"{LISTS}/{world.get(LISTS)['value'][0]['id']}"


def test_lists(todo: World) -> None:
    first, flagged = todo.get(LISTS)["value"]
    assert (first["displayName"], first["wellknownListName"]) == ("Tasks", "defaultList")
    assert (first["isOwner"], first["isShared"]) == (True, False)
    assert flagged["wellknownListName"] == "flaggedEmails"
    made = todo.post(LISTS, {"displayName": "Salesforce Tasks"})
    path = f"{LISTS}/{made['id']}"
    assert todo.get(path)["wellknownListName"] == "none"
    assert todo.error(409, "POST", LISTS, json={"displayName": "salesforce tasks"}) == "ErrorFolderExists"
    assert todo.call("PATCH", path, json={"displayName": "CRM"}).json()["displayName"] == "CRM"
    assert [r["displayName"] for r in todo.get(LISTS)["value"]] == ["Tasks", "CRM", "Flagged Emails"]
    assert todo.call("DELETE", path).status_code == 204
    assert len(todo.get(LISTS)["value"]) == 2
    assert todo.error(404, "GET", path) == "ErrorItemNotFound"


def test_a_task_from_birth_to_completion(todo: World) -> None:
    tasks = f"{default(todo)}/tasks"
    body: dict[str, Any] = {
        "title": "Call Zoë",
        "body": {"content": "about the offer", "contentType": "text"},
        "importance": "high",
        "status": "inProgress",
        "categories": ["Salesforce"],
        "dueDateTime": {"dateTime": "2026-03-05T16:00:00", "timeZone": "UTC"},
        "isReminderOn": True,
        "reminderDateTime": {"dateTime": "2026-03-05T09:00:00", "timeZone": "Romance Standard Time"},
    }
    made = todo.post(tasks, body)
    kept = ("title", "body", "importance", "status", "categories", "isReminderOn")
    assert {name: made[name] for name in kept} == {name: body[name] for name in kept}
    assert made["dueDateTime"] == UTC_5TH, "a due date has no time of day"
    assert made["reminderDateTime"]["dateTime"] == "2026-03-05T08:00:00.0000000"
    assert not {"completedDateTime", "startDateTime", "recurrence", "linkedResources"} & set(made)
    path = f"{tasks}/{made['id']}"
    done = todo.call("PATCH", path, json={"status": "completed"}).json()
    assert done["completedDateTime"] == {"dateTime": "2026-03-02T00:00:00.0000000", "timeZone": "UTC"}
    assert done["isReminderOn"] is False
    again = todo.call("PATCH", path, json={"status": "notStarted", "dueDateTime": None}).json()
    assert not {"completedDateTime", "dueDateTime"} & set(again)
    assert todo.call("DELETE", path).status_code == 204
    assert todo.error(404, "GET", path) == "ErrorItemNotFound"
