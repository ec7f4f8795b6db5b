"""Since when a describe looks as it does: what `If-Modified-Since` on describes is compared with."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sandbox.clock import Clock


class DescribeStamps:
    """Remembers, for each thing described to a user, its fingerprint and the moment it was first seen so."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._start = clock.now()
        self._seen: dict[tuple[str, ...], tuple[str, datetime]] = {}

    def since(self, body: Any, *name: str) -> datetime:
        """name: what is described, to whom, at which version. First sight counts as unchanged since the start."""
        print_ = hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()
        known = self._seen.get(name)
        if known is None:
            self._seen[name] = (print_, self._start)
        elif known[0] != print_:
            self._seen[name] = (print_, self._clock.now())
        return self._seen[name][1]
