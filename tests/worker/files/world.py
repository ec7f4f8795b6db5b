"""One pair of records with a store of files on each side, a database and a clock: all that the files' engine needs."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import delete, select, update

from core.database import Database
from core.files import FileStores
from core.models.accounts import Mailbox, Org
from core.models.sync import IssueRow, LinkRow, OperationRow
from core.objects import EVENT
from core.policy import Policy, Winner
from core.records import Key, Side
from tests.crashes import killed_at
from tests.worker.files.memory import MemoryFiles
from worker.files.run import carry_files
from worker.files.undo import deeds_of, undo_files
from worker.lease import LeaseHeld, release, take
from worker.sync.context import Context
from worker.sync.report import RunReport

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTES = timedelta(minutes=2)
BOX, LINK = "00000000-0000-0000-0000-000000000001", "link-1"
PLACE = {Side.EXCHANGE: "item", Side.CRM: "00U1"}


class World:
    """An empty org with one linked event."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.moment = START
        self.outlook = MemoryFiles(Side.EXCHANGE, tells=False)
        self.crm = MemoryFiles(Side.CRM, tells=True)
        self.limit_mb = 1
        self.undone = ""
        self.winner = Winner.CRM
        self._ids = count(1)
        with self.database.session() as session:
            session.execute(delete(Org))
            org = Org(name="Org", created_at=START)
            session.add(org)
            session.flush()
            made: dict[str, Any] = {"id": BOX, "org_id": org.id, "address": "me@corp.example", "crm_user": "u"}
            session.add(Mailbox(**made, exchange="graph", due_at=START, created_at=START))
            session.flush()
            self._link(session, LINK, PLACE)

    def _link(self, session: Any, link_id: str, keys: dict[Side, Key]) -> None:
        session.add(
            LinkRow(
                id=link_id,
                mailbox_id=BOX,
                type=EVENT.name,
                exchange_key=keys[Side.EXCHANGE],
                crm_key=keys[Side.CRM],
                exchange_version="v1",
                crm_version="v1",
                base={"subject": "Plan"},
                state="linked",
                origin="both",
            )
        )

    def more_pairs(self, *names: str) -> None:
        """Besides the first one; each has files of its own."""
        self.outlook.several = self.crm.several = True
        with self.database.session() as session:
            for name in names:
                self._link(session, f"link-{name}", {side: f"{place}-{name}" for side, place in PLACE.items()})

    def set_link(self, **values: Any) -> None:
        with self.database.session() as session:
            session.execute(update(LinkRow).where(LinkRow.id == LINK).values(values))

    def touch(self) -> None:
        """A person changed something at the item: its version moved on, as the feed told."""
        self.set_link(exchange_version=f"v{next(self._ids)}")

    def run(self, **wishes: Any) -> RunReport:
        """A minute after the one before. A crash leaves the lease behind. slow: so long takes each file."""
        with self._leased(**wishes) as context:
            carry_files(context, FileStores(self.outlook, self.crm, self.limit_mb))
        return context.report

    def undo(self, run: str, *, switched_off: bool = False, **wishes: Any) -> list[str]:
        """What is said of it."""
        wanted = select(OperationRow).where(OperationRow.run_id == run).order_by(OperationRow.id)
        with self.database.session() as session:
            done = [one for one in session.scalars(wanted) if one.outcome in ("done", "recovered")]
        stores = None if switched_off else FileStores(self.outlook, self.crm, self.limit_mb)
        self.crm.undoes = True
        with self._leased(**wishes) as context:
            said = undo_files(context, stores, deeds_of(done))
        self.crm.undoes, self.undone = False, context.report.run
        return said

    @contextmanager
    def _leased(self, **wishes: Any) -> Iterator[Context]:
        self.moment += timedelta(minutes=1)
        report = RunReport(f"run-{next(self._ids)}", BOX)
        slow = wishes.pop("slow", timedelta())
        lease = None if wishes.pop("dry_run", False) else take(self.database, BOX, "test", self.moment + 10 * slow)
        context = Context(
            mailbox_id=BOX,
            object_type=EVENT,
            database=self.database,
            stores={},
            policy=Policy(files=True, winner=self.winner),
            now=lambda: self.moment + slow * (self.outlook.writes + self.crm.writes),
            new_id=lambda: f"id-{next(self._ids)}",
            report=report,
            lease=lease,
            **wishes,
        )
        report.begin(EVENT.name)
        with suppress(LeaseHeld):
            yield context
        if lease is not None:
            release(self.database, lease, self.moment)

    def crash_at(self, number: int, undoing: str = "") -> list[str]:
        """A run, or the undo of one, that dies at its n-th checkpoint (from 0); the names of those that it passed."""
        if undoing:
            return killed_at(number, lambda checkpoint: self.undo(undoing, checkpoint=checkpoint))
        return killed_at(number, lambda checkpoint: self.run(checkpoint=checkpoint))

    def rest(self) -> None:
        """More runs, after an edit of the item and without, which must write nothing."""
        before = (self.outlook.writes, self.crm.writes)
        self.touch()
        for _ in range(2):
            self.moment += timedelta(days=2)
            self.run()
        assert (self.outlook.writes, self.crm.writes) == before, "a run at rest wrote something"

    @property
    def both(self) -> dict[str, bytes]:
        """What both sides have, where they have the same."""
        assert self.outlook.names == self.crm.names
        assert len(self.outlook.files) == len(self.crm.files) == len(self.crm.names), "a file is there twice"
        return self.outlook.names

    def rows(self, model: type[Any]) -> list[Any]:
        with self.database.session() as session:
            return list(session.scalars(select(model)))

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """What was told, each with its outcome."""
        return [(one.reason["code"], one.outcome) for one in self.rows(OperationRow)]

    def open_issues(self) -> list[IssueRow]:
        return [one for one in self.rows(IssueRow) if one.resolved_at is None]
