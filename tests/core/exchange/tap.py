"""A server in front of the sandbox that keeps what passes, and may change requests and replies on their way."""

import io
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from sandbox.web import Server
from tests.contract.microsoft_world import MicrosoftWorld


@dataclass
class Passed:
    """One request and its reply."""

    method: str
    path: str
    headers: dict[str, str]
    request: bytes
    status: str = ""
    reply: bytes = b""


@dataclass
class Tap(AbstractContextManager["Tap"]):
    """Serves while it is entered; the world's next stores go through it. before: a request's body to the one that is
    passed on. after: a reply's status line and body likewise. instead: answers itself, or None to pass on."""

    world: MicrosoftWorld
    before: Callable[[Passed], bytes] = lambda passed: passed.request
    after: Callable[[Passed], tuple[str, bytes]] = lambda passed: (passed.status, passed.reply)
    instead: Callable[[Passed], tuple[str, dict[str, str], bytes] | None] = lambda passed: None
    passed: list[Passed] = field(default_factory=list)

    def __enter__(self) -> "Tap":
        self._server = Server(self, tls=self.world.sandbox.certificates.context())
        self.world.url = self._server.url
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name[:5] == "HTTP_"}
        passed = Passed(environ["REQUEST_METHOD"], environ["PATH_INFO"], headers, body)
        self.passed.append(passed)
        if answer := self.instead(passed):
            status, sent, passed.reply = answer
            start_response(status, [*sent.items(), ("Content-Length", str(len(passed.reply)))])
            return [passed.reply]
        body = self.before(passed)
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        return self._answered(passed, environ, start_response)

    def _answered(self, passed: Passed, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, sent: list[tuple[str, str]], _info: Any = None, /) -> Callable[[bytes], object]:
            told.append((status, sent))
            return lambda _: None

        reply = b"".join(self.world.microsoft.app(environ, start))
        passed.status, passed.reply = told[0][0], reply
        status, reply = self.after(passed)
        sent = [(name, value) for name, value in told[0][1] if name.lower() != "content-length"]
        start_response(status, [*sent, ("Content-Length", str(len(reply)))])
        return [reply]
