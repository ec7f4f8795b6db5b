"""Contacts and tasks: made, changed, moved, ticked off, deleted."""

from playwright.sync_api import expect

from sandbox.acting import field
from tests.sandbox.outlook.conftest import Open, Town


def test_a_contact_is_made_changed_copied_and_deleted(town: Town, outlook: Open) -> None:
    town.anna.mailbox.create_folder("contacts", "Salesforce")
    page = outlook(town.anna, "people")
    page.get_by_role("button", name="New contact").click()
    page.get_by_label("First name").fill("Zoë")
    page.get_by_label("Last name").fill("Ångström")
    page.get_by_label("E-mail", exact=True).fill("zoe@out.example")
    page.get_by_label("City").first.fill("Malmö")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Zoë Ångström")).to_be_visible()
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Mobile phone").fill("+46 70 000 00 01")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="+46 70 000 00 01")).to_be_visible()
    found = town.anna.find("contacts", surname="Ångström")
    assert found is not None
    assert (field(found, "business_city"), field(found, "mobile_phone")) == ("Malmö", "+46 70 000 00 01")
    assert field(found, "email_address_1") == "zoe@out.example"
    page.get_by_role("button", name="Categorise").click()
    page.get_by_role("menuitem", name="New category…").click()
    page.get_by_label("Name", exact=True).fill("Berths")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".card .chip", has_text="Berths")).to_be_visible()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Copy to…").click()
    page.get_by_role("radio", name="Salesforce").check()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Copied to Salesforce")
    assert town.anna.find("Salesforce", surname="Ångström") is not None
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("option", name="Zoë Ångström")).to_have_count(0)
    assert town.anna.find("deleteditems", surname="Ångström") is not None


def test_a_task_is_made_ticked_off_and_seen_when_others_change_it(town: Town, outlook: Open) -> None:
    page = outlook(town.anna, "tasks")
    page.get_by_role("button", name="New task").click()
    page.get_by_label("Title").fill("Call Zoë")
    page.get_by_label("Due").fill("2026-03-06")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Due Fri, 6 March 2026")).to_be_visible()
    page.get_by_role("checkbox", name="Completed: Call Zoë").click()
    expect(page.locator(".done", has_text="Call Zoë")).to_be_visible()
    task = town.anna.tasks.find("Call Zoë")
    assert task is not None and task.fields["due_date"] == "2026-03-06" and task.fields["status"] == "Completed"
    town.anna.tasks.edit(task, subject="Call Zoë again")
    expect(page.get_by_role("row", name="Call Zoë again")).to_be_visible()
