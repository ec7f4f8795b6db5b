"""core.salesforce.desk: layouts and describes become forms; records become rows."""

from dataclasses import replace
from typing import Any

import pytest

from core.errors import Transient
from core.salesforce.desk.fields import ObjectFacts, object_facts
from core.salesforce.desk.forms import form
from core.salesforce.desk.layouts import layout_of, layouts_of
from core.salesforce.desk.pages import Page
from core.salesforce.desk.rows import Lister, columns_of
from core.salesforce.desk.shown import moment_text
from core.salesforce.desk.words import Words

USUAL = {"type": "string", "createable": True, "updateable": True, "nillable": True}


def facts(*names: str, **rows: dict[str, Any]) -> ObjectFacts:
    plain = [USUAL | {"name": name, "label": name.title()} for name in names]
    more = [USUAL | {"name": name} | row for name, row in rows.items()]
    return object_facts({"name": "X", "label": "Thing", "createable": True, "updateable": True, "fields": plain + more})


def item(*names: str, parts: tuple[str, ...] = (), kind: str = "Field", **flags: bool) -> dict[str, Any]:
    components: list[dict[str, Any]] = [{"type": kind, "value": name} for name in names]
    if parts:
        components[0]["components"] = [{"type": "Field", "value": part} for part in parts]
    return {"editableForNew": True, "editableForUpdate": True, "layoutComponents": components} | flags


def layout(
    *sections: tuple[str, list[dict[str, Any]]], editing: list[tuple[str, list[dict[str, Any]]]] | None = None
) -> Any:
    def told(listed: Any) -> list[dict[str, Any]]:
        return [{"heading": name, "useHeading": True, "layoutRows": [{"layoutItems": items}]} for name, items in listed]

    return layout_of({"detailLayoutSections": told(sections), "editLayoutSections": told(editing or sections)})


def shown(page: Page, row: dict[str, Any] | None = None) -> dict[str, Any]:
    return form(page, row or {})


def test_order_flags_and_what_is_no_field() -> None:
    items = [item("b"), item("", kind="EmptySpace"), item("a", "c"), item("link", kind="CustomLink"), item("hidden")]
    editing = [("One", [item("a", required=True), item("b", editableForUpdate=False)])]
    page = Page(facts("a", "b", "c"), layout(("One", items), editing=editing), None, None)
    told = shown(page)
    assert told["sections"] == [{"label": "One", "fields": ["b", "a", "c"]}]
    assert [told["fields"][name]["editable"] for name in "abc"] == [True, False, True]
    assert [told["fields"][name]["required"] for name in "abc"] == [True, False, False]


def test_a_new_event_asks_for_its_times() -> None:
    event = replace(facts("Subject", "StartDateTime", "EndDateTime"), name="Event")
    made, kept = (shown(Page(event, None, None, None, creating=creating))["fields"] for creating in (True, False))
    assert [name for name, field in made.items() if field["required"]] == ["StartDateTime", "EndDateTime"]
    assert [name for name, field in kept.items() if field["required"]] == []


def test_addresses_are_edited_by_their_parts() -> None:
    place = {"compoundFieldName": "Address"}
    fields = facts(
        Address={"type": "address", "createable": False, "updateable": False},
        Street=place,
        City=place,
        State=place,
        StateCode=place | {"type": "picklist", "controllerName": "CountryCode"},
        CountryCode=place
        | {"type": "picklist", "picklistValues": [{"value": "IE", "active": True, "label": "Ireland"}]},
        Latitude=place | {"type": "double"},
        GeocodeAccuracy=place,
    )
    row = {"Street": "1 Main St\nFloor 2", "City": "Dublin", "State": "Leinster", "StateCode": "L", "CountryCode": "IE"}
    told = shown(Page(fields, layout(("", [item("Address")])), None, None), row)
    assert told["fields"]["Address"]["compound"] == ["Street", "City", "StateCode", "CountryCode"]
    assert told["display"] == {"Address": "1 Main St Floor 2, Dublin, Leinster", "CountryCode": "Ireland"}
    assert "Address" not in told["values"] and told["values"]["City"] == "Dublin"
    assert told["sections"] == [{"label": "", "fields": ["Address"]}]


@pytest.mark.parametrize("parts", [(), ("Place__Latitude__s", "Place__Longitude__s")])
@pytest.mark.parametrize(
    ("latitude", "longitude", "text"),
    [(51.4545, -2.5879, {"Place__c": "51.4545, -2.5879"}), (0.0, 6, {"Place__c": "0, 6"}), (None, None, {})],
)
def test_a_place_reads_as_one_and_is_edited_by_its_degrees(
    parts: tuple[str, ...], latitude: float | None, longitude: float | None, text: dict[str, str]
) -> None:
    degree = {"compoundFieldName": "Place__c", "type": "double", "precision": 18, "scale": 15}
    fields = facts(
        Place__c={"type": "location", "createable": False, "updateable": False},
        Place__Latitude__s=degree,
        Place__Longitude__s=degree,
    )
    row = {"Place__Latitude__s": latitude, "Place__Longitude__s": longitude}
    told = shown(Page(fields, layout(("", [item("Place__c", parts=parts)])), None, None), row)
    assert told["fields"]["Place__c"]["compound"] == ["Place__Latitude__s", "Place__Longitude__s"]
    assert told["fields"]["Place__c"]["editable"]
    assert told["display"] == text
    assert told["values"] == row


def test_a_new_record_can_be_saved_whatever_the_layout_leaves_out() -> None:
    fields = facts(
        "a", Must={"nillable": False}, Given={"nillable": False, "defaultedOnCreate": True}, Sum={"createable": False}
    )
    page = Page(fields, layout(("One", [item("a"), item("Sum")])), None, None, creating=True)
    told = shown(page)
    assert told["sections"] == [{"label": "One", "fields": ["a", "Must"]}]
    assert told["fields"]["Must"]["required"]
    bare = shown(Page(fields, None, None, None, creating=True))
    assert bare["sections"] == [{"label": "Thing", "fields": ["a", "Must", "Given"]}]


def test_the_controller_comes_along_and_record_types_choose() -> None:
    entries = [{"value": value, "active": True, "label": value.title()} for value in ("north", "south")]
    towns = [{"value": "rome", "active": True, "label": "Roma", "validFor": "QA=="}]
    fields = facts(
        Land={"type": "picklist", "picklistValues": entries},
        Town={"type": "picklist", "picklistValues": towns, "controllerName": "Land"},
    )
    allowed = [
        {
            "picklistName": "Land",
            "picklistValues": [entries[1] | {"defaultValue": True}, {"value": "new", "active": True}],
        }
    ]
    layouts = layouts_of(
        {"layouts": None, "recordTypeMappings": [{"recordTypeId": "012A", "picklistsForRecordType": allowed}]}
    )
    told = shown(Page(fields, layout(("", [item("Town")])), layouts, "012A"), {"Town": "rome"})
    assert told["fields"]["Town"]["choices"] == [{"value": "rome", "label": "Roma", "valid_for": ["south"]}]
    assert told["fields"]["Land"]["choices"] == [{"value": "south", "label": "South", "default": True}]
    assert told["sections"] == [{"label": "", "fields": ["Town"]}] and told["values"]["Land"] is None
    assert told["display"] == {"Town": "Roma"}


def test_values_by_type() -> None:
    kinds: dict[str, dict[str, Any]] = {
        "When": {"type": "datetime"},
        "Yes": {"type": "boolean"},
        "Whole": {"type": "double", "precision": 18},
        "Money": {"type": "currency", "precision": 18, "scale": 2},
        "Blob": {"type": "base64"},
        "Many": {"type": "multipicklist", "picklistValues": [{"value": "a", "label": "A", "active": True}]},
        "Ref": {"type": "reference", "relationshipName": "Owner"},
    }
    row = {"When": "2026-01-02T03:04:05.000+0000", "Whole": 5.0, "Money": 5.0, "Blob": "x", "Many": "a;b", "Ref": "005"}
    told = shown(Page(facts(**kinds), None, None, None), row | {"Owner": {"attributes": {}, "Name": "Ann"}})
    assert told["values"] == {
        "When": "2026-01-02T03:04:05Z",
        "Yes": False,
        "Whole": 5,
        "Money": 5.0,
        "Many": "a;b",
        "Ref": "005",
    }
    assert told["display"] == {"Many": "A; b", "Ref": "Ann"} and "Blob" not in told["fields"]


@pytest.mark.parametrize("mark", [{"htmlFormatted": True}, {"extraTypeInfo": "richtextarea"}])
def test_rich_text_reads_as_its_text_and_is_not_edited(mark: dict[str, Any]) -> None:
    kinds: dict[str, dict[str, Any]] = {
        "Story": {"type": "textarea", "nillable": False} | mark,
        "Plain": {"type": "textarea"},
    }
    html = "<p>Dear <b>all</b>,</p>"
    told = shown(Page(facts(**kinds), None, None, None), {"Story": html, "Plain": html})
    assert told["values"] == {"Story": "Dear all,", "Plain": html}
    story, plain = told["fields"]["Story"], told["fields"]["Plain"]
    assert (story["editable"], story["createable"], story["required"]) == (False, False, False)
    assert (plain["editable"], plain["createable"]) == (True, True)


@pytest.mark.parametrize("body", [None, [], {}, {"layouts": []}, "x"])
def test_what_is_no_layout(body: object) -> None:
    for read in (layouts_of, layout_of):
        with pytest.raises(Transient):
            read(body)


def test_rows() -> None:
    lister = Lister({"Case": "Ticket"}, lambda sobject, key: f"https://x/{sobject}/{key}", Words("en-GB"))
    case = {
        "Id": "500",
        "CaseNumber": "0001",
        "Subject": "Leak",
        "Status": "New",
        "Account": {"Name": "Acme"},
        "AccountId": "001",
    }
    told = lister.row("Case", case)
    assert (told["label"], told["name"], told["detail"], told["status"]) == ("Ticket", "Leak", "0001 · Acme", "New")
    assert told["account"] == {"id": "001", "name": "Acme"} and told["url"] == "https://x/Case/500"
    assert lister.row("Case", {"Id": "500", "CaseNumber": "0001"})["name"] == "0001"
    assert lister.row("Thing__c", {"Id": "a00"})["name"] == "a00"
    task = lister.row(
        "Task", {"Id": "00T", "Subject": "Call", "ActivityDate": None, "CreatedDate": "2026-01-02T03:04:05.000+0000"}
    )
    assert (task["at"], "at" in told) == ("2026-01-02T03:04:05Z", False)
    assert columns_of("Case")[:2] == ["Id", "CaseNumber"] and columns_of("X__c") == ["Id", "Name"]


def test_words_of_a_language() -> None:
    english, german = Words("en-US"), Words("de-AT")
    assert [english.value(one) for one in (1200, 1234567.5, "2026-01-02", None, True, " a\n b ")] == [
        *("1,200", "1,234,567.50", "2 Jan 2026", "", "", "a b"),
    ]
    assert [german.value(one) for one in (1234567.5, "2026-01-02", "2026-02-30")] == [
        "1.234.567,50",
        "2.1.2026",
        "2026-02-30",
    ]
    assert Words("").number(5) == "5"


def test_moments_that_are_none_stay_texts() -> None:
    assert moment_text("soon") == "soon" and moment_text("2026-01-02T03:04:05") == "2026-01-02T03:04:05"
