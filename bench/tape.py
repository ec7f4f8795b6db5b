"""What a run and the servers said to each other, byte for byte, so that another client can say it again."""

import io
import re
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from sandbox.running import App

# Of one connection alone (RFC 9110 7.6.1), or made anew by whoever sends the body.
HOP_BY_HOP = frozenset({"connection", "transfer-encoding", "keep-alive", "host", "content-length"})
_SOAP = re.compile(rb"Body><(?:\w+:)?(\w+)")


@dataclass(frozen=True)
class Said:
    """One request and its reply. server: a number. path: with its query. headers: without those of the connection
    alone; the request's hold tokens, so they are in no repr."""

    server: int
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    status: str
    answer_headers: list[tuple[str, str]]
    answer: bytes

    def __repr__(self) -> str:
        return f"Said({self.method} {self.path}: {self.status})"


class Answers:
    """An application that gives the answers in the order of the questions, and 500 to any other question. left: those
    that nobody asked for yet."""

    def __init__(self, said: Iterable[Said]) -> None:
        self.left = deque(said)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        one, body = self.left.popleft() if self.left else None, environ["wsgi.input"].read()
        asked = (environ["REQUEST_METHOD"], environ["PATH_INFO"], _operation(body))
        if one is None or asked != (one.method, unquote(one.path.partition("?")[0]), _operation(one.body)):
            start_response("500 Not asked then", [("Content-Length", "0")])
            return [b""]
        start_response(one.status, [*one.answer_headers, ("Content-Length", str(len(one.answer)))])
        return [one.answer]


def _operation(body: bytes) -> bytes:
    """Of SOAP; empty for anything else."""
    found = _SOAP.search(body)
    return found[1] if found else b""


class Tape:
    """Goes around the applications of servers; keeps what they are asked and answer while it runs, and answers so
    again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._said: list[Said] = []
        self._again: dict[int, Answers] = {}
        self._servers = 0
        self._runs = False

    def start(self) -> None:
        with self._lock:
            self._said, self._runs = [], True

    def stop(self) -> list[Said]:
        """What was said since the start, in the order of the answers' ends."""
        with self._lock:
            self._runs, said, self._said = False, self._said, []
        return said

    def around(self, app: App) -> App:
        number, self._servers = self._servers, self._servers + 1

        def listened(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            if self._runs:
                return self._heard(number, app, environ, start_response)
            return self._again.get(number, app)(environ, start_response)

        return listened

    @contextmanager
    def again(self, said: Sequence[Said]) -> Iterator[None]:
        """The servers give these answers, and nothing reaches the applications. Raises AssertionError at the end where
        something was not asked for."""
        servers = {one.server for one in said}
        self._again = {number: Answers(one for one in said if one.server == number) for number in servers}
        try:
            yield
            left = sum(len(answers.left) for answers in self._again.values())
            if left:
                raise AssertionError(f"{left} of {len(said)} answers were not asked for again")
        finally:
            self._again = {}

    def _heard(
        self, number: int, app: App, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterator[bytes]:
        body = environ["wsgi.input"].read()
        environ["wsgi.input"] = io.BytesIO(body)
        status, headers = "", list[tuple[str, str]]()

        def start(line: str, told: list[tuple[str, str]], *rest: Any) -> Any:
            nonlocal status, headers
            status, headers = line, [one for one in told if one[0].lower() not in HOP_BY_HOP]
            return start_response(line, told, *rest)

        pieces: list[bytes] = []
        answer = app(environ, start)
        try:
            for piece in answer:
                pieces.append(piece)
                yield piece
        finally:
            getattr(answer, "close", bool)()
        request = (environ["REQUEST_METHOD"], environ["REQUEST_URI"], _headers(environ), body)
        with self._lock:
            self._said.append(Said(number, *request, status, headers, b"".join(pieces)))


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    """As they were sent, but for the case of their names."""
    named = {name[5:]: str(value) for name, value in environ.items() if name.startswith("HTTP_")}
    if environ.get("CONTENT_TYPE"):
        named["CONTENT_TYPE"] = str(environ["CONTENT_TYPE"])
    spelt = {name.replace("_", "-").title(): value for name, value in named.items()}
    return {name: value for name, value in spelt.items() if name.lower() not in HOP_BY_HOP}
