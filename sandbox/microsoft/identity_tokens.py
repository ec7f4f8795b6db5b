"""Identity tokens of an Exchange Server for its users' add-ins, and the metadata document with their key.

After "Inside the Exchange identity token" and "Validate an Exchange identity token" (Office add-ins documentation):
RS256, header `typ`, `alg`, `x5t`; times and flags are texts as in the documentation's sample; eight hours long.
"""

import base64
import threading
from datetime import timedelta
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from sandbox.clock import Clock
from sandbox.microsoft import ids
from sandbox.microsoft.store import Mailbox

METADATA_PATH = "/autodiscover/metadata/json/1"
LIFETIME = timedelta(hours=8)
EXCHANGE = "00000002-0000-0ff1-ce00-000000000000"


class ExchangeIssuer:
    """The server that signs: its auth certificate, made when first used and renewed by `rotate`."""

    def __init__(self, clock: Clock, realm: str) -> None:
        """realm: what stands behind the @ of the issuer."""
        self._clock, self._realm = clock, realm
        self._lock = threading.Lock()
        self._pair: tuple[rsa.RSAPrivateKey, x509.Certificate] | None = None

    def rotate(self) -> None:
        """Replace the certificate, as administrators do before it ends: tokens of the old one no longer verify."""
        with self._lock:
            self._pair = None

    def token(self, user: Mailbox, audience: str, metadata_url: str) -> str:
        """audience: the add-in's page, its first SourceLocation. metadata_url: where the key is found."""
        key, certificate = self._signer()
        now = int(self._clock.now().timestamp())
        issuer = f"{EXCHANGE}@{self._realm}"
        claims = {
            "aud": audience,
            "iss": issuer,
            "nbf": str(now),
            "exp": str(now + int(LIFETIME.total_seconds())),
            "appctxsender": issuer,
            "isbrowserhostedapp": "true",
            "appctx": {
                "msexchuid": ids.new_guid(f"msexchuid/{user.id}"),
                "version": "ExIdTok.V1",
                "amurl": metadata_url,
            },
        }
        return jwt.encode(claims, key, algorithm="RS256", headers={"x5t": _thumbprint(certificate)})

    def metadata(self, location: str) -> dict[str, Any]:
        """The authentication metadata document. location: its own address."""
        _, certificate = self._signer()
        value = base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()
        return {
            "id": f"_{ids.new_guid(f'metadata/{self._realm}')}",
            "version": "1.0",
            "name": "Exchange",
            "realm": self._realm,
            "serviceName": EXCHANGE,
            "issuer": f"{EXCHANGE}@{self._realm}",
            "allowedAudiences": [f"{EXCHANGE}@{self._realm}"],
            "keys": [
                {
                    "usage": "signing",
                    "keyinfo": {"x5t": _thumbprint(certificate)},
                    "keyvalue": {"type": "x509Certificate", "value": value},
                }
            ],
            "endpoints": [{"location": location, "protocol": "OAuth2", "usage": "metadata"}],
        }

    def _signer(self) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
        with self._lock:
            if self._pair is None:
                key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
                self._pair = key, self._certificate(key)
            return self._pair

    def _certificate(self, key: rsa.RSAPrivateKey) -> x509.Certificate:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Microsoft Exchange Server Auth Certificate")])
        now = self._clock.now()
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=5 * 365))
            .sign(key, hashes.SHA256())
        )


def _thumbprint(certificate: x509.Certificate) -> str:
    """RFC 7515 4.1.7."""
    digest = certificate.fingerprint(hashes.SHA1())  # noqa: S303  (x5t is SHA-1 by its definition)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
