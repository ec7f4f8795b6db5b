"""Signed tokens as Entra ID issues them: RS256 JWTs, their keys as a JWKS, and the check that a resource makes."""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

LIFETIME_SECONDS = 3599
GRAPH = "https://graph.microsoft.com"
OUTLOOK = "https://outlook.office365.com"
# The application id of Microsoft Graph is as good an audience as its URL.
AUDIENCES = {GRAPH: (GRAPH, GRAPH + "/", "00000003-0000-0000-c000-000000000000"), OUTLOOK: (OUTLOOK, OUTLOOK + "/")}


class InvalidToken(Exception):
    """The token is unreadable, badly signed, expired, not yet valid, from elsewhere or meant for another audience."""


@dataclass(frozen=True)
class Claims:
    """What a good access token says. oid: the user's or the service principal's object id."""

    app_id: str
    oid: str
    tenant_id: str
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    app_only: bool = False
    raw: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def permissions(self) -> frozenset[str]:
        return self.roles if self.app_only else self.scopes


class SigningKey:
    """One RSA key, made at start."""

    def __init__(self) -> None:
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.public = self._private.public_key()
        der = self.public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.kid = base64.urlsafe_b64encode(hashlib.sha256(der).digest()[:20]).decode().rstrip("=")

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self._private, algorithm="RS256", headers={"kid": self.kid, "x5t": self.kid})

    def jwks(self) -> dict[str, Any]:
        """RFC 7517."""
        numbers = self.public.public_numbers()
        key = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid, "x5t": self.kid}
        return {"keys": [key | {"n": _number(numbers.n), "e": _number(numbers.e)}]}

    def read(self, token: str) -> dict[str, Any]:
        """The claims of a token signed by this key; times and audience are the caller's to check."""
        options: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}
        try:
            claims: dict[str, Any] = jwt.decode(token, self.public, algorithms=["RS256"], options=options)
        except jwt.InvalidTokenError as error:
            raise InvalidToken(str(error)) from error
        return claims


def _number(value: int) -> str:
    data = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def check_times(claims: dict[str, Any], now: datetime) -> None:
    """Raises InvalidToken. Entra allows five minutes of skew for nbf, none for exp."""
    moment = now.timestamp()
    if float(claims.get("exp", 0)) <= moment:
        raise InvalidToken("Lifetime validation failed, the token is expired.")
    if float(claims.get("nbf", 0)) > moment + 300:
        raise InvalidToken("Lifetime validation failed, the token is not yet valid.")
