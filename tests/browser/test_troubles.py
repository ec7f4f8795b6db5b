"""Every screen in every trouble: without network, with Salesforce down, with a right taken away, with a Salesforce
session and a sign-in of ours that ended. Each says so, keeps what was typed, and goes on without a reload."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Locator, expect
from sqlalchemy import delete

from core.models.pane import SessionRow
from sandbox.acting import SalesforceUser
from tests.browser.conftest import OpenOffice
from tests.browser.office import Office
from tests.browser.record_steps import edit, results, search_box
from tests.server.browsing import PASSWORD
from tests.server.deployment import Deployment, User
from tests.server.desk_worker import sync
from tests.server.test_conflicts import clash
from tests.server.test_issues import FOLDER, somebody

LONG = 90_000
MAIL = "Still there"


def _tab(name: str) -> Callable[[FrameLocator], None]:
    return lambda pane: pane.get_by_role("tab", name=name).click()


def _press(name: str, *, exact: bool = True) -> Callable[[FrameLocator], None]:
    return lambda pane: pane.get_by_role("button", name=name, exact=exact).first.click()


def _search(pane: FrameLocator) -> None:
    search_box(pane).fill("")
    search_box(pane).fill("Steadfast")


def _found(pane: FrameLocator) -> None:
    _tab("Look up")(pane)
    _search(pane)
    expect(results(pane).first).to_be_visible(timeout=LONG)


def _edited(pane: FrameLocator) -> None:
    _found(pane)
    results(pane).first.click()
    edit(pane, "Title").fill("Director")


def _new_lead(pane: FrameLocator) -> None:
    _tab("Look up")(pane)
    _press("New record")(pane)
    expect(pane.get_by_role("button", name="Lead", exact=True)).to_be_visible(timeout=LONG)


def _filled(pane: FrameLocator) -> None:
    _new_lead(pane)
    _press("Lead")(pane)
    pane.get_by_label("Last Name").fill("Freshly")
    pane.get_by_role("textbox", name="Company", exact=True).fill("Fresh Ltd")


def _waiting(pane: FrameLocator) -> None:
    """All of the list: what is read for it meets no trouble."""
    _tab("Sync")(pane)
    for name in ("Ann", "Lee"):
        expect(pane.get_by_role("button", name=name).first).to_be_visible(timeout=LONG)


@dataclass(frozen=True)
class Screen:
    """Where one is before the trouble, the step that meets it, and what is there once it is over. salesforce: whether
    the step asks Salesforce. writes: it is never repeated by itself, whatever passes."""

    before: Callable[[FrameLocator], Any]
    step: Callable[[FrameLocator], Any]
    there: Callable[[FrameLocator], Locator]
    salesforce: bool = True
    writes: bool = False


SCREENS = {
    "people": Screen(_tab("Settings"), _tab("People"), lambda pane: pane.get_by_role("article", name="Steadfast")),
    "share": Screen(_tab("Settings"), _tab("Share"), lambda pane: pane.get_by_role("checkbox", name="Steadfast")),
    "look up": Screen(_tab("Look up"), _search, lambda pane: results(pane).first),
    "record": Screen(
        _found, lambda pane: results(pane).first.click(), lambda pane: pane.get_by_role("heading", name="Steadfast")
    ),
    "record saved": Screen(
        _edited, _press("Save 1 change"), lambda pane: pane.get_by_text("Steadfast is saved.").last, writes=True
    ),
    "create": Screen(_new_lead, _press("Lead"), lambda pane: pane.get_by_label("Last Name")),
    "created": Screen(
        _filled, _press("Create Lead"), lambda pane: pane.get_by_role("heading", name="Freshly"), writes=True
    ),
    "sync": Screen(
        _tab("Settings"), _tab("Sync"), lambda pane: pane.get_by_role("button", name="Ann"), salesforce=False
    ),
    "issue": Screen(
        _waiting, _press("Ann", exact=False), lambda pane: pane.get_by_label("Last name"), salesforce=False
    ),
    "conflict": Screen(
        _waiting,
        _press("Lee", exact=False),
        lambda pane: pane.get_by_role("heading", name="Job title"),
        salesforce=False,
    ),
    "settings": Screen(
        _tab("People"), _tab("Settings"), lambda pane: pane.get_by_role("switch", name="Tasks"), salesforce=False
    ),
}


@dataclass
class Pane:
    """The pane of somebody with something on every screen. known_there: Salesforce remembers who signed in."""

    deployment: Deployment
    user: User
    opened: Office
    known_there: bool = False

    @property
    def pane(self) -> FrameLocator:
        return self.opened.pane

    def fault(self, kind: str) -> None:
        sandbox = self.deployment.sandbox
        sandbox.faults.add(kind, target=sandbox.salesforce.org.id, times=None)

    def try_again(self) -> None:
        self.mend()
        self.pane.get_by_role("button", name="Try again").first.click()

    def mend(self) -> None:
        self.deployment.sandbox.faults.clear()

    def told(self, text: str) -> Locator:
        """On the screen, not only for screen readers."""
        return self.pane.locator("#content").get_by_text(re.compile(text))

    def reconnect(self) -> None:
        self.mend()
        with self.opened.page.expect_popup(timeout=LONG) as window:
            self.pane.get_by_role("button", name="Reconnect Salesforce").first.click()
        if self.known_there:
            return
        self.known_there = True
        window.value.get_by_label("Username").fill(f"sf.{self.user.address}")
        window.value.get_by_label("Password").fill(PASSWORD)
        window.value.get_by_role("button", name="Log in").click()
        window.value.get_by_role("button", name="Allow").click()

    def sign_out(self) -> None:
        with self.deployment.parts.database.session() as session:
            session.execute(delete(SessionRow).where(SessionRow.person_id == self.user.person_id))

    def sign_in(self) -> None:
        with self.opened.page.expect_popup(timeout=LONG) as window:
            self.pane.get_by_role("button", name="Sign in").first.click(timeout=LONG)
        window.value.get_by_role("button", name=self.user.address).click()

    def go_offline(self) -> None:
        self.opened.page.context.set_offline(True)

    def go_online(self) -> None:
        self.opened.page.context.set_offline(False)


@dataclass(frozen=True)
class Trouble:
    """text: how it is told. over: it passes, and the person does what the screen offers; of what writes: saved, where
    another thing is to be done. ours: it is not Salesforce's."""

    begin: Callable[[Pane], None]
    text: str
    over: Callable[[Pane], None]
    saved: Callable[[Pane], None] | None = None
    ours: bool = False


TROUBLES = {
    "network": Trouble(Pane.go_offline, "You are offline", Pane.go_online, ours=True),
    "down": Trouble(lambda at: at.fault("unavailable"), "Salesforce does not answer", Pane.try_again),
    "right": Trouble(
        lambda at: at.fault("forbidden"), "Salesforce does not allow this|You may not change", Pane.try_again, Pane.mend
    ),
    "session": Trouble(lambda at: at.fault("unauthorized"), "Salesforce asks you to sign in again", Pane.reconnect),
    "sign-in": Trouble(Pane.sign_out, "Sign in to continue", Pane.sign_in, ours=True),
}


@pytest.fixture
def at(office: OpenOffice, deployment: Deployment, user: User, trouble: str) -> Pane:
    salesforce = deployment.sandbox.salesforce.org
    name = f"sf.{user.address}"
    if trouble == "session":
        with salesforce.lock:
            salesforce.create_user(username=name, password=PASSWORD, email=user.address, first_name="U", last_name="V")
    clash(deployment, user, "ask")
    user.outlook.add(FOLDER, (), given_name="Ann", email_address_1=somebody())
    sync(deployment, user)
    for crm in [user.crm, *([SalesforceUser(salesforce, name)] if trouble == "session" else [])]:
        crm.add(LastName="Steadfast", Email="s@stead.example")
    user.outlook.mail.receive("s@stead.example", MAIL, "Hello")
    made = Pane(deployment, user, office(user, "ltsc" if trouble == "sign-in" else "owa"))
    made.opened.open_pane(MAIL)
    if trouble == "sign-in":
        made.sign_in()
    expect(made.pane.get_by_role("article", name="Steadfast")).to_be_visible(timeout=LONG)
    return made


@pytest.mark.parametrize("trouble", TROUBLES)
def test_each_screen_tells_and_goes_on(at: Pane, trouble: str) -> None:
    at.opened.pane_frame.evaluate("window.loadedOnce = true")
    for name, screen in SCREENS.items():
        screen.before(at.pane)
        _meet(at, TROUBLES[trouble], name)
        if screen.writes and trouble != "down":
            _only_when_told(at, screen, trouble)
        expect(screen.there(at.pane).first, name).to_be_visible(timeout=LONG)
        expect(at.told(TROUBLES[trouble].text), name).to_have_count(0)
    assert at.opened.pane_frame.evaluate("window.loadedOnce"), "without a reload"


def _meet(at: Pane, trouble: Trouble, name: str) -> None:
    screen = SCREENS[name]
    trouble.begin(at)
    screen.step(at.pane)
    if trouble.ours or screen.salesforce:
        expect(at.told(trouble.text).first, name).to_be_visible(timeout=LONG)
        (trouble.saved if screen.writes and trouble.saved else trouble.over)(at)
    else:
        at.mend()


def _only_when_told(at: Pane, screen: Screen, trouble: str) -> None:
    """Nothing was written by itself, though it could be; told once more it is."""
    if trouble in ("session", "sign-in"):
        expect(at.told("You are signed in again")).to_be_visible(timeout=LONG)
    expect(screen.there(at.pane)).to_have_count(0)
    if trouble == "right":
        screen.step(at.pane)
    else:
        at.try_again()
