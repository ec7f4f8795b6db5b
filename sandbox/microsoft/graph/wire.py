"""Microsoft Graph v1.0 over HTTP: `blueprint` hands every call below /v1.0 to the face and writes the log of calls."""

import uuid
from typing import Any

import orjson
from flask import Blueprint, Response, request

from sandbox.calls import Call, Calls
from sandbox.microsoft.graph import batch, faulty
from sandbox.microsoft.graph.errors import GraphError
from sandbox.microsoft.graph.face import Graph, Outcome
from sandbox.microsoft.graph.request import GraphRequest, GraphResponse, split_path, split_query
from sandbox.web import cut_connection

JSON_TYPE = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def blueprint(graph: Graph, calls: Calls, base_url: str | None = None) -> Blueprint:
    """base_url: the public address without /v1.0; by default what the client called."""
    routes = Blueprint("graph", __name__, url_prefix="/v1.0")

    @routes.route("/", defaults={"path": ""}, methods=METHODS)
    @routes.route("/<path:path>", methods=METHODS)
    def _any(path: str) -> Response:
        ids = str(uuid.uuid4()), request.headers.get("client-request-id") or str(uuid.uuid4())
        wire = _Wire(graph, calls, *ids)
        response = wire.answer(path, base_url or request.host_url.rstrip("/"))
        response.headers["request-id"], response.headers["client-request-id"] = ids
        response.headers["OData-Version"] = "4.0"
        response.headers["Cache-Control"] = "private"
        return response

    return routes


class _Wire:
    """One HTTP call: from Flask's request to the face and back."""

    def __init__(self, graph: Graph, calls: Calls, request_id: str, client_request_id: str) -> None:
        self._graph, self._calls = graph, calls
        self._request_id, self._client_request_id = request_id, client_request_id

    def answer(self, path: str, base_url: str) -> Response:
        outcomes: list[Outcome] = []
        outcome = Outcome(f"{request.method} ?")
        try:
            wanted = self._read(path, base_url)
            claims = self._graph.authenticate(request.headers.get("Authorization", ""))
            if wanted.segments == ["$batch"] and wanted.method == "POST":
                outcome = Outcome("POST $batch")
                faulty.suffer(self._graph.faults, self._batch_target(wanted), "POST $batch", write=False)
                outcome.response, outcomes = batch.run(self._graph, wanted, claims, self.tell)
                self._after_batch(outcome, outcomes)
            else:
                outcome = self._graph.run(wanted, claims)
        except GraphError as error:
            outcome.error = error
        self._log(outcome)
        return self._render(outcome)

    def _read(self, path: str, base_url: str) -> GraphRequest:
        headers = {k.lower(): v for k, v in request.headers.items()}
        query = split_query(request.query_string.decode("latin-1"))
        return GraphRequest(request.method, split_path(path), query, headers, request.get_data(), base_url, request.url)

    def _batch_target(self, wanted: GraphRequest) -> str:
        """The mailbox that the first part is about, by its address."""
        try:
            first = wanted.json()["requests"][0]["url"]
            named = split_path(first)[1]
        except (GraphError, KeyError, IndexError, TypeError, AttributeError):
            return "*"
        mailbox = self._graph.store.mailbox(named)
        return mailbox.address if mailbox else "*"

    def _after_batch(self, outcome: Outcome, outcomes: list[Outcome]) -> None:
        targets = {o.target for o in outcomes if o.target}
        outcome.target = targets.pop() if len(targets) == 1 else ""
        outcome.operation = batch.describe(outcomes)
        outcome.write = any(o.write for o in outcomes)
        fault = self._graph.faults.take(outcome.target or "*", "POST $batch", faulty.AFTER)
        if fault is not None and outcome.response is not None:
            outcome.response.cut |= fault.kind == "lost_reply"
            outcome.response.half |= fault.kind == "malformed_reply"

    def tell(self, error: GraphError) -> dict[str, Any]:
        return error.body(self._graph.clock.now(), self._request_id, self._client_request_id)

    def _log(self, outcome: Outcome) -> None:
        units = outcome.response.units if outcome.response else 1
        facts = (outcome.target, outcome.operation, request.method, request.path, outcome.status)
        self._calls.add(Call(self._graph.clock.now(), "graph", *facts, units=max(1, units), write=outcome.write))

    def _render(self, outcome: Outcome) -> Response:
        shown = outcome.response
        if shown is None:
            error = outcome.error or GraphError(500, "InternalServerError", "An internal server error occurred.")
            shown = GraphResponse(error.status, self.tell(error), error.headers)
        if shown.cut:
            cut_connection(request.environ)
        data = shown.body if isinstance(shown.body, bytes) else b"" if shown.body is None else orjson.dumps(shown.body)
        response = Response(data[: len(data) // 2] if shown.half else data, shown.status)
        response.headers["Content-Type"] = JSON_TYPE
        response.headers.update(shown.headers)
        if not data:
            del response.headers["Content-Type"]
        return response
