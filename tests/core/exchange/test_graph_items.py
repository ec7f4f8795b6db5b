"""Contacts on Graph's wire, checked against Graph's own metadata."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exchange import graph_contacts, graph_items
from core.exchange.graph_contacts import CONTACT as KIND
from core.exchange.mailbox import Item
from core.objects import CONTACT
from core.records import Value
from tests.core.exchange.samples import on_the_wire, whole, write

ANSWERED = {"id": "AAkA", "@odata.etag": 'W/"CK1"', "parentFolderId": "AQMk"}


@pytest.fixture(scope="module")
def declared(schemas: Path) -> dict[str, Any]:
    """The properties of Graph's contact by name."""
    types = json.loads((schemas / "graph" / "graph-v1.json").read_text())["types"]
    found: dict[str, Any] = {}
    name: str | None = "contact"
    while name:
        found |= types[name]["properties"] | types[name].get("navigation", {})
        name = types[name]["base"]
    return found


def decoded(contact: dict[str, Any]) -> Item:
    item = graph_items.item_of(KIND, ANSWERED | contact, "")
    assert item is not None
    return item


def test_every_name_is_declared(declared: dict[str, Any]) -> None:
    assert set(graph_contacts.SELECT.split(",")) <= declared.keys()
    body = graph_contacts.encode(write(on_the_wire(whole())))
    assert body.keys() <= declared.keys()
    for name, value in body.items():
        assert declared[name]["collection"] is isinstance(value, list), name


def test_every_field_is_written_and_comes_back() -> None:
    fields = whole()
    item = decoded(graph_contacts.encode(write(on_the_wire(fields))))
    assert item.fields == {name: value for name, value in fields.items() if name != "crm_section"}
    assert (item.key, item.version, item.folder) == ("AAkA", 'W/"CK1"', "AQMk")
    assert (item.shown, item.filed, item.categories) == ("Ann Lee", "Lee, Ann", ("Salesforce", "A&B"))
    assert item.properties == {"Stamp": "s1", "Peer": "003", "Move": "s1"}


@pytest.mark.parametrize("name", sorted(CONTACT.fields.keys() - {"crm_section"}))
def test_none_empties(name: str) -> None:
    body = graph_contacts.encode(write({name: None}, "AAkA", "v"))
    assert decoded(whole_on_the_wire() | body).fields.get(name) is None


def whole_on_the_wire() -> dict[str, Any]:
    body = graph_contacts.encode(write(on_the_wire(whole())))
    # A PATCH of other extended properties leaves those that it does not name.
    return body | {graph_items.VALUES: []}


def test_an_address_is_sent_whole() -> None:
    before = decoded({"homeAddress": {"street": "a", "city": "b", "countryOrRegion": "c"}})
    body = graph_contacts.encode(replace(write({"home_city": "Oslo"}, "AAkA", "v"), before=before))
    assert body["homeAddress"] == {
        **{"street": "a", "city": "Oslo", "state": None},
        **{"countryOrRegion": "c", "postalCode": None},
    }


@pytest.mark.parametrize(("names", "partial"), [({"home_city"}, True), ({"surname"}, False), (set(whole()), False)])
def test_what_needs_the_rest_of_an_address(names: set[str], partial: bool) -> None:
    assert graph_contacts.partial_address(names) is partial


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["address", "city", "id"]), inner),
    max_leaves=6,
)


class TestOddReplies:
    @given(st.dictionaries(st.sampled_from([*graph_contacts.SELECT.split(","), graph_items.VALUES, "new"]), JSON))
    def test_wrong_types_are_no_values(self, contact: dict[str, Any]) -> None:
        item = graph_items.item_of(KIND, contact | {"id": "A"}, "")
        assert item is None or all(isinstance(value, str | date) for value in item.fields.values())

    @pytest.mark.parametrize("junk", [1, True, [], {}, 1.5])
    def test_a_value_of_a_wrong_type_is_no_emptied_field(self, junk: object) -> None:
        assert graph_items.item_of(KIND, {"id": "A", "surname": "Berg", "jobTitle": junk}, "") is None

    @pytest.mark.parametrize("contact", [None, [], "x", {}, {"id": 5}])
    def test_what_is_no_contact(self, contact: object) -> None:
        assert graph_items.item_of(KIND, contact, "") is None

    def test_nulls(self) -> None:
        assert decoded(dict.fromkeys(graph_contacts.SELECT.split(","))).fields == {}

    def test_the_email_list_stands_for_the_slots(self) -> None:
        entries = [{"name": "A", "address": "a@x.example"}, {"name": None, "address": "b@x.example"}]
        expected: dict[str, Value] = {"email_address_1": "a@x.example", "email_address_2": "b@x.example"}
        assert decoded({"emailAddresses": entries}).fields == expected

    def test_the_slots_beat_the_list(self) -> None:
        entry = {"address": "b@x.example"}
        both = {"emailAddresses": [entry], "primaryEmailAddress": None, "secondaryEmailAddress": entry}
        assert decoded(both).fields == {"email_address_2": "b@x.example"}

    def test_phone_lists_fill_what_no_property_tells(self) -> None:
        rows = [{"id": "String 0x3a1b", "value": "+2"}, {"id": "String 0x3A09001F", "value": "+3"}]
        lists = {"businessPhones": ["+2"], "homePhones": ["+3", "+4"], graph_items.VALUES: rows}
        assert decoded(lists).fields == {"business_phone_2": "+2", "home_phone": "+3", "home_phone_2": "+4"}

    def test_without_an_etag_the_change_key_serves(self) -> None:
        assert graph_items.version_of({"changeKey": "CK"}) == 'W/"CK"'
