"""Calls of the stand-in for office.js: who may make them, what they refuse at once, what comes to the callback."""

from typing import Any

import pytest

from tests.sandbox.outlook.addin import DRAFT, MESSAGE, PLAN, Bench

LIMIT = "DataExceedsMaximumSize"
PEOPLE = ["a@x.example"]


def test_wrong_arguments_are_thrown_at_once(bench: Bench) -> None:
    bench.open(item=DRAFT, getBody="", getRecipients=[], getSubject="")
    refused: list[tuple[str, str, list[Any]]] = [
        ("Sys.ArgumentException", "body.getAsync", ["rtf"]),
        ("Sys.ArgumentTypeException", "body.setAsync", [5]),
        ("Sys.ArgumentTypeException", "subject.setAsync", [None]),
        ("Sys.ArgumentException", "to.setAsync", ["a@x.example"]),
        ("Sys.ArgumentException", "to.addAsync", [[{}]]),
        ("Sys.ArgumentException", "to.getAsync", ["no options"]),
        ("Sys.ParameterCountException", "to.getAsync", [{}, 5]),
        ("Sys.ArgumentException", "categories.addAsync", [[]]),
        ("Sys.ArgumentTypeException", "internetHeaders.setAsync", [{"x-a": 5}]),
        ("Sys.ArgumentOutOfRangeException", "internetHeaders.setAsync", [{"x-a": "x" * 996}]),
        ("Sys.ArgumentNullException", "getAttachmentContentAsync", [""]),
        ("Sys.ArgumentException", "addHandlerAsync", ["olkItemSelectedChanged", None]),
    ]
    for error, path, arguments in refused:
        assert bench.error(f"mailbox.item.{path}", *arguments).partition(":")[0] == error, (path, arguments)


def test_what_only_asks_needs_a_callback(bench: Bench) -> None:
    bench.open()
    needs = "(() => { try { %s; } catch (error) { return error.paramName; } })()"
    assert bench.value(needs % "item.body.getAsync('text')") == "callback"
    assert bench.value(needs % "item.loadCustomPropertiesAsync()") == "callback"


def test_identifiers_are_converted_for_a_version_of_rest(bench: Bench) -> None:
    bench.open()
    mailbox = "Office.context.mailbox"
    assert bench.value(f"{mailbox}.convertToRestId('A/+', Office.MailboxEnums.RestVersion.v2_0)") == "A-_"
    assert bench.value(f"{mailbox}.convertToEwsId('A-_', 'v1.0')") == "A/+"
    names = """['v3.0', undefined].map((version) => {
      try { return Office.context.mailbox.convertToRestId('A', version); } catch (error) { return error.name; }
    })"""
    assert bench.value(names) == ["Sys.ArgumentException", "Sys.ArgumentNullException"]


def test_the_oldest_calls_take_a_context_after_the_callback(bench: Bench) -> None:
    bench.open(item=DRAFT)
    context = "new Promise((done) => item.loadCustomPropertiesAsync((result) => done(result.asyncContext), 7))"
    assert bench.value(context) == 7


@pytest.mark.parametrize(
    ("level", "allowed"),
    [
        ("Restricted", []),
        ("ReadItem", ["read"]),
        ("ReadWriteItem", ["read", "write"]),
        ("ReadWriteMailbox", ["read", "write", "mailbox"]),
    ],
)
def test_the_permission_of_the_manifest_decides(bench: Bench, level: str, allowed: list[str]) -> None:
    bench.open(item=DRAFT, manifest=bench.addin.manifest_url(level), getSubject="New", setSubject=None)
    tried = """(() => {
      const can = (run) => {
        try { run(); return true; } catch (error) { return !error.message.startsWith("Elevated permission"); }
      };
      const { mailbox } = Office.context;
      return {
        read: can(() => mailbox.item.subject.getAsync(() => {})),
        write: can(() => mailbox.item.subject.setAsync("x")),
        mailbox: can(() => mailbox.masterCategories.getAsync(() => {})),
        settings: can(() => Office.context.roamingSettings.saveAsync()),
      };
    })()"""
    assert [name for name, can in bench.value(tried).items() if can] == [*allowed, "settings"]


def test_with_the_whole_mailbox_the_master_list_is_told(bench: Bench) -> None:
    bench.open(manifest=bench.addin.manifest_url("ReadWriteMailbox"))
    [first, *_] = bench.ask("mailbox.masterCategories.getAsync")["value"]
    assert set(first) == {"displayName", "color"} and first["color"].startswith("Preset")


def test_a_plain_text_draft_takes_no_html(bench: Bench) -> None:
    bench.open(item={**DRAFT, "bodyType": "text"}, getBody="", setBody=None, appendOnSend=None)
    assert bench.ask("mailbox.item.body.getTypeAsync")["value"] == "text"
    html = {"coercionType": "html"}
    for name in ("setAsync", "prependAsync", "setSelectedDataAsync", "setSignatureAsync", "appendOnSendAsync"):
        assert bench.error(f"mailbox.item.body.{name}", "<b>x</b>", html) == "InvalidFormatError", name
        assert bench.error(f"mailbox.item.body.{name}", "x") == "", name
    unknown = bench.ask("mailbox.item.body.setAsync", "x", {"coercionType": "ooxml"})
    assert unknown["error"]["code"] == 1000


def test_what_is_added_on_send_reaches_outlook_as_html(bench: Bench) -> None:
    bench.open(item=DRAFT, appendOnSend=None, prependOnSend=None)
    bench.ask("mailbox.item.body.appendOnSendAsync", "a < b\nc")
    bench.ask("mailbox.item.body.prependOnSendAsync", "<i>x</i>", {"coercionType": "html"})
    bench.ask("mailbox.item.body.appendOnSendAsync", None)
    assert [call[1] for call in bench.outlook("window.told")] == ["a &lt; b<br>c", "<i>x</i>", None]
    bench.open(item=DRAFT, manifest=bench.addin.manifest_url(extended=""), appendOnSend=None)
    assert bench.error("mailbox.item.body.appendOnSendAsync", "x") == "MissingExtendedPermissionsForAPIError"


@pytest.mark.parametrize(("profile", "longest"), [("owa", 2_621_440), ("mac", 50_000)])
def test_session_data_hold_more_from_mailbox_1_16_on(bench: Bench, profile: str, longest: int) -> None:
    bench.open(profile, DRAFT)
    around = len('{"k":""}')
    fill = (
        "(n) => new Promise((done) => item.sessionData.setAsync('k', 'x'.repeat(n), (r) => done(r.error?.name ?? '')))"
    )
    assert bench.pane.evaluate(fill, longest - around) == ""
    assert bench.pane.evaluate(fill, longest - around + 1) == "SessionObjectMaxLengthExceeded"


@pytest.mark.parametrize(
    ("profile", "call", "field", "returned"),
    [("owa", 100, None, 1000), ("classic", 100, 1000, 1000), ("ltsc", 100, 500, 500), ("mac", None, None, None)],
)
def test_how_many_people_a_field_takes(
    bench: Bench, profile: str, call: int | None, field: int | None, returned: int | None
) -> None:
    bench.open(profile, DRAFT, getRecipients=[{"name": "A", "address": "a@x.example"}] * 1100, setRecipients=None)
    too_many = "NumberOfRecipientsExceeded"
    assert bench.error("mailbox.item.to.setAsync", PEOPLE * 100) == ""
    assert bench.error("mailbox.item.to.setAsync", PEOPLE * 101) == (too_many if call else "")
    assert bench.error("mailbox.item.to.addAsync", PEOPLE) == (too_many if field else "")
    assert len(bench.ask("mailbox.item.to.getAsync")["value"]) == (returned or 1100)


def test_what_outlook_on_the_web_cannot_do_while_something_is_written(bench: Bench) -> None:
    """Categories of a message, and signatures of an appointment (Microsoft's reference of both)."""
    unsupported = "ApiCallNotSupportedByExtensionPoint"
    for profile, message, appointment in (("owa", unsupported, unsupported), ("classic", "", "")):
        bench.open(profile, DRAFT, getCategories=[])
        assert bench.error("mailbox.item.categories.getAsync") == message
        bench.open(profile, PLAN, getCategories=[], getBody="", setBody=None)
        assert bench.error("mailbox.item.categories.getAsync") == ""
        assert bench.error("mailbox.item.body.setSignatureAsync", "x") == appointment


def test_an_appointment_cannot_end_before_it_starts(bench: Bench) -> None:
    bench.open(item=PLAN, getStart="2026-03-04T09:00:00Z", setStart=None, setEnd=None)
    end = "(iso) => new Promise((done) => item.end.setAsync(new Date(iso), (r) => done(r.error?.code ?? 0)))"
    assert bench.pane.evaluate(end, "2026-03-04T08:00:00Z") == 9010
    assert bench.pane.evaluate(end, "2026-03-04T10:00:00Z") == 0
    assert bench.error("mailbox.item.start.setAsync", "2026-03-04").startswith("Sys.ArgumentTypeException")


def test_settings_and_properties_keep_dates_and_their_limits(bench: Bench) -> None:
    bench.open(item=DRAFT, saveDraft=None)
    kept = """(() => {
      const { roamingSettings } = Office.context;
      roamingSettings.set("when", new Date(5));
      return roamingSettings.get("when").getTime();
    })()"""
    assert bench.value(kept) == 5
    fill = "(n) => Office.context.roamingSettings.set('text', 'x'.repeat(n))"
    bench.pane.evaluate(fill, 40_000)
    failed = bench.ask("roamingSettings.saveAsync")
    assert (failed["error"]["code"], failed["error"]["name"]) == (9057, LIMIT)
    bench.pane.evaluate(fill, 4)
    assert bench.ask("roamingSettings.saveAsync")["status"] == "succeeded"
    assert bench.open(item=MESSAGE).value("Office.context.roamingSettings.get('when').getTime()") == 5


def test_a_client_below_a_set_has_none_of_its_members(bench: Bench) -> None:
    bench.open("onprem", DRAFT)
    assert bench.value("['from' in item, 'internetHeaders' in item, 'categories' in item]") == [False] * 3
    assert bench.error("mailbox.addHandlerAsync", "officeThemeChanged", None).startswith("Sys.ArgumentException")
    bench.open("ios")
    assert bench.value("['convertToRestId' in Office.context.mailbox, 'getAllInternetHeadersAsync' in item]") == [
        False,
        True,
    ]
