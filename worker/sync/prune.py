"""Retention: history older than RETENTION goes, but not what something still needs."""

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, select

from core.database import Database
from core.models.pane import ShareRow
from core.models.sync import ConflictRow, IssueRow, LinkRow, OperationRow, RunRow
from core.records import LinkState
from core.shares import FAILED, UNDONE

# Losing values of conflicts are promised for at least 30 days (I2).
RETENTION = timedelta(days=90)


def prune(database: Database, now: datetime, keep: timedelta = RETENTION) -> None:
    """Deletes Operations, closed conflicts and issues, ended runs, and shares that came to nothing. What was archived
    of a parked pair stays as long as the pair, because it is given back when the record returns. Raises ValueError for
    less than 30 days."""
    if keep < timedelta(days=30):
        raise ValueError("history is kept for at least 30 days")
    before = now - keep
    parked = select(LinkRow.id).where(LinkRow.state == LinkState.PARKED.value)
    needed = and_(OperationRow.action == "delete", OperationRow.link_id.in_(parked))
    with database.session() as session:
        session.execute(delete(OperationRow).where(OperationRow.at < before, ~needed | OperationRow.link_id.is_(None)))
        session.execute(delete(ConflictRow).where(ConflictRow.resolved_at < before))
        session.execute(delete(IssueRow).where(IssueRow.resolved_at < before))
        session.execute(delete(ShareRow).where(ShareRow.done_at < before, ShareRow.state.in_((UNDONE, FAILED))))
        session.execute(delete(RunRow).where(RunRow.ended_at < before, RunRow.state != "held"))
