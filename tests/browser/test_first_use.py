"""First use: the guided set-up, from an unknown mailbox to the first run."""

import re

from playwright.sync_api import FrameLocator, expect

from sandbox.acting import OutlookUser, SalesforceUser
from tests.browser.axe import violations
from tests.browser.conftest import OpenOffice
from tests.server.deployment import Deployment, User

LONG = 90_000


def newcomer(deployment: Deployment, exchange: str) -> User:
    """Somebody of whom Bothways knows nothing yet."""
    address, sandbox = deployment.new_address("first"), deployment.sandbox
    outlook, crm = OutlookUser(sandbox.microsoft.store, address), SalesforceUser(sandbox.salesforce.org, address)
    return User(deployment.url, "", address, exchange, outlook=outlook, crm=crm)


def code_of(deployment: Deployment, user: User) -> str:
    """The newest one in the inbox."""
    mailbox = deployment.sandbox.microsoft.store.mailbox(user.address)
    assert mailbox is not None
    subjects = [str(item.fields.get("subject")) for item in mailbox.items(mailbox.well_known("inbox").id)]
    return [match[1] for subject in subjects if (match := re.search(r"code: ([A-Z0-9]{8})", subject))][-1]


def _choose_and_start(pane: FrameLocator) -> None:
    expect(pane.get_by_role("heading", name="What shall be in step?")).to_be_visible()
    expect(pane.get_by_role("checkbox", name="Contacts")).to_be_checked()
    pane.get_by_role("button", name="Continue").click()
    expect(pane.get_by_role("heading", name="Before it starts")).to_be_visible()
    start = pane.get_by_role("button", name="Start synchronising")
    expect(start).to_be_enabled(timeout=LONG)
    start.click()
    expect(pane.get_by_role("tab", name="People")).to_be_visible(timeout=LONG)


def test_at_microsoft_365(office: OpenOffice, deployment: Deployment) -> None:
    user = newcomer(deployment, "graph")
    user.outlook.mail.receive("a@b.example", "Welcome", "Hello")
    opened = office(user)
    pane = opened.open_pane("Welcome")
    expect(pane.get_by_role("heading", name="What shall be in step?")).to_be_visible()
    assert violations(opened.page, frame=opened.pane_frame) == []
    _choose_and_start(pane)


def test_on_premises_with_a_code_from_the_inbox(office: OpenOffice, deployment: Deployment) -> None:
    user = newcomer(deployment, "ews")
    user.outlook.mail.receive("a@b.example", "Welcome", "Hello")
    pane = office(user, "onprem").open_pane("Welcome")
    expect(pane.get_by_role("heading", name="Your mailbox")).to_be_visible()
    expect(pane.get_by_label("Your e-mail address")).to_have_value(user.address)
    pane.get_by_role("button", name="Send me a code").click()
    expect(pane.get_by_label("Code", exact=False)).to_be_visible()
    pane.get_by_label("Code", exact=False).fill(code_of(deployment, user))
    pane.get_by_role("button", name="Continue").click()
    _choose_and_start(pane)
