"""Hints and their rows: the engine's only queue. A hint stays until what it asked for is done or rests in an Issue."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Table, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from core.database import Model
from core.models.sync import HintRow
from core.records import Key, Side
from worker.sync.context import Context, Hint
from worker.sync.links import chunks, mine, of_run, owned_by, owner

TABLE: Table = Model.metadata.tables[HintRow.__tablename__]
# After one, two, three failures that may pass by themselves; then the record rests and is tried once a day.
RETRIES = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=24))
DAILY = timedelta(hours=24)
_IN_TURN = and_(mine(TABLE), TABLE.c.departed == bindparam("gone"), TABLE.c.id > bindparam("after"))
_NOW = TABLE.c.next_try <= bindparam("now")
_DUE = {
    force: select(TABLE).where(_IN_TURN if force else and_(_IN_TURN, _NOW)).order_by(TABLE.c.id)
    for force in (True, False)
}
_COUNT = {
    force: select(func.count()).select_from(TABLE).where(mine(TABLE) if force else and_(mine(TABLE), _NOW))
    for force in (True, False)
}


def add(session: Session, context: Context, side: Side, wanted: Mapping[Key, bool]) -> None:
    """Look at these keys now; the value tells whether the key departed."""
    wake(session, (context.mailbox_id, context.object_type.name), side, wanted, context.now())


def wake(session: Session, owner: tuple[str, str], side: Side, wanted: Mapping[Key, bool], now: datetime) -> None:
    """owner: (mailbox id, type). Known hints become due and start anew."""
    known: dict[Key, int] = {}
    for chunk in chunks(wanted):
        mine = and_(owned_by(*owner, TABLE), TABLE.c.side == side.value, TABLE.c.key.in_(chunk))
        known.update((row.key, row.id) for row in session.execute(select(TABLE.c.key, TABLE.c.id).where(mine)))
    again = [{"hint": known[key], "gone": gone} for key, gone in wanted.items() if key in known]
    if again:
        values = {"departed": bindparam("gone"), "next_try": now, "attempts": 0, "turn": TABLE.c.turn + 1}
        session.connection().execute(update(TABLE).where(TABLE.c.id == bindparam("hint")).values(values), again)
    fresh = {"mailbox_id": owner[0], "type": owner[1], "side": side.value, "attempts": 0, "next_try": now, "turn": 0}
    rows = [{**fresh, "key": key, "departed": gone} for key, gone in wanted.items() if key not in known]
    if rows:
        session.connection().execute(insert(TABLE), rows)


def next_due(session: Session, mailbox_id: str, now: datetime) -> datetime | None:
    """When the mailbox's next retry is due, for the schedule; None where nothing waits."""
    waiting = and_(TABLE.c.mailbox_id == mailbox_id, TABLE.c.next_try > now)
    return session.execute(select(func.min(TABLE.c.next_try)).where(waiting)).scalar()


def due(session: Session, context: Context, *, departed: bool, after: int, limit: int | None) -> list[Hint]:
    """Hints whose time has come (all with `force`), in the order in which they came, ids greater than `after`."""
    wanted = {**owner(context), "gone": departed, "after": after, "now": context.now()}
    statement = _DUE[context.force] if limit is None else _DUE[context.force].limit(limit)
    rows = session.execute(statement, wanted)
    return [_hint(row) for row in rows]


def count_due(session: Session, context: Context) -> int:
    return session.execute(_COUNT[context.force], {**owner(context), "now": context.now()}).scalar_one()


def of_keys(session: Session, context: Context, keys: Mapping[Side, Iterable[Key]]) -> list[Hint]:
    """The hints of these keys, due or not."""
    found: list[Hint] = []
    for side, wanted in keys.items():
        for chunk in chunks(dict.fromkeys(wanted)):
            mine = and_(of_run(context, TABLE), TABLE.c.side == side.value, TABLE.c.key.in_(chunk))
            found += [_hint(row) for row in session.execute(select(TABLE).where(mine))]
    return found


def drop(session: Session, hints: Iterable[Hint]) -> None:
    """Done with them, unless they were hinted again in the meantime."""
    rows = [{"hint": one.id, "seen": one.turn} for one in hints if one.id]
    if rows:
        mine = and_(TABLE.c.id == bindparam("hint"), TABLE.c.turn == bindparam("seen"))
        session.connection().execute(delete(TABLE).where(mine), rows)


def postpone(session: Session, later: Sequence[tuple[Hint, int, datetime]]) -> None:
    """(hint, attempts, next try) each, unless they were hinted again in the meantime."""
    rows = [{"hint": one.id, "seen": one.turn, "tries": tries, "at": moment} for one, tries, moment in later if one.id]
    if rows:
        mine = and_(TABLE.c.id == bindparam("hint"), TABLE.c.turn == bindparam("seen"))
        values: dict[str, Any] = {"attempts": bindparam("tries"), "next_try": bindparam("at")}
        session.connection().execute(update(TABLE).where(mine).values(values), rows)


def _hint(row: Row[Any]) -> Hint:
    return Hint(Side(row.side), row.key, row.id, row.attempts, row.departed, row.turn)
