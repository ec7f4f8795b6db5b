"""OAuth: web-server flow with PKCE, identity, refresh, introspect (RFC 6749, RFC 7636)."""

import base64
import hashlib
import hmac
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.sandbox.salesforce_face.conftest import ANN, BEN, PASSWORD, REDIRECT, SECRET, World
from tests.sandbox.salesforce_face.oauth_calls import (
    VERIFIER,
    authorize,
    code_of,
    exchange,
    post_form,
    refused,
    token,
)


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
    assert refresh(world, second, client_id="ROT").status_code == 200


def test_a_rotated_refresh_token_used_again_ends_all_that_came_of_the_consent(world: World) -> None:
    world.salesforce.add_app(name="R", client_id="ROT", client_secret=SECRET, rotate_refresh_tokens=True)
    first = world.salesforce.issue_tokens("ROT", ANN)["refresh_token"]
    other = world.salesforce.issue_tokens("ROT", ANN)["refresh_token"]
    newer = refresh(world, first, client_id="ROT").json()
    for token_value in (first, newer["refresh_token"]):
        refused(refresh(world, token_value, client_id="ROT"), "invalid_grant", "expired access/refresh token")
    headers = {"Authorization": f"Bearer {newer['access_token']}"}
    assert world.session.get(f"{world.url}/services/oauth2/userinfo", headers=headers).status_code in (401, 403)
    assert refresh(world, other, client_id="ROT").status_code == 200, "of another consent"


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
