"""What Mini Outlook serves: its pages and their policies, tokens, bodies, its own service; and the look of it all."""

from typing import Any

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.sandbox.outlook.conftest import Open, Town


def _token(town: Town, address: str) -> dict[str, str]:
    answer = requests.post(f"{town.url}/u/{address}/token", timeout=10)
    assert answer.headers["Cache-Control"] == "no-store"
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def test_the_picker_leads_to_people_and_nowhere_else(town: Town) -> None:
    page = requests.get(town.url, timeout=10)
    assert "anna.lindqvist@" in page.text and "jerome.beaufort@" in page.text and "svc-" not in page.text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    for path in ("u/nobody@x.example/", "nothing.js", "..%2fpages.py", "%2e%2e/pages.py", "u/nobody@x.example/body/x"):
        assert requests.get(f"{town.url}/{path}", timeout=10).status_code == 404, path


def test_a_token_opens_the_own_mailbox_only(town: Town) -> None:
    headers, graph = _token(town, town.anna.mailbox.address), f"{town.sandbox.microsoft_url}/v1.0"
    assert requests.get(f"{graph}/me/mailFolders/inbox", headers=headers, timeout=10).status_code == 200
    other = f"{graph}/users/{town.jerome.mailbox.address}/mailFolders/inbox"
    assert requests.get(other, headers=headers, timeout=10).status_code == 403


def test_a_body_is_a_page_of_its_own_without_scripts(town: Town) -> None:
    message = town.anna.mail.find("You have WON, Anna!")
    assert message is not None
    page = requests.get(f"{town.url}/u/{town.anna.mailbox.address}/body/{message.graph_id}", timeout=10)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox " in policy and "script" not in page.text.lower()
    task = town.anna.tasks.all()[0]
    gone = requests.get(f"{town.url}/u/{town.anna.mailbox.address}/body/{task.graph_id}", timeout=10)
    assert gone.status_code == 404


@pytest.mark.parametrize(
    ("wish", "status"),
    [({}, 409), ({"item": "x", "folder": "tasks"}, 409), ([], 400), ("no JSON", 400)],
)
def test_the_service_refuses_what_it_cannot_do(town: Town, wish: Any, status: int) -> None:
    address = town.anna.mailbox.address
    url = f"{town.url}/u/{address}/items/move"
    assert requests.post(url, json=wish, timeout=10).status_code == 401
    assert (
        requests.post(url, json=wish, headers=_token(town, town.jerome.mailbox.address), timeout=10).status_code == 400
    )
    assert requests.post(url, json=wish, headers=_token(town, address), timeout=10).status_code == status


def test_the_service_moves_only_where_an_item_belongs(town: Town) -> None:
    address = town.anna.mailbox.address
    event = town.anna.calendar.add("Misplaced", town.sandbox.clock.now())
    calendar = town.anna.mailbox.create_folder("calendar", "Customers' days", "IPF.Appointment")
    url, headers = f"{town.url}/u/{address}/items/move", _token(town, address)
    refused = requests.post(url, json={"item": event.graph_id, "folder": "inbox"}, headers=headers, timeout=10)
    assert refused.status_code == 409 and "Inbox" in refused.json()["error"]
    wish = {"item": event.graph_id, "folder": calendar.graph_id}
    moved = requests.post(url, json=wish, headers=headers, timeout=10)
    assert moved.status_code == 200 and town.anna.calendar.now(event).graph_id == moved.json()["id"]


@pytest.mark.parametrize("app", ["mail", "calendar", "people", "tasks"])
def test_everybody_can_use_it(town: Town, outlook: Open, app: str) -> None:
    """axe-core finds nothing, and nothing runs over the edge of a narrow window."""
    page = outlook(town.jerome, app, width=900)
    _first(page, app).click()
    expect(page.locator("#detail h1")).to_be_visible()
    assert _violations(page) == []
    page.locator(".main:visible", has_text="New").click()
    expect(page.locator("#detail form")).to_be_visible()
    assert _violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def _violations(page: Page) -> list[str]:
    """In light and in dark."""
    found = []
    for look in ("light", "dark"):
        page.emulate_media(color_scheme=look, reduced_motion="reduce")
        shown = Axe().run(page).response["violations"]
        found += [f"{look}: {v['id']}: {[n['target'] for n in v['nodes']]}" for v in shown]
    return found


def _first(page: Page, app: str) -> Any:
    return page.locator(".event, .row").first


def test_an_add_in_that_cannot_be_reached_says_so_and_the_page_goes_on(town: Town, outlook: Open) -> None:
    page = outlook(town.jerome)
    page.locator("#list").get_by_role("option").nth(1).click()
    page.get_by_role("button", name="Bothways").click()
    expect(page.get_by_text("The add-in could not be opened")).to_be_visible()
    splitter = page.get_by_role("separator")
    splitter.focus()
    page.keyboard.press("ArrowLeft")
    expect(splitter).to_have_attribute("aria-valuenow", "340")
    page.get_by_role("button", name="Close the add-in").click()
    expect(page.locator("#addin")).to_be_hidden()
