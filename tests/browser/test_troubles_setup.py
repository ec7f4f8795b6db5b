"""Every step of the set-up in trouble: it says what is wrong, keeps what was chosen, and goes on without a reload."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, Route, expect
from sqlalchemy import delete, select, update

from core.models.accounts import Connection, Mailbox
from core.models.pane import SessionRow
from tests.browser.axe import violations
from tests.browser.conftest import OpenOffice
from tests.browser.office import Office
from tests.browser.test_first_use import code_of, newcomer
from tests.server.browsing import PASSWORD
from tests.server.deployment import Deployment, User

LONG = 90_000
OFFLINE, SIGNED_OUT = "You are offline", "Sign in to continue"
RECONNECT = "Salesforce asks you to sign in again"


def _open(office: OpenOffice, user: User, profile: str, heading: str) -> Office:
    user.outlook.mail.receive("a@b.example", "Welcome", "Hello")
    opened = office(user, profile)
    opened.open_pane("Welcome")
    if profile == "ltsc":
        _sign_in(opened, user)
    expect(opened.pane.get_by_role("heading", name=heading)).to_be_visible(timeout=LONG)
    opened.pane_frame.evaluate("window.loadedOnce = true")
    return opened


def _sign_in(opened: Office, user: User) -> None:
    with opened.page.expect_popup(timeout=LONG) as window:
        opened.pane.get_by_role("button", name="Sign in").first.click(timeout=LONG)
    window.value.get_by_role("button", name=user.address).click()


def _without_network(opened: Office, press: str) -> None:
    """It is told; once the network is back the same button goes on."""
    opened.page.context.set_offline(True)
    opened.pane.get_by_role("button", name=press).click()
    expect(_told(opened.pane, OFFLINE)).to_be_visible(timeout=LONG)
    opened.page.context.set_offline(False)
    opened.pane.get_by_role("button", name=press).click()


def _told(pane: FrameLocator, text: str) -> Locator:
    """On the screen, not only for screen readers."""
    return pane.locator(".setup").get_by_text(text).first


def _counted(pane: FrameLocator) -> None:
    expect(pane.get_by_role("heading", name="Before it starts")).to_be_visible(timeout=LONG)
    expect(pane.get_by_role("button", name="Start synchronising")).to_be_enabled(timeout=LONG)


def _ends(opened: Office) -> None:
    expect(opened.pane.get_by_role("tab", name="People")).to_be_visible(timeout=LONG)
    assert opened.pane_frame.evaluate("window.loadedOnce"), "without a reload"


@pytest.fixture(autouse=True)
def mended(deployment: Deployment) -> Iterator[None]:
    yield
    deployment.sandbox.faults.clear()


def test_without_network(office: OpenOffice, deployment: Deployment) -> None:
    user = newcomer(deployment, "graph")
    opened = _open(office, user, "owa", "What shall be in step?")
    opened.pane.get_by_role("checkbox", name="Tasks").uncheck()
    _without_network(opened, "Continue")
    _counted(opened.pane)
    with deployment.parts.database.session() as session:
        box = session.scalars(select(Mailbox).where(Mailbox.address == user.address)).one()
    assert (box.policy["task.enabled"], box.setup) == (False, "preview")
    _without_network(opened, "Start synchronising")
    _ends(opened)


def test_the_preview_without_network(office: OpenOffice, deployment: Deployment) -> None:
    """It is counted anew when its reader says so."""
    opened = _open(office, newcomer(deployment, "graph"), "owa", "What shall be in step?")
    opened.page.route("**/sync/preview/**", lambda route: route.abort("internetdisconnected"))
    opened.pane.get_by_role("button", name="Continue").click()
    expect(_told(opened.pane, OFFLINE)).to_be_visible(timeout=LONG)
    expect(opened.pane.get_by_role("button", name="Start synchronising")).to_be_disabled()
    opened.page.unroute_all()
    opened.pane.get_by_role("button", name="Try again").click()
    _counted(opened.pane)
    opened.pane.get_by_role("button", name="Start synchronising").click()
    _ends(opened)


@pytest.mark.parametrize(
    ("fault", "title", "text"),
    [
        ("unavailable", "Salesforce does not answer", "The connection to Salesforce is interrupted"),
        ("forbidden", "Salesforce does not allow this", "Salesforce refused a call"),
    ],
)
def test_with_salesforce_in_trouble(
    office: OpenOffice, deployment: Deployment, fault: str, title: str, text: str
) -> None:
    """The preview says why it could not be made; it is made once the trouble is over. It is not needed to start."""
    opened = _open(office, newcomer(deployment, "graph"), "owa", "What shall be in step?")
    deployment.sandbox.faults.add(fault, target=deployment.sandbox.salesforce.org.id, times=None)
    opened.pane.get_by_role("button", name="Continue").click()
    told = opened.pane.locator(".banner").filter(has_text=title)
    expect(told).to_contain_text(text, timeout=LONG)
    expect(told).not_to_contain_text("by itself")
    expect(_told(opened.pane, "You can also start without a preview.")).to_be_visible()
    expect(opened.pane.get_by_role("button", name="Start synchronising")).to_be_enabled()
    assert violations(opened.page, frame=opened.pane_frame) == []
    deployment.sandbox.faults.clear()
    opened.pane.get_by_role("button", name="Try again").click()
    expect(told).to_have_count(0, timeout=LONG)
    _counted(opened.pane)
    opened.pane.get_by_role("button", name="Start synchronising").click()
    _ends(opened)


def test_with_a_salesforce_session_that_ended(office: OpenOffice, deployment: Deployment) -> None:
    """Two clicks, and what was asked for goes on: the preview by itself, the start when it is pressed again."""
    user, org = newcomer(deployment, "graph"), deployment.sandbox.salesforce.org
    with org.lock:
        org.create_user(
            username=f"sf.{user.address}", password=PASSWORD, email=user.address, first_name="U", last_name="V"
        )
    opened = _open(office, user, "owa", "What shall be in step?")
    deployment.sandbox.faults.add("unauthorized", target=org.id, times=None)
    opened.pane.get_by_role("button", name="Continue").click()
    _asks_for_salesforce(opened)
    deployment.sandbox.faults.clear()
    window = _reconnect(opened)
    window.get_by_label("Username").fill(f"sf.{user.address}")
    window.get_by_label("Password").fill(PASSWORD)
    window.get_by_role("button", name="Log in").click()
    window.get_by_role("button", name="Allow").click()
    _counted(opened.pane)
    with deployment.parts.database.session() as session:
        box = session.scalars(select(Mailbox).where(Mailbox.address == user.address)).one()
        own = update(Connection).where(Connection.mailbox_id == box.id)
        session.execute(own.values(problem="Salesforce refused the session. Connect Salesforce again."))
    opened.pane.get_by_role("button", name="Start synchronising").click()
    _asks_for_salesforce(opened)
    _reconnect(opened)
    _counted(opened.pane)
    expect(_told(opened.pane, RECONNECT)).to_have_count(0)
    opened.pane.get_by_role("button", name="Start synchronising").click()
    _ends(opened)


def _asks_for_salesforce(opened: Office) -> None:
    expect(_told(opened.pane, RECONNECT)).to_be_visible(timeout=LONG)
    expect(_told(opened.pane, "Connect Salesforce again")).to_be_visible()
    assert violations(opened.page, frame=opened.pane_frame) == []


def _reconnect(opened: Office) -> Page:
    with opened.page.expect_popup(timeout=LONG) as window:
        opened.pane.get_by_role("button", name="Reconnect Salesforce").click()
    return window.value


def test_with_a_sign_in_that_ended(office: OpenOffice, deployment: Deployment) -> None:
    user = newcomer(deployment, "graph")
    opened = _open(office, user, "ltsc", "What shall be in step?")
    for press in ("Continue", "Start synchronising"):
        button = opened.pane.get_by_role("button", name=press)
        expect(button).to_be_visible(timeout=LONG)
        with deployment.parts.database.session() as session:
            session.execute(delete(SessionRow))
        button.click()
        expect(_told(opened.pane, SIGNED_OUT)).to_be_visible(timeout=LONG)
        _sign_in(opened, user)
        expect(_told(opened.pane, SIGNED_OUT)).to_have_count(0, timeout=LONG)
        button.click(timeout=LONG)
        if press == "Continue":
            _counted(opened.pane)
    _ends(opened)


def test_the_preview_with_a_sign_in_that_ended(office: OpenOffice, deployment: Deployment) -> None:
    """It is counted as soon as they have signed in."""
    user = newcomer(deployment, "graph")
    opened = _open(office, user, "ltsc", "What shall be in step?")

    def ended(route: Route) -> None:
        with deployment.parts.database.session() as session:
            session.execute(delete(SessionRow))
        route.continue_()

    opened.page.route("**/sync/preview", ended, times=1)
    opened.pane.get_by_role("button", name="Continue").click()
    expect(_told(opened.pane, SIGNED_OUT)).to_be_visible(timeout=LONG)
    _sign_in(opened, user)
    _counted(opened.pane)
    opened.pane.get_by_role("button", name="Start synchronising").click()
    _ends(opened)


def test_the_mailbox_without_network(office: OpenOffice, deployment: Deployment) -> None:
    """On premises, with a code."""
    user = newcomer(deployment, "ews")
    opened = _open(office, user, "onprem", "Your mailbox")
    _without_network(opened, "Send me a code")
    field = opened.pane.get_by_label("Code", exact=False)
    expect(field).to_be_visible(timeout=LONG)
    field.fill(code_of(deployment, user))
    _without_network(opened, "Continue")
    expect(opened.pane.get_by_role("heading", name="What shall be in step?")).to_be_visible(timeout=LONG)
    assert opened.pane_frame.evaluate("window.loadedOnce"), "without a reload"
