"""A field of every type: typed in its editor, stored as Salesforce wants it, read again as people write it."""

from typing import Any

from playwright.sync_api import FrameLocator, expect

from tests.browser.conftest import OpenOffice
from tests.browser.record_steps import open_record, saved
from tests.server.deployment import Deployment, User

FIELDS: list[dict[str, Any]] = [
    {"name": "Line", "type": "string"},
    {"name": "Story", "type": "textarea", "length": 1000},
    {"name": "Whole", "type": "int"},
    {"name": "Score", "type": "double", "precision": 8, "scale": 2},
    {"name": "Worth", "type": "currency"},
    {"name": "Share", "type": "percent", "precision": 5, "scale": 1},
    {"name": "Day", "type": "date"},
    {"name": "Moment", "type": "datetime"},
    {"name": "Clock", "type": "time"},
    {"name": "Flag", "type": "boolean"},
    {"name": "Pick", "type": "picklist", "picklistValues": ["Red", "Blue"]},
    {"name": "Many", "type": "multipicklist", "picklistValues": ["North", "East", "South"]},
    {"name": "Mail", "type": "email"},
    {"name": "Call", "type": "phone"},
    {"name": "Site", "type": "url"},
    {"name": "Firm", "type": "reference", "referenceTo": ["Account"]},
]
# label: what is typed; a tuple: the boxes ticked
TYPED = {
    "Line": "One line",
    "Story": "Two\nlines",
    "Whole": "1,234",
    "Score": "1,234.5",
    "Worth": "99.9",
    "Share": "12.5",
    "Day": "2026-02-28",
    "Moment": "2026-07-01T09:30",
    "Clock": "07:05",
    "Mail": "a@b.example",
    "Call": "+1 555 0100",
    "Site": "www.example.com",
}
STORED = {
    "Line__c": "One line",
    "Story__c": "Two\nlines",
    "Whole__c": 1234,
    "Score__c": 1234.5,
    "Worth__c": 99.9,
    "Share__c": 12.5,
    "Day__c": "2026-02-28",
    "Moment__c": "2026-07-01T07:30:00.000+0000",
    "Clock__c": "07:05:00.000Z",
    "Flag__c": True,
    "Pick__c": "Blue",
    "Many__c": "North;South",
    "Mail__c": "a@b.example",
    "Call__c": "+1 555 0100",
    "Site__c": "www.example.com",
}
READ = ["1,234.5", "99.90", "12.5%", "28 Feb 2026", "1 Jul 2026, 09:30", "07:05", "Blue", "North, South", "Silo Corp"]


def test_every_type_can_be_edited(office: OpenOffice, deployment: Deployment, user: User) -> None:
    org = deployment.sandbox.salesforce.org
    with org.lock:
        name = org.add_object("Specimen", "Specimen", "Specimens", FIELDS)
    account = user.crm.add("Account", Name="Silo Corp")
    key = user.crm.add(name, Name="Of everything")
    pane = open_record(office(user), "Of everything")
    pane.get_by_role("button", name="Edit", exact=True).click()
    _fill(pane)
    pane.get_by_role("button", name=f"Save {len(FIELDS)} changes").click()
    saved(pane, "Of everything")
    row = user.crm.read(key, name)
    assert {field: row[field] for field in STORED} == STORED
    assert row["Firm__c"] == account
    for text in READ:
        expect(pane.locator(".fact-value").get_by_text(text, exact=True)).to_be_visible()
    links = {"a@b.example": "mailto:a@b.example", "www.example.com": "https://www.example.com/"}
    for text, address in links.items():
        expect(pane.get_by_role("link", name=text, exact=True)).to_have_attribute("href", address)


def _fill(pane: FrameLocator) -> None:
    for label, text in TYPED.items():
        pane.get_by_label(label, exact=True).fill(text)
    pane.get_by_label("Flag", exact=True).check()
    pane.get_by_label("Pick", exact=True).select_option("Blue")
    many = pane.get_by_role("group", name="Many", exact=True)
    for box in ("South", "North"):
        many.get_by_label(box).check()
    pane.get_by_label("Firm", exact=True).fill("Silo")
    pane.get_by_role("option", name="Silo Corp").click()


def test_a_contact_of_a_task_is_a_link(office: OpenOffice, user: User) -> None:
    """Such a reference may lead to a lead as well; the id tells."""
    ann = user.crm.add(FirstName="Ann", LastName="Aaa", Email="ann@aaa.example")
    user.crm.add("Task", Subject="Call them soon", WhoId=ann)
    pane = open_record(office(user), "Call them soon")
    pane.get_by_role("button", name="Ann Aaa", exact=True).click()
    expect(pane.get_by_role("heading", name="Ann Aaa", level=1)).to_be_visible()
