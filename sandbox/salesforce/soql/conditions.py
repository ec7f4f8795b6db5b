"""WHERE and HAVING as SQL. Null is compared as SOQL does: `!=` and NOT hold for empty fields too."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.salesforce.schema import Field
from sandbox.salesforce.soql import nodes
from sandbox.salesforce.soql.comparisons import check_like, compared, listed
from sandbox.salesforce.soql.nodes import Condition, Operand
from sandbox.salesforce.soql.problems import invalid_field, malformed

Sql = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Term:
    """The left side of a comparison: its SQL, what kind of value it is and where it stands in the text."""

    sql: str
    field: Field
    pos: int


@dataclass(frozen=True, slots=True)
class Compiler:
    """How one clause turns operands and inner queries into SQL."""

    text: str
    term: Callable[[Operand], Term]
    inner: Callable[[nodes.Query, Term], Sql]
    convert: Callable[[Field, nodes.Value], Any]

    def condition(self, node: Condition) -> Sql:
        if isinstance(node, nodes.All):
            return self._joined(node.items, " AND ")
        if isinstance(node, nodes.AnyOf):
            return self._joined(node.items, " OR ")
        if isinstance(node, nodes.Not):
            sql, values = self.condition(node.item)
            return f"NOT IFNULL({sql}, 0)", values
        term = self._filterable(node.operand)
        if isinstance(node, nodes.WithinQuery):
            return self._within_query(term, node)
        if isinstance(node, nodes.Within):
            return self._within(term, node)
        if node.operator == "like":
            check_like(self.text, term.field, node)
        return compared(self.text, term.sql, term.field, node, self.convert(term.field, node.value))

    def _joined(self, items: tuple[Condition, ...], word: str) -> Sql:
        parts: list[str] = []
        values: list[Any] = []
        for item in items:
            sql, more = self.condition(item)
            parts.append(sql)
            values += more
        return _balanced(parts, word), values

    def _filterable(self, operand: Operand) -> Term:
        term = self.term(operand)
        if not term.field.filterable or term.field.type == "address":
            raise invalid_field(self.text, term.pos, f"field '{term.field.name}' can not be filtered in a query call")
        return term

    def _within(self, term: Term, node: nodes.Within) -> Sql:
        multiple = term.field.type == "multipicklist"
        if node.kind in ("includes", "excludes"):
            if not multiple:
                raise invalid_field(
                    self.text, term.pos, f"includes and excludes only work on multipicklists, not on {term.field.name}"
                )
            return _includes(term.sql, node)
        converted = [self.convert(term.field, value) for value in node.values]
        return listed(term.sql, term.field, converted, negated=node.kind == "not in")

    def _within_query(self, term: Term, node: nodes.WithinQuery) -> Sql:
        if term.field.type not in ("id", "reference"):
            raise malformed(
                self.text, term.pos, f"The left operand '{term.field.name}' of the semi join must be an id or reference"
            )
        sql, values = self.inner(node.query, term)
        if node.negated:
            return f"({term.sql} IS NULL OR {term.sql} NOT IN ({sql}))", values
        return f"{term.sql} IN ({sql})", values


def _balanced(parts: list[str], word: str) -> str:
    """Terms joined as a tree of little depth: SQLite limits how deep an expression may be."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return f"({_balanced(parts[:half], word)}{word}{_balanced(parts[half:], word)})"


def _includes(sql: str, node: nodes.Within) -> Sql:
    """Each value stands for all of its parts: `'A;B'` asks for both."""
    tests: list[str] = []
    values: list[Any] = []
    for value in node.values:
        parts = [part.strip() for part in value.text.split(";")]
        tests.append(" AND ".join([f"instr(';' || fold({sql}) || ';', ';' || fold(?) || ';') > 0"] * len(parts)))
        values += parts
    test = " OR ".join(f"({part})" for part in tests)
    if node.kind == "excludes":
        return f"({sql} IS NULL OR NOT ({test}))", values
    return f"({test})", values
