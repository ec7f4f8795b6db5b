"""Where the face keeps what is not a row of the org: apps, sessions, refresh tokens, codes and consents.

It lies beside the org's own database, so that a sandbox with a file keeps its clients signed in over a restart.
"""

import json
import sqlite3
import threading
from typing import Any

MEMORY = ":memory:"


class Shelf:
    """JSON objects by kind and key in SQLite; safe between threads."""

    def __init__(self, path: str = MEMORY) -> None:
        self._lock = threading.RLock()
        name = path if path == MEMORY else f"{path}.face"
        self._database = sqlite3.connect(name, check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS shelf (kind TEXT, key TEXT, value TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID"
        )

    def put(self, kind: str, key: str, value: dict[str, Any]) -> None:
        with self._lock:
            self._database.execute("REPLACE INTO shelf VALUES (?, ?, ?)", (kind, key, json.dumps(value)))

    def get(self, kind: str, key: str) -> dict[str, Any] | None:
        with self._lock:
            row = self._database.execute("SELECT value FROM shelf WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return json.loads(row[0]) if row else None

    def remove(self, kind: str, key: str) -> bool:
        with self._lock:
            return self._database.execute("DELETE FROM shelf WHERE kind = ? AND key = ?", (kind, key)).rowcount > 0

    def items(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        with self._lock:
            rows = self._database.execute(
                "SELECT key, value FROM shelf WHERE kind = ? ORDER BY key", (kind,)
            ).fetchall()
        return [(key, json.loads(value)) for key, value in rows]

    def close(self) -> None:
        with self._lock:
            self._database.close()
