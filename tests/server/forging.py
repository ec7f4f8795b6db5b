"""What an attacker can make: keys, tokens with any header and claims, a server of authentication metadata."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.certificates import self_signed

Claims = dict[str, Any]


@cache
def key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """A private key; the same name gives the same one."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def public_pem(private: rsa.RSAPrivateKey) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return private.public_key().public_bytes(serialization.Encoding.PEM, form)


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def read(token: str) -> tuple[Claims, Claims]:
    """Header and claims."""
    header, payload, _ = token.split(".")
    return tuple(json.loads(base64.urlsafe_b64decode(part + "==")) for part in (header, payload))


def raw(header: Claims, claims: Claims, signature: bytes = b"") -> str:
    """A token as it stands, whatever it says of itself."""
    return ".".join((b64(json.dumps(header).encode()), b64(json.dumps(claims).encode()), b64(signature)))


def signed(private: rsa.RSAPrivateKey, header: Claims, claims: Claims, algorithm: str = "RS256") -> str:
    return jwt.encode(claims, private, algorithm=algorithm, headers=header)


def by_secret(secret: bytes, header: Claims, claims: Claims) -> str:
    """HS256 with any secret, a public key included (which PyJWT itself refuses to sign with)."""
    unsigned = raw({**header, "alg": "HS256"}, claims).rpartition(".")[0]
    return f"{unsigned}.{b64(hmac.new(secret, unsigned.encode(), hashlib.sha256).digest())}"


@dataclass
class MetadataServer:
    """Answers every path with what `answers` says for it; asked: the paths that were called."""

    url: str
    answers: dict[str, Callable[[], tuple[int, dict[str, str], bytes]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def document(self, path: str, x5t: str, private: rsa.RSAPrivateKey, **more: Any) -> str:
        """Publish a key below this path; the address of its document."""
        der = self_signed(private).certificate.public_bytes(serialization.Encoding.DER)
        value = {"type": "x509Certificate", "value": base64.b64encode(der).decode()}
        body = {"keys": [{"usage": "signing", "keyinfo": {"x5t": x5t}, "keyvalue": value}], **more}
        self.answers[path] = lambda: (200, {"Content-Type": "application/json"}, json.dumps(body).encode())
        return self.url + path


@contextmanager
def metadata_server() -> Iterator[MetadataServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            status, headers, body = told.answers.get(self.path, lambda: (404, {}, b""))()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    told = MetadataServer(f"http://localhost:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
