"""Load: the hinted records, read in batches, with their links, issues and conflicts, as one Scene.

Of a healthy linked pair only the hinted side is read: a record that is not hinted did not change. Both sides are
read where there is an issue, an open conflict or a parked link, where a side departed, after Stale, and of what other
people may take part in where a field changed: the echo of a write of our own leaves the other side unread.
"""

from collections.abc import Iterable

from core.records import Key, Link, LinkState, Record, Side, State
from worker.sync import conflicts, hints, issues
from worker.sync.called_off import TURNED_PRIVATE
from worker.sync.candidates import candidates
from worker.sync.colleagues import Colleagues
from worker.sync.context import Context, Hint
from worker.sync.links import read_links
from worker.sync.recognition import know_again
from worker.sync.rescheduled import follow
from worker.sync.resumed import resume
from worker.sync.returned import take_over
from worker.sync.scene import Scene, Unit
from worker.sync.series import series_of, whole_of
from worker.sync.ticked import part


def load(context: Context, window: Iterable[Hint]) -> Scene:
    """The scene of these hints, with the hints of the same pairs that wait behind them."""
    scene = _units(context, list(window))
    wanted: dict[Side, dict[Key, Unit]] = {side: {} for side in Side}
    for unit in scene.units:
        for side in _sides_to_read(unit):
            wanted[side][unit.keys[side]] = unit
    for side in Side:
        _read(context, scene, side, wanted[side])
    of_meetings = Colleagues(context).of_meetings
    follow(scene, of_meetings)
    resumed = resume(context, scene, of_meetings)
    part(context, scene)
    taken = {unit.keys[Side.CRM]: unit for unit in (*resumed, *take_over(context, scene))}
    _read(context, scene, Side.CRM, {key: unit for key, unit in taken.items() if Side.CRM not in unit.states})
    _read_partners(context, scene)
    scene.found = candidates(context, scene)
    return scene


def _units(context: Context, window: list[Hint]) -> Scene:
    keys: dict[Side, list[Key]] = {side: [one.key for one in window if one.side is side] for side in Side}
    with context.look() as session:
        links = read_links(session, context, keys)
        partners = {side: [key for link in links if (key := link.keys[side])] for side in Side}
        behind = hints.of_keys(session, context, partners)
        waiting = conflicts.read_open(session, context, [link.id for link in links])
        opened = issues.read_open(session, context)
    spoken = {series_of(one.key) for one in opened.of_side(Side.EXCHANGE) if one.code == TURNED_PRIVATE}
    scene = Scene()
    for link in links:
        known = {side: key for side, key in link.keys.items() if key is not None}
        scene.add(Unit(link=link, keys=known, conflicts=waiting.get(link.id, ())))
    for hint in {(one.side, one.key): one for one in [*behind, *window]}.values():
        unit = scene.at(hint.side, hint.key) or scene.add(Unit(keys={hint.side: hint.key}))
        unit.hints.append(hint)
    for unit in scene.units:
        link_id = unit.link.id if unit.link else None
        found = (opened.of(side, key, link_id) for side, key in unit.keys.items())
        unit.issue = next((one for one in found if one), None)
        whole = whole_of(unit.link) if unit.link else None
        unit.spoken_for = whole in spoken
    return scene


def _sides_to_read(unit: Unit) -> list[Side]:
    troubled = unit.issue or unit.conflicts or any(hint.again or hint.departed for hint in unit.hints)
    parked = unit.link is not None and unit.link.state is LinkState.PARKED
    if troubled or parked:
        return list(unit.keys)
    return [side for side in unit.keys if any(hint.side is side for hint in unit.hints)]


def _read(context: Context, scene: Scene, side: Side, wanted: dict[Key, Unit]) -> None:
    """The states of these keys, from the feed's pages where they are remembered, else from the store."""
    states: dict[Key, State] = {}
    for key in wanted:
        known = context.memory.records.pop((side, key), None)
        if known is not None:
            states[key] = known
    missing = [key for key in wanted if key not in states]
    if missing:
        states |= context.call(f"{side}.read", lambda: context.stores[side].read(missing))
    for key, unit in wanted.items():
        unit.states[side] = states[key]
    if side is Side.CRM:
        know_again(context, wanted.values())
    moved = [unit for key, unit in wanted.items() if isinstance(states[key], Record) and states[key].key != key]
    if moved:
        _follow_moves(context, scene, side, moved)


def _follow_moves(context: Context, scene: Scene, side: Side, moved: list[Unit]) -> None:
    """A record that answers with another key than the one asked for belongs to that key's link or unit, if any."""
    now = {record.key: unit for unit in moved if (record := unit.record(side))}
    with context.look() as session:
        links = {link.keys[side]: link for link in read_links(session, context, {side: now})}
    for key, unit in now.items():
        other = scene.at(side, key)
        if unit.link is None and other is None and key in links:
            unit.link = links[key]
            unit.keys = {at: one for at, one in links[key].keys.items() if one is not None}
        unit.keys[side] = key
        if other is not None and other is not unit and (unit.link is None or other.link is None):
            first, second = (unit, other) if unit.link else (other, unit)
            scene.join(first, second)
            first.keys[side] = key
        scene.index(unit if unit in scene.units else other or unit)


def _read_partners(context: Context, scene: Scene) -> None:
    """The other side of each pair that turned out to have lost one, so that nothing is deleted or parked unseen, or
    that changed where other people may take part."""
    wanted: dict[Side, dict[Key, Unit]] = {side: {} for side in Side}
    for unit in scene.units:
        if unit.link is None or len(unit.states) != 1:
            continue
        [(side, state)] = unit.states.items()
        settled = isinstance(state, Record) and state.in_scope and not _touches_people(context, unit.link, state, side)
        other = unit.keys.get(side.other)
        if not settled and other is not None:
            wanted[side.other][other] = unit
    for side in Side:
        _read(context, scene, side, wanted[side])


def _touches_people(context: Context, link: Link, record: Record, side: Side) -> bool:
    names = context.object_type.fields if context.object_type.meetings else ()
    return any(record.fields.get(name) != link.seen(side, name) for name in names)
