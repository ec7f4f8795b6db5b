"""Contacts for these tests."""

from datetime import UTC, date, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from core.exchange.connection import Certificate
from core.exchange.mailbox import Write
from core.objects import CONTACT, Kind
from core.records import Value


def whole() -> dict[str, Value]:
    """A value in every field."""
    fields: dict[str, Value] = {name: f"{one.label} Ünï" for name, one in CONTACT.fields.items()}
    fields |= {name: "line 1\nline 2" for name, one in CONTACT.fields.items() if one.kind is Kind.LONG_TEXT}
    fields |= {f"email_address_{number}": f"ann.{number}@example.com" for number in (1, 2, 3)}
    return {**fields, "birthday": date(1980, 5, 12)}


def on_the_wire(fields: dict[str, Value]) -> dict[str, Value]:
    """As a Write has them: one body."""
    rest = {name: value for name, value in fields.items() if name != "crm_section"}
    return {**rest, "display_name": "Ann Lee", "file_as": "Lee, Ann"}


def write(fields: dict[str, Value], key: str | None = None, version: str | None = None) -> Write:
    return Write("Ann", fields, {"Stamp": "s1", "Peer": "003", "Move": "s1"}, key, version, ("Salesforce", "A&B"))


def self_signed() -> tuple[Certificate, str]:
    """A certificate for an app, and its PEM without the key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bothways")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    thumbprint = signed.fingerprint(hashes.SHA1()).hex()  # noqa: S303  (Entra names certificates by SHA-1)
    return Certificate(private.decode(), thumbprint), signed.public_bytes(pem).decode()
