"""Connecting Salesforce in trouble, in the set-up: each is told, and the same button goes on without a reload."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import update

from core.models.pane import TicketRow
from tests.browser.axe import violations
from tests.browser.conftest import OpenOffice
from tests.browser.office import Office
from tests.browser.test_first_use import newcomer
from tests.server.browsing import PASSWORD
from tests.server.deployment import Deployment, User
from tests.server.keyless import without_key

LONG = 90_000
BUTTON = "Connect Salesforce"
POPUP_BLOCKED = {"code": 12011, "name": "DialogBlocked", "message": "The browser blocked the window."}


@dataclass
class Step:
    """The pane at the step, and the window that it opens. known: Salesforce remembers who signed in there."""

    deployment: Deployment
    user: User
    opened: Office
    known: bool = False

    def press(self, name: str) -> None:
        self.opened.pane.get_by_role("button", name=name, exact=True).first.click()

    def window(self, name: str) -> Page:
        """That this button opens."""
        with self.opened.page.expect_popup(timeout=LONG) as window:
            self.press(name)
        return window.value

    def log_in(self, window: Page) -> None:
        if not self.known:
            self.known = True
            window.get_by_label("Username").fill(f"sf.{self.user.address}")
            window.get_by_label("Password").fill(PASSWORD)
            window.get_by_role("button", name="Log in").click()

    def too_late(self) -> None:
        """As if the person had taken longer than a window is good for."""
        with self.deployment.parts.database.session() as session:
            past = self.deployment.parts.now() - timedelta(seconds=1)
            session.execute(update(TicketRow).values(expires_at=past))


def _closed(at: Step, press: str) -> None:
    at.window(press).close()


def _denied(at: Step, press: str) -> None:
    window = at.window(press)
    at.log_in(window)
    window.get_by_role("button", name="Deny").click()


def _dawdled(at: Step, press: str) -> None:
    """At Salesforce's page."""
    window = at.window(press)
    window.get_by_role("button", name="Allow").wait_for()
    at.too_late()
    window.get_by_role("button", name="Allow").click()


def _expired(at: Step, press: str) -> None:
    """The one-time code, on its way from the window to the server."""
    page = at.opened.page

    def late(route: Route) -> None:
        at.too_late()
        route.continue_()

    page.route("**/connections/salesforce/finish", late, times=1)
    at.window(press)


def _down(at: Step, press: str) -> None:
    """When the code is to be traded for a token."""
    target = at.deployment.sandbox.salesforce.org.id
    at.deployment.sandbox.faults.add("unavailable", target=target, operation="oauth2/token")
    at.window(press)


def _blocked(at: Step, press: str) -> None:
    at.opened.page.evaluate("error => window.addinHost.fail('displayDialog', error)", POPUP_BLOCKED)
    at.press(press)
    at.opened.page.get_by_role("button", name="Ignore").click()


def _offline(at: Step, press: str) -> None:
    at.opened.page.context.set_offline(True)
    at.press(press)


@dataclass(frozen=True)
class Trouble:
    meet: Callable[[Step, str], None]
    title: str
    text: str
    over: Callable[[Step], None] = lambda at: at.deployment.sandbox.faults.clear()


# Salesforce asks for the consent until it is given: from then on its window closes by itself.
TROUBLES = {
    "no network": Trouble(
        _offline, "You are offline", "cannot be reached", lambda at: at.opened.page.context.set_offline(False)
    ),
    "closed": Trouble(_closed, "The window was closed", "Nothing was changed"),
    "denied": Trouble(_denied, "The sign-in did not finish", "access was not allowed there"),
    "dawdled": Trouble(_dawdled, "The sign-in did not finish", "open for too long"),
    "blocked": Trouble(_blocked, "The window was blocked", "Allow pop-ups"),
    "expired": Trouble(_expired, "The sign-in did not finish", "Connecting took too long"),
    "down": Trouble(_down, "Salesforce does not answer", "is interrupted, or it is overloaded"),
}


@pytest.fixture
def at(office: OpenOffice, deployment: Deployment) -> Iterator[Step]:
    """Somebody whose company lets each person connect Salesforce."""
    user, org = newcomer(deployment, "graph"), deployment.sandbox.salesforce.org
    with org.lock:
        org.create_user(
            username=f"sf.{user.address}", password=PASSWORD, email=user.address, first_name="U", last_name="V"
        )
    user.outlook.mail.receive("a@b.example", "Welcome", "Hello")
    with without_key(deployment):
        opened = office(user)
        opened.open_pane("Welcome")
        expect(opened.pane.get_by_role("heading", name=BUTTON)).to_be_visible(timeout=LONG)
        opened.pane_frame.evaluate("window.loadedOnce = true")
        yield Step(deployment, user, opened)


def test_each_trouble_is_told_and_the_next_try_goes_on(at: Step) -> None:
    pane, press = at.opened.pane, BUTTON
    for name, trouble in TROUBLES.items():
        trouble.meet(at, press)
        told = pane.locator(".banner").filter(has_text=trouble.title)
        expect(told, name).to_have_count(1, timeout=LONG)
        expect(told, name).to_contain_text(trouble.text)
        expect(pane.get_by_role("heading", name=BUTTON), name).to_be_visible()
        assert violations(at.opened.page, frame=at.opened.pane_frame) == [], name
        trouble.over(at)
        press = "Try again"
    at.window(press)
    expect(pane.get_by_role("heading", name="What shall be in step?")).to_be_visible(timeout=LONG)
    assert at.opened.pane_frame.evaluate("window.loadedOnce"), "without a reload"
