"""Small files on events: list, get, add, delete (graph/api/event-post-attachments, up to 3 MB)."""

import base64
import binascii
from typing import Any

from sandbox.microsoft.graph.attachments import render_attachment
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import GraphError, bad_body, missing
from sandbox.microsoft.graph.events import event_of
from sandbox.microsoft.graph.events_fields import flag
from sandbox.microsoft.graph.fields import text
from sandbox.microsoft.graph.request import GraphResponse
from sandbox.microsoft.store import Attachment

LARGEST = 3 * 1024 * 1024
_FILE = "#microsoft.graph.fileattachment"
_KNOWN = frozenset(
    "contentBytes contentId contentLocation contentType id isInline lastModifiedDateTime name size".split()
)


def list_attachments(context: Context) -> GraphResponse:
    found = context.mailbox.attachments(event_of(context))
    body = {"@odata.context": f"{context.request.base_url}/v1.0/$metadata#Collection(attachment)"}
    return GraphResponse(200, body | {"value": [render_attachment(a, whole=True) for a in found]}, units=len(found))


def _attachment(context: Context) -> Attachment:
    item = event_of(context)
    found = context.mailbox.attachment(context.params["attachment"])
    if found is None or found[1].key != item.key:
        raise missing(context.params["attachment"])
    return found[0]


def get_attachment(context: Context) -> GraphResponse:
    return GraphResponse(200, render_attachment(_attachment(context), whole=True))


def get_attachment_value(context: Context) -> GraphResponse:
    attachment = _attachment(context)
    return GraphResponse(200, attachment.content, {"Content-Type": attachment.content_type})


def add_attachment(context: Context) -> GraphResponse:
    """A fileAttachment; other kinds are not served."""
    item = event_of(context)
    body = context.request.json()
    content, name = _content(body), text("name", body.get("name"))
    if not name:
        raise GraphError(400, "ErrorInvalidProperty", "The property 'Name' is required when creating the entity.")
    kind = text("contentType", body.get("contentType")) or "application/octet-stream"
    flags = {
        "is_inline": bool(flag("isInline", body.get("isInline"))),
        "content_id": text("contentId", body.get("contentId")),
    }
    made = context.mailbox.add_attachment(item, name, content, kind, **flags)
    return GraphResponse(201, render_attachment(made, whole=True))


def _content(body: dict[str, Any]) -> bytes:
    if str(body.get("@odata.type", "")).lower() != _FILE:
        raise bad_body("The '@odata.type' of an attachment must be '#microsoft.graph.fileAttachment' here.")
    for name in body:
        if "@" not in name and name not in _KNOWN:
            raise bad_body(f"The property '{name:.60}' does not exist on type 'microsoft.graph.fileAttachment'.")
    try:
        content = base64.b64decode(text("contentBytes", body.get("contentBytes")) or "", validate=True)
    except (binascii.Error, ValueError) as error:
        raise bad_body("The property 'contentBytes' is no base64.") from error
    if len(content) > LARGEST:
        raise GraphError(413, "ErrorMessageSizeExceeded", "An attachment of more than 3 MB needs an upload session.")
    return content


def delete_attachment(context: Context) -> GraphResponse:
    context.mailbox.delete_attachment(event_of(context), _attachment(context))
    return GraphResponse(204)
