"""The jobs, enqueued by name. Each opens what it needs, so that it runs in a freshly forked process."""

import os
from datetime import timedelta
from functools import lru_cache

import structlog

from core.accounts import next_due
from core.errors import SyncError, Transient
from core.models.accounts import Mailbox
from core.settings import load_settings
from worker.composition import Composition, compose
from worker.lease import LeaseHeld
from worker.sync import run

LATER = timedelta(seconds=30)

log = structlog.get_logger()


@lru_cache(maxsize=1)
def _composition(_pid: int) -> Composition:
    """A database connection must not cross a fork, so the cache knows the process."""
    return compose(load_settings())


def sync_mailbox(mailbox_id: str) -> None:
    """One run of one mailbox; sets when the next is due and what is wrong, for people to see."""
    parts = _composition(os.getpid())
    problem, wait = "", None
    try:
        run.sync_mailbox(
            mailbox_id,
            database=parts.database,
            open_stores=parts.open_stores,
            policy_of=parts.policy_of,
            now=parts.now,
        )
    except LeaseHeld:
        wait = LATER
    except Transient as error:
        problem, wait = error.message, timedelta(seconds=max(error.retry_after or 60, 30))
    except SyncError as error:
        problem = error.message
    finish(parts, mailbox_id, problem, wait)


def finish(parts: Composition, mailbox_id: str, problem: str, wait: timedelta | None) -> None:
    """Save when the mailbox is due again: after `wait`, at most its interval; None: its interval."""
    now = parts.now()
    with parts.database.session() as session:
        mailbox = session.get(Mailbox, mailbox_id)
        if mailbox is None:
            return
        regular = next_due(mailbox, now, parts.settings.sync_minutes)
        mailbox.due_at = min(regular, now + wait) if wait else regular
        mailbox.problem = problem
        if wait is None:
            mailbox.last_run_at = now
    if problem:
        log.warning("run ended early", mailbox=mailbox_id, error=problem[:200])
