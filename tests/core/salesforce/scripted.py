"""A server that signs anybody in and then answers what a test wrote down, for replies no healthy Salesforce gives."""

from dataclasses import dataclass, field

from flask import Flask, Response, jsonify, request

from core.salesforce.auth import Login, RefreshToken
from core.salesforce.client import Client, Pace
from sandbox.web import Server, cut_connection


@dataclass(frozen=True)
class Reply:
    """One answer. cut: the connection is closed instead."""

    body: bytes = b"{}"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


class Scripted:
    """replies are used up in order, then `{}` follows; seen: (method, path, headers) of each data call. identity: the
    identity URL of whoever signs in."""

    def __init__(self) -> None:
        app = Flask("scripted")
        self.replies: list[Reply] = []
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.tokens = 0
        self.identity = ""
        self.pauses: list[float] = []
        app.add_url_rule("/services/oauth2/token", view_func=self._token, methods=["POST"])
        app.add_url_rule("/services/data/<path:path>", view_func=self._data, methods=["GET", "POST", "PATCH", "DELETE"])
        self.server = Server(app)

    def _token(self) -> Response:
        self.tokens += 1
        return jsonify(access_token=f"token-{self.tokens}", instance_url=self.server.url, id=self.identity)

    def _data(self, path: str) -> Response:
        self.seen.append((request.method, path, dict(request.headers)))
        reply = self.replies.pop(0) if self.replies else Reply()
        if reply.cut:
            cut_connection(request.environ)
        return Response(reply.body, reply.status, reply.headers, content_type="application/json")

    def forget(self) -> None:
        """As new."""
        self.replies, self.seen, self.tokens, self.pauses = [], [], 0, []

    def login(self) -> Login:
        return Login(RefreshToken(self.server.url, "client", None, "refresh"))

    def client(self, **pace: int) -> Client:
        return Client(self.login(), pace=Pace(wait=self.pauses.append, jitter=lambda: 0.5, **pace))
