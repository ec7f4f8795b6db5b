"""The resources under `/listviews`: the list, one view, its describe and its rows."""

from datetime import UTC, datetime, time
from typing import Any

from sandbox.salesforce.context import Context
from sandbox.salesforce.errors import SalesforceError, not_found
from sandbox.salesforce.ids import to_18
from sandbox.salesforce.listviews import ListView, condition_of, query_of
from sandbox.salesforce.moments import from_stamp, parse_date
from sandbox.salesforce.recent import recent_ids
from sandbox.salesforce.schema import Field, SObject
from sandbox.salesforce.soql import nodes
from sandbox.salesforce.soql.build import Builder
from sandbox.salesforce.soql.parse import parse, parse_condition, unescape
from sandbox.salesforce.soql.run import run_query

MOST_ROWS = 2000
_ALWAYS_HIDDEN = ("Id", "CreatedDate", "LastModifiedDate", "SystemModstamp")
_OPERATORS = {
    "=": "equals",
    "!=": "notEqual",
    "<": "lessThan",
    "<=": "lessThanOrEqualTo",
    ">": "greaterThan",
    ">=": "greaterThanOrEqualTo",
    "like": "like",
}
_LISTS = {"in": "in", "not in": "notIn", "includes": "includes", "excludes": "excludes"}


def list_views(context: Context, name: str) -> dict[str, Any]:
    """`{done, listviews, nextRecordsUrl, size, sobjectType}`."""
    sobject = context.sobject(name)
    views = [_entry(context, key, view) for key, view in _views(context, sobject)]
    return {
        "done": True,
        "listviews": views,
        "nextRecordsUrl": None,
        "size": len(views),
        "sobjectType": sobject.name,
    }


def list_view(context: Context, name: str, view_id: str) -> dict[str, Any]:
    """One entry of the list; for the id `recent` the list of those used last."""
    sobject = context.sobject(name)
    if view_id == "recent":
        used = recent_ids(context, "00B")
        found = [(key, view) for key, view in _views(context, sobject) if key in used]
        views = [_entry(context, key, view) for key, view in found]
        return {"done": True, "listviews": views, "nextRecordsUrl": None, "size": len(views), "sobjectType": name}
    return _entry(context, *_view(context, sobject, view_id))


def _views(context: Context, sobject: SObject) -> list[tuple[str, ListView]]:
    rows = context.store.rows('SELECT Id FROM "ListView" WHERE SobjectType = ? ORDER BY Name, Id', (sobject.name,))
    return [(key, _load(context, key)) for (key,) in rows]


def _load(context: Context, key: str) -> ListView:
    body = context.settings.read_one("list view", key)
    return ListView(**{**body, "columns": tuple(body["columns"])})


def _view(context: Context, sobject: SObject, wanted: str) -> tuple[str, ListView]:
    """A view by id or developer name."""
    full = to_18(wanted)
    for key, view in _views(context, sobject):
        if key == full or view.developer_name == wanted:
            return key, view
    raise not_found()


def _entry(context: Context, key: str, view: ListView) -> dict[str, Any]:
    url = f"{context.base}/{view.sobject}/listviews/{key}"
    return {
        "describeUrl": f"{url}/describe",
        "developerName": view.developer_name,
        "id": key,
        "label": view.label,
        "resultsUrl": f"{url}/results",
        "soqlCompatible": view.soql_compatible,
        "url": url,
    }


def list_view_describe(context: Context, name: str, view_id: str) -> dict[str, Any]:
    """Columns, order, condition and the SOQL text that gives the view's records."""
    sobject = context.sobject(name)
    key, view = _view(context, sobject, view_id)
    query = parse(query_of(context, view))
    condition = condition_of(context, view)
    return {
        "columns": _columns(context, view, query),
        "id": key,
        "orderBy": [_order(item) for item in query.order],
        "query": query_of(context, view),
        "relatedEntityId": None,
        "scope": view.scope,
        "scopeEntityId": None,
        "sobjectType": sobject.name,
        "whereCondition": _condition(parse_condition(condition))
        if condition
        else {"conditions": [], "conjunction": "and"},
    }


def _order(item: nodes.Order) -> dict[str, Any]:
    last = item.descending if item.nulls_last is None else item.nulls_last
    return {
        "fieldNameOrPath": nodes.path_of(item.operand),
        "nullsPosition": "last" if last else "first",
        "sortDirection": "descending" if item.descending else "ascending",
    }


def _columns(context: Context, view: ListView, query: nodes.Query) -> list[dict[str, Any]]:
    builder = Builder.of(context, "", query)
    orders = [_order(item) for item in query.order]
    shown = {_bare(name) for name in view.columns}
    result = []
    for item in query.select:
        if not isinstance(item, nodes.Item):
            continue
        column = builder.operand(item.operand)
        path = nodes.path_of(item.operand)
        label = isinstance(item.operand, nodes.Call)
        place = next((i for i, order in enumerate(orders) if order["fieldNameOrPath"] == path), None)
        sortable = column.field.sortable
        result.append(
            {
                "ascendingLabel": "Z-A" if sortable else None,
                "descendingLabel": "A-Z" if sortable else None,
                "fieldNameOrPath": path,
                "hidden": path in _ALWAYS_HIDDEN and path not in shown,
                "label": _label(builder, path, column.field),
                "searchable": False,
                "selectListItem": f"toLabel({path})" if label else path,
                "sortDirection": orders[place]["sortDirection"] if place is not None else None,
                "sortIndex": place,
                "sortable": sortable,
                "type": column.field.type,
            }
        )
    return result


def _bare(name: str) -> str:
    return name.removeprefix("toLabel(").removesuffix(")")


def _label(builder: Builder, path: str, field: Field) -> str:
    """`Account Name` for Account.Name, `Owner Alias` for Owner.Alias; an own field has its own label."""
    parent, dot, _ = path.rpartition(".")
    if not dot:
        return field.label
    reference = builder.source.sobject.relation(parent)
    name = reference.label.removesuffix(" ID") if reference else ""
    return field.label if field.label.startswith(name) else f"{name} {field.label}"


def _condition(node: nodes.Condition) -> dict[str, Any]:
    """The condition as the tree that the API shows."""
    if isinstance(node, nodes.All | nodes.AnyOf):
        word = "and" if isinstance(node, nodes.All) else "or"
        return {"conditions": [_condition(item) for item in node.items], "conjunction": word}
    if isinstance(node, nodes.Not):
        return {"condition": _condition(node.item)}
    if isinstance(node, nodes.WithinQuery):
        raise SalesforceError("INVALID_INPUT", "the list view's condition holds a query")
    field = nodes.path_of(node.operand)
    if isinstance(node, nodes.Within):
        return {"field": field, "operator": _LISTS[node.kind], "values": [_literal(value) for value in node.values]}
    return {"field": field, "operator": _OPERATORS[node.operator], "values": [_literal(node.value)]}


def _literal(value: nodes.Value) -> str:
    if value.kind == "string":
        return f"'{unescape(value.text)}'"
    return value.text if value.number is None else f"{value.text}:{value.number}"


def list_view_results(context: Context, name: str, view_id: str, limit: int = 25, offset: int = 0) -> dict[str, Any]:
    """A page of the view's rows, each value as a text."""
    sobject = context.sobject(name)
    key, view = _view(context, sobject, view_id)
    if not 1 <= limit <= MOST_ROWS or offset < 0:
        raise SalesforceError("INVALID_INPUT", f"limit goes from 1 to {MOST_ROWS}, offset from 0")
    columns = list_view_describe(context, name, key)["columns"]
    records = run_query(context, query_of(context, view)).records
    page = records[offset : offset + limit]
    return {
        "columns": columns,
        "developerName": view.developer_name,
        "done": offset + limit >= len(records),
        "id": key,
        "label": view.label,
        "records": [{"columns": [_cell(record, column) for column in columns]} for record in page],
        "size": len(page),
    }


def _cell(record: dict[str, Any], column: dict[str, Any]) -> dict[str, Any]:
    value: Any = record
    for part in column["fieldNameOrPath"].split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return {"fieldNameOrPath": column["fieldNameOrPath"], "value": _text(value, column["type"])}


def _text(value: Any, kind: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if kind == "datetime":
        return _written(from_stamp(value))
    if kind == "date":
        day = parse_date(value)
        return _written(datetime.combine(day, time(), UTC)) if day else value
    return str(value)


def _written(moment: datetime) -> str:
    """`Fri Aug 01 21:15:46 GMT 2014`, English whatever the machine speaks."""
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    start = f"{days[moment.weekday()]} {months[moment.month - 1]} {moment.day:02}"
    return f"{start} {moment:%H:%M:%S} GMT {moment.year:04}"
