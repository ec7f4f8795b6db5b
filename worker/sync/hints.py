"""Hints and their rows: the engine's only queue. A hint stays until what it asked for is done or rests in an Issue."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import Insert, Integer, Row, Table, and_, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.bulk import Bulk
from core.database import Model
from core.models.sync import HintRow
from core.records import Key, Side
from worker.sync.among import among
from worker.sync.context import Context, Hint
from worker.sync.links import chunks, mine, owner

_SIDES = {side.value: side for side in Side}
TABLE: Table = Model.metadata.tables[HintRow.__tablename__]
# After one, two, three failures that may pass by themselves; then the record rests and is tried once a day.
RETRIES = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=24))
DAILY = timedelta(hours=24)
# By `force`, with which a hint's time has come whatever it is.
_DUE = {True: mine(TABLE), False: and_(mine(TABLE), TABLE.c.next_try <= bindparam("now"))}
# What _hint reads.
_READ = select(TABLE.c.side, TABLE.c.key, TABLE.c.id, TABLE.c.attempts, TABLE.c.departed, TABLE.c.turn)
_ALL = {force: _READ.where(due).order_by(TABLE.c.id) for force, due in _DUE.items()}
_FIRST = {force: wanted.limit(bindparam("most", type_=Integer)) for force, wanted in _ALL.items()}
_TURN = and_(TABLE.c.departed == bindparam("gone"), TABLE.c.id > bindparam("after"))
_IN_TURN = {force: wanted.where(_TURN) for force, wanted in _ALL.items()}
_COUNT = {force: select(func.count()).select_from(TABLE).where(due) for force, due in _DUE.items()}
_NAMED = and_(mine(TABLE), TABLE.c.side == bindparam("at"), among(TABLE.c.key))
_OF_KEYS, _IDS = _READ.where(_NAMED), select(TABLE.c.key, TABLE.c.id).where(_NAMED)
_WAITING = and_(TABLE.c.mailbox_id == bindparam("mailbox"), TABLE.c.next_try > bindparam("now"))
_NEXT = select(func.min(TABLE.c.next_try)).where(_WAITING)
_THIS = TABLE.c.id == bindparam("hint")
_BEGIN = {"attempts": 0, "turn": TABLE.c.turn + 1}
_AGAIN = Bulk(update(TABLE).where(_THIS).values(departed=bindparam("gone"), next_try=bindparam("now"), **_BEGIN))


def _new(insert: Callable[[Table], Any]) -> Insert:
    """Also where another process gave the same hint since the known ones were read: a person settled something."""
    row = insert(TABLE)
    told = {name: row.excluded[name] for name in ("departed", "next_try")}
    unique = ("mailbox_id", "type", "side", "key")
    upsert: Insert = row.on_conflict_do_update(index_elements=unique, set_={**told, **_BEGIN})
    return upsert


_NEW = Bulk({"postgresql": _new(postgresql.insert), "sqlite": _new(sqlite.insert)})
# Unless it was hinted again in the meantime.
_UNTOUCHED = and_(_THIS, TABLE.c.turn == bindparam("seen"))
_DROP = delete(TABLE).where(and_(among(TABLE.c.id), TABLE.c.turn == bindparam("seen")))
_POSTPONE = Bulk(update(TABLE).where(_UNTOUCHED).values(attempts=bindparam("tries"), next_try=bindparam("at")))


def add(session: Session, context: Context, side: Side, wanted: Mapping[Key, bool]) -> None:
    """Look at these keys now; the value tells whether the key departed."""
    wake(session, (context.mailbox_id, context.object_type.name), side, wanted, context.now())


def wake(session: Session, owner: tuple[str, str], side: Side, wanted: Mapping[Key, bool], now: datetime) -> None:
    """owner: (mailbox id, type). Known hints become due and start anew."""
    known: dict[Key, int] = {}
    for chunk in chunks(wanted):
        about = {"mailbox": owner[0], "kind": owner[1], "at": side.value, "keys": chunk}
        known.update((row.key, row.id) for row in session.execute(_IDS, about))
    again = [{"hint": known[key], "gone": gone} for key, gone in wanted.items() if key in known]
    _AGAIN.run(session, sorted(again, key=itemgetter("hint")), now=now)
    fresh = {"mailbox_id": owner[0], "type": owner[1], "side": side.value, "attempts": 0, "next_try": now, "turn": 0}
    rows = [{"key": key, "departed": gone} for key, gone in wanted.items() if key not in known]
    _NEW.run(session, rows, **fresh)


def next_due(session: Session, mailbox_id: str, now: datetime) -> datetime | None:
    """When the mailbox's next retry is due, for the schedule; None where nothing waits."""
    return session.execute(_NEXT, {"mailbox": mailbox_id, "now": now}).scalar()


def due(session: Session, context: Context, *, limit: int) -> list[Hint]:
    """Hints whose time has come (all with `force`), in the order in which they came."""
    wanted = {**owner(context), "now": context.now(), "most": limit}
    return [_hint(row) for row in session.execute(_FIRST[context.force], wanted)]


def in_turn(session: Session, context: Context, *, departed: bool, after: int, limit: int | None) -> list[Hint]:
    """The same of those that departed, or of the others, with ids greater than `after`."""
    wanted = {**owner(context), "gone": departed, "after": after, "now": context.now()}
    return [_hint(row) for row in session.execute(_IN_TURN[context.force].limit(limit), wanted)]


def count_due(session: Session, context: Context) -> int:
    return session.execute(_COUNT[context.force], {**owner(context), "now": context.now()}).scalar_one()


def of_keys(session: Session, context: Context, keys: Mapping[Side, Iterable[Key]]) -> list[Hint]:
    """The hints of these keys, due or not."""
    found: list[Hint] = []
    for side, wanted in keys.items():
        for chunk in chunks(dict.fromkeys(wanted)):
            rows = session.execute(_OF_KEYS, {**owner(context), "at": side.value, "keys": chunk})
            found += [_hint(row) for row in rows]
    return found


def drop(session: Session, hints: Iterable[Hint]) -> None:
    """Done with them, unless they were hinted again in the meantime."""
    by_turn: dict[int, list[int]] = {}
    for one in hints:
        if one.id:
            by_turn.setdefault(one.turn, []).append(one.id)
    for turn, ids in by_turn.items():
        for chunk in chunks(ids):
            session.execute(_DROP, {"keys": chunk, "seen": turn})


def postpone(session: Session, later: Sequence[tuple[Hint, int, datetime]]) -> None:
    """(hint, attempts, next try) each, unless they were hinted again in the meantime."""
    rows = [{"hint": one.id, "seen": one.turn, "tries": tries, "at": moment} for one, tries, moment in later if one.id]
    _POSTPONE.run(session, rows)


def _hint(row: Row[Any]) -> Hint:
    side, *rest = row
    return Hint(_SIDES[side], *rest)
