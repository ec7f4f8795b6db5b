"""One WSGI request over a connection that stays open afterwards (RFC 9112).

werkzeug's own server closes after each answer, which would cost clients that pool connections a TLS handshake a call.
"""

import io
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

LARGEST_BODY = 256 * 1024 * 1024
BODILESS = ("204", "304")


class BadLengthError(ValueError):
    """The client's Content-Length is none, or larger than the sandbox reads."""


def take_body(environ: dict[str, Any]) -> None:
    """Read the whole body before the application runs, so that the next request starts where it ends."""
    if environ.get("wsgi.input_terminated"):
        body = environ["wsgi.input"].read()
    else:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()) or int(length) > LARGEST_BODY:
            raise BadLengthError(f"Content-Length {length[:30]} is not one that the sandbox reads")
        body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(body), str(len(body))
    environ["wsgi.input_terminated"] = True


class Answer:
    """Status, headers and body of one answer on their way to the client; without a known length they go in chunks."""

    def __init__(self, connection: BaseHTTPRequestHandler) -> None:
        self._connection = connection
        self._status, self._headers = "", list[tuple[str, str]]()
        self.begun = self._chunked = False

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
        """WSGI's `start_response`."""
        self._status, self._headers = status, list(headers)
        return self.write

    def _begin(self) -> None:
        self.begun, to = True, self._connection
        code, _, phrase = self._status.partition(" ")
        names = {name.lower() for name, _ in self._headers}
        to.send_response(int(code), phrase)
        for name, value in self._headers:
            to.send_header(name, value)
        if "content-length" not in names and to.command != "HEAD" and code not in BODILESS:
            if to.request_version == "HTTP/1.0":
                to.close_connection = True
            else:
                self._chunked = True
                to.send_header("Transfer-Encoding", "chunked")
        if to.close_connection:
            to.send_header("Connection", "close")
        to.end_headers()

    def write(self, data: bytes) -> None:
        if not self.begun:
            self._begin()
        if data and self._connection.command != "HEAD":
            out = self._connection.wfile
            out.write(b"%x\r\n%b\r\n" % (len(data), data) if self._chunked else data)
        self._connection.wfile.flush()

    def finish(self) -> None:
        self.write(b"")
        if self._chunked:
            self._connection.wfile.write(b"0\r\n\r\n")
            self._connection.wfile.flush()
