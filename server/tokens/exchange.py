"""Checks identity tokens of Exchange Server ("Validate an Exchange identity token", Office add-ins documentation).
The metadata address in a token is used only where it is on an org's list: it says where the key is fetched from, and is
half of the person's identity. Exchange Online issues no such tokens any more."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.exceptions import PyJWTError

from core.salesforce.transport import Network
from core.settings import Settings
from server.manifest import pane_url
from server.tokens.fetching import Unreachable, fetch_json
from server.tokens.identity import Identity, Refused
from server.tokens.kept import KeptKeys

VERSION = "ExIdTok.V1"
ISSUER = "00000002-0000-0ff1-ce00-000000000000@"
LEEWAY = 60
SMALLEST_KEY = 2048

OrgOfMetadata = Callable[[str], str | None]


@dataclass(frozen=True)
class _Keys:
    """The certificates of a metadata document, by x5t."""

    document: dict[str, Any]

    def find(self, x5t: str) -> RSAPublicKey | None:
        for entry in self.document.get("keys") or []:
            if isinstance(entry, dict) and (entry.get("keyinfo") or {}).get("x5t") == x5t:
                return _public_key((entry.get("keyvalue") or {}).get("value"))
        return None


class ExchangeTokens:
    """org_of: the org's id by an address of authentication metadata that an administrator allowed for it."""

    def __init__(self, settings: Settings, org_of: OrgOfMetadata) -> None:
        self._audience = pane_url(settings.public_url)
        self._network = Network(settings.ca_file)
        self._org_of = org_of
        self._kept = KeptKeys(self._fetch)

    def check(self, token: str, header: dict[str, Any], hint: dict[str, Any]) -> Identity:
        """hint: the claims as they stand there, not to be trusted. Raises Refused, Unreachable."""
        x5t = header.get("x5t")
        if header.get("alg") != "RS256" or header.get("typ") != "JWT" or not isinstance(x5t, str) or not x5t:
            raise Refused("another algorithm or type, or no key is named")
        metadata_url = _context(hint)["amurl"]
        org_id = self._org_of(metadata_url)
        if org_id is None:
            raise Refused("its metadata address is on no org's list")
        claims = self._verified(token, metadata_url, x5t)
        context = _context(claims)
        if context["amurl"] != metadata_url:
            raise Refused("another metadata address")
        return Identity(org_id, f"exchange:{metadata_url}:{context['msexchuid']}")

    def _verified(self, token: str, metadata_url: str, x5t: str) -> dict[str, Any]:
        keys = self._kept.current(metadata_url)
        key = keys.find(x5t)
        if key is None:
            keys = self._kept.newer(metadata_url)
            key = keys.find(x5t)
        if key is None:
            raise Refused("an unknown key")
        options: Any = {"require": ["exp", "nbf", "aud", "iss"], "strict_aud": True}
        try:
            claims: dict[str, Any] = jwt.decode(
                token, key, algorithms=["RS256"], audience=self._audience, leeway=LEEWAY, options=options
            )
        except (PyJWTError, ValueError, TypeError) as error:
            raise Refused(type(error).__name__) from error
        issuer = claims["iss"]
        named = keys.document.get("issuer")
        if (
            not isinstance(issuer, str)
            or not issuer.startswith(ISSUER)
            or (named and named not in (issuer, ISSUER[:-1]))
        ):
            raise Refused("another issuer")
        return claims

    def _fetch(self, metadata_url: str) -> _Keys:
        document = fetch_json(metadata_url, self._network)
        if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
            raise Unreachable(f"{metadata_url} holds no authentication metadata")
        return _Keys(document)


def _context(claims: dict[str, Any]) -> dict[str, str]:
    """The claim `appctx`: an object, or the text of one. Raises Refused."""
    context = claims.get("appctx")
    if isinstance(context, str):
        try:
            context = json.loads(context)
        except (ValueError, RecursionError):
            context = None
    if not isinstance(context, dict) or context.get("version") != VERSION:
        raise Refused("no context of Exchange, or of another version")
    user, url = context.get("msexchuid"), context.get("amurl")
    if not isinstance(user, str) or not 0 < len(user) <= 100 or not isinstance(url, str) or not 0 < len(url) <= 400:
        raise Refused("no person, or no metadata address")
    return {"msexchuid": user, "amurl": url}


def _public_key(value: object) -> RSAPublicKey | None:
    """Of a certificate in base64; None where it is no RSA key to be trusted."""
    try:
        key = x509.load_der_x509_certificate(base64.b64decode(str(value), validate=True)).public_key()
    except ValueError:
        return None
    return key if isinstance(key, RSAPublicKey) and key.key_size >= SMALLEST_KEY else None
