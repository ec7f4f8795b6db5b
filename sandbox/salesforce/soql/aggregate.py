"""GROUP BY, HAVING and aggregate functions."""

# ruff: noqa: S608 - names in the SQL come from the schema; what a client sent is bound as a value

from typing import Any

from sandbox.salesforce.soql import nodes
from sandbox.salesforce.soql.build import Builder
from sandbox.salesforce.soql.functions import is_aggregate
from sandbox.salesforce.soql.problems import malformed
from sandbox.salesforce.soql.shape import Convert, converter
from sandbox.salesforce.soql.source import Column

_MAX_GROUPS = 2000


def is_aggregate_query(query: nodes.Query) -> bool:
    if query.group:
        return True
    calls = [item.operand for item in query.select if isinstance(item, nodes.Item)]
    return any(isinstance(call, nodes.Call) and is_aggregate(call) for call in calls)


def run_aggregate(builder: Builder) -> list[dict[str, Any]]:
    """One record a group, named by field, alias or expr0, expr1…"""
    grouped = _grouped(builder)
    names, columns, converts = _selected(builder, grouped)
    where, values = builder.where()
    sql = f"SELECT {', '.join(columns)} FROM {builder.source.sql()}{f' WHERE {where}' if where else ''}"
    if grouped:
        sql += f" GROUP BY {', '.join(grouped.values())}"
    if builder.query.having is not None:
        having, more = builder.compiler(having=True).condition(builder.query.having)
        sql, values = f"{sql} HAVING {having}", [*values, *more]
    order = _order(builder, grouped)
    sql = f"{sql}{f' ORDER BY {order}' if order else ''}{builder.window()}"
    rows = builder.context.store.rows(sql, values)
    if len(rows) > _MAX_GROUPS:
        raise malformed(builder.text, builder.query.pos, "Aggregate query does not support queryMore(), use LIMIT")
    return [_record(names, converts, row) for row in rows]


def _record(names: list[str], converts: list[Convert | None], row: tuple[Any, ...]) -> dict[str, Any]:
    record: dict[str, Any] = {"attributes": {"type": "AggregateResult"}}
    for name, convert, value in zip(names, converts, row, strict=True):
        record[name] = convert(value) if convert else value
    return record


def _grouped(builder: Builder) -> dict[str, str]:
    """The SQL of each grouped value and what to group by: texts without regard to capitals."""
    result = {}
    for operand in builder.query.group:
        if isinstance(operand, nodes.Call) and is_aggregate(operand):
            raise malformed(builder.text, operand.pos, "an aggregate cannot be grouped by")
        column = builder.operand(operand)
        if not column.field.groupable:
            message = f"field '{column.name}' can not be grouped in a query call"
            raise malformed(builder.text, operand.pos, message)
        result[column.sql] = f"fold({column.sql})" if column.field.text else column.sql
    return result


def _selected(builder: Builder, grouped: dict[str, str]) -> tuple[list[str], list[str], list[Convert | None]]:
    names: list[str] = []
    columns: list[str] = []
    converts: list[Convert | None] = []
    unnamed = 0
    for item in builder.query.select:
        if not isinstance(item, nodes.Item):
            raise malformed(builder.text, builder.query.pos, "subqueries cannot be grouped")
        column = builder.operand(item.operand)
        plain = _is_plain(builder, item.operand, column, grouped)
        name = item.alias or (column.name if isinstance(item.operand, nodes.Path) else f"expr{unnamed}")
        unnamed += item.alias is None and isinstance(item.operand, nodes.Call)
        if name in names:
            raise malformed(builder.text, item.operand.pos, f"duplicate alias: {name}")
        names.append(name)
        columns.append(f"MIN({column.sql})" if plain and column.field.text else column.sql)
        converts.append(converter(column.field))
    return names, columns, converts


def _is_plain(builder: Builder, operand: nodes.Operand, column: Column, grouped: dict[str, str]) -> bool:
    """Whether a selected value is a grouped one; it must be that or an aggregate."""
    if isinstance(operand, nodes.Call) and is_aggregate(operand):
        return False
    if column.sql not in grouped:
        name = operand.text if isinstance(operand, nodes.Path) else operand.name
        raise malformed(builder.text, operand.pos, f"Field must be grouped or aggregated: {name}")
    return True


def _order(builder: Builder, grouped: dict[str, str]) -> str:
    for item in builder.query.order:
        _is_plain(builder, item.operand, builder.operand(item.operand), grouped)
    return builder.order(builder.query.order)
