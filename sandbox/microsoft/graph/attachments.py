"""Attachments of messages and events: list, get, their content, add, delete (graph/api/resources/attachment)."""

import base64
import binascii
from typing import Any

from sandbox.microsoft.calendar_meetings import Calendar
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import GraphError, bad_body, missing
from sandbox.microsoft.graph.fields import moment, text
from sandbox.microsoft.graph.message_fields import from_json
from sandbox.microsoft.graph.paging import Shape, View
from sandbox.microsoft.graph.request import GraphRequest, GraphResponse
from sandbox.microsoft.items import Item
from sandbox.microsoft.mail.compose import compose
from sandbox.microsoft.mail.parse import parse
from sandbox.microsoft.mail.parts import File
from sandbox.microsoft.store import Attachment, Mailbox, Store

_FILE, _ITEM = "#microsoft.graph.fileAttachment", "#microsoft.graph.itemAttachment"
_LINK = "#microsoft.graph.referenceAttachment"
_COMMON = frozenset("contentType id isInline lastModifiedDateTime name size".split())
_OF_FILE = _COMMON | {"contentBytes", "contentId", "contentLocation"}
_OF_ITEM = _COMMON | {"item"}


def render_attachment(attachment: Attachment, *, whole: bool) -> dict[str, Any]:
    """whole: with contentBytes. The item of an itemAttachment comes on $expand only; v1.0 tells no address of a
    referenceAttachment."""
    bare = attachment.is_item or attachment.is_link
    shown: dict[str, Any] = {
        "@odata.type": _LINK if attachment.is_link else _ITEM if attachment.is_item else _FILE,
        "id": attachment.graph_id,
        "lastModifiedDateTime": moment(attachment.modified),
        "name": attachment.name,
        "contentType": None if bare else attachment.content_type,
        "size": attachment.size,
        "isInline": attachment.is_inline,
    }
    if bare:
        return shown
    shown |= {"@odata.mediaContentType": attachment.content_type, "contentId": attachment.content_id}
    shown["contentLocation"] = None
    return shown | ({"contentBytes": base64.b64encode(attachment.content).decode()} if whole else {})


def _shape(request: GraphRequest) -> Shape:
    """Content is read only where it is wanted."""
    wanted = request.query.get("$select", "contentBytes")
    whole = "contentBytes" in [name.strip().rpartition("/")[2] for name in wanted.split(",")] or "*" in wanted
    properties = _OF_FILE | _OF_ITEM | {"microsoft.graph.fileAttachment", "microsoft.graph.itemAttachment"}
    expand = request.query.get("$expand", "").replace("microsoft.graph.itemattachment/item", "item")

    def render(attachment: Attachment, _: GraphRequest) -> dict[str, Any]:
        shown = render_attachment(attachment, whole=whole)
        if (attachment.is_item and expand.partition("/")[2] == "item") or (attachment.is_item and expand == "item"):
            shown["item"] = _inner(attachment)
        return shown

    names = frozenset(("microsoft.graph.itemattachment/item", "microsoft.graph.itemAttachment/item", "item"))
    return Shape("attachment", properties, render, None, names)


def _inner(attachment: Attachment) -> dict[str, Any]:
    """The attached message's main properties."""
    fields = parse(attachment.content).fields
    body, author = str(fields.get("body") or ""), fields.get("from")
    return {
        "@odata.type": "#microsoft.graph.message",
        "subject": fields.get("subject") or "",
        "internetMessageId": fields.get("internet_message_id"),
        "from": author and {"emailAddress": {"name": author["name"], "address": author["address"]}},
        "body": {"contentType": fields.get("body_type", "text"), "content": body},
        "sentDateTime": moment(fields["sent"]) if "sent" in fields else None,
    }


def message_of(context: Context) -> Item:
    return context.item("message", context.folder() if "folder" in context.params else None)


def owner_of(context: Context) -> Item:
    """The message that the attachments of the path belong to; below `/events` the event."""
    if "events" not in [segment.lower() for segment in context.request.segments[1:]]:
        return message_of(context)
    return context.item("event", context.folder("calendar") if "calendar" in context.params else None)


def list_attachments(context: Context) -> GraphResponse:
    """All in one page: Graph does not page them."""
    view = View(context.request, _shape(context.request))
    rows = [view.show(a) for a in context.mailbox.attachments(owner_of(context))]
    body = {"@odata.context": f"{context.request.base_url}/v1.0/$metadata#Collection(attachment)"}
    return GraphResponse(200, body | {"value": rows}, units=len(rows))


def _attachment(context: Context) -> Attachment:
    item = owner_of(context)
    found = context.mailbox.attachment(context.params["attachment"])
    if found is None or found[1].key != item.key:
        raise missing(context.params["attachment"])
    return found[0]


def get_attachment(context: Context) -> GraphResponse:
    return GraphResponse(200, View(context.request, _shape(context.request)).show(_attachment(context)))


def get_attachment_value(context: Context) -> GraphResponse:
    """The file, or the MIME of an attached message; a link has none."""
    attachment = _attachment(context)
    if attachment.is_link:
        raise GraphError(405, "ErrorInvalidRequest", "A reference attachment has no content.")
    return GraphResponse(200, attachment.content, {"Content-Type": attachment.content_type})


def add_attachment(context: Context) -> GraphResponse:
    """Up to about 3 MB, which is what a request of 4 MB can carry in base64; larger ones need an upload session."""
    file = read_attachment(context, context.request.json())
    marks = {"content_id": file.content_id, "is_inline": file.is_inline, "is_item": file.is_item}
    owner = owner_of(context)
    made = context.mailbox.add_attachment(owner, file.name, file.content, file.content_type, **marks)
    tell_people(context.store, context.mailbox, owner)
    return GraphResponse(201, render_attachment(made, whole=True))


def read_attachment(context: Context, body: Any) -> File:
    """A fileAttachment or an itemAttachment with a message in it. Raises GraphError 400."""
    if not isinstance(body, dict):
        raise bad_body("A 'StartObject' node was expected for an attachment.")
    kind = str(body.get("@odata.type", "")).lower().lstrip("#")
    if kind not in ("microsoft.graph.fileattachment", "microsoft.graph.itemattachment"):
        raise bad_body("The '@odata.type' of an attachment must be a fileAttachment or an itemAttachment here.")
    is_item = kind.endswith("itemattachment")
    for name in body:
        if "@" not in name and name not in (_OF_ITEM if is_item else _OF_FILE):
            raise bad_body(f"The property '{name:.60}' does not exist on type '{kind}'.")
    name = text("name", body.get("name"))
    if not name:
        raise GraphError(400, "ErrorInvalidProperty", "The property 'Name' is required when creating the entity.")
    if is_item:
        return File(name, "message/rfc822", _mime(context, body.get("item")), is_item=True)
    content_type = text("contentType", body.get("contentType")) or "application/octet-stream"
    content_id = text("contentId", body.get("contentId"))
    return File(name, content_type, _content(body), content_id or None, body.get("isInline") is True)


def _content(body: dict[str, Any]) -> bytes:
    try:
        return base64.b64decode(text("contentBytes", body.get("contentBytes")) or "", validate=True)
    except (binascii.Error, ValueError) as error:
        raise bad_body("The property 'contentBytes' is no base64.") from error


def _mime(context: Context, item: Any) -> bytes:
    if not isinstance(item, dict) or "message" not in str(item.get("@odata.type", "message")).lower():
        raise bad_body("The sandbox attaches messages only.")
    return compose(from_json(item), (), context.store.clock.now())


def delete_attachment(context: Context) -> GraphResponse:
    owner = owner_of(context)
    context.mailbox.delete_attachment(owner, _attachment(context))
    tell_people(context.store, context.mailbox, owner)
    return GraphResponse(204)


def tell_people(store: Store, mailbox: Mailbox, owner: Item) -> None:
    """Graph sends a meeting's people what its organiser attaches to it, or takes off it."""
    now = mailbox.item(owner.ews_id) if owner.kind == "event" else None
    if now is not None and now.fields.get("attendees"):
        Calendar(store, mailbox).update(now, {}, send="all")
