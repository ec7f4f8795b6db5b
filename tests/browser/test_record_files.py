"""Records of files: what describes do not say of their fields."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenOffice
from tests.browser.record_steps import open_tab, results, said
from tests.server.deployment import User


def test_a_size_is_told_in_the_unit_that_people_say(office: OpenOffice, user: User) -> None:
    document = user.crm.upload("plan.pdf", b"x" * 1_300_000)
    user.put(f"/favourites/ContentDocument/{document}")
    pane = open_tab(office(user))
    results(pane).filter(has_text="plan").click()
    expect(pane.get_by_role("heading", name="plan", level=1)).to_be_visible()
    expect(said(pane, "1.2 MB")).to_be_visible()
