"""Puts the SQL of one query together."""

# ruff: noqa: S608 - names in the SQL come from the schema; what a client sent is bound as a value

import json
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.salesforce.activities.archive import ARCHIVED, archive
from sandbox.salesforce.context import Context
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.soql import nodes
from sandbox.salesforce.soql.comparisons import Literals
from sandbox.salesforce.soql.conditions import Compiler, Sql, Term
from sandbox.salesforce.soql.functions import aggregate, function, is_aggregate, label_of
from sandbox.salesforce.soql.problems import malformed, no_type
from sandbox.salesforce.soql.source import Column, Source

MAX_OFFSET = 2000
_SUNDAY_FIRST = ("en_US", "en_CA", "fr_CA", "ja_JP", "pt_BR", "zh_TW", "es_MX")
_LINKS = (
    "Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or"
    " LinkedEntityId using the equals operator or multiple Id's using the IN operator."
)


def _fields_of(condition: nodes.Condition) -> set[str]:
    """The fields that a condition names, in lower case."""
    if isinstance(condition, nodes.All | nodes.AnyOf):
        return set().union(*(_fields_of(item) for item in condition.items))
    if isinstance(condition, nodes.Not):
        return set()
    return {nodes.path_of(condition.operand).lower()}


def literals(context: Context, text: str) -> Literals:
    """Date literals mean days of the user; weeks begin as is usual in the user's country."""
    found = context.store.rows('SELECT TimeZoneSidKey, LocaleSidKey FROM "User" WHERE Id = ?', (context.user_id,))
    zone, locale = found[0] if found else ("UTC", "en_GB")
    return Literals(text, context.moment(), ZoneInfo(zone or "UTC"), 6 if locale in _SUNDAY_FIRST else 0)


@dataclass(slots=True)
class Builder:
    """One query of a text, with what its clauses have in common."""

    context: Context
    text: str
    query: nodes.Query
    source: Source
    all_rows: bool = False
    ids: list[str] | None = None

    @classmethod
    def of(cls, context: Context, text: str, query: nodes.Query, sobject: SObject | None = None) -> "Builder":
        """A builder for a query; `sobject` is given for subqueries, whose FROM names a relationship."""
        found = sobject or context.schema.get(query.sobject)
        if found is None or "queryable" not in found.flags or not context.access.reads(found):
            raise no_type(text, query.pos, query.sobject)
        if found.name in ARCHIVED:
            archive(context, found.name)
        source = Source(context, text, found, query.alias, dict(query.joins))
        return cls(context, text, query, source, query.all_rows)

    def operand(self, operand: nodes.Operand) -> Column:
        if isinstance(operand, nodes.Path):
            return self.source.column(operand)
        if is_aggregate(operand):
            return aggregate(self.source, operand)
        return function(self.source, operand)

    def _row_term(self, operand: nodes.Operand) -> Term:
        """A WHERE term: aggregates belong to HAVING."""
        if isinstance(operand, nodes.Call) and is_aggregate(operand):
            raise malformed(self.text, operand.pos, "Aggregate functions are not allowed in a WHERE clause")
        column = self.operand(operand)
        label = isinstance(operand, nodes.Call) and operand.lower == "tolabel"
        return Term(label_of(column) if label else column.sql, column.field, operand.pos)

    def _group_term(self, operand: nodes.Operand) -> Term:
        column = self.operand(operand)
        return Term(column.sql, column.field, operand.pos)

    def compiler(self, *, having: bool = False) -> Compiler:
        term = self._group_term if having else self._row_term
        return Compiler(self.text, term, self._inner, literals(self.context, self.text).convert)

    def _inner(self, query: nodes.Query, term: Term) -> Sql:
        """The query of a semi-join: one id or reference, of live and visible records."""
        inner = Builder.of(self.context, self.text, query)
        items = query.select
        if len(items) != 1 or not isinstance(items[0], nodes.Item) or not isinstance(items[0].operand, nodes.Path):
            raise malformed(self.text, query.pos, "The inner select of a semi join takes exactly one field")
        column = inner.source.column(items[0].operand)
        if column.field.type not in ("id", "reference"):
            message = f"The selected field '{column.name}' of the semi join must be an id or reference"
            raise malformed(self.text, query.pos, message)
        where, values = inner.where()
        present = f"{column.sql} IS NOT NULL"
        return (
            f"SELECT {column.sql} FROM {inner.source.sql()} WHERE {f'{where} AND ' if where else ''}{present}",
            values,
        )

    def _check_links(self) -> None:
        """Links of files can only be asked for by document or by record."""
        named = _fields_of(self.query.where) if self.query.where is not None else set()
        if self.source.sobject.name == "ContentDocumentLink" and not named & {
            "contentdocumentid",
            "linkedentityid",
            "id",
        }:
            raise malformed(self.text, self.query.pos, _LINKS)

    def where(self, extra: str = "", extra_values: list[Any] | None = None) -> Sql:
        """All that a row must fulfil: its own condition, not deleted, visible to the user, in the scope."""
        parts = [extra] if extra else []
        values = list(extra_values or [])
        root = self.source.root
        if not parts and self.ids is None:
            self._check_links()
        if self.ids is not None:
            parts.append(f"{root.key} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(self.ids))
        if self.query.where is not None:
            sql, more = self.compiler().condition(self.query.where)
            parts.append(sql)
            values += more
        if root.sobject.soft_deletes and not self.all_rows:
            parts.append(f"{root.alias}.IsDeleted = 0")
        if root.sobject.name in ARCHIVED and not self.all_rows:
            parts.append(f"{root.alias}.IsArchived = 0")
        for sql, more in (self.context.access.visible(root.sobject, root.alias), self._scope()):
            if sql:
                parts.append(sql)
                values += more
        return " AND ".join(parts), values

    def _scope(self) -> Sql:
        scope, root = (self.query.scope or "everything").lower(), self.source.root
        if scope == "everything":
            return "", []
        known = {name.lower() for name in root.sobject.scopes}
        if scope not in known or not root.sobject.has("OwnerId"):
            raise malformed(self.text, self.query.pos, f"unsupported scope for {root.sobject.name}: {scope}")
        if scope == "user_owned":
            return f"{root.alias}.OwnerId LIKE '005%'", []
        if scope == "queue_owned":
            groups = self.context.access.groups()
            return f"{root.alias}.OwnerId IN ({', '.join('?' * len(groups))})", list(groups)
        if scope == "delegated":
            return "0", []
        return f"{root.alias}.OwnerId = ?", [self.context.user_id]

    def order(self, order: tuple[nodes.Order, ...]) -> str:
        """The ORDER BY clause's content; the id comes last so that equal rows keep an order."""
        parts = []
        for item in order:
            column = self.operand(item.operand)
            if not column.field.sortable or column.field.type == "address":
                message = f"field '{column.name}' can not be sorted in a query call"
                raise malformed(self.text, item.operand.pos, message)
            sql = f"fold({column.sql})" if column.field.text else column.sql
            nulls = "" if item.nulls_last is None else f" NULLS {'LAST' if item.nulls_last else 'FIRST'}"
            parts.append(f"{sql}{' DESC' if item.descending else ''}{nulls}")
        return ", ".join(parts)

    def window(self) -> str:
        """LIMIT and OFFSET."""
        limit, offset = self.query.limit, self.query.offset
        if offset is not None and offset > MAX_OFFSET:
            message = f"Maximum SOQL offset allowed is {MAX_OFFSET}"
            raise SalesforceError("NUMBER_OUTSIDE_VALID_RANGE", message)
        if limit is None and not offset:
            return ""
        return f" LIMIT {-1 if limit is None else limit} OFFSET {offset or 0}"
