"""What can be had along with a series: exceptions, cancelled days, attachments (graph/api/event-get)."""

import re
from typing import Any

from sandbox.microsoft.calendar_events import event_zone
from sandbox.microsoft.calendar_occurrences import exceptions
from sandbox.microsoft.graph.attachments import render_attachment
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.events_view import event_shape, occurrence_name
from sandbox.microsoft.graph.extended import split_top_level
from sandbox.microsoft.graph.paging import View
from sandbox.microsoft.items import Item

_NAME = re.compile(r"\s*(exceptionOccurrences|attachments)\s*(?:\(.*\))?\s*", re.S)


def expand_series(context: Context, item: Item) -> dict[str, Any]:
    """Take what is read here out of the request's $expand, and answer it by name.

    cancelledOccurrences comes on $select only, as the ids of days that are no more.
    """
    query = context.request.query
    parts = split_top_level(query["$expand"]) if "$expand" in query else []
    wanted = {match[1] for part in parts if (match := _NAME.fullmatch(part))}
    if wanted:
        query["$expand"] = ",".join(part for part in parts if not _NAME.fullmatch(part))
    shown: dict[str, Any] = {}
    if "exceptionOccurrences" in wanted:
        shown["exceptionOccurrences"] = _exceptions(context, item)
    if "attachments" in wanted:
        shown["attachments"] = [render_attachment(a, whole=True) for a in context.mailbox.attachments(item)]
    if "cancelledOccurrences" in [name.strip() for name in query.get("$select", "").split(",")]:
        shown["cancelledOccurrences"] = _cancelled(context, item)
    return shown


def _exceptions(context: Context, master: Item) -> list[dict[str, Any]]:
    view = View(context.request, event_shape(context.mailbox, context.request))
    return [view.show(occurrence) for occurrence in exceptions(master)] if master.fields.get("recurrence") else []


def _cancelled(context: Context, master: Item) -> list[str]:
    if not master.fields.get("recurrence"):
        return []
    zone = event_zone(master.fields)
    days = [start.astimezone(zone).date().isoformat() for start in master.fields.get("deleted_occurrences") or ()]
    return [occurrence_name(master, day, context.request) for day in days]
