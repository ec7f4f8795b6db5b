"""Corrected values, written to one record as if its user had typed them there: the base stays as it was, so that the
run that follows finds them changed and takes them to the other side."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from core.records import Fields, Key, Link, Record, Side, label
from worker.mending import rows
from worker.mending.rows import Ask, Choice
from worker.sync import hints, issues
from worker.sync.actions import Plan, Reason, Sight, Update
from worker.sync.apply import apply
from worker.sync.context import Context
from worker.sync.links import read_links_by_id
from worker.sync.scene import Scene, Unit

TRIES = 3


def correct(context: Context, ask: Ask, values: Fields) -> None:
    """The issue stays open; the run that follows settles it, or tells what is wrong now."""
    link = _link(context, ask.link_id)
    keys = _keys(link) or {ask.side: ask.key}
    side = ask.refused.side if ask.refused.side in keys else ask.side
    for _ in range(TRIES):
        record = _record(context, side, keys.get(side))
        if record is None:
            break
        unit = Unit(link=link, keys=dict(keys), states={side: record})
        unit.keep = timedelta()  # its issue stays open until the other side has taken it
        with context.look() as session:
            unit.issue = issues.read_open(session, context).of(ask.side, ask.key, ask.link_id)
        _write(context, unit, side, values, Reason("corrected", {"name": label(record.fields)}))
        if not context.memory.stale and not unit.failed:
            break
    with context.transaction("corrected") as session:
        wake(context, session, {ask.side: ask.key, **keys})


def restore(context: Context, choice: Choice) -> None:
    """The value that had lost, where the record still holds the one that won."""
    link = _link(context, choice.link_id)
    keys = _keys(link)
    record = _record(context, choice.side, keys.get(choice.side))
    kept = record is not None and record.fields.get(choice.field) == choice.lost_to
    if record is not None and kept:
        unit = Unit(link=link, keys=dict(keys), states={choice.side: record})
        values = {choice.field: choice.values[choice.side.value]}
        _write(context, unit, choice.side, values, Reason("chosen", {"name": label(record.fields)}))
        kept = not unit.failed
    with context.transaction("value chosen") as session:
        rows.settled(session, choice, kept=kept)
        wake(context, session, keys)


def wake(context: Context, session: Session, keys: Mapping[Side, Key]) -> None:
    for side, key in keys.items():
        hints.add(session, context, side, {key: False})


def _write(context: Context, unit: Unit, side: Side, values: Fields, reason: Reason) -> None:
    record = unit.record(side)
    changed = {name: value for name, value in values.items() if record and record.fields.get(name) != value}
    if record is None or not changed:
        return
    scene = Scene()
    scene.add(unit)
    update = Update(side, record.key, record.version, changed, {}, Sight(), reason)
    apply(context, scene, Plan((update,)))


def _record(context: Context, side: Side, key: Key | None) -> Record | None:
    if key is None:
        return None
    state = context.call(f"{side}.read", lambda: context.stores[side].read([key])).get(key)
    return state if isinstance(state, Record) else None


def _link(context: Context, link_id: str | None) -> Link | None:
    with context.look() as session:
        return next(iter(read_links_by_id(session, [link_id])), None) if link_id else None


def _keys(link: Link | None) -> dict[Side, Key]:
    return {side: key for side, key in link.keys.items() if key} if link else {}
