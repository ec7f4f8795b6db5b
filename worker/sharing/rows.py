"""The rows of what people shared in the pane, as the worker sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, and_, bindparam, select, update
from sqlalchemy.orm import Session

from core.database import Model
from core.models.pane import ShareRow
from core.records import Key
from core.shares import FAILED, OPEN, PENDING, SHARED, UNDOING, UNDONE, ShareWish, wish_of

PROBLEM_LENGTH = 1_000
_SHARES: Table = Model.metadata.tables[ShareRow.__tablename__]
_MINE = and_(_SHARES.c.mailbox_id == bindparam("mailbox"), _SHARES.c.kind == bindparam("wanted"))
_WANTED = (
    select(_SHARES)
    .where(_MINE, _SHARES.c.state.in_(bindparam("states", expanding=True)))
    .order_by(_SHARES.c.at, _SHARES.c.id)
)


@dataclass(frozen=True, slots=True)
class Share:
    """One row. item_id: as Outlook gave it. wish.key: the item's key, once it was found. reopened: it was done, and a
    run opened it again."""

    id: str
    item_id: str
    message_id: str | None
    state: str
    wish: ShareWish
    at: datetime
    crm_key: Key | None = None
    reopened: bool = False


def open_shares(session: Session, mailbox_id: str, kind: str) -> list[Share]:
    """Those that are to be carried out or undone, the oldest first."""
    return _read(session, mailbox_id, kind, OPEN)


def unsettled(session: Session, mailbox_id: str, kind: str) -> list[Share]:
    """Those, and the ones that failed: whoever mends what was wrong has them carried out."""
    return _read(session, mailbox_id, kind, (*OPEN, FAILED))


def _read(session: Session, mailbox_id: str, kind: str, states: Iterable[str]) -> list[Share]:
    about = {"mailbox": mailbox_id, "wanted": kind, "states": list(states)}
    return [_share(row) for row in session.execute(_WANTED, about)]


def _share(row: Row[Any]) -> Share:
    reopened = row.state == PENDING and row.done_at is not None
    return Share(row.id, row.item_id, row.message_id, row.state, wish_of(row.wish), row.at, row.crm_key, reopened)


def save(session: Session, share: Share, **values: Any) -> None:
    """Only while the row is as it was seen: what its user did or chose meanwhile comes first. Whoever writes a wish
    moves its time."""
    if isinstance(wish := values.get("wish"), ShareWish):
        values["wish"] = wish.to_json()
    seen = (ShareRow.id == share.id) & (ShareRow.state == share.state) & (ShareRow.at == share.at)
    session.execute(update(ShareRow).where(seen).values(values))


def done(session: Session, share: Share, now: datetime, **values: Any) -> None:
    """It is as its user wished."""
    state = UNDONE if share.state == UNDOING else SHARED
    save(session, share, state=state, problem="", done_at=now, **values)


def failed(session: Session, share: Share, now: datetime, problem: str) -> None:
    """What could not be undone is shared still, if it ever was."""
    state = FAILED
    if share.state == UNDOING:
        state = SHARED if share.crm_key else UNDONE
    told = "" if state == UNDONE else problem[:PROBLEM_LENGTH]
    save(session, share, state=state, problem=told, done_at=now)
