"""Match candidates: what has a natural key of an unlinked record of the window, and where merged records went.

On the CRM side the store is asked, because any record the user can see may be the match. On the Exchange side every
unlinked record in scope is known here already: it waits with a hint or rests in an issue. These are read and compared,
unless they are so many (a first run over a full folder) that asking the store costs less. A meeting may lie in the
calendar though it was never shared: of new ones of the CRM the store is asked for the user's own copies.
"""

from collections.abc import Sequence
from itertools import compress

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.records import Fields, Gone, Key, Link, LinkState, Record, Side
from worker.sync import issues
from worker.sync.called_off import TURNED_PRIVATE
from worker.sync.colleagues import Colleagues
from worker.sync.context import Context
from worker.sync.departures import KEPT_IN_CRM, MOVED_OUT
from worker.sync.hints import TABLE as HINTS
from worker.sync.likeness import IDENTITY, Likeness, Sign
from worker.sync.links import TABLE as LINKS
from worker.sync.links import link_of, mine, owner, read_links
from worker.sync.scene import Scene
from worker.sync.setting import Found

WAITING = 500
ROUNDS = 3
_HINTED = select(HINTS.c.key).where(mine(HINTS), HINTS.c.side == Side.EXCHANGE.value).order_by(HINTS.c.id)
_LEFT = LINKS.c.parked.not_in((MOVED_OUT, KEPT_IN_CRM, TURNED_PRIVATE))
_PARKED = select(LINKS).where(
    mine(LINKS), LINKS.c.state == LinkState.PARKED.value, LINKS.c.exchange_key.is_not(None), _LEFT
)


def likeness_of(context: Context) -> Likeness:
    holds = [store.holds for store in context.stores.values()]
    kind = context.object_type
    return Likeness(context.policy.natural_keys, kind.shared(holds), kind.unique, context.memory.unsure)


def candidates(context: Context, scene: Scene) -> list[Found]:
    """Sorted by nothing in particular; each record once, none that the window holds as unlinked."""
    unlinked: dict[Side, list[Record]] = {side: [] for side in Side}
    for unit in scene.units:
        if unit.link is None:
            for side, state in unit.states.items():
                if isinstance(state, Record) and state.in_scope:
                    unlinked[side].append(state)
    found = _Found(context, scene)
    found.add(Side.CRM, _successors(context, scene))
    found.add(Side.CRM, found.colleagues.rows(unlinked[Side.EXCHANGE]))
    unlinked[Side.CRM] = found.colleagues.identified(unlinked[Side.CRM])
    for record in unlinked[Side.CRM]:
        scene.put(Side.CRM, record)
    found.add(Side.EXCHANGE, found.colleagues.copies(unlinked[Side.CRM]))
    scene.events = found.colleagues.events
    if any(unlinked.values()):
        _close(context, scene, unlinked, found)
    return found.all


def _close(context: Context, scene: Scene, unlinked: dict[Side, list[Record]], found: "_Found") -> None:
    """Follows shared keys from side to side until no new record turns up: a group may reach beyond the window."""
    asking = found.ask_crm(unlinked[Side.EXCHANGE])
    crm = [*unlinked[Side.CRM], *asking]
    if not crm:
        return
    waiting = _waiting(context, scene, crm)
    found.add_parked(crm)
    for _ in range(ROUNDS if waiting else 0):
        known = {value for record in crm for value in found.keys_of(record)}
        joins = [bool(known.intersection(found.keys_of(one))) for one in waiting]
        joined = list(compress(waiting, joins))
        waiting = [one for one, meets in zip(waiting, joins, strict=True) if not meets]
        found.add(Side.EXCHANGE, joined)
        crm = found.ask_crm(joined)
        if not crm:
            return


class _Found:
    """The candidates so far."""

    def __init__(self, context: Context, scene: Scene) -> None:
        self.all: list[Found] = []
        self._context = context
        self._scene = scene
        self._nodes: set[tuple[Side, Key]] = set()
        self._likeness = likeness_of(context)
        self.colleagues = Colleagues(context)

    def keys_of(self, record: Record) -> tuple[Sign, ...]:
        return self._likeness.signs(record)

    def add(self, side: Side, records: Sequence[Record]) -> list[Record]:
        """Those that are new and unlinked."""
        fresh = [one for one in records if (side, one.key) not in self._nodes and not self._in_window(side, one.key)]
        fresh = self.colleagues.identified(fresh) if side is Side.CRM else fresh
        self._nodes.update((side, one.key) for one in fresh)
        with self._context.look() as session:
            links = {
                link.keys[side]: link for link in read_links(session, self._context, {side: [r.key for r in fresh]})
            }
        for one in fresh:
            link = links.get(one.key)
            if side is Side.CRM and link is not None and one.identity is None and self._outgrown(link, one):
                continue
            parked = link is not None and link.state is LinkState.PARKED
            self.all.append(Found(side, one, link.id if link else None, parked))
        return [one for one in fresh if one.key not in links]

    def _outgrown(self, link: Link, crm: Record) -> bool:
        """Whether the Outlook item of a linked record has another natural key by now, which the record will get too: a
        recurring task that moved on, and left what was done behind under the old one."""
        unit = self._scene.of_link(link.id)
        item = unit.record(Side.EXCHANGE) if unit else None
        return item is not None and not set(self.keys_of(item)).intersection(self.keys_of(crm))

    def ask_crm(self, exchange: Sequence[Record]) -> list[Record]:
        """The CRM's records with a natural key of these, those that are new and unlinked."""
        wanted = [one for record in exchange for one in self._wanted(record)]
        if not wanted:
            return []
        store = self._context.stores[Side.CRM]
        return self.add(Side.CRM, self._context.call("crm.find", lambda: store.find(wanted)))

    def ask_exchange(self, crm: Sequence[Record]) -> list[Record]:
        wanted = [one for record in crm for one in self._wanted(record)]
        store = self._context.stores[Side.EXCHANGE]
        return self._context.call("exchange.find", lambda: store.find(wanted)) if wanted else []

    def add_parked(self, crm: Sequence[Record]) -> None:
        """Outlook items of parked pairs that still lie in the folder: they hold a CRM record of their key back."""
        with self._context.look() as session:
            parked = _parked_items(session, self._context)
        known = {value for record in crm for value in self.keys_of(record)} if parked else set()
        for link in parked:
            record = Record(link.keys[Side.EXCHANGE] or "", "", {**link.base, **link.held.get(Side.EXCHANGE, {})})
            if known.intersection(self.keys_of(record)) and not self._in_window(Side.EXCHANGE, record.key):
                self.all.append(Found(Side.EXCHANGE, record, link.id, True))

    def _wanted(self, record: Record) -> list[Fields]:
        """One of {name: value} for each alternative all of whose parts the record has."""
        alternatives = self._context.policy.natural_keys
        numbers = [number for number, _ in self.keys_of(record) if number > IDENTITY]
        return [{name: record.fields[name] for name in alternatives[number]} for number in numbers]

    def _in_window(self, side: Side, key: Key) -> bool:
        """Whether the window decides on the record as an unlinked one; linked ones are candidates like any other."""
        unit = self._scene.at(side, key)
        return unit is not None and unit.link is None and unit.record(side) is not None


def _successors(context: Context, scene: Scene) -> list[Record]:
    """The records that merged ones of the window became."""
    gone = (unit.states.get(Side.CRM) for unit in scene.units if unit.link is not None)
    keys = dict.fromkeys(state.successor for state in gone if isinstance(state, Gone) and state.successor)
    wanted = [key for key in keys if not ((unit := scene.at(Side.CRM, key)) and unit.record(Side.CRM))]
    if not wanted:
        return []
    states = context.call("crm.read", lambda: context.stores[Side.CRM].read(wanted))
    return [state for state in states.values() if isinstance(state, Record)]


def _waiting(context: Context, scene: Scene, crm: Sequence[Record]) -> list[Record]:
    """Unlinked Exchange records in scope that are not in the window."""
    with context.look() as session:
        keys = _waiting_keys(session, context)
        linked = {link.keys[Side.EXCHANGE] for link in read_links(session, context, {Side.EXCHANGE: keys})}
    outside = [key for key in keys if key not in linked and scene.at(Side.EXCHANGE, key) is None]
    if not outside:
        return []
    if len(outside) > WAITING:
        found = _Found(context, scene).ask_exchange(crm)
        return [one for one in found if one.in_scope and one.key not in linked]
    store = context.stores[Side.EXCHANGE]
    states = context.call("exchange.read", lambda: store.read(outside))
    return [one for one in states.values() if isinstance(one, Record) and one.in_scope]


def _waiting_keys(session: Session, context: Context) -> list[Key]:
    keys = list(session.execute(_HINTED, owner(context)).scalars())
    own = [key for side, key in context.memory.hints if side is Side.EXCHANGE]
    resting = [one.key for one in issues.read_open(session, context).of_side(Side.EXCHANGE)]
    return list(dict.fromkeys([*keys, *own, *resting]))


def _parked_items(session: Session, context: Context) -> list[Link]:
    return [link_of(row) for row in session.execute(_PARKED, owner(context))]
