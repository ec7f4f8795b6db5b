"""core.bulk on both databases: the same rows as SQLAlchemy's own way makes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    case,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from core.bulk import Bulk
from core.database import Database, UtcDateTime
from core.models.packing import Packed

METADATA = MetaData()
TABLE = Table(
    "bulk",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", String(40), unique=True),
    Column("before", Packed),
    Column("told", JSON),
    Column("at", UtcDateTime),
    Column("day", Date),
    Column("on", Boolean, nullable=False),
    Column("bytes", LargeBinary),
    Column("turn", Integer, server_default="7"),
)
NOON = datetime(2026, 3, 29, 12, 30, 15, 123456, tzinfo=timezone(timedelta(hours=2)))
ROWS: list[dict[str, Any]] = [
    {"key": "a", "before": {"due": date(2026, 1, 31), "at": NOON.astimezone(UTC), "to": ("x", "y")}, "told": [1]},
    {"key": "b %s %(key)s ? :key", "before": {"body": "Grüße\n\U0001f600 \ud83d"}, "told": "a text"},
    {"key": None, "before": {}, "told": None},
]
SHARED: dict[str, Any] = {"at": NOON, "day": date(2026, 2, 28), "on": True, "bytes": b"\x00\xff"}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    METADATA.create_all(database.engine)
    yield database
    METADATA.drop_all(database.engine)
    database.close()


def _rows(database: Database) -> list[tuple[Any, ...]]:
    with database.reading() as session:
        columns = [column for column in TABLE.c if column.name != "id"]
        return [tuple(row) for row in session.execute(select(*columns).order_by(TABLE.c.id))]


def test_an_insert(database: Database) -> None:
    bulk = Bulk(insert(TABLE))
    for rows in (ROWS, [], ROWS[2:]):
        with database.session() as session:
            bulk.run(session, rows, **SHARED)
    made = _rows(database)
    with database.session() as session:
        session.execute(delete(TABLE))
        session.connection().execute(insert(TABLE), [{**SHARED, **row} for row in (*ROWS, ROWS[2])])
    assert made == _rows(database)
    assert [row[1] for row in made[:2]] == [row["before"] for row in ROWS[:2]]
    assert {row[3] for row in made} == {NOON.astimezone(UTC)}


def test_an_update_with_values_of_its_own(database: Database) -> None:
    """A parameter that the statement names twice, one of its own, and a column's value before."""
    same = TABLE.c.key.is_not_distinct_from(bindparam("new_key"))
    values = {"key": bindparam("new_key"), "on": case((same, TABLE.c.on), else_=False), "turn": TABLE.c.turn + 1}
    changed = Bulk(update(TABLE).where(TABLE.c.key == bindparam("old")).values({**values, "told": bindparam("what")}))
    with database.session() as session:
        Bulk(insert(TABLE)).run(session, ROWS, **SHARED)
        names = [("a", "a"), (ROWS[1]["key"], "c")]
        changed.run(session, [{"old": old, "new_key": new} for old, new in names], what={"b": 2})
    assert [(row[0], row[2], row[5], row[7]) for row in _rows(database)] == [
        ("a", {"b": 2}, True, 8),
        ("c", {"b": 2}, False, 8),
        (None, None, True, 7),
    ]


def test_a_delete(database: Database) -> None:
    gone = Bulk(delete(TABLE).where(TABLE.c.key == bindparam("which"), TABLE.c.turn == bindparam("seen")))
    with database.session() as session:
        Bulk(insert(TABLE)).run(session, ROWS, **SHARED)
        gone.run(session, [{"which": "a", "seen": 7}, {"which": ROWS[1]["key"], "seen": 8}])
    assert [row[0] for row in _rows(database)] == [ROWS[1]["key"], None]


def test_each_kind_of_database_has_its_own_words(database: Database) -> None:
    other = insert(TABLE).values({"key": "other", "on": False})
    bulk = Bulk({"sqlite": insert(TABLE), "postgresql": insert(TABLE), "oracle": other})
    bulk.prepare(database.engine.dialect)
    with database.session() as session:
        bulk.run(session, ROWS[:1], **SHARED)
    assert [row[0] for row in _rows(database)] == ["a"]


def test_nothing_of_a_batch_stays_where_one_row_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.session() as session:
        Bulk(insert(TABLE)).run(session, [ROWS[0], ROWS[0]], **SHARED)
    assert _rows(database) == []


def test_a_value_that_the_program_makes_by_default_must_be_named(database: Database) -> None:
    table = Table("made", MetaData(), Column("id", Integer, primary_key=True), Column("held", JSON, default=dict))
    with pytest.raises(AssertionError), database.session() as session:
        Bulk(insert(table)).run(session, [{"id": 1}])
