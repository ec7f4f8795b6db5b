"""Tour: who is this? Everybody of a message with what Salesforce knows of them, and somebody new becomes a contact."""

from playwright.sync_api import expect

from tests.browser.tour import Tour, tours

LETTER = """Hello Anna,

what would forty of them cost?

Best regards,
Nell New
Head of Purchasing
Newhall Ltd
T +44 20 7946 0123"""


@tours
def test_who_is_this(tour: Tour) -> None:
    deal = _business(tour)
    colleague = tour.deployment.user("graph", name="carl")
    cc = [tour.address("leo"), colleague.address]
    recipients = [{"name": address, "address": address} for address in cc]
    tour.user.outlook.mail.receive(tour.address("sofia"), "The spring delivery", "Hello", cc_recipients=recipients)
    tour.user.outlook.mail.receive(f'"Nell New" <{tour.address("nell")}>', "Your prices", LETTER)
    tour.open()
    tour.message("The spring delivery")
    tour.open_pane()
    _everybody(tour)
    _to_a_record_and_back(tour, deal)
    _somebody_new(tour)


def _business(tour: Tour) -> str:
    """A customer with a deal and a case, and a lead; the deal's id."""
    account = tour.add("Account", Name="Silverlake Boats")
    contact = tour.add(
        FirstName="Sofia", LastName="Silver", Title="Buyer", Email=tour.address("sofia"), AccountId=account, Phone="1"
    )
    tour.add("Lead", FirstName="Leo", LastName="Ledger", Company="Ledger Ltd", Email=tour.address("leo"))
    tour.add("Case", Subject="Paint is chipped", ContactId=contact, AccountId=account)
    tour.add("Task", Subject="Call about the offer", WhoId=contact, Status="Completed")
    facts = {"StageName": "Prospecting", "CloseDate": "2030-03-31", "Amount": 48_000}
    return tour.add("Opportunity", Name="Spring delivery", AccountId=account, **facts)


def _everybody(tour: Tour) -> None:
    sofia = tour.pane.get_by_role("article", name="Sofia Silver")
    for text in ("Silverlake Boats", "Spring delivery", "Paint is chipped", "Call about the offer"):
        expect(sofia.get_by_text(text).first).to_be_visible()
    expect(tour.pane.get_by_role("article", name="Leo Ledger").get_by_text("Lead", exact=True).first).to_be_visible()
    colleagues = tour.pane.get_by_role("article", name="carl")
    expect(colleagues.get_by_text("User", exact=True).first).to_be_visible()
    head = colleagues.get_by_role("button").first
    expect(head).to_have_attribute("aria-expanded", "false")
    tour.hand.press(head)
    expect(colleagues.get_by_role("button", name="carl")).to_have_count(2)


def _to_a_record_and_back(tour: Tour, deal: str) -> None:
    tour.goes_to_salesforce("Spring delivery", "Opportunity", deal)
    tour.press("button", "Spring delivery")
    expect(tour.heading("Spring delivery")).to_be_visible()
    expect(tour.said("48,000.00")).to_be_visible()
    tour.press("button", "Back")
    expect(tour.heading("Who is this?")).to_be_visible()


def _somebody_new(tour: Tour) -> None:
    tour.message("Your prices")
    if not tour.pane.locator("#app").is_visible():  # it was not pinned, so it has closed
        tour.open_pane()
    tour.press("button", "Create contact")
    for label, value in (("Last Name", "New"), ("Title", "Head of Purchasing"), ("Business Phone", "+44 20 7946 0123")):
        expect(tour.pane.get_by_label(label).first).to_have_value(value)
    tour.press("button", "Create Contact")
    expect(tour.heading("Nell New")).to_be_visible()
    [made] = tour.found(f"SELECT FirstName, Title FROM Contact WHERE Email = '{tour.address('nell')}'")  # noqa: S608
    assert (made["FirstName"], made["Title"]) == ("Nell", "Head of Purchasing")
    tour.tab("People")
    expect(tour.pane.get_by_role("article", name="Nell New")).to_be_visible()
