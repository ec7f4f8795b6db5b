"""Messages: list, get, make drafts, change, delete, and their MIME (graph/api/resources/message)."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sandbox.microsoft.graph import extended
from sandbox.microsoft.graph.attachments import message_of, read_attachment
from sandbox.microsoft.graph.contacts import answer
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import GraphError, bad_body, bad_query, conflict
from sandbox.microsoft.graph.message_fields import from_json, read_mime
from sandbox.microsoft.graph.message_search import search
from sandbox.microsoft.graph.message_view import applied, message_shape
from sandbox.microsoft.graph.paging import page
from sandbox.microsoft.graph.request import GraphResponse
from sandbox.microsoft.items import Item, Stale
from sandbox.microsoft.messages import is_draft, received_of
from sandbox.microsoft.store import Folder, Mailbox

# A search for one Message-ID, or for what was changed lately, need not look at every message.
_BY_ID = re.compile(r"\s*internetMessageId\s+eq\s+'((?:[^']|'')*)'\s*$", re.I)
_CHANGED = re.compile(r"\s*lastModifiedDateTime\s+g[et]\s+(\S+Z)(?:\s*$|\s+and\s(?!.*\sor\s))", re.I)
# Exchange cannot search these (graph/api/resources/message has no $filter for them).
_UNSEARCHED = ("toRecipients", "ccRecipients", "bccRecipients", "replyTo", "internetMessageHeaders", "uniqueBody")


def list_messages(context: Context) -> GraphResponse:
    """Newest first; without a folder those of the whole mailbox, Deleted Items with them."""
    _check_search(context.request.query)
    found, shape = _candidates(context), message_shape(context)
    if "$search" in context.request.query:
        newest, shape = search(context.mailbox, found, context.request.query), replace(shape, searchable=True)
    else:
        newest = sorted(found, key=lambda i: (received_of(i), i.key), reverse=True)
    response = page(context.request, newest, shape)
    response.headers |= applied(context.request)
    return response


def _candidates(context: Context) -> list[Item]:
    """The messages of the folder or of all folders, or those that such a search can mean."""
    mailbox, wanted = context.mailbox, context.request.query.get("$filter", "")
    folders = {context.folder().id} if "folder" in context.params else _visible(mailbox)
    if named := _BY_ID.match(wanted):
        found = mailbox.messages_with_id(named[1].replace("''", "'"))
    elif changed := _since(wanted):
        found = mailbox.messages_changed_since(changed)
    else:
        return [item for folder in folders for item in mailbox.items(folder, "message")]
    return [item for item in found if item.folder_id in folders]


def _since(wanted: str) -> datetime | None:
    found = _CHANGED.match(wanted)
    try:
        return datetime.fromisoformat(found[1]).astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return None


def _visible(mailbox: Mailbox) -> set[str]:
    return {f.id for f in mailbox.folders() if not (f.distinguished or "").startswith("recoverable")}


def _check_search(query: dict[str, str]) -> None:
    """What Exchange refuses or finds too complex (graph/api/user-list-messages). Raises GraphError 400."""
    wanted, order = query.get("$filter", ""), query.get("$orderby", "")
    for name in _UNSEARCHED:
        if name in wanted:
            text = "The query filter contains one or more invalid nodes."
            raise GraphError(400, "ErrorInvalidUrlQueryFilter", text)
    if wanted and order:
        names = [part.split()[0] for part in order.split(",") if part.split()]
        places = [wanted.find(name) for name in names]
        if -1 in places or places != sorted(places):
            text = "The restriction or sort order is too complex for this operation."
            raise GraphError(400, "InefficientFilter", text)


def count_messages(context: Context) -> GraphResponse:
    if "$filter" in context.request.query:
        raise bad_query("The sandbox counts whole folders only.")
    if "folder" in context.params:
        number = context.mailbox.count(context.folder().id, "message")
    else:
        number = sum(context.mailbox.count(folder, "message") for folder in _visible(context.mailbox))
    return GraphResponse(200, str(number).encode(), {"Content-Type": "text/plain"})


def get_message(context: Context) -> GraphResponse:
    return answer_message(context, message_of(context), 200)


def answer_message(context: Context, item: Item, status: int) -> GraphResponse:
    response = answer(context, item, status, message_shape(context))
    response.headers |= applied(context.request)
    return response


def get_mime(context: Context) -> GraphResponse:
    return GraphResponse(200, context.mailbox.mime(message_of(context)), {"Content-Type": "text/plain"})


def create_message(context: Context) -> GraphResponse:
    """A draft, from JSON or (Content-Type text/plain) from MIME in base64."""
    folder = context.folder() if "folder" in context.params else context.mailbox.well_known("drafts")
    return answer_message(context, make_draft(context, folder), 201)


def make_draft(context: Context, folder: Folder) -> Item:
    """The draft that the request's body is. Raises GraphError 400."""
    if context.request.headers.get("content-type", "").lower().startswith("text/plain"):
        parsed, mime = read_mime(context.request.body)
        return context.mailbox.create_message(folder.id, parsed.fields | {"mime": mime, "is_read": True}, parsed.files)
    return draft_from(context, folder, context.request.json())


def draft_from(context: Context, folder: Folder, body: dict[str, Any]) -> Item:
    """A draft from a message's JSON, attachments included. Raises GraphError 400."""
    given = body.get("attachments") or []
    if not isinstance(given, list):
        raise bad_body("The property 'attachments' takes a collection of 'microsoft.graph.attachment'.")
    files = [read_attachment(context, entry) for entry in given]
    fields = {"is_read": True} | from_json(body)
    return context.mailbox.create_message(folder.id, fields, files, extended.read_body(body))


def update_message(context: Context) -> GraphResponse:
    item = message_of(context)
    expected = context.expected_change(item)
    body = context.request.json()
    fields = from_json(body, sent=not is_draft(item))
    try:
        item = context.mailbox.update_item(
            item, fields, properties_set=extended.read_body(body), expected_change=expected
        )
    except Stale as error:
        raise conflict() from error
    return answer_message(context, item, 200)


def delete_message(context: Context) -> GraphResponse:
    """Into Deleted Items, where the immutable id still finds it; from there, out of sight."""
    item = message_of(context)
    context.expected_change(item)
    in_bin = item.folder_id == context.mailbox.well_known("deleteditems").id
    context.mailbox.delete_item(item, "soft" if in_bin else "deleteditems")
    return GraphResponse(204)


def delete_for_good(context: Context) -> GraphResponse:
    context.mailbox.delete_item(message_of(context), "hard")
    return GraphResponse(204)
