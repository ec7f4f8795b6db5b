"""Tour: share. A mail as chosen, taken back again; a mail when it is sent; events of one's own and of others."""

from datetime import UTC, datetime

from playwright.sync_api import expect

from sandbox.microsoft.mail.parts import File
from tests.browser.tour import LONG, Tour, tours, tours_with_headers
from tests.waiting import until

FILES = (File("offer.pdf", "application/pdf", b"%PDF-1.7 offer"), File("terms.txt", "text/plain", b"terms"))


@tours
def test_a_mail_is_shared_as_chosen(tour: Tour) -> None:
    """Several Who, one What, one of two files; then changed, and taken back."""
    account = tour.add("Account", Name="Silverlake Ltd")
    sofia = tour.add(FirstName="Sofia", LastName="Silver", Email=tour.address("sofia"), AccountId=account)
    helper = tour.add(FirstName="Hedy", LastName=f"Helper{tour.key}")
    boat = tour.add("Opportunity", Name=f"Boat {tour.key}", StageName="Prospecting", CloseDate="2030-03-31")
    tour.user.outlook.mail.receive(tour.address("sofia"), "About the pumps", "Hello", FILES)
    tour.open()
    tour.message("About the pumps")
    tour.open_pane()
    tour.press("button", "Share this e-mail")
    expect(tour.pane.get_by_role("checkbox", name="Sofia Silver")).to_be_checked()
    box = tour.pane.get_by_role("combobox", name="Add a contact or lead")
    tour.hand.pick(box, f"Helper{tour.key}", tour.pane.get_by_role("option", name="Hedy Helper"))
    expect(tour.pane.get_by_role("checkbox", name="Hedy Helper")).to_be_checked()
    tour.press("radio", "Nothing else")
    box = tour.pane.get_by_role("combobox", name="Search for another record")
    tour.hand.pick(box, f"Boat {tour.key}", tour.pane.get_by_role("option", name="Boat"))
    expect(tour.pane.get_by_role("radio", name="Boat")).to_be_checked()
    tour.press("checkbox", "terms.txt")
    expect(tour.pane.get_by_role("checkbox", name="terms.txt")).not_to_be_checked()
    share(tour)
    email = _filed(tour, "About the pumps", boat, {sofia, helper})
    _change_and_take_back(tour, email, account)


def share(tour: Tour) -> None:
    tour.press("button", "Share with Salesforce")
    expect(tour.said("is in Salesforce")).to_be_visible(timeout=LONG)
    expect(tour.said("Shared by you")).to_be_visible()


def _filed(tour: Tour, subject: str, what: str, who: set[str]) -> str:
    """The mail is in Salesforce once, with this record, these people and the one file; its id."""
    [mail] = tour.found(f"SELECT Id, RelatedToId FROM EmailMessage WHERE Subject = '{subject}'")  # noqa: S608
    assert mail["RelatedToId"] == what
    key = mail["Id"]
    people = tour.found(f"SELECT RelationId FROM EmailMessageRelation WHERE EmailMessageId = '{key}'")  # noqa: S608
    assert who <= {row["RelationId"] for row in people}
    soql = f"SELECT ContentDocument.Title FROM ContentDocumentLink WHERE LinkedEntityId = '{key}'"  # noqa: S608
    assert [row["ContentDocument"]["Title"] for row in tour.found(soql)] == ["offer"]
    return str(key)


def _change_and_take_back(tour: Tour, email: str, account: str) -> None:
    tour.goes_to_salesforce("About the pumps", "EmailMessage", email)
    tour.tab("People")
    expect(tour.said("Shared by you")).to_be_visible()
    tour.tab("Share")
    tour.press("button", "Change")
    tour.press("radio", "Silverlake Ltd")
    share(tour)
    until(lambda: tour.user.crm.read(email, "EmailMessage")["RelatedToId"] == account)
    tour.press("button", "Undo")
    expect(tour.pane.get_by_role("button", name="Share with Salesforce")).to_be_visible(timeout=LONG)
    assert tour.found("SELECT Id FROM EmailMessage WHERE Subject = 'About the pumps'") == []


@tours_with_headers
def test_a_mail_is_shared_when_it_is_sent(tour: Tour) -> None:
    ed = tour.add(FirstName="Ed", LastName="Draft", Email=tour.address("ed"))
    tour.open()
    page, hand = tour.office.page, tour.hand
    hand.press(page.get_by_role("button", name="New mail"))
    hand.write(page.get_by_label("To", exact=True), tour.address("ed"))
    hand.write(page.get_by_label("Subject"), f"Terms {tour.key}")
    tour.open_pane()
    tour.press("button", "Share when sent")
    expect(tour.pane.get_by_role("checkbox", name="Ed Draft")).to_be_checked()
    tour.press("button", "Share when sent")
    expect(tour.said("This e-mail is shared when you send it")).to_be_visible(timeout=LONG)
    hand.press(page.get_by_role("button", name="Send", exact=True))
    expect(page.get_by_text("Sent.")).to_be_visible()
    hand.press(page.get_by_role("button", name="Sent Items"))
    tour.message(f"Terms {tour.key}")
    tour.open_pane()
    expect(tour.said("Shared by you")).to_be_visible(timeout=LONG)
    [mail] = tour.found(f"SELECT Id, Incoming FROM EmailMessage WHERE Subject = 'Terms {tour.key}'")  # noqa: S608
    soql = f"SELECT RelationId FROM EmailMessageRelation WHERE EmailMessageId = '{mail['Id']}'"  # noqa: S608
    assert (mail["Incoming"], ed in {row["RelationId"] for row in tour.found(soql)}) == (False, True)


@tours
def test_events_are_shared(tour: Tour) -> None:
    ann = tour.add(FirstName="Ann", LastName="Guest", Email=tour.address("ann"))
    invited(tour, f"Review {tour.key}", tour.address("ann"))
    tour.open()
    tour.hand.press(tour.office.page.get_by_role("link", name="Calendar"))
    _of_others(tour, ann)
    _of_ones_own(tour)


def invited(tour: Tour, subject: str, guest: str) -> None:
    """A colleague's meeting of today, with the person of the tour and a guest."""
    colleague = tour.deployment.user(tour.user.exchange, name="olga")
    today = datetime.now(UTC).replace(hour=14, minute=0, second=0, microsecond=0)
    meeting = colleague.outlook.calendar.add(subject, today)
    colleague.outlook.calendar.invite(meeting, tour.user.address, guest)


def _of_others(tour: Tour, ann: str) -> None:
    tour.hand.press(tour.office.page.get_by_role("button", name=f"Review {tour.key}"))
    tour.open_pane()
    expect(tour.pane.get_by_role("article", name="Ann Guest")).to_be_visible()
    tour.press("button", "Share this event")
    share(tour)
    expect(tour.pane.get_by_role("button", name="Ann Guest")).to_be_visible()
    own = f"Subject = 'Review {tour.key}' AND IsChild = false"
    [row] = tour.found(f"SELECT Id FROM Event WHERE {own}")  # noqa: S608
    invitees = tour.found(f"SELECT RelationId FROM EventRelation WHERE EventId = '{row['Id']}'")  # noqa: S608
    assert ann in {one["RelationId"] for one in invitees}
    tour.press("button", "Undo")
    expect(tour.pane.get_by_role("button", name="Share with Salesforce")).to_be_visible(timeout=LONG)
    assert tour.found(f"SELECT Id FROM Event WHERE {own}") == [row], "others take part: it stays"  # noqa: S608


def _of_ones_own(tour: Tour) -> None:
    page, hand = tour.office.page, tour.hand
    hand.press(page.get_by_role("button", name="New event").first)
    hand.write(page.get_by_label("Title"), f"Own {tour.key}")
    hand.write(page.get_by_label("Invite"), tour.address("ann"))
    tour.open_pane()
    expect(tour.pane.get_by_role("article", name="Ann Guest")).to_be_visible()
    tour.press("button", "Share this event")
    tour.press("button", "Share with Salesforce")
    expect(tour.said("This event is in Salesforce")).to_be_visible(timeout=LONG)
    hand.press(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("form", name="New event")).to_have_count(0)
    assert len(tour.found(f"SELECT Id FROM Event WHERE Subject = 'Own {tour.key}'")) == 1  # noqa: S608
