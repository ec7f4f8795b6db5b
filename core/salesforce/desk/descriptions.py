"""Describes and layouts as one user sees them, kept for a while and then asked for with If-Modified-Since.

Source: REST API Developer Guide, "Conditional Requests"; within a composite call each part has its own headers, and an
answer 304 its own status. Salesforce tells no change of rights by that date in every case: hence the time limit, and
`forget` when a field turns out to be unknown.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.salesforce.client import Part
from core.salesforce.composite import Answer

FRESH_SECONDS = 300.0
DOUBT_SECONDS = 15.0
LARGEST = 400  # paths kept for a user; more are hardly ever opened in a session


@dataclass(slots=True)
class _Kept:
    """found: what was read, None where the user may not see it. modified: the Last-Modified header."""

    found: Any
    modified: str | None
    asked: float


@dataclass(slots=True)
class Descriptions:
    """By path below `/services/data/vXX.X/`. now: seconds that only go forward."""

    now: Callable[[], float] = time.monotonic
    fresh_seconds: float = FRESH_SECONDS
    _kept: dict[str, _Kept] = field(default_factory=dict)

    def knows(self, path: str) -> bool:
        return path in self._kept

    def stale(self, path: str) -> bool:
        """Whether it must be asked for before it may be used."""
        kept = self._kept.get(path)
        return kept is None or self.now() - kept.asked > self.fresh_seconds

    def get(self, path: str) -> Any:
        kept = self._kept.get(path)
        return kept.found if kept else None

    def part(self, path: str) -> Part:
        kept = self._kept.get(path)
        headers: Mapping[str, str] = {"If-Modified-Since": kept.modified} if kept and kept.modified else {}
        return Part("GET", path, headers=headers)

    def take(self, path: str, answer: Answer, read: Callable[[object], Any]) -> None:
        """Keep what was answered; read: of the body. Objects without layouts refuse to tell them in several ways.
        Raises what any other refusal than 304 and 404 means."""
        kept = self._kept.get(path)
        if answer.status == 304 and kept is not None:
            kept.asked = self.now()
            return
        absent = answer.status == 404 or ("/layouts" in path and answer.status in (400, 403))
        found = None if absent else read(answer.checked())
        modified = answer.headers.get("Last-Modified")
        if len(self._kept) >= LARGEST:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[path] = _Kept(found, modified if isinstance(modified, str) else None, self.now())

    def doubt(self, path: str) -> bool:
        """After a refusal that contradicts what is known: whether to ask anew. What was asked just now is believed."""
        kept = self._kept.get(path)
        if kept is not None and self.now() - kept.asked < DOUBT_SECONDS:
            return False
        self._kept.pop(path, None)
        return True

    def forget(self, words: str) -> None:
        """Everything whose path holds the words, such as the name of an object."""
        for path in [path for path in self._kept if words in path]:
            self._kept.pop(path, None)
