"""Mini Outlook in one page, as a person uses it."""

from typing import Any
from urllib.parse import quote

from playwright.sync_api import ConsoleMessage, Frame, FrameLocator, Locator, Page, expect

from tests.browser.deployment import Desktop
from tests.server.deployment import User

# What Chromium itself says about an answer that the pane handles.
EXPECTED = ("Failed to load resource",)


class Outlook:
    """A mailbox at its address. problems: page errors, and what the browser's policies stopped."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._listen)
        page.goto(url)

    def _listen(self, message: ConsoleMessage) -> None:
        # A hostile message is stopped in the frame of its body: that is Outlook's part, and as it should be.
        in_body = "/body/" in message.text or "/body/" in str(message.location)
        if message.type == "error" and not in_body and not message.text.startswith(EXPECTED):
            self.problems.append(message.text)

    @property
    def pane(self) -> FrameLocator:
        return self.page.frame_locator("iframe.addin-page")

    @property
    def pane_frame(self) -> Frame:
        """The pane's own document, to be measured."""
        return next(frame for frame in self.page.frames if "/addin/taskpane.html" in frame.url)

    def open_message(self, subject: str) -> None:
        self.page.get_by_label("Items").get_by_text(subject).first.click()
        expect(self.page.get_by_role("heading", name=subject)).to_be_visible()

    def new_mail(self, to: str = "", subject: str = "") -> None:
        """Begin to write one, not saved yet."""
        self.page.get_by_role("button", name="New mail").click()
        if to:
            self.page.get_by_label("To", exact=True).fill(to)
        if subject:
            self.page.get_by_label("Subject").fill(subject)
            self.page.get_by_label("Subject").press("Tab")

    def open_pane(self, subject: str = "") -> FrameLocator:
        """Press the add-in's button; subject: on this message."""
        if subject:
            self.open_message(subject)
        self.button.click()
        expect(self.pane.locator("#app > *").first).to_be_visible()
        return self.pane

    @property
    def button(self) -> Locator:
        return self.page.locator(".addin-button").first

    def host(self, script: str) -> Any:
        """Run `host => …` on the add-in's host: `fail`, `delay`, `setTheme`, `changed`."""
        return self.page.evaluate(f"({script})(window.addinHost)")


class Office(Outlook):
    """That of a user of the test deployment. profile: the client."""

    def __init__(self, page: Page, desktop: Desktop, user: User, profile: str = "owa") -> None:
        self.user, self.profile, self.desktop = user, profile, desktop
        super().__init__(page, f"{desktop.outlook_url}/u/{quote(user.address)}/?profile={profile}")
