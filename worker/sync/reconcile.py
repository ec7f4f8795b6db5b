"""PURE. The decision: Pairs and Policy in, Plan out.

A linked pair is decided alone (`departures`, `linked`), except that a record merged away in the CRM passes its link
on to its successor. Unlinked records are decided together (`arrivals`). The guard looks at the whole Plan.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from core.records import Gone, Key, Link, LinkState, Pair, Record, Side, State
from worker.sync.actions import Action, Agree, Create, Defer, Delete, Plan, Reason, Sight, Unlink, Update
from worker.sync.arrivals import arrive
from worker.sync.called_off import told_once
from worker.sync.departures import Where, decide, exchange_where
from worker.sync.guard import held
from worker.sync.linked import key_on, name_of
from worker.sync.marks import marked
from worker.sync.setting import Found, Scale, Setting

__all__ = ["Found", "Scale", "Setting", "marked", "reconcile"]

Node: TypeAlias = tuple[Side, Key]


def reconcile(pairs: Sequence[Pair], found: Sequence[Found], setting: Setting) -> Plan:
    """The Plan for these pairs: deterministic, and the same whatever their order (I15)."""
    linked = sorted(((pair, pair.link) for pair in pairs if pair.link), key=lambda one: one[1].id)
    unlinked = _unlinked(pairs, _keys(linked))
    inside = {node: state for node, state in unlinked.items() if isinstance(state, Record) and state.in_scope}
    heirs = _heirs(linked, inside, found)
    actions: list[Action] = []
    unchanged = 0
    for pair, link in linked:
        heir = heirs.get(link.id)
        decided = _inherit(pair, link, heir, setting) if heir else decide(pair, link, setting)
        unchanged += not decided
        actions += decided
    taken = {(Side.CRM, heir.key) for heir in heirs.values()}
    others = [one for one in found if (one.side, one.record.key) not in taken]
    actions += arrive(((node[0], one) for node, one in inside.items() if node not in taken), others, setting)
    actions += [_drop(side, state) for (side, _), state in unlinked.items() if (side, state.key) not in inside]
    ordered = tuple(sorted(told_once(actions, linked), key=_order))
    return Plan(ordered, unchanged, held(ordered, setting.scale, setting.policy))


def _keys(linked: Iterable[tuple[Pair, Link]]) -> set[Node]:
    """Every key that belongs to a link, the new ones of moved items too."""
    known: set[Node] = set()
    for pair, link in linked:
        for side in Side:
            state = pair.on(side)
            known.update((side, key) for key in (link.keys.get(side), state.key if state else None) if key)
    return known


def _unlinked(pairs: Iterable[Pair], known: set[Node]) -> dict[Node, State]:
    states: dict[Node, State] = {}
    for pair in pairs:
        if not pair.link:
            for side, state in ((Side.EXCHANGE, pair.exchange), (Side.CRM, pair.crm)):
                if state and (side, state.key) not in known:
                    states[side, state.key] = state
    return states


def _heirs(
    linked: Iterable[tuple[Pair, Link]], inside: Mapping[Node, Record], found: Iterable[Found]
) -> dict[str, Record]:
    """By link: the unlinked record into which its CRM record was merged. Of several links the first inherits, the
    others' records count as deleted, and so does one whose successor is linked or unknown."""
    free = {one.record.key: one.record for one in found if one.side is Side.CRM and one.link_id is None}
    free |= {key: record for (side, key), record in inside.items() if side is Side.CRM}
    heirs: dict[str, Record] = {}
    for pair, link in linked:
        here = link.state is LinkState.LINKED and exchange_where(pair) is Where.HERE
        if here and isinstance(pair.crm, Gone) and pair.crm.successor in free:
            heirs[link.id] = free.pop(pair.crm.successor)
    return heirs


def _inherit(pair: Pair, link: Link, heir: Record, setting: Setting) -> list[Action]:
    """The link goes on with the successor, merged over the old base. One outside the view did not leave it."""
    keys = {Side.EXCHANGE: key_on(pair, link, Side.EXCHANGE), Side.CRM: heir.key}
    reason = Reason("merged_in_crm", {"name": name_of(pair, link)})
    versions = {**link.versions, Side.CRM: None}
    own = {**link.held, Side.CRM: {}}
    heir_link = replace(link, keys=keys, versions=versions, held=own, in_view=heir.in_scope)
    passed = Agree(keys, {}, Sight(in_view=heir.in_scope), reason, link.id)
    return [passed, *decide(pair.put(Side.CRM, heir), heir_link, setting)]


def _drop(side: Side, state: State) -> Defer:
    """An unlinked record that is not ours to synchronise: its Hint is done."""
    return Defer(side, state.key, Reason("gone" if isinstance(state, Gone) else "not_in_scope"))


def _order(action: Action) -> tuple[int, str, str]:
    """Links first (a write names them), the CRM's writes before Exchange's, then deletes, then what only waits."""
    match action:
        case Agree():
            return 0, "", action.keys.get(Side.EXCHANGE) or action.keys[Side.CRM]
        case Unlink():
            return 1, "", action.link_id
        case Create():
            return 2, action.side, action.source
        case Update():
            return 2, action.side, action.key
        case Delete():
            return 3, action.side, action.key
        case _:
            return 4, action.side, action.key
