"""What is kept of a calendar's series between runs: which of their occurrences the feed told, and which series changed
and wait to be looked at."""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import UTC, datetime

from core.exchange.calendar import occurrence_key, split_key
from core.records import Key


class Series:
    """told: by series, the original starts of the occurrences that are in scope. pending: series to look at."""

    def __init__(self, text: object = None) -> None:
        self.told: dict[str, set[datetime]] = {}
        self.pending: set[str] = set()
        # As `text` has them: it is asked for with every page, and they change with the last one.
        self._distances: dict[str, list[int]] = {}
        if isinstance(text, str):
            self._read(text)

    def keys(self, series: str) -> set[Key]:
        return {occurrence_key(series, start) for start in self.told.get(series, ())}

    def tell(self, series: str, keys: Iterable[Key]) -> None:
        """These and no others are in scope now. A series without any is forgotten."""
        self._tell(series, {start for key in keys if (start := split_key(key)[1])})

    def _tell(self, series: str, starts: set[datetime]) -> None:
        self._distances.pop(series, None)
        if starts:
            self.told[series] = starts
        else:
            self.told.pop(series, None)

    def forget_before(self, moment: datetime) -> None:
        """What left the window is over, not gone."""
        for series, starts in list(self.told.items()):
            later = {start for start in starts if start >= moment}
            if later != starts:
                self._tell(series, later)

    def text(self) -> str:
        """Compressed: the starts of a series lie evenly, so they are kept as distances."""
        for series in self.told.keys() - self._distances.keys():
            self._distances[series] = _distances(self.told[series])
        told = dict(sorted(self._distances.items()))
        data = json.dumps({"told": told, "pending": sorted(self.pending)}, separators=(",", ":"))
        return b64encode(zlib.compress(data.encode())).decode()

    def _read(self, text: str) -> None:
        """Nothing where it is unreadable: then every series is told as new, and its deletions by the next listing."""
        try:
            data = json.loads(zlib.decompress(b64decode(text)))
            for series, distances in data["told"].items():
                self.told[str(series)] = _starts(distances)
            self.pending = {str(one) for one in data["pending"]}
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, zlib.error):
            self.told, self.pending, self._distances = {}, set(), {}


def _distances(starts: Iterable[datetime]) -> list[int]:
    seconds = sorted(int(start.timestamp()) for start in starts)
    return [now - before for before, now in zip([0, *seconds], seconds, strict=False)]


def _starts(distances: Iterable[int]) -> set[datetime]:
    seconds, found = 0, set()
    for distance in distances:
        seconds += int(distance)
        found.add(datetime.fromtimestamp(seconds, UTC))
    return found
