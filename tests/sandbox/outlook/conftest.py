"""Mini Outlook of the demo's company in a real browser; its clock stands on a Wednesday morning."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from sandbox.acting import OutlookUser
from sandbox.clock import Clock
from sandbox.running import Running, run_sandbox
from tests.sandbox.outlook.addin import Addin, Bench, run_addin

NOW = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
# What Chromium says of pictures and pages that a message's policy keeps out.
EXPECTED = ("Loading the image", "Failed to load resource")


@dataclass
class Town:
    """The running sandbox without an API: the add-in cannot be reached. anna, jerome: what they do elsewhere."""

    sandbox: Running
    anna: OutlookUser
    jerome: OutlookUser

    @property
    def url(self) -> str:
        return f"{self.sandbox.microsoft_url}/owa"


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    clock = Clock(NOW)
    with run_sandbox("demo", tls=False, clock=clock, public_url="http://localhost:9") as running:
        store = running.microsoft.store
        yield Town(running, *(OutlookUser(store, person.address) for person in running.company.users))


Open = Callable[..., Page]


@pytest.fixture
def outlook(browser: Browser, town: Town) -> Iterator[Open]:
    """outlook(user, "calendar", width=1280) opens a user's page. An error on the page, or something that a policy
    stopped, fails the test."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-GB", timezone_id="America/New_York"
    )
    context.set_default_timeout(30_000)
    problems: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            problems.append(message.text)

    def start(user: OutlookUser, app: str = "mail", width: int = 1280) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 800})
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", listen)
        page.on("dialog", lambda dialog: problems.append(f"a dialog: {dialog.message}"))
        page.goto(f"{town.url}/u/{user.mailbox.address}/#{app}")
        page.wait_for_selector("#side .tree-row", state="attached")
        return page

    yield start
    context.close()
    assert not problems, problems


@pytest.fixture(scope="session")
def addin(town: Town) -> Iterator[Addin]:
    with run_addin(town.url) as running:
        yield running


@pytest.fixture(scope="module")
def bench_page(browser: Browser, town: Town, addin: Addin) -> Iterator[Page]:
    page = browser.new_page(locale="en-GB", viewport={"width": 1280, "height": 800})
    page.goto(f"{town.url}/u/{town.anna.mailbox.address}/?manifest={quote(addin.manifest_url())}")
    page.wait_for_selector("#side .tree-row", state="attached")
    yield page
    page.close()


@pytest.fixture
def bench(bench_page: Page, addin: Addin) -> Bench:
    addin.script = ""
    return Bench(bench_page, addin)
