"""Layouts and record types of an administrator, dependent picklists, UserRecordAccess."""

import base64
from typing import Any

import pytest

from sandbox.salesforce.record_pages import add_record_type, set_layout
from tests.sandbox.salesforce_engine.conftest import Company, refused

MASTER = "012000000000000AAA"


def items(sections: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Layout item by the field it shows."""
    rows = [row for section in sections for row in section["layoutRows"]]
    return {item["layoutComponents"][0]["value"]: item for row in rows for item in row["layoutItems"]}


def test_a_layout_orders_requires_and_protects(company: Company) -> None:
    set_layout(company.org, "Account", {"Basics": ["Phone!", "Name", "~Website"], "Where": ["BillingAddress"]})
    (layout,) = company.ann.layouts("Account")["layouts"]
    reading, editing = layout["detailLayoutSections"], layout["editLayoutSections"]
    assert [section["heading"] for section in reading] == ["Basics", "Where", "System Information"]
    assert list(items(editing)) == ["Phone", "Name", "Website", "BillingAddress"]
    assert items(editing)["Phone"]["required"] and not items(editing)["Website"]["editableForUpdate"]
    assert items(editing)["Name"]["editableForNew"]
    parts = items(editing)["BillingAddress"]["layoutComponents"][0]["components"]
    assert [part["value"] for part in parts][:2] == ["BillingStreet", "BillingCity"]
    company.ann.insert("Account", {"Name": "The API does not know of layouts"})


def test_hidden_fields_leave_the_layout(company: Company) -> None:
    set_layout(company.org, "Account", {"Basics": ["Name", "Phone"]})
    company.org.set_field_access("Standard User", "Account", "Phone", read=False, edit=False)
    (layout,) = company.ann.layouts("Account")["layouts"]
    assert list(items(layout["editLayoutSections"])) == ["Name"]


def test_record_types_have_their_own_layouts_and_choices(company: Company) -> None:
    partner = add_record_type(company.org, "Account", "Partner", {"Rating": ["Warm", "Hot"]})
    set_layout(company.org, "Account", {"Partner": ["Name", "Rating"]}, partner)
    listed = company.ann.layouts("Account")
    assert listed["layouts"] is None and listed["recordTypeSelectorRequired"] == [True]
    mappings = {mapping["recordTypeId"]: mapping for mapping in listed["recordTypeMappings"]}
    assert mappings[MASTER]["picklistsForRecordType"] is None
    (picklist,) = mappings[partner]["picklistsForRecordType"]
    told = [(value["value"], value["defaultValue"]) for value in picklist["picklistValues"]]
    assert (picklist["picklistName"], told) == ("Rating", [("Warm", True), ("Hot", False)])
    own = company.ann.layouts("Account", partner)
    assert list(items(own["editLayoutSections"])) == ["Name", "Rating"]
    assert own["id"] == mappings[partner]["layoutId"] != mappings[MASTER]["layoutId"]
    assert "Industry" in items(company.ann.layouts("Account", MASTER)["editLayoutSections"])


def test_an_object_gets_its_record_type_field_with_its_first_record_type(company: Company) -> None:
    assert "RecordTypeId" not in {field["name"] for field in company.ann.describe("Lead")["fields"]}
    key = add_record_type(company.org, "Lead", "Partner lead")
    lead = company.ann.insert("Lead", {"LastName": "L", "Company": "C", "RecordTypeId": key})
    assert company.ann.retrieve("Lead", lead)["RecordTypeId"] == key
    later = company.ann.insert("Lead", {"LastName": "M", "Company": "C"})
    assert company.ann.retrieve("Lead", later)["RecordTypeId"] == key, "nobody said, so it is the default"
    row = company.ann.query("SELECT RecordType.Name FROM Lead").records[0]
    assert row["RecordType"]["Name"] == "Partner lead"
    company.org.restore(company.org.snapshot())
    assert company.ann.retrieve("Lead", lead)["RecordTypeId"] == key


def test_unknown_names_are_refused(company: Company) -> None:
    with pytest.raises(ValueError, match="no field"):
        set_layout(company.org, "Account", {"Basics": ["Nope"]})
    with pytest.raises(ValueError, match="no object"):
        add_record_type(company.org, "Nope", "x")


def test_dependent_picklists_tell_their_bitmaps(company: Company) -> None:
    org = company.org
    countries = [f"C{number}" for number in range(10)]
    org.add_field("Account", "Land", "picklist", picklistValues=countries)
    cities = [{"value": "First", "validFor": ["C0", "C9"]}, {"value": "None", "validFor": []}]
    org.add_field("Account", "City", "picklist", picklistValues=cities, controllerName="Land__c")
    org.add_field("Account", "Vip", "boolean")
    gifts = [{"value": "Wine", "validFor": ["true"]}, {"value": "Card", "validFor": ["true", "false"]}]
    org.add_field("Account", "Gift", "picklist", picklistValues=gifts, controllerName="Vip__c")
    fields = {field["name"]: field for field in company.ann.describe("Account")["fields"]}
    city, gift = fields["City__c"], fields["Gift__c"]
    assert (city["dependentPicklist"], city["controllerName"]) == (True, "Land__c")
    bits = [base64.b64decode(choice["validFor"]) for choice in city["picklistValues"]]
    assert bits == [bytes([0b10000000, 0b01000000]), bytes(2)]
    assert [base64.b64decode(choice["validFor"]) for choice in gift["picklistValues"]] == [b"\x40", b"\xc0"]
    assert all(choice["validFor"] is None for choice in fields["Land__c"]["picklistValues"])
    company.ann.insert("Account", {"Name": "The API does not check dependencies", "Land__c": "C1", "City__c": "First"})


def access(company: Company, user: str, *records: str) -> list[dict[str, Any]]:
    ids = ", ".join(f"'{record}'" for record in records)
    columns = "RecordId, HasEditAccess, MaxAccessLevel"
    soql = f"SELECT {columns} FROM UserRecordAccess WHERE UserId = '{user}' AND RecordId"  # noqa: S608  (ids)
    return company.bob.query(f"{soql} IN ({ids})").records


def test_user_record_access(company: Company) -> None:
    bob = company.bob.context.user_id
    company.org.set_sharing("Lead", "Private")
    company.org.set_sharing("Account", "Read")
    lead = company.ann.insert("Lead", {"LastName": "L", "Company": "C"})
    account, own = company.ann.insert("Account", {"Name": "A"}), company.bob.insert("Account", {"Name": "B"})
    told = access(company, bob, lead, account, own, "0015i0000000zzzAAA")
    assert [(row["RecordId"], row["HasEditAccess"], row["MaxAccessLevel"]) for row in told] == [
        (lead, False, "None"),
        (account, False, "Read"),
        (own, True, "All"),
    ]
    assert set(told[0]) == {"attributes", "RecordId", "HasEditAccess", "MaxAccessLevel"}


BAD = (
    "SELECT RecordId FROM UserRecordAccess",
    "SELECT RecordId FROM UserRecordAccess WHERE UserId = '005000000000001'",
    "SELECT RecordId FROM UserRecordAccess WHERE RecordId LIKE 'a%'",
)


@pytest.mark.parametrize("soql", BAD)
def test_user_record_access_needs_one_user_and_records(company: Company, soql: str) -> None:
    assert refused(company.ann.query, soql).code == "MALFORMED_QUERY"


def test_only_administrators_ask_about_others(company: Company) -> None:
    ann, account = company.ann.context.user_id, company.ann.insert("Account", {"Name": "A"})
    soql = f"SELECT HasReadAccess FROM UserRecordAccess WHERE UserId = '{ann}' AND RecordId = '{account}'"  # noqa: S608  (ids)
    assert company.admin.query(soql).records[0]["HasReadAccess"] is True
    assert refused(company.bob.query, soql).code == "MALFORMED_QUERY"
    wrong = soql.replace("HasReadAccess", "Nope")
    assert refused(company.admin.query, wrong).code == "INVALID_FIELD"
