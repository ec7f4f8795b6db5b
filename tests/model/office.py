"""A mailbox for the model: two memory stores, the real engine, and one in-memory database for all histories."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.database import Database, Model
from core.models.accounts import Mailbox, Org
from core.models.sync import ConflictRow
from core.policy import Policy
from core.records import Side
from core.store import Store
from tests.memory_replica import Replica, Traits
from tests.memory_store import MemoryStore
from tests.model.kinds import START
from worker.sync.decide import choose
from worker.sync.report import RunReport
from worker.sync.run import sync_mailbox

MAILBOX = "00000000-0000-0000-0000-000000000001"
COLLEAGUE = "00000000-0000-0000-0000-000000000002"


@cache
def shared_database() -> Database:
    """Made once: making tables takes longer than a history."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    opened = Database("sqlite://")
    opened.create_tables()
    with opened.session() as session:
        org = Org(name="Org", created_at=START)
        session.add(org)
        session.flush()
        for mailbox_id, name in ((MAILBOX, "ann"), (COLLEAGUE, "ben")):
            about = {"address": f"{name}@hooke.test", "exchange": "graph", "crm_user": name}
            session.add(Mailbox(id=mailbox_id, org_id=org.id, due_at=START, created_at=START, **about))
    return opened


def forget(database: Database) -> None:
    """What earlier histories left."""
    with database.session() as session:
        for table in reversed(Model.metadata.sorted_tables):
            if "mailbox_id" in table.c and table.name != "connection":
                session.execute(delete(table))


class Office:
    """Both sides' users, the two stores, the customer's policy, the clock. For planted faults: stores, what the engine
    is given; believed: the policy that it is told; before_run: done to the database before each run."""

    def __init__(self, exchange: Traits, crm: Traits, policy: Policy, database: Database) -> None:
        self.object_type = exchange.object_type
        self.moment = START
        self.replicas = {Side.EXCHANGE: Replica(exchange, self.now), Side.CRM: Replica(crm, self.now)}
        self.memory = {side: MemoryStore(replica) for side, replica in self.replicas.items()}
        self.stores: Mapping[Side, Store] = dict(self.memory)
        self.policy = policy
        self.believed: Callable[[Policy], Policy] = lambda policy: policy
        self.before_run: Callable[[Session], object] | None = None
        self.database = database
        self._ids = count(1)

    def now(self) -> datetime:
        """Every look at the clock takes a millisecond."""
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def later(self, **delta: float) -> None:
        self.moment += timedelta(**delta)

    def run(
        self, *, force: bool = False, approve: str | None = None, checkpoint: Callable[[str], None] = lambda _name: None
    ) -> RunReport:
        if self.before_run is not None:
            with self.database.session() as session:
                self.before_run(session)
        return sync_mailbox(
            MAILBOX,
            database=self.database,
            open_stores=lambda _mailbox, _type: self.stores,
            policy_of=lambda _mailbox, _type: self.believed(self.policy),
            types=[self.object_type],
            now=self.now,
            new_id=lambda: f"{next(self._ids):032}",
            heartbeat=False,
            force=force,
            approve=approve,
            checkpoint=checkpoint,
        )

    def choose(self, pick: Callable[[], Side]) -> None:
        """A person chooses a side for every conflict that is open."""
        for row in self.rows(ConflictRow):
            if row.resolved_at is None and row.winner is None and row.link_id:
                choose(self.database, MAILBOX, row.link_id, pick(), row.field, self.now())

    @property
    def writes(self) -> int:
        return sum(store.writes for store in self.memory.values())

    def rows(self, model: type[Any]) -> Sequence[Any]:
        with self.database.session() as session:
            return session.scalars(select(model)).all()
