"""What people type, as Salesforce takes it: the pure modules of the pane, table by table, in Chromium itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.deployment import Desktop

NUMBERS = [
    ("en-GB", "1,234.5", 1234.5),
    ("en-GB", "1,5", None),
    ("en-GB", "-.5", -0.5),
    ("en-GB", "1e5", None),
    ("en-GB", "12 345", 12345),
    ("de-DE", "1.234,5", 1234.5),
    ("de-DE", "1.5", None),
    ("de-DE", "−7", -7),
    ("fr-FR", "1\u202f234,5", 1234.5),
    ("de-CH", "1'234.5", 1234.5),
    ("en-GB", "twelve", None),
    ("en-GB", "", None),
]
# type and facts of a field, what was typed, and what is said of it; None: nothing
COMPLAINTS: list[tuple[dict[str, Any], Any, str | None]] = [
    ({"type": "string", "length": 3}, "abcd", "field.too_long"),
    ({"type": "string", "length": 3}, "abc", None),
    ({"type": "string", "required": True}, "  ", "field.required"),
    ({"type": "int", "precision": 3}, "1000", "field.digits"),
    ({"type": "int"}, "1.5", "field.whole_number"),
    ({"type": "currency", "precision": 6, "scale": 2}, "9999.99", None),
    ({"type": "currency", "precision": 6, "scale": 2}, "10000", "field.digits"),
    ({"type": "percent", "precision": 5, "scale": 2}, "0.125", "field.decimals"),
    ({"type": "double", "precision": 18, "scale": 0}, "12345678901234567", "field.digits"),
    ({"type": "date"}, "?", "field.bad_date"),
    ({"type": "date"}, "1699-12-31", "field.far_date"),
    ({"type": "datetime"}, "4000-12-31T23:59", None),
    ({"type": "time"}, "?", "field.bad_time"),
    ({"type": "email"}, "a b@c.de", "field.bad_email"),
    ({"type": "email"}, "o'neil+x@sub.example", None),
    ({"type": "reference"}, {"id": "003", "name": "x"}, None),
]
VALUES: list[tuple[dict[str, Any], Any, Any]] = [
    ({"type": "datetime"}, "2026-07-01T09:30", "2026-07-01T07:30:00.000Z"),
    ({"type": "datetime"}, "2026-01-01T00:15", "2025-12-31T23:15:00.000Z"),
    ({"type": "date"}, "2026-03-29", "2026-03-29"),
    ({"type": "time"}, "07:05", "07:05:00.000Z"),
    ({"type": "percent"}, "12.5", 12.5),
    ({"type": "boolean"}, False, False),
    ({"type": "multipicklist"}, "a;b", "a;b"),
    ({"type": "string"}, "  ", None),
    ({"type": "reference"}, None, None),
]
ADDRESSES = [
    ("javascript:alert(1)", None),
    ("JavaScript:alert(1)", None),
    ("data:text/html,<script>", None),
    ("vbscript:x", None),
    ("file:///etc/passwd", None),
    ("www.example.com", "https://www.example.com/"),
    ("http://example.com/a b", "http://example.com/a%20b"),
    ("\x01javascript:alert(1)", None),
    ("java\nscript:alert(1)", None),
    ("", None),
]


@pytest.fixture(scope="module")
def page(browser: Browser, desktop: Desktop) -> Iterator[Page]:
    """The pane's page in Paris; outside Outlook it is idle."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/Paris")
    made = context.new_page()
    made.goto(f"{desktop.deployment.url}/addin/taskpane.html")
    yield made
    context.close()


def run(page: Page, module: str, script: str, argument: Any) -> Any:
    """script: a function of the module and the argument."""
    code = f"async (argument) => ({script})(await import('/addin/views/fields/{module}.js'), argument)"
    return page.evaluate(code, argument)


def test_numbers_are_read_as_their_language_writes_them(page: Page) -> None:
    script = "(m, all) => all.map(([where, text]) => m.parseNumber(text, where)).map(n => isNaN(n) ? null : n)"
    assert run(page, "numbers", script, [case[:2] for case in NUMBERS]) == [case[2] for case in NUMBERS]


def test_what_is_wrong_is_named(page: Page) -> None:
    script = "(m, all) => all.map(([field, raw]) => m.complaint({label: 'F', ...field}, raw, 'en-GB')?.key ?? null)"
    assert run(page, "values", script, [case[:2] for case in COMPLAINTS]) == [case[2] for case in COMPLAINTS]


def test_values_are_as_salesforce_takes_them(page: Page) -> None:
    script = "(m, all) => all.map(([field, raw]) => m.toValue({label: 'F', ...field}, raw, 'en-GB'))"
    assert run(page, "values", script, [case[:2] for case in VALUES]) == [case[2] for case in VALUES]


def test_only_addresses_of_the_web_become_links(page: Page) -> None:
    script = "(m, all) => all.map((text) => m.webAddress(text))"
    assert run(page, "values", script, [case[0] for case in ADDRESSES]) == [case[1] for case in ADDRESSES]


def test_what_was_typed_is_laid_over_a_newer_version(page: Page) -> None:
    script = """(m) => {
      const field = {type: "string", label: "F"};
      const form = {etag: "1", fields: {A: field, B: field, C: field}, values: {A: "a", B: "b", C: "c"}, display: {}};
      let state = ["A", "B", "C"].reduce((now, name) => m.edit(now, name, "mine", "en"), m.start(form));
      state = m.rebase(state, {...form, etag: "2", values: {A: "a", B: "theirs", C: "mine"}}, "en");
      return [state.edits, state.clashes, m.decide(state, "B", "theirs").edits, m.decide(state, "B", "mine").clashes];
    }"""
    edits = {"A": "mine", "B": "mine"}
    assert run(page, "state", script, None) == [edits, {"B": True}, {"A": "mine"}, {}]
