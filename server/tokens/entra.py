"""Checks Entra access tokens for our API (Microsoft identity platform: "Access tokens", "Secure applications and APIs
by validating claims"). Identity is `tid` + `oid`; names and addresses in a token can be changed by their owner."""

import re
from collections.abc import Callable
from typing import Any

import jwt
from jwt.exceptions import PyJWTError

from core.salesforce.transport import Network
from core.settings import Settings
from server.tokens.fetching import Unreachable, fetch_json
from server.tokens.identity import Identity, Refused, not_enrolled
from server.tokens.kept import KeptKeys

SCOPE = "Addin.Use"
LEEWAY = 60
# Of any tenant: the keys that a token of a company that is not ours is checked with, before it is told so.
ANY_TENANT = "common"
NEEDED = ["exp", "nbf", "iat", "iss", "aud", "tid", "oid", "ver"]
_GUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")

OrgOfTenant = Callable[[str], str | None]


class EntraTokens:
    """org_of: the org's id by its tenant's."""

    def __init__(self, settings: Settings, org_of: OrgOfTenant) -> None:
        self._settings, self._org_of = settings, org_of
        self._network = Network(settings.ca_file)
        self._kept = KeptKeys(self._fetch)

    def check(self, token: str, header: dict[str, Any], hint: dict[str, Any]) -> Identity:
        """hint: the claims as they stand there, not to be trusted.

        Raises:
            Refused, Unreachable: it is not accepted; it cannot be checked now. Problem: of a company not ours.
        """
        if not self._settings.addin_client_id:
            raise Refused("no app registration is configured")
        if header.get("alg") != "RS256" or header.get("typ") not in ("JWT", "at+jwt"):
            raise Refused("another algorithm or type")
        tenant = hint.get("tid")
        if not isinstance(tenant, str) or not _GUID.fullmatch(tenant):
            raise Refused("no tenant")
        org_id = self._org_of(tenant)
        claims = self._verified(token, header, tenant if org_id else ANY_TENANT, tenant)
        _check_claims(claims, self._settings.addin_client_id)
        if org_id is None:
            raise not_enrolled()
        name, address = (str(claims.get(claim) or "")[:320] for claim in ("name", "preferred_username"))
        return Identity(org_id, f"entra:{claims['tid']}:{claims['oid']}", name, address)

    def _verified(self, token: str, header: dict[str, Any], keys_of: str, tenant: str) -> dict[str, Any]:
        kid = header.get("kid")
        if not isinstance(kid, str) or not 0 < len(kid) <= 200:
            raise Refused("no key is named")
        key = self._key(keys_of, kid)
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                audience=self._settings.addin_client_id,
                issuer=f"{self._settings.authority_url}/{tenant}/v2.0",
                leeway=LEEWAY,
                options={"require": NEEDED, "strict_aud": True},
            )
        except (PyJWTError, ValueError, TypeError) as error:
            raise Refused(type(error).__name__) from error
        if claims["tid"] != tenant:
            raise Refused("another tenant")
        return claims

    def _key(self, tenant: str, kid: str) -> jwt.PyJWK:
        url = f"{self._settings.authority_url}/{tenant}/discovery/v2.0/keys"
        key = _find(self._kept.current(url), kid) or _find(self._kept.newer(url), kid)
        if key is None:
            raise Refused("an unknown key")
        return key

    def _fetch(self, url: str) -> jwt.PyJWKSet:
        document = fetch_json(url, self._network)
        try:
            return jwt.PyJWKSet.from_dict(document)
        except (PyJWTError, AttributeError, ValueError, TypeError) as error:
            raise Unreachable(f"{url} holds no keys") from error


def _find(keys: jwt.PyJWKSet, kid: str) -> jwt.PyJWK | None:
    return next((key for key in keys.keys if key.key_id == kid and key.public_key_use in ("sig", None)), None)


def _check_claims(claims: dict[str, Any], client_id: str) -> None:
    """What the signature does not say: a delegated token of version 2, for our scope, asked for by our own pane."""
    if claims["ver"] != "2.0":
        raise Refused("another version")
    if not isinstance(claims["oid"], str) or not _GUID.fullmatch(claims["oid"]):
        raise Refused("no person")
    scopes = claims.get("scp")
    if not isinstance(scopes, str) or SCOPE not in scopes.split():
        raise Refused("the scope is missing")
    if claims.get("idtyp") == "app":
        raise Refused("an app, not a person")
    if claims.get("azp") != client_id:
        raise Refused("asked for by another app")
