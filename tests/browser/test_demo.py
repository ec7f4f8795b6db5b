"""The demo itself, as the README has a newcomer start it: the addresses and passwords that it prints, and there every
bullet of the task pane, by mouse and again by keyboard alone. Whatever happens in Salesforce is seen on its pages."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.demo import Demo, Visitor, running_demo, seen
from tests.browser.hands import HANDS
from tests.browser.record_steps import said, saved, search_box
from tests.browser.walk import LONG
from tests.waiting import until

# Of the made-up company.
RENEE, FRANCOISE, LUCJA = "Renée Papadopoulos", "Françoise St.-John", "Łucja Weiß"
DEAL = "Filter cartridges, framework order"
TYPED = {
    "Close Date": "2030-03-31",
    "Amount": "1,234.5",
    "Discount": "12.5",
    "Next Step": "Send the drawings",
    "Tender page": "www.tender.example",
    "Kick-off": "2030-04-01T09:30",
    "Best time to call": "07:05",
    "Signer's e-mail": "signer@deal.example",
    "Signer's phone": "+44 20 7946 0199",
    "Description": "Two pumps,\nboth at once",
}
READ = ("1,234.50", "12.50%", "31 Mar 2030", "Send the drawings", "www.tender.example", "signer@deal.example", "Greece")


@pytest.fixture(scope="module", params=HANDS)
def demo(request: pytest.FixtureRequest) -> Iterator[Demo]:
    """A fresh company for each hand."""
    with tempfile.TemporaryDirectory(prefix="bw-") as home, running_demo(Path(home)) as desks:
        yield Demo(HANDS[request.param], desks)


@pytest.fixture
def visitor(demo: Demo, context: BrowserContext) -> Iterator[Visitor]:
    """At the first desk."""
    made = Visitor(demo, demo.desks[0], context)
    yield made
    assert made.outlook.problems == []


def test_who_is_this(visitor: Visitor) -> None:
    visitor.on("RE: Offer for the spring delivery")
    card = visitor.pane.get_by_role("article", name=RENEE)
    for text in ("Crédit Montagnard", DEAL, "Open cases", "Last activities"):
        expect(card.get_by_text(text).first).to_be_visible()
    with visitor.in_salesforce(RENEE) as page:
        seen(page, RENEE, "Crédit Montagnard")
    visitor.press("button", DEAL)
    expect(visitor.heading(DEAL)).to_be_visible()
    visitor.press("button", "Back")
    expect(visitor.heading("Who is this?")).to_be_visible()


def test_somebody_new_from_the_signature(visitor: Visitor) -> None:
    visitor.on("Supplier for two marinas")
    visitor.press("button", "Create contact")
    signed = {"Last Name": "Castellanos", "Title": "Head of Procurement", "Business Phone": "+34 900 000 117"}
    for label, value in signed.items():
        expect(visitor.pane.get_by_label(label).first).to_have_value(re.compile(re.escape(value)))
    visitor.press("button", "Create Contact")
    expect(visitor.heading("Nuria Castellanos")).to_be_visible()
    with visitor.in_salesforce("Nuria Castellanos") as page:
        seen(page, "Head of Procurement", "+34 900 000 117")
    visitor.tab("People")
    expect(visitor.pane.get_by_role("article", name="Nuria Castellanos")).to_be_visible()


def test_a_mail_is_shared_and_taken_back(visitor: Visitor) -> None:
    visitor.on("Signed contract")
    visitor.choose_to_share(
        person=LUCJA, who=("Renée", RENEE), what=("Filter cartridges", DEAL), without="contract, signed.pdf"
    )
    visitor.share()
    with visitor.in_salesforce("Signed contract") as page:
        seen(page, "Signed contract", DEAL, "People")
        expect(page.get_by_role("heading", name="Files")).to_have_count(0)
    visitor.press("button", "Change")
    expect(visitor.pane.get_by_role("checkbox", name=RENEE)).to_be_checked()
    visitor.press("checkbox", "contract, signed.pdf")
    visitor.share()
    with visitor.in_salesforce("Signed contract") as page:
        seen(page, DEAL, "Files", "contract, signed")
    visitor.unshare()


def test_an_event_is_shared_and_taken_back(visitor: Visitor) -> None:
    visitor.app("Calendar")
    visitor.hand.press(visitor.page.get_by_role("button", name="Visit and planning"))
    visitor.open_pane()
    expect(visitor.pane.get_by_role("article", name=LUCJA)).to_be_visible()
    visitor.press("button", "Share this event")
    visitor.share()
    with visitor.in_salesforce("Visit and planning") as page:
        seen(page, "Room 2", "Invitees", LUCJA)
    visitor.unshare()


def test_a_mail_is_shared_when_it_is_sent(visitor: Visitor) -> None:
    visitor.message("Half an hour later?")
    address = visitor.page.locator("#detail").get_by_text("@hudson").first.inner_text().strip("<> ")
    visitor.send_and_share(to=address, name=FRANCOISE, subject="Half an hour is fine")
    visitor.tab("Share")
    with visitor.in_salesforce("Half an hour is fine") as page:
        seen(page, "Half an hour is fine", address)


def test_looking_up_and_creating(visitor: Visitor) -> None:
    """Favourites and recent ones stand ready; a duplicate is shown before it is saved."""
    visitor.on("Lunch?")
    visitor.look_up(RENEE)
    visitor.press("button", f"Add {RENEE} to favourites")
    address = visitor.pane.get_by_role("link").get_by_text("@credit-montagnard").first.inner_text()
    visitor.press("button", "Back")
    visitor.press("button", "Clear the search")
    for group in ("Favourites", "Recently viewed"):
        expect(visitor.pane.get_by_role("group", name=group)).to_contain_text(RENEE)
    visitor.press("button", "New record")
    visitor.press("button", "Contact", exact=True)
    visitor.hand.write(visitor.pane.get_by_label("Last Name"), "Papadopulos")
    visitor.hand.press(visitor.pane.locator("summary").filter(has_text="More fields"))
    visitor.hand.write(visitor.pane.get_by_label("Email", exact=True), address)
    visitor.press("button", "Create Contact")
    expect(visitor.said("There may be a duplicate")).to_be_visible()
    expect(visitor.pane.get_by_role("button", name=f"Use {RENEE}")).to_be_visible()
    visitor.press("button", "Save anyway")
    expect(visitor.heading("Papadopulos")).to_be_visible()


def test_a_field_of_every_type(visitor: Visitor) -> None:
    visitor.on("RE: Offer for the spring delivery")
    visitor.press("button", DEAL)
    visitor.press("button", "Edit", exact=True)
    hand = visitor.hand
    for name, text in TYPED.items():
        hand.write(_field(visitor, name), text)
    hand.choose(_field(visitor, "Region"), "South")
    hand.choose(_field(visitor, "Territory"), "Greece")
    products = visitor.pane.get_by_role("group", name="Products", exact=True)
    hand.press(products.get_by_role("checkbox", checked=False).first)
    hand.press(_field(visitor, "Board approval"))
    hand.pick(_field(visitor, "Account"), "Hudson", visitor.pane.get_by_role("option", name="Hudson").first)
    visitor.press("button", "Save 15 changes")
    name = visitor.heading(DEAL).inner_text()
    saved(visitor.pane, name)
    with visitor.in_salesforce(name) as page:
        seen(page, *READ)


def _field(visitor: Visitor, label: str) -> Locator:
    """A needed one has a star behind its name."""
    return visitor.pane.get_by_label(re.compile(rf"^{re.escape(label)}( \*)?$"))


def test_what_is_in_the_way_of_saving(visitor: Visitor) -> None:
    """Refused by Salesforce, changed there meanwhile, and interrupted by another message."""
    visitor.on("Signed contract")
    visitor.look_up(FRANCOISE)
    with visitor.in_salesforce(FRANCOISE) as page:
        address = page.url
    email = visitor.edit("Email")
    before = email.input_value()
    visitor.hand.write(email, "francoise(at)hudson")
    visitor.press("button", "Save 1 change")
    expect(email).to_have_accessible_description(re.compile("e-?mail", re.I))
    expect(email).to_be_focused()
    visitor.hand.write(email, before)
    visitor.hand.write(visitor.edit("Title"), "Senior Consultant")
    visitor.change_in_salesforce(address, "Title", "Partner")
    visitor.press("button", "Save 1 change")
    expect(visitor.said("Somebody else changed")).to_be_visible()
    visitor.press("button", "Keep yours Senior Consultant")
    assert visitor.pin()
    visitor.message("Lunch?")
    expect(search_box(visitor.pane)).to_be_visible()
    visitor.message("Signed contract")
    expect(visitor.pane.get_by_label("Title", exact=True)).to_have_value("Senior Consultant")
    visitor.press("button", "Save 1 change")
    saved(visitor.pane, FRANCOISE)
    with visitor.in_salesforce(FRANCOISE) as page:
        seen(page, "Senior Consultant")


def test_sync_says_why_and_mends(visitor: Visitor) -> None:
    visitor.change_in_outlook("Salesforce Contacts", "", "First name", "Ottoline")
    visitor.app("Mail")
    visitor.on("Minutes of Tuesday")
    visitor.tab("Sync")
    visitor.press("button", f"Why? {FRANCOISE}")
    expect(visitor.pane.get_by_role("status").get_by_role("listitem").first).to_be_visible()
    visitor.sync_now()
    visitor.press("button", "Ottoline")
    expect(visitor.said("Salesforce did not take it")).to_be_visible()
    visitor.hand.write(visitor.pane.get_by_label("Last name"), "Ordway")
    visitor.press("button", "Try again")
    expect(said(visitor.pane, "This is settled")).to_be_visible(timeout=LONG)
    visitor.press("button", "Back")
    visitor.look_up("Ottoline Ordway")


def test_a_conflict_is_settled_by_field(visitor: Visitor) -> None:
    visitor.on("Lunch?")
    visitor.tab("Settings")
    visitor.hand.press(visitor.pane.locator("summary").filter(has_text="More choices (Contacts)"))
    asked = visitor.pane.get_by_label("When both sides changed the same field").first
    visitor.hand.choose(asked, "Ask me")
    expect(visitor.pane.get_by_label("Saving")).to_have_count(0)
    visitor.suspend()
    visitor.look_up(LUCJA)
    with visitor.in_salesforce(LUCJA) as page:
        address = page.url
    visitor.change_in_salesforce(address, "Department", "Legal")
    visitor.change_in_outlook("Salesforce Contacts", LUCJA, "Department", "Contracts")
    visitor.app("Mail")
    visitor.on("Lunch?")
    visitor.tab("Settings")
    visitor.resume()
    visitor.sync_now()
    visitor.tab("Sync")
    visitor.press("button", LUCJA)
    visitor.press("button", "Outlook Contracts")
    expect(visitor.pane.get_by_text(f"{LUCJA} is settled.").last).to_be_visible(timeout=LONG)
    visitor.crm.goto(address)
    until(lambda: visitor.crm.reload() and visitor.crm.get_by_text("Contracts").is_visible(), LONG / 1000)


def test_settings(visitor: Visitor) -> None:
    visitor.on("Lunch?")
    visitor.tab("Settings")
    expect(said(visitor.pane, "Connected")).to_have_count(2)
    visitor.suspend()
    visitor.resume()
    visitor.sync_now()
    expect(said(visitor.pane, "Everything is in step")).to_be_visible()
    tasks = visitor.pane.get_by_role("switch", name="Tasks")
    visitor.hand.press(tasks)
    expect(tasks).not_to_be_checked()
    expect(visitor.pane.get_by_label("Saving")).to_have_count(0)
    views = visitor.pane.get_by_label("Salesforce list view").first
    visitor.hand.choose(views, "My Accounts' Contacts")
    expect(visitor.pane.get_by_label("Saving")).to_have_count(0)
    visitor.hand.choose(views, "My Contacts")
    visitor.hand.press(tasks)
    expect(tasks).to_be_checked()
    visitor.hand.choose(visitor.pane.locator("select").last, "Deutsch")
    expect(visitor.heading("Optionen")).to_be_visible()
    visitor.hand.choose(visitor.pane.locator("select").last, "English")
    expect(visitor.heading("Settings")).to_be_visible()


def test_the_second_user_proves_whose_the_mailbox_is(demo: Demo, context: BrowserContext) -> None:
    """At the company's own Exchange Server: by the code that Bothways puts into the Inbox."""
    visitor = Visitor(demo, demo.desks[1], context)
    visitor.on("Lunch?")
    expect(visitor.heading("Your mailbox")).to_be_visible()
    visitor.press("button", "Send me a code")
    mail = visitor.page.get_by_role("option").filter(has_text="code:").first
    expect(mail).to_be_visible(timeout=LONG)
    found = re.search(r"code: ([A-Z0-9]{8})", mail.inner_text())
    assert found
    visitor.hand.write(visitor.pane.get_by_label("Code"), found[1])
    visitor.press("button", "Continue")
    expect(visitor.pane.get_by_role("tab", name="People")).to_be_visible(timeout=LONG)
    assert visitor.outlook.problems == []
