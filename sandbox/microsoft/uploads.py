"""Upload sessions: large attachments that arrive in pieces, until they are whole or forgotten."""

import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

LIFE = timedelta(hours=24)


class RangeError(ValueError):
    """The piece is not the one that is expected next."""


@dataclass
class Upload:
    """One attachment on its way. size: in bytes, of the whole."""

    token: str
    mailbox_id: str
    item_id: str
    name: str
    content_type: str
    size: int
    content_id: str | None
    is_inline: bool
    expires: datetime
    data: bytearray = field(default_factory=bytearray, repr=False)

    @property
    def is_whole(self) -> bool:
        return len(self.data) == self.size

    def add(self, start: int, total: int, piece: bytes) -> None:
        """Raises RangeError for a piece that leaves a gap, comes again, or goes beyond the size that was told."""
        if total != self.size or start != len(self.data) or not piece or start + len(piece) > self.size:
            raise RangeError(f"bytes {len(self.data)}- of {self.size} are expected next")
        self.data.extend(piece)


class Uploads:
    """The open sessions of a store; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, Upload] = {}

    def start(self, now: datetime, **facts: Any) -> Upload:
        """facts: Upload's fields but token, expires and data. What has expired is forgotten."""
        upload = Upload(token=secrets.token_urlsafe(24), expires=now + LIFE, **facts)
        with self._lock:
            self._open = {u.token: u for u in (*self._open.values(), upload) if u.expires > now}
        return upload

    def find(self, token: str, now: datetime) -> Upload | None:
        with self._lock:
            upload = self._open.get(token)
        return upload if upload is not None and upload.expires > now else None

    def end(self, token: str) -> None:
        with self._lock:
            self._open.pop(token, None)
