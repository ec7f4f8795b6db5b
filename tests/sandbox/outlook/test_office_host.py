"""Mini Outlook around an add-in: pinning, launch events, what changes while somebody writes, what is sent."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
import requests
from playwright.sync_api import Browser, Frame, Page, expect

from sandbox.acting import OutlookUser
from tests.sandbox.outlook.addin import DRAFT, Addin, Bench, pane_of
from tests.sandbox.outlook.conftest import Town

OpenAddin = Callable[..., "Pane"]
HEARD = """([owner, type]) => new Promise((done) => {
  window.heard ??= [];
  const object = owner === "item" ? Office.context.mailbox.item : Office.context.mailbox;
  object.addHandlerAsync(type, (event) => window.heard.push(JSON.parse(JSON.stringify(event))), done);
}).then((result) => result.status)"""


class Pane:
    """A mailbox whose add-in is the tests' own. page: Mini Outlook's."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self) -> Frame:
        self.page.get_by_role("button", name="Bothways").first.click()
        return self.pane()

    def pane(self) -> Frame:
        found = pane_of(self.page)
        found.wait_for_function("typeof Office !== 'undefined'")
        found.evaluate("Office.onReady().then(() => 0)")
        return found


@pytest.fixture
def mailbox(browser: Browser, town: Town, addin: Addin) -> Iterator[OpenAddin]:
    """mailbox(user, profile="owa", mode="SoftBlock") opens a user's page."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    addin.script = ""

    def start(user: OutlookUser, profile: str = "owa", mode: str = "SoftBlock", app: str = "mail") -> Pane:
        page = context.new_page()
        manifest = quote(addin.manifest_url(mode=mode))
        page.goto(f"{town.url}/u/{user.mailbox.address}/?profile={profile}&manifest={manifest}#{app}")
        page.wait_for_selector("#side .tree-row", state="attached")
        return Pane(page)

    yield start
    context.close()


def test_a_pinned_pane_stays_where_there_is_no_message(town: Town, mailbox: OpenAddin) -> None:
    town.anna.mail.receive("zoe@out.example", "Pinned to")
    opened = mailbox(town.anna)
    page = opened.page
    page.get_by_role("option", name="Pinned to").click()
    pane = opened.open()
    page.get_by_role("button", name="Pin", exact=True).click()
    assert pane.evaluate(HEARD, ["mailbox", "olkItemSelectedChanged"]) == "succeeded"
    page.get_by_role("button", name="Archive").click()
    pane.wait_for_function("window.heard.length === 1 && Office.context.mailbox.item === null")
    page.get_by_role("button", name="Inbox").click()
    page.get_by_role("option", name="Pinned to").click()
    pane.wait_for_function("Office.context.mailbox.item?.subject === 'Pinned to'")
    page.get_by_role("button", name="New mail").click()
    expect(page.locator("iframe.addin-page")).to_have_count(0)


def test_a_pin_is_not_kept_for_the_next_pane(bench: Bench) -> None:
    bench.open()
    bench.outlook("host.pinned = true")
    bench.outlook("host.switchTo(null)")
    assert bench.outlook("[host.pinned, host.item]") == [True, None]
    bench.outlook("host.close()")
    assert bench.outlook("host.pinned") is False


@pytest.mark.parametrize(("profile", "runs"), [("mac", True), ("ios", True), ("ltsc", False), ("onprem", False)])
def test_launch_events_run_where_the_client_has_them(bench: Bench, profile: str, runs: bool) -> None:
    bench.addin.script = 'Office.actions.associate("begun", (event) => event.completed({ it: event.type }));'
    bench.open(profile)
    assert bench.outlook(f"host.launch('OnNewMessageCompose', {DRAFT})") == (
        {"it": "OnNewMessageCompose"} if runs else None
    )
    assert bench.outlook(f"host.launch('OnMessageSend', {DRAFT})") == (
        {"allowEvent": True, "unassociated": True, "sendMode": "SoftBlock"} if profile == "mac" else None
    )


_STOP = """Office.actions.associate("sent", (event) => event.completed(
  { allowEvent: false, errorMessage: "Add an account. " + "x".repeat(600) }));"""


@pytest.mark.parametrize(("mode", "goes"), [("SoftBlock", False), ("PromptUser", True)])
def test_an_add_in_stops_a_message_or_leaves_it_to_the_person(
    town: Town, mailbox: OpenAddin, addin: Addin, mode: str, goes: bool
) -> None:
    opened = mailbox(town.anna, "owa", mode)
    addin.script = _STOP
    page, subject = opened.page, f"Stopped by {mode}"
    _write(page, town.jerome, subject)
    page.get_by_role("button", name="Send", exact=True).click()
    if goes:
        page.get_by_role("dialog").get_by_role("button", name="Send anyway").click()
        expect(page.get_by_role("status")).to_contain_text("Sent.")
    else:
        expect(page.get_by_role("status")).to_contain_text("Add an account.")
        assert len(page.get_by_role("status").inner_text()) <= 510
    assert (town.jerome.mail.find(subject) is not None) is goes


def _write(page: Page, to: OutlookUser, subject: str) -> None:
    page.get_by_role("button", name="New mail").click()
    page.get_by_label("To", exact=True).fill(to.mailbox.address)
    page.get_by_label("Subject").fill(subject)


def test_what_changes_in_a_draft_is_told_with_its_details(town: Town, mailbox: OpenAddin) -> None:
    opened = mailbox(town.anna)
    page = opened.page
    page.get_by_role("button", name="New mail").click()
    pane = opened.open()
    for event in ("olkRecipientsChanged", "olkAttachmentsChanged"):
        assert pane.evaluate(HEARD, ["item", event]) == "succeeded"
    page.get_by_label("To", exact=True).fill("zoe@out.example")
    page.get_by_label("To", exact=True).press("Enter")
    page.locator("input[type=file]").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"abc"})
    pane.wait_for_function("window.heard.length === 2")
    people, file = pane.evaluate("window.heard")
    assert people["changedRecipientFields"] == {"to": True, "cc": False, "bcc": False}
    assert (file["attachmentStatus"], file["attachmentDetails"]["name"]) == ("added", "a.txt")


def test_a_pane_opened_before_the_draft_is_whole_stays(town: Town, mailbox: OpenAddin) -> None:
    opened = mailbox(town.anna)
    page = opened.page
    assert (
        page.evaluate("""async () => {
      const all = () => [...document.querySelectorAll("button")];
      const click = (words) => all().find((one) => one.textContent === words).click();
      click("New mail");
      while (!document.querySelector(".addin-button")) await Promise.resolve();
      click("Bothways");
      return document.querySelector(".addin-button").ariaExpanded;
    }""")
        == "true"
    )
    expect(page.get_by_label("To", exact=True)).to_be_focused()
    expect(page.get_by_role("button", name="Bothways", expanded=True)).to_be_visible()
    pane = opened.pane()
    assert pane.evaluate("Office.context.mailbox.item.itemType") == "message"


def test_a_start_takes_the_end_along_and_is_told(town: Town, mailbox: OpenAddin) -> None:
    opened = mailbox(town.anna, "owa", app="calendar")
    opened.page.get_by_role("button", name="New event").click()
    pane = opened.open()
    assert pane.evaluate(HEARD, ["item", "olkAppointmentTimeChanged"]) == "succeeded"
    end: str = pane.evaluate("""new Promise((done) => {
      const { item } = Office.context.mailbox;
      item.start.setAsync(new Date("2026-03-05T08:00Z"), () => item.end.getAsync((r) => done(r.value.toISOString())));
    })""")
    assert end == "2026-03-05T09:00:00.000Z"
    pane.wait_for_function("window.heard.length > 0")
    assert pane.evaluate("window.heard.at(-1).start") == "2026-03-05T08:00:00.000Z"


def test_an_attached_message_is_told_as_mail(town: Town, mailbox: OpenAddin) -> None:
    """AttachmentContentFormat.Eml, where a file comes in base64."""
    address, graph = town.anna.mailbox.address, f"{town.sandbox.microsoft_url}/v1.0/me/messages"
    token = requests.post(f"{town.url}/u/{address}/token", timeout=10).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    to = [{"emailAddress": {"address": town.jerome.mailbox.address}}]
    draft = requests.post(
        graph, json={"subject": "With a mail", "toRecipients": to}, headers=headers, timeout=10
    ).json()
    inner = {"@odata.type": "#microsoft.graph.message", "subject": "The inner one", "body": {"content": "Deep"}}
    for file in (
        {"@odata.type": "#microsoft.graph.itemAttachment", "name": "The inner one", "item": inner},
        {"@odata.type": "#microsoft.graph.fileAttachment", "name": "a.txt", "contentBytes": "YWJj"},
    ):
        requests.post(f"{graph}/{draft['id']}/attachments", json=file, headers=headers, timeout=10).raise_for_status()
    requests.post(f"{graph}/{draft['id']}/send", headers=headers, timeout=10).raise_for_status()
    opened = mailbox(town.jerome)
    opened.page.get_by_role("option", name="With a mail").click()
    pane = opened.open()
    told = pane.evaluate("""Promise.all(Office.context.mailbox.item.attachments.map((file) => new Promise((done) =>
      Office.context.mailbox.item.getAttachmentContentAsync(file.id, (result) =>
        done([file.attachmentType, result.value.format, result.value.content])))))""")
    mail, file = sorted(told, reverse=True)
    assert mail[:2] == ["item", "eml"] and "Subject: The inner one" in mail[2]
    assert file == ["file", "base64", "YWJj"]


def test_whoever_is_in_bcc_gets_the_mail_with_what_the_add_in_added(town: Town, mailbox: OpenAddin) -> None:
    opened = mailbox(town.anna)
    page = opened.page
    page.get_by_role("button", name="New mail").click()
    page.get_by_role("button", name="Cc and Bcc").click()
    page.get_by_label("Bcc", exact=True).fill(town.jerome.mailbox.address)
    page.get_by_label("Subject").fill("Only in Bcc")
    pane = opened.open()
    for call in (
        "prependOnSendAsync('before & ', done)",
        "appendOnSendAsync('<b>after</b>', {coercionType: 'html'}, done)",
    ):
        pane.evaluate(f"new Promise((done) => Office.context.mailbox.item.body.{call}).then((r) => r.status)")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Sent.")
    got = town.jerome.mail.find("Only in Bcc")
    assert got is not None
    assert "before &amp; " in got.fields["body"] and "<b>after</b>" in got.fields["body"]
    assert got.fields.get("bcc_recipients", []) == []
