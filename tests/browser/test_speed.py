"""Fast by what is asked over the network, and when; the time that it takes is the bench's."""

from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import OpenOffice
from tests.browser.record_steps import open_tab, results, search_box
from tests.gates import gate
from tests.server.deployment import Deployment, User

API = "/api/v1"
TREES = ("Alder", "Birch")
CONTEXT = f"**{API}/context"


class Asked:
    """What a page asks our API for, as `METHOD /path`."""

    def __init__(self, page: Page) -> None:
        self.calls: list[str] = []
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        path = request.url.partition(API)[2].partition("?")[0]
        if path:
            self.calls.append(f"{request.method} {path}")


def _trees(user: User) -> list[str]:
    """Two customers and a message of each; their ids."""
    for name in TREES:
        user.outlook.mail.receive(f"{name.lower()}@trees.example", f"From {name}", "Hello")
    return [
        user.crm.add(LastName=name, Title=f"Old {name}", Email=f"{name.lower()}@trees.example", OwnerId=user.crm.id)
        for name in TREES
    ]


def test_the_people_of_an_item_are_one_call_of_ours_and_two_of_salesforce(
    office: OpenOffice, deployment: Deployment, user: User
) -> None:
    _trees(user)
    opened = office(user)
    asked = Asked(opened.page)
    pane = opened.open_pane("From Alder")
    expect(pane.get_by_text("Old Alder").first).to_be_visible()
    assert asked.calls == ["GET /session", "POST /context"]
    opened.page.get_by_role("button", name="Pin").click()
    asked.calls.clear()
    before = len(deployment.sandbox.calls.list("salesforce"))
    opened.open_message("From Birch")
    expect(pane.get_by_text("Old Birch").first).to_be_visible()
    made = [call.operation for call in deployment.sandbox.calls.list("salesforce")[before:]]
    assert (asked.calls, len(made) <= 2) == (["POST /context"], True), made


def test_a_pinned_pane_shows_what_it_knows_and_then_what_is_new(office: OpenOffice, user: User) -> None:
    alder, _ = _trees(user)
    opened = office(user)
    pane = opened.open_pane("From Alder")
    opened.page.get_by_role("button", name="Pin").click()
    expect(pane.get_by_text("Old Alder").first).to_be_visible()
    opened.open_message("From Birch")
    expect(pane.get_by_text("Old Birch").first).to_be_visible()
    user.crm.edit(alder, Title="New Alder")
    with gate(opened.page, CONTEXT) as waiting:
        with opened.page.expect_request(CONTEXT):
            opened.open_message("From Alder")
        expect(pane.get_by_text("Old Alder").first).to_be_visible()
        expect(pane.get_by_text("Old Birch")).to_have_count(0)
        expect(pane.locator("[aria-busy=true]")).to_have_count(0)
        assert len(waiting) == 1, "the answer is still to come"
    expect(pane.get_by_text("New Alder").first).to_be_visible()
    expect(pane.get_by_text("Old Alder")).to_have_count(0)


def test_results_come_as_one_types_and_stale_ones_are_dropped(office: OpenOffice, user: User) -> None:
    for name in ("Fennimore", "Fentiman"):
        user.crm.add(LastName=name)
    opened = office(user)
    pane = open_tab(opened)
    with gate(opened.page, f"**{API}/search?q=Fen&*") as waiting:
        with opened.page.expect_request("**/search?q=Fen&*"):
            search_box(pane).press_sequentially("Fen")
        with opened.page.expect_event("requestfailed", lambda request: "q=Fen&" in request.url):
            search_box(pane).press_sequentially("nim")
        expect(results(pane)).to_have_count(1)
        expect(results(pane)).to_contain_text("Fennimore")
        assert len(waiting) == 1
        waiting.clear()  # nobody waits for it any more
    asked = Asked(opened.page)
    search_box(pane).press_sequentially("ore", delay=0)
    with opened.page.expect_response("**/search?q=Fennimore&*"):
        expect(results(pane)).to_contain_text("Fennimore")
    assert len([one for one in asked.calls if one == "GET /search"]) <= len("ore")
