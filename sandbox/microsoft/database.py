"""The mailbox store's SQLite database: tables, the one lock, the one change counter and the coding of values."""

import base64
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import orjson

from sandbox.clock import Clock

SCHEMA = """
CREATE TABLE IF NOT EXISTS counter (value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS mailboxes (
    id TEXT PRIMARY KEY, address TEXT NOT NULL UNIQUE, display_name TEXT NOT NULL,
    password TEXT NOT NULL, time_zone TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS folders (
    id TEXT PRIMARY KEY, mailbox TEXT NOT NULL, parent TEXT, name TEXT NOT NULL, class TEXT NOT NULL,
    distinguished TEXT, hidden INTEGER NOT NULL, properties BLOB NOT NULL,
    change INTEGER NOT NULL, entered INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS folders_of_parent ON folders (mailbox, parent);
CREATE TABLE IF NOT EXISTS folders_gone (
    change INTEGER PRIMARY KEY, mailbox TEXT NOT NULL, id TEXT NOT NULL, parent TEXT, entered INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS items (
    key INTEGER PRIMARY KEY AUTOINCREMENT, mailbox TEXT NOT NULL, folder TEXT NOT NULL, kind TEXT NOT NULL,
    item_class TEXT NOT NULL, fields BLOB NOT NULL, properties BLOB NOT NULL, attachments INTEGER NOT NULL DEFAULT 0,
    mime TEXT, change INTEGER NOT NULL, entered INTEGER NOT NULL, created TEXT NOT NULL, modified TEXT NOT NULL,
    ews_id TEXT NOT NULL UNIQUE, graph_id TEXT NOT NULL UNIQUE, immutable_id TEXT NOT NULL UNIQUE);
CREATE INDEX IF NOT EXISTS items_of_folder ON items (folder, change);
CREATE INDEX IF NOT EXISTS items_by_change ON items (mailbox, modified);
CREATE INDEX IF NOT EXISTS events_by_uid ON items (mailbox, json_extract(CAST(fields AS TEXT), '$.uid'))
    WHERE kind = 'event';
CREATE TABLE IF NOT EXISTS events (
    change INTEGER PRIMARY KEY, at TEXT NOT NULL, mailbox TEXT NOT NULL, kind TEXT NOT NULL, item_kind TEXT NOT NULL,
    folder TEXT NOT NULL, ews_id TEXT NOT NULL, graph_id TEXT NOT NULL, immutable_id TEXT NOT NULL,
    old_folder TEXT, old_ews_id TEXT, old_graph_id TEXT, old_entered INTEGER);
CREATE INDEX IF NOT EXISTS events_of_old_folder ON events (old_folder, change);
CREATE TABLE IF NOT EXISTS attachments (
    id TEXT PRIMARY KEY, item INTEGER NOT NULL, name TEXT NOT NULL, content_type TEXT NOT NULL, digest TEXT NOT NULL,
    size INTEGER NOT NULL, content_id TEXT, is_inline INTEGER NOT NULL, is_contact_photo INTEGER NOT NULL,
    is_item INTEGER NOT NULL, modified TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS attachments_of_item ON attachments (item);
CREATE INDEX IF NOT EXISTS attachments_of_content ON attachments (digest);
CREATE TABLE IF NOT EXISTS contents (digest TEXT PRIMARY KEY, size INTEGER NOT NULL, data BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS items_of_mime ON items (mime) WHERE mime IS NOT NULL;
CREATE INDEX IF NOT EXISTS messages_by_id
    ON items (mailbox, json_extract(CAST(fields AS TEXT), '$.internet_message_id') COLLATE NOCASE)
    WHERE kind = 'message';
"""


class Database:
    """One connection shared by all threads under `lock`; `changed` wakes whoever waits for a change."""

    def __init__(self, clock: Clock, path: str) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self._depth = 0
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        # SQLite's own lower() knows ASCII only.
        self._connection.create_function("lower", 1, str.lower, deterministic=True)
        # A sandbox may lose its last second at a power cut; it may not be slow.
        self._connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;" + SCHEMA)
        if self.one("SELECT value FROM counter") is None:
            self._connection.execute("INSERT INTO counter VALUES (1000)")

    def all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        with self.lock:
            return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        with self.lock:
            row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
            return row

    def run(self, sql: str, *values: Any) -> int:
        """Execute a write; returns the row id of an INSERT."""
        with self.lock:
            return self._connection.execute(sql, values).lastrowid or 0

    @contextmanager
    def write(self) -> Iterator[None]:
        """One transaction; nested ones join it. Wakes waiters once it is committed."""
        with self.lock:
            if self._depth == 0:
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._connection.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._connection.execute("COMMIT")
                self.changed.notify_all()

    def next_change(self) -> int:
        """The next value of the counter that feeds ChangeKey, etag, SyncState and delta tokens."""
        row = self.one("UPDATE counter SET value = value + 1 RETURNING value")
        return int(row["value"]) if row else 0

    def change(self) -> int:
        row = self.one("SELECT value FROM counter")
        return int(row["value"]) if row else 0

    def now(self) -> str:
        return self.clock.now().isoformat()

    def close(self) -> None:
        with self.lock:
            self._connection.close()


def pack(value: Any) -> bytes:
    """JSON with moments and bytes kept apart from text."""
    return orjson.dumps(value, default=_tagged, option=orjson.OPT_PASSTHROUGH_DATETIME)


def unpack(data: bytes) -> Any:
    value = orjson.loads(data)
    return _untagged(value) if b'"$' in data else value


def _tagged(value: Any) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"$moment": value.astimezone(UTC).isoformat()}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    raise TypeError(f"a store holds no {type(value).__name__}")


def _untagged(value: Any) -> Any:
    if isinstance(value, list):
        return [_untagged(v) for v in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and "$moment" in value:
        return datetime.fromisoformat(value["$moment"])
    if len(value) == 1 and "$bytes" in value:
        return base64.b64decode(value["$bytes"])
    return {k: _untagged(v) for k, v in value.items()}
