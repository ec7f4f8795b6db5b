"""To Do's tasks: list, get, create, update, delete (graph/api/resources/todotask). They are the tasks of EWS."""

from functools import partial
from typing import Any

from sandbox.microsoft import task_series
from sandbox.microsoft.graph import todo_fields, todo_parts
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import bad_query, conflict, missing, no_property
from sandbox.microsoft.graph.events_zones import Display, display
from sandbox.microsoft.graph.fields import moment
from sandbox.microsoft.graph.paging import Shape, View, inlined, page
from sandbox.microsoft.graph.request import GraphRequest, GraphResponse
from sandbox.microsoft.graph.todo_lists import task_list
from sandbox.microsoft.items import Item, Stale
from sandbox.microsoft.listing import Listing

_EXPANDABLE = frozenset((*todo_fields.PARTS, "attachments", "extensions"))


def shape(context: Context) -> Shape:
    """How this request wants tasks. Raises GraphError 400 for an unknown zone."""
    render = partial(_render, display(context.request), context.mailbox.time_zone)
    return Shape("todoTask", todo_fields.TASK_PROPERTIES, render, expandable=_EXPANDABLE)


def _render(shown: Display, mailbox_zone: str, item: Item, request: GraphRequest) -> dict[str, Any]:
    """The id is the mutable one whatever the client prefers: tasks have no others (graph/outlook-immutable-id)."""
    found: dict[str, Any] = {
        "@odata.etag": item.etag,
        "id": item.graph_id,
        "createdDateTime": moment(item.created),
        "lastModifiedDateTime": moment(item.modified),
    }
    found |= todo_fields.to_json(item, shown, mailbox_zone)
    for name in inlined(request, _NAMES):
        found[name] = todo_parts.show_all(item, name)
    return found


_NAMES = Shape("todoTask", frozenset(), lambda thing, request: {}, expandable=_EXPANDABLE)


def task(context: Context) -> Item:
    """The task of the path, in its list. Raises GraphError 404 and 400."""
    folder, any_id = task_list(context), context.params["item"]
    found = context.mailbox.item(any_id)
    if found is None or found.kind != "task" or found.folder_id != folder.id or found.graph_id != any_id:
        raise missing(any_id)
    return found


def answer(context: Context, item: Item, status: int) -> GraphResponse:
    root = f"{context.request.base_url}/v1.0/$metadata#users('{context.mailbox.id}')/todo/lists/tasks/$entity"
    headers = {"ETag": item.etag}
    if status == 201:
        headers["Location"] = f"{context.request.link().rstrip('?')}/{item.graph_id}"
    return GraphResponse(status, {"@odata.context": root} | View(context.request, shape(context)).show(item), headers)


def list_tasks(context: Context) -> GraphResponse:
    """$filter reaches a task's own properties only, not what hangs on it."""
    wanted = context.request.query.get("$filter", "")
    for name in todo_fields.NAVIGATION:
        if f"{name}/" in wanted:
            raise bad_query(f"Invalid filter clause: '{name}' cannot be filtered by.")
    return page(context.request, Listing(context.mailbox, task_list(context).id, "task"), shape(context))


def get_task(context: Context) -> GraphResponse:
    return answer(context, task(context), 200)


def create_task(context: Context) -> GraphResponse:
    """Linked resources and checklist items may come with the task."""
    folder, body = task_list(context, write=True), context.request.json()
    fields = todo_fields.from_json(body)
    for name in todo_fields.PARTS:
        if body.get(name):
            fields |= todo_parts.read_all(name, body[name], context.store.clock.now())
    item = task_series.create_task(context.mailbox, folder.id, fields)
    response = answer(context, item, 201)
    # The answer to a creation shows them without being asked to (graph/api/todotasklist-post-tasks).
    response.body |= {name: todo_parts.show_all(item, name) for name in todo_fields.PARTS if body.get(name)}
    return response


def update_task(context: Context) -> GraphResponse:
    """PATCH. Where the completion of a series makes a copy, the answer is the series, which has moved on."""
    item, body = task(context), context.request.json()
    for name in todo_fields.PARTS:
        if name in body:
            raise no_property(name, "todoTask")
    expected = context.expected_change(item)
    try:
        updated = task_series.update_task(context.mailbox, item, todo_fields.from_json(body), expected_change=expected)
    except Stale as error:
        raise conflict() from error
    return answer(context, updated.item, 200)


def delete_task(context: Context) -> GraphResponse:
    """Into Outlook's Deleted Items."""
    item = task(context)
    context.expected_change(item)
    context.mailbox.delete_item(item, "deleteditems")
    return GraphResponse(204)
