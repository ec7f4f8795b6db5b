"""Events as they take place: `/calendarView` and `/events/{id}/instances`, series expanded to their occurrences."""

from collections.abc import Sequence
from urllib.parse import quote

from sandbox.microsoft.calendar_events import CalendarError, event_type
from sandbox.microsoft.calendar_occurrences import expand
from sandbox.microsoft.graph.calendars import calendar_of
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import GraphError
from sandbox.microsoft.graph.events import event_of, refused
from sandbox.microsoft.graph.events_view import applied, event_shape
from sandbox.microsoft.graph.events_zones import window
from sandbox.microsoft.graph.paging import page
from sandbox.microsoft.graph.request import GraphResponse
from sandbox.microsoft.items import Item


def list_view(context: Context) -> GraphResponse:
    """Single events, occurrences and exceptions that overlap the window, by start (graph/api/…-calendarview)."""
    start, end = window(context.request)
    folder = calendar_of(context)
    try:
        return _page(context, context.mailbox.calendar_view(folder.id, start, end))
    except CalendarError as error:
        raise refused(error) from error


def list_instances(context: Context) -> GraphResponse:
    """Occurrences and exceptions of one series (graph/api/event-list-instances)."""
    start, end = window(context.request)
    master = event_of(context)
    if event_type(master) != "RecurringMaster":
        text = "Your request can't be completed. Only a recurring series master has instances."
        raise GraphError(400, "ErrorInvalidRequest", text)
    return _page(context, expand(master, start, end))


def _page(context: Context, found: Sequence[Item]) -> GraphResponse:
    """One page, whose link to the next repeats the window."""
    request = context.request
    response = page(request, found, event_shape(context.mailbox, request))
    if "@odata.nextLink" in response.body:
        for name in ("startDateTime", "endDateTime"):
            response.body["@odata.nextLink"] += f"&{name}={quote(request.query[name.lower()], safe='')}"
    return applied(request, response)
