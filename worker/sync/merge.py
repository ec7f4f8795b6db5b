"""PURE. The three-way merge of one pair, field by field.

What a side changed is the difference between its fields and `link.seen(side)`; a side that was not read did not
change. A field that flows one way only has no clash: its source's value counts. An empty CRM value of a field with
`blank_flows_from_crm=False` is no change: Exchange keeps its value and the CRM holds none. E-mail addresses that
differ in case only are alike (Salesforce stores them in lower case): Exchange's spelling stays, nothing is written.
People are merged one by one (worker.sync.people).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.objects import Field, Kind
from core.policy import Winner
from core.records import Fields, Link, OpenConflict, Record, Side, Value
from worker.sync.actions import Clash
from worker.sync.people import gather


@dataclass(frozen=True, slots=True)
class Merge:
    """writes: per side, the fields to write. agreed: fields that both sides hold alike now and the base does not.
    held: per side, fields that it holds otherwise than the base by nature. clashes: fields changed on both sides;
    one without a winner (policy `ask`) lets the whole pair rest. apart: per side that is written, what the other holds
    otherwise then; own: what that side itself counts as having told, less than is written."""

    writes: Mapping[Side, Fields] = field(default_factory=dict)
    agreed: Fields = field(default_factory=dict)
    held: Mapping[Side, Fields] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    apart: Mapping[Side, Fields] = field(default_factory=dict)
    own: Mapping[Side, Fields] = field(default_factory=dict)

    @property
    def rests(self) -> bool:
        return any(clash.winner is None for clash in self.clashes)

    def kept_off(self, side: Side) -> "Merge":
        """The same without a write to `side`: the other one holds these values otherwise from now on."""
        dropped = self.writes.get(side, {})
        if not dropped:
            return self
        theirs = {**dropped, **self.apart.get(side, {})}
        held = {**self.held, side.other: {**self.held.get(side.other, {}), **theirs}}
        writes = {at: values for at, values in self.writes.items() if at is not side}
        clashes = tuple(clash for clash in self.clashes if clash.winner is not side.other)
        return Merge(writes, self.agreed, held, clashes, self.apart, self.own)

    def beside(self, other: "Merge") -> "Merge":
        """Both, of different fields."""
        writes, held, apart, own = (
            {side: {**one.get(side, {}), **two.get(side, {})} for side in Side if side in one or side in two}
            for one, two in (
                *((self.writes, other.writes), (self.held, other.held)),
                *((self.apart, other.apart), (self.own, other.own)),
            )
        )
        return Merge(writes, {**self.agreed, **other.agreed}, held, (*self.clashes, *other.clashes), apart, own)

    def lost_on(self, side: Side) -> tuple[Clash, ...]:
        """The decided clashes whose value on `side` is overwritten."""
        return tuple(clash for clash in self.clashes if clash.winner is side.other)


@dataclass(frozen=True, slots=True)
class Sides:
    """The two current records over a link; None: unchanged since it was last seen."""

    link: Link
    records: Mapping[Side, Record | None]

    def now(self, side: Side, name: str) -> Value:
        record = self.records.get(side)
        return self.link.seen(side, name) if record is None else record.fields.get(name)

    def touched(self) -> set[str]:
        """The names of the fields that may have changed on a side: most of a record's have not, and need no look."""
        names: set[str] = set()
        for side, record in self.records.items():
            if record is not None:
                seen = {**self.link.base, **self.link.held.get(side, {})}
                names.update(name for name, _ in record.fields.items() ^ seen.items())
        return names

    def changed(self, side: Side, one: Field) -> bool:
        """Whether the side changed the field in a way that may flow to the other."""
        now = self.now(side, one.name)
        if now == self.link.seen(side, one.name):
            return False
        return one.blank_flows_from_crm or side is Side.EXCHANGE or now is not None


def merge(sides: Sides, fields: Iterable[Field], winner: Winner, conflicts: Iterable[OpenConflict] = ()) -> Merge:
    """The merge over the shared fields. conflicts: what a person chose beats the policy.

    No change of one side alone is ever lost, and what is written on one side is what the other holds, so that
    merging the result again writes nothing.
    """
    chosen = {conflict.field: conflict.chosen for conflict in conflicts if conflict.chosen is not None}
    parts = _Parts()
    clashes: list[Clash] = []
    touched = sides.touched()
    for one in fields:
        if one.name not in touched and one.kind is not Kind.PEOPLE:
            continue
        if one.kind is Kind.PEOPLE and not _alike(sides, one):
            parts.gather(sides, one.name)
            continue
        source, clash = _source(sides, one, chosen.get(one.name), winner)
        if clash is not None:
            clashes.append(clash)
        if source is None and clash is None:
            _note_blank(sides, one, parts.held)
        elif source is None:
            continue
        elif _alike(sides, one):
            parts.agree(sides, one.name)
        else:
            parts.writes[source.other][one.name] = sides.now(source, one.name)
    return parts.merged(tuple(clashes))


def _by_side() -> dict[Side, dict[str, Value]]:
    return {side: {} for side in Side}


@dataclass(slots=True)
class _Parts:
    """A Merge in the making."""

    writes: dict[Side, dict[str, Value]] = field(default_factory=_by_side)
    agreed: dict[str, Value] = field(default_factory=dict)
    held: dict[Side, dict[str, Value]] = field(default_factory=_by_side)
    apart: dict[Side, dict[str, Value]] = field(default_factory=_by_side)
    own: dict[Side, dict[str, Value]] = field(default_factory=_by_side)

    def agree(self, sides: Sides, name: str) -> None:
        self.agreed[name] = sides.now(Side.EXCHANGE, name)
        if sides.now(Side.CRM, name) != self.agreed[name]:
            self.held[Side.CRM][name] = sides.now(Side.CRM, name)

    def gather(self, sides: Sides, name: str) -> None:
        """What became of people on one side, for the other."""
        seen = {side: sides.link.seen(side, name) for side in Side}
        now = {side: sides.now(side, name) for side in Side}
        done = gather(seen, now, sides.link.base.get(name))
        if done.target is None:
            if now != seen:
                self.held = {side: {**values, name: now[side]} for side, values in self.held.items()}
            return
        self.writes[done.target][name] = done.value
        self.apart[done.target][name] = done.apart
        if done.pending:
            self.own[done.target][name] = done.own

    def merged(self, clashes: tuple[Clash, ...]) -> Merge:
        writes, held, apart, own = (_filled(one) for one in (self.writes, self.held, self.apart, self.own))
        return Merge(writes, self.agreed, held, clashes, apart, own)


def _filled(values: Mapping[Side, Fields]) -> dict[Side, Fields]:
    return {side: fields for side, fields in values.items() if fields}


def restored(sides: Sides, fields: Iterable[Field]) -> dict[str, Value]:
    """What an Exchange item that is made again over its link holds: the base with the CRM's changes. Empty values
    are left out."""
    values: dict[str, Value] = {}
    for one in fields:
        if Side.EXCHANGE in one.flows:
            changed = sides.changed(Side.CRM, one)
            values[one.name] = sides.now(Side.CRM, one.name) if changed else sides.link.base.get(one.name)
    return {name: value for name, value in values.items() if value is not None}


def blanked(sides: Sides, fields: Iterable[Field]) -> dict[str, Value]:
    """Fields that the CRM holds empty though their base, which the Exchange item is made from, is not."""
    own = (one.name for one in fields if not one.blank_flows_from_crm and sides.now(Side.CRM, one.name) is None)
    return {name: None for name in own if sides.link.base.get(name) is not None}


def flowing(record: Record, names: Iterable[str]) -> dict[str, Value]:
    """The record's values of these fields, empty ones left out."""
    known = record.fields
    return {name: value for name in names if (value := known.get(name)) is not None}


def _source(sides: Sides, one: Field, chosen: Side | None, winner: Winner) -> tuple[Side | None, Clash | None]:
    """The side whose value counts now (None: nothing to do), and the clash if both sides changed the field."""
    changed = [side for side in Side if sides.changed(side, one)]
    if not changed:
        return None, None
    if len(one.flows) < len(Side):
        return next((target.other for target in one.flows), None), None
    if len(changed) == 1:
        return changed[0], None
    if _alike(sides, one):
        return Side.CRM, None
    side = chosen or _winner(sides, winner)
    exchange, crm = (sides.now(at, one.name) for at in Side)
    return side, Clash(one.name, exchange, crm, sides.link.base.get(one.name), side)


def _alike(sides: Sides, one: Field) -> bool:
    exchange, crm = (sides.now(side, one.name) for side in Side)
    if one.kind is Kind.EMAIL and isinstance(exchange, str) and isinstance(crm, str):
        return exchange.casefold() == crm.casefold()
    return exchange == crm


def _winner(sides: Sides, winner: Winner) -> Side | None:
    if winner is Winner.ASK:
        return None
    if winner is not Winner.NEWEST:
        return Side(winner.value)
    times = {side: record.modified if record else None for side, record in sides.records.items()}
    exchange, crm = times.get(Side.EXCHANGE), times.get(Side.CRM)
    return Side.EXCHANGE if exchange is not None and crm is not None and exchange > crm else Side.CRM


def _note_blank(sides: Sides, one: Field, held: dict[Side, dict[str, Value]]) -> None:
    """The CRM emptied a field that never empties Exchange: from now on it holds none."""
    if sides.now(Side.CRM, one.name) != sides.link.seen(Side.CRM, one.name):
        held[Side.CRM][one.name] = sides.now(Side.CRM, one.name)
