"""More screens: records, repairs and settings."""

from collections.abc import Callable

from playwright.sync_api import expect

from core.models.accounts import Org
from tests.browser.office import Office
from tests.browser.record_steps import edit, open_record, open_tab, search_box
from tests.browser.screens import LONG, Stage, create, people, record, sees
from tests.server.desk_worker import sync
from tests.server.test_conflicts import clash
from tests.server.test_duplicates import ambiguous
from tests.server.test_issues import FOLDER, only_contacts, somebody


def look_up_empty(stage: Stage) -> Office:
    opened = stage.office(stage.deployment.user("graph"))
    sees(open_tab(opened), "Nothing opened yet")
    return opened


def look_up_nothing(stage: Stage) -> Office:
    opened = look_up_empty(stage)
    search_box(opened.pane).fill("Zyxwvut")
    sees(opened.pane, "Nothing found for")
    return opened


def record_refused(stage: Stage) -> Office:
    opened = record(stage)
    edit(opened.pane, "Email").fill("sofia(at)silverlake")
    edit(opened.pane, "Full Name", "Last Name").fill("")
    opened.pane.get_by_role("button", name="Save 2 changes").click()
    sees(opened.pane, "Last Name is needed.")
    return opened


def record_clash(stage: Stage) -> Office:
    user = stage.deployment.user("graph")
    key = user.crm.add(LastName="Clashman", Title="One", Department="Sales")
    opened = stage.office(user)
    pane = open_record(opened, "Clashman")
    edit(pane, "Title").fill("Mine")
    user.crm.edit(key, Title="Theirs")
    pane.get_by_role("button", name="Save 1 change").click()
    sees(pane, "Somebody else changed Clashman too")
    return opened


def create_which(stage: Stage) -> Office:
    opened = stage.office(stage.deployment.user("graph"))
    open_tab(opened).get_by_role("button", name="New record").click()
    expect(opened.pane.get_by_role("button", name="Contact", exact=True)).to_be_visible(timeout=LONG)
    return opened


def create_incomplete(stage: Stage) -> Office:
    opened = create(stage)
    opened.pane.get_by_label("Last Name").fill("")
    opened.pane.get_by_role("button", name="Create Contact").click()
    sees(opened.pane, "Last Name is needed.")
    return opened


def create_duplicates(stage: Stage) -> Office:
    org = stage.deployment.sandbox.salesforce.org
    with org.lock:
        org.add_duplicate_rule("Contact", "Same assistant", [["AssistantName"]], "Allow")
    opened = create(stage)
    assistant = f"Ada {opened.user.person_id[:6]}"
    opened.user.crm.add(FirstName="Nelly", LastName="New", AssistantName=assistant)
    opened.pane.get_by_text("More fields").click()
    opened.pane.get_by_label("Assistant's Name").fill(assistant)
    opened.pane.get_by_role("button", name="Create Contact").click()
    sees(opened.pane, "There may be a duplicate")
    return opened


def _waiting(stage: Stage) -> Office:
    """A refused contact, two that match, and a field that both sides changed."""
    user = stage.deployment.user("graph")
    clash(stage.deployment, user, "ask")
    user.outlook.add(FOLDER, (), given_name="Ann", email_address_1=somebody())
    sync(stage.deployment, user)
    opened = stage.office(user)
    expect(open_tab(opened, "Sync").get_by_role("button", name="Ann")).to_be_visible(timeout=LONG)
    return opened


def issue(stage: Stage) -> Office:
    opened = _waiting(stage)
    opened.pane.get_by_role("button", name="Ann").click()
    sees(opened.pane, "Salesforce did not take it")
    return opened


def conflict(stage: Stage) -> Office:
    opened = _waiting(stage)
    opened.pane.get_by_role("button", name="Lee").click()
    sees(opened.pane, "Before: Buyer.")
    return opened


def duplicates(stage: Stage) -> Office:
    user = stage.deployment.user("graph")
    ambiguous(stage.deployment, user)
    opened = stage.office(user)
    open_tab(opened, "Sync").get_by_role("button", name="Lee").click()
    expect(opened.pane.get_by_role("radio", name="Leigh")).to_be_visible(timeout=LONG)
    return opened


def sync_why(stage: Stage) -> Office:
    user = stage.deployment.user("graph")
    only_contacts(stage.deployment, user)
    user.crm.add(FirstName="Edda", LastName="Instep", Email="someone@elsewhere.example")
    sync(stage.deployment, user)
    opened = stage.office(user)
    open_tab(opened, "Sync").get_by_role("button", name="Why? Edda Instep").click()
    sees(opened.pane, "is kept in step")
    return opened


def settings_fixed(stage: Stage) -> Office:
    with stage.deployment.parts.database.session() as session:
        org = session.get_one(Org, stage.deployment.org_id)
        before, org.policy = org.policy, {**org.policy, "fixed": ["task.enabled", "event.share"]}
    try:
        opened = people(stage)
        opened.pane.get_by_role("tab", name="Settings").click()
        tasks = opened.pane.get_by_role("switch", name="Tasks")
        expect(tasks).to_be_disabled(timeout=LONG)
        tasks.scroll_into_view_if_needed()
    finally:
        with stage.deployment.parts.database.session() as session:
            session.get_one(Org, stage.deployment.org_id).policy = before
    return opened


def in_german(stage: Stage) -> Office:
    opened = people(stage)
    opened.pane.get_by_role("tab", name="Settings").click()
    opened.pane.get_by_label("Language").select_option(label="Deutsch")
    opened.pane.get_by_role("tab", name="Teilen").click()
    sees(opened.pane, "Bezieht sich auf")
    return opened


OF_DATA: dict[str, Callable[[Stage], Office]] = {
    "look up: nothing yet": look_up_empty,
    "look up: nothing found": look_up_nothing,
    "record refused": record_refused,
    "record changed by two": record_clash,
    "create: which": create_which,
    "create: incomplete": create_incomplete,
    "create: duplicates": create_duplicates,
    "sync: somebody waits": _waiting,
    "issue": issue,
    "conflict": conflict,
    "duplicates": duplicates,
    "why": sync_why,
    "settings: fixed": settings_fixed,
    "in German": in_german,
}
