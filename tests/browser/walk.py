"""One person with one hand, by mouse or by keyboard alone, before Outlook and the pane: what the tours of a test
deployment and the walk through the demo do alike."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.hands import Keyboard, Mouse
from tests.browser.office import Outlook
from tests.browser.record_steps import results, said, search_box

# What the worker does in a process of its own.
LONG = 90_000


class Walk:
    """hand_of: makes the hand for a page."""

    hand_of: type[Mouse] | type[Keyboard]
    outlook: Outlook

    @property
    def page(self) -> Page:
        return self.outlook.page

    @property
    def hand(self) -> Mouse | Keyboard:
        return self.hand_of(self.page)

    @property
    def pane(self) -> FrameLocator:
        return self.outlook.pane

    def press(self, role: Any, name: str | re.Pattern[str], **how: Any) -> None:
        """A control of the pane."""
        self.hand.press(self.pane.get_by_role(role, name=name, **how).first)

    def tab(self, name: str) -> None:
        tab = self.pane.get_by_role("tab", name=name)
        self.hand.press(tab)
        expect(tab).to_have_attribute("aria-selected", "true")

    def message(self, subject: str) -> None:
        """Choose it in the list."""
        self.hand.press(self.page.get_by_role("option").filter(has_text=subject).first)
        expect(self.page.get_by_role("heading", name=subject)).to_be_visible()

    def open_pane(self) -> None:
        """Press the add-in's button on what is open."""
        self.hand.press(self.outlook.button)
        expect(self.heading()).to_be_visible(timeout=LONG)

    def pin(self) -> bool:
        """Keep the pane open for the next message, where this Outlook can."""
        button = self.page.get_by_role("button", name="Pin")
        if not button.is_visible():
            return False
        self.hand.press(button)
        return True

    def heading(self, name: str = "") -> Locator:
        return self.pane.get_by_role("heading", level=1, name=name or None)

    def said(self, text: str) -> Locator:
        """On the screen, not only for screen readers."""
        return self.pane.get_by_role("main").get_by_text(text).first

    @contextmanager
    def in_salesforce(self, name: str) -> Iterator[Page]:
        """The window that the link to this record opens."""
        with self.page.context.expect_page() as opened:
            self.press("link", f"Open {name} in Salesforce")
        yield opened.value
        opened.value.close()

    def look_up(self, name: str) -> None:
        """To the record, by its name."""
        self.tab("Look up")
        self.hand.pick(search_box(self.pane), name, results(self.pane).filter(has_text=name).first)
        expect(self.heading(name)).to_be_visible()

    def edit(self, label: str) -> Locator:
        """Press the pencil of a field; its editor."""
        self.press("button", f"Edit {label}", exact=True)
        field = self.pane.get_by_label(label, exact=True)
        expect(field).to_be_focused()
        return field

    def choose_to_share(self, *, person: str, who: tuple[str, str], what: tuple[str, str], without: str) -> None:
        """From the strip of an e-mail: whom and what it is about, but not this file. who, what: what is searched, and
        the name that is found."""
        box = self.pane.get_by_role
        self.press("button", "Choose …")
        expect(box("checkbox", name=person)).to_be_checked()
        self.hand.pick(box("combobox", name="Add a contact or lead"), who[0], box("option", name=who[1]).first)
        expect(box("checkbox", name=who[1])).to_be_checked()
        self.press("radio", "Nothing else")
        self.hand.pick(box("combobox", name="Search for another record"), what[0], box("option", name=what[1]).first)
        expect(box("radio", name=what[1]).first).to_be_checked()
        self.press("checkbox", without)
        expect(box("checkbox", name=without)).not_to_be_checked()

    def share(self) -> None:
        self.press("button", "Share with Salesforce")
        expect(self.said("is in Salesforce")).to_be_visible(timeout=LONG)
        expect(self.said("Shared by you")).to_be_visible()

    def unshare(self) -> None:
        self.press("button", "Undo")
        expect(self.pane.get_by_role("button", name="Share with Salesforce")).to_be_visible(timeout=LONG)

    def send_and_share(self, *, to: str, name: str, subject: str) -> None:
        """Write a mail that is shared when it is sent; it is shared by then in Sent Items."""
        self.hand.press(self.page.get_by_role("button", name="New mail"))
        self.hand.write(self.page.get_by_label("To", exact=True), to)
        self.hand.write(self.page.get_by_label("Subject"), subject)
        self.open_pane()
        self.press("button", "Share when sent")
        expect(self.pane.get_by_role("checkbox", name=name)).to_be_checked()
        self.press("button", "Share when sent")
        expect(self.said("This e-mail is shared when you send it")).to_be_visible(timeout=LONG)
        self.hand.press(self.page.get_by_role("button", name="Send", exact=True))
        expect(self.page.get_by_text("Sent.")).to_be_visible()
        self.hand.press(self.page.get_by_role("button", name="Sent Items"))
        self.message(subject)
        self.open_pane()
        expect(self.said("Shared by you")).to_be_visible(timeout=LONG)

    def suspend(self) -> None:
        self.press("button", "Suspend")
        expect(said(self.pane, "Synchronisation is suspended")).to_be_visible()
        expect(self.pane.get_by_role("button", name="Sync now")).to_be_disabled()

    def resume(self) -> None:
        self.press("button", "Resume")
        expect(self.pane.get_by_role("button", name="Suspend")).to_be_visible()

    def sync_now(self) -> None:
        self.press("button", "Sync now")
        expect(self.pane.get_by_role("progressbar")).to_be_visible()
        expect(self.pane.get_by_text("The run has ended.").last).to_be_visible(timeout=LONG)
