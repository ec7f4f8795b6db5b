"""What stands in the way of saving a record, and how a person gets past it."""

from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenOffice
from tests.browser.record_steps import edit, open_record, said, saved, stored
from tests.server.deployment import Deployment, User


def test_salesforces_message_lands_at_its_field(office: OpenOffice, deployment: Deployment, user: User) -> None:
    org = deployment.sandbox.salesforce.org
    with org.lock:
        message = "Fax machines are gone <b>for good</b>."
        org.add_validation_rule("Contact", "no_fax", "Fax = 'gone'", message, "Fax")
        org.add_validation_rule("Contact", "no_title", "Title = 'Emperor'", "Nobody is emperor here.")
    key = user.crm.add(LastName="Ruleworth", Title="Clerk")
    opened = office(user)
    pane = open_record(opened, "Ruleworth")
    edit(pane, "Title").fill("Cook")
    fax = edit(pane, "Business Fax")
    fax.fill("gone")
    fax.press("Enter")
    expect(fax).to_be_focused()
    expect(fax).to_have_accessible_description(message)
    assert stored(user, key, "Title", "Fax") == ["Clerk", None]
    assert violations(opened.page, frame=opened.pane_frame) == []
    fax.fill("+1 555 0100")
    pane.get_by_label("Title").fill("Emperor")
    fax.press("Enter")
    expect(said(pane, "Nobody is emperor here.")).to_be_visible()
    pane.get_by_label("Title").fill("Cook")
    fax.press("Enter")
    saved(pane, "Ruleworth")
    assert stored(user, key, "Title", "Fax") == ["Cook", "+1 555 0100"]


def test_what_cannot_be_right_is_said_before_it_is_sent(office: OpenOffice, user: User) -> None:
    key = user.crm.add(FirstName="Ada", LastName="Checker", Email="ada@checker.example")
    pane = open_record(office(user), "Ada Checker")
    email = edit(pane, "Email")
    email.fill("ada(at)checker")
    last = edit(pane, "Full Name", "Last Name")
    last.fill("")
    last.press("Enter")
    expect(last).to_have_accessible_description("Last Name is needed.")
    expect(email).to_have_accessible_description("This is no e-mail address. Write it like name@example.com.")
    expect(pane.locator("[aria-invalid=true]").first).to_be_focused()
    pane.get_by_role("button", name="Cancel").click()
    pane.get_by_role("button", name="Undo").click()
    expect(email).to_have_value("ada(at)checker")
    pane.get_by_role("button", name="Cancel").click()
    expect(said(pane, "ada@checker.example")).to_be_visible()
    assert stored(user, key, "LastName", "Email") == ["Checker", "ada@checker.example"]


def test_two_people_change_one_field_and_the_person_decides(office: OpenOffice, user: User) -> None:
    key = user.crm.add(LastName="Clashman", Title="One", Department="Sales")
    opened = office(user)
    pane = open_record(opened, "Clashman")
    edit(pane, "Title").fill("Mine")
    edit(pane, "Department").fill("My department")
    user.crm.edit(key, Title="Theirs", Department="Their department", Fax="0")
    pane.get_by_role("button", name="Save 2 changes").click()
    expect(said(pane, "Somebody else changed Clashman too")).to_be_visible()
    title = pane.get_by_role("group", name="Title")
    expect(title.get_by_role("button", name="Keep yours Mine")).to_be_focused()
    assert violations(opened.page, ("light",), frame=opened.pane_frame) == []
    opened.page.keyboard.press("Enter")
    pane.get_by_role("group", name="Department").get_by_role(
        "button", name="Take Salesforce’s Their department"
    ).click()
    pane.get_by_role("button", name="Save 1 change").click()
    saved(pane, "Clashman")
    assert stored(user, key, "Title", "Department", "Fax") == ["Mine", "Their department", "0"]


def test_a_change_of_another_field_is_no_question(office: OpenOffice, user: User) -> None:
    key = user.crm.add(LastName="Mergewell", Title="One")
    pane = open_record(office(user), "Mergewell")
    edit(pane, "Title").fill("Two")
    user.crm.edit(key, Department="Theirs")
    pane.get_by_role("button", name="Save 1 change").click()
    saved(pane, "Mergewell")
    expect(said(pane, "Theirs")).to_be_visible()
    assert stored(user, key, "Title", "Department") == ["Two", "Theirs"]


def test_saving_waits_out_offline_and_a_sick_salesforce(office: OpenOffice, deployment: Deployment, user: User) -> None:
    key = user.crm.add(LastName="Patience")
    opened = office(user)
    pane = open_record(opened, "Patience")
    edit(pane, "Title").fill("Patient")
    opened.page.context.set_offline(True)
    save = pane.get_by_role("button", name="Save 1 change")
    save.click()
    expect(said(pane, "You are offline")).to_be_visible()
    opened.page.context.set_offline(False)
    pane.get_by_role("button", name="Try again").click()
    saved(pane, "Patience")
    edit(pane, "Title").fill("Very patient")
    deployment.sandbox.faults.add("forbidden", operation="PATCH")
    save.click()
    expect(said(pane, "You may not change this record")).to_be_visible()
    expect(pane.get_by_label("Title")).to_have_value("Very patient")
    deployment.sandbox.faults.add("unavailable", operation="PATCH", times=None)
    save.click()
    expect(said(pane, "Salesforce does not answer")).to_be_visible()
    deployment.sandbox.faults.clear()
    pane.get_by_role("button", name="Try again").click()
    saved(pane, "Patience")
    assert stored(user, key, "Title") == ["Very patient"]


def test_a_record_that_is_gone_says_so(office: OpenOffice, user: User) -> None:
    key = user.crm.add(LastName="Vanisher")
    opened = office(user)
    pane = open_record(opened, "Vanisher")
    edit(pane, "Title").fill("Too late")
    user.crm.delete(key)
    pane.get_by_role("button", name="Save 1 change").click()
    expect(said(pane, "This is not there any more")).to_be_visible()
    expect(pane.get_by_label("Title")).to_have_value("Too late")
