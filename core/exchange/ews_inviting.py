"""Invitations through EWS: attendees are added with UpdateItem (MS-OXWSMTGS), which tells those who are new."""

from collections.abc import Sequence

from core.errors import SyncError
from core.exchange.calendar import Guests
from core.exchange.errors import for_record, malformed
from core.exchange.ews import EwsClient, m
from core.exchange.ews_paths import Element, M, T, field, put, shape, t
from core.exchange.mailbox import Item
from core.records import label
from core.store import Outcome, Written

REQUIRED = "RequiredAttendees"
LISTS = (REQUIRED, "OptionalAttendees", "Resources")
_READ = [field(f"calendar:{name}") for name in (*LISTS, "MeetingRequestWasSent")]


def guests(client: EwsClient, item: Item) -> Guests:
    """Guests.rows: (name of the list, address) of each. Raises Stale."""
    reply = client.one("GetItem", shape(_READ), m("ItemIds", t("ItemId", Id=item.key)))
    event = reply.find(f"{M}Items/{T}CalendarItem")
    item_id = None if event is None else event.find(f"{T}ItemId")
    if item_id is None:
        raise malformed(client.address, "GetItem: no event")
    rows = tuple((name, _address(one)) for name in LISTS for one in event.iterfind(f"{T}{name}/{T}Attendee"))
    told = event.findtext(f"{T}MeetingRequestWasSent") in ("true", "1")
    return Guests(frozenset(one.lower() for _, one in rows if one), told, item_id.get("ChangeKey", ""), rows)


def _address(attendee: Element) -> str:
    return (attendee.findtext(f"{T}Mailbox/{T}EmailAddress") or "").strip()


def invite(client: EwsClient, item: Item, now: Guests, people: Sequence[str]) -> Outcome:
    """Raises Transient where it stays open whether they were sent."""
    first = bool(now.rows) and not now.told
    updates = _all_anew(now, people) if first else [_update("AppendToItemField", REQUIRED, people)]
    item_id = t("ItemId", Id=item.key, ChangeKey=now.version)
    replies = client.send(
        "UpdateItem",
        m("ItemChanges", put(t("ItemChange"), item_id, put(t("Updates"), *updates))),
        ConflictResolution="NeverOverwrite",
        MessageDisposition="SaveOnly",
        SendMeetingInvitationsOrCancellations="SendOnlyToAll" if first else "SendOnlyToChanged",
    )
    if len(replies) != 1:
        raise malformed(client.address, f"UpdateItem: {len(replies)} response messages for one event")
    reply = replies[0]
    return for_record(reply, label(item.fields)) if isinstance(reply, SyncError) else Written(item.key)


def _all_anew(now: Guests, people: Sequence[str]) -> list[Element]:
    """Of a meeting that was never sent, all lists: an update has to change something."""
    known = {name: [address for list_, address in now.rows if list_ == name and address] for name in LISTS}
    present = {address.lower() for addresses in known.values() for address in addresses}
    known[REQUIRED] += [one for one in people if one not in present]
    return [_update("SetItemField", name, addresses) for name, addresses in known.items() if addresses]


def _update(action: str, name: str, addresses: Sequence[str]) -> Element:
    attendees = (put(t("Attendee"), put(t("Mailbox"), t("EmailAddress", one))) for one in addresses)
    event = put(t("CalendarItem"), put(t(name), *attendees))
    return put(t(action), field(f"calendar:{name}").element(), event)
