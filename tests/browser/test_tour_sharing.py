"""Tour: share. A mail as chosen, taken back again; a mail when it is sent; events of one's own and of others."""

from datetime import UTC, datetime

from playwright.sync_api import expect

from sandbox.microsoft.mail.parts import File
from tests.browser.tour import Tour, tours, tours_with_headers
from tests.browser.walk import LONG
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
    about = (f"Boat {tour.key}", "Boat")
    tour.choose_to_share(
        person="Sofia Silver", who=(f"Helper{tour.key}", "Hedy Helper"), what=about, without="terms.txt"
    )
    tour.share()
    email = _filed(tour, "About the pumps", boat, {sofia, helper})
    _change_and_take_back(tour, email, account)


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
    _still_chosen(tour)
    tour.press("radio", "Silverlake Ltd")
    tour.share()
    until(lambda: tour.user.crm.read(email, "EmailMessage")["RelatedToId"] == account)
    tour.unshare()
    assert tour.found("SELECT Id FROM EmailMessage WHERE Subject = 'About the pumps'") == []


def _still_chosen(tour: Tour) -> None:
    """A change begins with what was shared, so that nothing of it gets lost."""
    expect(tour.pane.get_by_role("checkbox", name="Hedy Helper")).to_be_checked()
    expect(tour.pane.get_by_role("radio", name="Boat")).to_be_checked()
    expect(tour.pane.get_by_role("checkbox", name="terms.txt")).not_to_be_checked()


@tours_with_headers
def test_a_mail_is_shared_when_it_is_sent(tour: Tour) -> None:
    ed = tour.add(FirstName="Ed", LastName="Draft", Email=tour.address("ed"))
    tour.open()
    tour.send_and_share(to=tour.address("ed"), name="Ed Draft", subject=f"Terms {tour.key}")
    [mail] = tour.found(f"SELECT Id, Incoming FROM EmailMessage WHERE Subject = 'Terms {tour.key}'")  # noqa: S608
    soql = f"SELECT RelationId FROM EmailMessageRelation WHERE EmailMessageId = '{mail['Id']}'"  # noqa: S608
    assert (mail["Incoming"], ed in {row["RelationId"] for row in tour.found(soql)}) == (False, True)


@tours
def test_events_are_shared(tour: Tour) -> None:
    ann = tour.add(FirstName="Ann", LastName="Guest", Email=tour.address("ann"))
    helper = tour.add(FirstName="Hedy", LastName=f"Helper{tour.key}")
    invited(tour, f"Review {tour.key}", tour.address("ann"))
    tour.open()
    tour.hand.press(tour.page.get_by_role("link", name="Calendar"))
    _of_others(tour, ann, helper)
    _of_ones_own(tour)


def invited(tour: Tour, subject: str, guest: str) -> None:
    """A colleague's meeting of today, with the person of the tour and a guest."""
    colleague = tour.deployment.user(tour.user.exchange, name="olga")
    today = datetime.now(UTC).replace(hour=14, minute=0, second=0, microsecond=0)
    meeting = colleague.outlook.calendar.add(subject, today)
    colleague.outlook.calendar.invite(meeting, tour.user.address, guest)


def _of_others(tour: Tour, ann: str, helper: str) -> None:
    """With somebody who does not take part: she is kept, shown again, and taken off; the event stays."""
    tour.hand.press(tour.page.get_by_role("button", name=f"Review {tour.key}"))
    tour.open_pane()
    expect(tour.pane.get_by_role("article", name="Ann Guest")).to_be_visible()
    tour.press("button", "Share this event")
    expect(tour.pane.get_by_role("checkbox", name="Ann Guest")).to_be_checked()
    box = tour.pane.get_by_role("combobox", name="Add a contact or lead")
    tour.hand.pick(box, f"Helper{tour.key}", tour.pane.get_by_role("option", name="Hedy Helper"))
    tour.share()
    own = f"Subject = 'Review {tour.key}' AND IsChild = false"
    [row] = tour.found(f"SELECT Id, WhoId FROM Event WHERE {own}")  # noqa: S608
    invitees = tour.found(f"SELECT RelationId FROM EventRelation WHERE EventId = '{row['Id']}'")  # noqa: S608
    people = {one["RelationId"] for one in invitees}
    assert (row["WhoId"], ann in people, helper in people) == (helper, True, False)
    _opened_anew(tour)
    tour.press("button", "Change")
    for name in ("Ann Guest", "Hedy Helper"):
        expect(tour.pane.get_by_role("checkbox", name=name)).to_be_checked()
    tour.unshare()
    until(lambda: tour.user.crm.read(row["Id"], "Event")["WhoId"] is None)
    assert len(tour.found(f"SELECT Id FROM Event WHERE {own}")) == 1, "others take part: it stays"  # noqa: S608


def _opened_anew(tour: Tour) -> None:
    """The pane closes with the event, and tells the same of it when it is open again."""
    for _ in range(2):
        expect(
            tour.pane.get_by_role("list", name="Related to").get_by_role("button", name="Hedy Helper")
        ).to_be_visible()
        expect(tour.pane.get_by_role("list", name="Attendees").get_by_role("button", name="Ann Guest")).to_be_visible()
        tour.hand.press(tour.page.get_by_role("link", name="Mail"))
        tour.hand.press(tour.page.get_by_role("link", name="Calendar"))
        tour.hand.press(tour.page.get_by_role("button", name=f"Review {tour.key}"))
        tour.open_pane()
        tour.tab("Share")


def _of_ones_own(tour: Tour) -> None:
    page, hand = tour.page, tour.hand
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
