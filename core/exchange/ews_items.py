"""Contacts between EWS's XML and canonical form (MS-OXWSCONT), read and written with lxml directly: exchangelib's own
objects cost 0.85 to 1.5 ms of CPU an item."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml import etree

from core.exchange import wire
from core.exchange.mailbox import ADDRESS_PARTS, PLACES, PROPERTY_NAMES, PROPERTY_SET, Item, Write
from core.records import Fields, Value, canonical

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
M, T = f"{{{MESSAGES}}}", f"{{{TYPES}}}"
NAMESPACES = {"m": MESSAGES, "t": TYPES}
Element = Any  # lxml's element type is a private name

# Canonical field -> element of t:Contact and FieldURI after "contacts:".
TEXTS = {
    "display_name": "DisplayName",
    "file_as": "FileAs",
    "given_name": "GivenName",
    "middle_name": "MiddleName",
    "nickname": "Nickname",
    "company_name": "CompanyName",
    "assistant_name": "AssistantName",
    "birthday": "Birthday",
    "business_home_page": "BusinessHomePage",
    "department": "Department",
    "generation": "Generation",
    "job_title": "JobTitle",
    "surname": "Surname",
}
PHONES = {
    "assistant_phone": "AssistantPhone",
    "business_fax": "BusinessFax",
    "business_phone": "BusinessPhone",
    "business_phone_2": "BusinessPhone2",
    "car_phone": "CarPhone",
    "company_main_phone": "CompanyMainPhone",
    "home_fax": "HomeFax",
    "home_phone": "HomePhone",
    "home_phone_2": "HomePhone2",
    "mobile_phone": "MobilePhone",
    "other_telephone": "OtherTelephone",
    "pager": "Pager",
}
EMAILS = {f"email_address_{number}": f"EmailAddress{number}" for number in (1, 2, 3)}
PART_ELEMENTS = {part: part.title().replace("_", "") for part in ADDRESS_PARTS}
ADDRESSES = {f"{place}_{part}": (place.capitalize(), PART_ELEMENTS[part]) for place in PLACES for part in ADDRESS_PARTS}
# The salutation is no element of a contact; it is the MAPI display-name prefix (MS-OXOCNTC 2.2.1.1.3).
TITLE = {"PropertyTag": "0x3A45", "PropertyType": "String"}
# Stays with an item through all moves within a mailbox (MS-OXPROPS PidTagSearchKey).
SEARCH_KEY = {"PropertyTag": "0x300B", "PropertyType": "Binary"}
# The order in which MS-OXWSCONT's schema wants the children of t:Contact; the groups hold their entries.
ORDER = (
    "FileAs DisplayName GivenName MiddleName Nickname CompanyName EmailAddresses PhysicalAddresses PhoneNumbers"
    " AssistantName Birthday BusinessHomePage Department Generation JobTitle Surname"
).split()


def named(name: str) -> dict[str, str]:
    return {"PropertySetId": PROPERTY_SET, "PropertyName": name, "PropertyType": "String"}


def t(tag: str, text: str | None = None, **attributes: str) -> Element:
    element = etree.Element(T + tag, attributes, nsmap=NAMESPACES)
    element.text = text
    return element


def put(parent: Element, *children: Element) -> Element:
    parent.extend(children)
    return parent


@dataclass(frozen=True, slots=True)
class Path:
    """How a field is addressed: an element such as t:FieldURI with its attributes."""

    tag: str
    attributes: tuple[tuple[str, str], ...]

    def element(self) -> Element:
        return t(self.tag, **dict(self.attributes))


def _path(tag: str, **attributes: str) -> Path:
    return Path(tag, tuple(attributes.items()))


def _paths() -> Iterator[tuple[str, Path]]:
    for name, element in TEXTS.items():
        yield name, _path("FieldURI", FieldURI=f"contacts:{element}")
    for name, key in PHONES.items():
        yield name, _path("IndexedFieldURI", FieldURI="contacts:PhoneNumber", FieldIndex=key)
    for name, key in EMAILS.items():
        yield name, _path("IndexedFieldURI", FieldURI="contacts:EmailAddress", FieldIndex=key)
    for name, (place, part) in ADDRESSES.items():
        yield name, _path("IndexedFieldURI", FieldURI=f"contacts:PhysicalAddress:{part}", FieldIndex=place)
    yield "body", _path("FieldURI", FieldURI="item:Body")
    yield "title", _path("ExtendedFieldURI", **TITLE)


PATHS = dict(_paths())
CATEGORIES = _path("FieldURI", FieldURI="item:Categories")
_READ = (
    _path("FieldURI", FieldURI="item:ParentFolderId"),
    _path("FieldURI", FieldURI="item:LastModifiedTime"),
    CATEGORIES,
    *PATHS.values(),
    *(_path("ExtendedFieldURI", **named(name)) for name in PROPERTY_NAMES),
    _path("ExtendedFieldURI", **SEARCH_KEY),
)


def shape(paths: Iterable[Path] = _READ, tag: str = "ItemShape") -> Element:
    """An ItemShape that asks for ids and these paths, with the notes as plain text."""
    paths = list(paths)
    element = etree.Element(M + tag, nsmap=NAMESPACES)
    put(element, t("BaseShape", "IdOnly"))
    if PATHS["body"] in paths:
        put(element, t("BodyType", "Text"))
    if paths:
        put(element, put(t("AdditionalProperties"), *(path.element() for path in paths)))
    return element


# Reading


def decode(contact: Element) -> Item | None:
    """An item of a GetItem reply; None for what is no contact (a distribution list, an item without an id)."""
    item_id = contact.find(f"{T}ItemId")
    if contact.tag != f"{T}Contact" or item_id is None or not item_id.get("Id"):
        return None
    raw: dict[str, Value] = {name: contact.findtext(T + tag) for name, tag in TEXTS.items() if name != "birthday"}
    raw |= _entries(contact) | {"body": contact.findtext(f"{T}Body")}
    raw["birthday"] = wire.date_of(contact.findtext(f"{T}Birthday"))
    tagged, ours = _properties(contact)
    raw["title"] = tagged.get(0x3A45)
    shown, filed = canonical(raw.pop("display_name")), canonical(raw.pop("file_as"))
    folder = contact.find(f"{T}ParentFolderId")
    return Item(
        key=item_id.get("Id"),
        version=item_id.get("ChangeKey", ""),
        folder="" if folder is None else folder.get("Id", ""),
        fields=wire.fields_of(raw),
        categories=categories(contact),
        modified=wire.moment_of(contact.findtext(f"{T}LastModifiedTime")),
        shown=shown if isinstance(shown, str) else None,
        filed=filed if isinstance(filed, str) else None,
        properties=ours,
        identity=tagged.get(0x300B),
    )


def categories(item: Element) -> tuple[str, ...]:
    return wire.categories_of(each.text for each in item.iterfind(f"{T}Categories/{T}String"))


def identity(item: Element) -> str | None:
    return _properties(item)[0].get(0x300B)


_PHONE_NAMES = {key: name for name, key in PHONES.items()}
_EMAIL_NAMES = {key: name for name, key in EMAILS.items()}


def _entries(contact: Element) -> dict[str, Value]:
    raw: dict[str, Value] = {}
    for entry in contact.iterfind(f"{T}PhoneNumbers/{T}Entry"):
        if name := _PHONE_NAMES.get(entry.get("Key")):
            raw[name] = entry.text
    for entry in contact.iterfind(f"{T}EmailAddresses/{T}Entry"):
        # An entry of type EX is an address-book path that means nothing outside this Exchange organisation.
        if (name := _EMAIL_NAMES.get(entry.get("Key"))) and (entry.get("RoutingType") or "SMTP").upper() == "SMTP":
            raw[name] = entry.text
    for entry in contact.iterfind(f"{T}PhysicalAddresses/{T}Entry"):
        place = (entry.get("Key") or "").lower()
        if place in PLACES:
            raw |= {f"{place}_{part}": entry.findtext(T + PART_ELEMENTS[part]) for part in ADDRESS_PARTS}
    return raw


def _properties(item: Element) -> tuple[dict[int, str], dict[str, str]]:
    """Extended properties by tag, and ours by name."""
    tagged: dict[int, str] = {}
    ours: dict[str, str] = {}
    for extended in item.iterfind(f"{T}ExtendedProperty"):
        uri, value = extended.find(f"{T}ExtendedFieldURI"), extended.findtext(f"{T}Value")
        if uri is None or not value:
            continue
        if tag := uri.get("PropertyTag"):
            # Exchange answers tags in hexadecimal or decimal, whatever was asked.
            tagged[int(tag, 0)] = value
        elif (uri.get("PropertySetId") or "").lower() == PROPERTY_SET:
            ours[uri.get("PropertyName", "")] = value
    return tagged, ours


# Writing


def encode_new(write: Write) -> Element:
    """The t:Contact of a CreateItem, children in the schema's order."""
    contact = t("Contact")
    values = {name: value for name, value in write.fields.items() if value is not None}
    if "body" in values:
        put(contact, _body(values["body"]))
    if write.categories:
        put(contact, _categories(write.categories))
    put(contact, *(_extended(named(name), value) for name, value in write.properties.items()))
    if "title" in values:
        put(contact, _extended(TITLE, str(values["title"])))
    groups = {"EmailAddresses": _list(values, EMAILS), "PhoneNumbers": _list(values, PHONES)}
    groups["PhysicalAddresses"] = _addresses(values)
    single = {TEXTS[name]: value for name, value in values.items() if name in TEXTS}
    for tag in ORDER:
        if tag in single:
            put(contact, t(tag, _text(single[tag])))
        elif groups.get(tag):
            put(contact, put(t(tag), *groups[tag]))
    return contact


def encode_changes(write: Write) -> Element:
    """The t:Updates of an UpdateItem: only what the write names."""
    updates = t("Updates")
    for name, value in write.fields.items():
        put(updates, _set(PATHS[name], _holder(name, value)) if value is not None else _delete(PATHS[name]))
    if write.categories is not None:
        holder = put(t("Contact"), _categories(write.categories))
        put(updates, _set(CATEGORIES, holder) if write.categories else _delete(CATEGORIES))
    for name, text in write.properties.items():
        holder = put(t("Contact"), _extended(named(name), text))
        put(updates, _set(_path("ExtendedFieldURI", **named(name)), holder))
    return updates


def _holder(name: str, value: Value) -> Element:
    """A t:Contact that holds one field."""
    contact = t("Contact")
    if name == "body":
        return put(contact, _body(value))
    if name == "title":
        return put(contact, _extended(TITLE, _text(value)))
    if name in TEXTS:
        return put(contact, t(TEXTS[name], _text(value)))
    if name in ADDRESSES:
        return put(contact, put(t("PhysicalAddresses"), *_addresses({name: value})))
    group, keys = ("EmailAddresses", EMAILS) if name in EMAILS else ("PhoneNumbers", PHONES)
    return put(contact, put(t(group), *_list({name: value}, keys)))


def _set(path: Path, holder: Element) -> Element:
    return put(t("SetItemField"), path.element(), holder)


def _delete(path: Path) -> Element:
    return put(t("DeleteItemField"), path.element())


def _list(values: Fields, keys: dict[str, str]) -> list[Element]:
    return [t("Entry", _text(values[name]), Key=key) for name, key in keys.items() if name in values]


def _addresses(values: Fields) -> list[Element]:
    entries = []
    for place in PLACES:
        parts = [part for part in ADDRESS_PARTS if f"{place}_{part}" in values]
        children = [t(PART_ELEMENTS[part], _text(values[f"{place}_{part}"])) for part in parts]
        if children:
            entries.append(put(t("Entry", Key=place.capitalize()), *children))
    return entries


def _body(value: Value) -> Element:
    return t("Body", _text(value), BodyType="Text")


def _categories(names: tuple[str, ...]) -> Element:
    return put(t("Categories"), *(t("String", _text(name)) for name in names))


def _extended(uri: dict[str, str], value: str) -> Element:
    return put(t("ExtendedProperty"), t("ExtendedFieldURI", **uri), t("Value", value))


def _text(value: Value) -> str:
    if isinstance(value, date):
        return wire.wire_date(value)
    return str(canonical(value) or "")
