"""PURE. Which records of the two sides may be one and the same: what says so, and what speaks against it.

What all copies of a meeting have in common says so before anything else. A natural key does as long as it stands for
one record (contacts). Of tasks and events it is a hint: two that have it belong together only if they contradict each
other in nothing that both of them hold, what the CRM's record is about included. Copies of one meeting differ in what
is each person's own (the reminder, show-as, notes), so that of them just its name and its times are compared.

A record that lacks a part of a natural key has none. Only where it is unsure whether it was made in the CRM already do
the parts that it has say so: what was made just then lacks the same.

An Outlook meeting that was not shared is its user's own business: it is looked at only as the copy of an event in which
the same people take part.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from core.objects import Field, Kind
from core.records import Fields, Key, Record, Value

NaturalKeys: TypeAlias = tuple[tuple[str, ...], ...]
# (the alternative's number, its folded values)
Sign: TypeAlias = tuple[int, tuple[str, ...]]

# The number of the alternative that goes before the natural keys: Record.identity.
IDENTITY = -1
_OF_A_MEETING = frozenset({"subject", "start", "end", "is_all_day"})
# So far the clocks of two servers may be apart.
SKEW = timedelta(minutes=10)


def fold(text: str) -> str:
    """How two texts are compared: NFKC, without case, outer spaces gone and inner ones collapsed."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def natural_keys(fields: Fields, alternatives: NaturalKeys) -> tuple[Sign, ...]:
    """The record's natural keys, one for each alternative all of whose parts are present."""
    return tuple([sign for sign in _signs(fields, alternatives) if all(sign[1])])


def partial_keys(fields: Fields, alternatives: NaturalKeys) -> tuple[Sign, ...]:
    """One for each alternative of whose parts some are present, under numbers below IDENTITY."""
    signs = _signs(fields, alternatives)
    return tuple((IDENTITY - 1 - number, parts) for number, parts in signs if any(parts) and not all(parts))


def _signs(fields: Fields, alternatives: NaturalKeys) -> list[Sign]:
    parts = [tuple([_folded(fields.get(name)) for name in names]) for names in alternatives]
    return [(number, one) for number, one in enumerate(parts) if one]


def _folded(value: Value) -> str:
    """A day or a moment is written in one way only."""
    return fold(value) if isinstance(value, str) else str(value or "")


def is_partial(sign: Sign) -> bool:
    return sign[0] < IDENTITY


@dataclass(frozen=True, slots=True)
class Likeness:
    """alternatives: the natural keys, in order. fields: those that both sides hold. unique: see ObjectType. unsure: by
    the key of an Exchange record since when the CRM may hold what was made for it, where a reply was lost and nothing
    but the natural key can tell."""

    alternatives: NaturalKeys
    fields: tuple[Field, ...]
    unique: bool
    unsure: Mapping[Key, datetime]

    def signs(self, record: Record) -> tuple[Sign, ...]:
        """What the record may be found by, the surest first."""
        known = not record.nameless or record.key in self.unsure
        named = natural_keys(record.fields, self.alternatives) if known else ()
        if self.unsure:
            named += partial_keys(record.fields, self.alternatives)
        return ((IDENTITY, (record.identity,)), *named) if record.identity else named

    def fits(self, exchange: Record, crm: Record) -> bool:
        """Whether two records that have a natural key in common may be one."""
        if self.unique or self._is_just_made(exchange, crm):
            return True
        if exchange.nameless or _differ(exchange.identity, crm.identity):
            return False
        if not exchange.in_scope and not _acquainted(exchange, crm):
            return False
        own = exchange.writable and crm.writable
        if own and _with_others(exchange, crm):
            return False
        compared = (one for one in self.fields if own or one.name in _OF_A_MEETING)
        return _agree(compared, exchange, crm)

    def is_what_was_made(self, exchange: Record, crm: Record) -> bool:
        """Whether a record without a natural key is the one that was made for another."""
        return self._is_just_made(exchange, crm) and _agree(self.fields, exchange, crm)

    def _is_just_made(self, exchange: Record, crm: Record) -> bool:
        since = self.unsure.get(exchange.key)
        return since is not None and crm.modified is not None and crm.modified >= since - SKEW


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _acquainted(exchange: Record, crm: Record) -> bool:
    """Whether somebody takes part in both besides the user."""
    owner = {crm.owner} if crm.owner else set()
    return bool(_addresses(exchange.fields.get("attendees")) & (_addresses(crm.fields.get("attendees")) | owner))


def _with_others(exchange: Record, crm: Record) -> bool:
    """Whether both tell of people, and not of the same. The CRM knows few of those whom Outlook names, and calls some
    whom its record is about."""
    ours = _addresses(exchange.fields.get("attendees"))
    theirs = _addresses(crm.fields.get("attendees")) | crm.about
    return bool(ours and theirs) and not ours & theirs


def _addresses(people: Value) -> set[str]:
    return {one.partition("|")[0] for one in people} if isinstance(people, tuple) else set()


def _agree(fields: Iterable[Field], exchange: Record, crm: Record) -> bool:
    return not any(_contradict(one, exchange.fields.get(one.name), crm.fields.get(one.name)) for one in fields)


def _contradict(field: Field, one: Value, other: Value) -> bool:
    """Whether both have a value, and not the same. People are compared apart."""
    if one is None or other is None or field.kind is Kind.PEOPLE:
        return False
    if isinstance(one, str) and isinstance(other, str):
        return fold(one) != fold(other)
    return one != other
