"""To Do's lists: task folders of the mailbox, and the flagged e-mails (graph/api/resources/todotasklist)."""

from dataclasses import replace
from typing import Any

from sandbox.microsoft import ids
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import GraphError, bad_body, missing, no_property
from sandbox.microsoft.graph.paging import Shape, View, page
from sandbox.microsoft.graph.request import GraphRequest, GraphResponse
from sandbox.microsoft.store import Folder, FolderExists, FolderForbidden, Mailbox

_PLAIN = frozenset(("id", "displayName", "isOwner", "isShared", "wellknownListName"))
_WELL_KNOWN = {"tasks": "defaultList", "flaggedemails": "flaggedEmails"}


def render(folder: Folder, request: GraphRequest) -> dict[str, Any]:
    return {
        "@odata.etag": f'W/"{folder.change_key}"',
        "displayName": folder.name,
        "isOwner": True,
        "isShared": False,
        "wellknownListName": _WELL_KNOWN.get(folder.distinguished or "", "none"),
        "id": folder.graph_id,
    }


SHAPE = Shape("todoTaskList", _PLAIN | {"tasks", "extensions"}, render)


def lists(mailbox: Mailbox) -> list[Folder]:
    """The default list, the others, and the flagged e-mails, which no folder holds."""
    folders = {f.id: f for f in mailbox.folders()}
    default = mailbox.well_known("tasks")
    others = [f for f in folders.values() if f.id != default.id and is_list(f, folders)]
    return [default, *others, _flagged(mailbox)]


def is_list(folder: Folder, folders: dict[str, Folder]) -> bool:
    """Whether To Do shows the folder: one of tasks, visible, and not in Deleted Items."""
    if folder.hidden or not folder.holds_tasks():
        return False
    above: Folder | None = folder
    while above is not None:
        if above.distinguished == "deleteditems":
            return False
        above = folders.get(above.parent_id or "")
    return True


def _flagged(mailbox: Mailbox) -> Folder:
    """A search over flagged messages in Exchange; here it finds none."""
    own = ids.folder_id(mailbox.id, "flaggedemails")
    default = mailbox.well_known("tasks")
    return replace(default, id=own, name="Flagged Emails", distinguished="flaggedemails", properties={})


def task_list(context: Context, *, write: bool = False) -> Folder:
    """The list of the path, by its id. write: refuse the one that cannot be written to. Raises GraphError."""
    wanted = context.params["list"]
    for folder in lists(context.mailbox):
        if folder.graph_id == wanted:
            if write and folder.distinguished == "flaggedemails":
                raise GraphError(400, "invalidRequest", "The flagged emails list holds messages, not tasks.")
            return folder
    raise missing(wanted)


def list_lists(context: Context) -> GraphResponse:
    return page(context.request, lists(context.mailbox), SHAPE)


def get_list(context: Context) -> GraphResponse:
    return _answer(context, task_list(context), 200)


def _answer(context: Context, folder: Folder, status: int) -> GraphResponse:
    root = f"{context.request.base_url}/v1.0/$metadata#users('{context.mailbox.id}')/todo/lists/$entity"
    shown = View(context.request, SHAPE).show(folder)
    return GraphResponse(status, {"@odata.context": root} | shown)


def _name(context: Context) -> str | None:
    body = {k: v for k, v in context.request.json().items() if "@" not in k}
    for key in body:
        if key not in _PLAIN:
            raise no_property(key, "todoTaskList")
    name = body.get("displayName")
    if name is not None and (not isinstance(name, str) or not name.strip()):
        raise bad_body("The property 'displayName' of a todoTaskList takes a text that is not empty.")
    return name


def create_list(context: Context) -> GraphResponse:
    """A folder below Tasks. A number is put behind a name that a list has already (cli-microsoft365 issue 1610)."""
    name = _name(context)
    if name is None:
        raise GraphError(400, "invalidRequest", "The property 'displayName' is required.")
    folder = context.mailbox.create_folder("tasks", _free(context.mailbox, name), "IPF.Task")
    return _answer(context, folder, 201)


def _free(mailbox: Mailbox, name: str) -> str:
    """The name, or `name (1)` and so on."""
    taken = {f.name.casefold() for f in (*lists(mailbox), *mailbox.child_folders(mailbox.well_known("tasks").id))}
    found, number = name, 0
    while found.casefold() in taken:
        number += 1
        found = f"{name} ({number})"
    return found


def update_list(context: Context) -> GraphResponse:
    folder, name = task_list(context, write=True), _name(context)
    if name is None or name == folder.name:
        return _answer(context, folder, 200)
    try:
        own = name.casefold() == folder.name.casefold()
        renamed = context.mailbox.rename_folder(folder, name if own else _free(context.mailbox, name))
        return _answer(context, renamed, 200)
    except FolderExists as error:
        raise GraphError(409, "ErrorFolderExists", "A folder with the specified name already exists.") from error
    except FolderForbidden as error:
        raise _built_in() from error


def _built_in() -> GraphError:
    """Seen in microsoft-graph-docs-contrib issue 2486."""
    text = "Your request can't be completed. A default task folder can't be renamed or deleted."
    return GraphError(400, "invalidRequest", text)


def delete_list(context: Context) -> GraphResponse:
    """Into Deleted Items with its tasks."""
    try:
        context.mailbox.delete_folder(task_list(context, write=True), "deleteditems")
    except FolderForbidden as error:
        raise _built_in() from error
    return GraphResponse(204)
