"""Builds SOQL: identifiers only if describe knows them, values only as quoted literals.

Escapes as in the SOQL and SOSL Reference, "Quoted String Escape Sequences" and "LIKE operator".
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NewType

Condition = NewType("Condition", str)
Query = NewType("Query", str)

_ESCAPES = str.maketrans(
    {
        "\\": "\\\\",
        "'": "\\'",
        '"': '\\"',
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        "\b": "\\b",
        "\f": "\\f",
    }
)
_WILDCARDS = str.maketrans({"%": "\\%", "_": "\\_"})
_UNSENDABLE = re.compile("[\x00-\x07\x0b\x0e-\x1f\x7f\ud800-\udfff]")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


class UnknownIdentifier(ValueError):
    """An object or field name that describe does not know."""


def quoted(text: str) -> str:
    """The text as a literal. Characters that a request cannot carry (controls, lone surrogates) are left out:
    Salesforce cannot hold them either, so nothing could match them."""
    return f"'{_UNSENDABLE.sub('', text).translate(_ESCAPES)}'"


def literal(value: str | int | bool | date | None) -> str:
    """Any value as a literal; datetimes in UTC at whole seconds, as Salesforce stores them."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return quoted(value) if isinstance(value, str) else str(value)


_CASES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


class Soql:
    """Queries on one object. known: its fields, and dotted paths of its parents, as describe names them."""

    def __init__(self, sobject: str, known: Iterable[str]) -> None:
        self._known = {name.casefold(): name for name in known}
        self.sobject = sobject
        if not _WORD.match(sobject):
            raise UnknownIdentifier(f"{sobject!r} is not the name of an object")

    def name(self, identifier: str) -> str:
        """The identifier as describe spells it. Raises UnknownIdentifier."""
        known = self._known.get(identifier.casefold())
        if known is None:
            raise UnknownIdentifier(f"{self.sobject} has no field {identifier!r}")
        return known

    def has(self, identifier: str) -> bool:
        """Whether describe knows the field: field-level security may hide it."""
        return identifier.casefold() in self._known

    def equals(self, field: str, value: str | int | bool | date | None) -> Condition:
        return Condition(f"{self.name(field)} = {literal(value)}")

    def at_least(self, field: str, value: date) -> Condition:
        return Condition(f"{self.name(field)} >= {literal(value)}")

    def before(self, field: str, value: date) -> Condition:
        return Condition(f"{self.name(field)} < {literal(value)}")

    def differs(self, field: str, value: str | int | bool | date | None) -> Condition:
        return Condition(f"{self.name(field)} != {literal(value)}")

    def among(self, field: str, inner: "Query") -> Condition:
        """The field is one of the ids that another query selects: a semi-join, which Salesforce takes only as a
        condition of its own, never within an OR."""
        return Condition(f"{self.name(field)} IN ({inner})")

    def any_of(self, field: str, values: "Iterable[str | int | bool | date]") -> Condition:
        return self.one_of(field, map(literal, values))

    def one_of(self, field: str, literals: Iterable[str]) -> Condition:
        return Condition(f"{self.name(field)} IN ({','.join(literals)})")

    def contains(self, field: str, text: str) -> Condition:
        """The field holds the text anywhere, with `%` and `_` taken as themselves."""
        return Condition(f"{self.name(field)} LIKE '%{_pattern(text)}%'")

    def begins(self, field: str, text: str) -> Condition:
        """The field begins with the text."""
        return Condition(f"{self.name(field)} LIKE '{_pattern(text)}%'")

    def holds_digits(self, field: str, digits: str) -> Condition:
        """The field holds these digits in this order, whatever stands between them, as people write phone numbers."""
        spaced = "%".join(digit for digit in digits if digit in "0123456789")
        return Condition(f"{self.name(field)} LIKE '%{spaced}%'")

    def select(
        self,
        fields: Iterable[str],
        where: Iterable[Condition] = (),
        *,
        scope: str | None = None,
        order: Iterable[str] = (),
        children: "Iterable[Query]" = (),
    ) -> Query:
        """where: conditions that must all hold. scope: of `USING SCOPE`. order: ascending, or with a minus before the
        name descending, empty values last. children: queries on child relationships, answered within each row."""
        named = [*(self.name(field) for field in fields), *(f"({child})" for child in children)]
        return self._query(", ".join(named), where, scope, order)

    def count(self, where: Iterable[Condition] = (), *, scope: str | None = None) -> Query:
        """How many rows there are: the reply's `totalSize`."""
        return self._query("COUNT()", where, scope)

    def _query(
        self, what: str, where: Iterable[Condition], scope: str | None = None, order: Iterable[str] = ()
    ) -> Query:
        if scope and not _WORD.match(scope):
            raise UnknownIdentifier(f"{scope!r} is not a scope")
        conditions = " AND ".join(f"({condition})" for condition in where)
        ordering = ", ".join(self._ordered(field) for field in order)
        clauses = (("SELECT", what), ("FROM", self.sobject), ("USING SCOPE", scope), ("WHERE", conditions))
        return Query(" ".join(f"{word} {text}" for word, text in (*clauses, ("ORDER BY", ordering)) if text))

    def _ordered(self, field: str) -> str:
        return f"{self.name(field[1:])} DESC NULLS LAST" if field.startswith("-") else self.name(field)


def _pattern(text: str) -> str:
    """The inside of a literal after LIKE in which nothing is a wildcard."""
    return quoted(text)[1:-1].translate(_WILDCARDS)


def limited(query: Query, most: int) -> Query:
    """At most so many rows."""
    return Query(f"{query} LIMIT {int(most)}")


def for_view(query: Query) -> Query:
    """Counts as viewing the records ("SOQL and SOSL Reference", "FOR VIEW")."""
    return Query(f"{query} FOR VIEW")


def any_holds(conditions: Iterable[Condition]) -> Condition:
    """At least one of the conditions."""
    return Condition(" OR ".join(f"({condition})" for condition in conditions))


def all_hold(conditions: Iterable[Condition]) -> Condition:
    """All of the conditions."""
    return Condition(" AND ".join(f"({condition})" for condition in conditions))


def is_id(key: str) -> bool:
    """Whether the text can be a Salesforce id."""
    return len(key) in (15, 18) and key.isascii() and key.isalnum()


def full_id(key: str) -> str:
    """The id with 18 characters: the last three tell the capitals of the others (Object Reference, "ID Field Type")."""
    groups = [key[start : start + 5] for start in range(0, 15, 5)] if len(key) == 15 else []
    return key + "".join(_CASES[sum(char.isupper() << place for place, char in enumerate(one))] for one in groups)
