"""How EWS names the fields of a contact (MS-OXWSCONT), and the XML elements that ask for them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from core.exchange.mailbox import ADDRESS_PARTS, PLACES, PROPERTY_NAMES, PROPERTY_SET

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
