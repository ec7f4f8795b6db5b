"""MAPI properties and fields are two views of one thing."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.microsoft.properties import FIELDS, PUBLIC_STRINGS, PropertyId
from sandbox.microsoft.store import Mailbox

_MOMENT = datetime(2001, 2, 3, tzinfo=UTC)
_SAMPLES: dict[str, Any] = {"String": "text", "StringArray": ["a", "b"], "Integer": 1, "SystemTime": _MOMENT}


@pytest.mark.parametrize("property_id", FIELDS, ids=lambda p: p.text)
def test_each_mapped_property_is_a_field_both_ways(mailbox: Mailbox, property_id: PropertyId) -> None:
    value = _SAMPLES[property_id.type]
    item = mailbox.create_item("contacts", "contact", {}, {property_id: value})
    assert item.properties == {}
    assert item.property(property_id) == value
    assert mailbox.update_item(item, properties_delete=[property_id]).property(property_id) is None


def test_a_tag_written_by_one_client_is_a_field_for_another(mailbox: Mailbox) -> None:
    tags = {"String 0x3a06": "Zoë", "String 0x3A11": "Lee", "String 0x3A16": "Acme", "String 0x3A24": "+49 1"}
    item = mailbox.create_item("contacts", "contact", {}, {PropertyId.parse(k): v for k, v in tags.items()})
    assert (item.fields["given_name"], item.fields["surname"], item.fields["company_name"]) == ("Zoë", "Lee", "Acme")
    assert item.fields["phone_numbers"] == {"BusinessFax": "+49 1"}
    keywords = PropertyId("StringArray", set_id=PUBLIC_STRINGS, name="Keywords")
    assert mailbox.update_item(item, {"categories": ["Salesforce"]}).property(keywords) == ["Salesforce"]


def test_the_name_prefix_and_unknown_properties_stay_properties(mailbox: Mailbox) -> None:
    prefix = PropertyId.parse("String 0x3A45")
    item = mailbox.create_item("contacts", "contact", {}, {prefix: "Dr"})
    assert item.property(prefix) == item.properties[prefix] == "Dr"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("string 0x3A45", "String 0x3a45"),
        ("String 0x3A45001F", "String 0x3a45"),
        ("String {66F5A359-4659-4830-9070-00040EC6AC6E} Name Some name", None),
        ("Integer {00062008-0000-0000-C000-000000000046} Id 0x8534", None),
        ("stringarray 66f5a359-4659-4830-9070-00040ec6ac6e Name X", None),
    ],
)
def test_property_ids_are_read_in_graphs_writing(text: str, normal: str | None) -> None:
    read = PropertyId.parse(text)
    assert PropertyId.parse(read.text) == read
    assert normal in (None, read.text)


@pytest.mark.parametrize("text", ["", "String", "Text 0x3A45", "String {66f5a359} Name X", "String 0x", "Name X"])
def test_what_is_no_property_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="property id"):
        PropertyId.parse(text)


def test_a_mapped_property_of_a_wrong_type_is_refused(mailbox: Mailbox) -> None:
    with pytest.raises(ValueError, match="is no"):
        mailbox.create_item("contacts", "contact", {}, {PropertyId.parse("String 0x3A06"): 5})
    with pytest.raises(ValueError, match="out of range"):
        mailbox.create_item("contacts", "contact", {}, {PropertyId.parse("Integer 0x0036"): 9})
