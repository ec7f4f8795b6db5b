"""A plain program's rows: SQLAlchemy Core, tables as they are in the database, values as their columns take them."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Engine,
    Integer,
    MetaData,
    Table,
    create_engine,
    delete,
    event,
    insert,
    select,
    text,
)

from bench.bare import BATCH, PRAGMAS, Left

Row = dict[str, Any]


def keeper(left: Left) -> Callable[[], None]:
    """Inserts them into a file of its own, an intent before each batch (as bench.bare has it)."""
    source = create_engine(f"sqlite:///{left.database}")
    known = MetaData()
    tables = [Table(name, known, autoload_with=source) for name in left.rows]
    with source.connect() as connection:
        wheres = (select(table).where(text(where)) for table, where in zip(tables, left.rows.values(), strict=True))
        rows = [[dict(row) for row in connection.execute(found).mappings()] for found in wheres]
    source.dispose()
    file = left.folder / "plain.db"
    file.unlink(missing_ok=True)
    target = create_engine(f"sqlite:///{file}")
    event.listen(target, "connect", _prepare)
    intents = Table("plain_intent", known, Column("id", Integer, primary_key=True), Column("content", JSON))
    for table in (*tables, intents):
        table.create(target)

    def keep() -> None:
        for at in range(0, max(map(len, rows)), BATCH):
            _keep(target, intents, [(t, found[at : at + BATCH]) for t, found in zip(tables, rows, strict=True)])
        target.dispose()

    return keep


def _prepare(connection: Any, _record: Any) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _keep(target: Engine, intents: Table, batches: Sequence[tuple[Table, list[Row]]]) -> None:
    table, first = batches[0]
    packed = [column.name for column in table.columns if isinstance(column.type, JSON)]
    opened = [{"id": n, "content": {name: row[name] for name in packed}} for n, row in enumerate(first)]
    with target.begin() as connection:
        if opened:
            connection.execute(insert(intents), opened)
    with target.begin() as connection:
        for table, rows in batches:
            if rows:
                connection.execute(insert(table), rows)
        connection.execute(delete(intents).where(intents.c.id.in_([row["id"] for row in opened])))
