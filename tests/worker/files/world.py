"""One pair of records with a store of files on each side, a database and a clock: all that the files' engine needs."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import IO, Any

from sqlalchemy import delete, select, update

from core.database import Database
from core.emails import FileInfo
from core.errors import Stale, SyncError, Transient
from core.files import WOULD_TELL, FileStores, Holder, Shown
from core.mails import AttachmentInfo
from core.models.accounts import Mailbox, Org
from core.models.sync import IssueRow, LinkRow, OperationRow
from core.objects import EVENT
from core.policy import Policy
from core.records import Key, Side
from worker.files.run import carry_files
from worker.lease import LeaseHeld, release, take
from worker.sync.context import Context
from worker.sync.report import RunReport

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PIECE = 4096
BOX, LINK = "00000000-0000-0000-0000-000000000001", "link-1"
PLACE = {Side.EXCHANGE: "item", Side.CRM: "00U1"}


class Crash(BaseException):
    """The process dies here."""


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


@dataclass
class Stored:
    name: str
    content: bytes
    time: int
    flags: dict[str, Any] = field(default_factory=dict)
    record: Key = ""


@dataclass
class MemoryFiles:
    """The files of one side's records. tells: whether it tells digests and keeps a file's key through its versions, as
    Salesforce does. told_sizes: by key, where another size is told. refuse: by name, what is said to a file that is to
    be added. unreadable: names whose content cannot be read. broken: names whose content breaks off. several: what is
    added is its record's alone. down: what is said to every question. keeps: to every take-off. read: bytes. looks:
    questions; by the one of `invited_at` there are people."""

    side: Side
    tells: bool
    calls: int = 0
    writes: int = 0
    looks: int = 0
    invited_at: int = 0
    reads: int = 0
    files: dict[Key, Stored] = field(default_factory=dict)
    closed: str = ""
    apart: bool = False
    gone: bool = False
    refuse: dict[str, SyncError] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    down: SyncError | None = None
    keeps: SyncError | None = None
    several: bool = False
    told_sizes: dict[Key, int] = field(default_factory=dict)
    read: int = 0
    clock: Iterator[int] = field(default_factory=lambda: count(1))

    # What people do.

    def put(self, name: str, content: bytes, record: Key = "", **flags: Any) -> Key:
        """record: else it is on all of them."""
        number = next(self.clock)
        key = f"{self.side}-{number}"
        self.files[key] = Stored(name, content, number, flags, record)
        return key

    def change(self, key: Key, content: bytes) -> None:
        """In its place, under the same key."""
        self.files[key].content, self.files[key].time = content, next(self.clock)

    def rename(self) -> None:
        """Every key dies, as when Exchange moves the item."""
        self.files = {f"{self.side}-{next(self.clock)}": stored for stored in self.files.values()}

    @property
    def names(self) -> dict[str, bytes]:
        return {stored.name: stored.content for stored in self.files.values()}

    # FileStore

    def takes(self, key: Key) -> bool:
        return not key.startswith("series")

    def shown(self, keys: Sequence[Key]) -> dict[Key, Holder]:
        self.calls += 1
        self.looks += 1
        if self.looks == self.invited_at:
            self.closed = WOULD_TELL
        if self.down is not None:
            raise self.down
        if self.gone:
            return {}
        files = {key: [one for one, stored in self.files.items() if stored.record in ("", key)] for key in keys}
        return {key: Holder(tuple(map(self._shown, files[key])), self.closed, self.apart) for key in keys}

    def _shown(self, key: Key) -> Shown:
        stored = self.files[key]
        size = self.told_sizes.get(key, len(stored.content))
        info = AttachmentInfo(key, stored.name, "text/plain", size, **stored.flags)
        digest = md5(stored.content) if self.tells else None
        return Shown(info, digest or f"{len(stored.content)} {stored.time}", digest, key)

    @contextmanager
    def content(self, record: Key, body: str) -> Iterator[Iterator[bytes]]:
        self.calls += 1
        self.reads += 1
        stored = self.files.get(body)
        if stored is not None and stored.name in self.broken:
            raise Transient("The connection breaks off.")
        if stored is None or stored.name in self.unreadable:
            raise Stale("The file is gone.", code="gone")
        yield self._pieces(stored.content)

    def _pieces(self, content: bytes) -> Iterator[bytes]:
        for start in range(0, len(content), PIECE):
            self.read += len(content[start : start + PIECE])
            yield content[start : start + PIECE]

    def add(self, record: Key, file: FileInfo, content: IO[bytes], former: Key | None) -> Key:
        self.calls += 1
        if file.name in self.refuse:
            raise self.refuse[file.name]
        self.writes += 1
        data = content.read()
        assert len(data) == file.size
        if former and self.tells:
            self.change(former, data)
            return former
        return self.put(file.name, data, record if self.several else "")

    def remove(self, record: Key, key: Key) -> None:
        assert not self.tells, "nothing is ever taken off a CRM's record"
        self.calls += 1
        if self.keeps is not None:
            raise self.keeps
        self.writes += 1
        self.files.pop(key, None)


class World:
    """An empty org with one linked event."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.moment = START
        self.outlook = MemoryFiles(Side.EXCHANGE, tells=False)
        self.crm = MemoryFiles(Side.CRM, tells=True)
        self.limit_mb = 1
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
        self.moment += timedelta(minutes=1)
        report = RunReport(f"run-{next(self._ids)}", BOX)
        slow = wishes.pop("slow", timedelta())
        lease = None if wishes.pop("dry_run", False) else take(self.database, BOX, "test", self.moment + 10 * slow)
        context = Context(
            mailbox_id=BOX,
            object_type=EVENT,
            database=self.database,
            stores={},
            policy=Policy(files=True),
            now=lambda: self.moment + slow * (self.outlook.writes + self.crm.writes),
            new_id=lambda: f"id-{next(self._ids)}",
            report=report,
            lease=lease,
            **wishes,
        )
        report.begin(EVENT.name)
        with suppress(LeaseHeld):
            carry_files(context, FileStores(self.outlook, self.crm, self.limit_mb))
        if lease is not None:
            release(self.database, lease, self.moment)
        return report

    def crash_at(self, number: int) -> list[str]:
        """A run that dies at its n-th checkpoint (from 0); the names of the checkpoints that it passed."""
        passed: list[str] = []

        def checkpoint(name: str) -> None:
            passed.append(name)
            if len(passed) > number:
                raise Crash(name)

        with suppress(Crash):
            self.run(checkpoint=checkpoint)
        return passed

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
