"""Delta queries on the messages of a folder and on mail folders (graph/api/message-delta, mailfolder-delta)."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from sandbox.microsoft.changes import Change
from sandbox.microsoft.folders import FolderChange
from sandbox.microsoft.graph import mail_folders
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.delta import answer_round, has_token, open_token, untracked
from sandbox.microsoft.graph.errors import bad_query
from sandbox.microsoft.graph.message_view import message_shape
from sandbox.microsoft.graph.paging import View
from sandbox.microsoft.graph.request import GraphResponse
from sandbox.microsoft.ids import to_graph
from sandbox.microsoft.messages import received_of
from sandbox.microsoft.store import Folder

_REFUSED = ("$search", "$skip", "$count")
_SINCE = re.compile(r"\s*receivedDateTime\s+(ge|gt)\s+(\S+)\s*", re.I)
_NEWEST = re.compile(r"\s*receivedDateTime\s+desc\s*", re.I)
_KINDS = {"created": "create", "updated": "update", "deleted": "delete"}


def messages_delta(context: Context) -> GraphResponse:
    """The messages of one folder. $filter and changeType are kept in the token, as $select and $expand are."""
    folder, query = context.folder(), context.request.query
    if not _NEWEST.fullmatch(query.pop("$orderby", "receivedDateTime desc")):
        raise untracked("$orderby")
    wanted = f"{query.pop('$filter', '')}|{query.pop('changetype', '')}"
    started = has_token(context)
    token = open_token(context, folder.id, _REFUSED)
    if not started:
        token = replace(token, held=wanted)
    elif wanted != "|":
        raise bad_query("The token belongs to another delta query.")
    since, kind = _read(token.held)

    def fetch(cursor: int, limit: int) -> tuple[list[dict[str, Any]], int, bool]:
        found, after, more = context.mailbox.changes(folder.id, cursor, limit)
        view = View(context.request, message_shape(context))
        told = [c for c in found if _is_told(context, c, folder, since) and kind in ("", c.kind)]
        return [_row(context, c, view) for c in told], after, more

    return answer_round(context, token, message_shape(context), fetch)


def _read(held: str) -> tuple[datetime | None, str]:
    """The moment since when, and the kind of change. Raises GraphError 400."""
    text, _, kind = held.partition("|")
    if kind and kind.lower() not in _KINDS:
        raise bad_query(f"The value '{kind[:40]}' of changeType is not supported.")
    if not text:
        return None, _KINDS.get(kind.lower(), "")
    match = _SINCE.fullmatch(text)
    try:
        since = datetime.fromisoformat(match[2]) if match else None
    except ValueError:
        since = None
    if since is None or since.tzinfo is None:
        raise untracked("$filter")
    return since, _KINDS.get(kind.lower(), "")


def _is_told(context: Context, change: Change, folder: Folder, since: datetime | None) -> bool:
    """An item that left and came back kept its immutable id: told as gone, it would look deleted."""
    if change.item is not None:
        return change.item.kind == "message" and (since is None or received_of(change.item) >= since)
    now = context.mailbox.item(change.immutable_id) if context.request.immutable_ids else None
    return now is None or now.folder_id != folder.id


def _row(context: Context, change: Change, view: View) -> dict[str, Any]:
    mark = {"@odata.type": "#microsoft.graph.message"}
    if change.item is None:
        gone = change.immutable_id if context.request.immutable_ids else change.graph_id
        return mark | {"id": gone, "@removed": {"reason": "deleted"}}
    return mark | view.show(change.item)


def folders_delta(context: Context) -> GraphResponse:
    """All mail folders of the mailbox, however deep."""
    token = open_token(context, f"mail {context.mailbox.id}")
    shape = mail_folders.folder_shape(context)

    def fetch(since: int, limit: int) -> tuple[list[dict[str, Any]], int, bool]:
        found, cursor, more = context.mailbox.folder_changes(since, limit)
        rows = [_folder_row(change, View(context.request, shape), since) for change in found]
        return [row for row in rows if row is not None], cursor, more

    return answer_round(context, token, shape, fetch)


def _folder_row(change: FolderChange, view: View, since: int) -> dict[str, Any] | None:
    mark = {"@odata.type": "#microsoft.graph.mailFolder"}
    if change.folder is None:
        return mark | {"id": to_graph(change.id), "@removed": {"reason": "deleted"}} if since else None
    return mark | view.show(change.folder) if mail_folders.is_shown(change.folder) else None
