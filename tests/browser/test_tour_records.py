"""Tour: any record. Looked up, opened, every kind of field edited, refused, changed by somebody else meanwhile; created
in spite of a duplicate; kept as a favourite."""

from typing import Any

from playwright.sync_api import expect

from sandbox.salesforce.record_pages import set_layout
from tests.browser.record_steps import saved, search_box
from tests.browser.tour import Tour, tours

COUNTRIES = ["Chile", "Ghana", "Nepal"]
CITIES = [{"value": "Accra", "validFor": ["Ghana"]}, {"value": "Arica", "validFor": ["Chile"]}]
FIELDS: list[dict[str, Any]] = [
    {"name": "Code", "type": "string"},
    {"name": "Story", "type": "textarea", "length": 1000},
    {"name": "Price", "type": "currency"},
    {"name": "Leaves", "type": "date"},
    {"name": "Paid", "type": "boolean"},
    {"name": "Country", "type": "picklist", "picklistValues": COUNTRIES},
    {"name": "City", "type": "picklist", "picklistValues": CITIES, "controllerName": "Country__c"},
    {"name": "Seas", "type": "multipicklist", "picklistValues": ["North", "East", "South"]},
    {"name": "Owner", "type": "reference", "referenceTo": ["Account"]},
]


@tours
def test_a_record_of_any_kind(tour: Tour) -> None:
    kind = _voyages(tour)
    account = tour.add("Account", Name=f"Harbour {tour.key}")
    key = tour.add(kind, Name=f"Round trip {tour.key}", Code__c="A1")
    for subject in ("About our order", "Something else"):
        tour.user.outlook.mail.receive(tour.address("ann"), subject, "Hello")
    tour.open()
    tour.message("About our order")
    tour.open_pane()
    tour.look_up(f"Round trip {tour.key}")
    tour.goes_to_salesforce(f"Round trip {tour.key}", kind, key)
    tour.press("button", "Edit", exact=True)
    _fill(tour)
    _refused_first(tour)
    saved(tour.pane, f"Round trip {tour.key}")
    row = tour.user.crm.read(key, kind)
    wanted = {
        "Story__c": "Two weeks", "Price__c": 1234.5, "Leaves__c": "2030-03-31", "Paid__c": True, "Country__c": "Ghana",
        "City__c": "Accra", "Seas__c": "North;South", "Owner__c": account, "Code__c": "B2",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    _changed_meanwhile(tour, kind, key)
    _survives_another_message(tour, kind, key)


def _voyages(tour: Tour) -> str:
    org = tour.deployment.sandbox.salesforce.org
    with org.lock:
        kind = str(org.add_object(f"Voyage{tour.key}", f"Voyage{tour.key}", f"Voyages{tour.key}", FIELDS))
        org.add_validation_rule(kind, "code", "Code__c = 'bad'", "No ship has this code.", "Code__c")
        set_layout(org, kind, {"Voyage": ["Name", *(f"{field['name']}__c" for field in FIELDS)]})
    return kind


def _fill(tour: Tour) -> None:
    label, hand = tour.pane.get_by_label, tour.hand
    hand.write(label("Code", exact=True), "bad")
    hand.write(label("Story", exact=True), "Two weeks")
    hand.write(label("Price", exact=True), "1,234.5")
    hand.write(label("Leaves", exact=True), "2030-03-31")
    hand.press(label("Paid", exact=True))
    expect(label("City", exact=True)).to_be_disabled()
    hand.choose(label("Country", exact=True), "Ghana")
    hand.choose(label("City", exact=True), "Accra")
    seas = tour.pane.get_by_role("group", name="Seas", exact=True)
    for sea in ("North", "South"):
        hand.press(seas.get_by_label(sea))
    owner = f"Harbour {tour.key}"
    hand.pick(label("Owner", exact=True), owner, tour.pane.get_by_role("option", name=owner))


def _refused_first(tour: Tour) -> None:
    """Salesforce's message lands at its field, which has the focus; corrected, all of it is saved."""
    tour.press("button", "Save 9 changes")
    code = tour.pane.get_by_label("Code", exact=True)
    expect(code).to_have_accessible_description("No ship has this code.")
    expect(code).to_be_focused()
    tour.hand.write(code, "B2")
    tour.press("button", "Save 9 changes")


def _changed_meanwhile(tour: Tour, kind: str, key: str) -> None:
    tour.hand.write(tour.edit("Code"), "mine")
    tour.user.crm.edit(key, kind, Code__c="theirs", Story__c="Three weeks")
    tour.press("button", "Save 1 change")
    expect(tour.said("Somebody else changed")).to_be_visible()
    tour.press("button", "Keep yours mine")
    tour.press("button", "Save 1 change")
    saved(tour.pane, f"Round trip {tour.key}")
    row = tour.user.crm.read(key, kind)
    assert (row["Code__c"], row["Story__c"]) == ("mine", "Three weeks")


def _survives_another_message(tour: Tour, kind: str, key: str) -> None:
    tour.hand.write(tour.edit("Code"), "half a co")
    pinned = tour.pin()
    tour.message("Something else")
    if pinned:
        expect(search_box(tour.pane)).to_be_visible()
    tour.message("About our order")
    if not pinned:  # the pane was closed: what was typed waits where it was
        tour.open_pane()
        tour.look_up(f"Round trip {tour.key}")
    expect(tour.pane.get_by_label("Code", exact=True)).to_have_value("half a co")
    tour.press("button", "Save 1 change")
    saved(tour.pane, f"Round trip {tour.key}")
    assert tour.user.crm.read(key, kind)["Code__c"] == "half a co"


@tours
def test_looking_up_and_creating(tour: Tour) -> None:
    """Found while typing; a favourite and recent ones stand ready; a duplicate is shown before it is saved."""
    org = tour.deployment.sandbox.salesforce.org
    fax = f"+1 555 {tour.key}"
    with org.lock:
        org.add_duplicate_rule("Contact", f"Same fax {tour.key}", [["Fax"]], "Allow")
    tour.add(FirstName="Ida", LastName=f"Kestrel{tour.key}", Email=tour.address("ida"), Fax=fax)
    tour.user.outlook.mail.receive(tour.address("ann"), "About our order", "Hello")
    tour.open()
    tour.message("About our order")
    tour.open_pane()
    name = f"Ida Kestrel{tour.key}"
    tour.look_up(name)
    tour.press("button", f"Add {name} to favourites")
    expect(tour.pane.get_by_role("button", name=f"Remove {name} from favourites")).to_be_visible()
    tour.press("button", "Back")
    tour.press("button", "Clear the search")
    for group in ("Favourites", "Recently viewed"):
        expect(tour.pane.get_by_role("group", name=group)).to_contain_text(name)
    _create(tour, f"Kestrell{tour.key}", fax)
    tour.press("button", "Save anyway")
    expect(tour.heading(f"Kestrell{tour.key}")).to_be_visible()
    assert len(tour.found(f"SELECT Id FROM Contact WHERE Fax = '{fax}'")) == 2  # noqa: S608


def _create(tour: Tour, last: str, fax: str) -> None:
    tour.press("button", "New record")
    tour.press("button", "Contact", exact=True)
    tour.press("button", "Create Contact")
    field = tour.pane.get_by_label("Last Name")
    expect(field).to_have_accessible_description("Last Name is needed.")
    expect(field).to_be_focused()
    tour.hand.write(field, last)
    tour.hand.press(tour.pane.locator("summary").filter(has_text="More fields"))
    tour.hand.write(tour.pane.get_by_label("Business Fax"), fax)
    tour.press("button", "Create Contact")
    expect(tour.said("There may be a duplicate")).to_be_visible()
    expect(tour.pane.get_by_role("button", name=f"Use Ida Kestrel{tour.key}")).to_be_visible()
