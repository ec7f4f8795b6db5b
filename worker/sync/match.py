"""PURE. Which unlinked records belong together: the graph over what they may be found by (worker.sync.likeness).

Every unlinked record takes the first alternative whose parts it has and that has any hit on the other side. Records
joined by such hits form a group. A group of one Exchange and one CRM record is a match; a larger one is ambiguous.
Nothing is ever matched by similarity.

Where a natural key stands for one record, a hit that is linked already makes an Exchange record a duplicate, so that no
second CRM record is made. A CRM record with such a hit is created all the same: two contacts of one e-mail address are
two records there already, and whether they arrive in one run or in two must not matter. Only a parked hit holds it
back. Of tasks and events a linked hit is another record that happens to be called the same, and no candidate; but a
meeting that is in the calendar already does not get a second entry there, nor another's event a second item of ours.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from core.records import Key, Record, Side
from worker.sync.likeness import IDENTITY, Likeness, Sign, is_partial
from worker.sync.setting import Found

Node: TypeAlias = tuple[Side, Key]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A record that a person must look at; candidates: keys of the other side."""

    side: Side
    key: Key
    candidates: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """pairs: (exchange, crm) to link. alone: to create on the other side. Each in order of their keys."""

    pairs: tuple[tuple[Record, Record], ...]
    alone: tuple[tuple[Side, Record], ...]
    ambiguous: tuple[Doubt, ...]
    duplicate: tuple[Doubt, ...]


@dataclass(slots=True)
class _Graph:
    """open: unlinked records by node. taken: linked hits of a node. edges: between open nodes."""

    likeness: Likeness
    open: dict[Node, Record] = field(default_factory=dict)
    signs: dict[Node, tuple[Sign, ...]] = field(default_factory=dict)
    index: dict[tuple[Side, Sign], list[Node]] = field(default_factory=lambda: defaultdict(list))
    linked: dict[Node, Found] = field(default_factory=dict)
    edges: dict[Node, set[Node]] = field(default_factory=lambda: defaultdict(set))
    taken: dict[Node, set[Node]] = field(default_factory=lambda: defaultdict(set))

    def add(self, node: Node, record: Record) -> None:
        if node in self.signs:
            return
        self.signs[node] = self.likeness.signs(record)
        for sign in self.signs[node]:
            self.index[node[0], sign].append(node)

    def connect(self) -> None:
        """Each open record to its hits."""
        for node in self.open:
            for hit in self._hits(node):
                if hit in self.linked:
                    self.taken[node].add(hit)
                else:
                    self.edges[node].add(hit)
                    self.edges[hit].add(node)

    def groups(self) -> list[list[Node]]:
        """The connected open records, each group and their list in order of their nodes."""
        seen: set[Node] = set()
        groups: list[list[Node]] = []
        for start in sorted(self.open):
            if not self.edges.get(start):
                groups.append([start])  # most are
                continue
            if start in seen:
                continue
            group, todo = {start}, [start]
            while todo:
                fresh = self.edges[todo.pop()] - group
                group |= fresh
                todo += fresh
            seen |= group
            groups.append(sorted(group))
        return groups

    def candidates(self, node: Node) -> tuple[Key, ...]:
        return tuple(sorted(key for _, key in self.edges[node] | self.taken[node]))

    def is_same_meeting(self, node: Node, hit: Node) -> bool:
        return any(sign[0] == IDENTITY and sign in self.signs[hit] for sign in self.signs[node])

    def _hits(self, node: Node) -> list[Node]:
        for sign in self.signs[node]:
            hits = [hit for hit in self.index.get((node[0].other, sign), ()) if self._counts(node, hit, sign)]
            if hits:
                return hits
        return []

    def _counts(self, node: Node, hit: Node, sign: Sign) -> bool:
        if sign[0] == IDENTITY:
            return True
        found = self.linked.get(hit)
        records = {node[0]: self.open[node], hit[0]: found.record if found else self.open[hit]}
        if is_partial(sign):
            return found is None and self.likeness.is_what_was_made(records[Side.EXCHANGE], records[Side.CRM])
        if not self.likeness.fits(records[Side.EXCHANGE], records[Side.CRM]):
            return False
        if found is None or self.likeness.unique:
            return True
        return found.parked if node[0] is Side.CRM else not found.record.writable


def match(unlinked: Iterable[tuple[Side, Record]], found: Sequence[Found], likeness: Likeness) -> Matching:
    """Sorts the unlinked records (all in scope) into pairs, records alone, and doubts.

    Of `found`, Exchange records outside the scope (personal contacts) are no candidates, but for meetings; CRM records
    outside the list view are. Only records of `unlinked` are created or reported.
    """
    asked = {(side, record.key): record for side, record in unlinked}
    graph = _graph(asked, found, likeness)
    graph.connect()
    pairs: list[tuple[Record, Record]] = []
    alone: list[Node] = []
    ambiguous: list[Node] = []
    duplicate: list[Node] = []
    for group in graph.groups():
        taken = any(map(graph.taken.get, group))
        if len(group) == 1:
            held_back = taken and _holds_back(graph, group[0])
            (duplicate if held_back else alone).extend(group)
        elif len(group) == len(Side) and not taken:
            crm, exchange = (graph.open[node] for node in group)
            pairs.append((exchange, crm))
        else:
            ambiguous += group
    alone, doubles = _first_of_each(graph, [node for node in alone if node in asked], pairs)
    return Matching(
        tuple(sorted(pairs, key=lambda pair: pair[0].key)),
        tuple((node[0], graph.open[node]) for node in alone),
        _doubts(graph, (node for node in ambiguous if node in asked)),
        _doubts(graph, (node for node in [*duplicate, *doubles] if node in asked)),
    )


def _graph(asked: dict[Node, Record], found: Sequence[Found], likeness: Likeness) -> _Graph:
    graph = _Graph(likeness)
    for node in sorted(asked):
        graph.open[node] = asked[node]
        graph.add(node, asked[node])
    for one in sorted(found, key=lambda one: (one.side, one.record.key)):
        node = (one.side, one.record.key)
        foreign = one.side is Side.EXCHANGE and not (one.record.in_scope or one.record.meeting)
        if node in asked or foreign:
            continue
        if one.link_id is None:
            graph.open[node] = one.record
        else:
            graph.linked[node] = one
        graph.add(node, one.record)
    return graph


def _holds_back(graph: _Graph, node: Node) -> bool:
    """Whether linked hits keep the record from being created (see the module's remark)."""
    hits = graph.taken[node]
    return node[0] is Side.EXCHANGE or any(graph.linked[one].parked or graph.is_same_meeting(node, one) for one in hits)


def _first_of_each(
    graph: _Graph, alone: Sequence[Node], pairs: Iterable[tuple[Record, Record]]
) -> tuple[list[Node], list[Node]]:
    """Of several Exchange records that are one by what they are found by only the first becomes a CRM record; the rest
    are doubles. One that shares it with a record linked just now is a double too."""
    used = {sign for exchange, _ in pairs for sign in _sure(graph, (Side.EXCHANGE, exchange.key))}
    first: list[Node] = []
    doubles: list[Node] = []
    for node in alone:
        if node[0] is Side.EXCHANGE:
            signs = _sure(graph, node)
            if used & signs:
                doubles.append(node)
                continue
            used |= signs
        first.append(node)
    return first, doubles


def _sure(graph: _Graph, node: Node) -> set[Sign]:
    """What stands for one record."""
    unique = graph.likeness.unique
    return {sign for sign in graph.signs[node] if sign[0] == IDENTITY or (unique and not is_partial(sign))}


def _doubts(graph: _Graph, nodes: Iterable[Node]) -> tuple[Doubt, ...]:
    return tuple(Doubt(node[0], node[1], graph.candidates(node)) for node in sorted(nodes))
