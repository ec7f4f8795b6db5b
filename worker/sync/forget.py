"""Forget a mailbox: the copies that came from Salesforce leave Outlook, and all that is known of it is dropped. The
CRM is never touched, and what was made in Outlook stays there. Called by an explicit command, past the guard."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Unpack

from sqlalchemy import Table, delete, select, update

from core.database import Database, Model
from core.models.accounts import DISABLED, Mailbox
from core.models.sync import ConflictRow, CursorRow, HintRow, IntentRow, IssueRow, LinkRow
from core.objects import OBJECT_TYPES
from core.records import Side, label
from worker.lease import LeaseHeld, release, take
from worker.sync.actions import Delete, Reason
from worker.sync.apply import enrol, write
from worker.sync.context import Context, Parts
from worker.sync.frame import Frame, framed
from worker.sync.links import COLUMN, link_of, of_run
from worker.sync.links import TABLE as LINKS
from worker.sync.recover import recover
from worker.sync.report import RunReport
from worker.sync.run import Opened, open_context
from worker.sync.scene import Scene, Unit
from worker.sync.wish import Wish, Wishes

KNOWN: tuple[type[Any], ...] = (HintRow, CursorRow, IntentRow, ConflictRow, IssueRow, LinkRow)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """found: copies that came from Salesforce; removed: those that were removed."""

    found: int
    removed: int


def forget(mailbox_id: str, parts: Parts, **wishes: Unpack[Wishes]) -> Forgotten:
    """Raises LeaseHeld, Transient, Unauthorized; then nothing is dropped yet and it can be called again."""
    wish = Wish(**wishes)
    report = RunReport(wish.new_id(), mailbox_id)
    opened = Opened(parts.database, parts.open_stores, parts.policy_of, parts.now)
    found = removed = 0
    with framed(Frame(parts.database, parts.now, "forget", wish), report) as lease:
        for object_type in OBJECT_TYPES.values():
            context = open_context(opened, wish, report, lease, object_type)
            recover(context)
            found += _remove_copies(context)
            removed += report.types[object_type.name]["deleted"]
        with context.transaction("forget") as session:
            for kind in KNOWN:
                table: Table = Model.metadata.tables[kind.__tablename__]
                session.execute(delete(table).where(table.c.mailbox_id == mailbox_id))
            session.execute(update(Mailbox).where(Mailbox.id == mailbox_id).values(state=DISABLED))
    return Forgotten(found, removed)


def resync(database: Database, mailbox_id: str, now: datetime) -> None:
    """The next run lists both sides in full. Links stay, so it writes only what differs. Raises LeaseHeld: a run that
    is under way would save its cursors over it."""
    mine = update(CursorRow).where(CursorRow.mailbox_id == mailbox_id).values(value=None, listing=False, listed=None)
    lease = take(database, mailbox_id, "resync", now, lambda session: session.execute(mine))
    if lease is None:
        raise LeaseHeld(mailbox_id)
    release(database, lease, now)


def _remove_copies(context: Context) -> int:
    scene = Scene()
    copies = COLUMN[Side.EXCHANGE].is_not(None) & (LINKS.c.origin == Side.CRM.value)
    with context.look() as session:
        rows = session.execute(select(LINKS).where(of_run(context, LINKS), copies).order_by(LINKS.c.id))
        links = [link_of(row) for row in rows]
    actions: list[Delete] = []
    for link in links:
        keys = {side: key for side, key in link.keys.items() if key}
        scene.add(Unit(link=link, keys=keys))
        reason = Reason("forgotten", {"name": label(link.base)})
        actions.append(Delete(Side.EXCHANGE, keys[Side.EXCHANGE], None, link.base, reason))
    enrol(scene, actions)
    write(context, scene, actions)
    return len(links)
