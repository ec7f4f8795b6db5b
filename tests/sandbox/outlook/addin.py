"""A tiny add-in of the tests' own, on a server of its own, and what it sees of Office in a mailbox's page."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Frame, Page

_SURFACES = (
    "MessageReadCommandSurface",
    "MessageComposeCommandSurface",
    "AppointmentAttendeeCommandSurface",
    "AppointmentOrganizerCommandSurface",
    "MobileMessageReadCommandSurface",
)
_BUTTON = """<ExtensionPoint xsi:type="{surface}"><Control xsi:type="Button" id="{surface}"><Label resid="name"/>
  <Action xsi:type="ShowTaskpane"><SourceLocation resid="pane"/><SupportsPinning>true</SupportsPinning></Action>
</Control></ExtensionPoint>"""
_MANIFEST = """<OfficeApp xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><Id>probe</Id>
<DisplayName DefaultValue="Probe"/><FormSettings><SourceLocation DefaultValue="{root}/pane.html"/></FormSettings>
<Permissions>{level}</Permissions><VersionOverrides><Host>
<Runtimes><Runtime resid="launch"><Override type="javascript" resid="script"/></Runtime></Runtimes>{buttons}
<LaunchEvents><LaunchEvent Type="OnNewMessageCompose" FunctionName="begun"/>
<LaunchEvent Type="OnMessageSend" FunctionName="sent" SendMode="{mode}"/></LaunchEvents></Host>
<Resources><Url id="pane" DefaultValue="{root}/pane.html"/><Url id="launch" DefaultValue="{root}/launch.html"/>
<Url id="script" DefaultValue="{root}/launch.js"/><String id="name" DefaultValue="Probe"/></Resources>
<ExtendedPermissions><ExtendedPermission>{extended}</ExtendedPermission></ExtendedPermissions>
</VersionOverrides></OfficeApp>"""
_PAGE = (
    '<!doctype html><html lang="en"><title>Probe</title><script src="{office}"></script>{rest}<body>Probe</body></html>'
)

# Mounts the host beside the mailbox, on an item whose callbacks answer from `values`; what they are told is in `told`.
_MOUNT = """async ([profile, manifestUrl, item, values]) => {
  const { mountAddin } = await import("/owa/host.js");
  const { address, name, timeZone, insiders } = JSON.parse(document.getElementById("config").textContent);
  document.querySelector("main.probe")?.remove();
  const container = Object.assign(document.createElement("main"), { className: "probe" });
  document.body.append(container);
  window.told = [];
  const callbacks = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, async (...args) => {
    window.told.push([name, ...args]);
    return value;
  }]));
  const user = { address, name, timeZone };
  window.host = await mountAddin({ container, user, profile, manifestUrl, callbacks, insiders });
  await window.host.open(item);
}"""
# A call with a callback: `{status, value, error, asyncContext}`, or `{thrown}`.
_ASK = """([path, args]) => new Promise((done) => {
  const names = path.split(".");
  const last = names.pop();
  const owner = names.reduce((object, name) => object[name], Office.context);
  try {
    owner[last](...args, (result) => done(JSON.parse(JSON.stringify(result))));
  } catch (error) {
    done({ thrown: error.name + ": " + error.message });
  }
})"""


@dataclass
class Addin:
    """outlook: the address of Mini Outlook. script: what the page, or the realm, of launch events runs."""

    outlook: str
    root: str = ""
    script: str = ""
    asked: list[str] = field(default_factory=list)

    def manifest_url(
        self, level: str = "ReadWriteItem", extended: str = "AppendOnSend", mode: str = "SoftBlock"
    ) -> str:
        return f"{self.root}/manifest.xml?{urlencode({'level': level, 'extended': extended, 'mode': mode})}"

    def answer(self, path: str) -> tuple[str, str]:
        """The type and the text of what lies at this path."""
        parts = urlsplit(path)
        if parts.path == "/manifest.xml":
            asked = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
            buttons = "".join(_BUTTON.format(surface=surface) for surface in _SURFACES)
            return "text/xml", _MANIFEST.format(root=self.root, buttons=buttons, **asked)
        if parts.path == "/launch.js":
            return "text/javascript", self.script
        rest = '<script src="launch.js"></script>' if parts.path == "/launch.html" else ""
        return "text/html", _PAGE.format(office=f"{self.outlook}/office.js", rest=rest)


@contextmanager
def run_addin(outlook: str) -> Iterator[Addin]:
    """It listens at its root until the end."""
    addin = Addin(outlook)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, text = addin.answer(self.path)
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    addin.root = f"http://localhost:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield addin
    finally:
        server.shutdown()
        server.server_close()


MESSAGE = {"kind": "message", "mode": "read", "restId": "A-_", "subject": "RE: Offer", "created": "2026-03-01T09:00Z"}
DRAFT = {"kind": "message", "mode": "compose", "subject": "New"}
EVENT = {"kind": "appointment", "mode": "read", "restId": "E", "start": "2026-03-04T09:00Z", "end": "2026-03-04T10:00Z"}
PLAN = {"kind": "appointment", "mode": "compose", "subject": "New"}


def pane_of(page: Page) -> Frame:
    """The document of the open pane."""
    element = page.wait_for_selector("iframe.addin-page", state="attached")
    found = element.content_frame() if element else None
    assert found is not None
    return found


class Bench:
    """`ask(path, *args)` calls below Office.context in the add-in's pane; `value(script)` evaluates there, and
    `outlook(script)` in Mini Outlook."""

    def __init__(self, page: Page, addin: Addin) -> None:
        self.page, self.addin = page, addin

    def open(self, profile: str = "owa", item: dict[str, Any] = MESSAGE, manifest: str = "", **values: Any) -> "Bench":
        """values: what the item answers to each callback of the host."""
        self.page.evaluate(_MOUNT, [profile, manifest or self.addin.manifest_url(), item, values])
        self.pane.wait_for_function("typeof Office !== 'undefined'")
        self.pane.evaluate("Office.onReady().then(() => { window.item = Office.context.mailbox?.item; })")
        return self

    @property
    def pane(self) -> Frame:
        return pane_of(self.page)

    def ask(self, path: str, *args: Any) -> dict[str, Any]:
        result: dict[str, Any] = self.pane.evaluate(_ASK, [path, list(args)])
        return result

    def error(self, path: str, *args: Any) -> str:
        """The name of the error that was delivered; what was thrown, to the end of its first line; empty for none."""
        result = self.ask(path, *args)
        return (
            str(result["thrown"]).partition("\n")[0] if "thrown" in result else result.get("error", {}).get("name", "")
        )

    def value(self, script: str) -> Any:
        return self.pane.evaluate(script)

    def outlook(self, script: str) -> Any:
        return self.page.evaluate(script)
