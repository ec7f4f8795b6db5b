"""To Do's paths below a user, as rows of methods, template and handler."""

from sandbox.microsoft.graph import todo_delta, todo_lists, todo_tasks
from sandbox.microsoft.graph.context import Handler
from sandbox.microsoft.graph.todo_part_routes import routes_of
from sandbox.microsoft.graph.todo_parts import FIELDS

_LIST = "todo/lists/{list}"
_TASK = f"{_LIST}/tasks/{{item}}"
# "delta" comes first: {list} and {item} would take it for an id.
ROWS: list[tuple[str, str, Handler]] = [
    ("GET", "todo/lists/delta", todo_delta.lists_delta),
    ("GET", f"{_LIST}/tasks/delta", todo_delta.tasks_delta),
    ("GET", "todo/lists", todo_lists.list_lists),
    ("POST", "todo/lists", todo_lists.create_list),
    ("GET", _LIST, todo_lists.get_list),
    ("PATCH", _LIST, todo_lists.update_list),
    ("DELETE", _LIST, todo_lists.delete_list),
    ("GET", f"{_LIST}/tasks", todo_tasks.list_tasks),
    ("POST", f"{_LIST}/tasks", todo_tasks.create_task),
    ("GET", _TASK, todo_tasks.get_task),
    ("PATCH", _TASK, todo_tasks.update_task),
    ("DELETE", _TASK, todo_tasks.delete_task),
    *(row for name in FIELDS for row in routes_of(name, _TASK)),
]
