"""Replies of a server that are kept and given again: so the machine works for who asks, and not for who answers."""

import io
import threading
from collections.abc import Callable, Iterable
from typing import Any

from sandbox.running import App

Key = tuple[str, str, str, bytes]
Reply = tuple[str, list[tuple[str, str]], bytes]


class KeptReplies:
    """Goes around the applications of servers. While it runs, each request below `path` is answered once by the
    application and from then on, to the same token, byte for byte as before. count: of these requests."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._kept: dict[Key, Reply] = {}
        self.count = 0
        self.runs = False

    def around(self, app: App) -> App:
        def answered(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            if not self.runs or not environ["PATH_INFO"].startswith(self._path):
                passed: Iterable[bytes] = app(environ, start_response)
                return passed
            status, headers, body = self._reply(app, environ)
            start_response(status, headers)
            return [body]

        return answered

    def _reply(self, app: App, environ: dict[str, Any]) -> Reply:
        body = environ["wsgi.input"].read()
        token = environ.get("HTTP_AUTHORIZATION", "")
        key = (environ["REQUEST_METHOD"], environ["REQUEST_URI"], token, body)
        with self._lock:
            self.count += 1
            kept = self._kept.get(key)
        if kept is None:
            kept = _asked(app, {**environ, "wsgi.input": io.BytesIO(body)})
            if kept[0].startswith("2"):
                with self._lock:
                    self._kept[key] = kept
        return kept


def _asked(app: App, environ: dict[str, Any]) -> Reply:
    told: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], object]:
        told.append((status, headers))
        return lambda _: None

    answer = app(environ, start)
    try:
        body = b"".join(answer)
    finally:
        getattr(answer, "close", bool)()
    return (*told[-1], body)
