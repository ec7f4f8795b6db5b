"""The functions of SOQL: on dates, for labels, and aggregates."""

from dataclasses import replace

from sandbox.salesforce.schema import Field
from sandbox.salesforce.schema.fields import NUMBER_TYPES
from sandbox.salesforce.soql.nodes import Call, Path
from sandbox.salesforce.soql.problems import invalid_field, malformed
from sandbox.salesforce.soql.source import Column, Source

AGGREGATES = frozenset({"count", "count_distinct", "min", "max", "sum", "avg"})
_INT = Field("", "", "int", digits=9)
# the parts of a kept date or datetime, in UTC
_DATES = {
    "calendar_year": "CAST(substr({0}, 1, 4) AS INTEGER)",
    "calendar_month": "CAST(substr({0}, 6, 2) AS INTEGER)",
    "calendar_quarter": "(CAST(substr({0}, 6, 2) AS INTEGER) + 2) / 3",
    "day_in_month": "CAST(substr({0}, 9, 2) AS INTEGER)",
    "day_in_week": "CAST(strftime('%w', substr({0}, 1, 10)) AS INTEGER) + 1",
    "day_in_year": "CAST(strftime('%j', substr({0}, 1, 10)) AS INTEGER)",
    "fiscal_year": "CAST(substr({0}, 1, 4) AS INTEGER)",
    "fiscal_month": "CAST(substr({0}, 6, 2) AS INTEGER)",
    "fiscal_quarter": "(CAST(substr({0}, 6, 2) AS INTEGER) + 2) / 3",
    "hour_in_day": "CAST(substr({0}, 12, 2) AS INTEGER)",
    "week_in_month": "(CAST(substr({0}, 9, 2) AS INTEGER) + 6) / 7",
    "week_in_year": "(CAST(strftime('%j', substr({0}, 1, 10)) AS INTEGER) + 6) / 7",
    "day_only": "substr({0}, 1, 10)",
}


def is_aggregate(call: Call) -> bool:
    return call.lower in AGGREGATES


def argument(source: Source, call: Call) -> Column:
    """The one field that a function is given."""
    if len(call.arguments) != 1 or not isinstance(call.arguments[0], Path | Call):
        raise malformed(source.text, call.pos, f"the function {call.name} takes one field")
    inner = call.arguments[0]
    return source.column(inner) if isinstance(inner, Path) else function(source, inner)


def function(source: Source, call: Call) -> Column:
    """A function of one row. `toLabel` changes what is shown: its column keeps the field."""
    if call.lower == "tolabel":
        return argument(source, call)
    pattern = _DATES.get(call.lower)
    if pattern is None:
        raise malformed(source.text, call.pos, f"unexpected token: '{call.name}'")
    column = argument(source, call)
    if column.field.type not in ("date", "datetime"):
        raise invalid_field(source.text, call.pos, f"field {column.name} does not support the function {call.name}")
    kind = replace(_INT, type="date", name=column.name) if call.lower == "day_only" else replace(_INT, name=column.name)
    return Column(f"({pattern.format(column.sql)})", kind, column.place, column.name)


def label_of(column: Column) -> str:
    """SQL of a picklist value's label."""
    cases = [f"WHEN {_text(choice.value)} THEN {_text(choice.label)}" for choice in column.field.choices]
    return f"CASE {column.sql} {' '.join(cases)} ELSE {column.sql} END" if cases else column.sql


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def aggregate(source: Source, call: Call) -> Column:
    """COUNT, COUNT_DISTINCT, MIN, MAX, SUM or AVG of a field."""
    if call.lower == "count" and not call.arguments:
        return Column("COUNT(*)", replace(_INT, name="count"), source.root, "count")
    column = argument(source, call)
    name = call.lower
    if name in ("count", "count_distinct"):
        inner = f"fold({column.sql})" if column.field.text else column.sql
        distinct = "DISTINCT " if name == "count_distinct" else ""
        return Column(f"COUNT({distinct}{inner})", replace(_INT, name=column.name), column.place, column.name)
    numeric = column.field.type in NUMBER_TYPES or column.field.type == "int"
    if (name in ("sum", "avg") and not numeric) or not column.field.aggregatable:
        message = f"field {column.name} does not support aggregate operator {call.name.upper()}"
        raise malformed(source.text, call.pos, message)
    kind = replace(column.field, type="double") if name == "avg" else column.field
    return Column(f"{name.upper()}({column.sql})", kind, column.place, column.name)
