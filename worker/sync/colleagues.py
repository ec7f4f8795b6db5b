"""Meetings as the runs of all mailboxes of an org know them: each link of a meeting says which record of the CRM it is,
by what all copies of the meeting have in common. So a run knows of an event that a colleague shared which of its own
items is a copy of it, and of an item which event it is, whatever they are called by now."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, and_, bindparam, select
from sqlalchemy.orm import Session

from core.models.accounts import Mailbox
from core.records import Key, Link, Record, Side
from core.store import Copying, Meeting, Reaching
from worker.sync.among import among
from worker.sync.context import Context
from worker.sync.links import TABLE, chunks, link_of, read_links

_ORG = select(Mailbox.org_id).where(Mailbox.id == bindparam("mailbox")).scalar_subquery()
_COLLEAGUES = select(Mailbox.id).where(Mailbox.org_id == _ORG, Mailbox.id != bindparam("mailbox"))
_THEIRS = and_(TABLE.c.mailbox_id.in_(_COLLEAGUES), TABLE.c.type == bindparam("kind"), TABLE.c.meeting.is_not(None))
_BY = {
    column: select(TABLE).where(_THEIRS, TABLE.c.crm_key.is_not(None), among(column)).order_by(TABLE.c.id)
    for column in (TABLE.c.crm_key, TABLE.c.meeting)
}


class Colleagues:
    """What one decision needs of it. events: by the key of an item of a meeting that the CRM has already, out of this
    user's reach, the record there."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: dict[Key, Link] = {}
        self.events: dict[Key, Key] = {}

    def identified(self, rows: Sequence[Record]) -> list[Record]:
        """Records of the CRM, those of meetings with Record.identity."""
        if self._context.object_type.meetings:
            links = self._links(TABLE.c.crm_key, [row.key for row in rows if row.key not in self._known])
            self._known |= {link.keys[Side.CRM] or "": link for link in links}
        return [replace(row, identity=self._known[row.key].meeting) if row.key in self._known else row for row in rows]

    def copies(self, rows: Sequence[Record]) -> list[Record]:
        """The user's own items of meetings that would be made in Exchange, shared or not."""
        store = self._context.stores[Side.EXCHANGE]
        if not isinstance(store, Copying):
            return []
        wanted = [one for row in rows for one in self._sought(row)]
        return self._context.call("exchange.copies", lambda: store.copies(wanted)) if wanted else []

    def _sought(self, row: Record) -> Iterable[Meeting]:
        """Where other people take part. What was moved in the CRM may lie elsewhere in their calendars."""
        link = self._known.get(row.key)
        if link is None and row.writable and not row.fields.get("attendees"):
            return
        subject = str(row.fields.get("subject") or "")
        starts = [row.fields.get("start"), *([link.seen(Side.EXCHANGE, "start")] if link else [])]
        for start in dict.fromkeys(starts):
            if isinstance(start, datetime):
                yield Meeting(subject, start, row.identity)

    def of_meetings(self, identities: Iterable[str]) -> dict[str, Key]:
        """By Record.identity the CRM's record that a colleague's link names for that meeting."""
        links = self._links(TABLE.c.meeting, list(identities))
        return {link.meeting or "": link.keys[Side.CRM] or "" for link in links}

    def rows(self, items: Sequence[Record]) -> list[Record]:
        """The records of the CRM that colleagues' links name for these items' meetings, as far as they are this
        user's, too. What is linked here already counts whether it can be read or not."""
        store, context = self._context.stores[Side.CRM], self._context
        wanted: dict[str | None, Key] = {one.identity: one.key for one in items if one.identity}
        links = self._links(TABLE.c.meeting, [one for one in wanted if one])
        known = {link.keys[Side.CRM] or "": link for link in links}
        if not known or not isinstance(store, Reaching):
            return []
        self._known |= known
        with context.look() as session:
            linked = {link.keys[Side.CRM] or "": link for link in read_links(session, context, {Side.CRM: known})}
        free = [key for key in known if key not in linked]
        reached = context.call("crm.reached", lambda: store.reached(free)) if free else []
        here = {one.key for one in reached}
        self.events |= {wanted[link.meeting]: key for key, link in known.items() if key in free and key not in here}
        held = [Record(key, "", link.base, writable=False) for key, link in linked.items()]
        return self.identified([*reached, *held])

    def _links(self, column: Column[Any], values: Sequence[str]) -> list[Link]:
        if not values:
            return []
        with self._context.look() as session:
            return list(self._read(session, column, values))

    def _read(self, session: Session, column: Column[Any], values: Sequence[str]) -> Iterable[Link]:
        about = {"mailbox": self._context.mailbox_id, "kind": self._context.object_type.name}
        for chunk in chunks(dict.fromkeys(values)):
            yield from (link_of(row) for row in session.execute(_BY[column], {**about, "keys": chunk}))
