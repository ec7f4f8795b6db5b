"""How long a thread has waited for other systems since `begin`: what Server-Timing tells of a request."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_WAITS: "ContextVar[dict[str, float] | None]" = ContextVar("waits", default=None)


def begin() -> dict[str, float]:
    """Seconds by system ("crm", "exchange", "identity"), which grow from now on with the waits of this thread alone."""
    waits: dict[str, float] = {}
    _WAITS.set(waits)
    return waits


@contextmanager
def waiting(system: str) -> Iterator[None]:
    """From a call's first byte sent to its last byte read. Counts nothing where nobody has begun."""
    waits = _WAITS.get()
    started = time.perf_counter()
    try:
        yield
    finally:
        if waits is not None:
            waits[system] = waits.get(system, 0.0) + time.perf_counter() - started
