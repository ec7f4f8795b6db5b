"""Keys that tokens are checked with, kept by the address they come from. While that does not answer, the old ones serve
for some hours; it is called by one thread at a time and, after a failure, once a minute at most."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from server.tokens.fetching import Unreachable

FRESH, LASTS, COOL_DOWN = 3600.0, 6 * 3600.0, 60.0
# How long a request waits for another one's fetch, where it cannot go on without.
PATIENCE = 2.0

Keys = TypeVar("Keys")


@dataclass
class _Entry(Generic[Keys]):
    """Of one address. fetched_at, failed_at: on a clock that never goes back."""

    fetching: threading.Lock = field(default_factory=threading.Lock)
    keys: Keys | None = None
    fetched_at: float = -math.inf
    failed_at: float = -math.inf


class KeptKeys(Generic[Keys]):
    """fetch: the keys at an address, raising Unreachable."""

    def __init__(self, fetch: Callable[[str], Keys], clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch, self._clock = fetch, clock
        self._lock = threading.Lock()
        self._entries: dict[str, _Entry[Keys]] = {}

    def current(self, url: str) -> Keys:
        """Raises Unreachable where there are none that are good still."""
        entry = self._entry(url)
        kept, age = entry.keys, self._clock() - entry.fetched_at
        if kept is None or age >= LASTS:
            return self._renewed(url, entry, PATIENCE)
        if age < FRESH:
            return kept
        try:
            return self._renewed(url, entry, 0)
        except Unreachable:
            return kept

    def newer(self, url: str) -> Keys:
        """For a token whose key is not among the current ones: they may have changed. Raises Unreachable."""
        entry = self._entry(url)
        if entry.keys is not None and self._clock() - entry.fetched_at < COOL_DOWN:
            return entry.keys
        return self._renewed(url, entry, PATIENCE)

    def _renewed(self, url: str, entry: _Entry[Keys], patience: float) -> Keys:
        asked_at = self._clock()
        if not entry.fetching.acquire(timeout=patience):
            raise Unreachable(f"{url} has not answered yet")
        try:
            if entry.keys is not None and entry.fetched_at > asked_at:
                return entry.keys
            if self._clock() - entry.failed_at < COOL_DOWN:
                raise Unreachable(f"{url} did not answer a moment ago")
            return self._fetched(url, entry)
        finally:
            entry.fetching.release()

    def _fetched(self, url: str, entry: _Entry[Keys]) -> Keys:
        try:
            entry.keys = keys = self._fetch(url)
        except Unreachable:
            entry.failed_at = self._clock()
            raise
        entry.fetched_at = self._clock()
        return keys

    def _entry(self, url: str) -> _Entry[Keys]:
        with self._lock:
            return self._entries.setdefault(url, _Entry())
