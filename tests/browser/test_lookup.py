"""Look up: any record by name, phone or e-mail, by mouse and by keyboard."""

import re

from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenOffice
from tests.browser.record_steps import open_tab, results, said, search_box
from tests.gates import gate
from tests.server.deployment import Deployment, User


def test_results_come_as_one_types_and_open_by_keyboard(office: OpenOffice, user: User) -> None:
    account = user.crm.add("Account", Name="Kestrel Mills")
    user.crm.add(FirstName="Ida", LastName="Kestrelson", Email="ida@kestrel.example", Phone="+44 20 7946 0991")
    pane = open_tab(office(user))
    box = search_box(pane)
    box.press_sequentially("kestrel")
    expect(results(pane)).to_have_count(2)
    expect(pane.get_by_role("group", name="Contacts").get_by_role("option")).to_contain_text("ida@kestrel.example")
    expect(box).to_be_focused()
    chosen = results(pane).and_(pane.locator("[aria-selected=true]"))
    expect(chosen).to_contain_text("Ida Kestrelson")
    box.press("ArrowDown")
    expect(chosen).to_contain_text("Kestrel Mills")
    box.press("Enter")
    expect(pane.get_by_role("heading", name="Kestrel Mills", level=1)).to_be_visible()
    link = pane.get_by_role("link", name="Open Kestrel Mills in Salesforce")
    expect(link).to_have_attribute("href", re.compile(f"/lightning/r/Account/{account}/view$"))
    pane.get_by_role("button", name="Back").click()
    expect(results(pane)).to_have_count(2)
    box.press("Escape")
    expect(box).to_have_value("")


def test_a_phone_number_and_an_address_find_their_person(office: OpenOffice, user: User) -> None:
    user.crm.add(FirstName="Pia", LastName="Ringer", Email="pia@ringer.example", Phone="+44 20 7946 0417")
    pane = open_tab(office(user))
    for text in ("020 7946 0417", "pia@ringer.example"):
        search_box(pane).fill(text)
        expect(results(pane).filter(has_text="Pia Ringer")).to_have_count(1)
    pane.get_by_label("Search in").select_option(label="Leads")
    expect(said(pane, "Nothing found for “pia@ringer.example”")).to_be_visible()


def test_stars_and_recent_records_stand_ready(office: OpenOffice, user: User) -> None:
    opened = office(user)
    pane = open_tab(opened)
    expect(said(pane, "Nothing opened yet")).to_be_visible()
    user.crm.add(LastName="Starling")
    search_box(pane).fill("Starling")
    results(pane).first.click()
    pane.get_by_role("button", name="Add Starling to favourites").click()
    expect(pane.get_by_role("button", name="Remove Starling from favourites")).to_be_visible()
    pane.get_by_role("tab", name="Look up").click()
    search_box(pane).fill("")
    for group in ("Favourites", "Recently viewed"):
        expect(pane.get_by_role("group", name=group)).to_contain_text("Starling")
    assert violations(opened.page, frame=opened.pane_frame) == []


def test_a_star_shows_though_one_left_before_it_was_kept(office: OpenOffice, user: User) -> None:
    user.crm.add(LastName="Starling")
    opened = office(user)
    pane = open_tab(opened)
    search_box(pane).fill("Starling")
    results(pane).first.click()
    with gate(opened.page, "**/favourites/Contact/*") as waiting:
        pane.get_by_role("button", name="Add Starling to favourites").click()
        expect(pane.get_by_role("button", name="Remove Starling from favourites")).to_be_visible()
        with opened.page.expect_response("**/api/v1/favourites"):
            pane.get_by_role("tab", name="Look up").click()
            search_box(pane).fill("")
        expect(pane.get_by_role("group", name="Recently viewed")).to_contain_text("Starling")
        assert len(waiting) == 1
    expect(pane.get_by_role("group", name="Favourites")).to_contain_text("Starling")


def test_an_older_search_never_replaces_a_newer_one(office: OpenOffice, deployment: Deployment, user: User) -> None:
    user.crm.add(LastName="Fennimore")
    user.crm.add(LastName="Fentiman")
    opened = office(user)
    pane = open_tab(opened)
    dropped: list[str] = []
    opened.page.on("requestfailed", lambda request: dropped.append(request.url))
    deployment.sandbox.faults.add("latency", operation="search", seconds=1.5)
    with opened.page.expect_request(lambda request: "q=Fen&" in request.url):
        search_box(pane).fill("Fen")
    search_box(pane).fill("Fennim")
    expect(results(pane)).to_have_count(1)
    expect(results(pane)).to_contain_text("Fennimore")
    assert any("q=Fen&" in url for url in dropped)


def test_each_way_of_failing_says_what_to_do(office: OpenOffice, deployment: Deployment, user: User) -> None:
    user.crm.add(LastName="Quillfeather")
    opened = office(user)
    pane = open_tab(opened)
    deployment.sandbox.faults.add("unavailable", target="*", operation="search", times=None)
    search_box(pane).fill("Quill")
    expect(said(pane, "Salesforce does not answer")).to_be_visible()
    deployment.sandbox.faults.clear()
    pane.get_by_role("button", name="Try again").click()
    expect(results(pane)).to_contain_text("Quillfeather")
    opened.page.context.set_offline(True)
    search_box(pane).fill("Quillfe")
    expect(said(pane, "You are offline")).to_be_visible()
    opened.page.context.set_offline(False)
    expect(results(pane)).to_contain_text("Quillfeather")
    expect(said(pane, "You are offline")).to_have_count(0)
    deployment.sandbox.faults.add("unauthorized", operation="search", times=None)
    search_box(pane).fill("Quillf")
    expect(said(pane, "Salesforce asks you to sign in again")).to_be_visible()
    expect(pane.get_by_role("button", name="Reconnect Salesforce")).to_be_visible()
