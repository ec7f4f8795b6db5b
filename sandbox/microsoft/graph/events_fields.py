"""Graph's event as a table: which property is which field of the store, both ways (graph/api/resources/event)."""

from collections.abc import Callable
from typing import Any

from sandbox.microsoft.graph.errors import bad_body, no_property
from sandbox.microsoft.graph.events_people import read_attendees
from sandbox.microsoft.graph.events_places import read_places
from sandbox.microsoft.graph.events_recurrence import invalid, whole, word
from sandbox.microsoft.graph.fields import complex_value, text, texts

WORDS = {
    "showAs": ("show_as", ("Free", "Tentative", "Busy", "OOF", "WorkingElsewhere", "NoData")),
    "sensitivity": ("sensitivity", ("Normal", "Personal", "Private", "Confidential")),
    "importance": ("importance", ("Low", "Normal", "High")),
}
# Graph's words that are not EWS's with a small first letter.
_OTHER_WORDS = {"OOF": "oof", "NoData": "unknown"}
FLAGS = {
    "isAllDay": "is_all_day",
    "isReminderOn": "reminder_is_set",
    "responseRequested": "is_response_requested",
    "allowNewTimeProposals": "allow_new_time_proposal",
    "hideAttendees": "hide_attendees",
    "isOnlineMeeting": "is_online_meeting",
}
PROVIDERS = ("unknown", "skypeForBusiness", "skypeForConsumer", "teamsForBusiness")
READ_ONLY = frozenset(
    "id changeKey createdDateTime lastModifiedDateTime bodyPreview hasAttachments iCalUId isCancelled isDraft"
    " isOrganizer onlineMeeting onlineMeetingUrl organizer originalEndTimeZone originalStart originalStartTimeZone"
    " responseStatus seriesMasterId type webLink cancelledOccurrences".split()
)
NAVIGATION = frozenset(
    "attachments calendar exceptionOccurrences extensions instances multiValueExtendedProperties"
    " singleValueExtendedProperties".split()
)
# Read by the module that has to weigh them against each other.
TIMES = frozenset(("start", "end", "recurrence"))
PLACES = frozenset(("location", "locations"))
_OTHERS = frozenset(
    "attendees body categories onlineMeetingProvider reminderMinutesBeforeStart subject transactionId".split()
)
_ELSEWHERE = READ_ONLY | NAVIGATION | TIMES | PLACES
EVENT_PROPERTIES = READ_ONLY | NAVIGATION | TIMES | PLACES | _OTHERS | frozenset(WORDS) | frozenset(FLAGS)
LONGEST_SUBJECT = 255
# What people may set hours before: Exchange takes up to a year and a bit in minutes.
LONGEST_REMINDER = 2**31 - 1

Fields = dict[str, Any]


def from_json(body: dict[str, Any], before: Fields) -> Fields:
    """A body's changes of fields (see items.merge), without times and recurrence. before: the event's fields as they
    are. Read-only properties and annotations are ignored, as Graph does. Raises GraphError 400.
    """
    fields: Fields = read_places(body) if PLACES & body.keys() else {}
    for name, value in body.items():
        if "@" in name or name in _ELSEWHERE:
            continue
        if name in WORDS:
            fields[WORDS[name][0]] = _word(name, value)
        elif name in FLAGS:
            fields[FLAGS[name]] = flag(name, value)
        elif name == "attendees":
            fields["attendees"] = read_attendees(value, before.get("attendees") or [])
        else:
            _reader(name)(fields, value)
    return fields


def _word(name: str, value: Any) -> str | None:
    if value is None:
        return None
    return word(name, value, {graph_word(w).lower(): w for w in WORDS[name][1]})


def graph_word(ews_word: str) -> str:
    return _OTHER_WORDS.get(ews_word) or ews_word[:1].lower() + ews_word[1:]


def flag(name: str, value: Any) -> bool | None:
    """An Edm.Boolean. Raises GraphError 400."""
    if value is not None and not isinstance(value, bool):
        raise bad_body(f"Cannot convert the literal '{value!s:.40}' of property '{name}' to the type 'Edm.Boolean'.")
    return value


def _reader(name: str) -> Callable[[Fields, Any], None]:
    readers: dict[str, Callable[[Fields, Any], None]] = {
        "subject": _read_subject,
        "body": _read_body,
        "categories": _read_categories,
        "reminderMinutesBeforeStart": _read_reminder,
        "transactionId": _read_transaction,
        "onlineMeetingProvider": _read_provider,
    }
    if name not in readers:
        raise no_property(name, "event")
    return readers[name]


def _read_subject(fields: Fields, value: Any) -> None:
    subject = text("subject", value) or ""
    if len(subject) > LONGEST_SUBJECT:
        raise invalid(f"The subject is longer than {LONGEST_SUBJECT} characters.")
    fields["subject"] = subject or None


def _read_body(fields: Fields, value: Any) -> None:
    parts = complex_value("body", value, "itemBody", frozenset(("content", "contentType")))
    kind = parts.get("contentType") or "text"
    fields["body_type"] = word("contentType", kind, {"text": "Text", "html": "HTML"})
    fields["body"] = text("content", parts.get("content")) or None


def _read_categories(fields: Fields, value: Any) -> None:
    entries = [] if value is None else [v for v in texts("categories", value) if v]
    fields["categories"] = list(dict.fromkeys(entries))


def _read_reminder(fields: Fields, value: Any) -> None:
    if value is not None:
        whole("reminderMinutesBeforeStart", value, 0, LONGEST_REMINDER)
    fields["reminder_minutes"] = value


def _read_transaction(fields: Fields, value: Any) -> None:
    fields["transaction_id"] = text("transactionId", value) or None


def _read_provider(fields: Fields, value: Any) -> None:
    known = {name.lower(): name for name in PROVIDERS}
    fields["online_meeting_provider"] = None if value is None else word("onlineMeetingProvider", value, known)
