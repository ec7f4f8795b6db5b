"""The calendar's paths below a user, as rows of methods, template and handler."""

from sandbox.microsoft.graph import (
    attachments,
    calendar_delta,
    calendar_views,
    calendars,
    events,
    events_answers,
    uploads,
)
from sandbox.microsoft.graph.context import Handler

Row = tuple[str, str, Handler]


def _events(prefix: str) -> list[Row]:
    """What is the same below `/events`, `/calendar/events` and `/calendars/{id}/events`."""
    one = f"{prefix}/{{item}}"
    return [
        ("GET", prefix, events.list_events),
        ("POST", prefix, events.create_event),
        ("GET", f"{prefix}/$count", events.count_events),
        ("GET", one, events.get_event),
        ("PATCH", one, events.update_event),
        ("DELETE", one, events.delete_event),
        ("GET", f"{one}/instances", calendar_views.list_instances),
        ("POST", f"{one}/accept", events_answers.answering("Accept")),
        ("POST", f"{one}/tentativelyAccept", events_answers.answering("Tentative")),
        ("POST", f"{one}/decline", events_answers.answering("Decline")),
        ("POST", f"{one}/cancel", events_answers.cancel_event),
        ("POST", f"{one}/forward", events_answers.forward_event),
        ("GET", f"{one}/attachments", attachments.list_attachments),
        ("POST", f"{one}/attachments", attachments.add_attachment),
        ("POST", f"{one}/attachments/createUploadSession", uploads.create_session),
        ("GET", f"{one}/attachments/{{attachment}}", attachments.get_attachment),
        ("GET", f"{one}/attachments/{{attachment}}/$value", attachments.get_attachment_value),
        ("DELETE", f"{one}/attachments/{{attachment}}", attachments.delete_attachment),
    ]


def _views(prefix: str) -> list[Row]:
    return [
        ("GET", f"{prefix}calendarView/delta", calendar_delta.view_delta),
        ("GET", f"{prefix}calendarView", calendar_views.list_view),
    ]


ROWS: list[Row] = [
    *_views(""),
    *_views("calendar/"),
    *_views("calendars/{calendar}/"),
    *_events("events"),
    *_events("calendar/events"),
    *_events("calendars/{calendar}/events"),
    ("GET", "calendar", calendars.get_calendar),
    ("GET", "calendars", calendars.list_calendars),
    ("POST", "calendars", calendars.create_calendar),
    ("GET", "calendars/{calendar}", calendars.get_calendar),
    ("PATCH", "calendars/{calendar}", calendars.update_calendar),
    ("DELETE", "calendars/{calendar}", calendars.delete_calendar),
]
