"""Whom somebody wishes to invite to which event, looked up without writing anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from sqlalchemy import select

from core.errors import Rejected
from core.explain import listing
from core.models.accounts import Mailbox
from core.models.sync import LinkRow
from core.objects import EVENT
from core.records import Key, Record, Side, Version, label
from core.store import Outcome, Store
from core.why import links_named
from worker.sync.context import Parts
from worker.sync.departures import KEPT_IN_CRM

if TYPE_CHECKING:
    from core.exchange.inviting import Invitation


@runtime_checkable
class Inviting(Protocol):
    """What a Store of events has besides, where it can invite (core.exchange.event_store)."""

    def invitation(self, key: Key, addresses: Sequence[str]) -> "Invitation": ...

    def invite(self, key: Key, addresses: Sequence[str], version: Version | None) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """event: its Outlook or Salesforce key, or its subject. who: addresses. missing: besides them everybody whom the
    Salesforce event invites and the one in Outlook does not, but for colleagues in whose calendars Bothways keeps it:
    Exchange would put the invitation beside that entry. by: whose wish it is."""

    event: str
    who: tuple[str, ...]
    missing: bool
    by: str


@dataclass(frozen=True, slots=True)
class Found:
    """The event, and who would be invited to it as it was when it was looked at. entered: who has it already."""

    keys: dict[Side, Key]
    link_id: str | None
    name: str
    people: tuple[str, ...]
    already: tuple[str, ...]
    entered: tuple[str, ...]
    version: Version
    by: str


def look(mailbox_id: str, parts: Parts, asked: Asked) -> Found:
    """Who would be invited; writes nothing.

    Raises:
        Rejected: there is no such event, or it is refused. Stale: it is gone. Transient, Unauthorized.
    """
    stores = parts.open_stores(mailbox_id, EVENT)
    keys, link_id = _event(mailbox_id, parts, stores[Side.EXCHANGE], asked.event)
    who, entered = dict.fromkeys(asked.who), list[str]()
    if asked.missing:
        invitees, holders = _invitees(stores[Side.CRM], keys, asked.event), _holders(mailbox_id, parts, keys)
        entered = [one for one in invitees if one.lower() in holders and one not in who]
        who |= dict.fromkeys(one for one in invitees if one not in entered)
    found = inviting_store(stores[Side.EXCHANGE]).invitation(keys[Side.EXCHANGE], list(who))
    left_out = tuple(one for one in entered if one not in found.already)
    return Found(keys, link_id, found.name, found.people, found.already, left_out, found.version, asked.by)


def _event(mailbox_id: str, parts: Parts, store: Store, event: str) -> tuple[dict[Side, Key], str | None]:
    """(keys by side, the link's id)"""
    with parts.database.session() as session:
        rows = [row for row in links_named(session, mailbox_id, event) if row.type == EVENT.name and row.exchange_key]
        links = [(row.exchange_key or "", row.crm_key, row.id, label(row.base)) for row in rows]
    if len(links) > 1:
        names = listing(sorted(name for *_, name in links)[:10])
        raise Rejected(
            f"{len(links)} events are called {event}: {names}. Name one by its day or key.", code="ambiguous"
        )
    if links:
        exchange, crm, link_id, _ = links[0]
        return {Side.EXCHANGE: exchange} | ({Side.CRM: crm} if crm else {}), link_id
    if " " not in event and isinstance(_state(store, event), Record):
        return {Side.EXCHANGE: event}, None
    text = f"There is no event {event} in Outlook that Bothways knows; give its subject or its key, or sync first."
    raise Rejected(text, code="unknown_event")


def _state(store: Store, key: Key) -> object:
    try:
        return store.read([key]).get(key)
    except Rejected:
        return None  # an id of another kind of record


def _invitees(store: Store, keys: dict[Side, Key], event: str) -> list[str]:
    key = keys.get(Side.CRM)
    state = store.read([key]).get(key) if key else None
    if not isinstance(state, Record):
        raise Rejected(f"{event} is no event of Salesforce; name the people with --who.", code="unknown_event")
    people = state.fields.get("attendees")
    if not isinstance(people, tuple):
        raise Rejected(f"{label(state.fields)} invites nobody in Salesforce.", code="nobody")
    return [one.rpartition("|")[0] for one in people]


def _holders(mailbox_id: str, parts: Parts, keys: dict[Side, Key]) -> set[str]:
    """The addresses of the other mailboxes that hold the Salesforce event, in lower case; whoever deleted their entry
    has none."""
    linked = (LinkRow.crm_key == keys.get(Side.CRM)) & LinkRow.exchange_key.is_not(None) & (LinkRow.type == EVENT.name)
    there = LinkRow.parked.is_distinct_from(KEPT_IN_CRM)
    others = select(Mailbox.address).join(LinkRow, LinkRow.mailbox_id == Mailbox.id).where(there)
    with parts.database.session() as session:
        org = session.get_one(Mailbox, mailbox_id).org_id
        found = session.scalars(others.where(linked, Mailbox.id != mailbox_id, Mailbox.org_id == org))
        return {address.lower() for address in found}


def inviting_store(store: Store) -> Inviting:
    """Raises Rejected for one that cannot invite."""
    if not isinstance(store, Inviting):
        raise Rejected("This connection cannot invite people.", code="not_here")
    return store
