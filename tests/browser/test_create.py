"""A new record: required fields first, duplicates shown, defaults and record types of the org."""

from playwright.sync_api import expect

from sandbox.salesforce.record_pages import add_record_type
from tests.browser.axe import overflows, violations
from tests.browser.conftest import OpenOffice
from tests.browser.record_steps import open_tab, said, stored
from tests.server.deployment import Deployment, User


def test_a_contact_is_created_with_the_keyboard_alone(office: OpenOffice, user: User) -> None:
    opened = office(user)
    pane = open_tab(opened)
    keyboard = opened.page.keyboard
    pane.get_by_role("button", name="New record").press("Enter")
    pane.get_by_role("button", name="Contact", exact=True).press("Enter")
    save = pane.get_by_role("button", name="Create Contact")
    save.press("Enter")
    last = pane.get_by_label("Last Name")
    expect(last).to_be_focused()
    expect(last).to_have_accessible_description("Last Name is needed.")
    assert violations(opened.page, frame=opened.pane_frame) == []
    keyboard.type("Newcomer")
    more = pane.get_by_text("More fields")
    expect(pane.get_by_label("Email", exact=True)).to_be_hidden()
    more.press("Enter")
    pane.get_by_label("Email", exact=True).focus()
    keyboard.type("new@comer.example")
    keyboard.press("Enter")
    expect(pane.get_by_role("heading", name="Newcomer", level=1)).to_be_visible()
    assert user.crm.query("SELECT Id FROM Contact WHERE LastName = 'Newcomer' AND Email = 'new@comer.example'")
    assert not overflows(opened.pane_frame)


def test_duplicates_are_shown_to_be_used_or_passed(office: OpenOffice, deployment: Deployment, user: User) -> None:
    org = deployment.sandbox.salesforce.org
    with org.lock:
        org.add_duplicate_rule("Contact", "Same fax", [["Fax"]], "Allow")
    key = user.crm.add(FirstName="Dora", LastName="Doubleday", Fax="+1 555 0177")
    opened = office(user)
    pane = open_tab(opened)
    for last, way in (("Doubleday", "Save anyway"), ("Doubledee", "Use Dora Doubleday")):
        pane.get_by_role("tab", name="Look up").click()
        pane.get_by_role("button", name="New record").click()
        pane.get_by_role("button", name="Contact", exact=True).click()
        pane.get_by_label("Last Name").fill(last)
        pane.get_by_text("More fields").click()
        pane.get_by_label("Business Fax").fill("+1 555 0177")
        pane.get_by_role("button", name="Create Contact").click()
        expect(said(pane, "There may be a duplicate")).to_be_visible()
        assert way != "Save anyway" or not violations(opened.page, ("dark",), frame=opened.pane_frame)
        pane.get_by_role("button", name=way).first.click()
        expect(pane.get_by_role("heading", name="Doubleday", level=1)).to_be_visible()
    assert len(user.crm.query("SELECT Id FROM Contact WHERE Fax = '+1 555 0177'")) == 2
    assert stored(user, key, "FirstName") == ["Dora"]


def test_choices_follow_record_type_and_controller(office: OpenOffice, deployment: Deployment, user: User) -> None:
    org = deployment.sandbox.salesforce.org
    country = ["Chile", "Ghana", "Nepal"]
    city = [{"value": "Accra", "validFor": ["Ghana"]}, {"value": "Arica", "validFor": ["Chile"]}]
    with org.lock:
        name = org.add_object("Voyage", "Voyage", "Voyages")
        org.add_field(name, "Country", "picklist", picklistValues=country)
        org.add_field(name, "City", "picklist", picklistValues=city, controllerName="Country__c")
        add_record_type(org, name, "Short", {"Country__c": ["Chile", "Ghana"]})
        add_record_type(org, name, "Long", {"Country__c": ["Nepal", "Ghana"]})
    pane = open_tab(office(user))
    pane.get_by_role("button", name="New record").click()
    pane.get_by_role("button", name="Voyage", exact=True).click()
    pane.get_by_label("Record type").select_option(label="Long")
    box = pane.get_by_label("Country", exact=True)
    expect(box.locator("option")).to_have_text(["None", "Nepal", "Ghana"])
    expect(box).to_have_value("Nepal")
    towns = pane.get_by_label("City", exact=True)
    expect(towns).to_be_disabled()
    box.select_option("Ghana")
    towns.select_option("Accra")
    pane.get_by_label("Voyage Name").fill("Round trip")
    pane.get_by_role("button", name="Create Voyage").click()
    expect(pane.get_by_role("heading", name="Round trip", level=1)).to_be_visible()
    row = user.crm.query(f"SELECT Country__c, City__c, RecordType.Name FROM {name}")[0]  # noqa: S608
    assert (row["Country__c"], row["City__c"], row["RecordType"]["Name"]) == ("Ghana", "Accra", "Long")
    pane.get_by_role("button", name="Edit Country").click()
    pane.get_by_label("Country", exact=True).select_option("Nepal")
    pane.get_by_role("button", name="Save 2 changes").click()
    expect(pane.get_by_role("button", name="Edit Country")).to_be_visible()
    row = user.crm.query(f"SELECT Country__c, City__c FROM {name}")[0]  # noqa: S608
    assert (row["Country__c"], row["City__c"]) == ("Nepal", None)


def test_long_labels_and_choices_fit_a_narrow_pane(office: OpenOffice, deployment: Deployment, user: User) -> None:
    """With text of twice the size before the form is laid out: Chromium keeps the least width that a control of date
    and time had, and that is the widest of all."""
    org, long = deployment.sandbox.salesforce.org, "Unbreakable" * 9
    with org.lock:
        name = org.add_object("Wideness", "Wideness", "Widenesses")
        org.add_field(name, "When" + long[:30], "datetime")
        org.add_field(name, "Pick" + long[:30], "picklist", picklistValues=[long])
        org.add_field(name, "Many" + long[:30], "multipicklist", picklistValues=[long])
    opened = office(user)
    pane = open_tab(opened)
    opened.page.locator("iframe.addin-page").evaluate("frame => { frame.style.width = '320px' }")
    opened.pane_frame.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    pane.get_by_role("button", name="New record").click()
    pane.get_by_role("button", name="Wideness", exact=True).click()
    expect(pane.get_by_label("When", exact=False)).to_be_visible()
    assert not overflows(opened.pane_frame)
