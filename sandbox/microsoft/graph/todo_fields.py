"""Graph's todoTask and the store's task, both ways (graph/api/resources/todotask).

A due date is a day: the local day of the dateTime in the timeZone it is written with. It is shown as the moment at
which that day began there, in UTC or the zone that `Prefer: outlook.timezone` names, so that the day itself may look
like the one before (RogerSelwyn/MS365-ToDo issue 29). What is not set is left out.
"""

from collections.abc import Callable
from datetime import UTC
from typing import Any

from sandbox.microsoft.graph import events_recurrence
from sandbox.microsoft.graph.errors import GraphError, bad_body, no_property
from sandbox.microsoft.graph.events_zones import Display, read_zoned
from sandbox.microsoft.graph.fields import complex_value, moment, text, texts
from sandbox.microsoft.items import Item
from sandbox.microsoft.recurrence_rules import InvalidRecurrence, check
from sandbox.microsoft.tasks import STATUSES, is_complete, midnight, status
from sandbox.microsoft.zones import zone_of

READ_ONLY = ("id", "createdDateTime", "lastModifiedDateTime", "bodyLastModifiedDateTime", "hasAttachments")
PARTS = ("linkedResources", "checklistItems")
NAVIGATION = (*PARTS, "attachments", "attachmentSessions", "extensions")
_DAYS = {"dueDateTime": "due", "startDateTime": "start"}
_OWN = ("title", "body", "categories", "importance", "status", "isReminderOn", "reminderDateTime", "completedDateTime")
TASK_PROPERTIES = frozenset((*READ_ONLY, *NAVIGATION, *_OWN, *_DAYS, "recurrence"))
MAX_TITLE = 255
_IMPORTANCES = ("Low", "Normal", "High")
# To Do knows no regenerating patterns: they show as the plain ones.
_REGENERATING = {"Daily": "Daily", "Weekly": "Weekly", "Monthly": "AbsoluteMonthly", "Yearly": "AbsoluteYearly"}


def to_json(item: Item, shown: Display, mailbox_zone: str) -> dict[str, Any]:
    """All plain properties of a task but those of its version."""
    fields = item.fields
    found: dict[str, Any] = {
        "importance": _small(fields.get("importance") or "Normal"),
        "isReminderOn": bool(fields.get("reminder_is_set")),
        "status": _small(status(fields)),
        "title": fields.get("subject") or "",
        "hasAttachments": item.attachment_count > 0,
        "categories": list(fields.get("categories") or ()),
        "body": {"content": fields.get("body") or "", "contentType": str(fields.get("body_type") or "text").lower()},
    }
    if fields.get("body_modified"):
        found["bodyLastModifiedDateTime"] = moment(fields["body_modified"])
    if is_complete(fields) and fields.get("complete_date"):
        # Exchange keeps the day of completion as its midnight in UTC (MS-OXOTASK, PidLidTaskDateCompleted).
        day = fields["complete_date"].astimezone(zone_of(mailbox_zone)).date()
        found["completedDateTime"] = Display(UTC, "UTC").day(day)
    for name, prefix in _DAYS.items():
        if fields.get(f"{prefix}_date"):
            zone = zone_of(fields.get(f"{prefix}_zone") or mailbox_zone)
            found[name] = shown.moment(midnight(fields[f"{prefix}_date"], zone))
    if fields.get("reminder_due_by"):
        found["reminderDateTime"] = shown.moment(fields["reminder_due_by"])
    if fields.get("recurrence"):
        found["recurrence"] = events_recurrence.show(_plain(fields), fields.get("due_zone") or mailbox_zone)
    return found


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    pattern, limits = fields["recurrence"]["pattern"], fields["recurrence"]["range"]
    if not str(pattern["type"]).endswith("Regeneration"):
        return {"pattern": pattern, "range": limits}
    kind = _REGENERATING[str(pattern["type"]).removesuffix("Regeneration")]
    due = str(fields.get("due_date") or limits["start"])
    more: dict[str, Any] = {"type": kind, "interval": pattern["interval"]}
    if kind == "Weekly":
        more["days"] = [events_recurrence.DAYS[midnight(due, UTC).isoweekday() % 7]]
    elif kind.startswith("Absolute"):
        more |= {"day": int(due[8:])} | ({"month": int(due[5:7])} if kind.endswith("Yearly") else {})
    return {"pattern": more, "range": limits}


def _small(word: str) -> str:
    return word[:1].lower() + word[1:]


def from_json(body: dict[str, Any]) -> dict[str, Any]:
    """A body's change of fields (see items.merge), in its order. Raises GraphError 400.

    Read-only properties and annotations are ignored, as Graph does; parts and extensions are the caller's.
    """
    fields: dict[str, Any] = {}
    for name, value in body.items():
        if "@" in name or name in READ_ONLY or name in PARTS:
            continue
        if name not in _READERS:
            raise no_property(name, "todoTask")
        fields |= _READERS[name](name, value)
    return fields


def _title(name: str, value: Any) -> dict[str, Any]:
    if len(text(name, value) or "") > MAX_TITLE:
        raise GraphError(400, "invalidRequest", f"The title is longer than {MAX_TITLE} characters.")
    return {"subject": value or None}


def _body(name: str, value: Any) -> dict[str, Any]:
    parts = complex_value(name, value, "itemBody", frozenset(("content", "contentType")))
    content = text("content", parts.get("content")) or None
    kind = events_recurrence.word("contentType", parts.get("contentType") or "text", {"text": "text", "html": "html"})
    return {"body": content, "body_type": kind, "body_html": None}


def _categories(name: str, value: Any) -> dict[str, Any]:
    return {"categories": list(dict.fromkeys(v for v in texts(name, value or []) if v))}


def _word_of(field: str, words: tuple[str, ...]) -> Callable[[str, Any], dict[str, Any]]:
    known = {word.lower(): word for word in words}
    return lambda name, value: {field: events_recurrence.word(name, value, known)}


def _reminder_on(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, bool):
        raise bad_body(f"Cannot convert the literal '{value!s:.40}' of property '{name}' to the type 'Edm.Boolean'.")
    return {"reminder_is_set": value}


def _moment_of(field: str) -> Callable[[str, Any], dict[str, Any]]:
    def read(name: str, value: Any) -> dict[str, Any]:
        found = read_zoned(name, value)
        return {field: found and found.moment}

    return read


def _day(name: str, value: Any) -> dict[str, Any]:
    found, prefix = read_zoned(name, value), _DAYS[name]
    return {f"{prefix}_date": found and found.local.date().isoformat(), f"{prefix}_zone": found and found.zone}


def _recurrence(name: str, value: Any) -> dict[str, Any]:
    found = events_recurrence.read(value)
    try:
        return {"recurrence": found and check(found[0])}
    except InvalidRecurrence as error:
        raise GraphError(400, error.code, error.text) from error


_READERS: dict[str, Callable[[str, Any], dict[str, Any]]] = {
    "title": _title,
    "body": _body,
    "categories": _categories,
    "importance": _word_of("importance", _IMPORTANCES),
    "status": _word_of("status", STATUSES),
    "isReminderOn": _reminder_on,
    "reminderDateTime": _moment_of("reminder_due_by"),
    "completedDateTime": _moment_of("complete_date"),
    "recurrence": _recurrence,
    **dict.fromkeys(_DAYS, _day),
}
