"""Tour: sync and settings. What waits for the person is settled where it shows; connections, the run, the choices."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from core.models.accounts import Org
from tests.browser.record_steps import said
from tests.browser.tour import Tour, tours
from tests.browser.walk import LONG
from tests.server.browsing import PASSWORD, connect
from tests.server.deployment import Deployment
from tests.server.desk_worker import sync
from tests.server.test_conflicts import clash, titles
from tests.server.test_issues import FOLDER, only_contacts
from tests.waiting import until


@tours
def test_what_needs_the_person(tour: Tour) -> None:
    """A conflict by field, a refused record and its field, and why a record is as it is."""
    lee = clash(tour.deployment, tour.user, "ask")
    tour.add(FirstName="Edda", LastName="Instep", Email=tour.address("edda"))
    tour.user.outlook.add(FOLDER, (), given_name="Ann", email_address_1=tour.address("ann"))
    sync(tour.deployment, tour.user)
    tour.user.outlook.mail.receive(tour.address("edda"), "About our order", "Hello")
    tour.open()
    tour.message("About our order")
    tour.open_pane()
    tour.tab("Sync")
    tour.press("button", "Why? Edda Instep")
    reasons = tour.pane.get_by_role("status").get_by_role("listitem")
    expect(reasons.first).to_have_text("Edda Instep is kept in step.")
    expect(reasons.nth(1)).to_contain_text("was added in Outlook")
    expect(reasons.nth(1)).not_to_contain_text("UTC")
    tour.press("button", "Lee")
    expect(tour.heading("Lee")).to_be_focused()
    expect(tour.said("Before: Buyer.")).to_be_visible()
    tour.press("button", "Outlook Head of buying")
    expect(tour.pane.get_by_text("Lee is settled.").last).to_be_visible()
    until(lambda: titles(tour.user, lee) == ("Head of buying", "Head of buying"), LONG / 1000)
    _corrected(tour)


def _corrected(tour: Tour) -> None:
    tour.press("button", "Ann")
    expect(tour.said("Salesforce did not take it")).to_be_visible()
    name = tour.pane.get_by_label("Last name")
    tour.hand.write(name, "L" * 90)
    tour.press("button", "Try again")
    expect(tour.pane.get_by_role("note").get_by_text("shorten it")).to_be_visible(timeout=LONG)
    expect(name).to_have_value("L" * 90)
    tour.hand.write(name, "Leigh")
    tour.press("button", "Try again")
    expect(said(tour.pane, "This is settled")).to_be_visible(timeout=LONG)
    found = tour.user.crm.find(Email=tour.address("ann"))
    assert found is not None
    assert found["LastName"] == "Leigh"
    tour.press("button", "Back")
    expect(said(tour.pane, "Nothing waits for you")).to_be_visible()


@tours
def test_settings(tour: Tour) -> None:
    only_contacts(tour.deployment, tour.user, **{"event.enabled": True})
    with _fixed(tour.deployment, "event.share"):
        tour.user.outlook.mail.receive(tour.address("ann"), "About our order", "Hello")
        tour.open()
        tour.message("About our order")
        tour.open_pane()
        tour.tab("Settings")
        _choices(tour)
        _run(tour)
        _language(tour)


@contextmanager
def _fixed(deployment: Deployment, *choices: str) -> Iterator[None]:
    """The administrator's word, for everybody."""

    def write(policy: dict[str, object]) -> None:
        with deployment.parts.database.session() as session:
            session.get_one(Org, deployment.org_id).policy = policy

    with deployment.parts.database.session() as session:
        before = dict(session.get_one(Org, deployment.org_id).policy)
    write({**before, "fixed": [*choices]})
    try:
        yield
    finally:
        write(before)


def _choices(tour: Tour) -> None:
    expect(tour.pane.get_by_label("Which events go to Salesforce")).to_be_disabled()
    expect(tour.said("Your administrator chose this for everybody.")).to_be_visible()
    tour.press("switch", "Tasks")
    expect(tour.pane.get_by_role("switch", name="Tasks")).to_be_checked()
    expect(tour.pane.get_by_label("Saving")).to_have_count(0)
    views = tour.pane.get_by_label("Salesforce list view")
    # Not all contacts: those of other tests would come, and be too many deletions at once when they leave again.
    tour.hand.choose(views.first, "My Accounts' Contacts")
    expect(tour.pane.get_by_label("Saving")).to_have_count(0)
    kinds = tour.user.get("/settings").json()["kinds"]
    assert (bool(kinds["contact"]["list_view"]), kinds["task"]["enabled"]) == (True, True)
    tour.hand.choose(views.first, "My Contacts")
    tour.press("switch", "Tasks")
    until(lambda: tour.user.get("/settings").json()["kinds"]["task"]["enabled"] is False)


def _run(tour: Tour) -> None:
    tour.suspend()
    tour.resume()
    tour.sync_now()
    expect(said(tour.pane, "Everything is in step")).to_be_visible()


def _language(tour: Tour) -> None:
    tour.hand.choose(tour.pane.locator("select").last, "Deutsch")
    expect(tour.heading("Optionen")).to_be_visible()
    expect(tour.pane.locator("html")).to_have_attribute("lang", "de")


@tours
def test_reconnecting_takes_two_clicks_and_says_why(tour: Tour) -> None:
    """Reconnect in the pane, and Log in at Salesforce, which knows already that Bothways is allowed."""
    connect(tour.deployment, tour.user)
    faults = tour.deployment.sandbox.faults
    faults.add("unauthorized", target=tour.deployment.sandbox.salesforce.org.id, times=None)
    only_contacts(tour.deployment, tour.user)
    tour.user.outlook.mail.receive(tour.address("ann"), "About our order", "Hello")
    tour.open()
    tour.message("About our order")
    tour.open_pane()
    expect(tour.said("Salesforce asks you to sign in again")).to_be_visible(timeout=LONG)
    tour.tab("Settings")
    expect(said(tour.pane, "Needs attention")).to_be_visible()
    expect(tour.said("Connect Salesforce again")).to_be_visible()
    faults.clear()
    with tour.page.expect_popup() as popup:
        tour.press("button", "Reconnect Salesforce")
    _at_salesforce(tour, popup.value)
    expect(said(tour.pane, "Connected")).to_have_count(2)
    expect(tour.pane.get_by_text("Salesforce is connected.").last).to_be_visible()
    tour.press("button", "Sync now")
    expect(tour.pane.get_by_text("The run has ended.").last).to_be_visible(timeout=LONG)


def _at_salesforce(tour: Tour, window: Page) -> None:
    hand = tour.hand_of(window)
    hand.write(window.get_by_label("Username"), f"sf.{tour.user.address}")
    hand.write(window.get_by_label("Password"), PASSWORD)
    hand.press(window.get_by_role("button", name="Log in"))
