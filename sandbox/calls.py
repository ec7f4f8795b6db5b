"""The log of HTTP calls that reached a sandbox, so that tests and benches can count them."""

import threading
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Call:
    """One HTTP call. units: rows, items or sub-requests it carried (1 when it is a plain call);
    operation: what it was for, such as `UpdateItem`, `PATCH /composite/sobjects`, `GET contacts/delta`."""

    at: datetime
    face: str
    target: str
    operation: str
    method: str
    path: str
    status: int
    units: int = 1
    write: bool = False


class Calls:
    """Append-only until cleared; safe between threads. Keeps the newest `limit` calls."""

    def __init__(self, limit: int = 100_000) -> None:
        self._lock = threading.Lock()
        self._calls: list[Call] = []
        self._limit = limit

    def add(self, call: Call) -> None:
        with self._lock:
            self._calls.append(call)
            del self._calls[: -self._limit]

    def list(self, face: str | None = None, target: str | None = None) -> "list[Call]":
        with self._lock:
            calls = list(self._calls)
        return [c for c in calls if face in (None, c.face) and target in (None, c.target)]

    def clear(self) -> None:
        with self._lock:
            self._calls.clear()
