"""Puts the worker together: settings, database, keys and the Stores of a mailbox. Used by jobs and commands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from core.accounts import policy_of
from core.choices import filing_policy_from
from core.database import Database
from core.emails import FilingPolicy, FilingStores
from core.files import FileStores
from core.mails import EMAIL
from core.models.accounts import Mailbox
from core.objects import ObjectType
from core.policy import Policy
from core.records import Side
from core.secrets import KeyRing
from core.settings import Settings
from core.store import Store

if TYPE_CHECKING:
    from worker.stores import RunStores


def utc_now() -> datetime:
    return datetime.now(UTC)


def new_stamp() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Composition:
    """One process's parts. now: the clock of the engine's own bookkeeping (leases, due times)."""

    settings: Settings
    database: Database
    keys: KeyRing
    now: Callable[[], datetime] = utc_now

    def policy_of(self, mailbox_id: str, object_type: ObjectType) -> Policy:
        with self.database.reading() as session:
            return policy_of(session.get_one(Mailbox, mailbox_id), self.settings.sync_minutes, object_type.name)

    def is_enabled(self, mailbox_id: str, object_type: ObjectType) -> bool:
        """Whether this kind of record is synchronised, or filed."""
        if object_type is not EMAIL:
            return self.policy_of(mailbox_id, object_type).enabled
        with self.database.reading() as session:
            mailbox = session.get_one(Mailbox, mailbox_id)
            return filing_policy_from(mailbox.org.policy, mailbox.policy).enabled

    def open_stores(self, mailbox_id: str, object_type: ObjectType) -> Mapping[Side, Store]:
        """Both Stores of the mailbox. Nothing is sent before their first use.

        Raises:
            AccountError, SecretError: a connection is missing or its credentials do not decrypt.
        """
        # The connectors take a second to load, which commands that only look things up need not wait for.
        from worker.stores import RunStores

        return RunStores(self)(mailbox_id, object_type)

    def open_filing(self, mailbox_id: str) -> tuple[FilingStores, FilingPolicy]:
        """The same for emails, with what was chosen about them."""
        from worker.stores import RunStores

        return RunStores(self).filing(mailbox_id)

    def open_files(self, mailbox_id: str, object_type: ObjectType) -> FileStores | None:
        """The same for the files of one kind of record; None where Exchange has none for it."""
        from worker.stores import RunStores

        return RunStores(self).files(mailbox_id, object_type)

    def stores_of_run(self) -> "RunStores":
        """The same for all kinds of one run, which share what they can."""
        from worker.stores import RunStores

        return RunStores(self)


# By URL: from before the first fork (worker.warm). Nothing connects there, as connections must not cross a fork.
_warm: dict[str, Database] = {}


def keep_warm(database_url: str) -> Database:
    """The database that `compose` takes from now on, in this process and its children; to be connected to in children
    alone. Raises SettingError."""
    return _warm.setdefault(database_url, Database(database_url))


def compose(settings: Settings) -> Composition:
    """Open the database and the key ring; the folder of state is made where it is missing."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = _warm.get(settings.database_url) or Database(settings.database_url)
    return Composition(settings, database, KeyRing.load(settings.key_file))
