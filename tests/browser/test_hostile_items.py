"""Hostile texts in what Outlook hands over and in what is shared: names, subjects, files, categories, drafts."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from core.models.accounts import Org
from sandbox.microsoft.items import Item
from sandbox.microsoft.mail.parts import File
from tests.browser.conftest import OpenOffice
from tests.browser.hostile import ALL, PAYLOADS, Watch, links, missing
from tests.browser.hostile_rows import filed, stopped
from tests.browser.record_steps import results
from tests.server.deployment import Deployment, User

FILE = b"Hello"
# Outlook takes no longer subject of a draft.
DRAFT = " | ".join(("Draft", *PAYLOADS[2:6]))


def _mail(user: User, subject: str, people: Sequence[str]) -> Item:
    """From somebody and to many with hostile names, with hostile files and categories."""
    names = zip(PAYLOADS, people, strict=True)
    cc = [{"name": name, "address": address} for name, address in names]
    files = [File(f"{number} {name}", "text/plain", FILE) for number, name in enumerate(PAYLOADS)]
    sender = {"name": f"Mallory {PAYLOADS[2]}", "address": f"mallory@{uuid4().hex[:8]}.example"}
    item = user.outlook.mail.receive("", f"{subject} {ALL}", ALL, files, cc_recipients=cc, **{"from": sender})
    return user.outlook.mail.categorise(item, *PAYLOADS)


@pytest.fixture
def people() -> list[str]:
    tag = uuid4().hex[:8]
    return [f"m{number}@{tag}.example" for number in range(len(PAYLOADS))]


def test_no_payload_of_a_message_and_its_share_runs(
    office: OpenOffice, deployment: Deployment, user: User, people: list[str]
) -> None:
    """Of people whom Salesforce does not know, and of those whom a filed mail may be about."""
    _mail(user, "Unknown", people)
    known = [user.crm.add(FirstName=f"K{n}", LastName=text[:80]) for n, text in enumerate(PAYLOADS)]
    asked = user.outlook.mail.receive("x@elsewhere.example", "Question", "Hello")
    filed(deployment, user, asked.fields["internet_message_id"], known)
    failed = user.outlook.mail.receive("x@elsewhere.example", "Failed", "Hello")
    stopped(deployment, user, failed.fields["internet_message_id"])
    opened = office(user)
    watch, pane = Watch(opened.page), opened.pane
    opened.page.get_by_label("Items").get_by_text("Unknown").first.click()
    opened.button.click()
    opened.page.get_by_role("button", name="Pin").click()
    expect(pane.get_by_role("button", name="Create contact").first).to_be_visible()
    frame = opened.pane_frame
    assert missing(frame, [*PAYLOADS, f"Mallory {PAYLOADS[2]}"]) == []
    pane.get_by_role("button", name="Create contact").first.click()
    expect(pane.get_by_label("Last Name")).to_be_visible()
    pane.get_by_role("button", name="Back").first.click()
    pane.get_by_role("tab", name="Share").click()
    expect(pane.get_by_role("checkbox", name="29 ")).to_be_visible()
    assert missing(frame, [f"Unknown {ALL}", *(f"{n} {text}" for n, text in enumerate(PAYLOADS))]) == []
    opened.open_message("Question")
    expect(pane.get_by_role("radio", name=PAYLOADS[29])).to_be_visible()
    assert missing(frame, [*PAYLOADS, f"Email {ALL}", f"Left out: {ALL}"]) == []
    opened.open_message("Failed")
    expect(pane.get_by_text("Not filed").first).to_be_visible()
    assert missing(frame, [f"Not filed: {ALL}"]) == []
    assert links(frame) <= {"http:", "https:"}
    assert (watch.ran, watch.stopped) == ([], [])


def test_no_payload_of_a_draft_or_an_event_runs(office: OpenOffice, user: User, people: list[str]) -> None:
    for number, (text, address) in enumerate(zip(PAYLOADS, people, strict=True)):
        user.crm.add(FirstName=f"K{number}", LastName=text[:80], Email=address)
    start = datetime.now(UTC).replace(hour=14, minute=0)
    named = [
        {"name": name, "address": address, "kind": "required"} for name, address in zip(PAYLOADS, people, strict=True)
    ]
    user.outlook.calendar.add(f"Meeting {ALL}", start, attendees=named, location=ALL, categories=list(PAYLOADS))
    opened = office(user)
    watch, page = Watch(opened.page), opened.page
    page.get_by_role("button", name="New mail").click()
    page.get_by_label("To", exact=True).fill("; ".join(people))
    page.get_by_label("Subject").fill(DRAFT)
    page.get_by_label("Subject").press("Tab")
    pane = opened.open_pane()
    pane.get_by_role("tab", name="Share").click()
    expect(pane.get_by_role("checkbox", name="K29")).to_be_visible()
    assert missing(opened.pane_frame, [DRAFT, *(text[:80] for text in PAYLOADS)]) == []
    page.get_by_role("link", name="Calendar").click()
    page.get_by_role("button", name="Meeting").first.click()
    pane = opened.open_pane()
    pane.get_by_role("tab", name="Share").click()
    expect(pane.get_by_role("checkbox", name="K29")).to_be_visible()
    assert missing(opened.pane_frame, [f"Meeting {ALL}", *(text[:80] for text in PAYLOADS)]) == []
    assert (watch.ran, watch.stopped) == ([], [])


def test_no_payload_of_what_is_looked_up_and_set_runs(office: OpenOffice, deployment: Deployment, user: User) -> None:
    """Search, the latest, favourites, list views, the name of the company."""
    org, tag = deployment.sandbox.salesforce.org, uuid4().hex[:6]
    names = [f"{tag} {text}"[:80] for text in PAYLOADS]
    keys = [user.crm.add(FirstName=f"F{n}", LastName=name) for n, name in enumerate(names)]
    for key in keys:
        user.put(f"/favourites/Contact/{key}")
    with org.lock:
        views = [f"V{tag}{number}" for number in range(len(PAYLOADS))]
        for view, text in zip(views, PAYLOADS, strict=True):
            org.add_list_view("Contact", view, text[:80])
    user.outlook.mail.receive("x@elsewhere.example", "Any", "Hello")
    opened = office(user)
    watch = Watch(opened.page)
    with _company(deployment, f"Company {ALL}"):
        pane = opened.open_pane("Any")
        pane.get_by_role("tab", name="Look up").click()
        expect(pane.get_by_role("group", name="Favourites").get_by_role("option")).to_have_count(len(PAYLOADS))
    assert missing(opened.pane_frame, names) == []
    pane.get_by_role("combobox", name="Search Salesforce").fill(tag)
    expect(pane.get_by_role("group", name="Favourites")).to_have_count(0)
    expect(results(pane).first).to_be_visible()
    pane.get_by_role("tab", name="Settings").click()
    expect(pane.get_by_role("switch").first).to_be_visible()
    assert missing(opened.pane_frame, [f"Company {ALL}", *(text[:80] for text in PAYLOADS)]) == []
    assert (watch.ran, watch.stopped) == ([], [])


@contextmanager
def _company(deployment: Deployment, name: str) -> Iterator[None]:
    """The org is called so."""

    def call(it: str) -> str:
        with deployment.parts.database.session() as session:
            org = session.get_one(Org, deployment.org_id)
            before, org.name = org.name, it
            return before

    before = call(name)
    yield
    call(before)
