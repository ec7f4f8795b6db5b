"""A token that cannot be renewed for want of the network is no sign-in that has ended: it is told as what it is, and
the pane goes on by itself."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenOffice
from tests.browser.office import Office
from tests.server.deployment import Deployment

OFFLINE = "You are offline"
MAIL = "Hello there"
_LATER = (
    "(hours) => { const now = Date.now.bind(Date); Date.now = () => now() + hours * 3600e3; window.loadedOnce = 1; }"
)


def _opened(office: OpenOffice, deployment: Deployment, side: str, client: str) -> Office:
    user = deployment.user(side)
    user.outlook.mail.receive("a@b.example", MAIL, "Hi")
    return office(user, client)


@pytest.mark.parametrize(("client", "side"), [("owa", "graph"), ("onprem", "ews")])
def test_a_token_that_ended_without_network(office: OpenOffice, deployment: Deployment, client: str, side: str) -> None:
    opened = _opened(office, deployment, side, client)
    pane = opened.open_pane(MAIL)
    expect(pane.get_by_role("tab", name="People")).to_be_visible()
    opened.pane_frame.evaluate(_LATER, 3)
    opened.page.context.set_offline(True)
    pane.get_by_role("tab", name="Settings").click()
    expect(pane.locator("#content").get_by_text(OFFLINE)).to_be_visible()
    expect(pane.get_by_role("button", name="Sign in")).to_have_count(0)
    opened.page.context.set_offline(False)
    expect(pane.get_by_role("switch", name="Tasks")).to_be_visible()
    assert opened.pane_frame.evaluate("window.loadedOnce"), "without a reload"


def test_a_script_of_the_sign_in_that_did_not_come_is_asked_for_again(
    office: OpenOffice, deployment: Deployment
) -> None:
    opened = _opened(office, deployment, "graph", "owa")
    asked = _lost_once(opened.page)
    pane = opened.open_pane(MAIL)
    expect(pane.get_by_text(OFFLINE).first).to_be_visible()
    expect(pane.get_by_role("tab", name="People")).to_be_visible()
    assert len(asked) == 2
    assert opened.page.context.pages == [opened.page], "without a window"


def _lost_once(page: Page) -> list[str]:
    asked: list[str] = []

    def lose(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/msal-browser.min.js*", lose)
    return asked


def test_on_premises_no_window_of_entra_is_offered(office: OpenOffice, deployment: Deployment) -> None:
    """Nobody there could sign in by it; the Exchange Server is asked again."""
    opened = _opened(office, deployment, "ews", "onprem")
    page = opened.page
    page.route(
        "**/addin/config.json", lambda route: route.fulfill(json={"client_id": "", "authority": "", "scope": ""})
    )
    page.route("**/identity-token*", lambda route: route.abort())
    pane = opened.open_pane(MAIL)
    expect(pane.get_by_text(OFFLINE).first).to_be_visible()
    expect(pane.get_by_role("button", name="Sign in")).to_have_count(0)
    page.unroute("**/identity-token*")
    expect(pane.get_by_role("tab", name="People")).to_be_visible()
