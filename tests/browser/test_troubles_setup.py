"""Every step of the set-up in trouble: it says what is wrong, keeps what was chosen, and goes on without a reload."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import FrameLocator, Locator, expect
from sqlalchemy import delete, select

from core.models.accounts import Mailbox
from core.models.pane import SessionRow
from tests.browser.conftest import OpenOffice
from tests.browser.office import Office
from tests.browser.test_first_use import code_of, newcomer
from tests.server.deployment import Deployment, User

LONG = 90_000
OFFLINE, SIGNED_OUT = "You are offline", "Sign in to continue"


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
    return pane.get_by_text(text).first


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
    ("fault", "text"),
    [
        ("unavailable", "Salesforce answered with status 503"),
        ("forbidden", "Salesforce"),
        ("unauthorized", "Connect Salesforce again|Salesforce refused"),
    ],
)
def test_with_salesforce_in_trouble(office: OpenOffice, deployment: Deployment, fault: str, text: str) -> None:
    """The preview says why it could not be made; it is made once the trouble is over."""
    opened = _open(office, newcomer(deployment, "graph"), "owa", "What shall be in step?")
    deployment.sandbox.faults.add(fault, target=deployment.sandbox.salesforce.org.id, times=None)
    opened.pane.get_by_role("button", name="Continue").click()
    told = opened.pane.get_by_role("note").filter(has_text=re.compile(text))
    expect(told.first).to_be_visible(timeout=LONG)
    deployment.sandbox.faults.clear()
    opened.pane.get_by_role("button", name="Try again").click()
    expect(told).to_have_count(0, timeout=LONG)
    _counted(opened.pane)
    opened.pane.get_by_role("button", name="Start synchronising").click()
    _ends(opened)


def test_with_a_sign_in_that_ended(office: OpenOffice, deployment: Deployment) -> None:
    user = newcomer(deployment, "graph")
    opened = _open(office, user, "ltsc", "What shall be in step?")
    for press, heading in (("Continue", "Before it starts"), ("Start synchronising", "")):
        with deployment.parts.database.session() as session:
            session.execute(delete(SessionRow))
        opened.pane.get_by_role("button", name=press).click()
        expect(_told(opened.pane, SIGNED_OUT)).to_be_visible(timeout=LONG)
        _sign_in(opened, user)
        expect(_told(opened.pane, "You are signed in again")).to_be_visible(timeout=LONG)
        opened.pane.get_by_role("button", name=press).click(timeout=LONG)
        if heading:
            _counted(opened.pane)
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
