"""Self-signed certificates, as an admin makes one for an app and a server of keys publishes them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

PEM = serialization.Encoding.PEM


@dataclass(frozen=True)
class SelfSigned:
    """A certificate with the key that signed it."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @cached_property
    def key_pem(self) -> str:
        """PKCS #8."""
        form = serialization.PrivateFormat.PKCS8
        return self.key.private_bytes(PEM, form, serialization.NoEncryption()).decode()

    @cached_property
    def pem(self) -> str:
        """Without the key."""
        return self.certificate.public_bytes(PEM).decode()

    @cached_property
    def thumbprint(self) -> str:
        """As Entra names it: SHA-1, in hexadecimal digits."""
        return self.certificate.fingerprint(hashes.SHA1()).hex()  # noqa: S303  (no secret rests on it)


def self_signed(key: rsa.RSAPrivateKey | None = None, *, since: datetime | None = None, days: int = 30) -> SelfSigned:
    """key: a new one of RSA, 2048 bits, unless it is given. since: a day ago."""
    key = key or rsa.generate_private_key(public_exponent=65537, key_size=2048)
    since = since or datetime.now(UTC) - timedelta(days=1)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bothways test")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    dated = builder.not_valid_before(since).not_valid_after(since + timedelta(days=days))
    return SelfSigned(key, dated.sign(key, hashes.SHA256()))
