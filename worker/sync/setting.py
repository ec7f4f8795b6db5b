"""PURE. What a decision is given besides the pairs: match candidates, the run's scale, and the customer's choices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.objects import Field, ObjectType
from core.policy import Policy
from core.records import Key, Record, Side
from core.window import Window
from worker.sync.likeness import Likeness


@dataclass(frozen=True, slots=True)
class Found:
    """A record on `side` that has a natural key of an unlinked record of the other side, or that a merged record
    names as its successor. link_id: it is linked (or parked) already; parked: that link is parked."""

    side: Side
    record: Record
    link_id: str | None = None
    parked: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """What the mass-change guard compares with: how many links there were when the run began; for each side that
    was listed in full in this run, how many records the listing named; and whether a person approved this plan by
    name."""

    links: int
    listed: Mapping[Side, int]
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for all pairs of one run. window: of events, else None. unsure: as at Likeness. fields: those that are
    synchronised, as both sides hold them, in catalog order. flowing: by side the names of those that may be written
    there; shown: of those that only Exchange is written."""

    object_type: ObjectType
    policy: Policy
    holds: Mapping[Side, frozenset[str]]
    scale: Scale
    window: Window | None = None
    unsure: Mapping[Key, datetime] = field(default_factory=dict)
    fields: tuple[Field, ...] = field(init=False)
    flowing: Mapping[Side, tuple[str, ...]] = field(init=False)
    shown: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        fields = self.object_type.shared(self.holds.values())
        flowing = {side: tuple([one.name for one in fields if side in one.flows]) for side in Side}
        object.__setattr__(self, "fields", fields)
        object.__setattr__(self, "flowing", flowing)
        object.__setattr__(self, "shown", tuple([one.name for one in fields if one.flows == {Side.EXCHANGE}]))

    @property
    def likeness(self) -> Likeness:
        return Likeness(self.policy.natural_keys, self.fields, self.object_type.unique, self.unsure)
