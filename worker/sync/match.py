"""PURE. Which unlinked records belong together: the graph over the natural keys.

Every unlinked record takes the first alternative whose parts it has and that has any hit on the other side. Records
joined by such hits form a group. A group of one Exchange and one CRM record is a match; a larger one is ambiguous.
Nothing is ever matched by similarity.

A hit that is linked already makes an Exchange record a duplicate, so that no second CRM record is made. A CRM record
with such a hit is created all the same: two contacts of one e-mail address are two records there already, and
whether they arrive in one run or in two must not matter. Only a parked hit holds it back.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from core.records import Fields, Key, Record, Side
from worker.sync.setting import Found

Node: TypeAlias = tuple[Side, Key]
NaturalKeys: TypeAlias = tuple[tuple[str, ...], ...]
# (the alternative's number, its folded values)
_Value: TypeAlias = tuple[int, tuple[str, ...]]


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


def fold(text: str) -> str:
    """How two texts are compared: NFKC, without case, outer spaces gone and inner ones collapsed."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def natural_keys(fields: Fields, alternatives: NaturalKeys) -> tuple[_Value, ...]:
    """The record's natural keys, one for each alternative all of whose parts are present."""
    values: list[_Value] = []
    for number, names in enumerate(alternatives):
        parts = tuple(fold(str(fields.get(name) or "")) for name in names)
        if parts and all(parts):
            values.append((number, parts))
    return tuple(values)


@dataclass(slots=True)
class _Graph:
    """open: unlinked records by node. taken: linked hits of a node. edges: between open nodes."""

    alternatives: NaturalKeys
    open: dict[Node, Record] = field(default_factory=dict)
    keys: dict[Node, tuple[_Value, ...]] = field(default_factory=dict)
    index: dict[tuple[Side, _Value], list[Node]] = field(default_factory=lambda: defaultdict(list))
    linked: dict[Node, Found] = field(default_factory=dict)
    edges: dict[Node, set[Node]] = field(default_factory=lambda: defaultdict(set))
    taken: dict[Node, set[Node]] = field(default_factory=lambda: defaultdict(set))

    def add(self, node: Node, record: Record) -> None:
        if node in self.keys:
            return
        self.keys[node] = natural_keys(record.fields, self.alternatives)
        for value in self.keys[node]:
            self.index[node[0], value].append(node)

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

    def _hits(self, node: Node) -> list[Node]:
        for value in self.keys[node]:
            hits = self.index.get((node[0].other, value))
            if hits:
                return hits
        return []


def match(unlinked: Iterable[tuple[Side, Record]], found: Sequence[Found], alternatives: NaturalKeys) -> Matching:
    """Sorts the unlinked records (all in scope) into pairs, records alone, and doubts.

    Of `found`, Exchange records outside the scope (personal contacts) are no candidates; CRM records outside the
    list view are. Only records of `unlinked` are created or reported.
    """
    asked = {(side, record.key): record for side, record in unlinked}
    graph = _graph(asked, found, alternatives)
    graph.connect()
    pairs: list[tuple[Record, Record]] = []
    alone: list[Node] = []
    ambiguous: list[Node] = []
    duplicate: list[Node] = []
    for group in graph.groups():
        taken = any(graph.taken[node] for node in group)
        if len(group) == 1:
            held_back = graph.taken[group[0]] and _holds_back(graph, group[0])
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


def _graph(asked: dict[Node, Record], found: Sequence[Found], alternatives: NaturalKeys) -> _Graph:
    graph = _Graph(alternatives)
    for node in sorted(asked):
        graph.open[node] = asked[node]
        graph.add(node, asked[node])
    for one in sorted(found, key=lambda one: (one.side, one.record.key)):
        node = (one.side, one.record.key)
        if node in asked or (one.side is Side.EXCHANGE and not one.record.in_scope):
            continue
        if one.link_id is None:
            graph.open[node] = one.record
        else:
            graph.linked[node] = one
        graph.add(node, one.record)
    return graph


def _holds_back(graph: _Graph, node: Node) -> bool:
    """Whether linked hits keep the record from being created (see the module's remark)."""
    return node[0] is Side.EXCHANGE or any(graph.linked[hit].parked for hit in graph.taken[node])


def _first_of_each(
    graph: _Graph, alone: Sequence[Node], pairs: Iterable[tuple[Record, Record]]
) -> tuple[list[Node], list[Node]]:
    """Of several Exchange records with one natural key only the first becomes a CRM record; the rest are doubles.
    One that shares its key with a record linked just now is a double too."""
    used = {value for exchange, _ in pairs for value in graph.keys[Side.EXCHANGE, exchange.key]}
    first: list[Node] = []
    doubles: list[Node] = []
    for node in alone:
        if node[0] is Side.EXCHANGE:
            if used.intersection(graph.keys[node]):
                doubles.append(node)
                continue
            used.update(graph.keys[node])
        first.append(node)
    return first, doubles


def _doubts(graph: _Graph, nodes: Iterable[Node]) -> tuple[Doubt, ...]:
    return tuple(Doubt(node[0], node[1], graph.candidates(node)) for node in sorted(nodes))
