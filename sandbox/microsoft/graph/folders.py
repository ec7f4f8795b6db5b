"""Contact folders, and what mail folders share with them (graph/api/resources/contactfolder and mailfolder)."""

from typing import Any

from sandbox.microsoft.graph import extended
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import GraphError, bad_body, missing, no_property
from sandbox.microsoft.graph.paging import Shape, View, page
from sandbox.microsoft.graph.request import GraphRequest, GraphResponse
from sandbox.microsoft.ids import to_graph
from sandbox.microsoft.properties import PropertyId
from sandbox.microsoft.store import Folder, FolderExists, FolderForbidden

_EXTENDED = frozenset(("singleValueExtendedProperties", "multiValueExtendedProperties"))
CONTACT_FOLDER = frozenset(("id", "displayName", "parentFolderId", "childFolders", "contacts")) | _EXTENDED
_COUNTS = ("childFolderCount", "isHidden", "totalItemCount", "unreadItemCount")
MAIL_FOLDER = frozenset(("id", "displayName", "parentFolderId", "childFolders", "messages", *_COUNTS)) | _EXTENDED


def render(folder: Folder, request: GraphRequest) -> dict[str, Any]:
    above = to_graph(folder.parent_id) if folder.parent_id else None
    return {"id": folder.graph_id, "parentFolderId": above, "displayName": folder.name}


def lookup(folder: Folder, property_id: PropertyId) -> Any:
    if property_id == PropertyId("String", tag=0x3001):
        return folder.name
    if property_id == PropertyId("String", tag=0x3613):
        return folder.folder_class
    if property_id == PropertyId("Boolean", tag=0x10F4):
        return folder.hidden
    return folder.properties.get(property_id)


SHAPE = Shape("contactFolder", CONTACT_FOLDER, render, lookup)


def contact_folder(context: Context) -> Folder:
    folder = context.folder()
    if not folder.holds_contacts():
        raise missing(context.params["folder"])
    return folder


def list_folders(context: Context) -> GraphResponse:
    """`/contactFolders` lists what lies in Contacts, not Contacts itself; hidden folders are left out."""
    parent = contact_folder(context) if "folder" in context.params else context.mailbox.well_known("contacts")
    children = [f for f in context.mailbox.child_folders(parent.id) if f.holds_contacts() and not f.hidden]
    return page(context.request, children, SHAPE)


def get_folder(context: Context) -> GraphResponse:
    return _answer(context, contact_folder(context), 200)


def _answer(context: Context, folder: Folder, status: int) -> GraphResponse:
    if status != 200 and context.request.preferences().get("return") == "minimal":
        return GraphResponse(204, None, {"Preference-Applied": "return=minimal"})
    root = f"{context.request.base_url}/v1.0/$metadata#users('{context.mailbox.id}')/contactFolders/$entity"
    return GraphResponse(status, {"@odata.context": root} | View(context.request, SHAPE).show(folder))


def _read(body: dict[str, Any]) -> tuple[str | None, str | None]:
    """The name and the parent that a body gives. Raises GraphError 400."""
    for name, value in body.items():
        if "@" in name or name in _EXTENDED or name == "id":
            continue
        if name not in ("displayName", "parentFolderId"):
            raise no_property(name, "contactFolder")
        if not isinstance(value, str) or not value.strip():
            raise bad_body(f"The property '{name}' of a contactFolder takes a text that is not empty.")
    return body.get("displayName"), body.get("parentFolderId")


def exists() -> GraphError:
    return GraphError(409, "ErrorFolderExists", "A folder with the specified name already exists.")


def create_folder(context: Context) -> GraphResponse:
    """Answers 409 ErrorFolderExists when a sibling has the name, in any case."""
    body = context.request.json()
    name, wanted_parent = _read(body)
    if name is None:
        raise GraphError(
            400, "ErrorInvalidProperty", "The property 'DisplayName' is required when creating the entity."
        )
    parent = contact_folder(context) if "folder" in context.params else context.mailbox.well_known("contacts")
    if wanted_parent is not None:
        parent = _parent(context, wanted_parent)
    values = extended.read_body(body)
    try:
        folder = context.mailbox.create_folder(parent.id, name, "IPF.Contact")
    except FolderExists as error:
        raise exists() from error
    return _answer(context, context.mailbox.set_folder_properties(folder, values) if values else folder, 201)


def _parent(context: Context, any_id: str) -> Folder:
    found = context.mailbox.folder(any_id)
    if found is None:
        raise missing(any_id)
    return found


def update_folder(context: Context) -> GraphResponse:
    folder = contact_folder(context)
    body = context.request.json()
    name, parent_id = _read(body)
    values = extended.read_body(body)
    try:
        if parent_id is not None and (parent := _parent(context, parent_id)).id != folder.parent_id:
            folder = context.mailbox.move_folder(folder, parent.id)
        if name is not None and name != folder.name:
            folder = context.mailbox.rename_folder(folder, name)
    except FolderExists as error:
        raise exists() from error
    except FolderForbidden as error:
        raise forbidden(folder) from error
    return _answer(context, context.mailbox.set_folder_properties(folder, values) if values else folder, 200)


def forbidden(folder: Folder) -> GraphError:
    if not folder.distinguished:
        return GraphError(400, "ErrorMoveCopyFailed", "The folder cannot be moved into itself.")
    return GraphError(403, "ErrorDistinguishedFolder", "The operation is not allowed on a distinguished folder.")


def delete_folder(context: Context) -> GraphResponse:
    """Into Deleted Items with all it holds, as Outlook does; for good when it lies there already."""
    folder = contact_folder(context)
    bin_id = context.mailbox.well_known("deleteditems").id
    try:
        context.mailbox.delete_folder(folder, "soft" if folder.parent_id == bin_id else "deleteditems")
    except FolderForbidden as error:
        raise forbidden(folder) from error
    return GraphResponse(204)
