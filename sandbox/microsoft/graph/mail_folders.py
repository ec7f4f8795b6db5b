"""Mail folders: list, get, create, rename, move, copy nothing, delete (graph/api/resources/mailfolder)."""

from functools import partial
from typing import Any

from sandbox.microsoft.graph import extended
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import GraphError, bad_body, missing, no_property
from sandbox.microsoft.graph.fields import text
from sandbox.microsoft.graph.folders import MAIL_FOLDER, exists, forbidden, lookup, render
from sandbox.microsoft.graph.paging import Shape, View, page
from sandbox.microsoft.graph.request import GraphRequest, GraphResponse
from sandbox.microsoft.store import Folder, FolderExists, FolderForbidden, Mailbox

_KNOWN = frozenset(("displayName", "isHidden", "id", "parentFolderId", "childFolderCount", "totalItemCount"))


def is_shown(folder: Folder) -> bool:
    """Whether it is a folder of mail; the root of what people see counts as one of them only when asked by name."""
    return folder.folder_class.startswith("IPF.Note")


def folder_shape(context: Context) -> Shape:
    return Shape("mailFolder", MAIL_FOLDER, partial(_render, context.mailbox), lookup, frozenset(("childFolders",)))


def _render(mailbox: Mailbox, folder: Folder, request: GraphRequest) -> dict[str, Any]:
    shown = render(folder, request) | {"isHidden": folder.hidden} | _counts(mailbox, folder)
    if "childFolders" in request.query.get("$expand", ""):
        below = [child for child in mailbox.child_folders(folder.id) if is_shown(child)]
        shown["childFolders"] = [render(child, request) | _counts(mailbox, child) for child in below]
    return shown


def _counts(mailbox: Mailbox, folder: Folder) -> dict[str, int]:
    return {
        "childFolderCount": len([f for f in mailbox.child_folders(folder.id) if not f.hidden]),
        "totalItemCount": mailbox.count(folder.id),
        "unreadItemCount": mailbox.unread(folder.id),
    }


def _folder(context: Context) -> Folder:
    """By id or well-known name: inbox, archive, msgfolderroot, recoverableitemsdeletions … Raises GraphError 404."""
    folder = context.folder()
    if not is_shown(folder) and not folder.distinguished:
        raise missing(context.params["folder"])
    return folder


def list_folders(context: Context) -> GraphResponse:
    """Those right below the root or a folder; hidden ones with includeHiddenFolders=true."""
    parent = _folder(context) if "folder" in context.params else context.mailbox.well_known("msgfolderroot")
    hidden = context.request.query.get("includehiddenfolders", "").lower() == "true"
    found = [f for f in context.mailbox.child_folders(parent.id) if is_shown(f) and (hidden or not f.hidden)]
    return page(context.request, found, folder_shape(context))


def get_folder(context: Context) -> GraphResponse:
    return _answer(context, _folder(context), 200)


def _answer(context: Context, folder: Folder, status: int) -> GraphResponse:
    root = f"{context.request.base_url}/v1.0/$metadata#users('{context.mailbox.id}')/mailFolders/$entity"
    return GraphResponse(status, {"@odata.context": root} | View(context.request, folder_shape(context)).show(folder))


def _name(body: dict[str, Any]) -> str | None:
    for name in body:
        if "@" not in name and name not in _KNOWN and name not in (extended.SINGLE, extended.MULTI):
            raise no_property(name, "mailFolder")
    found = text("displayName", body.get("displayName"))
    if "displayName" in body and not (found or "").strip():
        raise bad_body("The property 'displayName' of a mailFolder takes a text that is not empty.")
    return found


def create_folder(context: Context) -> GraphResponse:
    """Answers 409 ErrorFolderExists when a sibling has the name, in any case."""
    body, mailbox = context.request.json(), context.mailbox
    name = _name(body)
    if name is None:
        what = "The property 'DisplayName' is required when creating the entity."
        raise GraphError(400, "ErrorInvalidProperty", what)
    parent = _folder(context) if "folder" in context.params else mailbox.well_known("msgfolderroot")
    values = extended.read_body(body)
    try:
        folder = mailbox.create_folder(parent.id, name, "IPF.Note")
    except FolderExists as error:
        raise exists() from error
    return _answer(context, mailbox.set_folder_properties(folder, values) if values else folder, 201)


def update_folder(context: Context) -> GraphResponse:
    folder, body = _folder(context), context.request.json()
    name, values = _name(body), extended.read_body(body)
    try:
        if name is not None and name != folder.name:
            folder = context.mailbox.rename_folder(folder, name)
    except FolderExists as error:
        raise exists() from error
    except FolderForbidden as error:
        raise forbidden(folder) from error
    return _answer(context, context.mailbox.set_folder_properties(folder, values) if values else folder, 200)


def move_folder(context: Context) -> GraphResponse:
    folder = _folder(context)
    any_id = text("destinationId", context.request.json().get("destinationId")) or ""
    target = context.mailbox.folder(any_id)
    if target is None:
        raise missing(any_id)
    try:
        return _answer(context, context.mailbox.move_folder(folder, target.id), 201)
    except FolderExists as error:
        raise exists() from error
    except FolderForbidden as error:
        raise forbidden(folder) from error


def delete_folder(context: Context) -> GraphResponse:
    """Into Deleted Items with all it holds; for good when it lies there already."""
    folder = _folder(context)
    bin_id = context.mailbox.well_known("deleteditems").id
    try:
        context.mailbox.delete_folder(folder, "soft" if folder.parent_id == bin_id else "deleteditems")
    except FolderForbidden as error:
        raise forbidden(folder) from error
    return GraphResponse(204)
