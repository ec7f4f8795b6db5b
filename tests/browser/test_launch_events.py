"""Launch events run the add-in's own file: on classic Windows in a realm without DOM, elsewhere in a page."""

import pytest
from playwright.sync_api import BrowserContext, Route

from tests.browser.deployment import Desktop
from tests.browser.probe import DRAFT, Probe
from tests.server.deployment import User

# What the JavaScript-only runtime of classic Outlook has none of.
_LOOK = """Office.actions.associate("onNewMessageCompose", (event) => event.completed({
  missing: ["window", "document", "localStorage", "sessionStorage", "indexedDB"].filter((name) => !globalThis[name]),
  item: Office.context.mailbox.item.itemType,
}));
Office.onReady(() => { throw new Error("must not run"); });"""

_OFFICE_IS_READY = """new Promise((done) => {
  const look = () => (globalThis.Office?.context ? done(Office.onReady().then(() => true)) : setTimeout(look, 20));
  look();
})"""


@pytest.mark.parametrize("profile", ["classic", "owa", "mac"])
def test_the_add_ins_own_handler_completes(context: BrowserContext, desktop: Desktop, user: User, profile: str) -> None:
    probe = Probe(context, desktop, user).open(profile)
    assert probe.host(f"addinHost.launch('OnNewMessageCompose', {DRAFT})") == {}


def test_an_event_waits_for_a_script_that_comes_late(context: BrowserContext, desktop: Desktop, user: User) -> None:
    probe = Probe(context, desktop, user).open("owa")

    def once_office_is_ready(route: Route) -> None:
        route.request.frame.evaluate(_OFFICE_IS_READY)
        route.continue_()

    context.route("**/addin/launchevent.js", once_office_is_ready)
    assert probe.host(f"addinHost.launch('OnNewMessageCompose', {DRAFT})") == {}


def test_the_realm_of_classic_windows_is_bare(context: BrowserContext, desktop: Desktop, user: User) -> None:
    context.route("**/addin/launchevent.js", lambda route: route.fulfill(content_type="text/javascript", body=_LOOK))
    probe = Probe(context, desktop, user).open("classic")
    seen = probe.host(f"addinHost.launch('OnNewMessageCompose', {DRAFT})")
    assert seen == {"missing": ["window", "document", "localStorage", "sessionStorage", "indexedDB"], "item": "message"}


def test_an_event_that_the_manifest_does_not_name_runs_nothing(
    context: BrowserContext, desktop: Desktop, user: User
) -> None:
    probe = Probe(context, desktop, user).open("classic")
    assert probe.host(f"addinHost.launch('OnMessageSend', {DRAFT})") is None
