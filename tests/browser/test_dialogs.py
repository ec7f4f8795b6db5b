"""Windows of the add-in: asked for, trusted, heard, closed; and the sign-in that needs one."""

import pytest
from playwright.sync_api import BrowserContext, Frame, expect

from tests.browser.conftest import OpenOffice
from tests.browser.deployment import Desktop
from tests.browser.probe import Probe
from tests.server.deployment import Deployment, User

_OPEN = """([url, options]) => {
  window.events = [];
  window.opened = new Promise((done) => Office.context.ui.displayDialogAsync(url, options, (result) => {
    window.dialog = result.value;
    for (const type of [Office.EventType.DialogMessageReceived, Office.EventType.DialogEventReceived]) {
      result.value?.addEventHandler(type, (event) => window.events.push(event.message ?? event.error));
    }
    done(result.error?.code ?? "open");
  }));
}"""

_SESSIONS = """Object.entries(localStorage).filter(([key]) => key.startsWith("bothways.session:"))
  .map(([, value]) => JSON.parse(value))"""


@pytest.fixture
def probe(context: BrowserContext, desktop: Desktop, user: User) -> Probe:
    """Its windows show a page that tells the pane something."""
    url = f"{desktop.deployment.url}/addin/window.html*"
    office = desktop.deployment.settings.office_js_url
    body = f"""<!doctype html><title>Window</title><script src="{office}"></script>
      <script>Office.onReady(() => Office.context.ui.messageParent("hello"));</script>"""
    context.route(url, lambda route: route.fulfill(content_type="text/html", body=body))
    return Probe(context, desktop, user)


def _open(probe: Probe, url: str = "", **options: object) -> None:
    address = url or f"{probe.desktop.deployment.url}/addin/window.html"
    probe.frame.evaluate(_OPEN, [address, {"promptBeforeOpen": False, **options}])


def test_a_window_tells_the_pane_and_the_person_closes_it(probe: Probe) -> None:
    probe.open("classic")
    with probe.page.expect_popup() as popup:
        _open(probe)
    probe.frame.wait_for_function("window.events.includes('hello')")
    popup.value.close()
    probe.frame.wait_for_function("window.events.includes(12006)")


def test_one_window_at_a_time_which_the_pane_may_close(probe: Probe) -> None:
    probe.open("classic")
    with probe.page.expect_popup() as popup:
        _open(probe)
    assert probe.value("window.opened") == "open"
    probe.frame.evaluate("window.first = window.dialog")
    _open(probe)
    assert probe.value("window.opened") == 12007
    with popup.value.expect_event("close"):
        probe.frame.evaluate("window.first.close()")


@pytest.mark.parametrize(
    ("url", "code"), [("https://elsewhere.example/page", 12004), ("http://elsewhere.example/page", 12005)]
)
def test_strange_first_pages_are_refused(probe: Probe, url: str, code: int) -> None:
    probe.open("mac")
    _open(probe, url)
    assert probe.value("window.opened") == code


@pytest.mark.parametrize(("button", "answer"), [("Allow", "open"), ("Ignore", 12009)])
def test_outlook_on_the_web_asks_first(probe: Probe, button: str, answer: object) -> None:
    probe.open("owa")
    _open(probe, promptBeforeOpen=True)
    probe.page.get_by_role("button", name=button).click()
    assert probe.value("window.opened") == answer


def test_signing_in_by_a_window_where_nothing_else_works(office: OpenOffice, deployment: Deployment) -> None:
    user = deployment.user("graph")
    user.outlook.mail.receive("a@b.example", "Hello there", "Hi")
    opened = office(user, "ltsc")
    pane = opened.open_pane("Hello there")
    with opened.page.expect_popup() as popup:
        pane.get_by_role("button", name="Sign in").click()
    popup.value.get_by_role("button", name=user.address).click()
    expect(pane.get_by_role("tab", name="People")).to_be_visible()
    _sign_out(opened.pane_frame, deployment)


def _sign_out(pane: Frame, deployment: Deployment) -> None:
    """The session ends here and at the server."""
    [kept] = pane.evaluate(_SESSIONS)
    caller = deployment.caller(kept["token"])
    assert caller.get("/session").status_code == 200
    pane.get_by_role("tab", name="Settings").click()
    pane.get_by_role("button", name="Sign out", exact=True).click()
    expect(pane.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert pane.evaluate(_SESSIONS) == []
    assert caller.get("/session").status_code == 401
