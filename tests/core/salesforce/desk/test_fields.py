"""core.salesforce.desk.fields: what describe tells, with dependencies decoded."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import Transient
from core.salesforce.desk.choices import choices_of, controlling
from core.salesforce.desk.fields import MASTER, object_facts
from core.salesforce.desk.objects import listed_objects


def picklist(*values: str, valid: dict[str, bytes] | None = None, **more: Any) -> dict[str, Any]:
    entries = [
        {
            "value": value,
            "label": value.upper(),
            "active": not value.startswith("old"),
            "defaultValue": value == "b",
            "validFor": base64.b64encode(valid[value]).decode() if valid and value in valid else None,
        }
        for value in values
    ]
    return {"type": "picklist", "picklistValues": entries} | more


def test_bits_of_valid_for_count_from_the_left_and_inactive_values_too() -> None:
    controller = picklist("a", "old", "b", *(f"n{number}" for number in range(8)))
    bits = {"x": bytes([0b10100000, 0b00100000]), "y": bytes(2), "z": b""}
    found = {
        choice.value: choice.valid_for
        for choice in choices_of(picklist("x", "y", "z", valid=bits)["picklistValues"], controller)
    }
    assert found == {"x": ("a", "b", "n7"), "y": (), "z": ()}


def test_a_checkbox_controls_by_false_and_true() -> None:
    assert controlling({"type": "boolean"}) == ["false", "true"]
    dependent = picklist("x", "y", valid={"x": b"\x40", "y": b"\xc0"})["picklistValues"]
    found = [choice.valid_for for choice in choices_of(dependent, {"type": "boolean"})]
    assert found == [("true",), ("false", "true")]


@pytest.mark.parametrize("bits", ["****", 7, None, "AAA", {"a": 1}, "ÿ"])
def test_bits_that_are_none_allow_nothing(bits: object) -> None:
    entries = [{"value": "x", "active": True, "validFor": bits}]
    assert [choice.valid_for for choice in choices_of(entries, picklist("a"))] == [()]


def test_choices_without_a_controller() -> None:
    found = list(choices_of(picklist("a", "b", "old")["picklistValues"], None))
    assert [(choice.value, choice.label, choice.default, choice.valid_for) for choice in found] == [
        ("a", "A", False, None),
        ("b", "B", True, None),
    ]


@pytest.mark.parametrize("name", ["Account", "Case", "Contact", "Event", "Lead", "Opportunity"])
def test_recorded_describes_are_read(schemas: Path, name: str) -> None:
    body = json.loads((schemas / "salesforce" / f"describe-{name}.json").read_text("utf-8"))
    facts = object_facts(body)
    assert list(facts.fields) == [field["name"] for field in body["fields"]]
    assert facts.name == name and facts.label and facts.plural
    assert facts.name_field == {"Case": "CaseNumber", "Event": "Subject"}.get(name, "Name")
    assert any(record_type.id == MASTER for record_type in facts.record_types)
    for field in facts.fields.values():
        assert field.type == field.type.lower() and field.label


def test_parts_of_compound_fields(schemas: Path) -> None:
    facts = object_facts(json.loads((schemas / "salesforce" / "describe-Contact.json").read_text("utf-8")))
    assert {part.name for part in facts.parts("Name")} == {"Salutation", "FirstName", "LastName"}
    assert "MailingCity" in {part.name for part in facts.parts("MailingAddress")}
    assert facts.fields["LastName"].must_be_given and not facts.fields["OwnerId"].must_be_given


def test_the_recorded_listing_of_all_objects(schemas: Path) -> None:
    listed = listed_objects(json.loads((schemas / "salesforce" / "describe-Global.json").read_text("utf-8")))
    shown = [one.name for one in listed.values() if one.shown]
    assert {"Account", "Contact", "Opportunity", "Case"} <= set(shown)
    assert not [name for name in shown if name.endswith(("Share", "History", "Feed", "ChangeEvent", "Tag"))]


@pytest.mark.parametrize("body", [None, [], "x", {}, {"name": "A"}, {"fields": []}, {"name": 1, "fields": []}])
def test_what_is_no_describe(body: object) -> None:
    with pytest.raises(Transient):
        object_facts(body)
    if not isinstance(body, dict) or "sobjects" not in body:
        with pytest.raises(Transient):
            listed_objects(body)


def test_odd_rows_are_left_out() -> None:
    rows = [
        None,
        7,
        {"name": 3},
        {"name": "A", "deprecatedAndHidden": True},
        {"name": "B", "length": "x", "type": None},
    ]
    facts = object_facts({"name": "X", "fields": rows, "recordTypeInfos": "none"})
    assert list(facts.fields) == ["B"] and (facts.fields["B"].type, facts.fields["B"].length) == ("string", 0)
    assert facts.record_types == ()
