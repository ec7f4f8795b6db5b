"""What one run of one object type works with: the stores, the clock, the lease, and the two gates through which
everything goes: `transaction` (the epoch is checked in it) and `call` (no remote call begins on a stale lease)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from core.database import Database
from core.objects import ObjectType
from core.policy import Policy
from core.records import Away, Gone, Key, Record, Side
from core.store import Store
from core.values import replace, valueclass
from worker.lease import Lease
from worker.sync.actions import Held, Removing
from worker.sync.report import RunReport
from worker.sync.setting import Scale

Answer = TypeVar("Answer")
# phase, done, total (None: not known yet)
Progress = Callable[[str, int, "int | None"], None]
OpenStores = Callable[[str, ObjectType], Mapping[Side, Store]]
PolicyOf = Callable[[str, ObjectType], Policy]

# How many hints are loaded and decided together, and how many Records of feed pages are kept for it.
WINDOW = 2000
REMEMBERED = 3 * WINDOW


class Parts(Protocol):
    """What composition gives to the engine's commands."""

    @property
    def database(self) -> Database: ...
    @property
    def now(self) -> Callable[[], datetime]: ...
    def open_stores(self, mailbox_id: str, object_type: ObjectType, /) -> Mapping[Side, Store]: ...
    def policy_of(self, mailbox_id: str, object_type: ObjectType, /) -> Policy: ...


@valueclass(frozen=True, slots=True)
class Hint:
    """A row of the table `hint`, or in a dry run one of no table (id 0). again: it is decided a second time in this
    run, so both sides are read anew."""

    side: Side
    key: Key
    id: int = 0
    attempts: int = 0
    departed: bool = False
    turn: int = 0
    again: bool = False


@dataclass
class Memory:
    """What a run remembers between its steps. records: states that feed pages brought, at most REMEMBERED of them.
    hints: a dry run's own, which no table has. stale: hints to be decided again in this run. listed: whether a cursor
    has the number of records that a listing named. stopped: the kind's own issue, where it was looked for (ids).
    removals: planned so far. held: the guard's answer; the run ends with it. unsure: as at Likeness."""

    records: dict[tuple[Side, Key], Record | Gone | Away] = field(default_factory=dict)
    hints: dict[tuple[Side, Key], Hint] = field(default_factory=dict)
    stale: list[Hint] = field(default_factory=list)
    listed: bool = False
    stopped: Sequence[int] | None = None
    scale: Scale | None = None
    removals: dict[tuple[Side, Key], Removing] = field(default_factory=dict)
    held: Held | None = None
    unsure: dict[Key, datetime] = field(default_factory=dict)

    def remember(self, side: Side, state: Record | Gone | Away) -> None:
        if len(self.records) < REMEMBERED:
            self.records[side, state.key] = state

    def again(self, hints: Iterable[Hint]) -> None:
        """Decide these a second time in this run, from states read anew."""
        for hint in hints:
            self.forget(hint.side, hint.key)
            self.stale.append(replace(hint, again=True))

    def forget(self, side: Side, key: Key) -> None:
        self.records.pop((side, key), None)


@dataclass
class Context:
    """lease: None in a dry run, which writes nothing. checkpoint: called with a name before and after each remote call
    and after each commit. asked: the side that was called last."""

    mailbox_id: str
    object_type: ObjectType
    database: Database
    stores: Mapping[Side, Store]
    policy: Policy
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    report: RunReport
    lease: Lease | None
    force: bool = False
    checkpoint: Callable[[str], None] = lambda _name: None
    progress: Progress = lambda _phase, _done, _total: None
    memory: Memory = field(default_factory=Memory)
    asked: Side = Side.CRM

    @property
    def owned(self) -> dict[str, str]:
        """The columns of core.models.sync.OfMailbox in this run's rows."""
        return {"mailbox_id": self.mailbox_id, "type": self.object_type.name}

    @property
    def dry(self) -> bool:
        return self.lease is None

    @contextmanager
    def transaction(self, name: str) -> Iterator[Session]:
        """One transaction that only the holder of the lease may commit."""
        if self.lease is None:
            raise AssertionError("a dry run writes nothing")
        with self.database.session() as session:
            self.lease.guard(session)
            yield session
        self.checkpoint(f"{name}: committed")

    @contextmanager
    def look(self) -> Iterator[Session]:
        """A transaction that only reads."""
        with self.database.reading() as session:
            yield session

    def call(self, name: str, remote: Callable[[], Answer]) -> Answer:
        """One remote call, never inside a transaction; its name begins with the side. Raises LeaseLost when the lease
        is over."""
        self.asked = Side(name.partition(".")[0])
        self.checkpoint(f"{name}: before")
        if self.lease is not None:
            self.lease.assert_fresh(self.now())
        answer = remote()
        self.checkpoint(f"{name}: after")
        return answer
