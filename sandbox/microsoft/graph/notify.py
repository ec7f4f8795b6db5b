"""Subscriptions to change notifications as the sandbox keeps them, and the handshake with their receivers."""

import http.client
import ssl
import threading
import uuid
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from sandbox.microsoft.graph.errors import GraphError

HANDSHAKE_SECONDS = 10
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass
class Subscription:
    id: str
    app_id: str
    creator_id: str
    resource: str
    change_type: str
    notification_url: str
    lifecycle_url: str | None
    client_state: str | None
    expires: datetime


class Subscriptions:
    """All subscriptions of a sandbox; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: dict[str, Subscription] = {}

    def add(self, subscription: Subscription) -> None:
        with self._lock:
            self._all[subscription.id] = subscription

    def live(self, app_id: str, now: datetime) -> list[Subscription]:
        with self._lock:
            return [s for s in self._all.values() if s.app_id == app_id and s.expires > now]

    def remove(self, subscription_id: str) -> None:
        with self._lock:
            self._all.pop(subscription_id, None)


def shake_hands(url: str) -> None:
    """POST `?validationToken=…`; the receiver answers 200 with the token as text within ten seconds.

    Raises GraphError 400 as Graph does (graph/change-notifications-delivery-webhooks). Loopback receivers only: a
    sandbox calls nobody else.
    """
    token = f"Validation: Testing client application reachability for subscription Request-Id: {uuid.uuid4()}"
    try:
        status, text = _post(url, token)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _failed(f"Notification endpoint could not be reached: {type(error).__name__}.") from error
    if status != 200:
        raise _failed(f"Notification endpoint must respond with 200 OK to validation request, not {status}.")
    if text != token:
        raise _failed("Notification endpoint must answer the validation request with the decoded token.")


def _failed(reason: str) -> GraphError:
    return GraphError(400, "ValidationError", f"Subscription validation request failed. {reason}")


def _post(url: str, token: str) -> tuple[int, str]:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or parts.hostname not in _LOOPBACK:
        raise ValueError("only loopback receivers are called")
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    query = f"{parts.query}&" if parts.query else ""
    try:
        connection.request("POST", f"{parts.path or '/'}?{query}validationToken={quote(token)}", headers=_PLAIN)
        answer = connection.getresponse()
        return answer.status, answer.read(4096).decode("utf-8", "replace")
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=HANDSHAKE_SECONDS)
    # The receiver's certificate is from a throw-away authority that is not known here.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=HANDSHAKE_SECONDS, context=context)


_PLAIN = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": "0"}
