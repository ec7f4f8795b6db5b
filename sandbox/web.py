"""Serves a WSGI app on loopback in threads of this process, and can cut a connection.

With TLS a port also answers plain HTTP: the first byte of a connection tells which. So programs use https with the
sandbox's CA, and a browser needs no certificate (http://localhost is a secure context, W3C Secure Contexts 3.1).
"""

import logging
import selectors
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from sandbox.answering import Answer, BadLengthError, take_body

HANDSHAKE_SECONDS = 10
IDLE_SECONDS = 75  # then a connection that a client keeps is closed
TLS_HANDSHAKE = b"\x16"  # the first byte of a TLS record of a ClientHello (RFC 8446 5.1); no HTTP method begins so


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    wbufsize = -1
    disable_nagle_algorithm = True
    _dated = False

    def make_environ(self) -> dict[str, Any]:
        """As werkzeug makes it; the scheme is that of this connection, not of the whole server."""
        environ: dict[str, Any] = super().make_environ()
        environ["wsgi.url_scheme"] = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        return environ

    def run_wsgi(self) -> None:
        """Answer one request; the connection stays open unless the client or a failure says otherwise."""
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        self.environ = environ = self.make_environ()
        answer = Answer(self)
        try:
            take_body(environ)
            chunks = self.server.app(environ, answer.start)
            try:
                for data in chunks:
                    answer.write(data)
                answer.finish()
            finally:
                getattr(chunks, "close", bool)()
        except BadLengthError as error:
            self.send_error(400, str(error))
            self.close_connection = True
        except OSError as error:
            self.close_connection = True
            self.connection_dropped(error, environ)
        except Exception:
            self.close_connection = True
            logging.getLogger("sandbox.web").exception("%s %s failed", self.command, self.path)
            if not answer.begun:
                self.send_error(500)

    def send_response(self, code: int, message: str | None = None) -> None:
        """Without http.server's own Date: an application's, by the sandbox's clock, must be the only one."""
        self._dated = False
        self.log_request(code)
        self.send_response_only(code, message)

    def send_header(self, keyword: str, value: str) -> None:
        self._dated = self._dated or keyword.lower() == "date"
        super().send_header(keyword, value)

    def end_headers(self) -> None:
        if not self._dated:
            self.send_header("Date", self.date_time_string())
        super().end_headers()

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002  (werkzeug's own parameter name)
        logging.getLogger("sandbox.web").debug(message, *args)

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:
        logging.getLogger("sandbox.web").debug("connection dropped: %s", error)


class _ThreadedServer(ThreadedWSGIServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    tls: ssl.SSLContext | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._open: set[socket.socket] = set()
        self._bell, self._rope = socket.socketpair()
        super().__init__(*args, **kwargs)

    def serve_forever(self, poll_interval: float = 0) -> None:
        """Until `shutdown`. It is told, not looked for: a test run has dozens of servers, most of them idle."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.socket, selectors.EVENT_READ)
            selector.register(self._bell, selectors.EVENT_READ)
            while not any(key.fileobj is self._bell for key, _ in selector.select()):
                self._handle_request_noblock()  # type: ignore[attr-defined]  # of socketserver; typeshed has it not

    def shutdown(self) -> None:
        """Begin no further connection; the thread of `serve_forever` ends."""
        self._rope.send(b".")

    def server_close(self) -> None:
        super().server_close()
        self._bell.close()
        self._rope.close()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """The handshake belongs to the connection's own thread: a silent client must not block the others."""
        if self.tls is not None:
            try:
                request = _greeted(request, self.tls)
            except (OSError, ssl.SSLError) as error:
                logging.getLogger("sandbox.web").debug("handshake failed: %s", error)
                return
        self._open.add(request)
        try:
            super().finish_request(request, client_address)
        finally:
            self._open.discard(request)
            _end(request)
            request.close()

    def close_connections(self) -> None:
        """A closed server answers nobody, also not on connections that clients keep."""
        for connection in list(self._open):
            _end(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        logging.getLogger("sandbox.web").debug("connection from %s broke", client_address, exc_info=True)


def _greeted(connection: socket.socket, tls: ssl.SSLContext) -> socket.socket:
    """The connection as its client speaks: with TLS or plain. Raises OSError for a silent or an unfit client."""
    connection.settimeout(IDLE_SECONDS)  # browsers open connections ahead of any request
    first = connection.recv(1, socket.MSG_PEEK)
    if first == TLS_HANDSHAKE:
        connection.settimeout(HANDSHAKE_SECONDS)
        connection = tls.wrap_socket(connection, server_side=True)
    connection.settimeout(None)
    return connection


class Server:
    """A running server. `url` has no trailing slash, `plain_url` is the same for browsers; `close()` stops it."""

    def __init__(
        self,
        app: Callable[..., Any],
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        self._server = _ThreadedServer(host, port, app, handler=_Handler)
        self._server.tls = tls
        self.port = self._server.server_port
        self.plain_url = f"http://localhost:{self.port}"
        self.url = f"{'https' if tls else 'http'}://localhost:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True, name=f"web-{self.port}")
        self._thread.start()

    def close(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(timeout=5)
        self._server.server_close()
        self._server.close_connections()


def cut_connection(environ: dict[str, Any]) -> None:
    """Drop the client's connection without an answer: the call was carried out, its reply is lost."""
    connection = environ.get("werkzeug.socket")
    if connection is not None:  # None in Flask's own test client
        _end(connection)


def _end(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        logging.getLogger("sandbox.web").debug("the connection was gone already")
