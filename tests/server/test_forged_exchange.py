"""Identity tokens of Exchange Server that nobody may sign in with, and addresses that are never called."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from core.accounts import add_org, find_org
from server.manifest import pane_url
from tests.server import forging
from tests.server.deployment import Deployment
from tests.server.forging import MetadataServer, metadata_server

X5T = "the-right-key"
ISSUER = "00000002-0000-0ff1-ce00-000000000000@exchange.example"


@dataclass(frozen=True)
class World:
    """An org whose Exchange Server publishes its key at `url`; the attacker's server answers, too."""

    deployment: Deployment
    org: str
    url: str
    server: MetadataServer
    attacker: MetadataServer
    claims: dict[str, Any]

    def sign(self, claims: dict[str, Any] | None = None, key: str = "exchange", **header: Any) -> str:
        headers = {n: v for n, v in ({"x5t": X5T} | header).items() if v is not None}
        return forging.signed(forging.key(key), headers, self.claims if claims is None else claims)

    def but(self, **changed: Any) -> str:
        return self.sign({n: v for n, v in (self.claims | changed).items() if v is not None})

    def context(self, **changed: Any) -> str:
        context = {n: v for n, v in (self.claims["appctx"] | changed).items() if v is not None}
        return self.but(appctx=context)


@pytest.fixture(scope="module")
def world(running_deployment: Deployment) -> Iterator[World]:
    now = int(running_deployment.parts.now().timestamp())
    with metadata_server() as server, metadata_server() as attacker:
        url = server.document("/metadata/json/1", X5T, forging.key("exchange"), issuer=ISSUER)
        with running_deployment.parts.database.session() as session:
            # A worker that is given tests of another module in between comes here once more.
            org = add_org(session, f"Forged Exchange {uuid4().hex[:6]}", running_deployment.parts.now())
            org.metadata_urls, name = [url], org.name
        attacker.document("/metadata/json/1", X5T, forging.key("attacker"))
        claims = {
            "aud": pane_url(running_deployment.url),
            "iss": ISSUER,
            "nbf": str(now - 10),
            "exp": str(now + 3600),
            "appctxsender": ISSUER,
            "appctx": {"msexchuid": "53e925fa-76ba-45e1-be0f-4ef08b59d389", "version": "ExIdTok.V1", "amurl": url},
        }
        yield World(running_deployment, name, url, server, attacker, claims)


Make = Callable[[World], str]
FORGED: dict[str, Make] = {
    "another key": lambda w: w.sign(key="attacker"),
    "another key's name": lambda w: w.sign(x5t="another"),
    "no key named": lambda w: w.sign(x5t=None),
    "another type": lambda w: w.sign(typ="at+jwt"),
    "no algorithm": lambda w: forging.raw({"typ": "JWT", "alg": "none", "x5t": X5T}, w.claims),
    "a public key as the secret": lambda w: forging.by_secret(
        forging.public_pem(forging.key("exchange")), {"typ": "JWT", "x5t": X5T}, w.claims
    ),
    "for another page": lambda w: w.but(aud=w.claims["aud"].replace("taskpane", "dialog")),
    "for our origin only": lambda w: w.but(aud=w.deployment.url),
    "for another host": lambda w: w.but(aud="https://evil.example/addin/taskpane.html"),
    "for several": lambda w: w.but(aud=[w.claims["aud"], "https://evil.example"]),
    "for nobody": lambda w: w.but(aud=None),
    "expired": lambda w: w.but(exp="1000000000"),
    "not yet valid": lambda w: w.but(nbf="9999999999"),
    "without an end": lambda w: w.but(exp=None),
    "another issuer": lambda w: w.but(iss="00000002-0000-0ff1-ce00-000000000000@evil.example"),
    "an issuer that is not Exchange": lambda w: w.but(iss="evil@exchange.example"),
    "no issuer": lambda w: w.but(iss=None),
    "another version": lambda w: w.context(version="ExIdTok.V2"),
    "no version": lambda w: w.context(version=None),
    "no person": lambda w: w.context(msexchuid=None),
    "an empty person": lambda w: w.context(msexchuid=""),
    "a number as the person": lambda w: w.context(msexchuid=7),
    "no address": lambda w: w.context(amurl=None),
    "no context": lambda w: w.but(appctx=None),
    "a context that is no JSON": lambda w: w.but(appctx="{"),
    "a list as the context": lambda w: w.but(appctx=[]),
    "deep JSON as the context": lambda w: w.but(appctx="[" * 5000),
    "of Entra besides": lambda w: w.but(tid="11111111-2222-4333-8444-555555555555", appctx=None),
}
ELSEWHERE: dict[str, Callable[[World], str]] = {
    "the attacker's server": lambda w: f"{w.attacker.url}/metadata/json/1",
    "ours with a query": lambda w: f"{w.url}?x=1",
    "ours with a fragment": lambda w: f"{w.url}#x",
    "ours with a slash": lambda w: f"{w.url}/",
    "ours in capitals": lambda w: w.url.upper(),
    "ours as the user of another": lambda w: w.url.replace("http://", "http://") + "@" + w.attacker.url[7:],
    "ours before another host": lambda w: w.url.replace("localhost", "localhost.evil.example"),
    "cloud metadata": lambda w: "http://169.254.169.254/latest/meta-data/",
    "a file": lambda w: "file:///etc/passwd",
    "our own API": lambda w: f"{w.deployment.url}/addin/config.json",
    "an endless one": lambda w: f"{w.url}?{'x' * 5000}",
}


def test_the_good_one_is_accepted_and_its_context_may_be_a_text(world: World) -> None:
    first = world.deployment.caller(world.sign()).get("/session")
    second = world.deployment.caller(world.but(appctx=json.dumps(world.claims["appctx"]))).get("/session")
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["person"]["id"] == second.json()["person"]["id"]


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_is_refused(world: World, name: str) -> None:
    refused = world.deployment.caller(FORGED[name](world)).get("/session")
    assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in"), name


@pytest.mark.parametrize("name", ELSEWHERE)
def test_an_address_that_no_admin_allowed_is_never_called(world: World, name: str) -> None:
    before = list(world.attacker.asked)
    token = world.sign(
        {**world.claims, "appctx": {**world.claims["appctx"], "amurl": ELSEWHERE[name](world)}}, key="attacker"
    )
    assert world.deployment.caller(token).get("/session").status_code == 401
    assert world.attacker.asked == before


def _published(world: World, path: str) -> str:
    """Allow one more address of the org's own server; the token that names it."""
    url = world.server.url + path
    with world.deployment.parts.database.session() as session:
        org = find_org(session, world.org)
        org.metadata_urls = [*org.metadata_urls, url]
    return world.context(amurl=url)


def test_a_redirect_of_the_metadata_is_not_followed(world: World) -> None:
    target = f"{world.attacker.url}/metadata/json/1"
    world.server.answers["/moved"] = lambda: (302, {"Location": target}, b"")
    before = list(world.attacker.asked)
    refused = world.deployment.caller(_published(world, "/moved")).get("/session")
    assert (refused.status_code, refused.json()["code"]) == (503, "sign_in_unavailable")
    assert world.attacker.asked == before


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/huge", b"[" + b"1," * 200_000 + b"1]"),
        ("/deep", b"[" * 100_000),
        ("/text", b"no JSON"),
        ("/list", b"[]"),
        ("/empty", b""),
        ("/keys", b'{"keys": 7}'),
    ],
)
def test_metadata_that_cannot_be_read_opens_nothing(world: World, path: str, body: bytes) -> None:
    world.server.answers[path] = lambda: (200, {"Content-Type": "application/json"}, body)
    assert world.deployment.caller(_published(world, path)).get("/session").status_code == 503


def test_a_short_key_is_not_trusted(world: World) -> None:
    weak = forging.key("weak", 1024)
    world.server.document("/weak", X5T, weak, issuer=ISSUER)
    claims = forging.read(_published(world, "/weak"))[1]
    refused = world.deployment.caller(forging.signed(weak, {"x5t": X5T}, claims)).get("/session")
    assert refused.status_code == 401


def test_an_address_that_two_orgs_list_signs_nobody_in(world: World) -> None:
    url = world.server.document("/shared", X5T, forging.key("exchange"), issuer=ISSUER)
    token = _published(world, "/shared")
    assert world.deployment.caller(token).get("/session").status_code == 200
    with world.deployment.parts.database.session() as session:
        add_org(session, f"Another {world.org}", world.deployment.parts.now()).metadata_urls = [url]
    assert world.deployment.caller(token).get("/session").status_code == 401
