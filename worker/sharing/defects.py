"""Defects of our own in what people shared: that share fails with a sentence, and the rest goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from sqlalchemy import update

from core.accounts import AccountError
from core.database import Database
from core.errors import SyncError
from core.models.pane import ShareRow
from core.secrets import SecretError
from core.shares import FAILED, OPEN
from worker.lease import LeaseHeld
from worker.sharing import rows
from worker.sharing.rows import Share
from worker.sync.context import Context

DEFECT = "A defect of Bothways stopped this ({name}); try again, or tell your administrator."
# What a share may raise, and its run knows what to do about.
KNOWN = (SyncError, AccountError, SecretError, LeaseHeld)

log = structlog.get_logger()


@contextmanager
def contained(context: Context, share: Share) -> Iterator[None]:
    """For one share. Raises KNOWN only."""
    try:
        yield
    except KNOWN:
        raise
    except Exception as defect:
        _log(context.mailbox_id, defect)
        with context.transaction("share failed") as session:
            rows.failed(session, share, context.now(), _sentence(defect))


def fail_all(database: Database, mailbox_id: str, kind: str, now: datetime, defect: Exception) -> None:
    """Where it cannot be told whose defect it is: all that are open, without reading their wishes."""
    _log(mailbox_id, defect)
    mine = (ShareRow.mailbox_id == mailbox_id) & (ShareRow.kind == kind) & ShareRow.state.in_(OPEN)
    with database.session() as session:
        session.execute(update(ShareRow).where(mine).values(state=FAILED, problem=_sentence(defect), done_at=now))


def _sentence(defect: Exception) -> str:
    return DEFECT.format(name=type(defect).__name__)


def _log(mailbox_id: str, defect: Exception) -> None:
    """By its type only: its words may hold what is nobody's business."""
    log.error("a defect in a share", mailbox=mailbox_id, error=type(defect).__name__)
