"""The cursor of an Exchange feed: the states of two folders' feeds, and what the mailbox must remember, as JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from core.errors import CursorExpired

VERSION = 1


@dataclass(frozen=True, slots=True)
class Position:
    """folder: the synchronised folder's id. synced, default: the states, None before the first page. full: a listing
    that is not at its end. memory: the mailbox's."""

    folder: str
    synced: str | None = None
    default: str | None = None
    full: bool = True
    memory: Mapping[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        return json.dumps({"version": VERSION, **asdict(self)}, separators=(",", ":"), sort_keys=True)


def read(text: str) -> Position:
    """Raises CursorExpired where the text is none of ours."""
    try:
        data = json.loads(text)
        if data.pop("version") != VERSION:
            raise ValueError("another version")
        position = Position(**data)
        states = (position.synced, position.default)
        if not isinstance(position.memory, dict) or not all(s is None or isinstance(s, str) for s in states):
            raise TypeError("wrong types")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        text = "What was noted of the last look at Outlook is unreadable; everything is listed anew."
        raise CursorExpired(text, code="bad_cursor") from error
    return position
