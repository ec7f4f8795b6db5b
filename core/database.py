"""The database: SQLite (WAL) by default, PostgreSQL 15+ by URL. It is the schedule and the truth."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Engine, create_engine, event
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from core.jsontext import dumped, loads
from core.settings import SettingError

BUSY_MILLISECONDS = 30_000
READING = "bothways_reading"  # execution option of transactions that only read


class Model(DeclarativeBase):
    """The parent of all tables."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with zone: stored in UTC, read back in UTC (SQLite itself forgets the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """One database. `session()` is one transaction: committed at the end, rolled back by an exception. `reading()` is
    one that only reads, and waits for no writer."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._reading = sessionmaker(self.engine.execution_options(**{READING: True}), expire_on_commit=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self._sessions.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self._reading.begin() as session:
            yield session

    def create_tables(self) -> None:
        """Without migrations, for tests of a single part."""
        Model.metadata.create_all(self.engine)

    def close(self) -> None:
        self.engine.dispose()


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///…` or `postgresql+psycopg://…` (`postgresql://` means the same).

    Raises:
        SettingError: the URL is of no known form; the message holds no password.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SettingError("BOTHWAYS_DATABASE_URL is not a database URL such as sqlite:///var/bothways.db") from error
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "postgresql+psycopg"):
        raise SettingError(f"BOTHWAYS_DATABASE_URL names {parsed.drivername}; use sqlite:///… or postgresql://…")
    engine = create_engine(
        parsed, pool_pre_ping=parsed.drivername != "sqlite", json_serializer=dumped, json_deserializer=loads
    )
    if parsed.drivername == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Take the write lock at once: a deferred transaction that upgrades later fails with SQLITE_BUSY at once. Who only
    reads sees the database as it was at the first look, and locks nobody out (WAL)."""
    reads = connection.get_execution_options().get(READING, False)
    said = "BEGIN" if reads else "BEGIN IMMEDIATE"
    try:
        # Past SQLAlchemy's own way of execution, which costs more than what it would execute here.
        connection.connection.cursor().execute(said)
    except sqlite3.Error as error:
        raise OperationalError(said, None, error) from error
