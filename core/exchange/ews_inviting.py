"""Invitations through EWS: attendees are added with UpdateItem (MS-OXWSMTGS), which tells those who are new."""

from collections.abc import Sequence

from core.errors import SyncError
from core.exchange.calendar import Guests
from core.exchange.errors import for_record, malformed
from core.exchange.ews import EwsClient, m
from core.exchange.ews_attendees import LISTS, REQUIRED, added, anew, attendee, rows_of
from core.exchange.ews_paths import Element, M, T, field, put, shape, t
from core.exchange.mailbox import Item
from core.records import label
from core.store import Outcome, Written

_READ = [field(f"calendar:{name}") for name in (*LISTS, "MeetingRequestWasSent")]


def guests(client: EwsClient, item: Item) -> Guests:
    """Guests.rows: core.exchange.ews_attendees.Row. Raises Stale."""
    reply = client.one("GetItem", shape(_READ), m("ItemIds", t("ItemId", Id=item.key)))
    event = reply.find(f"{M}Items/{T}CalendarItem")
    item_id = None if event is None else event.find(f"{T}ItemId")
    if item_id is None:
        raise malformed(client.address, "GetItem: no event")
    rows = rows_of(event)
    told = event.findtext(f"{T}MeetingRequestWasSent") in ("true", "1")
    return Guests(
        frozenset(one.address.lower() for one in rows if one.address), told, item_id.get("ChangeKey", ""), rows
    )


def invite(client: EwsClient, item: Item, now: Guests, people: Sequence[str]) -> Outcome:
    """Raises Transient where it stays open whether they were sent."""
    first = bool(now.rows) and not now.told
    updates = _all_anew(now, people) if first else [added(REQUIRED, [attendee(one) for one in people])]
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
    lists = {name: [row.element for row in now.rows if row.list == name] for name in LISTS}
    lists[REQUIRED] += [attendee(one) for one in people if one not in now.addresses]
    return [anew(name, those) for name, those in lists.items() if those]
