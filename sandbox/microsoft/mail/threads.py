"""Conversations: topic, index and id of a message (MS-OXOMSG 2.2.1.3, MS-OXCMSG 2.2.1.46, ConversationId)."""

import base64
import binascii
import hashlib
import re
from datetime import UTC, datetime
from typing import Any

_PREFIX = re.compile(r"\s*(?:[^\W\d]{1,3}(?:\[\d+\])?: ?)", re.I)
_IDS = re.compile(r"<[^<>\s]+>")
_HEAD = 22  # bytes of the first message's index: a mark, five of its time, sixteen of the conversation's GUID
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def topic(subject: str | None) -> str:
    """The subject without its prefixes of up to three letters, such as `RE: ` and `AW: `."""
    rest = subject or ""
    while match := _PREFIX.match(rest):
        rest = rest[match.end() :]
    return rest.strip()


def referred(fields: dict[str, Any]) -> list[str]:
    """The Message-IDs that a message answers, the thread's first one first."""
    texts = f"{fields.get('references') or ''} {fields.get('in_reply_to') or ''}"
    return list(dict.fromkeys(_IDS.findall(texts)))


def given_index(fields: dict[str, Any]) -> bytes | None:
    """Outlook's Thread-Index header; None when there is none of that form."""
    try:
        data = base64.b64decode(fields.get("thread_index") or "", validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if len(data) >= _HEAD and (len(data) - _HEAD) % 5 == 0 else None


def new_index(seed: str, moment: datetime) -> bytes:
    """The index of a conversation's first message. seed: what tells conversations apart."""
    ticks = int((moment - _EPOCH).total_seconds() * 10_000_000)
    return b"\x01" + ticks.to_bytes(8, "big")[1:6] + _digest(seed)


def child_index(above: bytes, seed: str) -> bytes:
    return above + _digest(seed)[:5]


def conversation_id(mailbox_id: str, index: bytes) -> str:
    """In EWS's form; the same for all messages of a conversation in one mailbox."""
    data = b"\x00\x04\x24\x00" + mailbox_id.encode() + b"\x00\x10\x00" + index[6:_HEAD]
    return base64.b64encode(data).decode()


def _digest(seed: str) -> bytes:
    return hashlib.blake2b(seed.encode("utf-8", "replace"), digest_size=16).digest()
