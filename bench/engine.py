"""The engine alone, over two stores in memory and SQLite on disk: CPU seconds, beside a floor in the same run.

The floor is the same number of rows written to, and compared from, the same database without any engine. Anchors
for the comparison are in the peers' own figures (vdirsyncer: 0.19 ms a record for a first sync between folders, and
0.1 ms a record for every run after it, because it lists both sides each time).
"""

import json
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from core.records import Fields, Side
from tests.memory_replica import GRAPH, PLAIN_CRM
from tests.worker.shell.world import World

SIZES = (500, 5000)


@dataclass(frozen=True)
class Row:
    """What was measured, for how many records, in CPU seconds."""

    what: str
    records: int
    seconds: float

    @property
    def each(self) -> float:
        """Milliseconds a record."""
        return self.seconds / self.records * 1000


def measure() -> list[Row]:
    rows: list[Row] = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            rows += _floor(Path(folder), size)
            rows += _engine(Path(folder), size)
    return rows


def _floor(folder: Path, size: int) -> list[Row]:
    """One insert of a mapping with two unique indexes a record, in one transaction; and one comparison a record."""
    database = sqlite3.connect(folder / "floor.db")
    database.execute("CREATE TABLE link (id TEXT PRIMARY KEY, a TEXT UNIQUE, b TEXT UNIQUE, base TEXT)")
    contents = [(f"l{n}", f"a{n}", f"b{n}", json.dumps(_person(n))) for n in range(size)]

    def insert() -> None:
        with database:
            database.executemany("INSERT INTO link VALUES (?, ?, ?, ?)", contents)

    def compare() -> None:
        stored = dict(database.execute("SELECT id, base FROM link"))
        assert all(json.loads(stored[f"l{n}"]) == _person(n) for n in range(size))

    rows = [Row("floor: insert", size, _cpu(insert)), Row("floor: compare", size, _cpu(compare))]
    database.close()
    return rows


def _engine(folder: Path, size: int) -> list[Row]:
    exchange, crm = (replace(traits, page=500, batch=200) for traits in (GRAPH, PLAIN_CRM))
    world = World(f"sqlite:///{folder / 'engine.db'}", exchange, crm)
    keys = [world.crm.add(_person(n)) for n in range(size)]
    rows = [Row("first sync", size, _cpu(world.run))]
    world.run()
    rows.append(Row("nothing changed", size, _cpu(world.run)))
    for key in keys[: size // 100]:
        world.crm.edit(key, {"job_title": "Changed"})
    rows.append(Row("1 % changed", size, _cpu(world.run)))
    assert world.stores[Side.EXCHANGE].written["update"] == size // 100
    rows.append(Row("everything read again", size, _cpu(lambda: world.run(force=True))))
    world.database.close()
    return rows


def _person(number: int) -> Fields:
    return {
        "given_name": "Given",
        "surname": f"Name {number}",
        "email_address_1": f"n{number}@x.example",
        "job_title": "Engineer",
        "business_phone": f"+44 1632 {number:06d}",
        "business_city": "Kraków",
    }


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
