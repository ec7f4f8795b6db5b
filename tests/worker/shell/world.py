"""A mailbox with two memory stores, a database and a clock that the test moves: all that a run needs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Unpack

from sqlalchemy import delete, select

from core.database import Database
from core.models.accounts import Mailbox, Org
from core.objects import CONTACT, ObjectType
from core.policy import Policy
from core.records import Fields, Key, Side
from core.store import Store
from tests.crashes import killed_at
from tests.memory_replica import GRAPH, PLAIN_CRM, Replica, Traits
from tests.memory_store import MemoryStore
from worker.sync.report import RunReport
from worker.sync.run import sync_mailbox
from worker.sync.wish import Wishes

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MAILBOX = "00000000-0000-0000-0000-000000000001"
ANN: Fields = {"given_name": "Ann", "surname": "Lee", "email_address_1": "ann@lee.example"}
BEN: Fields = {"given_name": "Ben", "surname": "Ng", "email_address_1": "ben@ng.example", "job_title": "Buyer"}


class World:
    """exchange and crm: what the users of both sides see and edit. policy: may be replaced between runs."""

    def __init__(self, where: str | Database, exchange: Traits = GRAPH, crm: Traits = PLAIN_CRM) -> None:
        """where: the URL of an empty database, or one with tables that is emptied first."""
        self.database = Database(where) if isinstance(where, str) else where
        if isinstance(where, str):
            self.database.create_tables()
        self.moment = START
        self.exchange, self.crm = Replica(exchange), Replica(crm)
        self.stores = {Side.EXCHANGE: MemoryStore(self.exchange), Side.CRM: MemoryStore(self.crm)}
        self.policy = Policy(delete_in_crm=True)
        self._ids = count(1)
        self._add_mailbox()

    def _add_mailbox(self) -> None:
        with self.database.session() as session:
            session.execute(delete(Org))
            org = Org(name="Org", created_at=START)
            session.add(org)
            session.flush()
            box = Mailbox(
                id=MAILBOX, org_id=org.id, address="a@b.example", exchange="graph", crm_user="u", due_at=START
            )
            box.created_at = START
            session.add(box)

    def now(self) -> datetime:
        return self.moment

    def new_id(self) -> str:
        return f"id-{next(self._ids)}"

    def open_stores(self, _mailbox_id: str, _object_type: ObjectType) -> Mapping[Side, Store]:
        return self.stores

    def policy_of(self, _mailbox_id: str, _object_type: ObjectType) -> Policy:
        return self.policy

    def choose(self, **choices: Any) -> None:
        self.policy = replace(self.policy, **choices)

    def later(self, **delta: float) -> None:
        self.moment += timedelta(**delta)

    def replica(self, side: Side) -> Replica:
        return self.exchange if side is Side.EXCHANGE else self.crm

    def run(self, **wishes: Unpack[Wishes]) -> RunReport:
        """One run, a minute after the one before."""
        self.later(minutes=1)
        chosen: Wishes = {"heartbeat": False, "new_id": self.new_id, "types": [CONTACT], **wishes}
        return sync_mailbox(
            MAILBOX,
            database=self.database,
            open_stores=self.open_stores,
            policy_of=self.policy_of,
            now=self.now,
            **chosen,
        )

    def crash_at(self, number: int) -> list[str]:
        """A run that dies at its n-th checkpoint (from 0); the names of the checkpoints it passed."""
        return killed_at(number, lambda checkpoint: self.run(checkpoint=checkpoint))

    @property
    def writes(self) -> int:
        return sum(store.writes for store in self.stores.values())

    def rest(self) -> None:
        """Two more runs, which must write nothing (I6)."""
        before = self.writes
        for _ in range(2):
            self.later(minutes=30)
            self.run()
        assert self.writes == before, "a run at rest wrote something"

    def values(self, side: Side, name: str = "surname") -> list[Any]:
        """One field of all living records of a side in scope, sorted."""
        replica = self.replica(side)
        items = (item for item in replica.living() if replica.in_scope(item))
        return sorted(str(item.fields.get(name)) for item in items)

    def rows(self, model: type[Any]) -> list[Any]:
        with self.database.session() as session:
            return list(session.scalars(select(model)))


def key_of(replica: Replica, surname: str) -> Key:
    return next(item.key for item in replica.living() if item.fields.get("surname") == surname)
