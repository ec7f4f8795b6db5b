"""POST /$batch: up to 20 requests in one (graph/json-batching). Each part is throttled and fails on its own."""

import base64
import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

import orjson

from sandbox.microsoft.graph.errors import GraphError
from sandbox.microsoft.graph.face import Graph, Outcome
from sandbox.microsoft.graph.request import GraphRequest, GraphResponse, split_url
from sandbox.microsoft.tokens import Claims

MAX_PARTS = 20
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Part:
    id: str
    request: GraphRequest
    depends_on: tuple[str, ...]


def run(graph: Graph, request: GraphRequest, claims: Claims, tell: Any) -> tuple[GraphResponse, list[Outcome]]:
    """The reply and each part's outcome. tell: makes an error's body. Raises GraphError 400 for a malformed batch."""
    parts = _parts(request)
    outcomes: dict[str, Outcome] = {}
    for part in _in_order(parts):
        failed = [d for d in part.depends_on if outcomes[d].status >= 400]
        if failed:
            outcome = Outcome(f"{part.request.method} (not run)")
            text = "One of the requests that this request depends on failed."
            outcome.error = GraphError(424, "FailedDependency", text)
        else:
            outcome = graph.run(part.request, claims)
        outcomes[part.id] = outcome
    rows = [_row(part.id, outcomes[part.id], tell) for part in parts]
    # Graph answers in any order; a client that counts on the order must fail here.
    random.Random(len(rows)).shuffle(rows)
    found = [*outcomes.values()]
    response = GraphResponse(200, {"responses": rows}, units=len(parts), write=any(o.write for o in found))
    response.cut = any(o.response.cut for o in found if o.response)
    response.half = any(o.response.half for o in found if o.response)
    return response, found


def describe(outcomes: list[Outcome]) -> str:
    """For the log of calls: `POST $batch [12 PATCH contacts/{id}]`."""
    counts = Counter(o.operation for o in outcomes)
    return f"POST $batch [{', '.join(f'{number} {operation}' for operation, number in counts.items())}]"


def _parts(request: GraphRequest) -> list[Part]:
    entries = request.json().get("requests")
    if not isinstance(entries, list) or not entries:
        raise GraphError(400, "BadRequest", "The batch request has no 'requests' property, or it is empty.")
    if len(entries) > MAX_PARTS:
        text = f"Number of batch requests exceeds the max limit of {MAX_PARTS}."
        raise GraphError(400, "BadRequest", text)
    parts = [_part(entry, request) for entry in entries]
    if len({p.id for p in parts}) != len(parts):
        raise GraphError(400, "BadRequest", "Request Id needs to be unique in a batch.")
    known = {p.id for p in parts}
    for part in parts:
        if not set(part.depends_on) <= known:
            raise GraphError(400, "BadRequest", f"Request '{part.id}' depends on a request that is not in the batch.")
    return parts


def _part(entry: Any, outer: GraphRequest) -> Part:
    if not isinstance(entry, dict):
        raise GraphError(400, "BadRequest", "Each entry of a batch request is an object.")
    part_id, method, url = entry.get("id"), entry.get("method"), entry.get("url")
    if not isinstance(part_id, str) or not part_id:
        raise GraphError(400, "BadRequest", "Each request in a batch needs an id that is a text.")
    if not isinstance(method, str) or method.upper() not in _METHODS or not isinstance(url, str):
        raise GraphError(400, "BadRequest", f"Request '{part_id[:50]}' needs a valid method and url.")
    headers, depends = entry.get("headers") or {}, entry.get("dependsOn") or []
    if not isinstance(headers, dict) or not isinstance(depends, list) or not all(isinstance(d, str) for d in depends):
        raise GraphError(400, "BadRequest", f"The headers or dependsOn of request '{part_id[:50]}' are malformed.")
    lower = {str(k).lower(): str(v) for k, v in headers.items()}
    body = _body(entry.get("body"), lower, part_id)
    try:
        segments, query = split_url(url)
    except GraphError:
        segments, query = ["?"], {}
    request = GraphRequest(method.upper(), segments, query, lower, body, outer.base_url, url)
    return Part(part_id, request, tuple(depends))


def _body(value: Any, headers: dict[str, str], part_id: str) -> bytes:
    if value is None:
        return b""
    if "content-type" not in headers:
        text = f"Write request id : {part_id[:50]} does not contain Content-Type header or body."
        raise GraphError(400, "BadRequest", text)
    if isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except ValueError:
            return value.encode("utf-8", "replace")
    return orjson.dumps(value)


def _in_order(parts: list[Part]) -> list[Part]:
    """Each after what it depends on. Raises GraphError 400 for a circle."""
    done: list[Part] = []
    waiting = list(parts)
    while waiting:
        ready = [p for p in waiting if set(p.depends_on) <= {d.id for d in done}]
        if not ready:
            raise GraphError(400, "BadRequest", "The requests of the batch depend on each other in a circle.")
        done.append(ready[0])
        waiting.remove(ready[0])
    return done


def _row(part_id: str, outcome: Outcome, tell: Any) -> dict[str, Any]:
    if outcome.response is None:
        error = outcome.error or GraphError(500, "InternalServerError", "An internal server error occurred.")
        headers = {"Content-Type": "application/json", **error.headers}
        return {"id": part_id, "status": error.status, "headers": headers, "body": tell(error)}
    response = outcome.response
    row: dict[str, Any] = {"id": part_id, "status": response.status, "headers": {**response.headers}}
    if isinstance(response.body, bytes):
        row["body"] = base64.b64encode(response.body).decode()
    elif response.body is not None:
        row["headers"].setdefault("Content-Type", "application/json")
        row["body"] = response.body
    return row
