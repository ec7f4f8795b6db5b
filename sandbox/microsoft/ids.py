"""Exchange's ids: opaque base64 texts, made from numbers of the store so that no two are equal.

An EWS id and a mutable Graph id are the same bytes in two alphabets: `/` is `-` and `+` is `_` in Graph's
(Office.js, `convertToRestId`). An immutable id stays when the item moves.
"""

import base64
import hashlib
import uuid
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_ITEM = b"\x00\x03\x24\x00"  # reads AAMk…
_FOLDER = b"\x01\x03\x24\x00"  # reads AQMk…
_IMMUTABLE = (
    b"\x00\x09\x00\x2e\x00\x00\x00\x00\x00\x1d\x84\x03\x11\xaa\x66\x11\xcd\x9b\xc8\x00\xaa\x00\x2f\xc4\x5a\x0d\x00"
)

# Stands before an occurrence's original start, in seconds, at the end of its id.
_OCCURRENCE = b"\x51\x00\x08"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _digest(*parts: object, size: int) -> bytes:
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode("utf-8", "replace"), digest_size=size).digest()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def item_id(mailbox_id: str, folder_id: str, key: int, entered: int) -> str:
    """An EWS id. entered: the change by which the item came into the folder, so a move gives another id."""
    folder = b"\x00\x46\x00\x00\x00\x00\x00" + _digest(folder_id, size=22)
    own = b"\x07\x00" + _digest(mailbox_id, key, entered, size=22) + b"\x00\x00"
    return _text(_ITEM + mailbox_id.encode() + folder + own + key.to_bytes(6, "big") + b"\x00\x00")


def immutable_id(mailbox_id: str, key: int) -> str:
    return to_graph(
        _text(_IMMUTABLE + _digest(mailbox_id, "immutable", key, size=24) + key.to_bytes(6, "big") + b"\x00")
    )


def occurrence_id(master: str, original_start: datetime) -> str:
    """An occurrence's id out of its master's, whichever of the three kinds that is: the moment is put behind it."""
    seconds = (original_start - _EPOCH) // timedelta(seconds=1)
    data = _decoded(master) + _OCCURRENCE + seconds.to_bytes(8, "big", signed=True)
    return _in_alphabet_of(master, data)


def split_occurrence(text: str) -> tuple[str, datetime] | None:
    """The master's id and the original start out of an occurrence's id; None when it is none."""
    try:
        data = _decoded(text)
    except ValueError:
        return None
    if data[-11:-8] != _OCCURRENCE:
        return None
    seconds = int.from_bytes(data[-8:], "big", signed=True)
    try:
        return _in_alphabet_of(text, data[:-11]), _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _in_alphabet_of(other: str, data: bytes) -> str:
    """A text without any of the four letters that differ is the same in both."""
    return to_graph(_text(data)) if "-" in other or "_" in other else _text(data)


@lru_cache(4096)  # a series' id is taken apart for each of its occurrences
def _decoded(text: str) -> bytes:
    return base64.b64decode(to_ews(text), validate=True)


def search_key(mailbox_id: str, key: int) -> str:
    """PidTagSearchKey in base64: 16 bytes that are the item's own, wherever it lies."""
    return _text(_digest(mailbox_id, "search key", key, size=16))


def folder_id(mailbox_id: str, seed: object) -> str:
    """The same in EWS and Graph but for the alphabet; folders never change theirs."""
    data = (
        _FOLDER
        + mailbox_id.encode()
        + b"\x00\x2e\x00\x00\x03"
        + _digest(mailbox_id, "folder", seed, size=38)
        + b"\x00\x00\x00"
    )
    return _text(data)


def attachment_id(item_key: int, change: int, index: int = 0) -> str:
    return _text(b"\x00\x03\x24\x00" + _digest("attachment", item_key, change, index, size=44))


def change_key(change: int) -> str:
    return _text(b"\x45\x51\x41\x00" + change.to_bytes(8, "big") + b"\x00\x00\x00")


def change_of(key: str) -> int | None:
    """The change that a ChangeKey stands for; None when it is none of ours."""
    try:
        data = base64.b64decode(key, validate=True)
    except ValueError:
        return None
    if len(data) != 15 or not data.startswith(b"\x45\x51\x41\x00"):
        return None
    return int.from_bytes(data[4:12], "big")


def to_graph(ews: str) -> str:
    return ews.replace("/", "-").replace("+", "_")


def to_ews(graph: str) -> str:
    return graph.replace("-", "/").replace("_", "+")


def new_guid(seed: str) -> str:
    """A GUID that is the same for the same seed, so a seeded sandbox has stable object ids."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, seed))
