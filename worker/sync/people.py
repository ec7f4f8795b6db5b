"""PURE. The people of a meeting, merged one by one.

The two sides rarely hold the same list: the CRM knows only some of the people, and Microsoft 365 takes no changes that
it would have to tell. So a list never replaces the other; what changed for one person on a side is done for that
person on the other, and nobody is dropped who did not leave. Answers are Exchange's, so its changes go first; what the
CRM changed in the same time is still a change when that write is done, and follows with the next look.

Whom the CRM does not know is a stranger: in the base, because it was told of them, but not among those that it holds.
Each write tells it of them again. Whom the CRM took off itself is not in the base any more, and is no stranger.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from core.records import Link, Side, Value

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


def gather(seen: Mapping[Side, Value], now: Mapping[Side, Value], base: Value = None) -> Gathered:
    """seen, now: by side, the field when it was last seen and as it is. base: at last agreement."""
    before = {side: read(seen[side]) for side in Side}
    present = {side: read(now[side]) for side in Side}
    for source in (Side.EXCHANGE, Side.CRM):
        target = source.other
        after = _applied(present[target], before[source], present[source])
        if after != present[target]:
            own = _applied(before[target], before[source], present[source], only=frozenset(before[target]))
            pending = source is Side.EXCHANGE and before[target] != present[target]
            if target is Side.CRM:
                after |= _missing(read(base), present[source], {**before[target], **present[target]})
            return Gathered(target, told(after), now[source], told(own) if pending else None, pending)
    return Gathered(None)


def strangers(link: Link, name: str) -> frozenset[str]:
    """The addresses of those who take part in Exchange and whom the CRM did not know when it was told of them."""
    kept = link.held.get(Side.CRM, {})
    if name not in kept:
        return frozenset()
    return frozenset(_missing(read(link.base.get(name)), read(link.seen(Side.EXCHANGE, name)), read(kept[name])))


def introduced(link: Link, name: str, known: Collection[str]) -> Link:
    """The link when these of its strangers are known: Exchange counts as not having told of them yet, so that the next
    decision does it, once."""
    exchange = {**link.held.get(Side.EXCHANGE, {}), name: _without(link.seen(Side.EXCHANGE, name), known)}
    base = {**link.base, name: _without(link.base.get(name), known)}
    return replace(link, base=base, held={**link.held, Side.EXCHANGE: exchange})


def _missing(base: People, exchange: People, crm: People) -> People:
    return {address: exchange[address] for address in base if address in exchange and address not in crm}


def _without(value: Value, addresses: Collection[str]) -> Value:
    return told({address: response for address, response in read(value).items() if address not in addresses})


def _applied(people: People, before: People, now: People, *, only: frozenset[str] | None = None) -> People:
    """The people with what became of `before`. only: nobody else is added."""
    after = {address: response for address, response in people.items() if address in now or address not in before}
    changed = {address: response for address, response in now.items() if before.get(address) != response}
    return after | {address: response for address, response in changed.items() if only is None or address in only}


def read(value: Value) -> People:
    if not isinstance(value, tuple):
        return {}
    return {address: response for address, _, response in (one.rpartition("|") for one in value)}


def told(people: People) -> Value:
    return tuple(sorted(f"{address}|{response}" for address, response in people.items())) or None
