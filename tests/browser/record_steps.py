"""Steps that tests of records have in common: to a record through *Look up*, into its fields, and saving."""

from typing import Any

from playwright.sync_api import FrameLocator, Locator, expect

from tests.browser.office import Office
from tests.server.deployment import User

MAIL = "About our order"


def open_tab(office: Office, name: str = "Look up", subject: str = MAIL) -> FrameLocator:
    """The pane on a message of the user's, at one of its tabs."""
    office.user.outlook.mail.receive("someone@elsewhere.example", subject, "Hello")
    pane = office.open_pane(subject)
    pane.get_by_role("tab", name=name).click()
    return pane


def search_box(pane: FrameLocator) -> Locator:
    return pane.get_by_role("combobox", name="Search Salesforce")


def results(pane: FrameLocator) -> Locator:
    return pane.get_by_role("listbox").get_by_role("option")


def open_record(office: Office, name: str) -> FrameLocator:
    """The pane with the record of this name, found by it."""
    pane = open_tab(office)
    search_box(pane).fill(name)
    results(pane).filter(has_text=name).first.click()
    expect(pane.get_by_role("heading", name=name, level=1)).to_be_visible()
    return pane


def edit(pane: FrameLocator, label: str, part: str = "") -> Locator:
    """Press the pencil of a field; the editor, or that of a part of it."""
    pane.get_by_role("button", name=f"Edit {label}", exact=True).click()
    found = pane.get_by_label(part) if part else pane.get_by_label(label, exact=True)
    expect(found).to_be_visible()
    return found


def saved(pane: FrameLocator, name: str) -> None:
    """Wait until Salesforce has it."""
    expect(pane.get_by_role("button", name="Cancel")).to_have_count(0)
    expect(pane.get_by_text(f"{name} is saved.").last).to_be_visible()


def stored(user: User, key: str, *names: str, sobject: str = "Contact") -> list[Any]:
    """What Salesforce holds in these fields now."""
    row = user.crm.read(key, sobject)
    return [row[name] for name in names]


def said(pane: FrameLocator, text: str) -> Locator:
    """A sentence on the screen; what only screen readers hear is left out."""
    return pane.locator("#content").get_by_text(text, exact=True)
