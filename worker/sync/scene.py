"""What one window of hints looks like: its units, each a pair of records or a single one, with all that a decision
and its execution need to know about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from core.records import Key, Link, OpenConflict, Pair, Record, Side, State, label
from worker.sync.actions import Action, Agree, Create, Defer, Unlink, Update
from worker.sync.context import Hint
from worker.sync.issues import Open
from worker.sync.setting import Found

Node = tuple[Side, Key]


@dataclass(eq=False)
class Unit:
    """One link, or one record without a link. keys: both records' keys as far as known. left: actions that are not
    carried out yet. spare: issues of records that joined the unit. spoken_for: as at Pair. failed: one action was
    refused or put off, so the later ones wait. keep: how long until the hints are due again; None: they are dropped
    when nothing is left. note: why it rests, for its issue."""

    link: Link | None = None
    keys: dict[Side, Key] = field(default_factory=dict)
    states: dict[Side, State] = field(default_factory=dict)
    hints: list[Hint] = field(default_factory=list)
    issue: Open | None = None
    spoken_for: bool = False
    spare: list[int] = field(default_factory=list)
    conflicts: tuple[OpenConflict, ...] = ()
    left: int = 0
    failed: bool = False
    keep: timedelta | None = None
    note: Open | None = None

    @property
    def attempts(self) -> int:
        return max((hint.attempts for hint in self.hints), default=0)

    def record(self, side: Side) -> Record | None:
        state = self.states.get(side)
        return state if isinstance(state, Record) else None

    def pair(self) -> Pair:
        issue = self.issue.for_pair() if self.issue else None
        states = self.states.get(Side.EXCHANGE), self.states.get(Side.CRM)
        return Pair(self.link, *states, self.conflicts, issue, self.spoken_for)

    def name(self) -> str:
        """As name_of has it for decisions."""
        record = self.record(Side.EXCHANGE) or self.record(Side.CRM)
        known = self.link.base if self.link else {}
        return label(record.fields if record and not (record.nameless and known) else known)


class Scene:
    """The units of a window, found by either record's key or by the link's id. events: by the key of an Exchange item
    the CRM's record of the same meeting, which the item's user is to join. before: by the key of a task in Exchange the
    CRM's record of the one before it in its series."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.found: Sequence[Found] = ()
        self.events: Mapping[Key, Key] = {}
        self.before: dict[Key, Key] = {}
        self._by_node: dict[Node, Unit] = {}
        self._by_link: dict[str, Unit] = {}

    def add(self, unit: Unit) -> Unit:
        self.units.append(unit)
        self.index(unit)
        return unit

    def index(self, unit: Unit) -> None:
        """Find the unit by its present link and keys too."""
        if unit.link:
            self._by_link[unit.link.id] = unit
            self.index_keys(unit, unit.link.keys)
        self.index_keys(unit, unit.keys)

    def index_keys(self, unit: Unit, keys: Mapping[Side, Key | None]) -> None:
        for side, key in keys.items():
            if key is not None:
                self._by_node[side, key] = unit

    def at(self, side: Side, key: Key) -> Unit | None:
        return self._by_node.get((side, key))

    def put(self, side: Side, record: Record) -> None:
        """What is known better by now of a record that is there."""
        if unit := self.at(side, record.key):
            unit.states[side] = record

    def of_link(self, link_id: str | None) -> Unit | None:
        return self._by_link.get(link_id) if link_id is not None else None

    def unit_of(self, action: Action) -> Unit:
        """The unit that the action speaks of; records that only `found` holds get one of their own."""
        return self._known(action) or self.add(self._found(action))

    def _found(self, action: Action) -> Unit:
        if not isinstance(action, Update | Defer):
            return Unit()
        side, key = action.side, action.key
        record = next((one.record for one in self.found if one.side is side and one.record.key == key), None)
        return Unit(keys={side: key}, states={side: record} if record else {})

    def join(self, first: Unit, second: Unit) -> None:
        """Two records without a link become one unit."""
        first.keys.update(second.keys)
        first.states.update(second.states)
        first.hints += second.hints
        first.spare += [second.issue.id] if first.issue and second.issue else []
        first.issue = first.issue or second.issue
        first.left += second.left
        first.failed = first.failed or second.failed
        self.units.remove(second)
        self.index(first)

    def _known(self, action: Action) -> Unit | None:
        match action:
            case Create():
                return self.of_link(action.link_id) or self.at(action.side.other, action.source)
            case Agree():
                at = (unit for side, key in action.keys.items() if (unit := self.at(side, key)))
                return self.of_link(action.link_id) or next(at, None)
            case Unlink():
                return self.of_link(action.link_id)
        return self.at(action.side, action.key)
