"""Contacts: list, get, create, update with move, delete (graph/api/resources/contact)."""

from typing import Any

from sandbox.microsoft.graph import extended, fields
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import GraphError, bad_body, conflict, missing, no_segment
from sandbox.microsoft.graph.paging import Shape, View, page
from sandbox.microsoft.graph.request import GraphRequest, GraphResponse
from sandbox.microsoft.ids import to_graph
from sandbox.microsoft.items import Item, Stale
from sandbox.microsoft.listing import Listing
from sandbox.microsoft.naming import display_name
from sandbox.microsoft.properties import PropertyId
from sandbox.microsoft.store import Folder


def item_id(item: Item, request: GraphRequest) -> str:
    return item.immutable_id if request.immutable_ids else item.graph_id


def versions(item: Item, request: GraphRequest) -> dict[str, Any]:
    """What every Outlook item has."""
    return {
        "@odata.etag": item.etag,
        "id": item_id(item, request),
        "createdDateTime": fields.moment(item.created),
        "lastModifiedDateTime": fields.moment(item.modified),
        "changeKey": item.change_key,
        "parentFolderId": to_graph(item.folder_id),
    }


def render(item: Item, request: GraphRequest) -> dict[str, Any]:
    return versions(item, request) | fields.to_json(item)


def lookup(item: Item, property_id: PropertyId) -> Any:
    return item.property(property_id)


SHAPE = Shape("contact", fields.CONTACT_PROPERTIES, render, lookup)


def _folder(context: Context) -> Folder:
    """The folder of the path; `/contacts` means the default one."""
    if "folder" not in context.params:
        return context.mailbox.well_known("contacts")
    folder = context.folder()
    if not folder.holds_contacts() and folder.distinguished != "deleteditems":
        raise missing(context.params["folder"])
    return folder


def _item(context: Context) -> Item:
    """`/contacts/{id}` reaches any contact of the mailbox, `/contactFolders/{f}/contacts/{id}` those in the folder."""
    return context.item("contact", _folder(context) if "folder" in context.params else None)


def list_contacts(context: Context) -> GraphResponse:
    return page(context.request, Listing(context.mailbox, _folder(context).id, "contact"), SHAPE)


def count_contacts(context: Context) -> GraphResponse:
    number = context.mailbox.count(_folder(context).id, "contact")
    return GraphResponse(200, str(number).encode(), {"Content-Type": "text/plain"})


def get_contact(context: Context) -> GraphResponse:
    return answer(context, _item(context), 200, SHAPE)


def answer(context: Context, item: Item, status: int, shape: Shape) -> GraphResponse:
    """One entity, or nothing at all where the client prefers that for a write."""
    headers = {"ETag": item.etag}
    write = context.request.method != "GET"
    if write and context.request.preferences().get("return") == "minimal":
        headers |= {"Preference-Applied": "return=minimal"}
        if status == 201:
            headers |= {"Location": f"{context.request.link().rstrip('?')}/{item_id(item, context.request)}"}
        return GraphResponse(204, None, headers)
    root = f"{context.request.base_url}/v1.0/$metadata#users('{context.mailbox.id}')"
    body = {"@odata.context": f"{root}/{shape.type_name}s/$entity"} | View(context.request, shape).show(item)
    if status == 201:
        headers |= {"Location": f"{context.request.link().rstrip('?')}/{item_id(item, context.request)}"}
    return GraphResponse(status, body, headers)


def create_contact(context: Context) -> GraphResponse:
    folder = _folder(context)
    body = context.request.json()
    wanted, properties = fields.from_json(body)
    _check_names(wanted)
    item = context.mailbox.create_item(folder.id, "contact", wanted, _merged(properties, body))
    return answer(context, item, 201, SHAPE)


def _merged(own: dict[PropertyId, Any], body: dict[str, Any]) -> dict[PropertyId, Any]:
    return own | extended.read_body(body)


def _check_names(wanted: dict[str, Any]) -> None:
    """Exchange keeps names up to 255 characters long (PidTag… strings of the contact's index)."""
    for name, field in fields.TEXTS.items():
        if field != "body" and len(wanted.get(field) or "") > 255:
            text = f"The value of property '{name}' is too long: the maximum length is 255 characters."
            raise GraphError(400, "ErrorPropertyValidationFailure", text)


def update_contact(context: Context) -> GraphResponse:
    """PATCH. A parentFolderId moves the contact. The display name is made anew when a part of the name changes and no
    display name is sent (graph/api/contact-update)."""
    item = _item(context)
    expected = context.expected_change(item)
    body = context.request.json()
    wanted, properties = fields.from_json(body)
    _check_names(wanted)
    target = _target(context, body)
    if "displayName" not in body and any(n in body for n in fields.NAME_PARTS):
        wanted["display_name"] = display_name(item.fields | wanted) or None
    try:
        item = context.mailbox.update_item(
            item, wanted, properties_set=_merged(properties, body), expected_change=expected
        )
    except Stale as error:
        raise conflict() from error
    if target is not None:
        item = context.mailbox.move_item(item, target.id)
    return answer(context, item, 200, SHAPE)


def _target(context: Context, body: dict[str, Any]) -> Folder | None:
    any_id = body.get("parentFolderId")
    if any_id is None:
        return None
    if not isinstance(any_id, str):
        raise bad_body("Cannot convert the literal of property 'parentFolderId' to the type 'Edm.String'.")
    folder = context.mailbox.folder(any_id)
    if folder is None:
        raise missing(any_id)
    if not folder.holds_contacts() and folder.distinguished != "deleteditems":
        raise GraphError(400, "ErrorInvalidFolderId", "A contact cannot be moved into a folder of this kind.")
    return folder


def delete_contact(context: Context) -> GraphResponse:
    """Into Deleted Items, where the immutable id still finds it; from there, out of sight."""
    item = _item(context)
    context.expected_change(item)
    in_bin = item.folder_id == context.mailbox.well_known("deleteditems").id
    context.mailbox.delete_item(item, "soft" if in_bin else "deleteditems")
    return GraphResponse(204)


def delete_for_good(context: Context) -> GraphResponse:
    context.mailbox.delete_item(_item(context), "hard")
    return GraphResponse(204)


def no_attachments(context: Context) -> GraphResponse:
    """Graph's contact has no attachments; only its photo can be reached."""
    raise no_segment("attachments")
