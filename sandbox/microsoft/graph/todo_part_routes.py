"""Handlers of linkedResources and checklistItems: list, create, get, update, delete."""

from functools import partial
from typing import Any

from sandbox.microsoft.graph.context import Context, Handler
from sandbox.microsoft.graph.paging import Shape, View, page
from sandbox.microsoft.graph.request import GraphResponse
from sandbox.microsoft.graph.todo_parts import FIELDS, TYPES, find, limited, read, show
from sandbox.microsoft.graph.todo_tasks import task

_OWN = {
    "linkedResources": ("id", "applicationName", "displayName", "externalId", "webUrl"),
    "checklistItems": ("id", "displayName", "isChecked", "createdDateTime", "checkedDateTime"),
}
_SHAPES = {n: Shape(TYPES[n], frozenset(_OWN[n]), lambda part, request: show(part)) for n in _OWN}


def _answer(name: str, context: Context, part: dict[str, Any], status: int) -> GraphResponse:
    root = f"{context.request.base_url}/v1.0/$metadata#{name}/$entity"
    return GraphResponse(status, {"@odata.context": root} | View(context.request, _SHAPES[name]).show(part))


def _list(name: str, context: Context) -> GraphResponse:
    return page(context.request, task(context).fields.get(FIELDS[name], []), _SHAPES[name])


def _get(name: str, context: Context) -> GraphResponse:
    return _answer(name, context, find(task(context), name, context.params["part"]), 200)


def _create(name: str, context: Context) -> GraphResponse:
    item = task(context)
    part = read(name, context.request.json(), context.store.clock.now())
    parts = limited(name, [*item.fields.get(FIELDS[name], ()), part])
    context.mailbox.update_item(item, {FIELDS[name]: parts})
    return _answer(name, context, part, 201)


def _update(name: str, context: Context) -> GraphResponse:
    item = task(context)
    old = find(item, name, context.params["part"])
    part = read(name, context.request.json(), context.store.clock.now(), old)
    parts = [part if p["id"] == old["id"] else p for p in item.fields[FIELDS[name]]]
    context.mailbox.update_item(item, {FIELDS[name]: parts})
    return _answer(name, context, part, 200)


def _delete(name: str, context: Context) -> GraphResponse:
    item = task(context)
    old = find(item, name, context.params["part"])
    parts = [p for p in item.fields[FIELDS[name]] if p["id"] != old["id"]]
    context.mailbox.update_item(item, {FIELDS[name]: parts or None})
    return GraphResponse(204)


def routes_of(name: str, task_path: str) -> list[tuple[str, str, Handler]]:
    """Rows of methods, template and handler."""
    place = f"{task_path}/{name}"
    one = f"{place}/{{part}}"
    return [
        ("GET", place, partial(_list, name)),
        ("POST", place, partial(_create, name)),
        ("GET", one, partial(_get, name)),
        ("PATCH", one, partial(_update, name)),
        ("DELETE", one, partial(_delete, name)),
    ]
