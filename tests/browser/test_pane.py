"""The frame of the pane: it follows the item, keeps what was typed, and recovers from trouble without a reload."""

from uuid import uuid4

from playwright.sync_api import FrameLocator, Locator, expect

from tests.browser.axe import overflows, violations
from tests.browser.conftest import OpenOffice
from tests.server.browsing import PASSWORD
from tests.server.deployment import Deployment, User

LONG = 90_000


def _said(pane: FrameLocator, text: str) -> Locator:
    """In the page, not only by its live region."""
    return pane.get_by_role("main").get_by_text(text).first


def test_it_follows_the_item_and_keeps_what_was_typed(office: OpenOffice, user: User) -> None:
    for name in ("Alder", "Birch"):
        user.crm.add(LastName=name, Email=f"{name.lower()}@trees.example")
        user.outlook.mail.receive(f"{name.lower()}@trees.example", f"From {name}", "Hello")
    opened = office(user)
    pane = opened.open_pane("From Alder")
    opened.page.get_by_role("button", name="Pin").click()
    expect(_said(pane, "Alder")).to_be_visible()
    pane.get_by_role("tab", name="Share").click()
    pane.get_by_role("checkbox", name="Alder").uncheck()
    opened.open_message("From Birch")
    expect(pane.get_by_role("checkbox", name="Birch")).to_be_checked()
    assert opened.pane_frame.evaluate("document.activeElement === document.body"), "the focus is left to Outlook"
    opened.open_message("From Alder")
    expect(pane.get_by_role("checkbox", name="Alder")).not_to_be_checked()


def test_an_unknown_sender_becomes_a_contact_filled_from_the_signature(office: OpenOffice, user: User) -> None:
    account = user.crm.add("Account", Name="Newhall Limited")
    user.crm.add("Account", Name="Newhall Boats")
    text = "Hello,\n\nBest regards,\nNell New\nHead of Purchasing\nNewhall Ltd\nT +44 20 7946 0123"
    address = f"nell.{uuid4().hex[:6]}@newhall.example"
    user.outlook.mail.receive(address, "A question", text)
    pane = office(user).open_pane("A question")
    expect(_said(pane, "is not in Salesforce yet")).to_be_visible()
    pane.get_by_role("button", name="Create contact").click()
    expect(pane.get_by_label("Last Name")).to_have_value("New")
    expect(pane.get_by_label("Title")).to_have_value("Head of Purchasing")
    expect(pane.get_by_label("Business Phone")).to_have_value("+44 20 7946 0123")
    expect(pane.locator("#field-AccountId")).to_have_value("Newhall Limited")
    pane.get_by_role("button", name="Back").click()
    expect(_said(pane, "is not in Salesforce yet")).to_be_visible()
    pane.get_by_role("button", name="Create contact").click()
    pane.get_by_role("button", name="Create Contact", exact=True).click()
    expect(pane.get_by_role("heading", name="Nell New", level=1)).to_be_visible()
    made = user.crm.find(Email=address)
    assert made is not None
    assert made["AccountId"] == account


def test_salesforce_down_a_dead_session_and_no_network(office: OpenOffice, deployment: Deployment, user: User) -> None:
    user.crm.add(LastName="Steadfast", Email="s@stead.example")
    user.outlook.mail.receive("s@stead.example", "Still there", "Hello")
    opened = office(user)
    org = deployment.sandbox.salesforce.org.id
    deployment.sandbox.faults.add("unavailable", target=org, times=None)
    pane = opened.open_pane("Still there")
    expect(_said(pane, "Salesforce does not answer")).to_be_visible(timeout=LONG)
    assert violations(opened.page, frame=opened.pane_frame) == []
    deployment.sandbox.faults.clear()
    pane.get_by_role("button", name="Try again").click()
    expect(_said(pane, "Steadfast")).to_be_visible()
    opened.page.context.set_offline(True)
    pane.get_by_role("tab", name="Share").click()
    expect(_said(pane, "You are offline")).to_be_visible()
    expect(pane.get_by_role("checkbox", name="Steadfast")).to_be_checked()
    opened.page.context.set_offline(False)
    expect(_said(pane, "You are offline")).to_have_count(0)


def test_reconnecting_says_why_and_asks_salesforce_only(office: OpenOffice, deployment: Deployment, user: User) -> None:
    salesforce = deployment.sandbox.salesforce.org
    with salesforce.lock:
        name = f"sf.{user.address}"
        salesforce.create_user(username=name, password=PASSWORD, email=user.address, first_name="U", last_name="V")
    user.outlook.mail.receive("r@return.example", "Back again", "Hello")
    opened = office(user)
    deployment.sandbox.faults.add("unauthorized", target=salesforce.id, times=None)
    pane = opened.open_pane("Back again")
    expect(_said(pane, "Salesforce asks you to sign in again")).to_be_visible(timeout=LONG)
    deployment.sandbox.faults.clear()
    with opened.page.expect_popup() as window:
        pane.get_by_role("button", name="Reconnect Salesforce").click()
    window.value.get_by_label("Username").fill(f"sf.{user.address}")
    window.value.get_by_label("Password").fill(PASSWORD)
    window.value.get_by_role("button", name="Log in").click()
    window.value.get_by_role("button", name="Allow").click()
    expect(_said(pane, "Who is this?")).to_be_visible(timeout=LONG)
    expect(_said(pane, "r@return.example is not in Salesforce yet")).to_be_visible()


def test_a_draft_is_shared_when_it_is_sent(office: OpenOffice, user: User) -> None:
    user.crm.add(FirstName="Ed", LastName="Draft", Email="ed@draft.example")
    opened = office(user)
    opened.new_mail("ed@draft.example", "Our terms")
    pane = opened.open_pane()
    pane.get_by_role("button", name="Share when sent").click()
    pane.get_by_role("button", name="Share when sent").click()
    expect(_said(pane, "This e-mail is shared when you send it")).to_be_visible(timeout=LONG)
    assert violations(opened.page, frame=opened.pane_frame) == []


def test_it_fits_into_320_pixels_at_double_size(office: OpenOffice, user: User) -> None:
    account = user.crm.add("Account", Name="A company with a rather long name, which wraps")
    user.crm.add(LastName="Wide" * 12, Email="wide@wide.example", AccountId=account)
    user.outlook.mail.receive("wide@wide.example", "Wide", "Hello")
    opened = office(user)
    pane = opened.open_pane("Wide")
    expect(_said(pane, "A company with a rather long name")).to_be_visible()
    for name in ("People", "Share", "Look up", "Sync", "Settings"):
        pane.get_by_role("tab", name=name).click()
        expect(pane.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        opened.pane_frame.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not overflows(opened.pane_frame), name
        opened.pane_frame.evaluate("document.documentElement.style.fontSize = ''")
