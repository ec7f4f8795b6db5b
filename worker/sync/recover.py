"""Recover: every Intent that a crash, a pause or a lost reply left open is looked up by its stamp. First, always.

Found: the write was carried out. It is adopted with what was written as the base and no version, so that an edit
made after our write is seen as an edit (I2). Not found: it was not carried out, the Intent is dropped, and the hint,
which is still there, leads to a new decision. A removal leaves no stamp: its record is read instead.

Where the CRM keeps no stamps, nobody knows whether a record was created. Its Intent stays for a day, and as long as it
does, the natural key alone tells the record from others, if it was made since (worker.sync.likeness).
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from core.records import Gone, Link, Record, Side
from core.store import Written
from worker.sync import hints
from worker.sync.actions import Create, Delete, Update
from worker.sync.codec import unpacked
from worker.sync.context import Context
from worker.sync.hints import DAILY
from worker.sync.journal import Entries, open_intents
from worker.sync.links import read_links, read_links_by_id
from worker.sync.outcome import carried_out, keep_clashes
from worker.sync.scene import Unit
from worker.sync.work import Work, Write, work_of


def recover(context: Context) -> None:
    """Adopt or drop all open Intents of the mailbox and type. A dry run leaves them."""
    with context.look() as session:
        rows = open_intents(session, context)
    settle(context, rows)


def settle(context: Context, rows: Sequence[Any]) -> None:
    """The same of these rows, which are all."""
    if context.dry or not rows:
        return
    written = _written(context, rows)
    entries = Entries()
    units = _units(context, rows)
    for row in rows:
        action = _write_of(row)
        if isinstance(action, Create) and row.id not in written and _is_unsure(context, row, units[row.id]):
            context.memory.unsure.setdefault(action.source, row.created_at)
            continue
        entries.closed.append(row.id)
        if row.id in written:
            sent = work_of(action, units[row.id], row.id)
            work = Work(action, units[row.id], row.id, sent.sent, row.held, row.before)
            work = work.without(_left_out(work, written[row.id]))
            carried_out(context, entries, work, Written(written[row.id].key), "recovered")
        elif isinstance(action, Update):
            # The record may have been written and have lost its stamp with its life; the loser's value is safe so.
            keep_clashes(context, entries, units[row.id], action.clashes)
    with context.transaction("recover") as session:
        entries.write(session, context)
        for side in Side:
            keys = [key for stamp in written if (key := units[stamp].keys.get(side))]
            hints.add(session, context, side, dict.fromkeys(keys, False))
    entries.tell(context)


def _left_out(work: Work, record: Record | Gone) -> frozenset[str]:
    """Notes that the write did not change may have been refused alone (core.store.Refused); else they would count as
    edited there, and overwrite those that were to be written."""
    name, before = "body", work.before.get("fields", {})
    if not isinstance(work.action, Update) or name not in work.action.fields or name not in before:
        return frozenset()
    told = record.fields.get(name) if isinstance(record, Record) else None
    return frozenset({name} if told == before[name] != work.action.fields[name] else ())


def _is_unsure(context: Context, row: Any, unit: Unit) -> bool:
    """Whether the CRM may have created it all the same."""
    lost = row.side == Side.CRM and unit.link is None and row.created_at > context.now() - DAILY
    return lost and not context.stores[Side.CRM].stamps


def _written(context: Context, rows: Sequence[Any]) -> dict[str, Record | Gone]:
    """By Intent, the writes that were carried out, with the record as it is now."""
    found: dict[str, Record | Gone] = {}
    for side in Side:
        store = context.stores[side]
        stamps = [row.id for row in rows if row.side == side and row.verb != "delete"]
        if stamps:
            records = context.call(f"{side}.find_stamp", partial(store.find_stamp, stamps))
            found |= records
        removed = {row.id: row.action["key"] for row in rows if row.side == side and row.verb == "delete"}
        if removed:
            keys = list(removed.values())
            states = context.call(f"{side}.read", partial(store.read, keys))
            gone = {stamp: states[key] for stamp, key in removed.items()}
            found.update((stamp, state) for stamp, state in gone.items() if isinstance(state, Gone))
    return found


def _units(context: Context, rows: Sequence[Any]) -> dict[str, Unit]:
    """By Intent, its unit: of two Intents of one pair the second goes on with the first one's link."""
    actions = {row.id: _write_of(row) for row in rows}
    with context.look() as session:
        named = read_links_by_id(session, [row.link_id for row in rows if row.link_id])
        keys = {side: [key for action in actions.values() if (key := _key_on(action, side))] for side in Side}
        found = read_links(session, context, keys)
    by_id = {link.id: link for link in (*named, *found)}
    by_key = {(side, key): link for link in by_id.values() for side, key in link.keys.items() if key}
    units: dict[str, Unit] = {}
    shared: dict[str, Unit] = {}
    for row in rows:
        action = actions[row.id]
        nodes = ((side, key) for side in Side if (key := _key_on(action, side)))
        link = by_id.get(row.link_id) or next((by_key[node] for node in nodes if node in by_key), None)
        unit = shared.setdefault(link.id, _unit(link, action)) if link else _unit(None, action)
        units[row.id] = unit
    return units


def _unit(link: Link | None, action: Write) -> Unit:
    keys = {side: key for side in Side if (key := _key_on(action, side))}
    if link is not None:
        keys |= {side: key for side, key in link.keys.items() if key}
    unit = Unit(link=link, keys=keys)
    if link is None and isinstance(action, Create) and action.source:
        unit.states[action.side.other] = Record(action.source, "", action.fields)
    return unit


def _key_on(action: Write, side: Side) -> str | None:
    """The key that the action names on this side."""
    if isinstance(action, Create):
        return (action.source or None) if side is action.side.other else None
    return action.key if side is action.side else None


def _write_of(row: Any) -> Write:
    action = unpacked(row.action)
    assert isinstance(action, Create | Update | Delete)  # noqa: S101
    return action
