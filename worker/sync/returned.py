"""Outlook items that came back under another key: fetched from Deleted Items, or moved where nobody saw it.

An item that we wrote names its CRM record (Record.peer), and of a meeting colleagues' links may name it. Without a
link of its own it takes over the link of that record, provided the link's item is surely not there any more. While that
is there, it is a person's copy and stays an unlinked record like any other.
"""

from collections.abc import Iterable
from dataclasses import replace

from core.records import Away, Gone, Key, Link, Record, Side
from worker.sync.colleagues import Colleagues
from worker.sync.context import Context
from worker.sync.links import read_links
from worker.sync.scene import Scene, Unit

# Stands for the key of an item that is gone; the decision sees that the present one is another.
NO_KEY = "-"


def take_over(context: Context, scene: Scene) -> list[Unit]:
    """Joins such items to the links of their peers; the units that did, whose CRM side may not be read yet."""
    strays = _peers(context, _strays(scene))
    if not strays:
        return []
    with context.look() as session:
        links = [link for link in read_links(session, context, {Side.CRM: strays}) if link.keys[Side.CRM] in strays]
    alive = still_there(context, [key for link in links if (key := link.keys[Side.EXCHANGE])])
    taken: list[Unit] = []
    for link in links:
        if link.keys[Side.EXCHANGE] not in alive:
            taken.append(_join(scene, strays[link.keys[Side.CRM] or ""], link))
    return taken


def _peers(context: Context, strays: list[tuple[Unit, Record]]) -> dict[Key, Unit]:
    """By the CRM's record to which they belong; an item that names it itself goes first."""
    meetings = {record.identity: unit for unit, record in reversed(strays) if record.identity}
    known = Colleagues(context).of_meetings(meetings) if meetings else {}
    by_meeting = {key: meetings[identity] for identity, key in known.items()}
    return by_meeting | {record.peer: unit for unit, record in reversed(strays) if record.peer}


def _strays(scene: Scene) -> list[tuple[Unit, Record]]:
    """In order of their keys, so that of several with one peer always the same one is taken."""
    found = [(unit, unit.record(Side.EXCHANGE)) for unit in scene.units if unit.link is None]
    inside = [(unit, record) for unit, record in found if record is not None and record.in_scope]
    return sorted(inside, key=lambda one: one[1].key)


def still_there(context: Context, keys: Iterable[Key]) -> set[Key]:
    """Those of these items that are still there. Raises what the store raises."""
    wanted = list(keys)
    if not wanted:
        return set()
    states = context.call("exchange.read", lambda: context.stores[Side.EXCHANGE].read(wanted))
    return {key for key, state in states.items() if not isinstance(state, Gone | Away)}


def _join(scene: Scene, stray: Unit, link: Link) -> Unit:
    """The item's unit and the link's become one."""
    unit = scene.of_link(link.id)
    record = stray.states[Side.EXCHANGE]
    if unit is None:
        unit = stray
        unit.keys |= {side: key for side, key in link.keys.items() if key is not None}
    else:
        scene.join(unit, stray)
    unit.link = replace(link, keys={**link.keys, Side.EXCHANGE: link.keys[Side.EXCHANGE] or NO_KEY})
    unit.keys[Side.EXCHANGE] = record.key
    unit.states[Side.EXCHANGE] = record
    scene.index(unit)
    return unit
