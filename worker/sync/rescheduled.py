"""Occurrences whose series got other times, became a series or ceased to be one: each keeps its CRM record.

An occurrence is named by its series and its original start, so that all of a series are others when its time or its
pattern changes, and the old ones are gone. What is gone takes the key of a new one of the same series: the record
moves in the CRM and keeps what people put on it there, instead of being deleted and made anew. As many as before are
paired in their order; else each new one takes the nearest within a week, and what is left over was deleted or added.
"""

from bisect import bisect_left
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from core.records import Away, Gone, Key, LinkState, Record, Side
from worker.sync.scene import Scene, Unit
from worker.sync.series import OCCURRENCE, series_of

FARTHEST = timedelta(days=7)


def follow(scene: Scene) -> None:
    """Joins the new occurrences of the scene to the links of those that went."""
    gone: dict[Key, list[Unit]] = defaultdict(list)
    new: dict[Key, list[Unit]] = defaultdict(list)
    for unit in scene.units:
        key, state = unit.keys.get(Side.EXCHANGE), unit.states.get(Side.EXCHANGE)
        if key is None:
            continue
        if unit.link is None and isinstance(state, Record) and state.in_scope:
            new[series_of(key)].append(unit)
        elif unit.link and unit.link.state is LinkState.LINKED and isinstance(state, Gone | Away):
            gone[series_of(key)].append(unit)
    for series in new.keys() & gone.keys():
        for old, one in _pairs(sorted(gone[series], key=_when), sorted(new[series], key=_when)):
            scene.join(old, one)


def _when(unit: Unit) -> datetime:
    """The original start; an event of its own starts when it starts."""
    record = unit.record(Side.EXCHANGE)
    text = unit.keys[Side.EXCHANGE].partition(OCCURRENCE)[2]
    start = record.fields.get("start") if record else unit.link.base.get("start") if unit.link else None
    if text:
        start = datetime.fromisoformat(text)
    return start if isinstance(start, datetime) else datetime.min.replace(tzinfo=UTC)


def _pairs(gone: list[Unit], new: list[Unit]) -> list[tuple[Unit, Unit]]:
    """Both in the order of their starts."""
    if len(gone) == len(new):
        return list(zip(gone, new, strict=True))
    found: list[tuple[Unit, Unit]] = []
    left = list(gone)
    starts = [_when(unit) for unit in left]
    for one in new:
        when = _when(one)
        place = bisect_left(starts, when)
        near = [n for n in (place - 1, place) if 0 <= n < len(left) and abs(starts[n] - when) <= FARTHEST]
        if near:
            nearest = min(near, key=lambda n: abs(starts[n] - when))
            found.append((left.pop(nearest), one))
            starts.pop(nearest)
    return found
