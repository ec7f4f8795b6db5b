"""People are invited to one event because somebody wished so: the only thing that Bothways ever sends to people.

The wish is an Intent of a type of its own, which no run takes up, written before the call. One that a crash or a lost
reply left open is settled by the next invitation of the mailbox, and at once where the server answers: who is among
those that were told by now was invited, and is not invited again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, Unpack, runtime_checkable

from sqlalchemy import insert, select

from core.errors import Rejected, Stale, SyncError, Transient
from core.models.sync import IntentRow
from core.objects import EVENT
from core.records import Key, Record, Side, Version, label
from core.store import Outcome, Store
from worker.sync.actions import Reason
from worker.sync.context import Context, Parts
from worker.sync.explain import listing
from worker.sync.frame import Frame, framed
from worker.sync.journal import INTENTS, Done, Entries
from worker.sync.report import RunReport
from worker.sync.run import Opened, open_context
from worker.sync.why import links_named
from worker.sync.wish import Wish, Wishes

if TYPE_CHECKING:
    from core.exchange.inviting import Invitation

INVITATION = "invitation"


@runtime_checkable
class Inviting(Protocol):
    """What a Store of events has besides, where it can invite (core.exchange.event_store)."""

    def invitation(self, key: Key, addresses: Sequence[str]) -> "Invitation": ...

    def invite(self, key: Key, addresses: Sequence[str], version: Version | None) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """event: its Outlook or Salesforce key, or its subject. who: addresses. missing: besides them everybody whom the
    Salesforce event invites and the one in Outlook does not. by: whose wish it is."""

    event: str
    who: tuple[str, ...]
    missing: bool
    by: str


@dataclass(frozen=True, slots=True)
class Found:
    """The event, and who would be invited to it as it was when it was looked at."""

    keys: dict[Side, Key]
    link_id: str | None
    name: str
    people: tuple[str, ...]
    already: tuple[str, ...]
    version: Version
    by: str


def look(mailbox_id: str, parts: Parts, asked: Asked) -> Found:
    """Who would be invited; writes nothing.

    Raises:
        Rejected: there is no such event, or it is refused. Stale: it is gone. Transient, Unauthorized.
    """
    stores = parts.open_stores(mailbox_id, EVENT)
    keys, link_id = _event(mailbox_id, parts, stores[Side.EXCHANGE], asked.event)
    who = dict.fromkeys(asked.who)
    if asked.missing:
        who |= dict.fromkeys(_invitees(stores[Side.CRM], keys, asked.event))
    found = _inviting(stores[Side.EXCHANGE]).invitation(keys[Side.EXCHANGE], list(who))
    return Found(keys, link_id, found.name, found.people, found.already, found.version, asked.by)


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


def _inviting(store: Store) -> Inviting:
    if not isinstance(store, Inviting):
        raise Rejected("This connection cannot invite people.", code="not_here")
    return store


def invite(mailbox_id: str, parts: Parts, found: Found, **wishes: Unpack[Wishes]) -> None:
    """Sends the invitations, under the mailbox's lease.

    Raises:
        LeaseHeld: a run is under way. Stale: the event changed since it was looked at. Rejected: it is refused.
        Transient: nobody, or nobody more, is known to have been told. Unauthorized.
    """
    wish = Wish(**wishes)
    report = RunReport(wish.new_id(), mailbox_id)
    opened = Opened(parts.database, parts.open_stores, parts.policy_of, parts.now)
    with framed(Frame(parts.database, parts.now, "invite", wish), report) as lease:
        context = open_context(opened, wish, report, lease, EVENT)
        _settle(context)
        if found.people:
            _carry_out(context, found)


def _carry_out(context: Context, found: Found) -> None:
    stamp = _write_intent(context, found)
    store = _inviting(context.stores[Side.EXCHANGE])
    key, people = found.keys[Side.EXCHANGE], found.people
    try:
        outcome = context.call("exchange.invite", partial(store.invite, key, people, found.version))
    except Transient:
        # The server may have told them before the reply was lost.
        if _settle(context).get(stamp) == people:
            return
        raise
    error = outcome if isinstance(outcome, SyncError) else None
    _close(context, stamp, _done(found, people, error=error.message if error else ""))
    if error:
        raise error


def _write_intent(context: Context, found: Found) -> str:
    stamp = context.new_id()
    keys = {side.value: key for side, key in found.keys.items()}
    row = {
        "id": stamp,
        "mailbox_id": context.mailbox_id,
        "type": INVITATION,
        "run_id": context.report.run,
        "epoch": context.lease.epoch if context.lease else 0,
        "side": Side.EXCHANGE.value,
        "verb": "invite",
        "link_id": found.link_id,
        "action": {"keys": keys, "name": found.name, "people": found.people, "by": found.by},
        "held": {},
        "before": {},
        "created_at": context.now(),
    }
    with context.transaction("invitation: intent") as session:
        session.connection().execute(insert(INTENTS), [row])
    return stamp


def _settle(context: Context) -> dict[str, tuple[str, ...]]:
    """Finds out what became of invitations that were left open. By Intent, who was invited."""
    mine = (IntentRow.mailbox_id == context.mailbox_id) & (IntentRow.type == INVITATION)
    with context.look() as session:
        rows = list(session.scalars(select(IntentRow).where(mine).order_by(IntentRow.created_at, IntentRow.id)))
        session.expunge_all()
    store = _inviting(context.stores[Side.EXCHANGE])
    invited: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found = _of_intent(row.action, row.link_id)
        key = found.keys[Side.EXCHANGE]
        try:
            now = context.call("exchange.invitation", partial(store.invitation, key, found.people))
        except (Rejected, Stale) as error:
            text = f"{listing(found.people)} may not have got the invitation to {found.name}: {error.message}"
            _close(context, row.id, _done(found, found.people, error=text))
            continue
        invited[row.id] = now.already
        _close(context, row.id, _done(found, now.already, outcome="recovered") if now.already else None)
    return invited


def _of_intent(action: dict[str, Any], link_id: str | None) -> Found:
    keys = {Side(side): key for side, key in action["keys"].items()}
    return Found(keys, link_id, action["name"], action["people"], (), "", action["by"])


def _done(found: Found, people: Sequence[str], *, outcome: str = "done", error: str = "") -> Done:
    words = {"name": found.name, "people": listing(people), "by": found.by}
    return Done(
        Side.EXCHANGE,
        "invite",
        found.keys,
        found.name,
        Reason("invited", words),
        "failed" if error else outcome,
        found.link_id,
        after={"people": tuple(people)},
        error=error,
    )


def _close(context: Context, stamp: str, done: Done | None) -> None:
    entries = Entries(closed=[stamp], operations=[done] if done else [])
    with context.transaction("invitation: done") as session:
        entries.write(session, context)
    entries.tell(context)
