"""What new events of the CRM are about: what their users chose in the pane, for an event or for the series that an
occurrence belongs to, written with the event itself. An occurrence that comes to the synchronised days later has it
from the beginning so, and what people change in the CRM afterwards stays."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from core.models.pane import ShareRow
from core.objects import EVENT
from core.records import Key, Side
from core.shares import PENDING, SHARED, ShareWish, wish_of
from core.store import Change
from worker.sync.context import Context
from worker.sync.series import series_of

# By the key of the item or of the series: the share's id and wish.
Shares = dict[Key, tuple[str, ShareWish]]
_MINE = (ShareRow.mailbox_id == bindparam("mailbox")) & (ShareRow.kind == EVENT.name)
_SHARES = select(ShareRow.id, ShareRow.wish).where(_MINE, ShareRow.state.in_((SHARED, PENDING))).order_by(ShareRow.at)


def with_regarding(context: Context, side: Side, changes: list[Change]) -> list[Change]:
    """The changes, new events of the CRM with what they are about."""
    if side is not Side.CRM or context.object_type is not EVENT or all(change.key for change in changes):
        return changes
    with context.look() as session:
        shares = _shares(session, context)
    found = [None if one.key or not one.peer else _of(shares, one.peer) for one in changes]
    return [
        replace(one, regarding=share[1].regarding) if share else one for one, share in zip(changes, found, strict=True)
    ]


def reopen(session: Session, context: Context, keys: Sequence[Key]) -> None:
    """The shares of these Outlook items, whose records may not be about all that was chosen: they say why, or mend
    it."""
    if not keys or context.object_type is not EVENT:
        return
    shares = _shares(session, context)
    wanted = {share[0] for key in keys if (share := _of(shares, key))}
    done = ShareRow.id.in_(wanted) & (ShareRow.state == SHARED)
    session.execute(update(ShareRow).where(done).values(state=PENDING, at=context.now()))


def _shares(session: Session, context: Context) -> Shares:
    """Those in force that the worker has taken up; of one item the newest."""
    rows = session.execute(_SHARES, {"mailbox": context.mailbox_id})
    return {wish.key: (share, wish) for share, wish in _read(rows.tuples()) if wish.key and wish.begun}


def _read(rows: Iterable[tuple[str, dict[str, object]]]) -> Iterable[tuple[str, ShareWish]]:
    return ((share, wish_of(stored)) for share, stored in rows)


def _of(shares: Shares, key: Key) -> tuple[str, ShareWish] | None:
    """The item's own share before that of its series."""
    found = shares.get(key) or shares.get(series_of(key))
    return found if found and found[1].regarding.keys else None
