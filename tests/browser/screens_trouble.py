"""More screens: what is shown when something is in the way, or was stopped."""

from collections.abc import Callable

from playwright.sync_api import expect
from sqlalchemy import delete

from core.models.pane import SessionRow
from tests.browser.office import Office
from tests.browser.record_steps import open_tab
from tests.browser.screens import LONG, MAIL, STRANGER, Stage, people, sees
from tests.server.browsing import connect


def offline(stage: Stage) -> Office:
    opened = people(stage)
    opened.page.context.set_offline(True)
    opened.pane.get_by_role("tab", name="Share").click()
    sees(opened.pane, "You are offline")
    return opened


def salesforce_down(stage: Stage) -> Office:
    return _with_fault(stage, "unavailable", "Salesforce does not answer")


def no_right(stage: Stage) -> Office:
    return _with_fault(stage, "forbidden", "Salesforce does not allow this", "composite|search")


def reconnect(stage: Stage) -> Office:
    return _with_fault(stage, "unauthorized", "Salesforce asks you to sign in again", "composite|search")


def _with_fault(stage: Stage, fault: str, text: str, operation: str = ".*") -> Office:
    sandbox = stage.deployment.sandbox
    opened = stage.office(stage.furnished())
    sandbox.faults.add(fault, target=sandbox.salesforce.org.id, operation=operation, times=None)
    sees(opened.open_pane(STRANGER), text)
    sandbox.faults.clear()
    return opened


def session_ended(stage: Stage) -> Office:
    """Of somebody whose Outlook knows the sign-in in a window only."""
    opened = stage.office(stage.furnished(), "ltsc")
    pane = opened.open_pane(MAIL)
    with opened.page.expect_popup(timeout=LONG) as window:
        pane.get_by_role("button", name="Sign in").click(timeout=LONG)
    window.value.get_by_role("button", name=opened.user.address).click()
    expect(pane.get_by_text("Spring delivery").first).to_be_visible(timeout=LONG)
    with stage.deployment.parts.database.session() as session:
        session.execute(delete(SessionRow).where(SessionRow.person_id == opened.user.person_id))
    pane.get_by_role("tab", name="Sync").click()
    sees(pane, "Sign in to continue")
    return opened


def settings_suspended(stage: Stage) -> Office:
    opened = people(stage)
    opened.pane.get_by_role("tab", name="Settings").click()
    opened.pane.get_by_role("button", name="Suspend").click(timeout=LONG)
    sees(opened.pane, "Synchronisation is suspended")
    return opened


def settings_disconnect(stage: Stage) -> Office:
    user = stage.deployment.user("graph")
    connect(stage.deployment, user)
    opened = stage.office(user)
    open_tab(opened, "Settings").get_by_role("button", name="Disconnect Salesforce").click(timeout=LONG)
    expect(opened.pane.get_by_role("dialog", name="Disconnect Salesforce")).to_be_visible()
    return opened


OF_TROUBLE: dict[str, Callable[[Stage], Office]] = {
    "offline": offline,
    "Salesforce down": salesforce_down,
    "right revoked": no_right,
    "reconnect": reconnect,
    "session ended": session_ended,
    "settings: suspended": settings_suspended,
    "settings: disconnect": settings_disconnect,
}
