"""Conditional requests: `If-(Un)Modified-Since` on rows and describes (to the second), entity tags on Account only.

Salesforce answers 304 or 412; it does not look at these headers when deleting.
"""

import hashlib
import json
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.wire import RestCall, RestReply

TAGGED = ("Account",)
READS = ("GET", "HEAD")
HEADERS = ("If-Modified-Since", "If-Unmodified-Since", "If-Match", "If-None-Match")


def http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def row_moment(row: dict[str, Any]) -> datetime | None:
    """LastModifiedDate of a row as Salesforce writes it (`2026-01-02T03:04:05.000+0000`)."""
    text = row.get("LastModifiedDate") or row.get("SystemModstamp")
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z") if isinstance(text, str) else None


def tag_of(row: dict[str, Any]) -> str:
    text = json.dumps(row, sort_keys=True, default=str).encode()
    return f'"{hashlib.sha256(text).hexdigest()[:32]}"'


def wanted(call: RestCall) -> bool:
    return any(name in call.headers for name in HEADERS)


def _date(call: RestCall, name: str) -> datetime | None:
    value = call.headers.get(name)
    if value is None:
        return None
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError):
        raise SalesforceError("INVALID_HTTP_HEADER", f"The {name} header is not an HTTP date: {value}") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _tags(call: RestCall, name: str) -> list[str] | None:
    value = call.headers.get(name)
    if value is None:
        return None
    # The edge appends --gzip to a tag of a compressed answer; clients send it back.
    return [part.strip().removeprefix("W/").replace("--gzip", "") for part in value.split(",")]


def outcome(call: RestCall, modified: datetime | None, tag: str | None) -> int:
    """200 go on, 304 not modified, 412 precondition failed (RFC 9110 13.2.2). Raises 400 for a date that is none."""
    since, until = _date(call, "If-Modified-Since"), _date(call, "If-Unmodified-Since")
    seconds = modified.replace(microsecond=0) if modified else None
    match, none_match = (_tags(call, name) if tag else None for name in ("If-Match", "If-None-Match"))
    failed_match = match is not None and tag not in match and "*" not in match
    if failed_match or (match is None and until and seconds and seconds > until):
        return 412
    read = call.method in READS
    if none_match is not None:
        hit = tag in none_match or "*" in none_match
        return (304 if read else 412) if hit else 200
    return 304 if read and since and seconds and seconds <= since else 200


def check(call: RestCall, modified: datetime | None, tag: str | None = None) -> RestReply | None:
    """The reply that ends the call, or None to go on."""
    if not wanted(call):
        return None
    status = outcome(call, modified, tag)
    if status == 304:
        return RestReply(304, None, stamps(modified, tag))
    if status == 412:
        raise SalesforceError("PRECONDITION_FAILED", "The resource does not meet the precondition given", status=412)
    return None


def check_row(call: RestCall, sobject: str, record_id: str) -> RestReply | None:
    """The same for a stored row, which is read only when a condition is asked."""
    if not wanted(call):
        return None
    row = call.acting.retrieve(sobject, record_id)
    return check(call, row_moment(row), tag_of(row) if sobject in TAGGED else None)


def stamps(modified: datetime | None, tag: str | None) -> dict[str, str]:
    """Last-Modified and ETag of an answer."""
    headers = {"Last-Modified": http_date(modified)} if modified else {}
    return headers | ({"ETag": tag} if tag else {})
