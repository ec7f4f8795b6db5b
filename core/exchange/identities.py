"""Finding an item again whose key died with a move: what stays of it, by a short fingerprint of the key.

`out` keeps, in full, the keys of items that were seen to leave the synchronised folder, so that they are the same pair
when they come back. An identity that is an item's content (`by_content`) may be another's too: only an item that no run
knew before can be the one that moved.
"""

import base64
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from core.exchange.mailbox import Item
from core.records import Key

_CONTENT = "="


def by_content(digest: str) -> str:
    """The identity of an item that carries nothing of ours."""
    return _CONTENT + digest


class Identities:
    """Kept from run to run in the cursor, as JSON."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._before: frozenset[str] = frozenset()
        self.out: dict[Key, str] = {}

    def note(self, key: Key, identity: str) -> None:
        self._known[_fingerprint(key)] = identity

    def of(self, key: Key) -> str | None:
        return self.out.get(key) or self._known.get(_fingerprint(key))

    def is_sure(self, key: Key) -> bool:
        """Whether it is known what stays of the item, whatever becomes of its content."""
        identity = self.of(key)
        return identity is not None and not identity.startswith(_CONTENT)

    def named(self, items: Iterable[Item]) -> dict[str, Item]:
        """Which item an identity stands for; of those by content, which two items share, none."""
        found: dict[str, Item | None] = {}
        for item in items:
            shared = (item.identity or "").startswith(_CONTENT)
            if item.identity and not (shared and _fingerprint(item.key) in self._before):
                found[item.identity] = None if shared and item.identity in found else item
        return {identity: item for identity, item in found.items() if item}

    def former(self, identity: str) -> list[Key]:
        """The keys that an item had when it was outside; its link still has one of them."""
        return [old for old, known in self.out.items() if known == identity]

    def settle(self, key: Key, item: Item | None, synced: str) -> None:
        """Keeps the new key of an item that lies outside of the folder `synced`; forgets one that is gone."""
        if item is None:
            self.out.pop(key, None)
            self._known.pop(_fingerprint(key), None)
        elif item.identity and item.folder != synced:
            self.out[item.key] = item.identity

    def memory(self) -> dict[str, object]:
        return {"identities": self._known, "out": self.out}

    def remember(self, memory: Mapping[str, object]) -> None:
        known, out = memory.get("identities"), memory.get("out")
        self._known = {str(k): str(v) for k, v in known.items()} if isinstance(known, dict) else {}
        self._before = frozenset(self._known)
        self.out = {str(k): str(v) for k, v in out.items()} if isinstance(out, dict) else {}


def _fingerprint(key: Key) -> str:
    """48 bits, so that 100,000 items share one with a probability of 2 in 100,000."""
    return base64.b64encode(blake2b(key.encode(), digest_size=6).digest()).decode()
