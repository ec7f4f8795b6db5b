"""Accounts in an org that has person accounts: there Name is a field of its own, or made of the parts of a person's
name, as the record's layout says (Object Reference, "Account"; recorded describes, with the fields such orgs add)."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.salesforce.desk.entries import checked
from core.salesforce.desk.fields import ObjectFacts, object_facts
from core.salesforce.desk.forms import form
from core.salesforce.desk.layouts import layouts_of
from core.salesforce.desk.pages import Page

PARTS = ("Salutation", "FirstName", "LastName")


@pytest.fixture(scope="module")
def accounts(schemas: Path) -> ObjectFacts:
    def recorded(name: str) -> dict[str, Any]:
        body: dict[str, Any] = json.loads((schemas / "salesforce" / f"describe-{name}.json").read_text("utf-8"))
        return body

    body = recorded("Account")
    people = {field["name"]: field for field in recorded("Contact")["fields"]}
    body["fields"] += [people[name] | {"nillable": True, "compoundFieldName": "Name"} for name in PARTS]
    flag = people["IsDeleted"] | {"name": "IsPersonAccount", "label": "Is Person Account"}
    return object_facts(body | {"fields": [*body["fields"], flag]})


def shown(accounts: ObjectFacts, *parts: str, creating: bool) -> dict[str, Any]:
    """The form by a layout that has the name alone."""
    components = [{"type": "Field", "value": part} for part in parts]
    name = {"type": "Field", "value": "Name", "components": components}
    item = {"required": True, "editableForNew": True, "editableForUpdate": True, "layoutComponents": [name]}
    section = [{"heading": "Information", "useHeading": True, "layoutRows": [{"layoutItems": [item]}]}]
    told = {"recordTypeMappings": [], "layouts": [{"detailLayoutSections": section, "editLayoutSections": section}]}
    layouts = layouts_of(told)
    return form(Page(accounts, layouts.only, layouts, None, creating=creating), {"Name": "Acme"})


@pytest.mark.parametrize(("creating", "right"), [(True, "createable"), (False, "editable")])
def test_a_company_has_a_name(accounts: ObjectFacts, creating: bool, right: str) -> None:
    told = shown(accounts, creating=creating)
    assert told["sections"] == [{"label": "Information", "fields": ["Name"]}]
    assert list(told["fields"]) == ["Name"]
    name = told["fields"]["Name"]
    assert (name["compound"], name["required"], name[right]) == (None, True, True)


@pytest.mark.parametrize("creating", [True, False])
def test_a_person_has_the_parts_of_one(accounts: ObjectFacts, creating: bool) -> None:
    told = shown(accounts, *PARTS, creating=creating)
    assert told["fields"]["Name"]["compound"] == list(PARTS)
    required = {name: field["required"] for name, field in told["fields"].items()}
    assert required == {"Name": False, "Salutation": False, "FirstName": False, "LastName": True}


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"Name": "Acme Ltd"}, []),
        ({"LastName": "Muster", "FirstName": "Max"}, []),
        ({"LastName": "Muster"}, []),
        ({"FirstName": "Max"}, ["LastName"]),
        ({"FirstName": "Max", "LastName": ""}, ["LastName"]),
        ({}, ["Name"]),
        ({"Name": ""}, ["Name"]),
    ],
)
def test_either_kind_of_name_is_enough(accounts: ObjectFacts, values: dict[str, Any], missing: list[str]) -> None:
    _, faults = checked(accounts, values, creating=True)
    assert [fault.name for fault in faults] == missing
