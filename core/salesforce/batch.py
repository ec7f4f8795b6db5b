"""Composite batches: several independent calls in one (REST API Developer Guide, "Composite Batch"). Unlike
`composite` they may search; each part counts against the org's allowance."""

from collections.abc import Sequence

from core.salesforce.client import Client, Part, unreadable
from core.salesforce.composite import Answer

MOST = 25


def batch(client: Client, parts: Sequence[Part], purpose: str) -> list[Answer]:
    """The answers in the order of the parts, which only read; at most MOST. Raises as `Client.send`."""
    version = client.base.removeprefix("/services/data/")
    body = {"batchRequests": [{"method": part.method, "url": version + part.path} for part in parts]}
    reply = client.send(Part("POST", "composite/batch", body), purpose, safe=True)
    rows = reply.get("results") if isinstance(reply, dict) else None
    if not isinstance(rows, list) or len(rows) != len(parts):
        raise unreadable(purpose)
    if not all(isinstance(row, dict) and isinstance(row.get("statusCode"), int) for row in rows):
        raise unreadable(purpose)
    return [Answer(row["statusCode"], row.get("result")) for row in rows]
