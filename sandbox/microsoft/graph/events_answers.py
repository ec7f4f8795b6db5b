"""Answers to a meeting, its cancellation and forwarding: actions on an event (graph/api/event-accept, -cancel, …)."""

from typing import Any

from sandbox.microsoft.calendar_events import CalendarError, is_organizer
from sandbox.microsoft.calendar_meetings import Calendar
from sandbox.microsoft.graph.context import Context, Handler
from sandbox.microsoft.graph.errors import GraphError, no_property
from sandbox.microsoft.graph.events import event_of, refused
from sandbox.microsoft.graph.events_fields import flag
from sandbox.microsoft.graph.events_people import read_attendees
from sandbox.microsoft.graph.events_zones import read_zoned
from sandbox.microsoft.graph.fields import complex_value, text
from sandbox.microsoft.graph.request import GraphResponse

_ACCEPTED = 202
_SLOT = frozenset(("start", "end"))


def _parameters(context: Context, *known: str) -> dict[str, Any]:
    """An action's parameters by lower-case name; the body may be left out. Raises GraphError 400."""
    body = context.request.json() if context.request.body.strip() else {}
    read = {k.lower(): v for k, v in body.items() if "@" not in k}
    for name in read:
        if name not in known:
            raise no_property(name, "event")
    return read


def _refuse(what: str) -> GraphError:
    return GraphError(400, "ErrorInvalidRequest", f"Your request can't be completed. {what}")


def answering(answer: str) -> Handler:
    """A handler for one answer: Accept, Tentative or Decline."""

    def respond(context: Context) -> GraphResponse:
        item = event_of(context)
        send, comment = _answer_parameters(context, bool(item.fields.get("allow_new_time_proposal", True)))
        if is_organizer(item.fields, context.mailbox.address):
            raise _refuse("You can't respond to this meeting because you're the meeting organizer.")
        try:
            Calendar(context.store, context.mailbox).respond(item, answer, send=send, comment=comment)
        except CalendarError as error:
            raise refused(error) from error
        return GraphResponse(_ACCEPTED)

    return respond


def _answer_parameters(context: Context, proposals_allowed: bool) -> tuple[bool, str]:
    """Whether to tell the organiser, and the comment."""
    read = _parameters(context, "comment", "sendresponse", "proposednewtime")
    send = flag("SendResponse", read.get("sendresponse"))
    comment = text("Comment", read.get("comment"))
    if send is False and comment is not None:
        raise GraphError(400, "ErrorInvalidRequest", "'SendResponse' must be true when 'Comment' is not null.")
    if read.get("proposednewtime") is not None:
        slot = complex_value("proposedNewTime", read["proposednewtime"], "timeSlot", _SLOT)
        if read_zoned("start", slot.get("start")) is None or read_zoned("end", slot.get("end")) is None:
            raise _refuse("A proposed time needs a start and an end.")
        if send is False or not proposals_allowed:
            raise _refuse("A new time cannot be proposed for this meeting, or not without a response.")
    return send is not False, comment or ""


def cancel_event(context: Context) -> GraphResponse:
    """Only the organiser may."""
    item = event_of(context)
    comment = text("Comment", _parameters(context, "comment").get("comment")) or ""
    if not is_organizer(item.fields, context.mailbox.address):
        raise _refuse("You need to be an organizer to cancel a meeting.")
    try:
        Calendar(context.store, context.mailbox).cancel(item, comment)
    except CalendarError as error:
        raise refused(error) from error
    return GraphResponse(_ACCEPTED)


def forward_event(context: Context) -> GraphResponse:
    """The organiser's forwarding invites those people too; the sandbox knows no forwarding by attendees."""
    item = event_of(context)
    read = _parameters(context, "comment", "torecipients")
    people = read_attendees(read.get("torecipients"), [])
    if not people:
        raise GraphError(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.")
    if not is_organizer(item.fields, context.mailbox.address):
        raise _refuse("Forwarding another person's meeting is not served here.")
    before = list(item.fields.get("attendees") or ())
    invited = {str(a.get("address", "")).lower() for a in before}
    added = [person for person in people if person["address"].lower() not in invited]
    try:
        Calendar(context.store, context.mailbox).update(item, {"attendees": before + added}, send="changed")
    except CalendarError as error:
        raise refused(error) from error
    return GraphResponse(_ACCEPTED)
