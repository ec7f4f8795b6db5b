"""Sync: how the item and its people stand, and repairs where they show."""

from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

from playwright.sync_api import expect
from sqlalchemy import select

from core.models.sync import ConflictRow, IssueRow, LeaseRow, RunRow
from core.runs import RUNNING
from tests.browser.axe import overflows, violations
from tests.browser.conftest import OpenOffice
from tests.browser.record_steps import open_tab, said
from tests.server.deployment import Deployment, User
from tests.server.desk_worker import sync
from tests.server.test_conflicts import clash, titles
from tests.server.test_duplicates import ambiguous
from tests.server.test_issues import FOLDER, only_contacts, somebody
from tests.waiting import until

# What the worker does in a process of its own.
LONG = 90_000
# Pictures that are shown without a network only.
_FETCHED = """names => names.every((name) => performance.getEntriesByType("resource").some(
  (one) => one.name.endsWith(`/icons/${name}.svg`)))"""


def test_a_refused_contact_is_corrected_with_the_keyboard(
    office: OpenOffice, deployment: Deployment, user: User
) -> None:
    only_contacts(deployment, user)
    sync(deployment, user)
    address = somebody()
    user.outlook.add(FOLDER, (), given_name="Ann", email_address_1=address)
    sync(deployment, user)
    opened = office(user)
    pane = open_tab(opened, "Sync")
    pane.get_by_role("button", name="Ann").press("Enter")
    expect(pane.get_by_role("heading", name="Ann")).to_be_focused()
    expect(pane.get_by_text("Salesforce did not take it")).to_be_visible()
    assert violations(opened.page, frame=opened.pane_frame) == []
    name = pane.get_by_label("Last name")
    name.fill("L" * 90)
    name.press("Enter")
    expect(pane.get_by_role("note").get_by_text("shorten it")).to_be_visible(timeout=LONG)
    expect(name).to_have_value("L" * 90)
    name.fill("Lee")
    name.press("Enter")
    expect(said(pane, "This is settled")).to_be_visible(timeout=LONG)
    found = user.crm.find(Email=address)
    assert found is not None
    assert found["LastName"] == "Lee"
    pane.get_by_role("button", name="Back").first.press("Enter")
    expect(said(pane, "Nothing waits for you")).to_be_visible()


def test_what_was_typed_survives_another_message(office: OpenOffice, deployment: Deployment, user: User) -> None:
    only_contacts(deployment, user)
    sync(deployment, user)
    user.outlook.add(FOLDER, (), given_name="Ann", email_address_1=somebody())
    sync(deployment, user)
    user.outlook.mail.receive("other@elsewhere.example", "Something else", "Hello")
    opened = office(user)
    pane = open_tab(opened, "Sync")
    pane.get_by_role("button", name="Ann").click()
    pane.get_by_label("Last name").fill("Half a na")
    opened.page.get_by_role("button", name="Pin").click()
    opened.open_message("Something else")
    expect(pane.get_by_label("Last name")).to_have_count(0)
    opened.open_message("About our order")
    expect(pane.get_by_label("Last name")).to_have_value("Half a na")


def test_an_issue_is_left_as_it_is(office: OpenOffice, deployment: Deployment, user: User) -> None:
    only_contacts(deployment, user)
    sync(deployment, user)
    user.outlook.add(FOLDER, (), given_name="Ann", email_address_1=somebody())
    sync(deployment, user)
    pane = open_tab(office(user), "Sync")
    pane.get_by_role("button", name="Ann").click()
    pane.get_by_role("button", name="Leave it so").click()
    expect(said(pane, "Nothing waits for you")).to_be_visible()


def test_both_values_of_a_field_stand_side_by_side(office: OpenOffice, deployment: Deployment, user: User) -> None:
    key = clash(deployment, user, "ask")
    opened = office(user)
    pane = open_tab(opened, "Sync")
    pane.get_by_role("button", name="Lee").click()
    expect(pane.get_by_role("heading", name="Job title")).to_be_visible()
    expect(pane.get_by_text("Before: Buyer.")).to_be_visible()
    assert violations(opened.page, frame=opened.pane_frame) == []
    pane.get_by_role("button", name="Outlook Head of buying").press("Enter")
    expect(pane.get_by_text("Lee is settled.").last).to_be_visible()
    until(lambda: titles(user, key) == ("Head of buying", "Head of buying"))


def test_what_a_rule_decided_can_be_turned_round(office: OpenOffice, deployment: Deployment, user: User) -> None:
    clash(deployment, user, "crm")
    pane = open_tab(office(user), "Sync")
    pane.get_by_text("Decided by a rule lately").click()
    pane.get_by_role("button", name="Lee").click()
    expect(pane.get_by_role("button", name="Salesforce Kept Director")).to_have_attribute("aria-pressed", "true")
    pane.get_by_role("button", name="Outlook Head of buying").click()
    expect(pane.get_by_text("Lee is settled.").last).to_be_visible()


def test_one_of_several_candidates_is_chosen(office: OpenOffice, deployment: Deployment, user: User) -> None:
    ambiguous(deployment, user)
    opened = office(user)
    pane = open_tab(opened, "Sync")
    pane.get_by_role("button", name="Lee").click()
    choice = pane.get_by_role("radio", name="Leigh")
    choice.focus()
    choice.press("Space")
    assert violations(opened.page, frame=opened.pane_frame) == []
    pane.get_by_role("button", name="Join them").press("Enter")
    expect(said(pane, "This is settled")).to_be_visible(timeout=LONG)


def test_the_end_of_a_run_is_told_also_within_the_second_of_the_one_before(
    office: OpenOffice, deployment: Deployment, user: User
) -> None:
    """And one look that fails in between does not end the looking."""
    second = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
    run = partial(RunRow, mailbox_id=user.mailbox_id, report={})
    with deployment.parts.database.session() as session:
        session.add(run(id="before", state="done", started_at=second, ended_at=second + timedelta(milliseconds=100)))
        session.add(run(id="now", state=RUNNING, started_at=second + timedelta(milliseconds=200)))
        lease = second + timedelta(hours=1)
        session.add(LeaseRow(mailbox_id=user.mailbox_id, owner="x", epoch=1, expires_at=lease))
    opened = office(user)
    pane = open_tab(opened, "Sync")
    expect(pane.get_by_role("progressbar")).to_be_visible()
    opened.page.route("**/sync/status", lambda route: route.abort(), times=1)
    expect(pane.get_by_role("button", name="Try again")).to_be_visible()
    with deployment.parts.database.session() as session:
        row = session.get_one(RunRow, "now")
        row.state, row.ended_at = "done", second + timedelta(milliseconds=900)
        session.delete(session.get_one(LeaseRow, user.mailbox_id))
    expect(pane.get_by_text("The run has ended.").last).to_be_visible()


def test_the_people_of_a_message_with_their_reasons(office: OpenOffice, deployment: Deployment, user: User) -> None:
    only_contacts(deployment, user)
    user.crm.add(FirstName="Edda", LastName="Instep", Email="someone@elsewhere.example")
    sync(deployment, user)
    opened = office(user)
    pane = open_tab(opened, "Sync")
    expect(pane.get_by_text("Edda Instep is kept in step with Salesforce.")).to_be_visible()
    pane.get_by_role("button", name="Why? Edda Instep").press("Enter")
    expect(pane.get_by_role("status").get_by_role("listitem").first).to_be_visible()
    assert violations(opened.page, frame=opened.pane_frame) == []
    assert not overflows(opened.pane_frame)
    pane.get_by_role("button", name="Edda Instep", exact=True).click()
    expect(pane.get_by_role("heading", name="Edda Instep", level=1)).to_be_visible()


def test_a_run_is_asked_for_and_told(office: OpenOffice, deployment: Deployment, user: User) -> None:
    only_contacts(deployment, user)
    pane = open_tab(office(user), "Sync")
    expect(said(pane, "The first run is still to come")).to_be_visible()
    pane.get_by_role("button", name="Sync now").press("Enter")
    expect(pane.get_by_text("The run has ended.").last).to_be_visible(timeout=LONG)
    expect(said(pane, "Everything is in step")).to_be_visible()


def test_a_run_in_the_background_is_noticed(office: OpenOffice, deployment: Deployment, user: User) -> None:
    """By whoever comes back to look; the time it takes by itself is not waited for."""
    only_contacts(deployment, user)
    opened = office(user)
    pane = open_tab(opened, "Sync")
    expect(said(pane, "The first run is still to come")).to_be_visible()
    user.crm.add(FirstName="Edda", LastName="Instep", Email="someone@elsewhere.example")
    sync(deployment, user)
    opened.pane_frame.evaluate("dispatchEvent(new Event('focus'))")
    expect(said(pane, "Everything is in step")).to_be_visible()
    expect(pane.get_by_text("Edda Instep is kept in step with Salesforce.")).to_be_visible()


def test_a_run_that_ended_unseen_is_not_the_one_asked_for(
    office: OpenOffice, deployment: Deployment, user: User
) -> None:
    only_contacts(deployment, user)
    pane = open_tab(office(user), "Sync")
    expect(said(pane, "The first run is still to come")).to_be_visible()
    sync(deployment, user)
    unseen = user.get("/sync/status").json()["last_run"]["id"]
    pane.get_by_role("button", name="Sync now").click()
    expect(pane.get_by_text("The run has ended.").last).to_be_visible(timeout=LONG)
    assert user.get("/sync/status").json()["last_run"]["id"] != unseen


def test_what_was_chosen_waits_for_nobody(office: OpenOffice, deployment: Deployment, user: User) -> None:
    """It is a conflict and an issue until the next run has carried it out."""
    clash(deployment, user, "ask")
    with deployment.parts.database.session() as session:
        mine = ConflictRow.mailbox_id == user.mailbox_id
        session.scalars(select(ConflictRow).where(mine)).one().chosen = "crm"
    pane = open_tab(office(user), "Sync")
    expect(said(pane, "Nothing waits for you")).to_be_visible()
    expect(said(pane, "Everything is in step")).to_be_visible()


def test_without_network_it_says_so_once_and_comes_back(office: OpenOffice, user: User) -> None:
    opened = office(user)
    pane = open_tab(opened, "People")
    opened.pane_frame.wait_for_function(_FETCHED, arg=["offline", "people", "sync-filled"])
    opened.page.context.set_offline(True)
    pane.get_by_role("tab", name="Sync").click()
    expect(said(pane, "You are offline")).to_have_count(1)
    opened.page.context.set_offline(False)
    expect(said(pane, "Nothing waits for you")).to_be_visible()


def test_more_records_wait_than_a_page_shows(office: OpenOffice, deployment: Deployment, user: User) -> None:
    many = 60
    now = datetime.now(UTC)
    with deployment.parts.database.session() as session:
        run = RunRow(id=str(uuid4()), mailbox_id=user.mailbox_id, kind="sync", state="done", started_at=now, report={})
        session.add(run)
        session.flush()
        for number in range(many):
            name, others = f"Twin {number:02d}", ["003000000000001AAA", "003000000000002AAA"]
            row = IssueRow(mailbox_id=user.mailbox_id, type="contact", run_id=run.id, side="crm", name=name)
            row.key, row.code, row.message = f"0030000000{number:05d}AAA", "ambiguous", f"{name}: two match."
            row.candidates, row.opened_at, row.last_at = others, now, now
            session.add(row)
    pane = open_tab(office(user), "Sync")
    expect(said(pane, f"{many} records")).to_be_visible()
    twins = pane.get_by_role("button", name="Twin")
    expect(twins).to_have_count(50)
    pane.get_by_role("button", name="Show more").click()
    expect(twins).to_have_count(many)
    expect(pane.get_by_role("button", name="Show more")).to_have_count(0)
    twins.last.click()
    expect(pane.get_by_role("heading", level=1)).to_contain_text(f"Twin {many - 1}")
    expect(pane.get_by_role("radio")).to_have_count(3)
