"""Settings: connections, suspend and resume, what is synchronised, the language."""

import re

from playwright.sync_api import expect

from core.models.accounts import Org
from tests.browser.axe import overflows, violations
from tests.browser.conftest import OpenOffice
from tests.browser.record_steps import open_tab, said
from tests.server.browsing import connect
from tests.server.deployment import Deployment, User


def test_everything_is_told_and_reached(office: OpenOffice, user: User) -> None:
    opened = office(user)
    pane = open_tab(opened, "Settings")
    expect(pane.get_by_text("Microsoft 365")).to_be_visible()
    expect(said(pane, "Connected")).to_have_count(2)
    pane.get_by_role("switch", name="Contacts").wait_for()
    assert violations(opened.page, frame=opened.pane_frame) == []
    assert not overflows(opened.pane_frame)


def test_it_rests_and_goes_on(office: OpenOffice, user: User) -> None:
    pane = open_tab(office(user), "Settings")
    pane.get_by_role("button", name="Suspend").press("Enter")
    expect(said(pane, "Synchronisation is suspended")).to_be_visible()
    expect(pane.get_by_role("button", name="Sync now")).to_be_disabled()
    assert user.get("/sync/status").json()["state"] == "suspended"
    pane.get_by_role("button", name="Resume").press("Enter")
    expect(pane.get_by_role("button", name="Suspend")).to_be_visible()
    assert user.get("/sync/status").json()["state"] == "active"


def test_choices_are_saved_as_they_are_made(office: OpenOffice, user: User) -> None:
    pane = open_tab(office(user), "Settings")
    pane.get_by_role("switch", name="Tasks").press("Space")
    expect(pane.get_by_text("Saved").last).to_be_visible()
    expect(pane.get_by_role("switch", name="Tasks")).not_to_be_checked()
    pane.get_by_label("Which events go to Salesforce").select_option("All but private ones")
    expect(pane.get_by_label("Saving")).to_have_count(0)
    pane.get_by_text("More choices (Contacts)").click()
    pane.get_by_label("When both sides changed the same field").first.select_option("Ask me")
    expect(pane.get_by_label("Saving")).to_have_count(0)
    kinds = user.get("/settings").json()["kinds"]
    assert (kinds["task"]["enabled"], kinds["event"]["share"], kinds["contact"]["winner"]) == (False, "all", "ask")


def test_what_the_administrator_fixed_is_shown_as_fixed(office: OpenOffice, deployment: Deployment, user: User) -> None:
    with deployment.parts.database.session() as session:
        org = session.get_one(Org, deployment.org_id)
        before = org.policy
        org.policy = {**before, "fixed": ["task.enabled", "event.share"]}
    try:
        pane = open_tab(office(user), "Settings")
        expect(pane.get_by_role("switch", name="Tasks")).to_be_disabled()
        expect(said(pane, "Fixed")).to_be_visible()
        expect(pane.get_by_label("Which events go to Salesforce")).to_be_disabled()
        expect(pane.get_by_text("Your administrator chose this for everybody.").first).to_be_visible()
    finally:
        with deployment.parts.database.session() as session:
            session.get_one(Org, deployment.org_id).policy = before


def test_settings_changed_elsewhere_are_not_overwritten(office: OpenOffice, user: User) -> None:
    pane = open_tab(office(user), "Settings")
    expect(pane.get_by_role("switch", name="Tasks")).to_be_checked()
    answer = user.get("/settings")
    user.patch("/settings", {"kinds": {"email": {"enabled": False}}}, answer.headers["ETag"])
    pane.get_by_role("switch", name="Tasks").click()
    expect(said(pane, "Somebody changed this meanwhile")).to_be_visible()
    expect(pane.get_by_role("switch", name="Emails")).not_to_be_checked()
    expect(pane.get_by_role("switch", name="Tasks")).to_be_checked()


def test_the_language_changes_at_once_and_stays(office: OpenOffice, user: User) -> None:
    opened = office(user)
    pane = open_tab(opened, "Settings")
    pane.get_by_label("Language").select_option("Deutsch")
    expect(pane.get_by_role("heading", name="Optionen")).to_be_visible()
    expect(pane.get_by_role("tab", name="Abgleich")).to_be_visible()
    expect(pane.locator("html")).to_have_attribute("lang", "de")
    opened.page.reload()
    opened.open_pane("About our order")
    expect(pane.get_by_role("tab", name=re.compile("Abgleich"))).to_be_visible()


def test_salesforce_is_disconnected_after_a_question(office: OpenOffice, deployment: Deployment, user: User) -> None:
    connect(deployment, user)
    opened = office(user)
    pane = open_tab(opened, "Settings")
    pane.get_by_role("button", name="Disconnect Salesforce").click()
    dialog = pane.get_by_role("dialog", name="Disconnect Salesforce")
    assert violations(opened.page, frame=opened.pane_frame) == []
    dialog.get_by_role("button", name="Cancel").click()
    assert user.get("/session").json()["crm"]["user_name"]
    pane.get_by_role("button", name="Disconnect Salesforce").click()
    dialog.get_by_role("button", name="Disconnect Salesforce").click()
    expect(dialog).to_have_count(0)
    expect(pane.get_by_role("button", name="Disconnect Salesforce")).to_have_count(0)
    crm = user.get("/connections").json()["items"][1]
    assert not crm["can_disconnect"]
