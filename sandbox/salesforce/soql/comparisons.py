"""One comparison of a field with a literal as SQL, and the literal's check against the field's type."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.salesforce import moments
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.ids import to_18
from sandbox.salesforce.schema import Field
from sandbox.salesforce.schema.fields import NUMBER_TYPES
from sandbox.salesforce.soql import nodes
from sandbox.salesforce.soql.literals import days
from sandbox.salesforce.soql.parse import unescape
from sandbox.salesforce.soql.problems import invalid_field, located, malformed, unexpected

Sql = tuple[str, list[Any]]
_TYPE_NAMES = {"datetime": "dateTime", "int": "int", "boolean": "boolean", "date": "date", "time": "time"}


@dataclass(frozen=True, slots=True)
class Span:
    """What a date literal stands for: from `first` to just before `after`, in the kept form of the field."""

    first: str
    after: str


@dataclass(frozen=True, slots=True)
class Literals:
    """Converts literals for one user at one moment."""

    text: str
    now: datetime
    zone: ZoneInfo
    week_start: int

    def convert(self, field: Field, value: nodes.Value) -> Any:
        """The kept form to compare with, a Span for date literals, None for null; INVALID_FIELD on a wrong type."""
        if value.kind == "name":
            return self._named(field, value)
        if value.kind == "string":
            return self._string(field, value)
        if value.kind == "number":
            return self._number(field, value)
        return self._moment(field, value)

    def _named(self, field: Field, value: nodes.Value) -> Any:
        lower = value.text.lower()
        if lower == "null" and value.number is None:
            return None
        if lower in ("true", "false") and value.number is None:
            if field.type != "boolean":
                raise self._wrong(field, value)
            return int(lower == "true")
        today = self.now.astimezone(self.zone).date()
        span = days(value.text, value.number, today, self.week_start)
        if span is None:
            raise unexpected(self.text, value.pos, value.text)
        if field.type == "date":
            return Span(span[0].isoformat(), span[1].isoformat())
        if field.type == "datetime":
            return Span(self._midnight(span[0]), self._midnight(span[1]))
        raise self._wrong(field, value)

    def _midnight(self, day: date) -> str:
        return moments.stamp(datetime.combine(day, time(), self.zone).astimezone(UTC))

    def _string(self, field: Field, value: nodes.Value) -> Any:
        if field.type in ("id", "reference"):
            return self._id(field, value)
        if field.type in ("boolean", "int", "date", "datetime", "time") or field.type in NUMBER_TYPES:
            raise self._wrong(field, value)
        return unescape(value.text) or None

    def _id(self, field: Field, value: nodes.Value) -> str | None:
        text = unescape(value.text)
        if not text:
            return None
        full = to_18(text)
        if full is None:
            message = f"invalid ID field: {text}"
            raise located("INVALID_QUERY_FILTER_OPERATOR", self.text, value.pos, message)
        return full

    def _number(self, field: Field, value: nodes.Value) -> Any:
        if field.type == "int" or field.type in NUMBER_TYPES:
            return float(value.text)
        raise self._wrong(field, value)

    def _moment(self, field: Field, value: nodes.Value) -> str:
        if field.type != value.kind:
            raise self._wrong(field, value)
        if value.kind == "date":
            day = moments.parse_date(value.text)
            if day is None:
                raise malformed(self.text, value.pos, f"Invalid date: {value.text}")
            return day.isoformat()
        moment = moments.parse_datetime(value.text)
        if moment is None:
            raise malformed(self.text, value.pos, f"Invalid datetime: {value.text}")
        return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}+0000"

    def _wrong(self, field: Field, value: nodes.Value) -> SalesforceError:
        kind = _TYPE_NAMES.get(field.type, "double" if field.type in NUMBER_TYPES else "string")
        quotes = "and should be enclosed in quotes" if kind == "string" else "and should not be enclosed in quotes"
        message = f"value of filter criterion for field '{field.name}' must be of type {kind} {quotes}"
        return invalid_field(self.text, value.pos, message)


def compared(text: str, sql: str, field: Field, node: nodes.Compare, value: Any) -> Sql:
    """`field operator value`."""
    operator = node.operator
    if operator == "like":
        return _like(sql, node, value)
    if isinstance(value, Span):
        return _span(sql, operator, value)
    if value is None:
        return _null(text, sql, operator, node)
    if field.text:
        sql, value = f"fold({sql})", value.lower()
    if operator == "!=":
        return f"{sql} IS NOT ?", [value]
    return f"{sql} {operator} ?", [value]


def _null(text: str, sql: str, operator: str, node: nodes.Compare) -> Sql:
    if operator not in ("=", "!="):
        if node.value.kind == "string":
            return f"{sql} {operator} ''", []
        raise malformed(text, node.value.pos, f"null cannot be compared with {operator}")
    return (f"{sql} IS NULL" if operator == "=" else f"{sql} IS NOT NULL"), []


def _span(sql: str, operator: str, span: Span) -> Sql:
    if operator == "=":
        return f"({sql} >= ? AND {sql} < ?)", [span.first, span.after]
    if operator == "!=":
        return f"({sql} IS NULL OR {sql} < ? OR {sql} >= ?)", [span.first, span.after]
    edge = span.first if operator in ("<", ">=") else span.after
    return f"{sql} {'<' if operator in ('<', '<=') else '>='} ?", [edge]


def check_like(text: str, field: Field, node: nodes.Compare) -> None:
    """LIKE takes a text field and a string."""
    if field.type in ("id", "reference", "boolean") or not (field.text or field.type == "string"):
        raise invalid_field(text, node.value.pos, f"invalid operator on {field.type} field: {field.name}")
    if node.value.kind != "string":
        raise invalid_field(text, node.value.pos, "the LIKE operator takes a string")


def _like(sql: str, node: nodes.Compare, value: Any) -> Sql:
    if value is None:
        return f"{sql} IS NULL", []
    pattern = unescape(node.value.text, pattern=True).lower()
    return f"fold({sql}) LIKE ? ESCAPE '\\'", [pattern]


def listed(sql: str, field: Field, converted: list[Any], *, negated: bool) -> Sql:
    """`field IN (…)` or NOT IN; null may be among the values."""
    spans = [value for value in converted if isinstance(value, Span)]
    plain = [value for value in converted if value is not None and not isinstance(value, Span)]
    values: list[Any] = [value.lower() for value in plain] if field.text else plain
    column = f"fold({sql})" if field.text else sql
    tests = [f"{column} IN ({', '.join('?' * len(values))})"] if values else []
    for span in spans:
        tests.append(f"({sql} >= ? AND {sql} < ?)")
        values += [span.first, span.after]
    if None in converted:
        tests.append(f"{sql} IS NULL")
    test = f"({' OR '.join(tests)})"
    if not negated:
        return test, values
    return f"NOT IFNULL({test}, 0)", values
