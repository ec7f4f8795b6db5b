"""`/calendarView/delta`: what changed in a calendar in a window that the first call freezes (graph/api/event-delta).

As the service does it: a series comes whole on one page, its master in full and its occurrences with nothing but their
times; what was deleted, or changed and now lies outside the window, is `@removed`. A deleted
occurrence is not told: only its master comes again, with the occurrences that are left.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sandbox.microsoft.calendar_events import event_type
from sandbox.microsoft.calendar_occurrences import Occurrence, exceptions, expand, overlaps
from sandbox.microsoft.changes import Change
from sandbox.microsoft.graph.calendars import calendar_of
from sandbox.microsoft.graph.contacts import item_id
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.delta import answer_round, has_token, open_token, untracked
from sandbox.microsoft.graph.errors import bad_query
from sandbox.microsoft.graph.events_view import applied, event_shape
from sandbox.microsoft.graph.events_zones import Display, display, window
from sandbox.microsoft.graph.paging import View
from sandbox.microsoft.graph.request import GraphResponse
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Folder

Row = dict[str, Any]
_MARK = {"@odata.type": "#microsoft.graph.event"}
_CHUNK = 50


def view_delta(context: Context) -> GraphResponse:
    """One page of a round."""
    if "$select" in context.request.query:
        raise untracked("$select")
    folder = calendar_of(context)
    token = open_token(context, folder.id)
    if not has_token(context):
        token = replace(token, window="/".join(edge.isoformat() for edge in window(context.request)))
    if not token.window:
        raise bad_query("The token belongs to another delta query.")
    start, end = (datetime.fromisoformat(edge) for edge in token.window.split("/"))
    shape = event_shape(context.mailbox, context.request)
    view = View(context.request, shape)
    feed = _Feed(context, folder, (start, end), view, display(context.request), first=not token.round_start)
    return applied(context.request, answer_round(context, token, shape, feed.fetch))


@dataclass(frozen=True)
class _Feed:
    """The changes of one calendar as rows of one window. first: the client knows nothing yet that could be gone."""

    context: Context
    folder: Folder
    window: tuple[datetime, datetime]
    view: View
    display: Display
    first: bool

    def fetch(self, since: int, limit: int) -> tuple[list[Row], int, bool]:
        """Rows of the changes after `since`: at least `limit` where there are as many, the cursor, is there more?"""
        rows: list[Row] = []
        more = True
        while more:
            changes, cursor, more = self.context.mailbox.changes(self.folder.id, since, _CHUNK)
            for at, change in enumerate(changes):
                rows += self._rows(change)
                if len(rows) >= limit and (at + 1 < len(changes) or more):
                    return rows, change.change, True
            since = cursor
        return rows, since, False

    def _rows(self, change: Change) -> Iterator[Row]:
        item = change.item
        if item is None:
            if self._is_gone(change):
                immutable = self.context.request.immutable_ids
                yield self._removed(change.immutable_id if immutable else change.graph_id)
        elif item.kind != "event":
            return
        elif event_type(item) == "RecurringMaster":
            yield from self._series(item)
        elif overlaps(item.fields, *self.window):
            yield self._whole(item)
        elif not self.first:
            yield self._removed(item_id(item, self.context.request))

    def _series(self, master: Item) -> Iterator[Row]:
        """The master with what is left of it in the window, and what was moved out of it."""
        found = expand(master, *self.window)
        if not found:
            if not self.first:
                yield self._removed(item_id(master, self.context.request))
            return
        yield self._whole(master)
        for occurrence in found:
            yield self._whole(occurrence) if occurrence.is_exception else self._brief(occurrence)
        inside = {occurrence.original_start for occurrence in found}
        start, end = self.window
        for moved in () if self.first else exceptions(master):
            if moved.original_start not in inside and start <= moved.original_start < end:
                yield self._removed(item_id(moved, self.context.request))

    def _whole(self, item: Item) -> Row:
        return _MARK | self.view.show(item)

    def _brief(self, occurrence: Occurrence) -> Row:
        request = self.context.request
        start, end = self.display.ends(occurrence)
        master_id = item_id(occurrence.master, request)
        shown = {"id": item_id(occurrence, request), "type": "occurrence", "seriesMasterId": master_id}
        return _MARK | {"@odata.etag": occurrence.etag} | shown | {"start": start, "end": end}

    def _removed(self, any_id: str) -> Row:
        return _MARK | {"id": any_id, "@removed": {"reason": "deleted"}}

    def _is_gone(self, change: Change) -> bool:
        """An item that left and came back kept its immutable id: told as gone, it would look deleted."""
        now = self.context.mailbox.item(change.immutable_id) if self.context.request.immutable_ids else None
        return now is None or now.folder_id != self.folder.id
