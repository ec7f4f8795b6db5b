"""A tour: one person in one client of Outlook does everything that the pane is for, by mouse or by keyboard alone.

`@tours` runs a test with each hand in each client; tests/browser/short.py says which of them every run has.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import FrameLocator, Locator, expect

from tests.browser.hands import HANDS, Keyboard, Mouse
from tests.browser.office import Office
from tests.server.deployment import Deployment, User

# What the worker does in a process of its own.
LONG = 90_000
# ltsc, a perpetual Outlook, signs in by a window, onprem by the identity token of Exchange, the others nested.
CLIENTS = [f"{profile}-{hand}" for profile in ("owa", "classic", "mac", "onprem", "ltsc") for hand in HANDS]
tours = pytest.mark.parametrize("client", CLIENTS)
# At an Exchange Server the client is of Mailbox 1.6: no header tells which sent mail was which draft.
tours_with_headers = pytest.mark.parametrize("client", [one for one in CLIENTS if not one.startswith("onprem")])


@dataclass
class Tour:
    """client: `profile-hand`. key: makes names of this tour its own."""

    client: str
    deployment: Deployment
    start: Callable[..., Office]
    signed_in: bool = False
    key: str = field(default_factory=lambda: uuid4().hex[:6])

    def __post_init__(self) -> None:
        self.profile, hand = self.client.split("-")
        self.hand_of = HANDS[hand]
        self.user: User = self.deployment.user("ews" if self.profile == "onprem" else "graph", name="anna")

    def open(self) -> None:
        """Outlook."""
        self.office: Office = self.start(self.user, self.profile)
        self.hand: Mouse | Keyboard = self.hand_of(self.office.page)

    @property
    def pane(self) -> FrameLocator:
        return self.office.pane

    @property
    def keyboard(self) -> bool:
        return isinstance(self.hand, Keyboard)

    def address(self, name: str) -> str:
        return f"{name}@{self.key}.example"

    def add(self, sobject: str = "Contact", **values: Any) -> str:
        return self.user.crm.add(sobject, **values)

    def press(self, role: Any, name: str, **how: Any) -> None:
        """A control of the pane."""
        self.hand.press(self.pane.get_by_role(role, name=name, **how).first)

    def tab(self, name: str) -> None:
        tab = self.pane.get_by_role("tab", name=name)
        self.hand.press(tab)
        expect(tab).to_have_attribute("aria-selected", "true")

    def message(self, subject: str) -> None:
        """Choose it in the list."""
        page = self.office.page
        self.hand.press(page.get_by_role("option").filter(has_text=subject).first)
        expect(page.get_by_role("heading", name=subject)).to_be_visible()

    def open_pane(self) -> None:
        """Press the add-in's button on what is open, and sign in where Outlook asks for it."""
        self.hand.press(self.office.button)
        if self.profile == "ltsc" and not self.signed_in:
            self._sign_in()
        expect(self.heading()).to_be_visible(timeout=LONG)

    def _sign_in(self) -> None:
        with self.office.page.expect_popup(timeout=LONG) as popup:
            self.press("button", "Sign in")
        self.signed_in = True
        self.hand_of(popup.value).press(popup.value.get_by_role("button", name=self.user.address))

    def pin(self) -> bool:
        """Keep the pane open for the next message, where this Outlook can."""
        button = self.office.page.get_by_role("button", name="Pin")
        if not button.is_visible():
            return False
        self.hand.press(button)
        return True

    def heading(self, name: str = "") -> Locator:
        return self.pane.get_by_role("heading", level=1, name=name or None)

    def said(self, text: str) -> Locator:
        """On the screen, not only for screen readers."""
        return self.pane.get_by_role("main").get_by_text(text).first

    def goes_to_salesforce(self, name: str, sobject: str, key: str) -> None:
        """The link opens this record in a window of its own."""
        with self.office.page.context.expect_page() as opened:
            self.press("link", f"Open {name} in Salesforce")
        opened.value.wait_for_url(f"**/lightning/r/{sobject}/{key}/view**", wait_until="commit")
        opened.value.close()

    def found(self, soql: str) -> list[dict[str, Any]]:
        return self.user.crm.query(soql)
