"""A message as Graph shows it (graph/api/resources/message)."""

from functools import partial
from typing import Any
from urllib.parse import quote

from sandbox.microsoft.ews.html import converted, to_text
from sandbox.microsoft.graph.attachments import render_attachment
from sandbox.microsoft.graph.contacts import item_id, lookup, versions
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.extended import split_top_level
from sandbox.microsoft.graph.fields import moment
from sandbox.microsoft.graph.message_fields import FLAGS, FOLLOW_UP, MESSAGE_PROPERTIES, PEOPLE, PERSONS, STATUSES
from sandbox.microsoft.graph.paging import Shape
from sandbox.microsoft.graph.permissions import READ
from sandbox.microsoft.graph.request import GraphRequest
from sandbox.microsoft.graph.safe_html import safe
from sandbox.microsoft.ids import to_graph
from sandbox.microsoft.items import Item
from sandbox.microsoft.messages import has_attachments, is_draft, received_of, sent_of
from sandbox.microsoft.store import Mailbox

PREVIEW = 255
_READ_FOR_PREVIEW = 50_000
_ASKED = ("internetMessageHeaders", "uniqueBody")  # come on $select only
_HIDDEN_FROM_BASIC = ("body", "bodyPreview", "uniqueBody", "attachments")
_WEB = "https://outlook.office365.com/owa/"
_TYPES = {
    "IPM.Schedule.Meeting.Request": "eventMessageRequest",
    "IPM.Schedule.Meeting.Resp": "eventMessageResponse",
    "IPM.Schedule.Meeting.Canceled": "eventMessage",
}


def message_shape(context: Context) -> Shape:
    """How this request wants messages: with attachments or headers, whole or only what Mail.ReadBasic may see."""
    basic = not context.claims.permissions & READ["mail_whole"]
    render = partial(_render, context.mailbox, basic)
    return Shape("message", MESSAGE_PROPERTIES, render, None if basic else lookup, frozenset(("attachments",)))


def applied(request: GraphRequest) -> dict[str, str]:
    """The header that says which of Outlook's preferences was followed."""
    wanted = request.preferences().get("outlook.body-content-type", "")
    return {"Preference-Applied": f'outlook.body-content-type="{wanted}"'} if wanted else {}


def _render(mailbox: Mailbox, basic: bool, item: Item, request: GraphRequest) -> dict[str, Any]:
    fields = item.fields
    shown = _type(item) | versions(item, request) | _facts(item, request) | _body(item, request)
    shown |= {name: _recipient(fields.get(field)) for name, field in PERSONS.items()}
    shown |= {name: [_recipient(one) for one in fields.get(field) or ()] for name, field in PEOPLE.items()}
    shown |= {name: bool(fields.get(field)) for name, field in FLAGS.items()}
    shown["flag"] = _flag(fields.get("flag") or {})
    asked = [name.strip() for name in request.query.get("$select", "").split(",")]
    if _ASKED[0] in asked:
        shown[_ASKED[0]] = [{"name": name, "value": value} for name, value in fields.get("headers") or ()]
    if _ASKED[1] in asked:
        shown[_ASKED[1]] = shown["body"]
    if "attachments" in [p.partition("(")[0].strip() for p in split_top_level(request.query.get("$expand", ""))]:
        shown["attachments"] = [render_attachment(a, whole=True) for a in mailbox.attachments(item)]
    return {name: value for name, value in shown.items() if not (basic and name in _HIDDEN_FROM_BASIC)}


def _type(item: Item) -> dict[str, str]:
    name = next((name for start, name in _TYPES.items() if item.item_class.startswith(start)), None)
    return {"@odata.type": f"#microsoft.graph.{name}"} if name else {}


def _facts(item: Item, request: GraphRequest) -> dict[str, Any]:
    fields, own_id = item.fields, item_id(item, request)
    conversation = fields.get("conversation_id")
    return {
        "categories": list(fields.get("categories") or ()),
        "subject": fields.get("subject") or "",
        "importance": (fields.get("importance") or "Normal").lower(),
        "inferenceClassification": "focused",
        "hasAttachments": has_attachments(item),
        "isDraft": is_draft(item),
        "internetMessageId": fields.get("internet_message_id"),
        "conversationId": conversation and to_graph(conversation),
        "conversationIndex": fields.get("conversation_index"),
        "receivedDateTime": moment(received_of(item)),
        "sentDateTime": moment(sent_of(item)),
        "webLink": f"{_WEB}?ItemID={quote(own_id, safe='')}&exvsurl=1&viewmodel=ReadMessageItem",
    }


def _body(item: Item, request: GraphRequest) -> dict[str, Any]:
    content, is_html = str(item.fields.get("body") or ""), item.fields.get("body_type") == "html"
    wanted = request.preferences()
    start = to_text(content[:_READ_FOR_PREVIEW]) if is_html else content[:_READ_FOR_PREVIEW]
    if wanted.get("outlook.body-content-type", "").lower() == "text":
        body = {"contentType": "text", "content": to_text(content) if is_html else content}
    elif is_html:
        unsafe = "outlook.allow-unsafe-html" in wanted
        body = {"contentType": "html", "content": content if unsafe else safe(content)}
    elif is_draft(item):
        body = {"contentType": "text", "content": content}
    else:
        body = {"contentType": "html", "content": converted(content)}
    return {"body": body, "bodyPreview": " ".join(start.split(" "))[:PREVIEW]}


def _flag(flag: dict[str, Any]) -> dict[str, Any]:
    status = next(name for name, word in STATUSES.items() if word == flag.get("status"))
    zoned = {
        name: {"dateTime": moment(flag[key]).removesuffix("Z") + ".0000000", "timeZone": "UTC"}
        for name, key in FOLLOW_UP.items()
        if flag.get(key)
    }
    return {"flagStatus": status} | zoned


def _recipient(entry: Any) -> dict[str, Any] | None:
    if not isinstance(entry, dict):
        return None
    return {"emailAddress": {"name": entry.get("name"), "address": entry.get("address")}}
