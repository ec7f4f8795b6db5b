"""To Do over Graph: lists, tasks and what hangs on them."""

from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.microsoft_graph.conftest import ANNA, BEN, IMMUTABLE, World

LISTS = f"users/{ANNA}/todo/lists"
UTC_5TH = {"dateTime": "2026-03-05T00:00:00.0000000", "timeZone": "UTC"}


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
    second = todo.post(LISTS, {"displayName": "salesforce tasks"})
    assert second["displayName"] == "salesforce tasks (1)", "two lists are never called the same"
    assert todo.call("DELETE", f"{LISTS}/{second['id']}").status_code == 204
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


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("UTC-11", "2026-07-05T11:00:00.0000000"),
        ("Eastern Standard Time", "2026-07-05T04:00:00.0000000"),
        ("UTC", "2026-07-05T00:00:00.0000000"),
        ("Europe/Paris", "2026-07-04T22:00:00.0000000"),
        ("Line Islands Standard Time", "2026-07-04T10:00:00.0000000"),
    ],
)
def test_a_day_is_shown_as_the_moment_it_began_where_it_was_written(todo: World, zone: str, moment: str) -> None:
    tasks = f"{default(todo)}/tasks"
    made = todo.post(tasks, {"title": "x", "dueDateTime": {"dateTime": "2026-07-05T16:00:00", "timeZone": zone}})
    assert made["dueDateTime"] == {"dateTime": moment, "timeZone": "UTC"}
    headers = {"Prefer": f'outlook.timezone="{zone}"'}
    there = todo.get(f"{tasks}/{made['id']}", headers=headers)["dueDateTime"]
    assert there == {"dateTime": "2026-07-05T00:00:00.0000000", "timeZone": zone}


def test_a_day_that_outlook_wrote_begins_in_the_mailboxs_zone(todo: World) -> None:
    mailbox = todo.microsoft.store.mailbox(BEN)
    assert mailbox is not None
    mailbox.create_item("tasks", "task", {"subject": "x", "due_date": "2026-03-05"})
    lists = f"users/{BEN}/todo/lists"
    path = f"{lists}/{todo.get(lists)['value'][0]['id']}/tasks"
    assert todo.get(path)["value"][0]["dueDateTime"]["dateTime"] == "2026-03-04T15:00:00.0000000"


def test_queries(todo: World) -> None:
    tasks = f"{default(todo)}/tasks"
    for number, status in enumerate(("notStarted", "completed", "inProgress")):
        due = {"dateTime": f"2026-03-0{number + 1}T00:00:00", "timeZone": "UTC"}
        todo.post(tasks, {"title": f"t{number}", "status": status, "dueDateTime": due, "categories": [f"c{number}"]})

    def titles(query: str) -> list[str]:
        return [row["title"] for row in todo.get(f"{tasks}?{query}")["value"]]

    assert titles("$filter=status ne 'completed'") == ["t0", "t2"]
    assert titles("$filter=dueDateTime/dateTime ge '2026-03-02T00:00:00.0000000'") == ["t1", "t2"]
    assert titles("$filter=categories/any(c:c eq 'c1')") == ["t1"]
    assert titles("$orderby=title desc") == ["t2", "t1", "t0"]
    first = todo.get(f"{tasks}?$top=2&$select=title&$count=true")
    assert [set(row) for row in first["value"]] == [{"@odata.etag", "id", "title"}] * 2
    assert first["@odata.count"] == 3
    assert [row["title"] for row in todo.get(first["@odata.nextLink"])["value"]] == ["t2"]
    for bad in ("$select=percentComplete", "$filter=linkedResources/any(l:l/externalId eq 'x')", "$expand=parent"):
        assert todo.error(400, "GET", f"{tasks}?{bad}") == "BadRequest"


@pytest.mark.parametrize(
    "body",
    [
        {"singleValueExtendedProperties": [{"id": "String 0x3A45", "value": "x"}]},
        {"percentComplete": 50},
        {"status": "done"},
        {"isReminderOn": "yes"},
        {"title": 5},
        {"parentFolderId": "x"},
        {"body": {"contentType": "markdown", "content": "x"}},
        {"dueDateTime": "2026-03-05"},
        {"dueDateTime": {"dateTime": "2026-03-05T00:00:00", "timeZone": "Mars/Base"}},
        {"dueDateTime": {"dateTime": "soon", "timeZone": "UTC"}},
        {"recurrence": {"pattern": {"type": "daily", "interval": 0}, "range": {"type": "noEnd"}}},
    ],
)
def test_what_a_task_does_not_take_is_refused(todo: World, body: dict[str, Any]) -> None:
    tasks = f"{default(todo)}/tasks"
    assert todo.call("POST", tasks, json=body).status_code == 400
    made = todo.post(tasks, {"title": "x"})
    assert todo.call("PATCH", f"{tasks}/{made['id']}", json=body).status_code == 400
    assert len(todo.get(tasks)["value"]) == 1


def test_ids_are_mutable_and_only_of_their_list(todo: World) -> None:
    tasks = f"{default(todo)}/tasks"
    made = todo.post(tasks, {"title": "x"}, headers=IMMUTABLE)
    item = _stored(todo)
    assert made["id"] == item.graph_id != item.immutable_id
    assert todo.error(404, "GET", f"{tasks}/{item.immutable_id}") in ("ErrorItemNotFound", "ErrorInvalidIdMalformed")
    other = todo.post(LISTS, {"displayName": "Other"})
    assert todo.error(404, "GET", f"{LISTS}/{other['id']}/tasks/{made['id']}") == "ErrorItemNotFound"
    assert todo.error(400, "GET", f"{LISTS}/nonsense/tasks") == "ErrorInvalidIdMalformed"
    flagged = todo.get(LISTS)["value"][-1]
    assert todo.get(f"{LISTS}/{flagged['id']}/tasks")["value"] == []
    assert todo.error(400, "POST", f"{LISTS}/{flagged['id']}/tasks", json={"title": "x"}) == "invalidRequest"
    for path in (default(todo), f"{LISTS}/{flagged['id']}"):
        assert todo.error(400, "DELETE", path) == "invalidRequest"


def _stored(world: World) -> Any:
    mailbox = world.microsoft.store.mailbox(ANNA)
    assert mailbox is not None
    return mailbox.items(mailbox.well_known("tasks").id, "task")[-1]


def test_if_match(todo: World) -> None:
    made = todo.post(f"{default(todo)}/tasks", {"title": "x"})
    path, old = f"{default(todo)}/tasks/{made['id']}", {"If-Match": made["@odata.etag"]}
    assert todo.call("PATCH", path, json={"title": "y"}, headers=old).status_code == 200
    assert todo.error(412, "PATCH", path, json={"title": "z"}, headers=old) == "ErrorIrresolvableConflict"


def test_batch_and_permissions(todo: World) -> None:
    tasks = f"{default(todo)}/tasks"
    part = {"method": "POST", "url": f"/{tasks}", "headers": {"Content-Type": "application/json"}}
    parts = [part | {"id": str(n), "body": {"title": f"t{n}"}} for n in range(3)]
    answers = todo.call("POST", "$batch", json={"requests": parts}).json()["responses"]
    assert sorted((a["id"], a["status"], a["body"]["title"]) for a in answers) == [
        (str(n), 201, f"t{n}") for n in range(3)
    ]
    app = todo.microsoft.entra.app(todo.client_id)
    assert app is not None
    app.mailboxes = frozenset()
    assert len(todo.get(tasks)["value"]) == 3, "RBAC for Applications does not reach tasks"
    app.roles -= {"Tasks.ReadWrite.All"}
    app.roles |= {"Tasks.Read.All"}
    todo.token = todo.app_token()
    assert todo.error(403, "POST", tasks, json={"title": "x"}) == "ErrorAccessDenied"
    app.roles -= {"Tasks.Read.All"}
    todo.token = todo.app_token()
    assert todo.error(403, "GET", tasks) == "ErrorAccessDenied"


def test_subscriptions_to_tasks_live_three_days(todo: World) -> None:
    """The longest life is 4,230 minutes (graph/api/resources/subscription)."""
    body = {"changeType": "updated", "notificationUrl": "https://elsewhere.test/", "resource": default(todo) + "/tasks"}

    def code(minutes: int) -> str:
        expires = (todo.microsoft.clock.now() + timedelta(minutes=minutes)).isoformat()
        return todo.error(400, "POST", "subscriptions", json=body | {"expirationDateTime": expires})

    assert code(4_300) == "InvalidRequest"
    assert code(4_200) == "ValidationError", "all is well but the receiver"
