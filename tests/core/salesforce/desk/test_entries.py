"""core.salesforce.desk.entries: what is wrong with a value is told, the rest goes out as Salesforce takes it."""

from typing import Any

import pytest

from core.salesforce.desk.entries import Wrong, checked, wire_value
from core.salesforce.desk.fields import FieldFacts, ObjectFacts, object_facts


def field(kind: str, **more: Any) -> FieldFacts:
    row = {"name": "F", "label": "F", "type": kind, "nillable": True, "createable": True, "updateable": True} | more
    return object_facts({"name": "X", "fields": [row]}).fields["F"]


RATED = {"picklistValues": [{"value": value, "active": True} for value in ("Hot", "Cold")], "restrictedPicklist": True}
MONEY = {"precision": 8, "scale": 2}
GOOD: list[tuple[FieldFacts, Any, Any]] = [
    (field("string", length=5), "abcde", "abcde"),
    (field("string", length=5), "", None),
    (field("string", length=5), " \t\n", None),
    (field("string", length=5), None, None),
    (field("textarea", length=4), "🧨🧨", "🧨🧨"),
    (field("email", length=80), " ann@example.com ", "ann@example.com"),
    (field("picklist", **RATED), "Hot", "Hot"),
    (field("picklist", picklistValues=RATED["picklistValues"]), "Anything", "Anything"),
    (field("multipicklist", **RATED), "Hot;Cold", "Hot;Cold"),
    (field("boolean"), False, False),
    (field("int", digits=3), 999, 999),
    (field("int", digits=3), -12.0, -12),
    (field("currency", **MONEY), 123456.78, 123456.78),
    (field("currency", **MONEY), 0.1, 0.1),
    (field("currency", **MONEY), 100000, 100000),
    (field("percent", precision=3, scale=0), 25, 25),
    (field("double", precision=18, scale=15), 13.377899, 13.377899),
    (field("date"), "1700-01-01", "1700-01-01"),
    (field("datetime"), "2026-03-04T05:06:07+02:00", "2026-03-04T03:06:07Z"),
    (field("datetime"), "2026-03-04T05:06:07.500Z", "2026-03-04T05:06:07Z"),
    (field("time"), "09:30", "09:30:00.000Z"),
    (field("time"), "09:30:15.5Z", "09:30:15.500Z"),
    (field("reference"), "0035i0000000001", "0035i0000000001"),
    (field("reference"), None, None),
]
BAD: list[tuple[FieldFacts, Any, str]] = [
    (field("string", length=5), "abcdef", "6 characters, and Salesforce holds 5"),
    (field("textarea", length=3), "🧨🧨", "4 characters"),
    (field("string"), 5, "takes a text"),
    (field("string"), "a\ud800", "half a character"),
    (field("string", nillable=False), " ", "Fill this in"),
    (field("email"), "ann", "e-mail address"),
    (field("email"), "a@b", "e-mail address"),
    (field("picklist", **RATED), "Warm", "“Warm” is not one of the choices"),
    (field("multipicklist", **RATED), "Hot;Warm", "Warm"),
    (field("boolean"), None, "ticked"),
    (field("boolean"), "true", "ticked"),
    (field("boolean"), 1, "ticked"),
    (field("int", digits=3), 1000, "at most 3 digits"),
    (field("int", digits=3), 1.5, "whole number"),
    (field("int"), "5", "takes a number"),
    (field("int"), True, "takes a number"),
    (field("currency", **MONEY), 1.234, "at most 2 decimals"),
    (field("currency", **MONEY), 1000000, "at most 6 digits before"),
    (field("currency", **MONEY), float("nan"), "larger"),
    (field("currency", **MONEY), float("inf"), "larger"),
    (field("currency"), 10**400, "larger"),
    (field("percent", precision=3, scale=0), 2.5, "a whole number"),
    (field("date"), "2026-02-30", "date from 1700"),
    (field("date"), "1699-12-31", "date from 1700"),
    (field("date"), "2026-01-01T00:00:00Z", "date from 1700"),
    (field("date"), "20260101", "date from 1700"),
    (field("datetime"), "2026-01-01", "a date and a time"),
    (field("datetime"), "2026-01-01T10:00:00", "a date and a time"),
    (field("datetime"), "0001-01-01T00:00:00+14:00", "a date and a time"),
    (field("datetime"), 7, "a date and a time"),
    (field("time"), "24:00", "time of day"),
    (field("time"), "9:30", "time of day"),
    (field("reference"), "acme", "Choose a record"),
    (field("reference"), "' OR Id != '' --", "Choose a record"),
    (field("string"), ["a"], "takes a text"),
    (field("date"), {"a": 1}, "date from 1700"),
]


@pytest.mark.parametrize(("facts", "value", "wire"), GOOD)
def test_what_goes_out(facts: FieldFacts, value: Any, wire: Any) -> None:
    assert wire_value(facts, value) == wire
    assert type(wire_value(facts, value)) is type(wire)


@pytest.mark.parametrize(("facts", "value", "words"), BAD)
def test_what_is_wrong(facts: FieldFacts, value: Any, words: str) -> None:
    with pytest.raises(Wrong) as caught:
        wire_value(facts, value)
    assert words in str(caught.value) and str(caught.value).endswith(".")


def facts() -> ObjectFacts:
    usual = {"type": "string", "createable": True, "updateable": True, "nillable": True}
    rows = [
        usual | {"name": "LastName", "label": "Last name", "nillable": False},
        usual | {"name": "Status", "nillable": False, "defaultedOnCreate": True},
        usual | {"name": "Title"},
        usual | {"name": "Kind", "updateable": False},
        usual | {"name": "Formula", "createable": False, "updateable": False},
        usual | {"name": "Story", "type": "textarea", "htmlFormatted": True},
    ]
    return object_facts({"name": "X", "fields": rows})


def test_rights_by_field_and_required_ones() -> None:
    wire, faults = checked(facts(), {"Kind": "a", "Title": "b", "Formula": "c"}, creating=True)
    assert wire == {"Kind": "a", "Title": "b"}
    assert [(one.name, one.label) for one in faults] == [("Formula", "Formula"), ("LastName", "Last name")]
    wire, faults = checked(facts(), {"Kind": "a", "Title": None, "LastName": None}, creating=False)
    assert wire == {"Title": None} and [one.name for one in faults] == ["Kind", "LastName"]


def test_html_is_not_overwritten_by_its_text() -> None:
    wire, faults = checked(facts(), {"Story": "plain now"}, creating=False)
    assert wire == {} and [(one.name, one.message) for one in faults] == [
        ("Story", "This field cannot be changed here.")
    ]


def test_a_new_record_sends_nothing_for_empty_fields() -> None:
    wire, faults = checked(facts(), {"LastName": "L", "Title": " ", "Status": None}, creating=True)
    assert (wire, faults) == ({"LastName": "L"}, [])
