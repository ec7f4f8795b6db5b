"""The demo as a newcomer has it: what `./bothways demo` prints, and somebody who sits down at one of its desks."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.hands import Keyboard, Mouse
from tests.browser.office import Outlook
from tests.browser.walk import Walk
from tests.ops.outside import ROOT, environment, free_base

STOP_SECONDS = 60


@dataclass(frozen=True)
class Desk:
    """What is printed for one user."""

    address: str
    outlook: str
    salesforce: str
    password: str


@dataclass(frozen=True)
class Demo:
    """hand_of: whose turn it is. desks: in the order they are printed."""

    hand_of: type[Mouse] | type[Keyboard]
    desks: list[Desk]


@contextmanager
def running_demo(home: Path) -> Iterator[list[Desk]]:
    """`./bothways demo`; yields the desks that it prints, once its first background runs are over."""
    command = [str(ROOT / "bothways"), "demo", "--port-base", str(free_base(0, 41, 42))]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    lines: list[str] = []
    try:
        while len([line for line in lines if "created" in line]) < 2:
            lines.append(process.stdout.readline())
            assert lines[-1], f"the demo ended: {''.join(lines)}"
        yield _desks(lines)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=STOP_SECONDS)


def _desks(lines: list[str]) -> list[Desk]:
    pattern = r"^(\S+@\S+) .*\n +Outlook +(\S+)\n +Salesforce +(\S+) +password (\S+)"
    return [Desk(*found) for found in re.findall(pattern, "".join(lines), re.M)]


class Visitor(Walk):
    """Somebody at one of the desks, who has signed in to Salesforce by the printed password."""

    def __init__(self, demo: Demo, desk: Desk, context: BrowserContext) -> None:
        self.hand_of, self.desk = demo.hand_of, desk
        self.crm = context.new_page()
        self.crm.goto(desk.salesforce)
        hand = self.hand_of(self.crm)
        hand.write(self.crm.get_by_label("Username"), desk.address)
        hand.write(self.crm.get_by_label("Password"), desk.password)
        hand.press(self.crm.get_by_role("button", name="Log in"))
        expect(self.crm.get_by_role("heading", name="Good to see you")).to_be_visible()
        self.outlook = Outlook(context.new_page(), desk.outlook)

    def app(self, name: str) -> None:
        """Another part of Outlook."""
        self.hand.press(self.page.get_by_role("link", name=name))

    def on(self, subject: str) -> None:
        """The pane on this message."""
        self.message(subject)
        self.open_pane()

    def change_in_salesforce(self, address: str, label: str, value: str) -> None:
        """On the record's page there. address: of that page."""
        page = self.crm
        page.bring_to_front()
        page.goto(address)
        hand = self.hand_of(page)
        hand.press(page.get_by_role("link", name="Edit", exact=True))
        hand.write(page.get_by_label(label, exact=True), value)
        hand.press(page.get_by_role("button", name="Save"))
        expect(page.get_by_text(value)).to_be_visible()
        self.page.bring_to_front()

    def change_in_outlook(self, folder: str, name: str, label: str, value: str) -> None:
        """A contact of this folder; no name: a new one."""
        self.app("People")
        page, hand = self.page, self.hand
        hand.press(page.get_by_role("button", name=folder))
        if name:
            hand.press(page.get_by_role("option", name=name))
            hand.press(page.get_by_role("button", name="Edit", exact=True))
        else:
            hand.press(page.get_by_role("button", name="New contact"))
        hand.write(page.get_by_label(label, exact=True), value)
        hand.press(page.get_by_role("button", name="Save"))
        expect(page.get_by_role("button", name="Edit", exact=True)).to_be_visible()


def seen(page: Page, *texts: str) -> None:
    """On a record's page in Salesforce."""
    for text in texts:
        expect(page.get_by_role("main").get_by_text(text).first).to_be_visible()
