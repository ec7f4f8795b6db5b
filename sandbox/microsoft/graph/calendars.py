"""Calendars of a mailbox: list, get, create, rename, delete (graph/api/resources/calendar)."""

from functools import partial
from typing import Any

from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import GraphError, bad_body, missing, no_property
from sandbox.microsoft.graph.folders import lookup
from sandbox.microsoft.graph.paging import Shape, View, page
from sandbox.microsoft.graph.request import GraphRequest, GraphResponse
from sandbox.microsoft.store import Folder, FolderExists, FolderForbidden, Mailbox

_PROPERTIES = frozenset(
    "allowedOnlineMeetingProviders canEdit canShare canViewPrivateItems changeKey color defaultOnlineMeetingProvider"
    " hexColor id isDefaultCalendar isRemovable isTallyingResponses name owner calendarPermissions calendarView events"
    " multiValueExtendedProperties singleValueExtendedProperties".split()
)
# Taken in bodies and not kept: the sandbox's calendars have no colour.
_IGNORED = frozenset(("id", "color", "hexColor", "isDefaultCalendar", "changeKey", "owner"))


def holds_events(folder: Folder) -> bool:
    return folder.folder_class.lower().startswith("ipf.appointment")


def calendar_of(context: Context) -> Folder:
    """The calendar of the path; without one the default. Raises GraphError 404 or 400."""
    if "calendar" not in context.params:
        return context.mailbox.well_known("calendar")
    folder = context.folder("calendar")
    if not holds_events(folder):
        raise missing(context.params["calendar"])
    return folder


def _render(mailbox: Mailbox, folder: Folder, request: GraphRequest) -> dict[str, Any]:
    default = folder.distinguished == "calendar"
    return {
        "id": folder.graph_id,
        "name": folder.name,
        "color": "auto",
        "hexColor": "",
        "isDefaultCalendar": default,
        "changeKey": folder.change_key,
        "canShare": True,
        "canViewPrivateItems": True,
        "canEdit": True,
        "allowedOnlineMeetingProviders": ["teamsForBusiness"],
        "defaultOnlineMeetingProvider": "teamsForBusiness",
        "isTallyingResponses": default,
        "isRemovable": not default,
        "owner": {"name": mailbox.display_name, "address": mailbox.address},
    }


def _shape(context: Context) -> Shape:
    return Shape("calendar", _PROPERTIES, partial(_render, context.mailbox), lookup)


def list_calendars(context: Context) -> GraphResponse:
    """The default one first; none of those that lie in Deleted Items."""
    bin_id = context.mailbox.well_known("deleteditems").id
    found = [f for f in context.mailbox.folders() if holds_events(f) and not f.hidden and f.parent_id != bin_id]
    found.sort(key=lambda f: f.distinguished != "calendar")
    return page(context.request, found, _shape(context))


def get_calendar(context: Context) -> GraphResponse:
    return _answer(context, calendar_of(context), 200)


def _answer(context: Context, folder: Folder, status: int) -> GraphResponse:
    root = f"{context.request.base_url}/v1.0/$metadata#users('{context.mailbox.id}')/calendars/$entity"
    return GraphResponse(status, {"@odata.context": root} | View(context.request, _shape(context)).show(folder))


def _name(body: dict[str, Any]) -> str | None:
    for key in body:
        if "@" not in key and key != "name" and key not in _IGNORED:
            raise no_property(key, "calendar")
    name = body.get("name")
    if name is not None and (not isinstance(name, str) or not name.strip()):
        raise bad_body("The property 'name' of a calendar takes a text that is not empty.")
    return name


def _exists() -> GraphError:
    return GraphError(409, "ErrorFolderExists", "A folder with the specified name already exists.")


def create_calendar(context: Context) -> GraphResponse:
    name = _name(context.request.json())
    if name is None:
        raise GraphError(400, "ErrorInvalidProperty", "The property 'Name' is required when creating the entity.")
    parent = context.mailbox.well_known("calendar")
    try:
        return _answer(context, context.mailbox.create_folder(parent.id, name, "IPF.Appointment"), 201)
    except FolderExists as error:
        raise _exists() from error


def update_calendar(context: Context) -> GraphResponse:
    folder, name = calendar_of(context), _name(context.request.json())
    try:
        return _answer(context, context.mailbox.rename_folder(folder, name) if name else folder, 200)
    except FolderExists as error:
        raise _exists() from error
    except FolderForbidden as error:
        raise _forbidden() from error


def _forbidden() -> GraphError:
    return GraphError(403, "ErrorDistinguishedFolder", "The operation is not allowed on a distinguished folder.")


def delete_calendar(context: Context) -> GraphResponse:
    """Into Deleted Items with all it holds."""
    try:
        context.mailbox.delete_folder(calendar_of(context), "deleteditems")
    except FolderForbidden as error:
        raise _forbidden() from error
    return GraphResponse(204)
