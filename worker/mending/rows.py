"""What people asked of issues and conflicts in the pane, as the worker sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from core.models.sync import ConflictRow, IssueRow, LinkRow
from core.records import Key, Side
from core.repairs import Refused, refused


@dataclass(frozen=True, slots=True)
class Ask:
    """An issue with a wish. side, key: whom it speaks of. refused: where its values are to be corrected."""

    id: int
    link_id: str | None
    side: Side
    key: Key
    wish: dict[str, Any]
    refused: Refused


@dataclass(frozen=True, slots=True)
class Choice:
    """A conflict that was decided by the policy, and whose other value a person chose since."""

    id: int
    link_id: str
    field: str
    side: Side
    values: dict[str, Any]

    @property
    def lost_to(self) -> Any:
        """What the records hold, unless somebody changed it since."""
        return self.values[self.side.other.value]


def kinds(session: Session, mailbox_id: str) -> set[str]:
    """Of which something is asked."""
    issues = (IssueRow.mailbox_id == mailbox_id) & IssueRow.wish.is_not(None) & IssueRow.resolved_at.is_(None)
    chosen = (ConflictRow.mailbox_id == mailbox_id) & _undone()
    found = [select(IssueRow.type).where(issues), select(ConflictRow.type).where(chosen)]
    return {kind for wanted in found for kind in session.scalars(wanted.distinct())}


def asked(session: Session, mailbox_id: str, kind: str) -> list[Ask]:
    """The oldest first."""
    mine = (IssueRow.mailbox_id == mailbox_id) & (IssueRow.type == kind)
    wanted = select(IssueRow).where(mine, IssueRow.wish.is_not(None), IssueRow.resolved_at.is_(None))
    rows = session.scalars(wanted.order_by(IssueRow.id)).all()
    return [Ask(r.id, r.link_id, Side(r.side), r.key, r.wish or {}, refused(session, r)) for r in rows]


def chosen(session: Session, mailbox_id: str, kind: str) -> tuple[list[LinkRow], list[Choice]]:
    """(links whose open conflicts were decided, decided conflicts whose other value was chosen)."""
    mine = (ConflictRow.mailbox_id == mailbox_id) & (ConflictRow.type == kind) & _undone()
    rows = session.scalars(select(ConflictRow).where(mine).order_by(ConflictRow.id)).all()
    linked = {row.link_id for row in rows if row.winner is None and row.link_id}
    links = list(session.scalars(select(LinkRow).where(LinkRow.id.in_(linked)).order_by(LinkRow.id)))
    late = [row for row in rows if row.winner is not None and row.link_id]
    return links, [Choice(r.id, r.link_id or "", r.field, Side(r.chosen or ""), r.values) for r in late]


def _undone() -> Any:
    """What was chosen and is not carried out: an open conflict, or one that the policy decided otherwise."""
    waiting = ConflictRow.winner.is_(None) & ConflictRow.resolved_at.is_(None)
    return ConflictRow.chosen.is_not(None) & or_(waiting, ConflictRow.winner != ConflictRow.chosen)


def answered(session: Session, asks: Iterable[Ask]) -> None:
    """Their wishes are carried out, but for one that was made anew meanwhile."""
    for one in asks:
        row = session.get(IssueRow, one.id)
        if row is not None and row.wish == one.wish:
            row.wish = None


def settled(session: Session, choice: Choice, *, kept: bool) -> None:
    """kept: the chosen value is in force; else it was changed since, and stays as it is."""
    values = {"winner": choice.side.value} if kept else {"chosen": None}
    session.execute(update(ConflictRow).where(ConflictRow.id == choice.id).values(values))
