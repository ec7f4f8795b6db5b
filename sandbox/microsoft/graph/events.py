"""Events: list, get, create, update, delete (graph/api/resources/event).

There is no way to write a meeting without telling its people: a new event with attendees invites them, the organiser's
change of what they would see reaches them, and deleting the organiser's meeting cancels it (graph/api/event-update,
event-delete).
"""

import json
from hashlib import blake2b
from typing import Any

from sandbox.microsoft.calendar_events import CalendarError, is_organizer, new_uid
from sandbox.microsoft.calendar_meetings import Calendar, Send
from sandbox.microsoft.graph import extended
from sandbox.microsoft.graph.calendars import calendar_of
from sandbox.microsoft.graph.contacts import answer
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import GraphError, conflict
from sandbox.microsoft.graph.events_expand import expand_series
from sandbox.microsoft.graph.events_fields import from_json
from sandbox.microsoft.graph.events_times import read_times
from sandbox.microsoft.graph.events_view import applied, event_shape
from sandbox.microsoft.graph.paging import page
from sandbox.microsoft.graph.request import GraphResponse
from sandbox.microsoft.items import Item, Stale
from sandbox.microsoft.listing import Listing

# What an event gets whose body does not speak of it.
_NEW = {"reminder_is_set": True, "reminder_minutes": 15}
# As the service has it (alcionai/corso issue 2490).
_USED = (
    "Your request can't be completed. The TransactionId specified in the request has already been used to create a"
    " different event."
)


def refused(error: CalendarError) -> GraphError:
    """What the calendar does not do, in Graph's form."""
    return GraphError(404 if error.code == "ErrorItemNotFound" else 400, error.code, error.text)


def event_of(context: Context) -> Item:
    """The event of the path: in any folder below `/events`, in that calendar below `/calendars/{c}/events`."""
    try:
        return context.item("event", calendar_of(context) if "calendar" in context.params else None)
    except CalendarError as error:
        raise refused(error) from error


def list_events(context: Context) -> GraphResponse:
    """Single events and series masters; occurrences are for calendarView."""
    shape = event_shape(context.mailbox, context.request)
    found = Listing(context.mailbox, calendar_of(context).id, "event")
    return applied(context.request, page(context.request, found, shape))


def count_events(context: Context) -> GraphResponse:
    number = context.mailbox.count(calendar_of(context).id, "event")
    return GraphResponse(200, str(number).encode(), {"Content-Type": "text/plain"})


def get_event(context: Context) -> GraphResponse:
    item = event_of(context)
    more = expand_series(context, item)
    response = _answer(context, item, 200)
    response.body |= more
    return response


def _answer(context: Context, item: Item, status: int) -> GraphResponse:
    shape = event_shape(context.mailbox, context.request)
    return applied(context.request, answer(context, item, status, shape))


def create_event(context: Context) -> GraphResponse:
    """POST. One transactionId makes one event, however often it is sent (graph/api/resources/event); with another body
    it is refused."""
    folder = calendar_of(context)
    body = context.request.json()
    fields: dict[str, Any] = _NEW | from_json(body, {}) | read_times(body)
    properties = extended.read_body(body)
    if fields.get("is_all_day"):
        fields.setdefault("show_as", "Free")
    calendar = Calendar(context.store, context.mailbox)
    if transaction := fields.get("transaction_id"):
        fields["uid"] = new_uid(f"{context.mailbox.id} {transaction}")
        fields["transaction_body"] = sent = _digest(body)
        twin = context.mailbox.event_by_uid(fields["uid"])
        if twin is not None and twin.fields.get("transaction_body") == sent:
            return _answer(context, twin, 201)
        if twin is not None:
            raise GraphError(400, "ErrorDuplicateTransactionId", _USED)
    try:
        item = calendar.create(folder.id, fields, properties, send="all")
    except CalendarError as error:
        raise refused(error) from error
    return _answer(context, item, 201)


def _digest(body: dict[str, Any]) -> str:
    return blake2b(json.dumps(body, sort_keys=True).encode(), digest_size=16).hexdigest()


def update_event(context: Context) -> GraphResponse:
    """PATCH of a single event, a series, or one occurrence, which becomes an exception."""
    item = event_of(context)
    expected = context.expected_change(item)
    body = context.request.json()
    fields = _changes(body, item)
    # Attendees alone: only those who are new or gone are told (graph/api/event-update).
    send: Send = "changed" if {k for k in body if "@" not in k} == {"attendees"} else "auto"
    wish = {"properties_set": extended.read_body(body), "expected_change": expected}
    try:
        item = Calendar(context.store, context.mailbox).update(item, fields, send=send, **wish)
    except Stale as error:
        raise conflict() from error
    except CalendarError as error:
        raise refused(error) from error
    return _answer(context, item, 200)


def _changes(body: dict[str, Any], item: Item) -> dict[str, Any]:
    fields = from_json(body, item.fields) | read_times(body, item)
    sent = fields.pop("transaction_id", None)
    if sent not in (None, item.fields.get("transaction_id")):
        raise GraphError(400, "ErrorInvalidRequest", "The property 'transactionId' can only be set on creation.")
    return fields


def delete_event(context: Context) -> GraphResponse:
    """Into Deleted Items, and from there out of sight. The organiser's meeting is cancelled; an attendee's copy goes
    without a word."""
    item = event_of(context)
    context.expected_change(item)
    in_bin = item.folder_id == context.mailbox.well_known("deleteditems").id
    own = is_organizer(item.fields, context.mailbox.address)
    calendar = Calendar(context.store, context.mailbox)
    try:
        calendar.delete(item, "soft" if in_bin else "deleteditems", send="all" if own and not in_bin else "none")
    except CalendarError as error:
        raise refused(error) from error
    return GraphResponse(204)
