"""The jobs, enqueued by name. Each opens what it needs, so that it runs in a freshly forked process."""

import os
from datetime import timedelta
from functools import lru_cache
from typing import Unpack

import structlog

from core.accounts import AccountError, next_due
from core.errors import SyncError, Transient
from core.models.accounts import Mailbox
from core.secrets import SecretError
from core.settings import load_settings
from worker.composition import Composition, compose
from worker.lease import LeaseHeld
from worker.sync import run
from worker.sync.report import RunReport
from worker.sync.wish import Wishes

# A killed run leaves its lease to expire; whoever waits for it asks often, because asking costs next to nothing.
LATER = timedelta(seconds=5)

log = structlog.get_logger()


@lru_cache(maxsize=1)
def _composition(_pid: int) -> Composition:
    """A database connection must not cross a fork, so the cache knows the process."""
    return compose(load_settings())


def sync_mailbox(mailbox_id: str) -> None:
    """One run of one mailbox, in the background. What a person must mend is saved for people to see; it is no failure
    of the job. A defect of ours is one, and shows in the queue."""
    try:
        run_and_note(_composition(os.getpid()), mailbox_id)
    except (SyncError, AccountError, SecretError, LeaseHeld) as error:
        log.warning("run ended early", mailbox=mailbox_id, error=type(error).__name__)


def run_and_note(parts: Composition, mailbox_id: str, **wishes: Unpack[Wishes]) -> RunReport:
    """One run; saves when the next is due and what is wrong. wishes: as at worker.sync.wish.Wish.

    Raises:
        SyncError: a whole call failed. AccountError, SecretError: a connection is missing or cannot be read.
        LeaseHeld: another run has the mailbox.
    """
    problem, wait = "", None
    try:
        return run.sync_mailbox(
            mailbox_id,
            database=parts.database,
            open_stores=parts.open_stores,
            policy_of=parts.policy_of,
            now=parts.now,
            **wishes,
        )
    except LeaseHeld:
        wait = LATER
        raise
    except Transient as error:
        problem, wait = error.message, timedelta(seconds=max(error.retry_after or 60, 30))
        raise
    except SyncError as error:
        problem = error.message
        raise
    except (AccountError, SecretError) as error:
        problem = str(error)
        raise
    finally:
        if not wishes.get("dry_run"):
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
