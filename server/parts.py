"""What a view works with: settings, database, keys, queue, clock, and the ways to both systems of a mailbox."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import structlog
from flask import current_app, g
from redis.exceptions import RedisError

from core.access import Access, access_to
from core.database import Database
from core.queue import Queues, enqueue_once, enqueue_sync, may_ask_again, open_queues
from core.records import Side
from core.salesforce.client import Client
from core.secrets import KeyRing
from core.settings import Settings
from server.clients import Clients

EXTENSION = "bothways"

log = structlog.get_logger()


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Parts:
    """One process's parts. queues: None where none are configured; the schedule finds what is due all the same."""

    settings: Settings
    database: Database
    keys: KeyRing
    queues: Queues | None = None
    now: Callable[[], datetime] = utc_now
    clients: Clients = field(default_factory=Clients)

    def __repr__(self) -> str:
        return f"Parts({self.settings})"

    def crm_client(self, mailbox_id: str) -> Client:
        """A client for this request alone, signed in as the mailbox's own user; others of the mailbox are kept for
        later requests.

        Raises:
            NotConnected, AccountError, SecretError: there is nothing to sign in with.
        """
        mine: dict[str, Client] = g.setdefault("crm_clients", {})
        if mailbox_id not in mine:
            access = access_to(self, mailbox_id, Side.CRM)
            g.crm_connection = access.row.id
            entry = self.clients.entry(access)
            mine[mailbox_id] = entry.take()
            g.setdefault("crm_entries", []).append((entry, mine[mailbox_id]))
        return mine[mailbox_id]

    def exchange(self, mailbox_id: str) -> Access:
        """The way to the mailbox: `.exchange()` describes it for core.exchange, `.address` is whose it is. Call it
        within `server.errors.calling(Side.EXCHANGE)`, so that errors name the right system."""
        return access_to(self, mailbox_id, Side.EXCHANGE)

    def wake(self, mailbox_id: str) -> None:
        """Ask for a run of a mailbox that is due; after the commit that made it due. Without a queue the schedule
        finds it."""
        if self.queues is not None:
            self._queued(lambda queues: enqueue_sync(queues, mailbox_id, first=True))

    def ask(self, job: str, *arguments: str, of: str) -> None:
        """Enqueue a job of the worker by its name (`worker.jobs.share`), unless the same waits already; after the
        commit of the row that says what is to be done, which stays true when the queue is away. of: the mailbox."""
        self._queued(lambda queues: enqueue_once(queues, job, *arguments, of=of, first=True))

    def ask_again(self, job: str, *arguments: str, of: str, every: int) -> None:
        """The same for what the queue may have lost; however often it is looked at, once in `every` seconds."""
        self._queued(
            lambda queues: (
                may_ask_again(queues, job, of, every) and enqueue_once(queues, job, *arguments, of=of, first=True)
            )
        )

    def _queued(self, send: Callable[[Queues], Any]) -> None:
        if self.queues is None:
            return
        try:
            send(self.queues)
        except RedisError as error:
            log.warning("the queue does not answer", error=type(error).__name__)


def parts() -> Parts:
    """Those of the application that answers this request."""
    return cast(Parts, current_app.extensions[EXTENSION])


def compose(settings: Settings) -> Parts:
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    queues = open_queues(settings.redis_url) if settings.redis_url else None
    return Parts(settings, Database(settings.database_url), KeyRing.load(settings.key_file), queues)


def give_back(_error: BaseException | None = None) -> None:
    """At the end of a request its CRM clients are free for others."""
    for entry, client in g.pop("crm_entries", ()):
        entry.give_back(client)
