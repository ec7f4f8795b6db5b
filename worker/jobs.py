"""The jobs, enqueued by name. Each opens what it needs, so that it runs in a freshly forked process."""

import os
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Unpack

import structlog
from sqlalchemy import Table, bindparam, select, update

from core.accounts import AccountError, find_reached, next_due, note_problem
from core.bulk import given
from core.database import Model
from core.errors import SyncError, Transient
from core.failures import wants_reconnect
from core.models.accounts import ACTIVE, Mailbox
from core.models.pane import ShareRow
from core.queue import RETRY, SHARE, SYNC, Queues, begun, open_queues
from core.secrets import SecretError
from core.settings import load_settings
from worker import previews
from worker.composition import Composition, compose
from worker.lease import LeaseHeld
from worker.mending import run as mending
from worker.progress import Told
from worker.prompt import promptly
from worker.sharing import events as shared_events
from worker.sharing import run as sharing
from worker.sync import held, hints, run
from worker.sync.report import RunReport
from worker.sync.wish import Wishes

if TYPE_CHECKING:
    from worker.stores import RunStores

AFTER_DEFECT = timedelta(minutes=5)
# For what a run had no time for.
SOON = timedelta(seconds=30)

log = structlog.get_logger()
_MAILBOX: Table = Model.metadata.tables[Mailbox.__tablename__]
_THIS = _MAILBOX.c.id == bindparam("mailbox")
_DUE = select(_MAILBOX.c.state, _MAILBOX.c.due_at).where(_THIS)
_NOTE = update(_MAILBOX).where(_THIS).values(given("problem", "last_run_at"))
_NOTE_DUE = _NOTE.values(given("due_at"))


@lru_cache(maxsize=1)
def _composition(_pid: int) -> Composition:
    """A database connection must not cross a fork, so the cache knows the process."""
    return compose(load_settings())


@lru_cache(maxsize=1)
def _queues(_pid: int) -> Queues:
    return open_queues(load_settings().redis_url)


def sync_mailbox(mailbox_id: str) -> None:
    """One run of one mailbox in the background, if it is due. What a person must mend is saved for people to see; it
    is no failure of the job. A defect of ours is one, and shows in the queue."""
    parts = _composition(os.getpid())
    begun(_queues(os.getpid()), SYNC, mailbox_id)
    if not _is_due(parts, mailbox_id):
        return
    try:
        carry_out(parts, mailbox_id)
        run_and_note(parts, mailbox_id, progress=Told(parts.database, mailbox_id), telling=False)
        conclude(parts, mailbox_id)
    except LeaseHeld:
        # The mailbox stays due, so that the schedule asks again until the other run has moved its time or died.
        log.info("another run has the mailbox", mailbox=mailbox_id)
    except (SyncError, AccountError, SecretError) as error:
        log.warning("run ended early", mailbox=mailbox_id, error=type(error).__name__)


def share(share_id: str) -> None:
    """What a person shared in the pane, or took back, at once; with all else of the mailbox that is open."""
    parts = _composition(os.getpid())
    with parts.database.session() as session:
        row = session.get(ShareRow, share_id)
    if row is not None:
        begun(_queues(os.getpid()), SHARE, row.mailbox_id)
        promptly(parts, row.mailbox_id, lambda: sharing.share(row.mailbox_id, parts))


def retry(mailbox_id: str, _issue_id: str = "") -> None:
    """What a person asked of an issue or a conflict, at once; with all else of the mailbox that is open."""
    parts = _composition(os.getpid())
    begun(_queues(os.getpid()), RETRY, mailbox_id)
    promptly(parts, mailbox_id, lambda: mending.mend(mailbox_id, parts))
    conclude(parts, mailbox_id)


def preview(run_id: str) -> None:
    """What a run would do, into the row that asks for it."""
    previews.preview(_composition(os.getpid()), run_id)


def carry_out(parts: Composition, mailbox_id: str) -> None:
    """What people asked for and is not done yet, before a run; what goes wrong is in its rows. Raises LeaseHeld."""
    for act in (sharing.share, mending.mend):
        try:
            act(mailbox_id, parts)
        except (SyncError, AccountError, SecretError) as error:
            log.warning("what a person asked for ended early", mailbox=mailbox_id, error=type(error).__name__)
        except LeaseHeld:
            raise
        except Exception as defect:
            # It must not keep the run, and all that it does for others of the mailbox's records.
            log.error("a defect in what a person asked for", mailbox=mailbox_id, error=type(defect).__name__)


def conclude(parts: Composition, mailbox_id: str) -> None:
    """Shares that failed, and whose events are in Salesforce by now, after a run or a repair; what goes wrong is in
    their rows."""
    if shared_events.conclude(parts.database, mailbox_id, parts.now()):
        promptly(parts, mailbox_id, lambda: sharing.share(mailbox_id, parts))


def run_and_note(parts: Composition, mailbox_id: str, **wishes: Unpack[Wishes]) -> RunReport:
    """One run; saves when the next is due and what is wrong. wishes: as at worker.sync.wish.Wish.

    Raises:
        SyncError: a whole call failed. AccountError, SecretError: a connection is missing or cannot be read.
        LeaseHeld: another run has the mailbox.
    """
    was_due, dry, whole = _due_at(parts, mailbox_id), wishes.get("dry_run", False), wishes.get("types") is None
    stores = parts.stores_of_run()
    try:
        report = run.sync_mailbox(
            mailbox_id,
            database=parts.database,
            open_stores=stores,
            open_filing=stores.filing,
            is_filing=stores.is_filing,
            open_files=stores.files,
            policy_of=stores.policy_of,
            now=parts.now,
            **wishes,
        )
    except LeaseHeld:
        raise
    except Exception as error:
        if not dry:
            _note(parts, mailbox_id, was_due, *_told(error))
            if wants_reconnect(error):
                _note_connections(parts, stores, str(error))
        raise
    if not dry:
        _note_connections(parts, stores, "")
        waits = report.held or ("" if whole else _still_held(parts, mailbox_id))
        problem = " ".join((waits, *report.stopped.values())).strip()
        _note(parts, mailbox_id, was_due, problem, SOON if report.more else None, whole=whole)
    return report


def _told(error: Exception) -> tuple[str, timedelta | None]:
    """What people read about a run that ended early, and how soon to try again (None: at the regular time)."""
    if isinstance(error, Transient):
        return error.message, timedelta(seconds=max(error.retry_after or 60, 30))
    if isinstance(error, SyncError):
        return error.message, None
    if isinstance(error, AccountError | SecretError):
        return str(error), None
    return f"A defect of Bothways ended the run ({type(error).__name__}); it is tried again.", AFTER_DEFECT


def _still_held(parts: Composition, mailbox_id: str) -> str:
    """Why records of other kinds wait for an approval, after a run of some kinds alone."""
    with parts.database.reading() as session:
        row = held.latest(session, mailbox_id)
        return row.held if row is not None and row.approved_by is None else ""


def _note(
    parts: Composition,
    mailbox_id: str,
    was_due: datetime | None,
    problem: str,
    wait: timedelta | None,
    *,
    whole: bool = True,
) -> None:
    """Who asked for a run while this one was under way gets one: only the due time that it began with is moved, and a
    run of some kinds alone puts that of the others off no further."""
    now = parts.now()
    with parts.database.session() as session:
        mailbox = find_reached(session, mailbox_id)
        if mailbox is None:
            return
        noted: dict[str, Any] = {"problem": problem, "last_run_at": now}
        if mailbox.due_at == was_due:
            regular = next_due(mailbox, now, parts.settings.sync_minutes)
            regular = regular if whole or was_due is None else min(regular, was_due)
            retry = hints.next_due(session, mailbox_id, now) or regular
            noted["due_at"] = min(regular, retry, now + wait) if wait else min(regular, retry)
        session.execute(_NOTE_DUE if "due_at" in noted else _NOTE, {"mailbox": mailbox_id, **noted})


def _note_connections(parts: Composition, stores: "RunStores", problem: str) -> None:
    """Of the CRM: those that the run tried; that they work only if it signed in."""
    with parts.database.session() as session:
        for connection_id in [one for one, client in stores.clients.items() if problem or client.instance_url]:
            note_problem(session, connection_id, problem)


def _due_at(parts: Composition, mailbox_id: str) -> datetime | None:
    with parts.database.reading() as session:
        mailbox = find_reached(session, mailbox_id)
        return mailbox.due_at if mailbox else None


def _is_due(parts: Composition, mailbox_id: str) -> bool:
    with parts.database.reading() as session:
        mailbox = session.execute(_DUE, {"mailbox": mailbox_id}).first()
        return mailbox is not None and mailbox.state == ACTIVE and mailbox.due_at <= parts.now()
