"""Whole runs over HTTPS against the sandbox: calls beside the fewest possible; CPU of the run alone beside two floors;
and how much memory it takes at its peak.

The bare floor (bench.bare) is what any client must spend to say the same and to keep the same rows, without a look at a
value. The clients' floor (bench.plain) is what a plain program spends that does so with the libraries that the design
names and reads every value once; a run shall take at most 1.5 times it.
"""

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import bare, plain
from bench.apart import run_apart
from bench.bare import Floor, Left
from bench.floors import floor
from bench.loads import LOADS as RECORDS
from bench.loads import Load, Size, count_calls
from bench.mails import Emails
from bench.tape import Tape
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


def measure_runs(kinds: Sequence[str] = (), exchanges: Sequence[str] = (), largest: int = 0) -> Iterator[Cost]:
    """Of these kinds and protocols (none: of all), at most so many records (0: as many as there are)."""
    for kind in kinds or SIZES:
        for exchange in exchanges or EXCHANGES:
            for size in SIZES[kind]:
                if largest and size.records > largest:
                    continue
                tape = Tape()
                with tempfile.TemporaryDirectory() as folder, run_sandbox("empty", around=tape.around) as running:
                    yield from _play(running, tape, Path(folder), kind, exchange, size)


def _play(running: Running, tape: Tape, folder: Path, kind: str, exchange: str, size: Size) -> Iterator[Cost]:
    file = folder / "bothways.db"
    database = Database(f"sqlite:///{file}")
    database.create_tables()
    load = LOADS[kind](Stage(running, database, exchange, folder), size)
    load.fill()
    for phase in load.phases:
        if phase == "changed":
            load.change()
        last = _last_operation(file)
        running.calls.clear()
        tape.start()
        spent = run_apart(load.stage.parts.settings, load.stage.mailbox_id)
        said = tape.stop()
        if spent.failed:
            raise AssertionError(f"{spent.failed} records of {kind} {exchange} {phase} were not written")
        calls = count_calls(load.stage).total()
        assert running.certificates is not None
        left = Left(file, folder, _rows(load, last))
        floors = (bare.measure(said, running.certificates, left), plain.measure(kind, said, running.certificates, left))
        fewest = floor(kind, exchange, phase, size)
        records = {"first": size.records, "changed": 2 * size.changed}.get(phase, size.records)
        load.check()
        yield Cost(kind, exchange, phase, records, calls, fewest, spent.seconds, *floors, spent.growth)
    database.close()


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
