"""One of several records that match: the two that a person chose become a pair, or none of them, and a new one is
made."""

from sqlalchemy.orm import Session

from core.records import Key, Record, Side
from worker.mending.rows import Ask
from worker.sync import hints, issues
from worker.sync.actions import Plan
from worker.sync.apply import apply
from worker.sync.arrivals import arrive, linked_up
from worker.sync.context import Context
from worker.sync.links import read_links
from worker.sync.run import setting_of
from worker.sync.scene import Scene, Unit


def settle(context: Context, ask: Ask, candidate: Key | None) -> None:
    """Where one of them is gone, or belongs to another record by now, the run that follows decides anew."""
    record = _record(context, ask.side, ask.key)
    other = _record(context, ask.side.other, candidate) if candidate else None
    if record is None or (candidate and other is None) or _taken(context, ask, candidate):
        return
    setting, scene = setting_of(context), Scene()
    with context.look() as session:
        _enter(session, context, scene, ask.side, record)
        if other is not None:
            _enter(session, context, scene, ask.side.other, other)
    if other is None:
        actions = arrive([(ask.side, record)], [], setting)
    else:
        exchange, crm = (record, other) if ask.side is Side.EXCHANGE else (other, record)
        actions = linked_up(exchange, crm, setting)
    apply(context, scene, Plan(tuple(actions)))


def _enter(session: Session, context: Context, scene: Scene, side: Side, record: Record) -> None:
    """With its hints and its issue, which are over with what is done now."""
    unit = Unit(keys={side: record.key}, states={side: record})
    unit.hints = hints.of_keys(session, context, {side: [record.key]})
    unit.issue = issues.read_open(session, context).of(side, record.key)
    scene.add(unit)


def _taken(context: Context, ask: Ask, candidate: Key | None) -> bool:
    keys = {ask.side: [ask.key], ask.side.other: [candidate] if candidate else []}
    with context.look() as session:
        return bool(read_links(session, context, keys))


def _record(context: Context, side: Side, key: Key) -> Record | None:
    state = context.call(f"{side}.read", lambda: context.stores[side].read([key])).get(key)
    return state if isinstance(state, Record) else None
