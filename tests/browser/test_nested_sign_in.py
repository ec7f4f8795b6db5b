"""Unmodified MSAL in an add-in's page gets real tokens through the host: silently, kept, and after a window."""

from typing import Any

import jwt
import pytest
import requests
from playwright.sync_api import BrowserContext, Request, expect

from tests.browser.conftest import OpenOffice
from tests.browser.deployment import Desktop
from tests.browser.probe import Probe
from tests.server.deployment import Deployment, User

# MSAL finds what it kept for the clouds that it knows; it never calls this address, the host does all.
AUTHORITY = "https://login.microsoftonline.com/organizations"
_SIGN_IN = """async ([clientId, authority, scope]) => {
  const make = msal.createNestablePublicClientApplication;
  window.app ??= await make({ auth: { clientId, authority }, cache: { cacheLocation: "localStorage" } });
  window.request = { scopes: [scope] };
  window.app.getActiveAccount() ?? window.app.setActiveAccount(window.app.getAllAccounts()[0] ?? null);
}"""
_ASK = """async (name) => {
  try {
    const account = window.app.getActiveAccount() ?? undefined;
    const result = await window.app[name]({ ...window.request, account });
    window.app.setActiveAccount(result.account);
    return { token: result.accessToken, username: result.account.username, cached: result.fromCache };
  } catch (error) {
    return { error: error.name, code: error.errorCode };
  }
}"""


@pytest.fixture
def probe(context: BrowserContext, desktop: Desktop, user: User) -> Probe:
    made = Probe(context, desktop, user).open()
    addin = desktop.deployment.sandbox.describe()["addin"]
    made.frame.evaluate(_SIGN_IN, [addin["client_id"], AUTHORITY, addin["scope"]])
    return made


def _ask(probe: Probe, name: str) -> dict[str, Any]:
    answer: dict[str, Any] = probe.frame.evaluate(_ASK, name)
    return answer


def _demand_a_window(deployment: Deployment, user: User) -> None:
    url = f"{deployment.sandbox.microsoft_page}/_sandbox/microsoft/interaction"
    requests.post(url, json={"mailbox": user.address}, timeout=20).raise_for_status()


def test_msal_gets_a_token_silently_and_keeps_it(probe: Probe, user: User, deployment: Deployment) -> None:
    asked: list[str] = []
    probe.page.on("request", lambda request: _note(asked, request))
    first = _ask(probe, "acquireTokenSilent")
    assert first["username"] == user.address
    claims = jwt.decode(first["token"], options={"verify_signature": False})
    assert claims["aud"] == deployment.settings.addin_client_id
    assert deployment.caller(first["token"]).get("/session").json()["person"]["address"] == user.address
    assert _ask(probe, "acquireTokenSilent")["token"] == first["token"]
    assert len(asked) == 1


def _note(asked: list[str], request: Request) -> None:
    if request.url.endswith("/token") and "/broker/" in request.url:
        asked.append(request.url)


@pytest.mark.parametrize(("button", "works"), [("Continue", True), ("Cancel", False)])
def test_where_entra_wants_the_person_a_window_opens(
    probe: Probe, user: User, deployment: Deployment, button: str, works: bool
) -> None:
    _demand_a_window(deployment, user)
    assert _ask(probe, "acquireTokenSilent")["error"] == "InteractionRequiredAuthError"
    with probe.page.expect_popup() as popup:
        probe.frame.evaluate(f"window.answer = ({_ASK})('acquireTokenPopup'); 0")
    popup.value.get_by_role("button", name=button).click()
    answer = probe.frame.evaluate("window.answer")
    assert answer.get("username") == (user.address if works else None)
    assert answer.get("code") == (None if works else "user_canceled")


@pytest.mark.parametrize("profile", ["owa", "classic", "mac"])
def test_the_pane_asks_for_the_window_and_goes_on(office: OpenOffice, deployment: Deployment, profile: str) -> None:
    user = deployment.user("graph")
    user.outlook.mail.receive("a@b.example", "Hello there", "Hi")
    _demand_a_window(deployment, user)
    opened = office(user, profile)
    pane = opened.open_pane("Hello there")
    with opened.page.expect_popup() as popup:
        pane.get_by_role("button", name="Sign in").click()
    popup.value.get_by_role("button", name="Continue").click()
    expect(pane.get_by_role("tab", name="People")).to_be_visible()


def test_who_cancels_the_window_is_not_asked_by_another(office: OpenOffice, deployment: Deployment, user: User) -> None:
    user.outlook.mail.receive("a@b.example", "Hello there", "Hi")
    _demand_a_window(deployment, user)
    opened = office(user)
    pane = opened.open_pane("Hello there")
    with opened.page.expect_popup() as popup:
        pane.get_by_role("button", name="Sign in").click()
    popup.value.get_by_role("button", name="Cancel").click()
    expect(pane.get_by_text("You closed it before it was done").first).to_be_visible()
    assert opened.page.context.pages == [opened.page]
