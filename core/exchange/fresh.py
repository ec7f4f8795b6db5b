"""Items that we made or moved and that no feed has told of yet, with their stamps.

An item that is moved or deleted before the feed first tells of it leaves no trace there: its folder had it neither at
the last look nor at this one. So the keys are kept with what the caller keeps (`known`), and the next feed names those
that it did not meet.
"""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, MutableMapping

from core.jsontext import dumps, loads
from core.records import Key

# BETWEEN: no sign of base64.
NAME, BETWEEN = "fresh", "."


class Fresh:
    """stamps: by key, of all items that this run knows to be ours. unmet: those of them that no feed told of yet, kept
    as they came, batch by batch, and compressed: the keys of a mailbox have most of their text in common."""

    def __init__(self, known: MutableMapping[str, str]) -> None:
        self._known = known
        self.unmet: dict[Key, str] = _read(known.get(NAME, ""))
        self.stamps: dict[Key, str] = dict(self.unmet)

    def add(self, stamps: Mapping[Key, str]) -> None:
        if stamps:
            self.stamps |= stamps
            self.unmet |= stamps
            before = self._known.get(NAME)
            self._known[NAME] = f"{before}{BETWEEN}{_packed(stamps)}" if before else _packed(stamps)

    def settle(self) -> None:
        """A feed was followed to its end: whatever it did not meet was named."""
        self.unmet.clear()
        if NAME in self._known:
            del self._known[NAME]


def _packed(stamps: Mapping[Key, str]) -> str:
    return b64encode(zlib.compress(dumps(dict(stamps)), 1)).decode()


def _read(text: str) -> dict[Key, str]:
    """Nothing where the text is unreadable: then a full listing finds what a feed did not tell."""
    batches = [_unpacked(part) for part in text.split(BETWEEN)] if text else []
    return {key: stamp for batch in batches for key, stamp in batch.items()} if all(batches) else {}


def _unpacked(text: str) -> dict[Key, str]:
    try:
        found = loads(zlib.decompress(b64decode(text)))
    except (ValueError, zlib.error):
        return {}
    return {str(key): str(stamp) for key, stamp in found.items()} if isinstance(found, dict) else {}
