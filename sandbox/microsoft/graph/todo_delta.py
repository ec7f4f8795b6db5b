"""Delta queries on To Do's lists and tasks (graph/api/todotasklist-delta, todotask-delta)."""

from typing import Any

from sandbox.microsoft.changes import Change
from sandbox.microsoft.folders import FolderChange
from sandbox.microsoft.graph import todo_lists
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.delta import REFUSED, answer_round, open_token
from sandbox.microsoft.graph.paging import View
from sandbox.microsoft.graph.request import GraphResponse
from sandbox.microsoft.graph.todo_tasks import shape
from sandbox.microsoft.ids import to_graph
from sandbox.microsoft.store import Folder

# Unlike those of contacts, the feed of tasks takes $expand and $top.
_REFUSED = tuple(name for name in REFUSED if name not in ("$expand", "$top"))
_GONE = {"@removed": {"reason": "deleted"}}


def tasks_delta(context: Context) -> GraphResponse:
    """The tasks of one list."""
    folder = todo_lists.task_list(context)
    token = open_token(context, folder.id, _REFUSED)
    view = View(context.request, shape(context))

    def fetch(since: int, limit: int) -> tuple[list[dict[str, Any]], int, bool]:
        found, cursor, more = context.mailbox.changes(folder.id, since, limit)
        return [_task(c, view) for c in found if c.item is None or c.item.kind == "task"], cursor, more

    return answer_round(context, token, shape(context), fetch)


def _task(change: Change, view: View) -> dict[str, Any]:
    mark = {"@odata.type": "#microsoft.graph.todoTask"}
    if change.item is None:
        return mark | {"id": change.graph_id} | _GONE
    return mark | view.show(change.item)


def lists_delta(context: Context) -> GraphResponse:
    token = open_token(context, context.mailbox.id)
    view = View(context.request, todo_lists.SHAPE)

    def fetch(since: int, limit: int) -> tuple[list[dict[str, Any]], int, bool]:
        found, cursor, more = context.mailbox.folder_changes(since, limit)
        folders = {f.id: f for f in context.mailbox.folders()}
        rows = (_list(c, view, folders, since) for c in found)
        return [r for r in rows if r is not None], cursor, more

    return answer_round(context, token, todo_lists.SHAPE, fetch)


def _list(change: FolderChange, view: View, folders: dict[str, Folder], since: int) -> dict[str, Any] | None:
    mark = {"@odata.type": "#microsoft.graph.todoTaskList"}
    folder = change.folder
    if folder is not None and todo_lists.is_list(folder, folders):
        return mark | view.show(folder)
    never_seen = folder is not None and (change.kind == "create" or not folder.holds_tasks())
    return None if never_seen or since == 0 else mark | {"id": to_graph(change.id)} | _GONE
