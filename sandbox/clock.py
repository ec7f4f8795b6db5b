"""The one clock of the sandbox. Tests set it, stop it and move it; by default it follows real time."""

import threading
from datetime import UTC, datetime, timedelta


class Clock:
    """Time in UTC. Running (real time plus an offset) until `stop()`, then it moves only when told."""

    def __init__(self, start: datetime | None = None) -> None:
        self._lock = threading.Lock()
        self._offset = timedelta()
        self._stopped: datetime | None = None
        if start is not None:
            self.set(start)

    def now(self) -> datetime:
        with self._lock:
            return self._stopped or datetime.now(UTC) + self._offset

    def set(self, moment: datetime) -> None:
        if moment.tzinfo is None:
            raise ValueError("the clock takes a moment with a time zone")
        with self._lock:
            if self._stopped is not None:
                self._stopped = moment.astimezone(UTC)
            else:
                self._offset = moment - datetime.now(UTC)

    def advance(self, **delta: float) -> None:
        """Move by a timedelta given as its keywords: `advance(minutes=5)`."""
        self.set(self.now() + timedelta(**delta))

    def stop(self) -> None:
        now = self.now()
        with self._lock:
            self._stopped = now

    def run(self) -> None:
        now = self.now()
        with self._lock:
            self._stopped = None
            self._offset = now - datetime.now(UTC)
