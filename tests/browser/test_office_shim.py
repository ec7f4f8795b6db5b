"""The stand-in for office.js behaves as Microsoft's does: members by client, results, permission, limits, switches."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.deployment import Desktop
from tests.browser.probe import DRAFT, EVENT, MESSAGE, Probe
from tests.server.deployment import User


@pytest.fixture
def probe(context: BrowserContext, desktop: Desktop, user: User) -> Probe:
    return Probe(context, desktop, user)


@pytest.mark.parametrize(
    ("profile", "platform", "highest", "has", "lacks"),
    [
        ("owa", "OfficeOnline", "1.16", ["NestedAppAuth 1.1"], ["OpenBrowserWindowApi 1.1"]),
        ("classic", "PC", "1.16", ["NestedAppAuth 1.1", "OpenBrowserWindowApi 1.1"], []),
        ("ltsc", "PC", "1.9", ["OpenBrowserWindowApi 1.1"], ["NestedAppAuth 1.1"]),
        ("mac", "Mac", "1.14", ["NestedAppAuth 1.1"], []),
        ("ios", "iOS", "1.5", ["NestedAppAuth 1.1"], ["OpenBrowserWindowApi 1.1"]),
        ("onprem", "OfficeOnline", "1.6", [], ["NestedAppAuth 1.1"]),
    ],
)
def test_a_client_has_what_its_requirement_sets_say(
    probe: Probe, profile: str, platform: str, highest: str, has: list[str], lacks: list[str]
) -> None:
    probe.open(profile)
    minor = int(highest.split(".")[1])
    told = {
        text: probe.value(f"Office.context.requirements.isSetSupported(...{text.split()!r})")
        for text in (f"Mailbox {highest}", f"Mailbox 1.{minor + 1}", *has, *lacks)
    }
    assert told == {f"Mailbox {highest}": True, f"Mailbox 1.{minor + 1}": False} | dict.fromkeys(
        has, True
    ) | dict.fromkeys(lacks, False)
    assert probe.value("Office.context.platform") == platform
    assert probe.value("typeof nestedAppAuthBridge") == ("object" if "NestedAppAuth 1.1" in has else "undefined")
    # Members of a set above the client's are absent.
    assert probe.value("'getAttachmentContentAsync' in Office.context.mailbox.item") is (minor >= 8)
    assert probe.value("'getAsFileAsync' in Office.context.mailbox.item") is (minor >= 14)
    assert probe.value("'accountType' in Office.context.mailbox.userProfile") is (minor >= 6)
    assert probe.value("'convertToRestId' in Office.context.mailbox") is (profile != "ios")


def test_a_read_item_has_plain_values_and_a_draft_answers_calls(probe: Probe) -> None:
    probe.open(item=MESSAGE, getBody="Dear Bob")
    assert probe.value("Office.context.mailbox.item.subject") == "RE: Offer"
    assert probe.value("Office.context.mailbox.item.normalizedSubject") == "Offer"
    assert probe.value("Office.context.mailbox.item.from.emailAddress") == "ann@x.example"
    assert probe.value("Office.context.mailbox.item.itemId") == "AAMk/x+y="
    assert (
        probe.value("Office.context.mailbox.convertToRestId(Office.context.mailbox.item.itemId, 'v2.0')") == "AAMk-x_y="
    )
    assert probe.ask("mailbox.item.body.getAsync", "text")["value"] == "Dear Bob"
    assert probe.value("'setAsync' in Office.context.mailbox.item.body") is False
    people = [{"name": "Cy", "address": "cy@x.example"}]
    probe.open(item=DRAFT, getSubject="New", getRecipients=people, saveDraft="AA-_")
    assert probe.ask("mailbox.item.subject.getAsync")["value"] == "New"
    assert probe.ask("mailbox.item.to.getAsync")["value"][0]["emailAddress"] == "cy@x.example"
    unsaved = probe.ask("mailbox.item.getItemIdAsync")
    assert (unsaved["status"], unsaved["error"]["name"]) == ("failed", "ItemNotSaved")
    assert probe.ask("mailbox.item.saveAsync")["value"] == "AA/+"
    assert probe.ask("mailbox.item.getItemIdAsync")["value"] == "AA/+"
    probe.open(item=EVENT)
    assert probe.value("Office.context.mailbox.item.start.toISOString()") == "2026-11-22T09:00:00.000Z"


def test_the_mobile_client_gives_ids_in_graphs_format(probe: Probe) -> None:
    assert probe.open("ios").value("Office.context.mailbox.item.itemId") == "AAMk-x_y="


def test_a_callback_runs_on_a_later_task_with_its_context(probe: Probe) -> None:
    probe.open(getBody="x")
    order = probe.value("""new Promise((done) => {
      const seen = [];
      Office.context.mailbox.item.body.getAsync("text", { asyncContext: 7 }, (result) => {
        seen.push(result.asyncContext, result.status);
        done(seen);
      });
      seen.push("returned");
      Promise.resolve().then(() => seen.push("microtask"));
    })""")
    assert order == ["returned", "microtask", 7, "succeeded"]


def test_a_test_may_let_calls_fail_and_wait(probe: Probe) -> None:
    probe.open(getBody="x")
    probe.host("addinHost.fail('item.getBody', {code: 9041, name: 'NetworkError', message: 'No network.'})")
    failed = probe.ask("mailbox.item.body.getAsync", "text")
    assert failed["error"] == {"code": 9041, "name": "NetworkError", "message": "No network."}
    assert probe.ask("mailbox.item.body.getAsync", "text")["value"] == "x"
    probe.host("addinHost.delay(150)")
    took = probe.value("""new Promise((done) => {
      const start = performance.now();
      Office.context.mailbox.item.body.getAsync("text", () => done(performance.now() - start));
    })""")
    assert took >= 150


@pytest.mark.parametrize(
    ("path", "args", "error"),
    [
        ("mailbox.item.body.appendOnSendAsync", ["x" * 5001], "DataExceedsMaximumSize"),
        ("mailbox.item.body.setSignatureAsync", ["x" * 30001], "DataExceedsMaximumSize"),
        ("mailbox.item.sessionData.getAsync", ["nothing"], "KeyNotFound"),
        ("mailbox.item.internetHeaders.setAsync", [{"Subject": "no"}], "InternalServerError"),
        ("mailbox.item.to.addAsync", [["a@x.example"] * 101], "NumberOfRecipientsExceeded"),
    ],
)
def test_documented_limits(probe: Probe, path: str, args: list[Any], error: str) -> None:
    probe.open(item=DRAFT, getBody="", getRecipients=[])
    result = probe.ask(path, *args)
    assert (result["status"], result["error"]["name"]) == ("failed", error)


def test_a_category_must_be_in_the_master_list(probe: Probe) -> None:
    probe.open()
    assert probe.ask("mailbox.item.categories.addAsync", ["Nowhere"])["error"]["name"] == "InvalidCategory"


def test_custom_properties_hold_2500_characters_and_stay_with_the_item(probe: Probe, user: User) -> None:
    item = user.outlook.mail.receive("ann@x.example", "Offer", "Hello")
    probe.open(item={**MESSAGE, "restId": item.graph_id})
    script = """(value) => new Promise((done) => Office.context.mailbox.item.loadCustomPropertiesAsync((result) => {
      const kept = result.value;
      const before = kept.get("note");
      kept.set("note", value);
      try {
        kept.saveAsync((result) => done([before ?? null, result.status]));
      } catch (error) {
        done([before ?? null, error.name]);
      }
    }))"""
    assert probe.frame.evaluate(script, "one") == [None, "succeeded"]
    probe.open(item={**MESSAGE, "restId": item.graph_id})
    assert probe.frame.evaluate(script, "x" * 2500) == ["one", "Sys.ArgumentOutOfRangeException"]


def test_the_permission_is_that_of_the_manifest(probe: Probe) -> None:
    probe.open(item=DRAFT)
    message = probe.value("""(() => {
      try { Office.context.mailbox.masterCategories.getAsync(() => {}); } catch (error) { return error.message; }
    })()""")
    assert message.startswith("Elevated permission is required")


def test_only_a_pinned_pane_follows_and_a_former_items_calls_fail(probe: Probe) -> None:
    probe.open(getBody="x")
    probe.value("""(() => {
      window.changes = [];
      window.former = Office.context.mailbox.item;
      Office.context.mailbox.addHandlerAsync(Office.EventType.ItemChanged, (e) => window.changes.push(e.type));
    })()""")
    assert probe.host("addinHost.pinned = true, addinHost.pinned") is True
    probe.host("addinHost.switchTo({kind: 'message', mode: 'read', restId: 'B', subject: 'Second'})")
    probe.frame.wait_for_function("window.changes.length === 1")
    assert probe.value("Office.context.mailbox.item.subject") == "Second"
    late = probe.value("new Promise((done) => former.body.getAsync('text', (r) => done(r.error?.name)))")
    assert late == "APICallFailedDueToItemChange"
    probe.host("addinHost.switchTo(null)")
    probe.frame.wait_for_function("Office.context.mailbox.item === null")
    probe.open()
    probe.host("addinHost.switchTo({kind: 'message', mode: 'read', restId: 'B', subject: 'Second'})")
    assert probe.page.locator("iframe.addin-page").count() == 0


@pytest.mark.parametrize("profile", ["onprem", "ios"])
def test_pinning_is_of_microsoft_365_on_desktops(probe: Probe, profile: str) -> None:
    probe.open(profile)
    assert probe.host("addinHost.pinned = true, addinHost.pinned") is False


def test_identity_tokens_are_of_exchange_servers_only(probe: Probe) -> None:
    refused = probe.open("owa").ask("mailbox.getUserIdentityTokenAsync")
    assert (refused["error"]["code"], refused["error"]["name"]) == (9018, "GenericTokenError")
    assert probe.open("onprem").ask("mailbox.getUserIdentityTokenAsync")["value"].count(".") == 2


def test_the_theme_is_told_where_clients_tell_it(probe: Probe) -> None:
    probe.open()
    assert probe.value("Office.context.officeTheme.bodyBackgroundColor") == "#ffffff"
    assert probe.value("'isDarkTheme' in Office.context.officeTheme") is False
    script = """new Promise((done) => Office.context.mailbox.addHandlerAsync(Office.EventType.OfficeThemeChanged,
      (event) => done(event.officeTheme.bodyBackgroundColor), () => top.postMessage("ready", "*")))"""
    probe.page.evaluate("addEventListener('message', (e) => e.data === 'ready' && addinHost.setTheme('dark'))")
    assert probe.value(script) == "#292929"
    assert probe.open("onprem").value("Office.context.officeTheme === undefined") is True


def test_outside_outlook_there_is_no_mailbox(probe: Probe, desktop: Desktop) -> None:
    probe.page.goto(f"{desktop.deployment.url}/addin/taskpane.html")
    assert probe.page.evaluate("Office.onReady()") == {"host": None, "platform": None}
    assert probe.page.evaluate("Office.context.mailbox === undefined") is True
