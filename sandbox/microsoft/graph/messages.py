"""Messages, as far as folders need them: list, get, attachments (graph/api/resources/message)."""

import base64
from typing import Any

from sandbox.microsoft.graph.contacts import answer, lookup, versions
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import missing
from sandbox.microsoft.graph.fields import moment
from sandbox.microsoft.graph.paging import Shape, page
from sandbox.microsoft.graph.request import GraphRequest, GraphResponse
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Attachment

_PROPERTIES = """bccRecipients body bodyPreview ccRecipients conversationId conversationIndex flag from hasAttachments
importance inferenceClassification internetMessageHeaders internetMessageId isDeliveryReceiptRequested isDraft isRead
isReadReceiptRequested parentFolderId receivedDateTime replyTo sender sentDateTime subject toRecipients uniqueBody
webLink id categories changeKey createdDateTime lastModifiedDateTime attachments singleValueExtendedProperties"""


def render(item: Item, request: GraphRequest) -> dict[str, Any]:
    fields = item.fields
    body = fields.get("body") or ""
    when = fields.get("received") or item.created
    return versions(item, request) | {
        "categories": list(fields.get("categories") or ()),
        "subject": fields.get("subject"),
        "bodyPreview": body[:255],
        "body": {"contentType": (fields.get("body_type") or "Text").lower(), "content": body},
        "importance": (fields.get("importance") or "Normal").lower(),
        "hasAttachments": item.attachment_count > 0,
        "isRead": bool(fields.get("is_read")),
        "isDraft": bool(fields.get("is_draft")),
        "internetMessageId": fields.get("internet_message_id"),
        "conversationId": fields.get("conversation_id"),
        "receivedDateTime": moment(when),
        "sentDateTime": moment(fields.get("sent") or when),
        "from": _recipient(fields.get("from")),
        "sender": _recipient(fields.get("from")),
        "toRecipients": _recipients(fields.get("to")),
        "ccRecipients": _recipients(fields.get("cc")),
        "bccRecipients": _recipients(fields.get("bcc")),
    }


def _recipient(entry: Any) -> dict[str, Any] | None:
    if not isinstance(entry, dict):
        return None
    return {"emailAddress": {"name": entry.get("name"), "address": entry.get("address")}}


def _recipients(entries: Any) -> list[dict[str, Any]]:
    found = [_recipient(e) for e in entries] if isinstance(entries, list) else []
    return [f for f in found if f is not None]


SHAPE = Shape("message", frozenset(_PROPERTIES.split()), render, lookup)


def list_messages(context: Context) -> GraphResponse:
    if "folder" in context.params:
        return page(context.request, _newest(context.mailbox.items(context.folder().id, "message")), SHAPE)
    everywhere = [i for f in context.mailbox.folders() for i in context.mailbox.items(f.id, "message")]
    return page(context.request, _newest(everywhere), SHAPE)


def _newest(items: list[Item]) -> list[Item]:
    return sorted(items, key=lambda i: (i.fields.get("received") or i.created, i.key), reverse=True)


def get_message(context: Context) -> GraphResponse:
    folder = context.folder() if "folder" in context.params else None
    return answer(context, context.item("message", folder), 200, SHAPE)


def render_attachment(attachment: Attachment, *, whole: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "@odata.mediaContentType": attachment.content_type,
        "id": attachment.graph_id,
        "lastModifiedDateTime": moment(attachment.modified),
        "name": attachment.name,
        "contentType": attachment.content_type,
        "size": len(attachment.content),
        "isInline": attachment.is_inline,
        "contentId": attachment.content_id,
        "contentLocation": None,
    }
    return shown | ({"contentBytes": base64.b64encode(attachment.content).decode()} if whole else {})


def list_attachments(context: Context) -> GraphResponse:
    found = context.mailbox.attachments(context.item("message"))
    body = {"@odata.context": f"{context.request.base_url}/v1.0/$metadata#Collection(attachment)"}
    return GraphResponse(200, body | {"value": [render_attachment(a, whole=True) for a in found]}, units=len(found))


def _attachment(context: Context) -> Attachment:
    item = context.item("message")
    found = context.mailbox.attachment(context.params["attachment"])
    if found is None or found[1].key != item.key:
        raise missing(context.params["attachment"])
    return found[0]


def get_attachment(context: Context) -> GraphResponse:
    return GraphResponse(200, render_attachment(_attachment(context), whole=True))


def get_attachment_value(context: Context) -> GraphResponse:
    attachment = _attachment(context)
    return GraphResponse(200, attachment.content, {"Content-Type": attachment.content_type})
