"""Invitations through Graph: a PATCH of the attendees alone tells those who are new (graph/api/event-update)."""

from collections.abc import Sequence

from core.exchange.calendar import Guests
from core.exchange.errors import malformed
from core.exchange.graph import GraphClient, Json, Part, query
from core.exchange.graph_events import EVENT
from core.exchange.graph_items import headers_of, text
from core.exchange.graph_writes import if_match, outcome_of
from core.exchange.mailbox import Item
from core.records import label
from core.store import Outcome


def guests(client: GraphClient, item: Item) -> Guests:
    """Guests.rows: the attendees as Graph tells them, without their answers, which are the server's. Raises Stale."""
    options = query(select="attendees,isDraft,changeKey")
    [answer] = client.batch("get", [Part("GET", _path(client, item) + options, None, headers_of(EVENT))])
    if answer.status >= 400:
        raise answer.error(label(item.fields))
    found = answer.body.get("attendees")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise malformed(client.address, "an event without its attendees")
    rows = tuple({name: one[name] for name in ("type", "emailAddress") if name in one} for one in found)
    addresses = frozenset(address for one in rows if (address := _address(one)))
    return Guests(addresses, answer.body.get("isDraft") is not True, EVENT.version(answer.body, ""), rows)


def _address(row: Json) -> str:
    email = row.get("emailAddress")
    return (text(email.get("address")) or "").strip().lower() if isinstance(email, dict) else ""


def invite(client: GraphClient, item: Item, now: Guests, people: Sequence[str]) -> Outcome:
    """Raises Transient where it stays open whether they were sent."""
    new = [{"type": "required", "emailAddress": {"address": one}} for one in people if one not in now.addresses]
    headers = headers_of(EVENT) | if_match(now.version)
    part = Part("PATCH", _path(client, item), {"attendees": [*now.rows, *new]}, headers)
    [answer] = client.batch("invite", [part])
    return outcome_of(client, EVENT, answer, label(item.fields))


def _path(client: GraphClient, item: Item) -> str:
    return client.user + EVENT.item(item.folder, item.key)
