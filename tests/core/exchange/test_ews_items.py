"""Contacts on EWS's wire, checked against Microsoft's schema."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from core.exchange import ews_contacts as contacts
from core.exchange import ews_items, ews_paths
from core.exchange.ews import m
from core.exchange.ews_contacts import CONTACT as KIND
from core.exchange.ews_paths import Element, T, put, t
from core.objects import CONTACT
from core.records import Value, canonical
from tests.core.exchange.samples import on_the_wire, whole, write

MODIFIED = "2026-03-02T09:00:00.1234567Z"


@pytest.fixture(scope="module")
def schema(schemas: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(schemas / "ews" / "ews.xsd"))


def check(schema: etree.XMLSchema, element: Element) -> None:
    schema.assertValid(etree.fromstring(etree.tostring(element)))


def replied(contact: Element) -> Element:
    """What GetItem would answer for a contact that was created so: with ids in their places."""
    parsed = etree.fromstring(etree.tostring(contact))
    parsed.insert(0, t("ItemId", Id="AAMk/x+=", ChangeKey="CK1"))
    parsed.insert(1, t("ParentFolderId", Id="AQMk", ChangeKey="CK0"))
    put(parsed, t("LastModifiedTime", MODIFIED))
    return parsed


def test_every_field_has_a_path() -> None:
    assert contacts.PATHS.keys() - {"display_name", "file_as"} == CONTACT.fields.keys() - {"crm_section"}


def test_a_new_contact_is_valid_and_comes_back(schema: etree.XMLSchema) -> None:
    fields = whole()
    contact = ews_items.encode_new(KIND, write(on_the_wire(fields)))
    items = m("Items", contact)
    folder = m("SavedItemFolderId", t("FolderId", Id="AQMk"))
    check(schema, m("CreateItem", folder, items, MessageDisposition="SaveOnly", SendMeetingInvitations="SendToNone"))
    item = ews_items.decode(KIND, replied(contact))
    assert item is not None
    assert item.fields == {name: value for name, value in fields.items() if name != "crm_section"}
    assert (item.key, item.version, item.folder) == ("AAMk/x+=", "CK1", "AQMk")
    assert (item.shown, item.filed, item.categories) == ("Ann Lee", "Lee, Ann", ("Salesforce", "A&B"))
    assert item.properties == {"Stamp": "s1", "Peer": "003", "Move": "s1"}
    assert item.modified is not None


@pytest.mark.parametrize("name", sorted(CONTACT.fields.keys() - {"crm_section"}))
@pytest.mark.parametrize("empty", [False, True])
def test_every_single_change_is_valid(schema: etree.XMLSchema, name: str, empty: bool) -> None:
    value = None if empty else whole()[name]
    check(schema, changes({name: value}))


def changes(fields: dict[str, Value]) -> Element:
    updates = ews_items.encode_changes(KIND, write(fields, "AAMk", "CK1"))
    change = put(t("ItemChange"), t("ItemId", Id="AAMk", ChangeKey="CK1"), updates)
    return m("UpdateItem", m("ItemChanges", change), ConflictResolution="NeverOverwrite", MessageDisposition="SaveOnly")


def test_a_change_of_everything_is_valid(schema: etree.XMLSchema) -> None:
    check(schema, changes(on_the_wire(whole())))


def test_the_shape_is_valid(schema: etree.XMLSchema) -> None:
    check(schema, m("GetItem", ews_paths.shape(KIND.read), m("ItemIds", t("ItemId", Id="AAMk"))))


@given(st.text(max_size=60))
def test_any_text_is_sent_clean_and_comes_back(text: str) -> None:
    item = ews_items.decode(
        KIND, replied(ews_items.encode_new(KIND, write({"surname": canonical(text), "body": canonical(text)})))
    )
    assert item is not None
    assert (item.fields.get("surname"), item.fields.get("body")) == (canonical(text), canonical(text))


class TestOddReplies:
    def decoded(self, inner: str) -> dict[str, Value]:
        xml = f'<t:Contact xmlns:t="{ews_paths.TYPES}"><t:ItemId Id="a" ChangeKey="b"/>{inner}</t:Contact>'
        item = ews_items.decode(KIND, etree.fromstring(xml))
        assert item is not None
        return dict(item.fields)

    def test_nothing_but_an_id(self) -> None:
        assert self.decoded("") == {}

    def test_empty_and_unknown_elements(self) -> None:
        inner = "<t:GivenName/><t:Surname> </t:Surname><t:Hologram>x</t:Hologram><t:PhoneNumbers/><t:EmailAddresses>"
        inner += '<t:Entry Key="EmailAddress9">x@y.z</t:Entry><t:Entry/></t:EmailAddresses><t:ExtendedProperty/>'
        assert self.decoded(inner) == {}

    def test_an_address_book_entry_is_no_email_address(self) -> None:
        entries = '<t:Entry Key="EmailAddress1" RoutingType="EX">/o=Org/cn=ann</t:Entry>'
        entries += '<t:Entry Key="EmailAddress2" RoutingType="smtp">ann@x.example</t:Entry>'
        assert self.decoded(f"<t:EmailAddresses>{entries}</t:EmailAddresses>") == {"email_address_2": "ann@x.example"}

    @pytest.mark.parametrize("tag", ["0x3a45", "0x3A45", "14917"])
    def test_tags_in_any_writing(self, tag: str) -> None:
        uri = f'<t:ExtendedFieldURI PropertyTag="{tag}" PropertyType="String"/>'
        assert self.decoded(f"<t:ExtendedProperty>{uri}<t:Value>Dr.</t:Value></t:ExtendedProperty>") == {"title": "Dr."}

    def test_a_tag_that_is_no_number(self) -> None:
        uri = '<t:ExtendedFieldURI PropertyTag="title" PropertyType="String"/>'
        assert self.decoded(f"<t:ExtendedProperty>{uri}<t:Value>Dr.</t:Value></t:ExtendedProperty>") == {}

    @pytest.mark.parametrize("text", ["1980-05-12T11:59:00Z", "1980-05-12T00:00:00", "1980-05-11T23:00:00.5+00:00"])
    def test_birthdays(self, text: str) -> None:
        assert self.decoded(f"<t:Birthday>{text}</t:Birthday>") == {"birthday": date(1980, 5, 12)}

    def test_ten_megabytes_of_notes(self) -> None:
        assert len(str(self.decoded(f"<t:Body>{'x' * 10_000_000}</t:Body>")["body"])) == 10_000_000

    @pytest.mark.parametrize("xml", [f"<t:Contact xmlns:t='{ews_paths.TYPES}'/>", "<x/>"])
    def test_what_is_no_contact(self, xml: str) -> None:
        assert ews_items.decode(KIND, etree.fromstring(xml)) is None

    def test_a_distribution_list(self) -> None:
        assert ews_items.decode(KIND, put(etree.Element(f"{T}DistributionList"), t("ItemId", Id="a"))) is None
