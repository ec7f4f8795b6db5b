"""A pinned pane: what was pressed on one draft is done to that one or to none."""

from playwright.sync_api import Locator, Request, expect

from tests.browser.conftest import OpenOffice
from tests.browser.office import Office
from tests.server.deployment import User

FIRST, SECOND = "Draft one", "Draft two"


def test_another_draft_opened_meanwhile_stops_the_share(office: OpenOffice, user: User) -> None:
    user.crm.add(FirstName="Ann", LastName="Aaa", Email="ann@aaa.example")
    opened = office(user)
    page = opened.page
    first, second = (_written(opened, subject, "ann@aaa.example") for subject in (FIRST, SECOND))
    first.click()
    opened.button.click()
    page.get_by_role("button", name="Pin").first.click()
    opened.pane.get_by_role("tab", name="Share").click()
    share = opened.pane.get_by_role("button", name="Share when sent").first
    share.wait_for()
    sent: list[str] = []
    page.on("request", lambda request: _note(sent, request))
    opened.host("(host) => host.delay(1000)")
    share.click()
    second.click()
    expect(opened.pane.get_by_text("Another item is open now").first).to_be_visible()
    opened.host("(host) => host.delay(0)")
    expect(opened.pane.get_by_text(SECOND).first).to_be_visible()
    assert sent == []


def _written(opened: Office, subject: str, to: str) -> Locator:
    """The draft among the others."""
    opened.new_mail(to, subject)
    opened.page.get_by_role("button", name="Drafts").click()
    row = opened.page.get_by_label("Items").get_by_role("option").filter(has_text=subject)
    expect(row).to_be_visible()
    return row


def _note(sent: list[str], request: Request) -> None:
    if request.url.endswith("/shares") and request.method == "POST":
        sent.append(request.post_data or "")
