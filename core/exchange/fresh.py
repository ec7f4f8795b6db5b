"""Items that we made or moved and that no feed has told of yet, with their stamps.

An item that is moved or deleted before the feed first tells of it leaves no trace there: its folder had it neither at
the last look nor at this one. So the keys are kept with what the caller keeps (`known`), and the next feed names those
that it did not meet.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, MutableMapping

from core.records import Key

NAME = "fresh"


class Fresh:
    """stamps: by key, of all items that this run knows to be ours. unmet: those of them that no feed told of yet, kept
    compressed: the keys of a mailbox have most of their text in common."""

    def __init__(self, known: MutableMapping[str, str]) -> None:
        self._known = known
        self.unmet: dict[Key, str] = _read(known.get(NAME, ""))
        self.stamps: dict[Key, str] = dict(self.unmet)

    def add(self, stamps: Mapping[Key, str]) -> None:
        if stamps:
            self.stamps |= stamps
            self.unmet |= stamps
            self._known[NAME] = b64encode(zlib.compress(json.dumps(self.unmet).encode(), 1)).decode()

    def settle(self) -> None:
        """A feed was followed to its end: whatever it did not meet was named."""
        self.unmet.clear()
        if NAME in self._known:
            del self._known[NAME]


def _read(text: str) -> dict[Key, str]:
    """Nothing where the text is unreadable: then a full listing finds what a feed did not tell."""
    try:
        found = json.loads(zlib.decompress(b64decode(text))) if text else {}
    except (ValueError, zlib.error):
        return {}
    return {str(key): str(stamp) for key, stamp in found.items()} if isinstance(found, dict) else {}
