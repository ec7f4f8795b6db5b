"""Occurrences whose series got other times, became a series or ceased to be one: each keeps its CRM record.

An occurrence is named by its series and its original start, so that all of a series are others when its time or its
pattern changes, and the old ones are gone. What is gone takes the key of a new one of the same series: the record
moves in the CRM and keeps what people put on it there, instead of being deleted and made anew. As many as before are
paired in their order; else each new one takes the nearest within a week, and what is left over was deleted or added.

Where a series was split (this and all that follow), Outlook ends it and makes another one: of what is left over, an
occurrence of another series with the same subject takes the nearest within a week, too, of other people's series one
with the same people. What a colleague's link knows by now as a record of the CRM is that record and takes no other.
A run may fall between the two halves: worker.sync.resumed.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from core.records import Away, Gone, Key, LinkState, Record, Side, Value
from worker.sync.called_off import unmarked
from worker.sync.people import read
from worker.sync.scene import Scene, Unit
from worker.sync.series import OCCURRENCE, is_occurrence, series_of

FARTHEST = timedelta(days=7)
Kin: TypeAlias = Callable[[Unit], Key | None]
Kindred: TypeAlias = Mapping[Key, list[Unit]]


def follow(scene: Scene, known: Callable[[Iterable[str]], Collection[str]]) -> None:
    """Joins the new occurrences of the scene to the links of those that went. known: of meetings, by Record.identity,
    those that colleagues' links know."""
    if not any(_is_gone(unit) for unit in scene.units):
        return
    for kin in (_series, split_name):
        gone, new = _kindred(scene, kin)
        names = new.keys() & gone.keys()
        if kin is split_name and names:
            new = unknown(new, known)
        for name in names & new.keys():
            alike = kin is _series and len(gone[name]) == len(new[name])
            for old, one in (_in_order if alike else nearest)(gone[name], new[name]):
                scene.join(old, one)


def _kindred(scene: Scene, kin: Kin) -> tuple[Kindred, Kindred]:
    """What went and what is new, by what they have in common."""
    gone, new = defaultdict[Key, list[Unit]](list), defaultdict[Key, list[Unit]](list)
    for unit in scene.units:
        name, state = kin(unit), unit.states.get(Side.EXCHANGE)
        if name is None:
            continue
        if unit.link is None and isinstance(state, Record) and state.in_scope:
            new[name].append(unit)
        elif _is_gone(unit):
            gone[name].append(unit)
    return gone, new


def _is_gone(unit: Unit) -> bool:
    state = unit.states.get(Side.EXCHANGE)
    return isinstance(state, Gone | Away) and unit.link is not None and unit.link.state is LinkState.LINKED


def unknown(new: Kindred, known: Callable[[Iterable[str]], Collection[str]]) -> Kindred:
    """Without those of meetings that are known."""
    identities = [one for units in new.values() for unit in units if (one := _identity(unit))]
    taken = known(identities) if identities else ()
    return {name: [unit for unit in units if _identity(unit) not in taken] for name, units in new.items()}


def _identity(unit: Unit) -> str | None:
    record = unit.record(Side.EXCHANGE)
    return record.identity if record else None


def _series(unit: Unit) -> Key | None:
    key = unit.keys.get(Side.EXCHANGE)
    return series_of(key) if key is not None else None


def split_name(unit: Unit) -> Key | None:
    """Of an occurrence its subject, as Outlook has it, and of other people's who takes part; None of what is only out
    of sight."""
    state, link = unit.states.get(Side.EXCHANGE), unit.link
    if not is_occurrence(unit.keys.get(Side.EXCHANGE)):
        return None
    if isinstance(state, Record) and not state.nameless:
        return _named(state.fields.get("subject"), None if state.writable else state.fields.get("attendees"))
    if isinstance(state, Gone) and link:
        people = None if link.hosted else link.seen(Side.EXCHANGE, "attendees")
        return _named(unmarked(link.seen(Side.EXCHANGE, "subject")), people)
    return None


def _named(subject: Value, people: Value) -> Key | None:
    return "\n".join([str(subject), *sorted(read(people))]) if subject else None


def original_start(unit: Unit) -> datetime:
    """The original start; an event of its own starts when it starts."""
    record = unit.record(Side.EXCHANGE)
    text = unit.keys[Side.EXCHANGE].partition(OCCURRENCE)[2]
    start = record.fields.get("start") if record else unit.link.base.get("start") if unit.link else None
    if text:
        start = datetime.fromisoformat(text)
    return start if isinstance(start, datetime) else datetime.min.replace(tzinfo=UTC)


def _in_order(gone: list[Unit], new: list[Unit]) -> list[tuple[Unit, Unit]]:
    """One by one, however far they are from each other; as many as there are."""
    return list(zip(sorted(gone, key=original_start), sorted(new, key=original_start), strict=True))


def nearest(gone: list[Unit], new: list[Unit]) -> list[tuple[Unit, Unit]]:
    """Each new one, in the order of their starts, with the nearest that is left within a week."""
    found: list[tuple[Unit, Unit]] = []
    left = sorted(gone, key=original_start)
    starts = [original_start(unit) for unit in left]
    for one in sorted(new, key=original_start):
        when = original_start(one)
        place = bisect_left(starts, when)
        near = [n for n in (place - 1, place) if 0 <= n < len(left) and abs(starts[n] - when) <= FARTHEST]
        if near:
            best = min(near, key=lambda n: abs(starts[n] - when))
            found.append((left.pop(best), one))
            starts.pop(best)
    return found
