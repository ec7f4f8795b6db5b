"""OAuth: web-server flow with PKCE, refresh, JWT bearer, the other grants, revoke, introspect, identity."""

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.sandbox.salesforce_face.conftest import ANN, BEN, PASSWORD, REDIRECT, SECRET, TOKEN, World

PEM = Encoding.PEM
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # the pair of RFC 7636, appendix B
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def authorize(world: World, **changes: str) -> requests.Response:
    asked = {
        "response_type": "code",
        "client_id": "CID",
        "redirect_uri": REDIRECT,
        "scope": "api refresh_token",
        "state": "s&1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return world.session.get(f"{world.url}/services/oauth2/authorize", params=asked | changes, allow_redirects=False)


def post_form(world: World, page: requests.Response, **fields: str) -> requests.Response:
    """Fill the form of a page: its hidden fields and these."""
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    data = {name: unescape(value) for name, value in hidden.items()} | fields
    return world.session.post(page.url, data=data, allow_redirects=False)


def code_of(world: World, username: str = ANN, **changes: str) -> str:
    """Through login and consent as a person would."""
    answer = authorize(world, **changes)
    if answer.status_code == 200:
        answer = post_form(world, answer, username=username, password=PASSWORD)
    if answer.status_code == 200:
        answer = post_form(world, answer, decision="allow")
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert query["state"] == ["s&1"], query
    return query["code"][0]


def token(world: World, **form: str) -> requests.Response:
    return world.session.post(f"{world.url}/services/oauth2/token", data=form)


def exchange(world: World, **changes: str) -> requests.Response:
    form = {
        "grant_type": "authorization_code",
        "client_id": "CID",
        "client_secret": SECRET,
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
    } | changes
    return token(world, **(form if "code" in form else form | {"code": code_of(world)}))


def refused(reply: requests.Response, error: str, description: str) -> None:
    assert (reply.status_code, reply.json()) == (400, {"error": error, "error_description": description})


def test_web_server_flow_gives_tokens_in_salesforces_shape(world: World) -> None:
    answer = exchange(world).json()
    assert set(answer) == {
        "access_token",
        "refresh_token",
        "signature",
        "scope",
        "instance_url",
        "id",
        "token_type",
        "issued_at",
    }
    assert answer["instance_url"] == world.url
    assert answer["scope"] == "api refresh_token"
    assert answer["token_type"] == "Bearer"
    assert re.fullmatch(r"\d{13}", answer["issued_at"])
    signed = hmac.new(SECRET.encode(), (answer["id"] + answer["issued_at"]).encode(), hashlib.sha256).digest()
    assert answer["signature"] == base64.b64encode(signed).decode()


def test_identity_url_names_the_user_and_keeps_the_version_mark(world: World) -> None:
    answer = exchange(world).json()
    who = world.session.get(answer["id"], headers={"Authorization": f"Bearer {answer['access_token']}"}).json()
    assert who["username"] == ANN
    assert who["user_id"] == world.users[ANN]
    assert who["organization_id"] == world.salesforce.org.id
    assert who["urls"]["sobjects"] == f"{world.url}/services/data/v{{version}}/sobjects/"
    assert who["utcOffset"] == 3_600_000
    asked = world.session.get(answer["id"], params={"oauth_token": answer["access_token"], "version": "67.0"}).json()
    assert asked["urls"]["rest"] == f"{world.url}/services/data/v67.0/"


@pytest.mark.parametrize(
    ("header", "word"), [({}, "Missing_OAuth_Token"), ({"Authorization": "Bearer x"}, "Bad_OAuth")]
)
def test_identity_refuses_with_a_word(world: World, header: dict[str, str], word: str) -> None:
    for path in (f"/id/{world.salesforce.org.id}/{world.users[ANN]}", "/services/oauth2/userinfo"):
        reply = world.session.get(world.url + path, headers=header)
        assert reply.status_code == 403
        assert reply.text.startswith(word)


def test_userinfo_speaks_openid(world: World) -> None:
    bearer = {"Authorization": f"Bearer {world.tokens['access_token']}"}
    who = world.session.get(f"{world.url}/services/oauth2/userinfo", headers=bearer).json()
    assert (who["preferred_username"], who["sub"]) == (ANN, world.tokens["id"])


def test_tilde_in_a_verifier_is_refused_although_the_rfc_allows_it(world: World) -> None:
    verifier = VERIFIER[:-1] + "~"
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    code = code_of(world, code_challenge=challenge)
    refused(exchange(world, code=code, code_verifier=verifier), "invalid_grant", "invalid code verifier")


def test_wrong_and_missing_verifiers_are_refused(world: World) -> None:
    refused(exchange(world, code_verifier=VERIFIER[::-1]), "invalid_grant", "invalid code verifier")
    refused(exchange(world, code_verifier=""), "invalid_grant", "invalid code verifier")


def test_a_code_works_once_and_for_a_quarter_of_an_hour(world: World) -> None:
    code = code_of(world)
    assert exchange(world, code=code).status_code == 200
    refused(exchange(world, code=code), "invalid_grant", "invalid authorization code")
    code = code_of(world)
    world.clock.advance(minutes=16)
    refused(exchange(world, code=code), "invalid_grant", "expired authorization code")


@pytest.mark.parametrize(
    ("changes", "error", "description"),
    [
        ({"grant_type": "magic"}, "unsupported_grant_type", "grant type not supported"),
        ({"client_id": "other"}, "invalid_client_id", "client identifier invalid"),
        ({"client_secret": "wrong"}, "invalid_client", "invalid client credentials"),
        ({"redirect_uri": "https://elsewhere"}, "redirect_uri_mismatch", "redirect_uri must match configuration"),
        ({"grant_type": ""}, "invalid_request", "missing required parameter: grant_type"),
    ],
)
def test_token_requests_that_are_wrong(world: World, changes: dict[str, str], error: str, description: str) -> None:
    refused(exchange(world, **changes), error, description)


def test_the_browser_is_told_what_is_wrong_with_the_client(world: World) -> None:
    page = authorize(world, client_id="other")
    assert page.status_code == 400
    assert "error=invalid_client_id" in page.text
    page = authorize(world, redirect_uri="https://evil.example")
    assert page.status_code == 400
    assert "redirect_uri_mismatch" in page.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "nonsense"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_the_client_is_told_by_redirect(world: World, changes: dict[str, str], error: str) -> None:
    location = authorize(world, **changes).headers["Location"]
    assert location.startswith(REDIRECT)
    query = parse_qs(urlsplit(location).query)
    assert (query["error"], query["state"]) == ([error], ["s&1"])


def test_denying_access_goes_back_with_access_denied(world: World) -> None:
    consent = post_form(world, authorize(world), username=BEN, password=PASSWORD)
    assert "Allow access?" in consent.text
    answer = post_form(world, consent, decision="deny")
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["error"] == ["access_denied"]


def test_a_wrong_password_and_a_forged_form_go_nowhere(world: World) -> None:
    page = authorize(world)
    again = post_form(world, page, username=ANN, password="wrong")
    assert "Please check your username and password" in again.text
    forged = world.session.post(page.url, data={"step": "login", "username": ANN, "password": PASSWORD})
    assert forged.status_code == 400


def test_an_app_for_named_users_refuses_others(world: World) -> None:
    world.salesforce.add_app(name="Few", client_id="FEW", redirect_uris=[REDIRECT], approved_users=[ANN])
    page = authorize(world, client_id="FEW")
    answer = post_form(world, page, username=BEN, password=PASSWORD)
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["error"] == ["OAUTH_APP_ACCESS_DENIED"]


def refresh(world: World, token_value: str, **changes: str) -> requests.Response:
    form = {"grant_type": "refresh_token", "client_id": "CID", "refresh_token": token_value} | changes
    return token(world, **form)


def test_refresh_keeps_its_token_unless_the_app_rotates(world: World) -> None:
    answer = refresh(world, world.tokens["refresh_token"]).json()
    assert "refresh_token" not in answer
    assert answer["access_token"] != world.tokens["access_token"]
    world.salesforce.add_app(name="R", client_id="ROT", client_secret=SECRET, rotate_refresh_tokens=True)
    first = world.salesforce.issue_tokens("ROT", ANN)["refresh_token"]
    second = refresh(world, first, client_id="ROT").json()["refresh_token"]
    assert second != first
    refused(refresh(world, first, client_id="ROT"), "invalid_grant", "expired access/refresh token")
    assert refresh(world, second, client_id="ROT").status_code == 200


def test_refresh_of_a_revoked_token_fails_and_ends_its_sessions(world: World) -> None:
    reply = world.session.post(f"{world.url}/services/oauth2/revoke", data={"token": world.tokens["refresh_token"]})
    assert (reply.status_code, reply.text) == (200, "")
    refused(refresh(world, world.tokens["refresh_token"]), "invalid_grant", "expired access/refresh token")
    assert world.get("limits").status_code == 401
    again = world.session.post(f"{world.url}/services/oauth2/revoke", data={"token": "nonsense"})
    assert again.json()["error"] == "invalid_token"


@pytest.mark.parametrize(("form", "start"), [("xml", "<?xml"), ("urlencoded", "access_token=")])
def test_formats_of_the_token_answer(world: World, form: str, start: str) -> None:
    assert refresh(world, world.tokens["refresh_token"], format=form).text.startswith(start)


def test_introspection_tells_of_own_tokens_only(world: World) -> None:
    where = f"{world.url}/services/oauth2/introspect"
    told = world.session.post(where, data={"token": world.tokens["access_token"]}, auth=("CID", SECRET)).json()
    assert (told["active"], told["username"], told["client_id"]) == (True, ANN, "CID")
    world.salesforce.add_app(name="Other", client_id="OTHER", client_secret=SECRET)
    other = {"token": world.tokens["access_token"], "client_id": "OTHER", "client_secret": SECRET}
    assert world.session.post(where, data=other).json() == {"active": False}


class Signer:
    """A key and its certificate, as an admin uploads it."""

    def __init__(self, *, days: int = 30) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.key_pem = self.key.private_bytes(PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bothways")])
        start = datetime(2026, 11, 1, tzinfo=UTC)
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.key.public_key())
        builder = builder.serial_number(1).not_valid_before(start).not_valid_after(start + timedelta(days=days))
        self.pem = builder.sign(self.key, hashes.SHA256()).public_bytes(PEM).decode()

    def sign(self, world: World, **changes: Any) -> str:
        claims = {
            "iss": "JWT",
            "sub": ANN,
            "aud": "https://login.salesforce.com",
            "exp": int(world.clock.now().timestamp()) + 180,
        } | changes
        return jwt.encode(claims, self.key, algorithm="RS256")


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer()


def by_jwt(world: World, assertion: str) -> requests.Response:
    return token(world, grant_type=JWT_BEARER, assertion=assertion)


def test_jwt_bearer_gives_a_session_without_refresh_token(world: World, signer: Signer) -> None:
    world.salesforce.add_app(name="J", client_id="JWT", certificate_pem=signer.pem)
    answer = by_jwt(world, signer.sign(world)).json()
    assert set(answer) == {"access_token", "scope", "instance_url", "id", "token_type"}
    text_time = signer.sign(world, exp=str(int(world.clock.now().timestamp()) + 180), aud=world.url)
    assert by_jwt(world, text_time).status_code == 200


def test_jwt_refusals(world: World, signer: Signer) -> None:
    world.salesforce.add_app(name="J", client_id="JWT", certificate_pem=signer.pem, approved_users=[ANN])
    now = int(world.clock.now().timestamp())
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"aud": "https://example.com"}, "invalid_grant", "audience validation failed"),
        ({"exp": now - 10}, "invalid_grant", "expired authorization code"),
        ({"sub": BEN}, "invalid_grant", "user hasn't approved this consumer"),
        ({"sub": "nobody@example.com"}, "invalid_grant", "user hasn't approved this consumer"),
        ({"iss": "unknown"}, "invalid_client_id", "client identifier invalid"),
        ({"exp": "soon"}, "invalid_grant", "invalid assertion"),
    ]
    for changes, error, description in cases:
        refused(by_jwt(world, signer.sign(world, **changes)), error, description)
    refused(by_jwt(world, "a.b.c"), "invalid_grant", "invalid assertion")
    refused(by_jwt(world, Signer().sign(world)), "invalid_client", "invalid client credentials")


def test_jwt_of_an_app_that_users_authorize_themselves(world: World, signer: Signer) -> None:
    world.salesforce.add_app(
        name="J", client_id="JWT", certificate_pem=signer.pem, approved_users="self", redirect_uris=[REDIRECT]
    )
    refused(by_jwt(world, signer.sign(world)), "invalid_grant", "user hasn't approved this consumer")
    code_of(world, client_id="JWT")
    assert by_jwt(world, signer.sign(world)).status_code == 200


def test_jwt_with_an_expired_certificate(world: World) -> None:
    old = Signer(days=3)
    world.salesforce.add_app(name="J", client_id="JWT", certificate_pem=old.pem)
    refused(by_jwt(world, old.sign(world)), "invalid_client", "expired client certificate")


def test_client_credentials_act_as_the_run_as_user(world: World) -> None:
    form = {"grant_type": "client_credentials", "client_id": "CID", "client_secret": SECRET}
    refused(token(world, **form), "invalid_grant", "no client credentials user enabled")
    world.salesforce.add_app(name="CC", client_id="CC", client_secret=SECRET, run_as=BEN)
    where = f"{world.url}/services/oauth2/token"
    answer = world.session.post(where, data={"grant_type": "client_credentials"}, auth=("CC", SECRET)).json()
    assert answer["id"].endswith(world.users[BEN])


def test_password_grant_takes_the_security_token_and_can_be_blocked(world: World) -> None:
    form = {"grant_type": "password", "client_id": "CID", "client_secret": SECRET, "username": ANN}
    assert token(world, **form, password=PASSWORD + TOKEN).status_code == 200
    refused(token(world, **form, password="wrong"), "invalid_grant", "authentication failure")
    world.salesforce.password_grant = False
    refused(token(world, **form, password=PASSWORD + TOKEN), "invalid_grant", "authentication failure")


def test_sessions_end_after_two_hours_without_use(world: World) -> None:
    world.clock.advance(minutes=70)
    assert world.get("limits").status_code == 200
    world.clock.advance(minutes=110)
    assert world.get("limits").status_code == 200
    world.clock.advance(minutes=121)
    assert world.get("limits").status_code == 401
