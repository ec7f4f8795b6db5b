"""What people decide: which value stays in a conflict, and whether a held plan may pass. The next run acts on it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.database import Database
from core.models.sync import ConflictRow, IssueRow, LinkRow
from core.records import Key, Side
from worker.sync import held, hints
from worker.sync.explain import issue_text


class DecisionError(Exception):
    """There is nothing to decide here; the message says why."""


def open_matters(database: Database, mailbox_id: str) -> list[tuple[str, str, str, str]]:
    """(what, record, says, to do) of everything that waits for a person, the oldest first."""
    with database.session() as session:
        plan = held.latest(session, mailbox_id)
        rows = [] if plan is None else [("held run", plan.id, plan.held, "mend the cause, or approve it by name")]
        for issue in _open_issues(session, mailbox_id):
            says = issue_text(issue.code, issue.name, issue.message)
            rows.append((issue.code, issue.name, says, _to_do(issue)))
    return rows


def approve(database: Database, mailbox_id: str, run_id: str, *, by: str, now: datetime) -> None:
    """Let the held plan of this run pass once, under a person's name.

    Raises:
        DecisionError: this run is not the one that waits.
    """
    with database.session() as session:
        row = held.latest(session, mailbox_id)
        if row is None or row.id != run_id:
            waits = f"the one that waits is {row.id}" if row else "none waits"
            raise DecisionError(f"Run {run_id} does not wait for an approval; {waits}.")
        row.approved_by, row.approved_at = by, now


def choose(database: Database, mailbox_id: str, key: str, winner: Side, field: str | None, now: datetime) -> int:
    """Decide the open conflicts of a record (all, or one field); how many. key: an id of either side, or its e-mail
    or name as `issues` shows it.

    Raises:
        DecisionError: it has no open conflict.
    """
    with database.session() as session:
        link_ids = _links_named(session, mailbox_id, key)
        wanted = select(ConflictRow).where(
            ConflictRow.mailbox_id == mailbox_id,
            ConflictRow.resolved_at.is_(None),
            ConflictRow.winner.is_(None),
            or_(ConflictRow.link_id.in_(link_ids), ConflictRow.name == key),
        )
        rows = [row for row in session.scalars(wanted) if field in (None, row.field)]
        if not rows:
            raise DecisionError(f"{key} has no open conflict. See: bothways issues")
        for row in rows:
            row.chosen = winner.value
        for link_id in {row.link_id for row in rows if row.link_id}:
            _look_again(session, session.get_one(LinkRow, link_id), now)
        return len(rows)


def _look_again(session: Session, link: LinkRow, now: datetime) -> None:
    """A hint for one record of the pair; the other is loaded with it because a conflict is open."""
    keys = {Side.CRM: link.crm_key, Side.EXCHANGE: link.exchange_key}
    side, key = next((side, key) for side, key in keys.items() if key)
    hints.wake(session, (link.mailbox_id, link.type), side, {key: False}, now)


def _links_named(session: Session, mailbox_id: str, key: Key) -> Sequence[str]:
    by_key = select(LinkRow.id).where(
        LinkRow.mailbox_id == mailbox_id, or_(LinkRow.exchange_key == key, LinkRow.crm_key == key, LinkRow.id == key)
    )
    found = list(session.scalars(by_key))
    if found:
        return found
    rows = session.scalars(select(LinkRow).where(LinkRow.mailbox_id == mailbox_id))
    return [row.id for row in rows if str(row.base.get("email_address_1", "")).casefold() == key.casefold()]


def _open_issues(session: Session, mailbox_id: str) -> Sequence[IssueRow]:
    wanted = select(IssueRow).where(IssueRow.mailbox_id == mailbox_id, IssueRow.resolved_at.is_(None))
    return session.scalars(wanted.order_by(IssueRow.opened_at, IssueRow.id)).all()


def _to_do(issue: IssueRow) -> str:
    if issue.code == "conflict":
        return "bothways choose --mailbox … KEY exchange|crm"
    if issue.candidates:
        return f"candidates: {', '.join(issue.candidates)}"
    return "mend the record; it goes through at the next run"
