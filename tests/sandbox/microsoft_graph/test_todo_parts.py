"""To Do over Graph: what hangs on a task, delta queries, series, the shapes of Graph, hostile bodies."""

import random
from pathlib import Path
from typing import Any

import orjson

from tests.sandbox.microsoft_graph.conftest import ANNA, World
from tests.sandbox.microsoft_graph.test_todo import LISTS, default
from tests.seeds import seed_of


def test_linked_resources(todo: World) -> None:
    tasks = f"{default(todo)}/tasks"
    link = {"applicationName": "CRM", "externalId": "s1", "displayName": "Task 1", "webUrl": "https://crm.example/1"}
    made = todo.post(tasks, {"title": "x", "linkedResources": [link]})
    assert link.items() <= made["linkedResources"][0].items()
    (kept,) = todo.get(f"{tasks}?$expand=linkedResources&$select=title")["value"][0]["linkedResources"]
    assert link.items() <= kept.items()
    path = f"{tasks}/{made['id']}/linkedResources"
    assert todo.get(path)["value"] == [kept]
    changed = todo.call("PATCH", f"{path}/{kept['id']}", json={"webUrl": "https://crm.example/2"}).json()
    assert (changed["webUrl"], changed["externalId"]) == ("https://crm.example/2", "s1")
    assert todo.error(400, "POST", path, json=link) == "invalidRequest", "one is all that To Do takes"
    assert todo.error(400, "POST", tasks, json={"title": "x", "linkedResources": [link, link]}) == "invalidRequest"
    patch = {"linkedResources": [link]}
    assert todo.error(400, "PATCH", f"{tasks}/{made['id']}", json=patch) == "RequestBodyRead"
    assert todo.call("DELETE", f"{path}/{kept['id']}").status_code == 204
    assert todo.error(404, "GET", f"{path}/{kept['id']}") == "ErrorItemNotFound"
    assert todo.post(path, link)["externalId"] == "s1"


def test_checklist_items(todo: World) -> None:
    tasks = f"{default(todo)}/tasks"
    made = todo.post(tasks, {"title": "x"})
    path = f"{tasks}/{made['id']}/checklistItems"
    step = todo.post(path, {"displayName": "first"})
    assert (step["isChecked"], "checkedDateTime" in step) == (False, False)
    checked = todo.call("PATCH", f"{path}/{step['id']}", json={"isChecked": True}).json()
    assert checked["isChecked"] and checked["checkedDateTime"].startswith("2026-03-02T")
    assert todo.get(f"{tasks}/{made['id']}?$expand=checklistItems")["checklistItems"] == todo.get(path)["value"]


def test_delta_of_tasks(todo: World) -> None:
    tasks = f"{default(todo)}/tasks"
    made = [todo.post(tasks, {"title": f"t{n}", "linkedResources": [{"externalId": str(n)}]}) for n in range(5)]
    rows, link = todo.round(f"{tasks}/delta?$expand=linkedResources&$select=title&$top=2")
    assert [r["title"] for r in rows] == [f"t{n}" for n in range(5)]
    assert [r["linkedResources"][0]["externalId"] for r in rows] == [str(n) for n in range(5)]
    todo.call("PATCH", f"{tasks}/{made[0]['id']}", json={"title": "new"})
    todo.call("DELETE", f"{tasks}/{made[1]['id']}")
    rows, link = todo.round(link)
    assert [r.get("title") for r in rows] == ["new", None]
    assert rows[0]["linkedResources"][0]["externalId"] == "0", "the first request's $expand goes on"
    mark = {"@odata.type": "#microsoft.graph.todoTask", "id": made[1]["id"]}
    assert rows[1] == mark | {"@removed": {"reason": "deleted"}}
    for bad in ("$filter=status eq 'x'", "$orderby=title", "$skip=1"):
        assert todo.error(400, "GET", f"{tasks}/delta?{bad}") == "ErrorInvalidUrlQuery"
    todo.microsoft.graph.expire_tokens(ANNA)
    answer = todo.call("GET", link)
    assert (answer.status_code, answer.json()["error"]["code"]) == (410, "SyncStateNotFound")
    assert len(todo.round(answer.headers["Location"])[0]) == 4


def test_delta_of_lists(todo: World) -> None:
    rows, link = todo.round(f"{LISTS}/delta")
    assert [r["wellknownListName"] for r in rows] == ["defaultList"]
    made = todo.post(LISTS, {"displayName": "CRM"})
    todo.post(f"users/{ANNA}/contactFolders", {"displayName": "no list"})
    rows, link = todo.round(link)
    assert [r["id"] for r in rows] == [made["id"]]
    todo.call("DELETE", f"{LISTS}/{made['id']}")
    assert [(r["id"], "@removed" in r) for r in todo.round(link)[0]] == [(made["id"], True)]


def test_completing_a_series_leaves_a_completed_task_and_moves_it_on(todo: World) -> None:
    tasks = f"{default(todo)}/tasks"
    recurrence = {
        "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"], "firstDayOfWeek": "monday"},
        "range": {"type": "numbered", "startDate": "2026-03-02", "numberOfOccurrences": 2},
    }
    due = {"dateTime": "2026-03-02T00:00:00", "timeZone": "UTC"}
    reminder = {"dateTime": "2026-03-02T09:00:00", "timeZone": "Europe/Paris"}
    body = {"title": "report", "dueDateTime": due, "recurrence": recurrence, "isReminderOn": True}
    made = todo.post(tasks, body | {"reminderDateTime": reminder})
    assert made["recurrence"]["pattern"]["daysOfWeek"] == ["monday"]
    path = f"{tasks}/{made['id']}"
    now = todo.call("PATCH", path, json={"status": "completed"}).json()
    assert (now["id"], now["status"]) == (made["id"], "notStarted")
    assert now["dueDateTime"]["dateTime"] == "2026-03-09T00:00:00.0000000"
    assert (now["isReminderOn"], now["reminderDateTime"]["dateTime"]) == (True, "2026-03-09T08:00:00.0000000")
    (done,) = todo.get(f"{tasks}?$filter=status eq 'completed'")["value"]
    assert done["id"] != made["id"] and "recurrence" not in done
    assert done["dueDateTime"]["dateTime"] == "2026-03-02T00:00:00.0000000"
    assert todo.call("PATCH", path, json={"status": "completed"}).json()["status"] == "completed", "it was the last"
    assert len(todo.get(tasks)["value"]) == 2


def test_what_is_shown_exists_in_graph(todo: World, schemas: Path) -> None:
    types = orjson.loads((schemas / "graph" / "graph-v1.json").read_bytes())["types"]
    tasks = f"{default(todo)}/tasks"
    due = {"dateTime": "2026-03-05T00:00:00", "timeZone": "UTC"}
    body: dict[str, Any] = {
        "title": "x",
        "dueDateTime": due,
        "startDateTime": due,
        "reminderDateTime": due,
        "completedDateTime": due,
    }
    body |= {"body": {"content": "x", "contentType": "html"}, "linkedResources": [{"webUrl": "x"}]}
    made = todo.post(tasks, body | {"checklistItems": [{"displayName": "x"}]})
    shown = todo.get(f"{tasks}/{made['id']}?$expand=linkedResources,checklistItems")
    own = types["todoTask"]
    assert {k for k in shown if "@" not in k} - set(own["properties"]) == {"id", "linkedResources", "checklistItems"}
    for name, kind in (("linkedResources", "linkedResource"), ("checklistItems", "checklistItem")):
        assert set(shown[name][0]) <= {"id", *types[kind]["properties"]}
    listed = todo.get(LISTS)["value"][0]
    assert set(listed) == {"@odata.etag", "id", *types["todoTaskList"]["properties"]}


def test_hostile_bodies_get_a_clients_error(todo: World) -> None:
    chance = random.Random(seed_of("hostile to-dos"))
    tasks = f"{default(todo)}/tasks"
    made = todo.post(tasks, {"title": "x", "linkedResources": [{"webUrl": "x"}]})
    places = [("POST", tasks), ("PATCH", f"{tasks}/{made['id']}"), ("POST", LISTS), ("PATCH", default(todo))]
    places += [("POST", f"{tasks}/{made['id']}/{name}") for name in ("linkedResources", "checklistItems")]
    names = "title body status dueDateTime recurrence categories linkedResources checklistItems displayName isChecked"
    values: list[Any] = [
        None,
        0,
        -1,
        2**70,
        True,
        "",
        "x",
        "\x00",
        [],
        [None],
        {},
        {"a": 1},
        {"dateTime": 1},
        {"pattern": {}},
        [[]],
    ]
    values += [{"dateTime": "9999-12-31T23:59:59", "timeZone": "Line Islands Standard Time"}]
    values += [{"dateTime": "0001-01-01T00:00:00", "timeZone": "Tokyo Standard Time"}]
    values += [{"pattern": {"type": "daily", "interval": 2**40}, "range": {"type": "noEnd", "startDate": "2026-01-01"}}]
    for _ in range(200):
        method, path = chance.choice(places)
        body = {name: chance.choice(values) for name in chance.sample(names.split(), 2)}
        answer = todo.call(method, path, json=body)
        assert answer.status_code < 500, (method, path, body, answer.text)
    assert todo.call("GET", f"{tasks}?$top=999&$expand=linkedResources,checklistItems").status_code == 200
