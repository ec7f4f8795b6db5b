"""OAuth: JWT bearer (RFC 7523), client credentials, password grant, sessions that end."""

from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
import requests

from tests.certificates import self_signed
from tests.sandbox.salesforce_face.conftest import ANN, BEN, PASSWORD, REDIRECT, SECRET, TOKEN, World
from tests.sandbox.salesforce_face.oauth_calls import JWT_BEARER, code_of, refused, token


class Signer:
    """A key and its certificate, as an admin uploads it."""

    def __init__(self, *, days: int = 30) -> None:
        signed = self_signed(since=datetime(2026, 11, 1, tzinfo=UTC), days=days)
        self.key, self.key_pem, self.pem = signed.key, signed.key_pem, signed.pem

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
