"""worker.sync.among on both databases: the rows that an IN finds, by the same indexes."""

from collections.abc import Iterator
from itertools import chain
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Delete, Select, Update, bindparam, insert, select, text

from core.database import Database
from core.models.sync import IssueRow
from tests.worker.shell.world import MAILBOX, START, World
from worker.sync import colleagues, conflicts, hints, issues, journal, links, observe
from worker.sync.among import among

KEYS = ["plain", 'it\'s "quoted" \\ ?', "%s %(keys)s :keys", "Grüße \U0001f600", "{a,b}", "null", "7", "A", "a", ""]


@pytest.fixture
def database(world: World) -> Iterator[Database]:
    about = {"mailbox_id": MAILBOX, "type": "contact", "run_id": "r", "side": "crm", "code": "c", "message": "m"}
    values: dict[str, Any] = {"candidates": [], "versions": {}, "attempts": 1, "opened_at": START, "last_at": START}
    with world.database.session() as session:
        session.execute(insert(IssueRow), [{**about, **values, "key": key} for key in KEYS])
    yield world.database


@pytest.mark.parametrize("wanted", [[], KEYS[:1], KEYS, KEYS[4:7], ["absent", *KEYS[7:]], [*KEYS] * 400])
def test_the_rows_that_an_in_finds(database: Database, wanted: list[str]) -> None:
    table = issues.TABLE
    plain = select(table.c.key, table.c.id).where(table.c.key.in_(bindparam("keys", expanding=True)))
    with database.reading() as session:
        expected = {row.key: row.id for row in session.execute(plain, {"keys": wanted})}
        rows = session.execute(select(table.c.key, table.c.id).where(among(table.c.key)), {"keys": wanted})
        assert {row.key: row.id for row in rows} == expected
        assert expected.keys() == set(wanted) - {"absent"}
        numbers = sorted(expected.values())
        found = session.execute(select(table.c.id).where(among(table.c.id)), {"keys": [*numbers, 10**12]})
        assert sorted(found.scalars()) == numbers


MODULES = (colleagues, conflicts, hints, issues, journal, links, observe)


def _statements(module: ModuleType) -> Iterator[tuple[str, Any]]:
    for name, held in vars(module).items():
        for one in held.values() if isinstance(held, dict) else (held,):
            if isinstance(one, Select | Update | Delete):
                yield f"{module.__name__} {name}", one


def test_each_finds_its_rows_by_an_index(world: World) -> None:
    engine = world.database.engine
    looked = 0
    for name, statement in chain.from_iterable(map(_statements, MODULES)):
        compiled = statement.compile(engine)
        if "keys" not in compiled.params:
            continue
        looked += 1
        with world.database.reading() as session:
            connection = session.connection()
            if engine.dialect.name == "sqlite":
                told = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", (None,) * str(compiled).count("?"))
                plans = [row[3] for row in told if "json_each" not in row[3] and not row[3].startswith("USE TEMP")]
                assert not [plan for plan in plans if plan.startswith("SCAN")], name
                continue
            session.execute(text("SET LOCAL enable_seqscan = off"))
            given = {one: _sample(one) for one in compiled.params}
            plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {compiled}", given))
            assert "Index Cond" in plan, f"{name}\n{plan}"
            assert "Seq Scan" not in plan, f"{name}\n{plan}"
    assert looked > 10


def _sample(name: str) -> Any:
    return {"keys": ["1", "2"], "number": 1, "resolved_at": START}.get(name, "1")
