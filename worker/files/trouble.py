"""Files that could not be given, taken off or read: tried again where it may pass, else an issue that names them."""

from datetime import timedelta

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from core.errors import Stale, SyncError, Transient
from core.explain import SIDES
from core.files import Shown
from core.models.sync import LinkRow
from core.reasons import Reason
from core.records import Side
from worker.files import ledger
from worker.files.cases import Giving
from worker.files.frame import Frame, Issue
from worker.files.ledger import Paired
from worker.files.telling import named, tell, told
from worker.sync import issues
from worker.sync.context import Context
from worker.sync.hints import DAILY, RETRIES
from worker.sync.issues import TABLE, WHOLE, Open
from worker.sync.journal import Done
from worker.sync.links import of_run

_OPEN = select(TABLE.c.type, TABLE.c.id).where(
    TABLE.c.mailbox_id == bindparam("mailbox"),
    TABLE.c.type.in_(bindparam("kinds", expanding=True)),
    TABLE.c.resolved_at.is_(None),
)


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


def give_up(*contexts: Context) -> None:
    """Files of these kinds of a mailbox do not go along any more: nothing of them needs a person."""
    if not contexts:
        return
    about = {"mailbox": contexts[0].mailbox_id, "kinds": [context.object_type.name for context in contexts]}
    with contexts[0].look() as session:
        found = session.execute(_OPEN, about).all()
    for context in contexts:
        over = [row.id for row in found if row.type == context.object_type.name]
        if over and not context.dry:
            with context.transaction("files given up") as session:
                issues.write(session, context, [], over)


def settle(frame: Frame, link_id: str, failed: set[str]) -> None:
    """Resolves the pair's issues but those of files that failed now, by their names."""
    mine = frame.issues.get(link_id, {})
    over = [one.id for name, one in mine.items() if one.id and name not in failed]
    if over and not frame.context.dry:
        with frame.context.transaction("issues of files settled") as session:
            issues.write(session, frame.context, [], over)


def failed(frame: Frame, pair: Paired, name: str, action: Giving, file_id: str | None, error: SyncError) -> bool:
    """Whether it may pass by itself; else it is tried once a day. file_id: of its row, where it has one."""
    context, to, renames = frame.context, action.to, action.code == "file_renamed"
    with context.transaction("file failed") as session:
        attempts = ledger.attempts_of(session, file_id) if file_id else 0
        passes = _passes(error, attempts)
        row = {**ledger.under_way(action), "attempts": attempts + 1, "next_try": context.now() + _wait(error, attempts)}
        ledger.put(session, frame, pair, file_id, **row)
        if not passes:
            done = "renamed" if renames else "added"
            text = f"“{action.file.name}” of {name} could not be {done} in {SIDES[to.value]}: {error.message}"
            _open(session, frame, pair, to, named(action.source, name), text, error)
    outcome = "deferred" if passes else "failed"
    code = "file_name_refused" if renames else "file_refused"
    tell(frame, told(pair, name, action.source, to, code, outcome, error=error.message), outcome)
    return passes


def stood(frame: Frame, pair: Paired, name: str, shown: Shown, file_id: str, error: SyncError) -> bool:
    """The same of an attachment that could not be taken off, whose place another took."""
    context, at = frame.context, Side.EXCHANGE
    with context.transaction("attachment stands") as session:
        attempts = ledger.attempts_of(session, file_id)
        passes = _passes(error, attempts)
        next_try = context.now() + _wait(error, attempts)
        ledger.put(session, frame, pair, file_id, attempts=attempts + 1, next_try=next_try)
        if not passes:
            what = (
                f"The former attachment “{shown.info.name}” of {name}, whose place another took, could not be taken off"
            )
            text = f"{what} in {SIDES[at.value]}: {error.message} Take it off there."
            _open(session, frame, pair, at, named(shown, name), text, error)
    outcome = "deferred" if passes else "failed"
    tell(frame, told(pair, name, shown, at, "file_stands", outcome, error=error.message), outcome)
    return passes


def unread(frame: Frame, pair: Paired, name: str, error: SyncError) -> None:
    """The files of this one record could not be read."""
    context, at = frame.context, Side.EXCHANGE
    passes = _passes(error, pair.attempts)
    if not context.dry:
        with context.transaction("files unread") as session:
            ledger.put_off(session, pair, pair.attempts + 1, context.now() + _wait(error, pair.attempts))
            if not passes:
                text = f"The attachments of {name} cannot be read in {SIDES[at.value]}: {error.message}"
                _open(session, frame, pair, at, name, f"{text} Open it there; if it is broken, make it anew.", error)
    outcome = "deferred" if passes else "failed"
    reason = Reason("files_unread", {"name": name, "target": at.value})
    tell(frame, Done(at, "attach", dict(pair.keys), name, reason, outcome, pair.link_id, error=error.message), outcome)


def _passes(error: SyncError, attempts: int) -> bool:
    return isinstance(error, Transient | Stale) and attempts < len(RETRIES)


def _wait(error: SyncError, attempts: int) -> timedelta:
    if not _passes(error, attempts):
        return DAILY
    retry_after = error.retry_after if isinstance(error, Transient) else None
    return timedelta(seconds=retry_after) if retry_after else RETRIES[attempts]


def _open(session: Session, frame: Frame, pair: Paired, side: Side, called: str, text: str, error: SyncError) -> None:
    """called: the issue's name, by which it is known and settled."""
    known = frame.issues.get(pair.link_id, {}).get(called)
    opened = Open(
        side,
        pair.keys[side],
        error.code[:60],
        text,
        pair.link_id,
        attempts=known.attempts + 1 if known else 1,
        id=known.id if known else 0,
        vendor=error.vendor[:120],
        name=called,
    )
    issues.write(session, frame.context, [opened], [])
