"""An event as Graph shows it: single, master, exception and occurrence alike (graph/api/resources/event)."""

from functools import partial
from typing import Any
from urllib.parse import quote

from sandbox.microsoft.calendar_events import event_type, occurrence_uid
from sandbox.microsoft.calendar_occurrences import Occurrence
from sandbox.microsoft.ews.html import converted, to_text
from sandbox.microsoft.graph.contacts import item_id, lookup, versions
from sandbox.microsoft.graph.events_fields import EVENT_PROPERTIES, FLAGS, WORDS, graph_word
from sandbox.microsoft.graph.events_people import show_people
from sandbox.microsoft.graph.events_places import show_places
from sandbox.microsoft.graph.events_recurrence import show as show_recurrence
from sandbox.microsoft.graph.events_zones import Display, display
from sandbox.microsoft.graph.fields import moment
from sandbox.microsoft.graph.paging import Shape
from sandbox.microsoft.graph.request import GraphRequest, GraphResponse
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox
from sandbox.microsoft.zones import CUSTOM

TYPES = {
    "Single": "singleInstance",
    "Occurrence": "occurrence",
    "Exception": "exception",
    "RecurringMaster": "seriesMaster",
}
PREVIEW = 255
_WEB = "https://outlook.office365.com/owa/"
_HEAD = '<head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>'
_DEFAULTS: dict[str, Any] = {"show_as": "Busy", "sensitivity": "Normal", "importance": "Normal"}
_FLAG_DEFAULTS = {"is_response_requested": True, "allow_new_time_proposal": True}


def event_shape(mailbox: Mailbox, request: GraphRequest) -> Shape:
    """How this request wants events. Raises GraphError 400 for an unknown zone."""
    return Shape("event", EVENT_PROPERTIES, partial(_render, mailbox, display(request)), lookup)


def applied(request: GraphRequest, response: GraphResponse) -> GraphResponse:
    """The response saying which of Outlook's preferences were followed, beside what it says already (RFC 7240)."""
    wanted, said = request.preferences(), response.headers.get("Preference-Applied")
    names = [n for n in ("outlook.timezone", "outlook.body-content-type") if wanted.get(n)]
    parts = [*([said] if said else []), *(f'{name}="{wanted[name]}"' for name in names)]
    if parts:
        response.headers["Preference-Applied"] = ", ".join(parts)
    return response


def _render(mailbox: Mailbox, shown: Display, item: Item, request: GraphRequest) -> dict[str, Any]:
    start, end = shown.ends(item)
    own_id = item_id(item, request)
    above = versions(item, request)
    # Events show no parentFolderId: their folder is the calendar.
    del above["parentFolderId"]
    return (
        above
        | _texts(item, request)
        | _words_and_flags(item)
        | show_places(item.fields)
        | show_people(mailbox, item)
        | _series(item, request)
        | {
            "start": start,
            "end": end,
            "webLink": f"{_WEB}?itemid={quote(own_id, safe='')}&exvsurl=1&path=/calendar/item",
        }
    )


def _texts(item: Item, request: GraphRequest) -> dict[str, Any]:
    fields = item.fields
    content, is_html = str(fields.get("body") or ""), str(fields.get("body_type")).lower() == "html"
    plain = to_text(content) if is_html else content
    if request.preferences().get("outlook.body-content-type", "").lower() == "text":
        body = {"contentType": "text", "content": plain}
    else:
        body = {"contentType": "html", "content": _page(content) if is_html else content and converted(content)}
    return {
        "subject": fields.get("subject"),
        "body": body,
        "bodyPreview": plain[:PREVIEW],
        "categories": list(fields.get("categories") or ()),
        "transactionId": fields.get("transaction_id"),
        "hasAttachments": item.attachment_count > 0,
    }


def _page(html: str) -> str:
    """Exchange keeps whole pages: a fragment comes back inside one."""
    return html if not html or "<html" in html.lower() else f"<html>{_HEAD}<body>{html}</body></html>"


def _words_and_flags(item: Item) -> dict[str, Any]:
    fields = item.fields
    words = {name: graph_word(str(fields.get(key) or _DEFAULTS[key])) for name, (key, _) in WORDS.items()}
    flags = {name: bool(fields.get(key, _FLAG_DEFAULTS.get(key, False))) for name, key in FLAGS.items()}
    minutes = fields.get("reminder_minutes")
    return (
        words
        | flags
        | {
            "reminderMinutesBeforeStart": minutes if minutes is not None else 15,
            "isCancelled": bool(fields.get("is_cancelled")),
            "isDraft": _is_draft(item),
            "onlineMeetingProvider": fields.get("online_meeting_provider") or "unknown",
            "onlineMeetingUrl": None,
            "onlineMeeting": None,
        }
    )


def _is_draft(item: Item) -> bool:
    """The organiser has not sent the meeting to its attendees yet (graph/api/resources/event)."""
    own = item.fields.get("my_response") == "Organizer"
    return own and bool(item.fields.get("attendees")) and not item.fields.get("meeting_request_was_sent")


def _series(item: Item, request: GraphRequest) -> dict[str, Any]:
    fields = item.fields
    custom = CUSTOM if fields.get("zone_definition") else None
    zones = [custom or fields.get(f"{end}_time_zone") or "UTC" for end in ("start", "end")]
    shown: dict[str, Any] = {
        "type": TYPES[event_type(item)],
        "seriesMasterId": None,
        "iCalUId": fields.get("uid"),
        "recurrence": show_recurrence(fields.get("recurrence"), zones[0]),
        "originalStartTimeZone": zones[0],
        "originalEndTimeZone": zones[1],
    }
    if isinstance(item, Occurrence):
        shown |= {
            "seriesMasterId": item_id(item.master, request),
            "iCalUId": occurrence_uid(str(fields.get("uid")), item.original_start),
            "originalStart": moment(item.original_start),
            "recurrence": None,
        }
    return shown


def occurrence_name(master: Item, occurrence_day: str, request: GraphRequest) -> str:
    """Graph's occurrenceId, which names an occurrence that is no more: the master's id and its day."""
    return f"OID.{item_id(master, request)}.{occurrence_day}"
