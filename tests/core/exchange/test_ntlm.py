"""A file goes through a login of three legs, each of which sends its body: the last one whole, too."""

import base64
import io
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from core.emails import FileInfo
from core.exchange.connection import EwsConnection
from core.exchange.ews_streams import StreamingEws

LARGE = bytes(range(256)) * (8 * 1024)  # more than is kept in memory
SECONDS = 3
ANSWER = b"""<?xml version="1.0" encoding="utf-8"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
 xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Body><m:CreateAttachmentResponse>
<m:ResponseMessages><m:CreateAttachmentResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>
<m:Attachments><t:FileAttachment><t:AttachmentId Id="made"/></t:FileAttachment></m:Attachments>
</m:CreateAttachmentResponseMessage></m:ResponseMessages></m:CreateAttachmentResponse></s:Body></s:Envelope>"""


def challenge() -> str:
    """CHALLENGE_MESSAGE (MS-NLMP 2.2.1.2) of a server called EX."""
    flags = 0x00000001 | 0x00000200 | 0x00010000 | 0x00080000 | 0x00800000 | 0x20000000
    name = "EX".encode("utf-16-le")
    target = struct.pack("<HH", 2, len(name)) + name + struct.pack("<HH", 0, 0)
    fields = (
        struct.pack("<HHI", len(name), len(name), 56),
        struct.pack("<HHI", len(target), len(target), 56 + len(name)),
    )
    head = b"NTLMSSP\0" + struct.pack("<I", 2) + fields[0] + struct.pack("<I", flags) + b"12345678" + bytes(8)
    return base64.b64encode(head + fields[1] + bytes(8) + name + target).decode()


class Legs(BaseHTTPRequestHandler):
    """Keeps the connection, as NTLM needs it."""

    protocol_version = "HTTP/1.1"
    timeout = SECONDS
    bodies: list[bytes]

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        login = base64.b64decode(self.headers.get("Authorization", "").removeprefix("NTLM "))
        if login.startswith(b"NTLMSSP\0\x03"):
            self._answer(200, ANSWER)
        else:
            self._answer(401, b"", f"NTLM {challenge()}" if login else "NTLM")

    def _answer(self, status: int, body: bytes, login: str = "") -> None:
        self.send_response(status)
        if login:
            self.send_header("WWW-Authenticate", login)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Nothing is said."""


@contextmanager
def exchange() -> Iterator[tuple[str, list[bytes]]]:
    """(address, the bodies of its requests)"""
    bodies: list[bytes] = []
    server = HTTPServer(("127.0.0.1", 0), type("_Legs", (Legs,), {"bodies": bodies}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/EWS/Exchange.asmx", bodies
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("content", [b"content", LARGE], ids=["small", "large"])
def test_a_file_through_ntlm(content: bytes) -> None:
    with exchange() as (url, bodies):
        client = StreamingEws(EwsConnection(url, "CORP\\me", "secret"), "me@corp.example")
        made = client.attach("item", FileInfo("a.bin", "", len(content)), io.BytesIO(content))
        client.close()
    assert made == "made"
    assert len(bodies) == 3 and len(set(bodies)) == 1
    assert base64.b64encode(content) in bodies[-1]
