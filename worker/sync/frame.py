"""The frame of every run: the lease, the run's row, and its end. A crash leaves the lease to expire and the row to
be closed by the next run; nothing else needs cleaning up."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Table, and_, bindparam, insert, update
from sqlalchemy.orm import Session

from core.bulk import given
from core.database import Database, Model
from core.errors import SyncError
from core.models.sync import RunRow
from core.runs import FAILED, PREVIEW, RUNNING
from worker.lease import Lease, LeaseHeld, give_back, kept_alive, take
from worker.sync import held
from worker.sync.report import RunReport
from worker.sync.wish import Clock, Wish

log = structlog.get_logger()
_RUN: Table = Model.metadata.tables[RunRow.__tablename__]
_INTERRUPTED = (
    update(_RUN)
    .where(and_(_RUN.c.mailbox_id == bindparam("mailbox"), _RUN.c.kind != PREVIEW, _RUN.c.state == RUNNING))
    .values(state=FAILED, error="Interrupted.", ended_at=bindparam("ended_at"))
)
_BEGUN = insert(_RUN).values(given("id", "mailbox_id", "kind", "started_at", "state", "held", "report", "error"))
_ENDED = (
    update(_RUN)
    .where(and_(_RUN.c.id == bindparam("run"), _RUN.c.state == RUNNING))
    .values(given("state", "ended_at", "report", "error"))
    .returning(_RUN.c.id)
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a run needs before it knows what to do. kind: sync, undo or forget."""

    database: Database
    now: Clock
    kind: str
    wish: Wish


@contextmanager
def framed(frame: Frame, report: RunReport) -> Iterator[Lease]:
    """The lease for the body. Raises LeaseHeld when another run has it, and whatever the body raises."""
    database, now = frame.database, frame.now
    started = now()

    def begin(session: Session) -> None:
        _begin(session, report, frame.kind, started)

    lease = take(database, report.mailbox, f"{frame.kind} {report.run}", started, begin)
    if lease is None:
        raise LeaseHeld(report.mailbox)
    try:
        with kept_alive(database, lease, now) if frame.wish.heartbeat else nullcontext():
            yield lease
    except Exception as failure:
        message = failure.message if isinstance(failure, SyncError) else f"A defect: {type(failure).__name__}."
        _end(frame, lease, report, started, "failed", message)
        raise
    _end(frame, lease, report, started, "held" if report.held else "done", " ".join(report.stopped.values()))


def _begin(session: Session, report: RunReport, kind: str, started: datetime) -> None:
    """The run's row; rows of runs that never ended are closed, as their lease is over. A preview has none."""
    session.execute(_INTERRUPTED, {"mailbox": report.mailbox, "ended_at": started})
    about = {"id": report.run, "mailbox_id": report.mailbox, "kind": kind, "started_at": started}
    session.execute(_BEGUN, {**about, "state": RUNNING, "held": "", "report": {}, "error": ""})


def _end(frame: Frame, lease: Lease, report: RunReport, started: datetime, state: str, error: str) -> None:
    """Close the row, unless another run took over meanwhile, and give the lease back."""
    now = frame.now()
    report.seconds = max(0.0, (now - started).total_seconds())
    end = {"state": state, "ended_at": now, "error": error, "report": report.summary()}
    with frame.database.session() as session:
        ours = session.execute(_ENDED, {"run": report.run, **end}).scalar()
        if ours and state != FAILED and frame.kind == "sync":
            held.supersede(session, report.mailbox, report.run, report.types)
        give_back(session, lease, now)
    for name, counts in report.types.items():
        log.info(
            "run ended", status=state, purpose=frame.kind, run=report.run, mailbox=report.mailbox, type=name, **counts
        )
