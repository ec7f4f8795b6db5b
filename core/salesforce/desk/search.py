"""Looking records up by what a person types: a name, an e-mail address, a phone number.

Words go to Salesforce's search index (SOSL), which finds beginnings of words in all text fields; phone numbers and
words too short for the index go to the database (SOQL with LIKE). Either way it is one call, as long as describe
need not be asked which fields this user may see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.salesforce.composite import PARTS
from core.salesforce.desk.desk import Desk, NotThere, described
from core.salesforce.desk.fields import ObjectFacts
from core.salesforce.desk.hits import best_first, holds_digits, rank
from core.salesforce.desk.index import by_words, reached
from core.salesforce.desk.objects import Listed
from core.salesforce.desk.queries import Wish, rows_of_kinds
from core.salesforce.desk.rows import Lister, Row, columns_of
from core.salesforce.soql import Query, Soql, any_holds, limited
from core.salesforce.sosl import phone_digits, searchable, words_of

# Rows that the database gives of an object, before they are looked at more closely.
MOST_ROWS = 50
_ASKED_IN_DATABASE = ("Contact", "Account", "Lead", "Opportunity", "User")
Hits = Mapping[str, Sequence[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one object."""

    sobject: str
    label: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Found:
    """groups: the kinds with the best hits first. unsearched: labels of objects in which it was not looked for."""

    groups: list[Group]
    unsearched: list[str]


def look_up(desk: Desk, text: str, lister: Lister, *, sobject: str | None = None, most: int = 5) -> Found:
    """Raises NotThere (of the object), Transient, Unauthorized."""
    objects = desk.objects()
    if sobject is not None and (sobject not in objects or not objects[sobject].queryable):
        raise NotThere("Salesforce has no such kind of record, or you may not see it.")
    wanted = [objects[sobject]] if sobject else [one for one in objects.values() if one.shown]
    words = words_of(text)
    hits = _hits(desk, text, wanted, most)
    groups = [
        Group(
            name, objects[name].plural, _rows(lister, name, desk.name_field(name), best_first(name, rows, words)[:most])
        )
        for name, rows in hits.items()
        if rows
    ]
    unsearched = [one.plural for one in wanted if one.name not in hits] if words else []
    return Found(sorted(groups, key=lambda group: rank(group.sobject, group.rows, words)), unsearched)


def _rows(lister: Lister, name: str, name_field: str, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    return [lister.row(name, row, name_field) for row in rows]


def _hits(desk: Desk, text: str, wanted: Sequence[Listed], most: int) -> Hits:
    words, digits = words_of(text), phone_digits(text)
    indexed = reached(wanted)
    if digits is None and searchable(words) and indexed:
        return by_words(desk, text, indexed, 2 * most)
    if not words:
        return {}
    first = [one for one in wanted if one.name in _ASKED_IN_DATABASE] if len(wanted) > 1 else list(wanted)
    desk.ask([described(one.name) for one in first], purpose="describe")
    wishes = {
        one.name: _with_digits(desk, one, digits) if digits else _beginning(desk, one.name, words)
        for one in first[:PARTS]
    }
    found = rows_of_kinds(desk, wishes, "search")
    return {name: [row for row in rows if not digits or holds_digits(row, digits)] for name, rows in found.items()}


def _with_digits(desk: Desk, listed: Listed, digits: str) -> Wish:
    """Phone numbers that hold the digits."""
    facts = desk.known.get(described(listed.name))
    phones = [f.name for f in facts.fields.values() if f.type == "phone"] if isinstance(facts, ObjectFacts) else []

    def build(soql: Soql, seen: Sequence[str]) -> Query | None:
        conditions = [soql.holds_digits(name, digits) for name in phones]
        return limited(soql.select(seen, [any_holds(conditions)]), MOST_ROWS) if conditions else None

    return Wish([*columns_of(listed.name), *phones], build)


def _beginning(desk: Desk, sobject: str, words: Sequence[str]) -> Wish:
    """Names that begin with the words."""
    name = desk.name_field(sobject)

    def build(soql: Soql, seen: Sequence[str]) -> Query | None:
        if not soql.has(name):
            return None
        return limited(soql.select(seen, [soql.begins(name, " ".join(words))], order=[name]), MOST_ROWS)

    return Wish(columns_of(sobject, name), build)
