"""Outlook's throttling: calls by app and mailbox in a window and at once (graph/throttling-limits, Outlook service)."""

import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.clock import Clock
from sandbox.microsoft.graph.context import Limits
from sandbox.microsoft.graph.errors import throttled

RETRY_SECONDS = 2
Key = tuple[str, str]


class Throttle:
    """Counts by (client id, mailbox id); safe between threads. Calls about no mailbox are not Outlook's to count."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits, self._clock = limits, clock
        self._lock = threading.Lock()
        self._recent: dict[Key, deque[float]] = defaultdict(deque)
        self._running: dict[Key, int] = defaultdict(int)

    @contextmanager
    def call(self, key: Key) -> Iterator[None]:
        """One call on its way. Raises GraphError 429 with Retry-After."""
        self._enter(key)
        try:
            yield
        finally:
            with self._lock:
                self._running[key] -= 1

    def _enter(self, key: Key) -> None:
        now = self._clock.now().timestamp()
        with self._lock:
            recent = self._recent[key]
            while recent and recent[0] <= now - self._limits.window_seconds:
                recent.popleft()
            if len(recent) >= self._limits.requests:
                oldest = recent[0] if recent else now
                raise throttled(oldest + self._limits.window_seconds - now, "MailboxRequests")
            if self._running[key] >= self._limits.concurrent:
                raise throttled(RETRY_SECONDS)
            recent.append(now)
            self._running[key] += 1
