"""Series that were split while a run looked: the old one was cut already, the new one was not there yet.

What was cut off stayed in the CRM and rests (departures.KEPT_IN_CRM), marked as removed where it was a meeting of the
user's own. When the second half comes, each of its new occurrences takes the nearest of these within a week, as if both
halves had been seen at once (worker.sync.rescheduled). An occurrence that somebody cancelled, while its series goes on
behind it, was not cut off and stays as it is. What the CRM deleted meanwhile is gone: it gets a new record.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from sqlalchemy import and_, select

from core.records import Gone, Key, Link, LinkState, Record, Side
from worker.sync.context import Context
from worker.sync.departures import KEPT_IN_CRM
from worker.sync.links import TABLE, link_of, mine, of_run, owner
from worker.sync.rescheduled import Kindred, nearest, original_start, split_name, unknown
from worker.sync.returned import still_there
from worker.sync.scene import Scene, Unit
from worker.sync.series import OCCURRENCE, series_of

_CUT_OFF = select(TABLE).where(
    mine(TABLE),
    TABLE.c.parked == KEPT_IN_CRM,
    TABLE.c.crm_key.is_not(None),
    TABLE.c.exchange_key.contains(OCCURRENCE, autoescape=True),
)


def resume(context: Context, scene: Scene, known: Callable[[Iterable[str]], Collection[str]]) -> list[Unit]:
    """Joins the new occurrences of the scene to the links of what was cut off; the units that did, whose CRM side may
    not be read yet. known: as at rescheduled.follow. Raises what the store raises."""
    fresh = [unit for unit in scene.units if unit.link is None and _is_in_scope(unit)]
    rest = _named(_resting(context, scene)) if fresh and context.object_type.meetings else {}
    new = _named(fresh) if rest else {}
    names = rest.keys() & new.keys()
    if not names:
        return []
    new = unknown({name: new[name] for name in names}, known)
    cut = {name: _cut_off(context, scene, rest[name]) for name in names}
    pairs = [pair for name in sorted(names) for pair in nearest(cut[name], new[name])]
    there = still_there(context, [old.keys[Side.EXCHANGE] for old, _ in pairs])
    return [_join(scene, old, one) for old, one in pairs if old.keys[Side.EXCHANGE] not in there]


def _named(units: Iterable[Unit]) -> Kindred:
    found = defaultdict[Key, list[Unit]](list)
    for unit in units:
        if name := split_name(unit):
            found[name].append(unit)
    return found


def _is_in_scope(unit: Unit) -> bool:
    record = unit.record(Side.EXCHANGE)
    return record is not None and record.in_scope


def _resting(context: Context, scene: Scene) -> list[Unit]:
    """Of pairs whose occurrence went while the CRM's record stayed; those of the scene only if it did not come back."""
    with context.look() as session:
        links = [link_of(row) for row in session.execute(_CUT_OFF, owner(context))]
    here = {link.id: scene.of_link(link.id) for link in links}
    return [here[link.id] or _unit(link) for link in links if not _is_back(here[link.id])]


def _is_back(unit: Unit | None) -> bool:
    return unit is not None and isinstance(unit.states.get(Side.EXCHANGE), Record)


def _unit(link: Link) -> Unit:
    keys = {side: key for side, key in link.keys.items() if key is not None}
    return Unit(link=link, keys=keys, states={Side.EXCHANGE: Gone(keys[Side.EXCHANGE])})


def _cut_off(context: Context, scene: Scene, units: list[Unit]) -> list[Unit]:
    """Those behind which their series does not go on."""
    last = {one: _last(context, scene, one) for one in {series_of(unit.keys[Side.EXCHANGE]) for unit in units}}
    ends = ((unit, last[series_of(unit.keys[Side.EXCHANGE])]) for unit in units)
    return [unit for unit, end in ends if end is None or original_start(end) < original_start(unit)]


def _last(context: Context, scene: Scene, series: Key) -> Unit | None:
    """The last linked occurrence that is not known to go."""
    linked = and_(
        of_run(context, TABLE),
        TABLE.c.state == LinkState.LINKED.value,
        TABLE.c.exchange_key.startswith(f"{series}{OCCURRENCE}", autoescape=True),
    )
    with context.look() as session:
        links = [link_of(row) for row in session.execute(select(TABLE).where(linked))]
    stay = (_unit(one) for one in links if not _goes(scene.of_link(one.id)))
    return max(stay, key=original_start, default=None)


def _goes(unit: Unit | None) -> bool:
    return unit is not None and isinstance(unit.states.get(Side.EXCHANGE), Gone)


def _join(scene: Scene, old: Unit, one: Unit) -> Unit:
    if old not in scene.units:
        scene.add(old)
    scene.join(old, one)
    return old
