"""Recurring tasks that were ticked off in Outlook: what was done keeps its CRM record, and the next one gets a new one.

Exchange leaves what was done behind as a completed task under a new key; the item of the link is the next one by then
(learn.microsoft.com, "UpdateItem operation (task)"). What was left behind takes the link over, and the item of the
series becomes an unlinked one. The record that is made of that is about whom and what the one before it is about. So
is the record of what was left behind by a series that was told before it, which has moved its own record on, or that
the CRM refused at first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.records import Away, Gone, Key, Link, LinkState, Record, Side, State, Value
from worker.sync.context import Context
from worker.sync.links import read_links
from worker.sync.returned import NO_KEY
from worker.sync.scene import Scene, Unit

DONE = "completed"


@dataclass(frozen=True, slots=True)
class _Series:
    """A linked series of tasks. item: the one that is due now."""

    link: Link
    item: Record

    @property
    def was(self) -> tuple[Value, Value]:
        """Subject and due date of the task that the link kept in step."""
        return self.link.seen(Side.EXCHANGE, "subject"), self.link.seen(Side.EXCHANGE, "due_date")

    @property
    def moved_on(self) -> bool:
        return self.item.fields.get("due_date") != self.was[1]


def part(context: Context, scene: Scene) -> None:
    """Parts series of the scene from what they left behind. Raises what the store raises."""
    found = [(unit, record) for unit in scene.units if unit.link is None and (record := unit.record(Side.EXCHANGE))]
    strays = [(unit, record) for unit, record in found if record.in_scope]
    left = [(unit, one) for unit, one in strays if not one.recurring and one.fields.get("status") == DONE]
    begun = [(unit, one) for unit, one in strays if one.recurring]
    scene.before |= {record.key: record.peer for _, record in (*begun, *left) if record.peer}
    if not left:
        return
    known = _series(context, scene, [record.peer for _, record in left if record.peer])
    by_peer = {one.link.keys[Side.CRM]: one for one in known}
    # To Do's items have our properties only once something was written to them.
    by_name = {one.was: one for one in known if one.moved_on}
    taken: set[str] = set()
    for unit, copy in left:
        name = (copy.fields.get("subject"), copy.fields.get("due_date"))
        one = by_peer.get(copy.peer) if copy.peer else by_name.get(name)
        if one is None:
            continue
        scene.before[copy.key] = one.link.keys[Side.CRM] or ""
        if one.moved_on and one.was[1] == name[1] and one.link.id not in taken and not _is_lost(scene, one.link):
            taken.add(one.link.id)
            _take_over(scene, one, unit)


def _series(context: Context, scene: Scene, peers: Iterable[Key]) -> list[_Series]:
    """Those of the scene, and those of the CRM's records that were named."""
    with context.look() as session:
        links = {link.id: link for link in read_links(session, context, {Side.CRM: peers})}
    here = [(unit.link, unit.record(Side.EXCHANGE)) for unit in scene.units]
    links |= {link.id: link for link, record in here if link and record and record.recurring}
    items = _items(context, scene, links.values())
    found = [(link, items.get(link.keys[Side.EXCHANGE] or "")) for link in links.values()]
    return [
        _Series(link, item)
        for link, item in found
        if link.state is LinkState.LINKED and isinstance(item, Record) and item.recurring
    ]


def _items(context: Context, scene: Scene, links: Iterable[Link]) -> dict[Key, State]:
    """The links' items as they are now."""
    keys = [key for link in links if (key := link.keys[Side.EXCHANGE])]
    units = {key: scene.at(Side.EXCHANGE, key) for key in keys}
    known = {key: unit.states[Side.EXCHANGE] for key, unit in units.items() if unit and Side.EXCHANGE in unit.states}
    missing = [key for key in keys if key not in known]
    store = context.stores[Side.EXCHANGE]
    return known | (context.call("exchange.read", lambda: store.read(missing)) if missing else {})


def _is_lost(scene: Scene, link: Link) -> bool:
    """With the CRM's record gone, the decision is about the series as ever."""
    unit = scene.of_link(link.id)
    return unit is not None and isinstance(unit.states.get(Side.CRM), Gone | Away)


def _take_over(scene: Scene, series: _Series, stray: Unit) -> None:
    """The link goes to what was left behind; the item of the series gets a unit of its own."""
    link, item = series.link, series.item
    known = {side: key for side, key in link.keys.items() if key is not None}
    unit = scene.of_link(link.id) or scene.add(Unit(link=link, keys=known))
    about = [hint for hint in unit.hints if (hint.side, hint.key) == (Side.EXCHANGE, item.key)]
    unit.hints = [hint for hint in unit.hints if hint not in about]
    scene.join(unit, stray)
    unit.link = replace(link, keys={**link.keys, Side.EXCHANGE: NO_KEY})
    scene.add(Unit(keys={Side.EXCHANGE: item.key}, states={Side.EXCHANGE: item}, hints=about))
    scene.before[item.key] = known[Side.CRM]
