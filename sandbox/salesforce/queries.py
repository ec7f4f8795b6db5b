"""SOQL and SOSL over REST: query, queryAll, their further pages, plans, search."""

import re
from typing import Any

from sandbox.salesforce import faulting
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.wire import RestCall, RestReply, call_options

LONGEST = 100_000
BATCH, SMALLEST_BATCH = 2000, 200


def batch_size(call: RestCall) -> int:
    """`Sforce-Query-Options: batchSize=200..2000`; a hint, so other numbers are moved into that range."""
    text = call_options(call.headers.get("Sforce-Query-Options", "")).get("batchSize", "")
    return min(BATCH, max(SMALLEST_BATCH, int(text))) if re.fullmatch(r"\d{1,9}", text) else BATCH


def weight(row: dict[str, Any]) -> int:
    """Rows of child queries count towards the batch."""
    return 1 + sum([len(value["records"]) for value in row.values() if isinstance(value, dict) and "records" in value])


def page_end(rows: list[dict[str, Any]], start: int, size: int) -> int:
    """Index after the last row of the page; at least one row, however many children it has."""
    used, end = 0, start
    while end < len(rows):
        used += weight(rows[end])
        if used > size and end > start:
            break
        end += 1
    return end


def _reply(call: RestCall, rows: list[dict[str, Any]], total: int, start: int, locator: str) -> RestReply:
    end = page_end(rows, start, batch_size(call))
    body: dict[str, Any] = {"totalSize": total, "done": end >= len(rows)}
    if end < len(rows):
        locator = locator or call.face.cursors.open(call.user["Id"], rows, total)
        body["nextRecordsUrl"] = f"{call.base}/query/{locator}-{end}"
    body["records"] = rows[start:end]
    return RestReply(200, body, units=max(1, end - start))


def _run(call: RestCall, *, all_rows: bool) -> RestReply:
    plan = call.query.get("explain")
    soql = plan if plan is not None else call.query.get("q")
    if not soql:
        raise SalesforceError("MALFORMED_QUERY", "A query string has to be specified")
    if len(soql) > LONGEST:
        raise SalesforceError("QUERY_TOO_COMPLICATED", f"SOQL statements cannot be longer than {LONGEST} characters.")
    if plan is not None:
        return RestReply(200, call.acting.explain(plan))
    found = call.acting.query(soql, all_rows=all_rows)
    return _reply(call, found.records, found.total, 0, "")


def query(call: RestCall) -> RestReply:
    return _run(call, all_rows=False)


def query_all(call: RestCall) -> RestReply:
    return _run(call, all_rows=True)


def query_more(call: RestCall, locator: str) -> RestReply:
    faulting.check_cursor(call, "INVALID_QUERY_LOCATOR", "invalid query locator")
    name, result, offset = call.face.cursors.page(call.user["Id"], locator)
    return _reply(call, result.rows, result.total, offset, name)


def _found(call: RestCall, rows: list[dict[str, Any]]) -> RestReply:
    """`{searchRecords: […]}`; a bare array before v37."""
    body: Any = {"searchRecords": rows} if call.number >= 37 else rows
    return RestReply(200, body, units=max(1, len(rows)))


def search(call: RestCall) -> RestReply:
    text = call.query.get("q", "")
    if not text:
        raise SalesforceError("MALFORMED_SEARCH", "No search term found. The search term must be enclosed in braces.")
    return _found(call, call.acting.search(text))


def parameterized_get(call: RestCall) -> RestReply:
    """`q, in, fields, sobject (repeated), Contact.fields, Contact.limit, Contact.where, overallLimit, defaultLimit`."""
    wish: dict[str, Any] = {k: call.query[k] for k in ("q", "in", "overallLimit", "defaultLimit") if k in call.query}
    if "fields" in call.query:
        wish["fields"] = _names(call.query["fields"])
    listed = [name for value in call.query.getlist("sobject") for name in _names(value)]
    wish["sobjects"] = [_object_wish(call, name) for name in listed]
    return _search_for(call, wish)


def _names(value: str) -> list[str]:
    return [name.strip() for name in value.split(",") if name.strip()]


def _object_wish(call: RestCall, name: str) -> dict[str, Any]:
    given = {key: call.query[f"{name}.{key}"] for key in ("limit", "where", "orderBy") if f"{name}.{key}" in call.query}
    fields = call.query.get(f"{name}.fields")
    return {"name": name} | given | ({"fields": _names(fields)} if fields else {})


def parameterized_post(call: RestCall) -> RestReply:
    return _search_for(call, dict(call.json_object()))


def _search_for(call: RestCall, wish: dict[str, Any]) -> RestReply:
    if not isinstance(wish.get("q"), str):
        raise SalesforceError("MALFORMED_SEARCH", "The q parameter is required.")
    for name in ("overallLimit", "defaultLimit"):
        if name in wish:
            wish[name] = count(wish[name], name)
    return _found(call, call.acting.parameterized_search(**wish))


def count(value: Any, name: str) -> int:
    """A number from a query parameter or body. Raises 400 for anything else."""
    text = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,9}", text):
        raise SalesforceError("INVALID_INPUT", f"The value of {name} must be a whole number: {text[:50]}")
    return int(text)
