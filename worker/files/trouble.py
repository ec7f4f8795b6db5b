"""Files that could not be given to the other side: tried again where it may pass, else an issue that names the file."""

from datetime import timedelta

from sqlalchemy import and_, select

from core.errors import Stale, SyncError, Transient
from core.explain import SIDES
from core.models.sync import LinkRow
from worker.files import ledger
from worker.files.cases import Send
from worker.files.frame import Frame, Issue
from worker.files.ledger import Paired
from worker.files.telling import named, tell, told
from worker.sync import issues
from worker.sync.context import Context
from worker.sync.hints import DAILY, RETRIES
from worker.sync.issues import TABLE, WHOLE, Open
from worker.sync.links import of_run


def read_issues(frame: Frame) -> None:
    """The open issues by link; those whose pair is no more are over."""
    mine = and_(of_run(frame.context, TABLE), TABLE.c.resolved_at.is_(None), TABLE.c.key != WHOLE)
    with frame.context.look() as session:
        rows = session.execute(select(TABLE.c.id, TABLE.c.link_id, TABLE.c.name, TABLE.c.attempts).where(mine)).all()
        links = {row.link_id for row in rows if row.link_id}
        there = set(session.scalars(select(LinkRow.id).where(LinkRow.id.in_(links)))) if links else set()
    for row in rows:
        link_id = row.link_id if row.link_id in there else ""
        frame.issues.setdefault(link_id, {})[row.name] = Issue(row.id, row.attempts)
    settle(frame, "", set())


def give_up(context: Context) -> None:
    """Files do not go along any more: nothing of them needs a person."""
    with context.look() as session:
        found = session.scalars(select(TABLE.c.id).where(of_run(context, TABLE), TABLE.c.resolved_at.is_(None))).all()
    if found and not context.dry:
        with context.transaction("files given up") as session:
            issues.write(session, context, [], found)


def settle(frame: Frame, link_id: str, failed: set[str]) -> None:
    """Resolves the pair's issues but those of files that failed now, by their names."""
    mine = frame.issues.get(link_id, {})
    over = [one.id for name, one in mine.items() if one.id and name not in failed]
    if over and not frame.context.dry:
        with frame.context.transaction("issues of files settled") as session:
            issues.write(session, frame.context, [], over)


def failed(frame: Frame, pair: Paired, name: str, action: Send, file_id: str | None, error: SyncError) -> bool:
    """Whether it may pass by itself; else it is tried once a day. file_id: of its row, where it has one."""
    context, to = frame.context, action.to
    with context.transaction("file failed") as session:
        attempts = ledger.attempts_of(session, file_id) if file_id else 0
        passes = isinstance(error, Transient | Stale) and attempts < len(RETRIES)
        row = {**ledger.under_way(action), "attempts": attempts + 1, "next_try": context.now() + _wait(error, attempts)}
        ledger.put(session, frame, pair, file_id, **row)
        if not passes:
            issues.write(session, context, [_issue(frame, pair, name, action, error)], [])
    outcome = "deferred" if passes else "failed"
    tell(frame, told(pair, name, action.source, to, "file_refused", outcome, error=error.message), outcome)
    return passes


def _wait(error: SyncError, attempts: int) -> timedelta:
    if not isinstance(error, Transient | Stale) or attempts >= len(RETRIES):
        return DAILY
    retry_after = error.retry_after if isinstance(error, Transient) else None
    return timedelta(seconds=retry_after) if retry_after else RETRIES[attempts]


def _issue(frame: Frame, pair: Paired, name: str, action: Send, error: SyncError) -> Open:
    called = named(action.source, name)
    known = frame.issues.get(pair.link_id, {}).get(called)
    text = f"“{action.file.name}” of {name} could not be added in {SIDES[action.to.value]}: {error.message}"
    return Open(
        action.to,
        pair.keys[action.to],
        error.code[:60],
        text,
        pair.link_id,
        attempts=known.attempts + 1 if known else 1,
        id=known.id if known else 0,
        vendor=error.vendor[:120],
        name=called,
    )
