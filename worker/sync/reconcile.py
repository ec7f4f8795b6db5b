"""PURE. The decision: Pairs and Policy in, Plan out. (Contract; the body follows.)"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.objects import ObjectType
from core.policy import Policy
from core.records import Pair, Record, Side
from worker.sync.actions import Plan


@dataclass(frozen=True, slots=True)
class Found:
    """A record on `side` that has a natural key of an unlinked record of the other side. link_id: it is linked
    (or parked) already."""

    side: Side
    record: Record
    link_id: str | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """What the mass-change guard compares with: how many links there are; for each side that was listed in full
    in this run, how many records the listing named; and whether a person approved this plan by name."""

    links: int
    listed: Mapping[Side, int]
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for all pairs of one run."""

    object_type: ObjectType
    policy: Policy
    holds: Mapping[Side, frozenset[str]]
    scale: Scale


def reconcile(pairs: Sequence[Pair], found: Sequence[Found], setting: Setting) -> Plan:
    """The Plan for these pairs: deterministic, and the same whatever their order (I15)."""
    raise NotImplementedError


def marked(record: Record, policy: Policy, label: str | None) -> tuple[str, ...] | None:
    """The categories that an Exchange record must carry: the user's own, ours, and while it is refused the error
    category and the label; None where it carries just these already."""
    raise NotImplementedError
