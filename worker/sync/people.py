"""PURE. The people of a meeting, merged one by one.

The two sides rarely hold the same list: the CRM knows only some of the people, and Microsoft 365 takes no changes that
it would have to tell. So a list never replaces the other; what changed for one person on a side is done for that
person on the other, and nobody is dropped who did not leave. Answers are Exchange's, so its changes go first; what the
CRM changed in the same time is still a change when that write is done, and follows with the next look.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.records import Side, Value

People = dict[str, str]  # address -> response


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is written to `target` (None: nothing). apart: what the other side counts as having told by it; own: what
    the target counts as having told, where it has more to tell."""

    target: Side | None
    value: Value = None
    apart: Value = None
    own: Value = None
    pending: bool = False


def gather(seen: Mapping[Side, Value], now: Mapping[Side, Value]) -> Gathered:
    """seen, now: by side, the field when it was last seen and as it is."""
    before = {side: _read(seen[side]) for side in Side}
    present = {side: _read(now[side]) for side in Side}
    for source in (Side.EXCHANGE, Side.CRM):
        target = source.other
        after = _applied(present[target], before[source], present[source])
        if after != present[target]:
            own = _applied(before[target], before[source], present[source], only=frozenset(before[target]))
            pending = source is Side.EXCHANGE and before[target] != present[target]
            return Gathered(target, _told(after), now[source], _told(own) if pending else None, pending)
    return Gathered(None)


def _applied(people: People, before: People, now: People, *, only: frozenset[str] | None = None) -> People:
    """The people with what became of `before`. only: nobody else is added."""
    after = {address: response for address, response in people.items() if address in now or address not in before}
    changed = {address: response for address, response in now.items() if before.get(address) != response}
    return after | {address: response for address, response in changed.items() if only is None or address in only}


def _read(value: Value) -> People:
    if not isinstance(value, tuple):
        return {}
    return {address: response for address, _, response in (one.rpartition("|") for one in value)}


def _told(people: People) -> Value:
    return tuple(sorted(f"{address}|{response}" for address, response in people.items())) or None
