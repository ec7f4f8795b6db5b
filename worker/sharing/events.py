"""Events that people shared in the pane: they get the category, as if people gave it in Outlook, and the events are
synchronised at once; whom and what they are about, which only the pane asks, is written to the CRM. Undoing takes both
off, and where its user asked so, and the policy lets deletions reach Salesforce, deletes the record there; a meeting of
other people stays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.database import Database
from core.emails import EmailStore
from core.errors import SyncError, Transient
from core.models.accounts import ACTIVE, Mailbox
from core.policy import LEFT_ALONE
from core.policy import Share as Which
from core.records import Key, Link, LinkState, Side, label
from core.shares import EVENT, FAILED, PENDING, SHARED, UNDOING, UNDONE, Attendee
from core.store import Outcome
from worker.sharing import regarding, rows
from worker.sharing.defects import contained
from worker.sharing.rows import Share
from worker.sync import issues
from worker.sync.actions import Delete, Plan, Reason
from worker.sync.apply import apply
from worker.sync.context import Context
from worker.sync.links import TABLE as LINKS
from worker.sync.links import link_of, owned_by
from worker.sync.run import sync
from worker.sync.scene import Scene, Unit
from worker.sync.series import OCCURRENCE

if TYPE_CHECKING:
    from core.exchange.event_marks import Shown

GONE = "The event is not in the calendar any more; open it again and share it anew."
ELSEWHERE = "{name} lies in another calendar; move it to your own calendar to share it."
PRIVATE = "{name} is private, and private events stay in Outlook; make it public to share it."
OUTSIDE = "{name} lies outside of the synchronised days: {back} days back and {ahead} days ahead."
OFF = "Events are not synchronised for you; switch them on in the settings."
LEFT = "{name} has the category {category} now and is left alone, until it is shared again."
KEPT = "Other people take part in {name}, so it stays in Salesforce."
SUSPENDED = "Synchronisation is suspended; resume it in the settings, then try again."
NOT_STARTED = "The set-up is not finished yet; finish it, then try again."
NOT_YET = "{name} is not in Salesforce yet; it is looked at again at the next run."


@runtime_checkable
class Sharing(Protocol):
    """What a Store of events has besides, where it can share (core.exchange.event_store)."""

    def shown(self, item_id: str) -> "Shown | None": ...

    def categorise(self, shown: "Shown", *, on: bool) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Marked:
    """A share whose event has, or has lost, the category."""

    share: Share
    event: "Shown"


def share_events(context: Context, emails: EmailStore) -> None:
    """All open shares of events. context: of events, with a lease. emails: knows the people behind addresses. Raises
    what a run raises; the shares stay open then."""
    with context.look() as session:
        shares = rows.open_shares(session, context.mailbox_id, EVENT)
        problem = _idle(session.get_one(Mailbox, context.mailbox_id))
    if problem:
        for share in shares:
            _fail(context, share, problem)
        return
    marked = []
    for share in shares:
        with contained(context, share):
            marked.append(_mark(context, share))
    found = [one for one in marked if one is not None]
    if not found:
        return
    sync(context, prompt=True)
    for one in found:
        with contained(context, one.share):
            if one.share.state == UNDOING:
                _undone(context, one)
            else:
                _shared(context, one, emails)


def _idle(mailbox: Mailbox) -> str:
    """Why no events are synchronised now, as sharing one would do, or empty."""
    if mailbox.setup:
        return NOT_STARTED
    return "" if mailbox.state == ACTIVE else SUSPENDED


def conclude(database: Database, mailbox_id: str, now: datetime) -> bool:
    """Shares that failed, and whose events came to Salesforce since, by a run or by a repair. What such an event is
    about is not written yet: its share is open again, once, so that one that cannot be shared fails for good. Whether
    any is open again; a run opens those whose new records are not about all that was chosen."""
    with database.session() as session:
        unsettled = rows.unsettled(session, mailbox_id, EVENT)
        opened = any(one.reopened for one in unsettled)
        for share in (one for one in unsettled if one.state == FAILED):
            links = _links(session, mailbox_id, share.wish.key) if share.wish.key else []
            if links and not share.wish.regarding.keys:
                rows.done(session, share, now, crm_key=links[0].keys[Side.CRM])
            elif links and not share.wish.again:
                wish = replace(share.wish, again=True)
                rows.save(session, share, state=PENDING, problem="", wish=wish, at=now, done_at=None)
                opened = True
    return opened


def _mark(context: Context, share: Share) -> Marked | None:
    """None where there is nothing to go on with; the row says why."""
    store = context.stores[Side.EXCHANGE]
    if not isinstance(store, Sharing):
        raise AssertionError("this store of events cannot share")
    event = context.call("exchange.shown", lambda: store.shown(share.item_id))
    on = share.state != UNDOING
    problem = _problem(context, event, on=on)
    if event is None or problem:
        _fail(context, share, problem)
        return None
    outcome = context.call("exchange.categorise", lambda: store.categorise(event, on=on))
    if isinstance(outcome, Transient):
        raise outcome
    if isinstance(outcome, SyncError):
        _fail(context, share, outcome.message)
        return None
    if on and not share.wish.begun:
        with context.look() as session:
            there = _crm_keys(_links(session, context.mailbox_id, event.key, parked=True))
        share = regarding.note(context, share, there)
    with context.transaction("event marked") as session:
        rows.save(session, share, wish=share.wish.found(event.key))
    return Marked(replace(share, wish=share.wish.found(event.key)), event)


def _problem(context: Context, event: "Shown | None", *, on: bool) -> str:
    """Why it can be neither shared nor taken back, or empty."""
    policy = context.policy
    if event is None:
        return GONE
    text = ""
    if not on:
        return ""
    if not policy.enabled:
        text = OFF
    elif not event.here:
        text = ELSEWHERE
    elif event.secret:
        text = PRIVATE
    elif not event.in_window:
        text = OUTSIDE
    return text.format(name=event.name, back=policy.window_back_days, ahead=policy.window_ahead_days)


def _shared(context: Context, one: Marked, emails: EmailStore) -> None:
    with context.look() as session:
        links = _links(session, context.mailbox_id, one.event.key)
        matched = _links(session, context.mailbox_id, one.event.key, matched=True)
        opened = issues.read_open(session, context)
    if not links:
        issue = opened.of(Side.EXCHANGE, one.event.key)
        _fail(context, one.share, issue.message if issue else NOT_YET.format(name=one.event.name))
        return
    keys = _crm_keys(links)
    share = regarding.note(context, one.share, _crm_keys(matched))
    wish, problem = regarding.relate(context, keys, share.wish)
    wish = replace(wish, attendees=_attendees(context, one.event.people, emails))
    with context.transaction("event shared") as session:
        rows.done(session, share, context.now(), crm_key=keys[0], wish=wish)
        if problem:
            rows.save(session, replace(share, state=SHARED), problem=problem)


def _attendees(context: Context, people: Sequence[str], emails: EmailStore) -> tuple[Attendee, ...]:
    """people: address|response. Whom Salesforce knows by each address, as far as it is one record."""
    answers = {address: response for address, _, response in (one.rpartition("|") for one in people)}
    known = context.call("crm.people", lambda: emails.people(list(answers))) if answers else {}
    found = []
    for address, response in answers.items():
        persons = known.get(address, ())
        sure = persons[0] if len(persons) == 1 else None
        found.append(Attendee(address, response, sure.key if sure else None, sure.name if sure else ""))
    return tuple(found)


def _undone(context: Context, one: Marked) -> None:
    with context.look() as session:
        links = _links(session, context.mailbox_id, one.event.key, parked=True)
    deletes = one.share.wish.delete and context.policy.delete_in_crm
    meetings = [link for link in links if link.base.get("attendees") or one.event.people]
    stay = meetings if deletes else links
    wish, problem = regarding.withdraw(context, _crm_keys(stay), one.share.wish)
    if deletes:
        _delete(context, [link for link in links if link not in meetings])
    name = one.event.name
    kept = KEPT.format(name=name) if deletes and meetings else ""
    left = LEFT.format(name=name, category=LEFT_ALONE) if context.policy.share is Which.ALL else ""
    with context.transaction("event taken back") as session:
        rows.done(session, one.share, context.now(), wish=wish)
        if told := " ".join(filter(None, (left, kept, problem)))[: rows.PROBLEM_LENGTH]:
            rows.save(session, replace(one.share, state=UNDONE), problem=told)


def _delete(context: Context, links: Sequence[Link]) -> None:
    """The records in Salesforce; with them the links end, so that a later share makes new ones."""
    scene, actions = Scene(), []
    for link in links:
        key = link.keys[Side.CRM] or ""
        scene.add(Unit(link=link, keys={side: one for side, one in link.keys.items() if one}))
        reason = Reason("unshared", {"name": label(link.base)})
        actions.append(Delete(Side.CRM, key, link.versions[Side.CRM], link.base, reason))
    if actions:
        apply(context, scene, Plan(tuple(actions)))


def _links(session: Session, mailbox_id: str, key: Key, *, parked: bool = False, matched: bool = False) -> list[Link]:
    """Of the event, or of all occurrences of a series, in order of their keys; those that have a record in the CRM.
    matched: only those whose record was there without us."""
    column = LINKS.c.exchange_key
    mine = owned_by(mailbox_id, EVENT, LINKS) & LINKS.c.crm_key.is_not(None)
    if matched:
        mine &= LINKS.c.origin != Side.EXCHANGE.value
    named = or_(column == key, column.startswith(f"{key}{OCCURRENCE}", autoescape=True))
    found = [link_of(row) for row in session.execute(select(LINKS).where(mine, named).order_by(column))]
    return [link for link in found if parked or link.state is LinkState.LINKED]


def _crm_keys(links: Sequence[Link]) -> list[Key]:
    return [key for link in links if (key := link.keys[Side.CRM])]


def _fail(context: Context, share: Share, problem: str) -> None:
    with context.transaction("share failed") as session:
        rows.failed(session, share, context.now(), problem)
