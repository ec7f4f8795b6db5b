"""How the runs of a mailbox stand, and what previews found."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.failures import unpacked
from core.models.accounts import ACTIVE, Connection, Mailbox
from core.models.sync import ConflictRow, IssueRow, LeaseRow, LinkRow, RunRow
from core.objects import OBJECT_TYPES
from core.records import LinkState, Side
from core.runs import FAILED, HELD, RUNNING, SYNC, WAITING, approval
from server.errors import Problem, of_kept
from server.problems import localized

# A preview that takes longer was cut off.
LONGEST_PREVIEW = timedelta(minutes=15)
COUNTS: Mapping[str, str] = {"create": "created", "update": "updated", "delete": "deleted", "link": "linked"}


def status(session: Session, mailbox_id: str, now: datetime) -> dict[str, Any]:
    """What `GET /sync/status` answers."""
    mailbox = session.get_one(Mailbox, mailbox_id)
    return {
        "state": mailbox.state,
        "problem": localized(mailbox.problem),
        "reconnect": _wants_reconnect(session, mailbox_id),
        "running": _running(session, mailbox_id, now),
        "last_run": _last_run(session, mailbox_id),
        "next_run_at": mailbox.due_at if mailbox.state == ACTIVE else None,
        "counts": _counts(session, mailbox_id),
    }


def _wants_reconnect(session: Session, mailbox_id: str) -> bool:
    refused = (Connection.mailbox_id == mailbox_id) & (Connection.side == Side.CRM) & (Connection.problem != "")
    return session.scalar(select(Connection.id).where(refused).limit(1)) is not None


def _runs(mailbox_id: str) -> Any:
    mine = (RunRow.mailbox_id == mailbox_id) & (RunRow.kind == SYNC)
    return select(RunRow).where(mine).order_by(RunRow.started_at.desc(), RunRow.id)


def _running(session: Session, mailbox_id: str, now: datetime) -> dict[str, Any] | None:
    """A run whose lease is over was killed."""
    lease = session.get(LeaseRow, mailbox_id)
    row = session.scalars(_runs(mailbox_id).where(RunRow.state == RUNNING).limit(1)).first()
    if row is None or lease is None or lease.expires_at <= now:
        return None
    told = row.report.get("progress") or {}
    return {"kind": told.get("kind", ""), "done": told.get("done", 0), "total": told.get("total")}


def _last_run(session: Session, mailbox_id: str) -> dict[str, Any] | None:
    row = session.scalars(_runs(mailbox_id).where(RunRow.state != RUNNING).limit(1)).first()
    if row is None:
        return None
    return {
        "id": row.id,
        "state": row.state,
        "started_at": row.started_at,
        "ended_at": row.ended_at,
        "problem": localized(row.error or _held(session, row)),
        "kinds": [_counted(kind, counts) for kind, counts in (row.report.get("types") or {}).items()],
    }


def _held(session: Session, row: RunRow) -> str:
    """Why nothing was written, and what lets it pass."""
    if row.state != HELD:
        return row.held
    if row.approved_by:
        return f"{row.held} It was approved; the next run carries it out."
    command = approval(session.get_one(Mailbox, row.mailbox_id).address, row.id)
    return f"{row.held} An administrator lets it pass by: {command}."


def _counts(session: Session, mailbox_id: str) -> dict[str, int]:
    def count(model: type[Any], *where: Any) -> int:
        wanted = select(func.count()).select_from(model).where(model.mailbox_id == mailbox_id, *where)
        return session.scalar(wanted) or 0

    found = {
        "issues": count(IssueRow, IssueRow.resolved_at.is_(None), IssueRow.ignored_at.is_(None)),
        "conflicts": count(ConflictRow, ConflictRow.resolved_at.is_(None)),
        "waiting": _waiting(session, mailbox_id),
    }
    for kind in OBJECT_TYPES:
        found[kind] = count(LinkRow, LinkRow.type == kind, LinkRow.state == LinkState.LINKED.value)
    return found


def _waiting(session: Session, mailbox_id: str) -> int:
    """How many records wait for a person: a conflict is an issue as well, and a record may have several."""
    unsolved = (ConflictRow.mailbox_id == mailbox_id) & ConflictRow.resolved_at.is_(None)
    clashing = select(ConflictRow.link_id).where(unsolved)
    undecided = select(func.count(ConflictRow.link_id.distinct())).where(unsolved, ConflictRow.chosen.is_(None))
    mine = (IssueRow.mailbox_id == mailbox_id) & IssueRow.resolved_at.is_(None) & IssueRow.ignored_at.is_(None)
    told = (IssueRow.code == "conflict") & IssueRow.link_id.is_not(None) & IssueRow.link_id.in_(clashing)
    refused = select(func.count()).select_from(IssueRow).where(mine, ~told)
    return (session.scalar(undecided) or 0) + (session.scalar(refused) or 0)


def preview_told(row: RunRow, now: datetime) -> dict[str, Any]:
    """What `GET /sync/preview/{id}` answers."""
    cut_off = row.state in (WAITING, RUNNING) and now - row.started_at > LONGEST_PREVIEW
    state = FAILED if cut_off else RUNNING if row.state == WAITING else row.state
    examples = row.report.get("examples") or {}
    return {
        "state": state,
        "problem": localized(row.held),
        "failure": _failure(row, cut_off).to_json() if state == FAILED else None,
        "kinds": [
            {**_counted(kind, counts), "examples": [localized(one) for one in examples.get(kind, [])]}
            for kind, counts in (row.report.get("types") or {}).items()
        ],
    }


def _failure(row: RunRow, cut_off: bool) -> Problem:
    """Why there is no preview, and the way on, as if whoever asks had met it."""
    if cut_off:
        return Problem(503, "preview_failed", "This took too long and was cut off. Try again.")
    error = unpacked(row.report.get("failure") or {})
    return of_kept(error) if error else Problem(500, "preview_failed", row.error)


def _counted(kind: str, counts: Mapping[str, int]) -> dict[str, Any]:
    return {"kind": kind, **{name: counts.get(word, 0) for name, word in COUNTS.items()}}
