"""What the org is made of: resources, objects, describes, layouts, list views, recently used rows, change windows."""

from datetime import datetime
from typing import Any

from sandbox.salesforce import conditional, faulting, queries
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.identity import identity_url
from sandbox.salesforce.wire import RestCall, RestReply

RESOURCES = (
    "appMenu",
    "composite",
    "jobs",
    "limits",
    "parameterizedSearch",
    "query",
    "queryAll",
    "recent",
    "search",
    "sobjects",
)


def resources(call: RestCall) -> RestReply:
    """`GET /services/data/vXX.X/`: names and addresses, `identity` in full."""
    body = {name: f"{call.base}/{name}" for name in RESOURCES}
    body["identity"] = identity_url(call.face.root(), call.face.org.id, call.user["Id"])
    return RestReply(200, dict(sorted(body.items())))


def composite_resources(call: RestCall) -> RestReply:
    names = ("batch", "graph", "sobjects", "tree")
    return RestReply(200, {name: f"{call.base}/composite/{name}" for name in names})


def _described(call: RestCall, body: Any, *name: str) -> RestReply:
    """A description with its Last-Modified, or 304 when it has not changed since the client's date."""
    since = call.face.describe_stamps.since(body, call.user["Id"], call.version, *name)
    return conditional.check(call, since) or RestReply(200, body, conditional.stamps(since, None))


def sobjects(call: RestCall) -> RestReply:
    return _described(call, call.acting.describe_global(), "sobjects")


def describe(call: RestCall, sobject: str) -> RestReply:
    return _described(call, call.acting.describe(sobject), sobject)


def layouts(call: RestCall, sobject: str, record_type: str | None = None) -> RestReply:
    return _described(call, call.acting.layouts(sobject, record_type), "layouts", sobject, record_type or "")


def sobject_info(call: RestCall, sobject: str) -> RestReply:
    return RestReply(200, call.acting.sobject_info(sobject))


def recent(call: RestCall) -> RestReply:
    rows = call.acting.recent(queries.count(call.query.get("limit", "200"), "limit"))
    return RestReply(200, rows, units=max(1, len(rows)))


def _moment(call: RestCall, name: str) -> datetime:
    """`start` or `end` of a window: ISO 8601 with its offset. A `+` that the client left unencoded is a blank here."""
    text = call.query.get(name)
    if not text:
        raise SalesforceError("MISSING_ARGUMENT", f"Missing required parameter: {name}")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or "T" not in text.upper():
        raise SalesforceError("INVALID_REPLICATION_DATE", f"{name} is not a date and time with a time zone: {text}")
    return moment


def updated(call: RestCall, sobject: str) -> RestReply:
    faulting.check_cursor(call, "INVALID_REPLICATION_DATE", "startDate cannot be more than 30 days ago")
    body = call.acting.updated(sobject, _moment(call, "start"), _moment(call, "end"))
    return RestReply(200, body, units=max(1, len(body["ids"])))


def deleted(call: RestCall, sobject: str) -> RestReply:
    faulting.check_cursor(call, "INVALID_REPLICATION_DATE", "startDate before org's replication enabled date")
    body = call.acting.deleted(sobject, _moment(call, "start"), _moment(call, "end"))
    return RestReply(200, body, units=max(1, len(body["deletedRecords"])))


def list_views(call: RestCall, sobject: str) -> RestReply:
    return RestReply(200, call.acting.list_views(sobject))


def list_view(call: RestCall, sobject: str, view: str) -> RestReply:
    return RestReply(200, call.acting.list_view(sobject, view))


def list_view_describe(call: RestCall, sobject: str, view: str) -> RestReply:
    return RestReply(200, call.acting.list_view_describe(sobject, view))


def list_view_results(call: RestCall, sobject: str, view: str) -> RestReply:
    limit = queries.count(call.query.get("limit", "25"), "limit")
    if not 1 <= limit <= 2000:
        raise SalesforceError("INVALID_INPUT", f"limit must be between 1 and 2000: {limit}")
    offset = queries.count(call.query.get("offset", "0"), "offset")
    body = call.acting.list_view_results(sobject, view, limit, offset)
    return RestReply(200, body, units=max(1, len(body.get("records", ()))))
