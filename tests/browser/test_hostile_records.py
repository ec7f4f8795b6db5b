"""Hostile texts in every place where the pane shows the CRM's: none of them runs, all of them are read as text."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import OpenOffice
from tests.browser.hostile import PAYLOADS, Watch, links
from tests.browser.record_steps import open_tab, results, search_box
from tests.server.deployment import Deployment, User


def test_no_payload_of_a_record_runs(office: OpenOffice, deployment: Deployment, user: User) -> None:
    org = deployment.sandbox.salesforce.org
    fields: list[dict[str, Any]] = [
        {
            "name": f"F{number}",
            "type": ("string", "textarea", "url")[number % 3],
            "label": text[:40],
            "inlineHelpText": text,
        }
        for number, text in enumerate(PAYLOADS)
    ]
    choices = [{"value": text, "label": text} for text in PAYLOADS]
    fields.append({"name": "Pick", "type": "picklist", "picklistValues": choices})
    with org.lock:
        kind = org.add_object("Trap", f"{PAYLOADS[1][:30]}", "Traps", fields)
        org.add_validation_rule(kind, "stop", "F0__c = 'stop'", PAYLOADS[1], "F0__c")
        org.add_validation_rule(kind, "halt", "F0__c = 'halt'", PAYLOADS[2])
        org.add_duplicate_rule(kind, "same", [["F3__c"]], "Allow", PAYLOADS[0])
    values = {f"F{number}__c": text for number, text in enumerate(PAYLOADS)}
    user.crm.add(kind, Name=f"Trap {PAYLOADS[1]}", Pick__c=PAYLOADS[0], **values)
    opened = office(user)
    watch = Watch(opened.page)
    pane = open_tab(opened)
    search_box(pane).fill("Trap")
    results(pane).first.click()
    expect(pane.get_by_role("heading", name=f"Trap {PAYLOADS[1]}", level=1)).to_be_visible()
    for text in PAYLOADS:
        expect(pane.locator(".fact-value").get_by_text(text, exact=True).first).to_be_visible()
    assert links(opened.pane_frame) <= {"http:", "https:"}
    for help_button in pane.locator(".help-button").all()[:5]:
        help_button.click()
    pane.get_by_role("button", name="Edit", exact=True).click()
    first = pane.locator("[data-field=F0__c]")
    for text, message in (("stop", PAYLOADS[1]), ("halt", PAYLOADS[2])):
        first.fill(text)
        first.press("Enter")
        expect(pane.get_by_text(message, exact=False).first).to_be_visible()
    pane.get_by_role("button", name="Cancel").click()
    pane.get_by_role("button", name="Add Trap").click()
    assert (watch.ran, watch.stopped) == ([], [])
