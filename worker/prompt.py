"""What people at the pane wait for: done at once, or as soon as another run of the mailbox lets go of it."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from core.accounts import AccountError
from core.errors import SyncError, Transient
from core.models.accounts import Mailbox
from core.secrets import SecretError
from worker.composition import Composition
from worker.lease import LeaseHeld

# A worker is not kept from other people's jobs for longer.
PATIENCE = 1.0
ASK_SECONDS = 0.25
AGAIN = timedelta(minutes=1)

log = structlog.get_logger()


def promptly(parts: Composition, mailbox_id: str, act: Callable[[], object], patience: float = PATIENCE) -> None:
    """What act leaves undone is in its rows, and the mailbox is due for it: who finds another run at the mailbox for
    all of `patience` (seconds) leaves it to the run that follows that one."""
    until = time.monotonic() + patience
    while True:
        try:
            act()
            return
        except LeaseHeld:
            if time.monotonic() >= until:
                due_anew(parts, mailbox_id)
                log.info("another run has the mailbox", mailbox=mailbox_id)
                return
            time.sleep(ASK_SECONDS)
        except (SyncError, AccountError, SecretError) as error:
            if isinstance(error, Transient):
                due_by(parts, mailbox_id, parts.now() + timedelta(seconds=error.retry_after or AGAIN.total_seconds()))
            log.warning("what a person asked for ended early", mailbox=mailbox_id, error=type(error).__name__)
            return


def due_anew(parts: Composition, mailbox_id: str) -> None:
    """Due now, even if it was due before: a run under way moves the due time only that it began with."""
    with parts.database.session() as session:
        mailbox = session.get(Mailbox, mailbox_id)
        if mailbox is not None:
            mailbox.due_at = parts.now()


def due_by(parts: Composition, mailbox_id: str, moment: datetime) -> None:
    """The mailbox's next run begins then, or before."""
    with parts.database.session() as session:
        mailbox = session.get(Mailbox, mailbox_id)
        if mailbox is not None:
            mailbox.due_at = min(mailbox.due_at, moment)
