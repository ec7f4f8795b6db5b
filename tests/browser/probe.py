"""A tiny add-in page in the place of the pane, to try the stand-in for office.js itself."""

from typing import Any

from playwright.sync_api import BrowserContext, Frame, Page, Route

from tests.browser.deployment import Desktop
from tests.server.deployment import User

_PAGE = """<!doctype html><html lang="en"><title>Probe</title>
<script src="{office}"></script><script src="/addin/vendor/msal-browser.min.js"></script><body>Probe</body></html>"""
# Mounts the host on an item without the rest of Mini Outlook; its callbacks answer from what was given.
_MOUNT = """async ([profile, item, values]) => {
  const { mountAddin } = await import("/owa/host.js");
  document.body.replaceChildren(document.createElement("main"));
  const config = JSON.parse(document.head.querySelector("#config").textContent);
  window.told = [];
  const names = ["getBody", "setBody", "getRecipients", "setRecipients", "getSubject", "setSubject", "getAttachments",
    "getAttachmentContent", "getCategories", "addCategories", "removeCategories", "setHeaders", "appendOnSend",
    "saveDraft"];
  const callbacks = Object.fromEntries(names.map((name) => [name, async (...args) => {
    window.told.push([name, ...args]);
    return values[name];
  }]));
  const container = document.querySelector("main");
  const { address, name, manifestUrl } = config;
  const host = await mountAddin({ container, user: { address, name }, profile, manifestUrl, callbacks });
  await host.open(item);
}"""
# A call with a callback as a promise of `{status, value, error, asyncContext}`.
_ASK = """([path, args]) => new Promise((done) => {
  const names = path.split(".");
  const last = names.pop();
  const owner = names.reduce((object, name) => object[name], Office.context);
  owner[last](...args, (result) => done(JSON.parse(JSON.stringify(result))));
})"""

MESSAGE = {
    "kind": "message",
    "mode": "read",
    "restId": "AAMk-x_y=",
    "subject": "RE: Offer",
    "internetMessageId": "<1@x.example>",
    "from": {"name": "Ann", "address": "ann@x.example"},
    "to": [{"name": "Bob", "address": "bob@x.example"}],
}
DRAFT = {"kind": "message", "mode": "compose", "subject": "New"}
EVENT = {"kind": "appointment", "mode": "read", "restId": "E1", "subject": "Talk", "start": "2026-11-22T09:00:00Z"}


class Probe:
    """`ask(path, *args)` calls below Office.context; `value(script)` evaluates in the add-in's page."""

    def __init__(self, context: BrowserContext, desktop: Desktop, user: User) -> None:
        self.desktop, self.user = desktop, user
        self.page: Page = context.new_page()
        office = desktop.deployment.settings.office_js_url
        self.page.route("**/addin/taskpane.html*", lambda route: _fulfil(route, _PAGE.format(office=office)))

    def open(self, profile: str = "owa", item: dict[str, Any] | None = None, **values: Any) -> "Probe":
        """values: what the callbacks of Mini Outlook answer."""
        self.page.goto(f"{self.desktop.outlook_url}/u/{self.user.address}/")
        self.page.evaluate(_MOUNT, [profile, item or MESSAGE, values])
        self.frame.wait_for_function("typeof Office !== 'undefined'")
        self.frame.evaluate("Office.onReady()")
        return self

    @property
    def frame(self) -> Frame:
        element = self.page.locator("iframe.addin-page").element_handle()
        found = element.content_frame()
        assert found is not None
        return found

    def ask(self, path: str, *args: Any) -> dict[str, Any]:
        result: dict[str, Any] = self.frame.evaluate(_ASK, [path, list(args)])
        return result

    def value(self, script: str) -> Any:
        return self.frame.evaluate(script)

    def host(self, script: str) -> Any:
        return self.page.evaluate(script)


def _fulfil(route: Route, body: str) -> None:
    route.fulfill(content_type="text/html", body=body)
