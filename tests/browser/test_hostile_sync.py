"""Hostile texts in whatever synchronisation tells: none of them runs, all of them are read as text."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenOffice
from tests.browser.hostile import ALL, PAYLOADS, Watch, control, links, missing
from tests.browser.hostile_rows import BOTH, OPENED, TWINS, waiting
from tests.browser.office import Office
from tests.server.deployment import Deployment, User
from tests.server.desk_worker import sync
from tests.server.test_issues import FOLDER, only_contacts

MAIL = "To everybody"


@pytest.fixture
def opened(office: OpenOffice, deployment: Deployment, user: User) -> Office:
    """A message to contacts that are kept in step, and much that waits."""
    only_contacts(deployment, user)
    tag = uuid4().hex[:8]
    people = [f"m{number}@{tag}.example" for number in range(len(PAYLOADS))]
    account = user.crm.add("Account", Name=f"Account {PAYLOADS[2]}")
    # As long as Salesforce takes them.
    names = [payload[:80] for payload in PAYLOADS]
    keys = [
        user.crm.add(LastName=name, Email=address, Title=name, AccountId=account)
        for name, address in zip(names, people, strict=True)
    ]
    sync(deployment, user)
    waiting(deployment, user, keys)
    cc = [{"name": name, "address": address} for name, address in zip(names, people, strict=True)]
    user.outlook.mail.receive("someone@elsewhere.example", MAIL, "Hello", cc_recipients=cc)
    return office(user)


def test_the_payloads_would_run_if_they_were_not_text(opened: Office) -> None:
    """And this is noticed."""
    assert control(opened.page.context) > len(PAYLOADS) / 2


def test_no_payload_of_issues_conflicts_and_reasons_runs(opened: Office) -> None:
    watch, pane = Watch(opened.page), opened.open_pane(MAIL)
    frame = opened.pane_frame
    pane.get_by_role("tab", name="Sync").click()
    expect(pane.get_by_role("button", name=OPENED)).to_be_visible()
    expect(pane.get_by_role("button", name="Why?")).to_have_count(len(PAYLOADS) + 1)
    assert missing(frame, [*PAYLOADS, f"Stopped: {ALL}", f"Ended: {ALL}"]) == []
    assert missing(frame, [f"Refused {payload}" for payload in (*PAYLOADS, ALL)]) == []
    assert missing(frame, [f"{payload[:80]} is kept in step" for payload in PAYLOADS]) == []
    for why in pane.get_by_role("button", name="Why?").all()[:3]:
        why.click()
    expect(pane.get_by_role("status").get_by_role("listitem").first).to_be_visible()
    pane.get_by_role("button", name=OPENED).click()
    expect(pane.get_by_role("heading", name=OPENED)).to_be_visible()
    expect(pane.get_by_label("Last name")).to_have_value(ALL)
    pane.get_by_role("button", name="Back").first.click()
    pane.get_by_role("button", name=TWINS).click()
    expect(pane.get_by_role("radio")).to_have_count(len(PAYLOADS) + 1)
    assert missing(frame, [f"Several match: {ALL}", *(payload[:80] for payload in PAYLOADS)]) == []
    assert links(frame) <= {"http:", "https:"}
    pane.get_by_role("button", name="Back").first.click()
    pane.get_by_role("button", name=f"{BOTH} {PAYLOADS[0]}").click()
    expect(pane.get_by_role("group")).to_have_count(len(PAYLOADS))
    values = [f"{whose} {payload}" for payload in PAYLOADS for whose in ("ours", "theirs", "Before: once")]
    assert missing(frame, values) == []
    assert (watch.ran, watch.stopped) == ([], [])


def test_no_payload_of_a_rule_of_salesforce_runs(office: OpenOffice, deployment: Deployment, user: User) -> None:
    """What the org's own administrator wrote, as the worker meets it."""
    tag, org = uuid4().hex[:8], deployment.sandbox.salesforce.org
    only_contacts(deployment, user)
    sync(deployment, user)
    for number, payload in enumerate(PAYLOADS):
        with org.lock:
            org.add_validation_rule("Contact", f"trap{tag}{number}", f"Department = '{tag}{number}'", payload)
        fields = {"surname": payload[:80], "department": f"{tag}{number}"}
        user.outlook.add(FOLDER, (), **fields, email_address_1=f"m{number}@{tag}.example")
    sync(deployment, user)
    assert len(user.get("/issues", limit=50).json()["items"]) == len(PAYLOADS)
    user.outlook.mail.receive("someone@elsewhere.example", MAIL, "Hello")
    opened = office(user)
    watch = Watch(opened.page)
    pane = opened.open_pane(MAIL)
    pane.get_by_role("tab", name="Sync").click()
    expect(pane.locator(".row-main")).to_have_count(len(PAYLOADS))
    assert missing(opened.pane_frame, PAYLOADS) == []
    pane.locator(".row-main").first.click()
    expect(pane.get_by_role("heading", level=1)).to_contain_text("console.log")
    assert (watch.ran, watch.stopped) == ([], [])
