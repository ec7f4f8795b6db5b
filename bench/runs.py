"""Whole runs over HTTPS against the sandbox: calls beside the fewest possible; CPU of the run alone beside two floors;
and how much memory it takes at its peak.

Calls and memory are those of the run against the sandbox. For its CPU the same run is made again, on a copy of the
database as it was before, and gets the answers that the sandbox gave: as the floors get them. For between two calls the
sandbox computes so much that what a process has in the caches of the processor is gone, and the same instructions cost
up to half more; that would count against the run alone. Of the run and of each floor the least of several counts, taken
in turns, as a busy machine only adds.

The bare floor (bench.bare) is what any client must spend to say the same and to keep the same rows, without a look at a
value. The clients' floor (bench.plain) is what a plain program spends that does so with the libraries that the design
names and reads every value once; a run shall take at most 1.5 times it.
"""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path

from bench import bare, plain
from bench.apart import Spent, run_apart
from bench.bare import Floor, Left
from bench.floors import floor
from bench.loads import LOADS as RECORDS
from bench.loads import Load, Size, count_calls
from bench.mails import Emails
from bench.tape import Said, Tape
from core.database import Database
from sandbox.running import Running, run_sandbox
from tests.scenarios.stage import Stage

SIZES = {
    "contact": (Size(500, 250), Size(2000, 1000)),
    "task": (Size(500, 250), Size(2000, 1000)),
    "event": (Size(1000, 400, 40), Size(5000, 1000, 200)),
    "email": (Size(100), Size(500)),
}
LOADS: dict[str, type[Load] | type[Emails]] = {**RECORDS, Emails.kind: Emails}
EXCHANGES = ("graph", "ews")
# How many times CPU is measured.
TIMES = 3


@dataclass(frozen=True)
class Cost:
    """One run's: calls and the fewest possible; CPU seconds and both floors of them; growth of its memory in MB."""

    kind: str
    exchange: str
    phase: str
    records: int
    calls: int
    fewest: int
    seconds: float
    floor: Floor
    clients: Floor
    growth: float


def measure_runs(
    kinds: Sequence[str] = (), exchanges: Sequence[str] = (), largest: int = 0, times: int = TIMES
) -> Iterator[Cost]:
    """Of these kinds and protocols (none: of all), at most so many records (0: as many as there are)."""
    for kind in kinds or SIZES:
        for exchange in exchanges or EXCHANGES:
            for size in SIZES[kind]:
                if largest and size.records > largest:
                    continue
                tape = Tape()
                with tempfile.TemporaryDirectory() as folder, run_sandbox("empty", around=tape.around) as running:
                    play = _Play(running, tape, Path(folder), kind, exchange, times)
                    yield from play.phases(size)


class _Play:
    """The runs of one kind over one protocol, phase by phase."""

    def __init__(self, running: Running, tape: Tape, folder: Path, kind: str, exchange: str, times: int) -> None:
        self._running, self._tape, self._folder, self._times = running, tape, folder, times
        self._kind, self._exchange = kind, exchange
        self._file, self._before, self._copy = (folder / f"{name}.db" for name in ("bothways", "before", "again"))

    def phases(self, size: Size) -> Iterator[Cost]:
        database = Database(f"sqlite:///{self._file}")
        database.create_tables()
        load = LOADS[self._kind](Stage(self._running, database, self._exchange, self._folder), size)
        load.fill()
        for phase in load.phases:
            yield self._phase(load, phase, size)
        database.close()

    def _phase(self, load: Load | Emails, phase: str, size: Size) -> Cost:
        if phase == "changed":
            load.change()
        last = _last_operation(self._file)
        _copied(self._file, self._before)
        self._running.calls.clear()
        self._tape.start()
        spent = run_apart(load.stage.parts.settings, load.stage.mailbox_id)
        said = self._tape.stop()
        if spent.failed:
            raise AssertionError(f"{spent.failed} records of {self._kind} {self._exchange} {phase} were not written")
        calls = count_calls(load.stage).total()
        left = Left(self._file, self._folder, _rows(load, last))
        runs, bares, clients = zip(*(self._measured(load, said, left) for _ in range(self._times)), strict=True)
        seconds = min(one.seconds for one in runs)
        least, plainest = (min(found, key=lambda one: one.seconds) for found in (bares, clients))
        fewest = floor(self._kind, self._exchange, phase, size)
        records = {"first": size.records, "changed": 2 * size.changed}.get(phase, size.records)
        load.check()
        return Cost(self._kind, self._exchange, phase, records, calls, fewest, seconds, least, plainest, spent.growth)

    def _measured(self, load: Load | Emails, said: Sequence[Said], left: Left) -> tuple[Spent, Floor, Floor]:
        """The run again, and both floors."""
        certificates = self._running.certificates
        assert certificates is not None
        _copied(self._before, self._copy)
        settings = replace(load.stage.parts.settings, database_url=f"sqlite:///{self._copy}")
        with self._tape.again(said):
            spent = run_apart(settings, load.stage.mailbox_id)
        if spent.failed or _last_operation(self._copy) != _last_operation(self._file):
            raise AssertionError(f"the run of {self._kind} {self._exchange} came to something else when made again")
        return spent, bare.measure(said, certificates, left), plain.measure(self._kind, said, certificates, left)


def largest_firsts(found: Sequence[Cost], exchange: str) -> list[Cost]:
    """The first sync of each kind with most records."""
    firsts = [one for one in found if one.exchange == exchange and one.phase == "first"]
    largest = {one.kind: one for one in sorted(firsts, key=lambda one: one.records)}
    return list(largest.values())


def together(costs: Sequence[Cost]) -> Cost:
    """Their sum, as if a mailbox had all of it. growth: the highest, as the kinds follow each other."""

    def total(floors: Iterable[Floor]) -> Floor:
        return reduce(lambda one, other: Floor(one.talk + other.talk, one.rows + other.rows), floors)

    return Cost(
        "+".join(one.kind for one in costs),
        costs[0].exchange,
        costs[0].phase,
        sum(one.records for one in costs),
        sum(one.calls for one in costs),
        sum(one.fewest for one in costs),
        sum(one.seconds for one in costs),
        total(one.floor for one in costs),
        total(one.clients for one in costs),
        max(one.growth for one in costs),
    )


def _copied(source: Path, target: Path) -> None:
    for file in (target, *(target.with_name(target.name + more) for more in ("-wal", "-shm"))):
        file.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)


def _last_operation(file: Path) -> int:
    with sqlite3.connect(file) as source:
        [found] = source.execute("SELECT coalesce(max(id), 0) FROM operation").fetchone()
    return int(found)


def _rows(load: Load | Emails, last: int) -> dict[str, str]:
    """What the run with the operations after `last` left."""
    new = f"id > {last}"
    if load.kind == "email":
        keys = f"(SELECT exchange_key FROM operation WHERE {new})"  # noqa: S608  (a number)
        return {"operation": new, "filed_mail": f"key IN {keys}", "filed": _filed(keys)}
    return {"operation": new, "link": f"id IN (SELECT link_id FROM operation WHERE {new})"}  # noqa: S608  (a number)


def _filed(keys: str) -> str:
    return f"id IN (SELECT filed_id FROM filed_mail WHERE key IN {keys})"  # noqa: S608  (made here)
