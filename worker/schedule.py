"""The schedule: who is due is in the database; Redis only hears of it. Losing Redis costs one sweep."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from redis.exceptions import RedisError
from sqlalchemy import select

from core.database import Database
from core.models.accounts import ACTIVE, Mailbox
from core.queue import Queues, enqueue_sync
from worker.sync.prune import prune

SWEEP_SECONDS = 5.0
BATCH = 1000
PRUNE_EVERY = timedelta(days=1)

log = structlog.get_logger()


def due_mailboxes(database: Database, now: datetime) -> list[str]:
    """Ids of active mailboxes whose time has come, the longest waiting first."""
    wanted = (
        select(Mailbox.id).where(Mailbox.state == ACTIVE, Mailbox.due_at <= now).order_by(Mailbox.due_at).limit(BATCH)
    )
    with database.session() as session:
        return list(session.scalars(wanted))


def sweep(database: Database, queues: Queues, now: datetime) -> int:
    """Enqueue every due mailbox that was not asked for just before; how many were enqueued."""
    return sum(enqueue_sync(queues, mailbox_id) for mailbox_id in due_mailboxes(database, now))


def run_schedule(
    database: Database, queues: Queues, now: Callable[[], datetime], stopping: Callable[[], bool] = lambda: False
) -> None:
    """Sweep until stopped, and prune old history once a day. A Redis that is away is waited for."""
    pruned: datetime | None = None
    while not stopping():
        if pruned is None or now() - pruned >= PRUNE_EVERY:
            pruned = now()
            prune(database, pruned)
        try:
            count = sweep(database, queues, now())
            if count:
                log.info("enqueued", count=count)
        except RedisError as error:
            log.warning("the queue is away; the next sweep tries again", error=type(error).__name__)
        time.sleep(SWEEP_SECONDS)
