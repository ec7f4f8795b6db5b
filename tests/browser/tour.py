"""A tour: one person in one client of Outlook does everything that the pane is for, by mouse or by keyboard alone.

`@tours` runs a test with each hand in each client; tests/browser/short.py says which of them every run has.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.hands import HANDS
from tests.browser.office import Office
from tests.browser.walk import LONG, Walk
from tests.server.deployment import Deployment, User

# ltsc, a perpetual Outlook, signs in by a window, onprem by the identity token of Exchange, the others nested.
CLIENTS = [f"{profile}-{hand}" for profile in ("owa", "classic", "mac", "onprem", "ltsc") for hand in HANDS]
tours = pytest.mark.parametrize("client", CLIENTS)
# At an Exchange Server the client is of Mailbox 1.6: no header tells which sent mail was which draft.
tours_with_headers = pytest.mark.parametrize("client", [one for one in CLIENTS if not one.startswith("onprem")])


@dataclass
class Tour(Walk):
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
        self.outlook = self.start(self.user, self.profile)

    def address(self, name: str) -> str:
        return f"{name}@{self.key}.example"

    def add(self, sobject: str = "Contact", **values: Any) -> str:
        return self.user.crm.add(sobject, **values)

    def open_pane(self) -> None:
        """Press the add-in's button on what is open, and sign in where Outlook asks for it."""
        if self.profile != "ltsc" or self.signed_in:
            super().open_pane()
            return
        self.hand.press(self.outlook.button)
        self._sign_in()
        expect(self.heading()).to_be_visible(timeout=LONG)

    def _sign_in(self) -> None:
        with self.page.expect_popup(timeout=LONG) as popup:
            self.press("button", "Sign in")
        self.signed_in = True
        self.hand_of(popup.value).press(popup.value.get_by_role("button", name=self.user.address))

    def goes_to_salesforce(self, name: str, sobject: str, key: str) -> None:
        """The link opens this record in a window of its own."""
        with self.in_salesforce(name) as page:
            page.wait_for_url(f"**/lightning/r/{sobject}/{key}/view**", wait_until="commit")

    def found(self, soql: str) -> list[dict[str, Any]]:
        return self.user.crm.query(soql)
