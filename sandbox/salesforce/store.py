"""The records of one org in one SQLite database: a table an object, a column a field.

Dates are kept as the API writes them, booleans as 0 and 1, addresses as their parts. Tables whose names begin with an
underscore are the sandbox's own.
"""

# ruff: noqa: S608 - names in the SQL come from the schema; what a client sent is bound as a value

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from tempfile import TemporaryDirectory
from threading import RLock
from typing import Any

from sandbox.salesforce.ids import make
from sandbox.salesforce.schema import Field, Schema, SObject
from sandbox.salesforce.schema.views import VIEWS

Row = dict[str, Any]
MEMORY = ":memory:"

_INTERNAL = """
CREATE TABLE IF NOT EXISTS _sequence (prefix TEXT PRIMARY KEY, number INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS _config (kind TEXT, key TEXT, body TEXT, PRIMARY KEY (kind, key));
CREATE TABLE IF NOT EXISTS _password (user TEXT PRIMARY KEY, salt TEXT, hash TEXT, token TEXT);
CREATE TABLE IF NOT EXISTS _share (record TEXT, user TEXT, level TEXT, PRIMARY KEY (record, user));
CREATE TABLE IF NOT EXISTS _deleted (record TEXT PRIMARY KEY, sobject TEXT, moment TEXT, batch TEXT, gone INTEGER);
CREATE INDEX IF NOT EXISTS _deleted_moment ON _deleted (sobject, moment);
CREATE INDEX IF NOT EXISTS _deleted_gone ON _deleted (gone, moment);
CREATE INDEX IF NOT EXISTS _deleted_batch ON _deleted (batch);
CREATE TABLE IF NOT EXISTS _emptied (batch TEXT, sobject TEXT, record TEXT, field TEXT, value TEXT);
CREATE TABLE IF NOT EXISTS _child (event TEXT PRIMARY KEY, parent TEXT, relation TEXT);
CREATE INDEX IF NOT EXISTS _child_parent ON _child (parent);
CREATE INDEX IF NOT EXISTS _child_relation ON _child (relation);
CREATE TABLE IF NOT EXISTS _member (event TEXT PRIMARY KEY, series TEXT);
CREATE INDEX IF NOT EXISTS _member_series ON _member (series);
CREATE TABLE IF NOT EXISTS _recent (user TEXT, record TEXT, moment TEXT, turn INTEGER, PRIMARY KEY (user, record));
"""
# equality on these fields is what clients look records up by
_SEARCHED = ("Name", "Email", "LastName", "Company", "Username", "MessageIdentifier")
_INDEXED = frozenset({"reference", "id"})
_INDEXED_DATES = ("SystemModstamp", "LastModifiedDate", "ActivityDate", "StartDateTime")


def fold(value: Any) -> Any:
    """What SOQL compares of a text: capitals do not matter."""
    return value.lower() if isinstance(value, str) else value


def quoted(name: str) -> str:
    return f'"{name}"'


class Store:
    """SQLite behind an org. `lock`: held by each statement, because two threads on one connection can wait for each
    other without end where SQLite calls Python (`fold`); by whoever needs several in one piece, for all of them."""

    def __init__(self, path: str, schema: Schema) -> None:
        """schema: of a new org; what was added to one comes later, table by table."""
        self.path = path
        self.lock = RLock()
        self.db = self._open(path)
        self._depth = 0
        if path == MEMORY:
            self.restore(_new_tables())
            return
        for sobject in schema:
            self.create(sobject)

    def _open(self, path: str) -> sqlite3.Connection:
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512)
        db.create_function("fold", 1, fold, deterministic=True)
        db.execute("PRAGMA journal_mode=MEMORY")
        db.execute("PRAGMA synchronous=OFF")
        db.executescript(_INTERNAL)
        return db

    def create(self, sobject: SObject) -> None:
        """The table of an object, or what it lacks of it, with indices on what clients filter by."""
        fields = [f for f in sobject.fields.values() if f.stored]
        if sobject.view:
            table, where = VIEWS[sobject.name]
            names = ", ".join(quoted(field.name) for field in fields)
            view = quoted(sobject.name)
            self.execute(f"CREATE VIEW IF NOT EXISTS {view} AS SELECT {names} FROM {quoted(table)} WHERE {where}")
            return
        columns = ", ".join(f"{quoted(f.name)} {f.sql_type}" for f in fields if f.name != "Id")
        self.execute(f"CREATE TABLE IF NOT EXISTS {quoted(sobject.name)} (Id TEXT PRIMARY KEY, {columns})")
        known = self.columns_of(sobject)
        for field in fields:
            if field.name not in known:
                self.add_column(sobject, field)
            self._index(sobject, field)

    def columns_of(self, sobject: SObject) -> set[str]:
        """The columns that the table has, which may lag behind the schema."""
        return {row[1] for row in self.rows(f"PRAGMA table_info({quoted(sobject.name)})")}

    def add_column(self, sobject: SObject, field: Field) -> None:
        if field.stored:
            self.execute(f"ALTER TABLE {quoted(sobject.name)} ADD COLUMN {quoted(field.name)} {field.sql_type}")
            self._index(sobject, field)

    def _index(self, sobject: SObject, field: Field) -> None:
        column = quoted(field.name)
        if field.name in _SEARCHED or ((field.unique or field.external_id) and field.text):
            column = f"fold({column})"
        elif field.name == "Id" or not (
            field.type in _INDEXED or field.name in _INDEXED_DATES or field.unique or field.external_id
        ):
            return
        name = quoted(f"{sobject.name}.{field.name}")
        self.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {quoted(sobject.name)} ({column})")

    def next_id(self, prefix: str) -> str:
        return make(prefix, self.next_number(prefix))

    def next_number(self, kind: str) -> int:
        """1, 2, 3… for each kind of thing that is counted."""
        [row] = self.rows(
            "INSERT INTO _sequence VALUES (?, 1) ON CONFLICT DO UPDATE SET number = number + 1 RETURNING number",
            (kind,),
        )
        return int(row[0])

    def insert(self, sobject: SObject, row: Row) -> None:
        names = ", ".join(quoted(name) for name in row)
        marks = ", ".join("?" * len(row))
        self.execute(f"INSERT INTO {quoted(sobject.name)} ({names}) VALUES ({marks})", tuple(row.values()))

    def update(self, sobject: SObject, record_id: str, changes: Row) -> None:
        if changes:
            names = ", ".join(f"{quoted(name)} = ?" for name in changes)
            values = (*changes.values(), record_id)
            self.execute(f"UPDATE {quoted(sobject.name)} SET {names} WHERE Id = ?", values)

    def remove(self, sobject: SObject, record_id: str) -> None:
        self.execute(f"DELETE FROM {quoted(sobject.name)} WHERE Id = ?", (record_id,))

    def fetch(self, sobject: SObject, record_id: str) -> Row | None:
        return next(iter(self.select(sobject, "Id = ?", (record_id,))), None)

    def select(self, sobject: SObject, where: str, values: Sequence[Any] = ()) -> list[Row]:
        """Whole rows, as kept."""
        names = sobject.columns
        columns = ", ".join(quoted(name) for name in names)
        found = self.rows(f"SELECT {columns} FROM {quoted(sobject.name)} WHERE {where}", values)
        return [dict(zip(names, row, strict=True)) for row in found]

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self.lock:
            return self.db.execute(sql, values).fetchall()

    def execute(self, sql: str, values: Sequence[Any] = ()) -> None:
        with self.lock:
            self.db.execute(sql, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A savepoint; undone when an exception leaves it. Savepoints nest."""
        with self.lock:
            self._depth += 1
            name = f"level{self._depth}"
            self.db.execute(f"SAVEPOINT {name}")
            try:
                yield
            except BaseException:
                self.db.execute(f"ROLLBACK TO {name}")
                raise
            finally:
                self.db.execute(f"RELEASE {name}")
                self._depth -= 1

    def close(self) -> None:
        with self.lock:
            self.db.close()

    def snapshot(self) -> bytes:
        with self.lock:
            return self.db.serialize()

    def restore(self, content: bytes) -> None:
        """Replace everything by a snapshot."""
        source = sqlite3.connect(":memory:")
        try:
            source.deserialize(content)
            with self.lock:
                source.backup(self.db)
        finally:
            source.close()


@cache
def _new_tables() -> bytes:
    """The database of an org that has nothing yet, made once: to copy it is quicker than hundreds of statements."""
    with TemporaryDirectory(prefix="bothways-") as folder:
        store = Store(f"{folder}/new.db", Schema())
        content = store.snapshot()
        store.close()
        return content
