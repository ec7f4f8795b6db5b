"""Tokens for an add-in: for its own API by Entra and the Office host, identity tokens by an Exchange Server."""

import base64
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from sandbox.microsoft.registrations import App
from tests.sandbox.microsoft_graph.conftest import ANNA, World

PANE = "http://localhost:8400"
PAGE_CALLBACK, SERVER_CALLBACK = f"{PANE}/page", f"{PANE}/signin/callback"
METADATA = "/autodiscover/metadata/json/1"
# RFC 7636, appendix B.
VERIFIER, CHALLENGE = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.fixture
def addin(world: World) -> App:
    return world.microsoft.entra.register_app(
        "Add-in",
        exposes=["Addin.Use"],
        spa_redirect_uris=["brk-multihub://localhost:8400", PAGE_CALLBACK],
        redirect_uris=[SERVER_CALLBACK],
    )


def _brokered(world: World, addin: App, **changes: str) -> tuple[int, dict[str, Any]]:
    body = {"client_id": addin.client_id, "scope": f"{addin.id_uri}/Addin.Use", "origin": PANE} | changes
    answer = world.session.post(f"{world.url}/broker/{ANNA}/token", json=body, timeout=20)
    return answer.status_code, answer.json()


def _read(world: World, token: str, audience: str) -> dict[str, Any]:
    keys = world.session.get(f"{world.url}/common/discovery/v2.0/keys", timeout=20).json()
    claims: dict[str, Any] = jwt.decode(
        token, jwt.PyJWK(keys["keys"][0]), algorithms=["RS256"], audience=audience, options={"verify_exp": False}
    )
    return claims


def test_an_access_token_for_the_own_api_is_of_version_2_as_entra_makes_it(world: World, addin: App) -> None:
    status, answer = _brokered(world, addin)
    assert status == 200, answer
    claims = _read(world, answer["access_token"], addin.client_id)
    tenant = world.microsoft.entra.tenant_id
    assert (claims["ver"], claims["scp"], claims["azp"]) == ("2.0", "Addin.Use", addin.client_id)
    assert (claims["iss"], claims["tid"]) == (f"{world.url}/{tenant}/v2.0", tenant)
    assert claims["oid"] == answer["account"]["localAccountId"]
    # Claims of version 1 and of Graph's tokens.
    assert not {"appid", "upn", "unique_name", "idtyp", "roles"} & set(claims)
    shown = _read(world, answer["id_token"], addin.client_id)
    assert shown["preferred_username"] == ANNA
    assert "scp" not in shown


def test_graph_takes_no_token_of_another_api(world: World, addin: App) -> None:
    world.token = _brokered(world, addin)[1]["access_token"]
    assert world.error(401, "GET", "me/contacts") == "InvalidAuthenticationToken"


@pytest.mark.parametrize(
    ("changes", "error", "number"),
    [
        ({"origin": "https://evil.test"}, "invalid_request", 50011),
        ({"client_id": "nobody"}, "unauthorized_client", 700016),
        ({"scope": "api://nobody/Addin.Use"}, "invalid_resource", 500011),
    ],
)
def test_the_broker_refuses(world: World, addin: App, changes: dict[str, str], error: str, number: int) -> None:
    status, answer = _brokered(world, addin, **changes)
    assert (status, answer["error"], answer["error_codes"]) == (400, error, [number])


def test_the_broker_refuses_a_scope_that_the_api_does_not_expose(world: World, addin: App) -> None:
    status, answer = _brokered(world, addin, scope=f"{addin.id_uri}/Admin.Use")
    assert (status, answer["error_codes"]) == (400, [650053])


def test_another_app_needs_consent_for_the_api(world: World, addin: App) -> None:
    options: dict[str, Any] = {"spa_redirect_uris": ["brk-multihub://localhost:8400"]}
    stranger = world.microsoft.entra.register_app("Stranger", **options)
    assert _brokered(world, stranger, scope=f"{addin.id_uri}/Addin.Use")[1]["error_codes"] == [65001]
    friend = world.microsoft.entra.register_app("Friend", scopes=["Addin.Use"], **options)
    status, answer = _brokered(world, friend, scope=f"{addin.id_uri}/Addin.Use")
    assert status == 200
    assert _read(world, answer["access_token"], addin.client_id)["azp"] == friend.client_id


def test_after_a_change_of_policy_the_person_must_show_themselves_once(world: World, addin: App) -> None:
    world.session.post(f"{world.url}/_sandbox/microsoft/interaction", json={"mailbox": ANNA}, timeout=20)
    status, answer = _brokered(world, addin)
    assert (status, answer["error"]) == (400, "interaction_required")
    page = f"{world.url}/broker/{ANNA}/consent?client_id={addin.client_id}"
    assert "Add-in" in world.session.get(page, timeout=20).text
    world.session.post(page, data={"answer": "cancel"}, timeout=20)
    assert _brokered(world, addin)[0] == 400
    world.session.post(page, data={"answer": "continue"}, timeout=20)
    assert _brokered(world, addin)[0] == 200


@pytest.mark.parametrize(
    ("callback", "origin", "number"),
    [
        (SERVER_CALLBACK, "", 0),
        (SERVER_CALLBACK, PANE, 9002326),
        (PAGE_CALLBACK, PANE, 0),
        (PAGE_CALLBACK, "", 9002327),
    ],
)
def test_a_page_redeems_its_codes_itself_and_a_server_its_own(
    world: World, addin: App, callback: str, origin: str, number: int
) -> None:
    entra, user = world.microsoft.entra, world.microsoft.store.mailbox(ANNA)
    assert user is not None
    proof = {"challenge": CHALLENGE, "challenge_method": "S256"}
    code = entra.new_code(addin, user, f"{addin.id_uri}/Addin.Use openid", redirect_uri=callback, **proof)
    form = {"grant_type": "authorization_code", "client_id": addin.client_id, "code": code, "redirect_uri": callback}
    answer = world.session.post(
        f"{world.url}/{entra.tenant_id}/oauth2/v2.0/token",
        data=form | {"code_verifier": VERIFIER},
        headers={"Origin": origin} if origin else {},
        timeout=20,
    ).json()
    assert answer.get("error_codes", [0]) == [number]
    if not number:
        assert _read(world, answer["access_token"], addin.client_id)["scp"] == "Addin.Use"


def test_an_identity_token_is_proven_by_the_metadata_document(world: World) -> None:
    url = f"{world.url}/broker/{ANNA}/identity-token"
    token = world.session.get(url, params={"audience": f"{PANE}/pane.html"}, timeout=20).json()["token"]
    header, claims = jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})
    assert set(header) == {"typ", "alg", "x5t"}
    assert claims["appctx"].keys() == {"msexchuid", "version", "amurl"}
    assert claims["appctx"]["amurl"] == f"{world.url}{METADATA}"
    assert claims["isbrowserhostedapp"] == "true"
    assert all(isinstance(claims[name], str) for name in ("nbf", "exp"))
    document = world.session.get(claims["appctx"]["amurl"], timeout=20).json()
    (key,) = document["keys"]
    assert key["keyinfo"]["x5t"] == header["x5t"]
    certificate = x509.load_der_x509_certificate(base64.b64decode(key["keyvalue"]["value"]))
    print_ = base64.urlsafe_b64encode(certificate.fingerprint(hashes.SHA1())).decode().rstrip("=")  # noqa: S303
    assert print_ == header["x5t"]
    public: Any = certificate.public_key()
    jwt.decode(token, public, algorithms=["RS256"], audience=f"{PANE}/pane.html", options={"verify_exp": False})
    world.microsoft.exchange_issuer.rotate()
    (renewed,) = world.session.get(claims["appctx"]["amurl"], timeout=20).json()["keys"]
    assert renewed["keyinfo"]["x5t"] != header["x5t"]


def test_one_port_speaks_tls_and_plain_http(world: World) -> None:
    plain = world.server.plain_url
    assert plain.startswith("http://")
    assert world.session.get(f"{plain}/", timeout=20).status_code == 200
    assert world.session.get(f"{world.url}/", timeout=20).status_code == 200
    # Each is told the address that it called.
    for base in (plain, world.url):
        told = world.session.get(f"{base}/common/v2.0/.well-known/openid-configuration", timeout=20).json()
        assert told["issuer"].startswith(f"{base}/")
