"""People of meetings whom the CRM did not know yet (worker.sync.people): asked for once more in a batch, by
the first regular run after half an hour.

Whoever is known by now counts as somebody whom Exchange tells of anew, and the same run writes it. Asked for are the
people of meetings to come, the next ones first; a dry run, which keeps nothing, asks for nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Text, and_, cast, select
from sqlalchemy.orm import Session

from core.accounts import KEEP, KEPT, KEPT_TO_CHANGE
from core.objects import Kind
from core.records import Link, Side
from core.store import Knowing
from worker.sync import hints
from worker.sync.context import Context
from worker.sync.feed import LINKED
from worker.sync.links import TABLE, link_of, owner, write_links
from worker.sync.people import introduced, strangers

MOST = 1_000
INTERVAL = timedelta(minutes=30)
# In the mailbox's `known`: when they were asked for last, in ISO 8601.
ASKED = "strangers"


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A meeting with strangers. name: of the field that they are in."""

    start: datetime
    link: Link
    name: str
    people: frozenset[str]


def look_again(context: Context) -> None:
    """Raises what the store raises."""
    store = context.stores[Side.CRM]
    names = [one.name for one in context.object_type.fields.values() if one.kind is Kind.PEOPLE]
    if context.dry or not names or not isinstance(store, Knowing):
        return
    now = context.now()
    with context.look() as session:
        if not context.force and not _is_time(session, context, now):
            return
        waiting = sorted(_waiting(session, context, names[0]), key=lambda one: (one.start, one.link.id))
    asked = list(dict.fromkeys(address for one in waiting for address in sorted(one.people)))[:MOST]
    known = context.call("crm.known", lambda: store.known(asked)) if asked else frozenset()
    found = [introduced(one.link, one.name, one.people & known) for one in waiting if one.people & known]
    with context.transaction("strangers") as session:
        mailbox = {"mailbox": context.mailbox_id}
        kept = session.execute(KEPT_TO_CHANGE, mailbox).scalar_one()
        session.execute(KEEP, {**mailbox, "known": {**kept, ASKED: now.isoformat()}})
        write_links(session, context, changed=found)
        keys = (link.keys[Side.EXCHANGE] for link in found)
        hints.add(session, context, Side.EXCHANGE, {key: False for key in keys if key})


def _is_time(session: Session, context: Context, now: datetime) -> bool:
    asked = session.execute(KEPT, {"mailbox": context.mailbox_id}).scalar_one().get(ASKED)
    return asked is None or not timedelta() <= now - datetime.fromisoformat(asked) < INTERVAL


def _waiting(session: Session, context: Context, name: str) -> Iterator[_Waiting]:
    """Links are unpacked only where the CRM holds fewer people than it was told of."""
    apart = cast(TABLE.c.held, Text).contains(f'"{name}"', autoescape=True)
    for row in session.execute(select(TABLE).where(and_(LINKED, apart)), owner(context)):
        link = link_of(row)
        start, end = link.base.get("start"), link.base.get("end")
        people = strangers(link, name)
        if people and isinstance(start, datetime) and isinstance(end, datetime) and end >= context.now():
            yield _Waiting(start, link, name, people)
