"""What a kind of record says with more than one Salesforce field, or in words of its own: a Trait of its catalog."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any

from core.records import Fields, Key, Value
from core.salesforce.soql import Query
from core.values import valueclass


@valueclass(frozen=True, slots=True)
class Draft:
    """A change on its way to Salesforce. fields: canonical, an update's changed ones only. now: the record's canonical
    fields before it, empty for a new one. row: the record as Salesforce told it. wire: what `prepare` looked up.
    who: how people call the record, for a refusal."""

    fields: Fields
    now: Fields = field(default_factory=dict)
    row: Mapping[str, Any] = field(default_factory=dict)
    wire: Mapping[str, object] = field(default_factory=dict)
    who: Callable[[], str] = lambda: "the record"

    @property
    def merged(self) -> dict[str, Value]:
        """The record's fields as they will be."""
        return {**self.now, **self.fields}

    def touches(self, *names: str) -> bool:
        """Whether one of the fields changes."""
        return not self.fields.keys().isdisjoint(names)


class Trait:
    """The neutral one; a kind's own overrides what it has.

    holds: canonical fields of its own. columns: Salesforce fields and dotted paths to select. children: subqueries.
    names: Salesforce field -> canonical, for what an error tells. filters: canonical -> what a filter is written on.
    """

    holds: frozenset[str] = frozenset()
    columns: tuple[str, ...] = ()
    children: tuple[Query, ...] = ()
    names: Mapping[str, str] = {}
    filters: Mapping[str, str] = {}

    def decode(self, row: Mapping[str, Any]) -> Fields:
        """Its fields of a row. Raises Transient where the row is not what Salesforce documents."""
        return {}

    def encode(self, draft: Draft) -> Mapping[str, Any]:
        """Salesforce's fields of a change. Raises Rejected with a sentence for people."""
        return {}

    def held(self, draft: Draft) -> Fields:
        """Those of the change that Salesforce will hold differently."""
        return {}

    def lines(self, row: Mapping[str, Any]) -> Sequence[str]:
        """What to show below the notes in Outlook."""
        return ()

    def writable(self, row: Mapping[str, Any]) -> bool:
        """Whether this user may change the record at all."""
        return True

    def owner(self, row: Mapping[str, Any]) -> str | None:
        """The address of whoever else the record belongs to; None where it is the user's, or nobody knows."""
        return None

    def reaches(self, row: Mapping[str, Any]) -> bool:
        """Whether the record may be matched with one of this user's items."""
        return True

    def about(self, row: Mapping[str, Any]) -> frozenset[str]:
        """The addresses of the people whom the record is about."""
        return frozenset()

    def people(self, row: Mapping[str, Any]) -> Mapping[Key, str]:
        """As Record.people."""
        return {}

    def series(self, row: Mapping[str, Any]) -> str | None:
        """What the occurrences of a series have in common; None of another record."""
        return None


def capital(words: str) -> str:
    """With a capital at the head of a sentence."""
    return words[:1].upper() + words[1:]
