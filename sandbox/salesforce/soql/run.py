"""Runs queries: rows with parents and children, counts, aggregates, explanations."""

# ruff: noqa: S608 - names in the SQL come from the schema; what a client sent is bound as a value

import json
import sqlite3
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sandbox.salesforce.bin import purge
from sandbox.salesforce.context import Context
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.recent import remember
from sandbox.salesforce.record_access import access_rows, is_about_access
from sandbox.salesforce.schema import Child
from sandbox.salesforce.soql import nodes
from sandbox.salesforce.soql.aggregate import is_aggregate_query, run_aggregate
from sandbox.salesforce.soql.build import Builder
from sandbox.salesforce.soql.parse import parse
from sandbox.salesforce.soql.problems import malformed
from sandbox.salesforce.soql.select import Selection

_MAX_REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class Rows:
    """The whole answer of a query: all records, ready for JSON; `total` may be a count without records."""

    total: int
    records: list[dict[str, Any]]


def run_query(context: Context, text: str, *, all_rows: bool = False) -> Rows:
    """Parse and run; SalesforceError with the place of what is wrong."""
    if all_rows:
        purge(context)
    return run_parsed(context, text, parse(text), all_rows=all_rows)


def run_parsed(
    context: Context, text: str, query: nodes.Query, *, all_rows: bool = False, ids: list[str] | None = None
) -> Rows:
    """Run a parsed query; `ids` limits it to some records."""
    if is_about_access(query):
        records = access_rows(context, query)
        return Rows(len(records), records)
    try:
        builder = Builder.of(context, text, query)
        builder.all_rows = builder.all_rows or all_rows
        builder.ids = ids
        return _run(builder)
    except RecursionError:
        raise malformed(text, 0, "the query is nested too deeply") from None
    except sqlite3.OperationalError:
        # more terms, parents or values than SQLite can join in one statement
        raise SalesforceError("QUERY_TOO_COMPLICATED", "The query has too many parts. Split it into several.") from None


def _run(builder: Builder) -> Rows:
    if _is_count(builder.query):
        return Rows(_count(builder), [])
    if is_aggregate_query(builder.query):
        records = run_aggregate(builder)
        return Rows(len(records), records)
    records = _records(builder)
    if "for" in builder.query.clauses:
        _remember(builder, records)
    return Rows(len(records), records)


def _remember(builder: Builder, records: list[dict[str, Any]]) -> None:
    """FOR VIEW and FOR REFERENCE make the records the user's latest."""
    for record in records[:_MAX_REMEMBERED]:
        remember(builder.context, builder.source.sobject, record["attributes"]["url"].rpartition("/")[2])


def _is_count(query: nodes.Query) -> bool:
    """`SELECT COUNT()`: a number and no records."""
    first = query.select[0]
    if len(query.select) != 1 or not isinstance(first, nodes.Item) or not isinstance(first.operand, nodes.Call):
        return False
    return first.operand.lower == "count" and not first.operand.arguments and not query.group


def _count(builder: Builder) -> int:
    where, values = builder.where()
    inner = f"SELECT 1 FROM {builder.source.sql()}{f' WHERE {where}' if where else ''}{builder.window()}"
    return int(builder.context.store.rows(f"SELECT COUNT(*) FROM ({inner})", values)[0][0])


def _records(builder: Builder) -> list[dict[str, Any]]:
    selection = _selection(builder)
    where, values = builder.where()
    order = builder.order(builder.query.order)
    sql = f"SELECT {', '.join(selection.columns)} FROM {builder.source.sql()}"
    sql += f"{f' WHERE {where}' if where else ''} ORDER BY {f'{order}, ' if order else ''}t0.Id{builder.window()}"
    raws = builder.context.store.rows(sql, values)
    records = [record for raw in raws if (record := selection.root.build(raw)) is not None]
    ids = [raw[selection.root.key] for raw in raws]
    for name, (child, query) in selection.children.items():
        children = _children(builder, child, query, ids)
        for record_id, record in zip(ids, records, strict=True):
            record[name] = children.get(record_id)
    return records


def _selection(builder: Builder) -> Selection:
    selection = Selection(builder.source)
    for item in builder.query.select:
        selection.add(item, builder.query.limit)
    return selection


def _children(builder: Builder, child: Child, query: nodes.Query, ids: list[str]) -> dict[str, dict[str, Any]]:
    """The subquery's records of all parents at once; LIMIT and OFFSET count within each parent."""
    inner = Builder.of(builder.context, builder.text, query, child.sobject)
    inner.all_rows = builder.all_rows
    selection = _selection(inner)
    if selection.children:
        raise malformed(builder.text, query.pos, "Nesting of queries is only supported one level deep")
    key = f't0."{child.field.name}"'
    place = selection.index(key)
    where, values = inner.where(f"{key} IN (SELECT value FROM json_each(?))", [json.dumps(ids)])
    order = inner.order(query.order)
    inner.window()
    sql = f"SELECT {', '.join(selection.columns)} FROM {inner.source.sql()} WHERE {where}"
    raws = builder.context.store.rows(f"{sql} ORDER BY {f'{order}, ' if order else ''}t0.Id", values)
    grouped: dict[str, list[Any]] = {}
    for raw in raws:
        grouped.setdefault(raw[place], []).append(selection.root.build(raw))
    first = query.offset or 0
    last = None if query.limit is None else first + query.limit
    kept = {parent: list(islice(records, first, last)) for parent, records in grouped.items()}
    return {
        parent: {"totalSize": len(records), "done": True, "records": records}
        for parent, records in kept.items()
        if records
    }


def explain_query(context: Context, text: str) -> dict[str, Any]:
    """A plan of the form the API gives; the numbers are counts, the costs made up of them."""
    query = parse(text)
    builder = Builder.of(context, text, query)
    _run(builder)
    name = builder.source.sobject.name
    total = int(context.store.rows(f'SELECT COUNT(*) FROM "{name}"')[0][0])
    plan = {
        "cardinality": total,
        "fields": [],
        "leadingOperationType": "TableScan",
        "notes": [],
        "relativeCost": 1.0,
        "sobjectCardinality": total,
        "sobjectType": name,
    }
    return {"plans": [plan], "sourceQuery": text}
