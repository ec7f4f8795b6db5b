"""core.salesforce.auth and web_flow against the sandbox: each flow, rotation, and refusals that say what to do."""

import re
from collections import Counter
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from core.errors import SyncError, Transient, Unauthorized
from core.salesforce.auth import InMemory, JwtBearer, Login, RefreshToken, identity, token_of
from core.salesforce.client import Client
from core.salesforce.web_flow import App, authorize_url, code_verifier, exchange_code
from tests.contract.worlds_salesforce import OTHER, USERNAME, SalesforceWorld


def test_jwt_bearer(world: SalesforceWorld) -> None:
    calls: Counter[str] = Counter()
    who = identity(world.login(), calls)
    assert (who.username, who.user_id, who.org_id) == (USERNAME, world.user, world.org.id)
    assert calls == {"token": 1, "identity": 1}


def test_refresh_token(world: SalesforceWorld) -> None:
    login = Login(world.refresh(), world.network)
    first = login.token()
    assert login.token() is first and login.token(first).access != first.access


def test_a_rotated_refresh_token_is_handed_over_before_it_is_used(world: SalesforceWorld) -> None:
    world.app = world.salesforce.add_app(name="Rotating", rotate_refresh_tokens=True)
    credential = world.refresh()
    kept = InMemory(credential.refresh_token)
    login = Login(replace(credential, kept=kept), world.network)
    first, second = login.token(), kept.newest()
    login.token(first)
    assert len({credential.refresh_token, second, kept.newest()}) == 3


def test_a_rotated_token_that_cannot_be_kept_fails_the_sign_in(world: SalesforceWorld) -> None:
    world.app = world.salesforce.add_app(name="Rotating", rotate_refresh_tokens=True)

    class Full(InMemory):
        def replace(self, old: str, new: str) -> None:
            raise OSError("disk full")

    credential = world.refresh()
    with pytest.raises(OSError, match="disk full"):
        Login(replace(credential, kept=Full(credential.refresh_token)), world.network).token()


def test_the_old_token_is_used_until_salesforce_refuses_it(world: SalesforceWorld) -> None:
    client = world.client()
    client.get("limits", "limits")
    world.salesforce.expire_sessions()
    client.get("limits", "limits")
    assert client.calls["token"] == 2 and client.calls["limits"] == 3


def refusal(world: SalesforceWorld, credential: JwtBearer | RefreshToken) -> SyncError:
    with pytest.raises(SyncError) as caught:
        Login(credential, world.network, now=lambda: world.clock.now().timestamp()).token()
    return caught.value


def test_refusals_say_what_to_do(world: SalesforceWorld) -> None:
    jwt, refresh = world.jwt, world.refresh()
    cases: list[tuple[JwtBearer | RefreshToken, str, str]] = [
        (replace(jwt, client_id="nobody"), "invalid_client_id", "consumer key"),
        (replace(jwt, username="nobody@example.com"), "invalid_grant", "pre-authorise"),
        (replace(jwt, private_key="-----BEGIN PRIVATE KEY-----\nx"), "bad_private_key", "RSA key in PEM"),
        (replace(refresh, refresh_token="old"), "invalid_grant", "connect Salesforce again"),
        (replace(refresh, client_secret="wrong"), "invalid_client", "External Client App"),
    ]
    for credential, code, advice in cases:
        error = refusal(world, credential)
        assert isinstance(error, Unauthorized) and error.code == code and advice in error.message, error.message
        assert "old" not in error.message.split() and "wrong" not in error.message.split()


def test_a_server_in_trouble_is_tried_again(world: SalesforceWorld) -> None:
    world.faults.add("unavailable", operation="oauth2/token")
    assert isinstance(refusal(world, world.jwt), Transient)
    world.faults.add("malformed_reply", operation="oauth2/token")
    assert isinstance(refusal(world, world.jwt), Transient)
    world.faults.add("lost_reply", operation="oauth2/token")
    assert isinstance(refusal(world, world.jwt), Transient)


def test_a_login_address_elsewhere_is_refused_before_any_call(world: SalesforceWorld) -> None:
    with pytest.raises(Unauthorized):
        Login(replace(world.jwt, login_url="https://evil.example.com"), world.network)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"access_token": "", "instance_url": "https://localhost"},
        {"access_token": 7, "instance_url": "https://localhost"},
        {"access_token": "a\r\nX: y", "instance_url": "https://localhost"},
        {"access_token": "a", "instance_url": "https://evil.example.com"},
        {"access_token": "a", "instance_url": None},
        {"access_token": "a", "instance_url": "https://localhost", "id": "https://evil.example.com/id/1/2"},
        {"access_token": "a", "instance_url": "https://localhost", "id": 7},
    ],
)
def test_answers_that_cannot_be_trusted(answer: dict[str, object]) -> None:
    with pytest.raises((Unauthorized, Transient)):
        token_of(answer, "https://localhost:8441")


def test_a_public_login_cannot_lead_to_this_machine() -> None:
    answer = {"access_token": "a", "instance_url": "http://localhost:6379"}
    with pytest.raises(Unauthorized):
        token_of(answer, "https://login.salesforce.com")
    assert token_of(answer, "https://localhost:8441").instance_url == "http://localhost:6379"


def test_plain_http_on_loopback(tmp_path_factory: pytest.TempPathFactory) -> None:
    world = SalesforceWorld(tmp_path_factory.mktemp("plain"), tls=False)
    try:
        assert world.server.url.startswith("http://")
        assert Client(world.login()).get("limits", "limits")["DailyApiRequests"]["Max"] > 0
    finally:
        world.close()


def test_web_server_flow_with_pkce(world: SalesforceWorld) -> None:
    app = App(world.server.url, world.app["client_id"], "https://localhost/callback", world.app["client_secret"])
    verifier = code_verifier(bytes(range(48)))
    code = sign_in_by_hand(world, authorize_url(app, "state-1", verifier, OTHER))
    granted = exchange_code(app, code, verifier, world.network)
    credential = RefreshToken(app.login_url, app.client_id, app.client_secret, granted.refresh_token)
    assert identity(Login(credential, world.network)).username == OTHER
    with pytest.raises(Unauthorized, match="start connecting again"):
        exchange_code(app, code, verifier, world.network)
    other = sign_in_by_hand(world, authorize_url(app, "state-2", verifier))
    with pytest.raises(Unauthorized, match="start connecting again"):
        exchange_code(app, other, code_verifier(bytes(48)), world.network)


def sign_in_by_hand(world: SalesforceWorld, url: str) -> str:
    """As a person at a browser: sign in, allow, and come back with a code."""
    browser = requests.Session()
    browser.verify = str(world.network.ca_file)
    page = browser.get(url)
    step = {"step": "login", "username": OTHER, "password": "Secret-123"}
    page = browser.post(url, data=step | {"csrf": csrf(page.text)}, allow_redirects=False)
    if page.status_code == 200:
        allow = {"step": "consent", "decision": "allow", "csrf": csrf(page.text)}
        page = browser.post(url, data=allow, allow_redirects=False)
    return parse_qs(urlsplit(page.headers["Location"]).query)["code"][0]


def csrf(html: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found is not None, html
    return found[1]


def test_a_verifier_is_base64url_and_long_enough() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{64}", code_verifier(b"\xff" * 48))
    with pytest.raises(ValueError, match="random bytes"):
        code_verifier(b"short")
