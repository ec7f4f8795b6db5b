"""One-time secrets: the state of a sign-in under way, codes that a dialog hands to the pane, codes left in a mailbox.
Only their hash is stored; what is secret of their data is sealed by the key ring."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from core.models.pane import TicketRow
from core.secrets import KeyRing, Owner
from server.tokens.own import hashed

MINUTES_5, MINUTES_10 = timedelta(minutes=5), timedelta(minutes=10)
# What is kept of used and ended tickets before they are dropped.
KEEP = timedelta(hours=1)


def new_secret() -> str:
    """256 random bits, of characters that stand in an address as they are."""
    return secrets.token_urlsafe(32)


def issue(
    session: Session,
    kind: str,
    secret: str,
    ends_at: datetime,
    *,
    person_id: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> TicketRow:
    session.execute(delete(TicketRow).where(TicketRow.expires_at <= ends_at - MINUTES_10 - KEEP))
    row = TicketRow(
        kind=kind, hash=hashed(f"{kind}:{secret}"), person_id=person_id, data=dict(data or {}), expires_at=ends_at
    )
    session.add(row)
    session.flush()
    return row


def take(session: Session, kind: str, secret: str, now: datetime) -> TicketRow | None:
    """The ticket, used up from now on; None where it is unknown, has ended or was used."""
    good = (
        TicketRow.hash == hashed(f"{kind}:{secret}"),
        TicketRow.kind == kind,
        TicketRow.used_at.is_(None),
        TicketRow.expires_at > now,
    )
    done = cast(CursorResult[Any], session.execute(update(TicketRow).where(*good).values(used_at=now)))
    if done.rowcount != 1:
        return None
    return session.scalars(
        select(TicketRow).where(TicketRow.hash == hashed(f"{kind}:{secret}")).execution_options(populate_existing=True)
    ).one()


def seal(keys: KeyRing, kind: str, values: Mapping[str, str]) -> str:
    return keys.seal(json.dumps(dict(values)), _owner(kind)).hex()


def unseal(keys: KeyRing, kind: str, sealed: str) -> dict[str, str]:
    """Raises SecretError."""
    return dict(json.loads(keys.open(bytes.fromhex(sealed), _owner(kind))))


def _owner(kind: str) -> Owner:
    return Owner("*", "*", "pane", f"{kind} ticket")
