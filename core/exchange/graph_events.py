"""Events on Graph's wire (learn.microsoft.com, event resource type v1.0).

Graph has no way to write a meeting without telling its people, so attendees are never written here.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from core.exchange import wire
from core.exchange.graph import Json, literal, segment
from core.exchange.graph_items import (
    VALUES,
    GraphKind,
    body_of,
    categories,
    extended,
    name_id,
    our_rows,
    text,
    version_of,
)
from core.exchange.graph_tasks import moment, plain
from core.exchange.mailbox import ORIGIN, PROPERTY_NAMES, STAMP, Happening, Item, Write
from core.exchange.words import SENSITIVITY, SHOW_AS, graph_word, word
from core.exchange.zones import iana_name, zone_of
from core.records import Fields, Value, canonical

_TESTS = " or ".join(f"id eq '{name_id(name)}'" for name in (*PROPERTY_NAMES, ORIGIN))
EXPAND = f"{VALUES}($filter={_TESTS})"
SELECT = (
    "changeKey,categories,lastModifiedDateTime,subject,body,start,end,isAllDay,location,showAs,isReminderOn,"
    "reminderMinutesBeforeStart,sensitivity,attendees,organizer,isOrganizer,isCancelled,type,seriesMasterId,"
    "originalStart,originalStartTimeZone,iCalUId"
)
KINDS = {"singleInstance": "single", "seriesMaster": "series", "occurrence": "occurrence", "exception": "exception"}
_ANSWERS = {"accepted": "accepted", "declined": "declined", "tentativelyAccepted": "tentative"}

# Reading


def decode(row: Json, folder: str) -> Item | None:
    """None for what is no event. One without an end ends where it starts."""
    subject = row.get("subject")
    if not (subject is None or isinstance(subject, str)):
        return None
    all_day = row.get("isAllDay") is True
    start, end = (_edge(row.get(name), all_day=all_day) for name in ("start", "end"))
    if start is not None:
        end = max(start + timedelta(days=1) if all_day else start, end or start)
    zone = text(row.get("originalStartTimeZone"))
    sensitivity = word(SENSITIVITY, row.get("sensitivity"), "normal")
    raw: dict[str, Value] = {
        "subject": subject,
        "start": start,
        "end": end,
        "time_zone": iana_name(zone),
        "is_all_day": all_day,
        "location": _place(row.get("location")),
        "show_as": word(SHOW_AS, row.get("showAs"), "busy"),
        "reminder_minutes": _minutes(row),
        "sensitivity": sensitivity,
        "attendees": tuple(sorted(_people(row))) or None,
        "body": plain(row.get("body")),
    }
    return Item(
        key=row["id"],
        version=version_of(row),
        folder=folder,
        fields=wire.fields_of(raw),
        categories=categories(row),
        modified=wire.moment_of(text(row.get("lastModifiedDateTime"))),
        properties=extended(row.get(VALUES))[1],
        happening=_happening(row, zone, sensitivity),
    )


def _happening(row: Json, zone: str | None, sensitivity: str) -> Happening:
    kind = KINDS.get(str(row.get("type")), "single")
    ours = row.get("isOrganizer") is not False
    return Happening(
        kind=kind,
        series=text(row.get("seriesMasterId")) or ("" if kind == "single" else row["id"]),
        original_start=wire.moment_of(text(row.get("originalStart"))),
        uid=text(row.get("iCalUId")) or "",
        zone=zone,
        ours=ours,
        people=bool(row.get("attendees")) or not ours,
        cancelled=row.get("isCancelled") is True,
        private=sensitivity in ("private", "confidential"),
    )


def _edge(value: object, *, all_day: bool) -> datetime | None:
    """A whole day comes as its midnight whatever the zone."""
    if all_day and isinstance(value, dict):
        day = wire.moment_of((text(value.get("dateTime")) or "")[:10])
        return day and datetime.combine(day.date(), time(), UTC)
    return moment(value)


def edge_of(row: Json, name: str, *, all_day: bool) -> datetime | None:
    return _edge(row.get(name), all_day=all_day)


def _place(value: object) -> str | None:
    return text(value.get("displayName")) if isinstance(value, dict) else None


def _minutes(row: Json) -> int | None:
    value = row.get("reminderMinutesBeforeStart")
    known = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value if known and row.get("isReminderOn") is True else None


def _people(row: Json) -> Iterable[str]:
    rows = row.get("attendees")
    for one in rows if isinstance(rows, list) else []:
        address = _address(one) if isinstance(one, dict) and one.get("type") != "resource" else None
        if address:
            status = one.get("status")
            said = status.get("response") if isinstance(status, dict) else None
            yield f"{address}|{_ANSWERS.get(str(said), 'none')}"
    organiser = _address(row.get("organizer"))
    if organiser and row.get("isOrganizer") is False:
        yield f"{organiser}|accepted"


def _address(value: object) -> str | None:
    inner = value.get("emailAddress") if isinstance(value, dict) else None
    address = (text(inner.get("address")) or "").strip().lower() if isinstance(inner, dict) else ""
    return address if "@" in address else None


# Writing


def encode(write: Write) -> Json:
    fields = write.fields
    body: Json = {}
    if "subject" in fields:
        body["subject"] = canonical(fields["subject"]) or ""
    if "body" in fields:
        body["body"] = body_of(write)
    if "location" in fields:
        body["location"] = {"displayName": canonical(fields["location"]) or ""}
    if "show_as" in fields:
        body["showAs"] = graph_word(SHOW_AS, fields["show_as"], "Busy")
    if "sensitivity" in fields:
        body["sensitivity"] = graph_word(SENSITIVITY, fields["sensitivity"], "Normal")
    if "reminder_minutes" in fields:
        body |= _reminder(fields["reminder_minutes"])
    if "start" in fields:
        body |= _times(fields, write.before.happening.zone if write.before else write.zone)
    if write.categories is not None:
        body["categories"] = [canonical(name) for name in write.categories]
    if write.key is None:
        body["transactionId"] = write.properties.get(STAMP)
    return body | {VALUES: our_rows(write)}


def _reminder(value: Value) -> Json:
    if not isinstance(value, int):
        return {"isReminderOn": False}
    return {"isReminderOn": True, "reminderMinutesBeforeStart": value}


def _times(fields: Fields, zone: str | None) -> Json:
    """start, end and is_all_day always go together."""
    all_day = bool(fields.get("is_all_day"))
    edges = {"start": fields["start"], "end": fields["end"]}
    shown = {name: _shown(value, zone, all_day=all_day) for name, value in edges.items()}
    if not all_day and len({one["timeZone"] for one in shown.values()}) > 1:
        shown = {name: _shown(value, None, all_day=False) for name, value in edges.items()}
    return {**shown, "isAllDay": all_day}


def _shown(value: Value, zone: str | None, *, all_day: bool) -> dict[str, str]:
    """The local time in the zone; in UTC where that is unknown, or has the hour twice."""
    known = zone_of(zone)
    if all_day and isinstance(value, date):
        return {"dateTime": f"{value:%Y-%m-%d}T00:00:00", "timeZone": zone if zone and known else "UTC"}
    at = value.astimezone(UTC) if isinstance(value, datetime) else datetime.combine(date.min, time(), UTC)
    local = at.astimezone(known) if known else at
    if known is None or local.replace(fold=0).astimezone(UTC) != at:
        return {"dateTime": f"{at:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
    return {"dateTime": f"{local:%Y-%m-%dT%H:%M:%S}", "timeZone": str(zone)}


EVENT = GraphKind(
    what="the event",
    items=lambda folder: f"/calendars/{segment(folder)}/events",
    item=lambda folder, key: f"/calendars/{segment(folder)}/events/{segment(key)}",
    sighted={},
    shape={"select": SELECT, "expand": EXPAND},
    decode=decode,
    version=lambda row, _folder: version_of(row),
    encode=encode,
    condition=lambda name, value: f"subject eq {literal(value)}" if name == "subject" else None,
    prefer='outlook.body-content-type="text"',
)
