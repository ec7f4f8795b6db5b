"""Outlook on phones: a mail that is read, and an event that one attends. It offers add-ins nowhere else."""

from datetime import UTC, datetime

from playwright.sync_api import expect

from sandbox.microsoft.items import Item
from tests.browser.conftest import OpenOffice
from tests.browser.tour import Tour
from tests.browser.walk import LONG
from tests.server.deployment import Deployment
from tests.waiting import until


def test_a_mail_is_read_and_shared(office: OpenOffice, deployment: Deployment) -> None:
    tour = Tour("ios-mouse", deployment, office)
    tour.add(FirstName="Ann", LastName="Guest", Email=tour.address("ann"))
    tour.user.outlook.mail.receive(tour.address("ann"), "From the train", "Hello")
    tour.open()
    tour.message("From the train")
    tour.open_pane()
    expect(tour.pane.get_by_role("article", name="Ann Guest")).to_be_visible()
    tour.press("button", "Choose …")
    tour.share()
    [mail] = tour.found("SELECT Id FROM EmailMessage WHERE Subject = 'From the train'")
    tour.goes_to_salesforce("From the train", "EmailMessage", mail["Id"])
    tour.press("button", "Close")
    expect(tour.page.locator("iframe.addin-page")).to_have_count(0)


def test_an_event_is_logged(office: OpenOffice, deployment: Deployment) -> None:
    """Outlook's own button says *View* afterwards, as it does by this property of the event."""
    tour = Tour("ios-mouse", deployment, office)
    today = datetime.now(UTC).replace(hour=14, minute=0, second=0, microsecond=0)
    event = tour.user.outlook.calendar.add(f"Visit {tour.key}", today)
    tour.open()
    tour.hand.press(tour.page.get_by_role("link", name="Calendar"))
    tour.hand.press(tour.page.get_by_role("button", name=f"Visit {tour.key}"))
    tour.open_pane()
    tour.tab("Share")
    tour.share()
    until(lambda: _logged(tour.user.outlook.calendar.now(event)))
    tour.press("button", "Undo")
    expect(tour.pane.get_by_role("dialog", name="Take this event back?")).to_be_visible()
    tour.press("button", "Delete it there")
    expect(tour.pane.get_by_role("button", name="Share with Salesforce")).to_be_visible(timeout=LONG)
    assert tour.found(f"SELECT Id FROM Event WHERE Subject = 'Visit {tour.key}'") == []  # noqa: S608
    until(lambda: not _logged(tour.user.outlook.calendar.now(event)))


def _logged(event: Item) -> bool:
    return any("EventLogged" in str(value) for value in event.properties.values())


def test_a_draft_has_no_add_ins(office: OpenOffice, deployment: Deployment) -> None:
    tour = Tour("ios-mouse", deployment, office)
    tour.open()
    tour.outlook.new_mail()
    tour.outlook.button.click()
    expect(tour.page.get_by_text("has no button for this item")).to_be_visible()
