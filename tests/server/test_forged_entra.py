"""Tokens of Entra that nobody may sign in with. Each differs from a good one in one thing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
import pytest
from sqlalchemy import func, select

from core.accounts import add_org
from core.models.pane import Person
from server.tokens.own import PREFIX, hashed, issue
from tests.server import forging
from tests.server.deployment import Deployment

OTHER_TENANT = "11111111-2222-4333-8444-555555555555"
NOW = "now"


@dataclass(frozen=True)
class Good:
    """A good token's parts, and Entra's own key."""

    deployment: Deployment
    header: dict[str, Any]
    claims: dict[str, Any]

    def sign(self, claims: dict[str, Any] | None = None, **header: Any) -> str:
        """By Entra itself."""
        key = self.deployment.sandbox.microsoft.entra.key
        return jwt.encode(
            self.claims if claims is None else claims,
            key._private,
            algorithm="RS256",
            headers={**self.header, **header},
        )

    def but(self, **changed: Any) -> str:
        """With other claims; None takes one away."""
        claims = {name: value for name, value in (self.claims | changed).items() if value is not None}
        return self.sign(claims)


@pytest.fixture(scope="module")
def good(running_deployment: Deployment) -> Good:
    address = running_deployment.new_address("forged")
    header, claims = forging.read(running_deployment.entra_token(address))
    return Good(running_deployment, {n: v for n, v in header.items() if n != "alg"}, claims)


def _without(header: dict[str, Any], name: str) -> dict[str, Any]:
    return {n: v for n, v in header.items() if n != name}


def _own(good: Good, **header: Any) -> str:
    """Signed by a key of the attacker's."""
    return forging.signed(forging.key("attacker"), {**good.header, **header}, good.claims)


def _attacker_jwk() -> dict[str, Any]:
    return dict(jwt.algorithms.RSAAlgorithm.to_jwk(forging.key("attacker").public_key(), as_dict=True))


def _times(good: Good, **shift: int) -> str:
    return good.but(**{name: good.claims["iat"] + seconds for name, seconds in shift.items()})


Make = Callable[[Good], str]
FORGED: dict[str, Make] = {
    "no algorithm": lambda g: forging.raw({**g.header, "alg": "none"}, g.claims),
    "no algorithm, written otherwise": lambda g: forging.raw({**g.header, "alg": "nOnE"}, g.claims),
    "no signature": lambda g: g.sign().rpartition(".")[0] + ".",
    "half a signature": lambda g: g.sign()[:-40],
    "a public key as the secret": lambda g: forging.by_secret(
        forging.public_pem(g.deployment.sandbox.microsoft.entra.key._private), g.header, g.claims
    ),
    "the client id as the secret": lambda g: forging.by_secret(g.claims["aud"].encode(), g.header, g.claims),
    "an empty secret": lambda g: forging.by_secret(b"", g.header, g.claims),
    "an own key under Entra's name": _own,
    "an own key under an own name": lambda g: _own(g, kid="mine"),
    "an own key in the header": lambda g: _own(g, jwk=_attacker_jwk()),
    "an own key at an address": lambda g: _own(g, jku="http://localhost:9/keys"),
    "an own certificate at an address": lambda g: _own(g, x5u="http://localhost:9/cert"),
    "no key named": lambda g: forging.signed(forging.key("attacker"), _without(g.header, "kid"), g.claims),
    "a path as the key's name": lambda g: _own(g, kid="../../../../dev/null"),
    "an endless key name": lambda g: _own(g, kid="k" * 5000),
    "RS512": lambda g: forging.signed(
        g.deployment.sandbox.microsoft.entra.key._private, g.header, g.claims, algorithm="RS512"
    ),
    "PS256": lambda g: forging.signed(
        g.deployment.sandbox.microsoft.entra.key._private, g.header, g.claims, algorithm="PS256"
    ),
    "another type": lambda g: g.sign(typ="JWE"),
    "an unknown critical header": lambda g: g.sign(crit=["exp2"], exp2=1),
    "expired": lambda g: _times(g, exp=-61 - 3600),
    "just expired": lambda g: _times(g, exp=-62),
    "not yet valid": lambda g: _times(g, nbf=600),
    "issued in the future": lambda g: _times(g, iat=600),
    "without an end": lambda g: g.but(exp=None),
    "without a beginning": lambda g: g.but(nbf=None),
    "an end that is no number": lambda g: g.but(exp="tomorrow"),
    "for Graph": lambda g: g.but(aud="https://graph.microsoft.com"),
    "for another API": lambda g: g.but(aud=OTHER_TENANT),
    "for several, us included": lambda g: g.but(aud=[g.claims["aud"], "https://graph.microsoft.com"]),
    "for our App ID URI only": lambda g: g.but(aud=f"api://{g.claims['aud']}"),
    "for nobody": lambda g: g.but(aud=None),
    "of Entra's version 1": lambda g: g.but(iss=f"https://sts.windows.net/{g.claims['tid']}/", ver="1.0"),
    "another issuer": lambda g: g.but(iss="https://evil.example/v2.0"),
    "an issuer that begins like ours": lambda g: g.but(iss=g.claims["iss"] + ".evil.example"),
    "no issuer": lambda g: g.but(iss=None),
    "another version": lambda g: g.but(ver="1.0"),
    "no version": lambda g: g.but(ver=None),
    "another tenant by name only": lambda g: g.but(tid=OTHER_TENANT),
    "no tenant": lambda g: g.but(tid=None),
    "a path as the tenant": lambda g: g.but(tid="../common"),
    "every tenant": lambda g: g.but(tid="common"),
    "a list as the tenant": lambda g: g.but(tid=[g.claims["tid"]]),
    "no person": lambda g: g.but(oid=None),
    "an empty person": lambda g: g.but(oid=""),
    "an address as the person": lambda g: g.but(oid="anna.lindqvist@brightwater.example"),
    "no scope": lambda g: g.but(scp=None),
    "another scope": lambda g: g.but(scp="User.Read"),
    "a scope that ends like ours": lambda g: g.but(scp="NotAddin.Use"),
    "a scope that begins like ours": lambda g: g.but(scp="Addin.Use.All"),
    "scopes as a list": lambda g: g.but(scp=["Addin.Use"]),
    "an app's token": lambda g: g.but(scp=None, roles=["Addin.Use"], idtyp="app"),
    "an app's token with a scope": lambda g: g.but(idtyp="app"),
    "asked for by another app": lambda g: g.but(azp=OTHER_TENANT),
    "asked for by nobody": lambda g: g.but(azp=None),
    "a changed person": lambda g: _swapped(g, oid=OTHER_TENANT),
    "a changed end": lambda g: _swapped(g, exp=g.claims["exp"] + 10**6),
    "an ID token": lambda g: g.but(scp=None, azp=None, nonce="n"),
    "nothing": lambda g: "e30.e30.",
    "no JSON": lambda g: "a.b.c",
    "five parts": lambda g: g.sign() + ".a.b",
    "a list of claims": lambda g: f"{forging.b64(b'{}')}.{forging.b64(b'[]')}.x",
    "deep claims": lambda g: f"{forging.b64(b'{}')}.{forging.b64(b'[' * 5000)}.x",
    "too long": lambda g: g.but(more="x" * 20000),
    "two tokens": lambda g: f"{g.sign()} {g.sign()}",
    "an unknown session": lambda g: PREFIX + "x" * 43,
    "an empty session": lambda g: PREFIX,
}


def _swapped(good: Good, **changed: Any) -> str:
    """Other claims under the signature of the good ones."""
    header, _, signature = good.sign().split(".")
    _, claims, _ = forging.raw({}, good.claims | changed).split(".")
    return f"{header}.{claims}.{signature}"


def _people(deployment: Deployment) -> int:
    with deployment.parts.database.session() as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


def test_the_good_one_is_accepted(good: Good) -> None:
    assert good.deployment.caller(good.sign()).get("/session").status_code == 200


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_is_refused(good: Good, name: str) -> None:
    before = _people(good.deployment)
    refused = good.deployment.caller(FORGED[name](good)).get("/session")
    assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in"), name
    assert _people(good.deployment) == before


def test_a_genuine_token_of_a_company_that_is_not_enrolled_is_told_so(good: Good) -> None:
    issuer = good.claims["iss"].replace(good.claims["tid"], OTHER_TENANT)
    before = _people(good.deployment)
    refused = good.deployment.caller(good.but(tid=OTHER_TENANT, iss=issuer)).get("/session")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_enrolled")
    assert _people(good.deployment) == before


def test_a_token_names_its_own_tenant_not_another_enrolled_one(good: Good) -> None:
    """With a second enrolled tenant, a token of the first that claims to be of the second is refused."""
    with good.deployment.parts.database.session() as session:
        add_org(session, "Second", good.deployment.parts.now()).entra_tenant = OTHER_TENANT
    refused = good.deployment.caller(good.but(tid=OTHER_TENANT)).get("/session")
    # Its keys would be asked for below another tenant's address, which the sandbox has not.
    assert refused.status_code in (401, 503)


def test_the_stored_hash_of_a_session_is_no_token(good: Good) -> None:
    user = good.deployment.user("graph")
    with good.deployment.parts.database.session() as session:
        issued = issue(session, user.person_id, good.deployment.parts.now())
    assert good.deployment.caller(issued.token).get("/session").status_code == 200
    for token in (hashed(issued.token), PREFIX + hashed(issued.token), issued.token + "=", issued.token.swapcase()):
        assert good.deployment.caller(token).get("/session").status_code == 401
