"""Our own session tokens, given after a sign-in in a dialog: 256 random bits, stored as a hash, good for half a day."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.models.pane import SessionRow

PREFIX = "bws_"
LIFETIME = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token, shown once."""

    token: str
    expires_at: datetime

    def __repr__(self) -> str:
        return f"Issued(until {self.expires_at})"


def hashed(secret: str) -> str:
    """SHA-256 suffices: what is hashed has 256 random bits, so nothing can be guessed from it."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def issue(session: Session, person_id: str, now: datetime) -> Issued:
    session.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
    token = PREFIX + secrets.token_urlsafe(32)
    row = SessionRow(person_id=person_id, token_hash=hashed(token), expires_at=now + LIFETIME)
    session.add(row)
    return Issued(token, row.expires_at)


def person_of(session: Session, token: str, now: datetime) -> str | None:
    """Whose token it is; None where it is unknown or has ended."""
    return session.scalar(
        select(SessionRow.person_id).where(SessionRow.token_hash == hashed(token), SessionRow.expires_at > now)
    )


def forget(session: Session, token: str) -> None:
    session.execute(delete(SessionRow).where(SessionRow.token_hash == hashed(token)))
