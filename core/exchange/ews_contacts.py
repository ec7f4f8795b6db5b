"""Contacts on EWS's wire (MS-OXWSCONT)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from core.exchange import wire
from core.exchange.ews_items import EwsKind, properties, property_of, text
from core.exchange.ews_paths import BODY, Element, Path, T, extended, field, indexed, put, t
from core.exchange.mailbox import ADDRESS_PARTS, PLACES
from core.records import Fields, Value, canonical

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
TITLE = extended(PropertyTag="0x3A45", PropertyType="String")
# The order in which MS-OXWSCONT's schema wants the children of t:Contact; the groups hold their entries.
ORDER = (
    "FileAs DisplayName GivenName MiddleName Nickname CompanyName EmailAddresses PhysicalAddresses PhoneNumbers"
    " AssistantName Birthday BusinessHomePage Department Generation JobTitle Surname"
).split()


def _paths() -> Iterator[tuple[str, Path]]:
    for name, element in TEXTS.items():
        yield name, field(f"contacts:{element}")
    for name, key in PHONES.items():
        yield name, indexed("contacts:PhoneNumber", key)
    for name, key in EMAILS.items():
        yield name, indexed("contacts:EmailAddress", key)
    for name, (place, part) in ADDRESSES.items():
        yield name, indexed(f"contacts:PhysicalAddress:{part}", place)
    yield "body", BODY
    yield "title", TITLE


PATHS = dict(_paths())

# Reading


def _fields(contact: Element) -> dict[str, Value]:
    raw: dict[str, Value] = {name: contact.findtext(T + tag) for name, tag in TEXTS.items() if name not in _NOT_FIELDS}
    raw |= _entries(contact)
    raw["birthday"] = wire.date_of(contact.findtext(f"{T}Birthday"))
    raw["title"] = properties(contact)[0].get(0x3A45)
    return raw


_NOT_FIELDS = ("birthday", "display_name", "file_as")


def _names(contact: Element) -> dict[str, Any]:
    return {"shown": canonical(contact.findtext(f"{T}DisplayName")), "filed": canonical(contact.findtext(f"{T}FileAs"))}


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


# Writing


def _children(values: Fields) -> list[Element]:
    children = [t(TEXTS[name], _text(value)) for name, value in values.items() if name in TEXTS]
    if "title" in values:
        children.append(property_of(TITLE, text(values["title"])))
    groups = {"EmailAddresses": _list(values, EMAILS), "PhoneNumbers": _list(values, PHONES)}
    groups["PhysicalAddresses"] = _addresses(values)
    return children + [put(t(tag), *entries) for tag, entries in groups.items() if entries]


def _list(values: Fields, keys: dict[str, str]) -> list[Element]:
    return [t("Entry", text(values[name]), Key=key) for name, key in keys.items() if name in values]


def _addresses(values: Fields) -> list[Element]:
    entries = []
    for place in PLACES:
        parts = [part for part in ADDRESS_PARTS if f"{place}_{part}" in values]
        children = [t(PART_ELEMENTS[part], text(values[f"{place}_{part}"])) for part in parts]
        if children:
            entries.append(put(t("Entry", Key=place.capitalize()), *children))
    return entries


def _text(value: Value) -> str:
    return wire.wire_date(value) if isinstance(value, date) else text(value)


CONTACT = EwsKind(
    what="the contact",
    element="Contact",
    home="contacts",
    folder_element="ContactsFolder",
    folder_class="IPF.Contact",
    paths=PATHS,
    texts=frozenset(PATHS) - {"body", "birthday"},
    order=tuple(ORDER),
    fields=_fields,
    children=_children,
    more=_names,
)
