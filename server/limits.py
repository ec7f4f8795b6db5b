"""How much one person, one org and one network address may ask: fixed windows of a minute, counted in Redis for all
processes, and in this process while Redis is away. Who asks for more gets 429 with Retry-After (RFC 6585)."""

import functools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any

from flask import current_app, g, request
from redis import Redis
from redis.exceptions import RedisError

from server.errors import Problem

WINDOW = 60
AWAY_SECONDS = 30.0
ADDRESS_LIMIT = 1200
REFUSED_LIMIT = 60
EXTENSION = "bothways-limits"


class Cost(Enum):
    """How dear a call is: (calls a minute of one person, of one org)."""

    PLAIN = (300, 6000)
    DEAR = (30, 600)
    PRECIOUS = (6, 120)


class Windows:
    """Counts calls by name. redis: None counts in this process only. times: how often more than usual is allowed."""

    def __init__(self, redis: "Redis | None" = None, clock: Callable[[], float] = time.time, *, times: int = 1) -> None:
        self._redis, self._clock, self.times = redis, clock, times
        self._lock = threading.Lock()
        self._window = 0
        self._counts: Counter[str] = Counter()
        self._away_until = 0.0

    def count(self, names: Iterable[str]) -> dict[str, int]:
        """Count one call for each name; how many there were in this window, it included."""
        names, now = list(names), self._clock()
        if self._redis is not None and now >= self._away_until:
            try:
                return self._shared(self._redis, names, int(now // WINDOW))
            except RedisError:
                self._away_until = now + AWAY_SECONDS
        return self._own(names, int(now // WINDOW))

    def seconds_left(self) -> float:
        return WINDOW - self._clock() % WINDOW

    def _shared(self, redis: Redis, names: list[str], window: int) -> dict[str, int]:
        pipe = redis.pipeline(transaction=False)
        for name in names:
            pipe.incr(f"bothways:limit:{window}:{name}")
            pipe.expire(f"bothways:limit:{window}:{name}", 2 * WINDOW)
        return dict(zip(names, pipe.execute()[::2], strict=True))

    def _own(self, names: list[str], window: int) -> dict[str, int]:
        with self._lock:
            if window != self._window:
                self._window, self._counts = window, Counter()
            for name in names:
                self._counts[name] += 1
            return {name: self._counts[name] for name in names}


def limited(cost: Cost) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Counts a call of the signed-in person and their org."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def counted(*arguments: Any, **named: Any) -> Any:
            caller = g.get("caller")
            if caller is not None:
                kind = cost.name.lower()
                of_person, of_org = cost.value
                check({f"{kind}:person:{caller.person_id}": of_person, f"{kind}:org:{caller.org_id}": of_org})
            return view(*arguments, **named)

        return counted

    return decorate


def check(limits: dict[str, int]) -> None:
    """Count a call for each name against its limit. Raises Problem 429."""
    windows: Windows = current_app.extensions[EXTENSION]
    counts = windows.count(limits)
    if any(counts[name] > most * windows.times for name, most in limits.items()):
        raise too_many(windows.seconds_left())


def check_address() -> None:
    """Every call that no token is looked at for: a whole company may come from one address."""
    check({f"address:{request.remote_addr}": ADDRESS_LIMIT})


def note_refusal() -> None:
    """A token that was not accepted: guessing is slowed down by address."""
    check({f"refused:{request.remote_addr}": REFUSED_LIMIT})


def too_many(wait: float) -> Problem:
    seconds = max(1, round(wait))
    detail = f"There were too many requests in a short time. Nothing is lost; go on in {seconds} seconds."
    return Problem(429, "too_many", detail, retry_after=seconds)
