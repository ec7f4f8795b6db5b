"""The journal: Intents before each remote write, and what one transaction saves after it.

An Intent's id is the stamp that travels with the write. `Entries` gathers all that a batch leads to and writes it in
bulk within one transaction: links, Operations, closed Intents, hints, conflicts, issues.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from core.bulk import Bulk
from core.database import Model
from core.models.sync import IntentRow, OperationRow
from core.records import Key, Link, Side
from core.values import valueclass
from worker.sync import conflicts, hints, issues, regards
from worker.sync.actions import Reason
from worker.sync.among import among
from worker.sync.codec import packed
from worker.sync.conflicts import Kept
from worker.sync.context import Context, Hint
from worker.sync.issues import Open
from worker.sync.links import chunks, is_renamed, mine, owner, write_links
from worker.sync.report import Line
from worker.sync.scene import Unit
from worker.sync.work import Work, verb_of

INTENTS: Table = Model.metadata.tables[IntentRow.__tablename__]
_OPEN = select(INTENTS).where(mine(INTENTS)).order_by(INTENTS.c.created_at, INTENTS.c.id)
_CLOSE = delete(INTENTS).where(among(INTENTS.c.id))
_BEGIN = Bulk(insert(INTENTS))
OPERATIONS: Table = Model.metadata.tables[OperationRow.__tablename__]
_TELL = Bulk(insert(OPERATIONS))


@valueclass(frozen=True, slots=True)
class Done:
    """One operation as it is kept. keys: both records' as far as known. before, after: {"fields", "categories"}."""

    side: Side
    action: str
    keys: Mapping[Side, Key | None]
    name: str
    reason: Reason
    outcome: str = "done"
    link_id: str | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    error: str = ""

    def line(self, type_name: str) -> Line:
        fields = (*self.after.get("fields", ()), *(part for part in ("categories", "place") if part in self.after))
        key = self.keys.get(self.side) or self.keys.get(self.side.other)
        return Line(type_name, self.side, self.action, key, self.name, fields, self.reason, self.outcome, self.error)


@dataclass
class Entries:
    """What one transaction saves. made: new links with their origin. renamed: of those that are changed the ones whose
    indexed columns may differ from their rows. bare: items whose records may lack what they are to be about."""

    made: dict[str, tuple[Link, str]] = field(default_factory=dict)
    changed: dict[str, Link] = field(default_factory=dict)
    renamed: set[str] = field(default_factory=set)
    ended: list[str] = field(default_factory=list)
    operations: list[Done] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    dropped: list[Hint] = field(default_factory=list)
    postponed: list[tuple[Hint, int, datetime]] = field(default_factory=list)
    conflicts: list[Kept] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    opened: list[Open] = field(default_factory=list)
    resolved: list[int] = field(default_factory=list)
    bare: list[Key] = field(default_factory=list)

    def keep_link(self, link: Link, origin: str | None = None, before: Link | None = None) -> None:
        """origin: given for a new link. before: what its row holds, where that is known."""
        if origin is not None:
            self.made[link.id] = (link, origin)
        elif link.id in self.made:
            self.made[link.id] = (link, self.made[link.id][1])
        else:
            self.changed[link.id] = link
            if before is None or is_renamed(before, link):
                self.renamed.add(link.id)

    def end_link(self, link: Link) -> None:
        """Its open conflicts are over with it."""
        self.settled.append(link.id)
        self.changed.pop(link.id, None)
        if self.made.pop(link.id, None) is None:
            self.ended.append(link.id)

    def write(self, session: Session, context: Context) -> None:
        changed, made = list(self.changed.values()), list(self.made.values())
        write_links(session, context, ended=self.ended, changed=changed, made=made, renamed=self.renamed)
        for chunk in chunks(self.closed):
            session.execute(_CLOSE, {"keys": chunk})
        rows = [_operation(one) for one in self.operations]
        _TELL.run(session, rows, **context.owned, run_id=context.report.run, at=context.now())
        hints.drop(session, self.dropped)
        hints.postpone(session, self.postponed)
        conflicts.write(session, context, self.conflicts, self.settled)
        issues.write(session, context, self.opened, self.resolved)
        regards.reopen(session, context, self.bare)

    def tell(self, context: Context) -> None:
        """Into the run's report, once it is committed."""
        context.report.add(one.line(context.object_type.name) for one in self.operations)


def save(context: Context, name: str, entries: Entries) -> None:
    """One transaction."""
    with context.transaction(name) as session:
        entries.write(session, context)
    entries.tell(context)


def write_intents(context: Context, name: str, works: Sequence[Work]) -> None:
    """Before a remote write: one transaction that also checks the lease's epoch."""
    rows = [
        {
            "id": work.stamp,
            "side": str(work.action.side),
            "verb": verb_of(work.action),
            "link_id": work.unit.link.id if work.unit.link else None,
            "action": packed(work.action),
            "held": dict(work.held),
            "before": work.before,
        }
        for work in works
    ]
    epoch = context.lease.epoch if context.lease else 0
    with context.transaction(name) as session:
        _BEGIN.run(session, rows, **context.owned, run_id=context.report.run, epoch=epoch, created_at=context.now())


def open_intents(session: Session, context: Context) -> list[Any]:
    """Rows of this mailbox and type, the oldest first."""
    return list(session.execute(_OPEN, owner(context)))


def _operation(one: Done) -> dict[str, Any]:
    return {
        "link_id": one.link_id,
        "exchange_key": one.keys.get(Side.EXCHANGE),
        "crm_key": one.keys.get(Side.CRM),
        "side": str(one.side),
        "action": one.action,
        "name": one.name,
        "before": one.before,
        "after": one.after,
        "reason": {"code": one.reason.code, "words": dict(one.reason.words)},
        "outcome": one.outcome,
        "error": one.error,
    }


def finish(context: Context, entries: Entries, unit: Unit) -> None:
    """What becomes of a unit's hints, issue and conflicts when nothing of it is left to do, or something failed."""
    if unit.keep is not None:
        when = context.now() + unit.keep
        tries = unit.attempts + (1 if unit.failed else 0)
        entries.postponed += [(hint, tries, when) for hint in unit.hints]
        if not unit.keep and not unit.failed:
            context.memory.again(unit.hints)
        return
    entries.dropped += unit.hints
    if unit.issue is not None and unit.note is None:
        entries.resolved += [unit.issue.id, *unit.spare]
    if unit.conflicts and unit.link is not None and unit.note is None:
        entries.settled.append(unit.link.id)
