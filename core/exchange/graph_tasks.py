"""To Do's tasks on Graph's wire (learn.microsoft.com, todoTask and linkedResource resource types v1.0).

A due date comes as the moment at which its day began in the zone that it was written in, which nothing tells: it is
tried as a midnight of the mailbox's own zone first (Outlook's), then of UTC (other apps').

A task has neither extended properties nor a version that a write could name. Our properties travel in its only linked
resource, as externalId `<stamp>|<peer>`; its version here is a digest of what it holds. By
that it is known after a move where it has no such link.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

from core.exchange import wire
from core.exchange.graph import Json, literal, segment
from core.exchange.graph_items import GraphKind, body_of, categories, html_of, text
from core.exchange.html_lines import page_of
from core.exchange.identities import by_content
from core.exchange.mailbox import PEER, STAMP, Item, Write
from core.exchange.words import IMPORTANCE, STATUS, graph_word, word
from core.exchange.zones import day_in, iana_name, zone_of
from core.records import Value, canonical

APPLICATION = "Bothways"
LACKS = frozenset({"percent_complete"})
# How many days that tasks are due on are kept as read.
DAYS = 1000
_EXPAND = {"expand": "linkedResources"}


def task_kind(zone_name: str | None) -> GraphKind:
    """zone_name: of the mailbox, as Exchange calls it; None where it is not known."""
    zone = zone_of(zone_name)
    return GraphKind(
        what="the task",
        items=lambda folder: f"/todo/lists/{segment(folder)}/tasks",
        item=lambda folder, key: f"/todo/lists/{segment(folder)}/tasks/{segment(key)}",
        sighted=_EXPAND,
        shape=_EXPAND,
        decode=lambda row, folder: _decode(row, folder, zone),
        version=lambda row, _folder: held.version if (held := _holding(row, zone)) else "",
        encode=lambda write: _encode(write, zone_name if zone else None),
        condition=lambda name, value: f"title eq {literal(value)}" if name == "subject" else None,
        identity=lambda row: identity_of(_linked(row.get("linkedResources"))[1]),
        # Where links are not told, the task is read once more.
        is_whole=lambda row: isinstance(row.get("linkedResources"), list),
        list_page=100,
    )


# Reading


class _Holding(NamedTuple):
    """What a task holds, and its version."""

    fields: dict[str, Value]
    categories: tuple[str, ...]
    html: str | None
    version: str


def _holding(row: Json, zone: tzinfo | None) -> _Holding | None:
    """None for what is no task."""
    title, body = row.get("title"), row.get("body")
    if not (title is None or isinstance(title, str)):
        return None
    html = html_of(body)
    raw: dict[str, Value] = {
        "subject": title,
        "status": word(STATUS, row.get("status"), "not_started"),
        "importance": word(IMPORTANCE, row.get("importance"), "normal"),
        "due_date": _day(row.get("dueDateTime"), zone),
        "reminder_due_by": moment(row.get("reminderDateTime")) if row.get("isReminderOn") is True else None,
        "body": _plain(html, body),
    }
    fields, names = wire.fields_of(raw), categories(row)
    return _Holding(fields, names, html, _digest(fields, names))


def _decode(row: Json, folder: str, zone: tzinfo | None) -> Item | None:
    """None for what is no task."""
    held = _holding(row, zone)
    if held is None:
        return None
    attached, ours = _linked(row.get("linkedResources"))
    return Item(
        key=row["id"],
        version=held.version,
        folder=folder,
        fields=held.fields,
        categories=held.categories,
        modified=wire.moment_of(text(row.get("lastModifiedDateTime"))),
        properties=ours,
        # One without a category is nobody's but the user's.
        identity=identity_of(ours) or (by_content(held.version) if held.categories else None),
        recurring=isinstance(row.get("recurrence"), dict),
        attached=attached,
        html=held.html,
    )


def identity_of(ours: Mapping[str, str]) -> str | None:
    """What stays of a task with our link when it is moved."""
    return ours.get(PEER) or ours.get(STAMP)


def _digest(*parts: object) -> str:
    return blake2b(repr(parts).encode(errors="replace"), digest_size=12).hexdigest()


def moment(value: object) -> datetime | None:
    """A dateTimeTimeZone; in UTC where the zone is unknown."""
    if not isinstance(value, dict):
        return None
    return _moment_told(text(value.get("dateTime")), text(value.get("timeZone")))


def _moment_told(told: str | None, name: str | None) -> datetime | None:
    found = wire.moment_of(told)
    zone = zone_of(name)
    if found is None or zone in (None, UTC) or _has_zone(str(told)):
        return found
    try:
        return found.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return None


def _has_zone(told: str) -> bool:
    return told.upper().endswith("Z") or "+" in told or "-" in told[11:]


def _day(value: object, zone: tzinfo | None) -> date | None:
    if not isinstance(value, dict):
        return None
    return _day_told(text(value.get("dateTime")), text(value.get("timeZone")), zone)


@lru_cache(maxsize=DAYS)
def _day_told(told: str | None, name: str | None, zone: tzinfo | None) -> date | None:
    """Kept, because many tasks are due on few days and each is read up to three times in a run."""
    found = _moment_told(told, name)
    if found is None:
        return None
    day = day_in(found, zone) if zone else None
    if day is None and iana_name(name) is not None:
        day = day_in(found, zone_of(name) or UTC)
    return day or wire.nearest_day(found)


def _linked(rows: object) -> tuple[str | None, dict[str, str]]:
    """(id of the link that is ours, our properties); the id is empty where the only link is another app's."""
    links = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    for row in links:
        if row.get("applicationName") == APPLICATION:
            stamp, _, peer = (text(row.get("externalId")) or "").partition("|")
            return text(row.get("id")), {n: v for n, v in ((STAMP, stamp), (PEER, peer)) if v}
    return ("" if links else None), {}


def plain(body: object) -> str | None:
    """An itemBody as plain text."""
    return _plain(html_of(body), body)


def _plain(html: str | None, body: object) -> str | None:
    return page_of(html).text if html else text(body.get("content")) if isinstance(body, dict) else None


# Writing


def _encode(write: Write, zone_name: str | None) -> Json:
    fields = write.fields
    body: Json = {}
    if "subject" in fields:
        body["title"] = canonical(fields["subject"]) or ""
    if "status" in fields:
        body["status"] = graph_word(STATUS, fields["status"], "NotStarted")
    if "importance" in fields:
        body["importance"] = graph_word(IMPORTANCE, fields["importance"], "Normal")
    if "due_date" in fields:
        body["dueDateTime"] = _due(fields["due_date"], zone_name)
    if "reminder_due_by" in fields:
        body |= _reminder(fields["reminder_due_by"])
    if "body" in fields:
        body["body"] = body_of(write)
    if write.categories is not None:
        body["categories"] = [canonical(name) for name in write.categories]
    if write.key is None:
        body["linkedResources"] = [link(write, {})]
        body = {name: value for name, value in body.items() if value is not None}
    return body


def _due(value: Value, zone_name: str | None) -> Json | None:
    if not isinstance(value, date):
        return None
    return {"dateTime": f"{value.isoformat()}T00:00:00", "timeZone": zone_name or "UTC"}


def _reminder(value: Value) -> dict[str, Any]:
    if not isinstance(value, datetime):
        return {"isReminderOn": False, "reminderDateTime": None}
    told = wire.wire_moment(value).removesuffix("Z")
    return {"isReminderOn": True, "reminderDateTime": {"dateTime": told, "timeZone": "UTC"}}


def link(write: Write, before: dict[str, str]) -> Json:
    """The linked resource of a write. before: our properties on the task as it is."""
    ours = {**before, **write.properties}
    row = {
        "applicationName": APPLICATION,
        "displayName": "Salesforce",
        "externalId": "|".join(part for part in (ours.get(STAMP, ""), ours.get(PEER)) if part is not None),
    }
    return row | ({"webUrl": write.link} if write.link else {})
