"""Unmodified exchangelib 5.6.0: extended properties, categories, user configuration and attachments."""

from typing import Any

import pytest
from exchangelib import Contact, ExtendedProperty, FileAttachment
from exchangelib.errors import ErrorInvalidAttachmentId, ErrorItemNotFound, ErrorItemSave
from lxml import etree

from sandbox.microsoft.properties import PropertyId
from tests.sandbox.microsoft_ews.conftest import World
from tests.sandbox.microsoft_ews.contacts import person

SET_ID = "3f1c7a52-8d57-4a5e-9d3c-5f7b8e6a1d20"


def extended_property(name: str, **attributes: Any) -> Any:
    """A subclass of exchangelib's ExtendedProperty, as its documentation has clients write one."""
    return type(name, (ExtendedProperty,), attributes)


PROPERTIES = {
    "stamp": extended_property("Stamp", property_set_id=SET_ID, property_name="BothwaysStamp", property_type="String"),
    "title": extended_property("Title", property_tag=0x3A45, property_type="String"),
    "tag_given": extended_property("GivenName", property_tag=0x3A06, property_type="String"),
    "words": extended_property(
        "Keywords",
        distinguished_property_set_id="PublicStrings",
        property_name="Keywords",
        property_type="StringArray",
    ),
    "email2": extended_property(
        "SecondEmail", distinguished_property_set_id="Address", property_id=0x8093, property_type="String"
    ),
}


@pytest.fixture
def registered() -> Any:
    for name, cls in PROPERTIES.items():
        Contact.register(name, cls)
    yield
    for name in PROPERTIES:
        Contact.deregister(name)


def test_a_named_property_is_kept_and_found(world: World, account: Any, registered: None) -> None:
    """CreateItem, GetItem, SyncFolderItems and FindItem IsEqualTo with ExtendedFieldURI PropertySetId, PropertyName."""
    account.bulk_create(folder=account.contacts, items=[person(n, stamp=f"s{n}", title="Dr.") for n in range(3)])
    (found,) = account.contacts.filter(stamp="s1").only("given_name", "stamp", "title")
    assert (found.given_name, found.stamp, found.title) == ("Name1", "s1", "Dr.")
    synced = [i.stamp for _, i in account.contacts.sync_items(only_fields=["stamp"])]
    assert synced == ["s0", "s1", "s2"]
    (full,) = account.fetch([found], only_fields=["complete_name"])
    assert full.complete_name.title == "Dr."
    stored = world.anna.item(found.id)
    assert stored is not None
    assert stored.properties[PropertyId("String", set_id=SET_ID, name="BothwaysStamp")] == "s1"
    found.stamp = None
    account.bulk_update([(found, ["stamp"])])
    assert list(account.contacts.filter(stamp="s1")) == []
    assert world.recorder.request_problems() == []


def test_a_mapi_tag_of_a_field_is_that_field(world: World, account: Any, registered: None) -> None:
    """SetItemField by PropertyTag 0x3A06, Keywords and dispid 0x8093 change given name, categories and e-mail 2."""
    (made,) = account.bulk_create(folder=account.contacts, items=[person(1, categories=["A"])])
    (item,) = account.fetch([made], only_fields=["tag_given", "words", "email2", "changekey"])
    assert (item.tag_given, item.words, item.email2) == ("Name1", ["A"], None)
    item.tag_given, item.words, item.email2 = "Neu", ["B", "C"], "two@bothways.example"
    account.bulk_update([(item, ["tag_given", "words", "email2"])])
    (read,) = account.fetch([made.id and (made.id, None)], only_fields=["given_name", "categories", "email_addresses"])
    assert (read.given_name, read.categories) == ("Neu", ["B", "C"])
    assert [(e.label, e.email) for e in read.email_addresses] == [("EmailAddress2", "two@bothways.example")]
    assert world.recorder.request_problems() == []


def test_the_master_category_list_is_a_user_configuration(world: World, account: Any) -> None:
    """GetUserConfiguration and UpdateUserConfiguration of CategoryList in the calendar folder: both faces see it."""
    name = account.calendar.get_user_configuration(name="CategoryList", properties="XmlData")
    root = etree.fromstring(name.xml_data)
    assert etree.QName(root).namespace == "CategoryList.xsd"
    new = etree.SubElement(root, "{CategoryList.xsd}category")
    for key, value in {"name": "Salesforce", "color": "7", "guid": "{3F1C7A52-8D57-4A5E-9D3C-5F7B8E6A1D20}"}.items():
        new.set(key, value)
    account.calendar.update_user_configuration(name="CategoryList", xml_data=etree.tostring(root))
    assert [c.color for c in world.anna.categories() if c.name == "Salesforce"] == [7]
    assert world.recorder.request_problems() == []


def test_user_configurations_are_made_read_and_deleted(world: World, account: Any) -> None:
    """The four UserConfiguration operations with dictionary, XML and binary data."""
    folder = account.contacts
    data = {"text": "x", "number": 5, "yes": True, "texts": ("a", "b")}
    folder.create_user_configuration(name="Bothways", dictionary=data, xml_data=b"<a/>", binary_data=b"\x00\x01")
    read = folder.get_user_configuration(name="Bothways")
    assert (read.dictionary, read.xml_data, read.binary_data) == (data, b"<a/>", b"\x00\x01")
    with pytest.raises(ErrorItemSave):
        folder.create_user_configuration(name="Bothways", dictionary={})
    folder.update_user_configuration(name="Bothways", xml_data=b"<b/>")
    assert folder.get_user_configuration(name="Bothways", properties="XmlData").xml_data == b"<b/>"
    folder.delete_user_configuration(name="Bothways")
    with pytest.raises(ErrorItemNotFound):
        folder.get_user_configuration(name="Bothways")
    assert list(folder.sync_items(only_fields=["given_name"])) == []
    assert world.recorder.request_problems() == []


def test_a_photo_is_an_attachment(world: World, account: Any) -> None:
    """CreateAttachment (the parent's change key moves), GetAttachment, DeleteAttachment; HasPicture follows."""
    (made,) = account.bulk_create(folder=account.contacts, items=[person(1)])
    (item,) = account.fetch([made], only_fields=["attachments", "has_picture", "changekey"])
    photo = FileAttachment(name="ContactPicture.jpg", content=b"\xff\xd8 jpeg", is_contact_photo=True)
    item.attach(photo)
    assert item.changekey != made.changekey
    (read,) = account.fetch([(made.id, None)], only_fields=["attachments", "has_picture", "has_attachments"])
    assert read.has_picture and read.has_attachments
    (attached,) = read.attachments
    assert (attached.name, attached.is_contact_photo, attached.content) == (
        "ContactPicture.jpg",
        True,
        b"\xff\xd8 jpeg",
    )
    read.detach(attached)
    (after,) = account.fetch([(made.id, None)], only_fields=["attachments", "has_picture"])
    assert after.has_picture is False and after.attachments == []
    with pytest.raises((ErrorItemNotFound, ErrorInvalidAttachmentId)):
        item.detach(photo)
    assert world.recorder.request_problems() == []
