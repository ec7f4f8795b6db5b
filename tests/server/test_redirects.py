"""A browser is sent to three places only: Entra's sign-in, Salesforce's sign-in, our own page that ends a window. And a
token of Salesforce travels to no address that is not Salesforce's (the table of addresses is in
tests/core/salesforce/test_addresses.py)."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest
import requests
from sqlalchemy import select

from core.models.accounts import Connection
from server.signin import s256
from tests.server.browsing import salesforce_window
from tests.server.deployment import Deployment, User

EVIL = "https://evil.example"
CHALLENGE = s256("v" * 43)
HOSTILE = [
    EVIL,
    "//evil.example",
    "///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    f"{EVIL}#/addin/dialog.html",
    "%0d%0aLocation: https://evil.example",
    "\r\nLocation: https://evil.example",
    "%00",
    "@evil.example",
]
PLACES = [
    "/signin/start?challenge={c}&redirect_uri={v}",
    "/signin/start?challenge={c}&next={v}&locale={v}",
    "/signin/start?challenge={v}",
    "/signin/callback?state={v}&code={v}&redirect_uri={v}",
    "/connect/salesforce?ticket={v}&redirect_uri={v}",
    "/connect/salesforce/callback?state={v}&code={v}&error_description={v}",
]


def _allowed(deployment: Deployment, location: str) -> bool:
    settings = deployment.settings
    prefixes = (
        f"{settings.authority_url}/organizations/oauth2/v2.0/authorize?",
        f"{deployment.url}/addin/dialog.html#",
    )
    return location.startswith(prefixes) and "evil" not in urlsplit(location).netloc


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("value", HOSTILE)
def test_nothing_in_a_request_says_where_the_browser_goes(deployment: Deployment, place: str, value: str) -> None:
    url = deployment.url + place.format(c=CHALLENGE, v=quote(value, safe=""))
    answer = requests.get(url, allow_redirects=False, timeout=30)
    assert answer.status_code == 302
    assert _allowed(deployment, answer.headers["Location"]), answer.headers["Location"]
    sent = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert sent.get("redirect_uri", [f"{deployment.url}/signin/callback"]) == [f"{deployment.url}/signin/callback"]


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-URL", "Forwarded"])
def test_no_header_says_where_the_browser_goes(deployment: Deployment, name: str) -> None:
    headers = {name: "host=evil.example" if name == "Forwarded" else "evil.example"}
    url = f"{deployment.url}/signin/start?challenge={CHALLENGE}"
    answer = requests.get(url, headers=headers, allow_redirects=False, timeout=30)
    assert _allowed(deployment, answer.headers["Location"])
    assert "evil" not in answer.headers["Location"]


@pytest.mark.parametrize("path", ["//evil.example/x", "/addin//evil.example", "/docs/", "/addin", "/api/v1/session/"])
def test_no_path_is_answered_with_a_redirect(deployment: Deployment, path: str) -> None:
    with requests.Session() as session:
        prepared = session.prepare_request(requests.Request("GET", deployment.url))
        prepared.url = deployment.url + path
        answer = session.send(prepared, allow_redirects=False)
    assert (answer.status_code, "Location" in answer.headers) == (404, False)


@pytest.mark.parametrize(
    "instance",
    [
        EVIL,
        "https://salesforce.com.evil.example",
        "http://acme.my.salesforce.com",
        "https://acme.my.salesforce.com@evil.example",
        "https://169.254.169.254",
        "https://acme.my.salesforce.com",  # Salesforce's own, but not where a login on this machine may lead
    ],
)
def test_a_forged_instance_address_gets_no_token(deployment: Deployment, instance: str) -> None:
    user = deployment.user("graph")
    org, username = deployment.sandbox.salesforce.org, f"sf.{user.address}"
    with org.lock:
        org.create_user(username=username, password="Secret-123", email=user.address, first_name="U", last_name="V")
    said = salesforce_window(deployment, _start(user), username, "Secret-123")
    salesforce = deployment.sandbox.salesforce
    salesforce.base_url, before = instance, salesforce.base_url
    try:
        refused = user.post("/connections/salesforce/finish", {"code": said["code"]})
    finally:
        salesforce.base_url = before
    assert (refused.status_code, refused.json()["code"]) == (502, "crm_misconfigured")
    with deployment.parts.database.session() as session:
        assert session.scalar(select(Connection).where(Connection.mailbox_id == user.mailbox_id)) is None


def _start(user: User) -> str:
    return str(user.post("/connections/salesforce/start").json()["url"])
