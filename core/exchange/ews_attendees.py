"""The people of an event through EWS (MS-OXWSMTGS, AttendeeType). Who is there already stays as Exchange tells of them:
name, kind, routing type (an address of Exchange's own has no SMTP form) and answer."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

from core.errors import SyncError
from core.exchange.ews import CHUNK, EwsClient, m
from core.exchange.ews_paths import Element, M, T, field, put, shape, t
from core.exchange.mailbox import Write
from core.exchange.packing import packed
from core.records import Value

REQUIRED = "RequiredAttendees"
LISTS = (REQUIRED, "OptionalAttendees", "Resources")


@dataclass(frozen=True, slots=True)
class Row:
    """list: its name. address: as it is there, empty where there is none. element: the t:Attendee."""

    list: str
    address: str
    element: Element


def rows_of(event: Element) -> tuple[Row, ...]:
    return tuple(
        Row(name, (one.findtext(f"{T}Mailbox/{T}EmailAddress") or "").strip(), deepcopy(one))
        for name in LISTS
        for one in event.iterfind(f"{T}{name}/{T}Attendee")
    )


def attendee(address: str) -> Element:
    return put(t("Attendee"), put(t("Mailbox"), t("EmailAddress", address)))


def addresses_of(value: Value) -> list[str]:
    """Of canonical people, `address|answer`."""
    return [one.partition("|")[0] for one in value] if isinstance(value, tuple) else []


def added(name: str, people: Sequence[Element]) -> Element:
    """Those who are there are not touched."""
    return _update("AppendToItemField", name, people)


def anew(name: str, people: Sequence[Element]) -> Element:
    if not people:
        return put(t("DeleteItemField"), field(f"calendar:{name}").element())
    return _update("SetItemField", name, people)


def _update(action: str, name: str, people: Sequence[Element]) -> Element:
    event = put(t("CalendarItem"), put(t(name), *people))
    return put(t(action), field(f"calendar:{name}").element(), event)


def with_people(client: EwsClient, writes: Sequence[Write]) -> list[Write]:
    """Updates of people as what changes in Exchange's lists."""
    keys = [write.key for write in writes if write.key and "attendees" in write.fields]
    rows = _read(client, keys) if keys else {}
    return [_with_people(write, rows.get(write.key or "", ())) for write in writes]


def _read(client: EwsClient, keys: Sequence[str]) -> Mapping[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    wanted = shape([field(f"calendar:{name}") for name in LISTS])
    for chunk in packed(keys, CHUNK):
        replies = client.send("GetItem", deepcopy(wanted), m("ItemIds", *(t("ItemId", Id=key) for key in chunk)))
        for key, reply in zip(chunk, replies, strict=False):
            # What is gone by now the write itself tells.
            event = None if isinstance(reply, SyncError) else reply.find(f"{M}Items/*")
            if event is not None:
                found[key] = rows_of(event)
    return found


def _with_people(write: Write, rows: Sequence[Row]) -> Write:
    if "attendees" not in write.fields or write.key is None:
        return write
    fields = {name: value for name, value in write.fields.items() if name != "attendees"}
    wanted = addresses_of(write.fields["attendees"])
    before = addresses_of(write.before.fields.get("attendees")) if write.before else []
    gone, there = set(before) - set(wanted), {row.address.lower() for row in rows}
    new = [attendee(one) for one in wanted if one not in there]
    updates = []
    for name in LISTS[:2]:
        kept = [row.element for row in rows if row.list == name and row.address.lower() not in gone]
        more = new if name == REQUIRED else []
        if len(kept) < sum(row.list == name for row in rows):
            updates.append(anew(name, [*kept, *more]))
        elif more:
            updates.append(added(name, more))
    return replace(write, fields=fields, updates=tuple(updates))
