"""Whole runs over HTTPS against the sandbox: calls beside the fewest possible; CPU and memory of the run alone.

Each run is played in a forked process, so that the sandbox's own work is not counted. The floor of CPU is as many bare
calls of a running client, and as many rows encoded, parsed and put into a table, as the run has calls and records.
"""

import json
import os
import resource
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import requests

from bench.floors import PHASES, floor
from bench.loads import LOADS, Load, Size, count_calls
from core.database import Database
from sandbox.running import Running, run_sandbox
from tests.scenarios.stage import Stage
from worker.jobs import run_and_note

SIZES = {
    "contact": (Size(500, 250), Size(2000, 1000)),
    "task": (Size(500, 250), Size(2000, 1000)),
    "event": (Size(1000, 400, 40), Size(5000, 1000, 200)),
}
MEGABYTE = 1024  # ru_maxrss is in kilobytes
COLUMNS = ("given", "surname", "subject", "body", "status", "city", "start", "end", "phone", "email")


@dataclass(frozen=True)
class Cost:
    """One run's: calls and the fewest possible, CPU seconds, growth of its memory in MB."""

    kind: str
    exchange: str
    phase: str
    records: int
    calls: int
    fewest: int
    seconds: float
    floor_seconds: float
    growth: float


def measure_runs() -> Iterator[Cost]:
    for kind, sizes in SIZES.items():
        for exchange in ("graph", "ews"):
            for size in sizes:
                with tempfile.TemporaryDirectory() as folder, run_sandbox("empty") as running:
                    yield from _play(running, Path(folder), kind, exchange, size)


def _play(running: Running, folder: Path, kind: str, exchange: str, size: Size) -> Iterator[Cost]:
    database = Database(f"sqlite:///{folder / 'bothways.db'}")
    database.create_tables()
    load = LOADS[kind](Stage(running, database, exchange, folder), size)
    load.fill()
    load.stage.parts.stores_of_run()  # what it imports is no part of a run
    for phase in PHASES:
        if phase == "changed":
            load.change()
        running.calls.clear()
        seconds, growth = _apart(load)
        calls = count_calls(load.stage).total()
        records = {"first": size.records, "changed": 2 * size.changed}.get(phase, size.records)
        lowest = _bare(running, calls) + (_rows(records) if phase in ("first", "changed") else 0.0)
        fewest = floor(kind, exchange, phase, size)
        yield Cost(kind, exchange, phase, records, calls, fewest, seconds, lowest, growth)
    database.close()


def _apart(load: Load) -> tuple[float, float]:
    """(CPU seconds, MB more than at its start) of one run in a process of its own. Raises ChildProcessError."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, json.dumps(_run(load)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answers:
        text = answers.read()
    os.waitpid(child, 0)
    if not text:
        raise ChildProcessError("the run failed")
    seconds, growth = json.loads(text)
    return seconds, growth


def _run(load: Load) -> tuple[float, float]:
    load.stage.parts.database.engine.dispose(close=False)  # connections must not cross a fork
    before = resource.getrusage(resource.RUSAGE_SELF)
    run_and_note(load.stage.parts, load.stage.mailbox_id)
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, (after.ru_maxrss - before.ru_maxrss) / MEGABYTE


def _bare(running: Running, calls: int) -> float:
    """CPU seconds of so many calls that do nothing, on one connection."""
    assert running.certificates is not None
    with requests.Session() as session:
        session.trust_env = False
        session.verify = str(running.certificates.ca)
        started = time.thread_time()
        for _ in range(calls):
            session.get(f"{running.salesforce_url}/services/data")
        return time.thread_time() - started


def _rows(records: int) -> float:
    """CPU seconds of so many records encoded for one side, parsed from the other, and put into a table."""
    row = dict.fromkeys(COLUMNS, "a value")
    started = time.thread_time()
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE link (id TEXT PRIMARY KEY, a TEXT UNIQUE, b TEXT UNIQUE, base TEXT)")
        for number in range(records):
            body = json.dumps(json.loads(json.dumps(row)))
            database.execute("INSERT INTO link VALUES (?, ?, ?, ?)", (f"l{number}", f"a{number}", f"b{number}", body))
    return time.thread_time() - started
