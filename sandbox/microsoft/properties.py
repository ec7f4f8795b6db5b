"""MAPI properties: their ids, and which of them are first-class fields of an item (MS-OXPROPS, MS-OXOCNTC)."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

PUBLIC_STRINGS = "00020329-0000-0000-c000-000000000046"
ADDRESS = "00062004-0000-0000-c000-000000000046"
COMMON = "00062008-0000-0000-c000-000000000046"
INTERNET_HEADERS = "00020386-0000-0000-c000-000000000046"
# EWS DistinguishedPropertySetId (MS-OXWSXPROP).
PROPERTY_SETS = {
    "Address": ADDRESS,
    "Appointment": "00062002-0000-0000-c000-000000000046",
    "CalendarAssistant": "11000e07-b51b-40d6-af21-caa85edab1d0",
    "Common": COMMON,
    "InternetHeaders": INTERNET_HEADERS,
    "Meeting": "6ed8da90-450b-101b-98da-00aa003f1305",
    "PublicStrings": PUBLIC_STRINGS,
    "Sharing": "00062040-0000-0000-c000-000000000046",
    "Task": "00062003-0000-0000-c000-000000000046",
    "UnifiedMessaging": "4442858e-a9e3-4e80-b900-317a210cc15b",
}
_SCALARS = (
    "ApplicationTime Binary Boolean CLSID Currency Double Error Float Integer Long Null Object Short String SystemTime"
)
TYPES = {t.lower(): t for t in _SCALARS.split()}
TYPES |= {f"{t}array".lower(): f"{t}Array" for t in _SCALARS.split() if t not in ("Boolean", "Error", "Null")}

_TAG = re.compile(r"(\w+) 0x([0-9a-f]{1,8})", re.I)
_NAMED = re.compile(
    r"(\w+) \{?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\}? (?:Name (.+)|Id (0x[0-9a-f]+|\d+))", re.I
)


@dataclass(frozen=True)
class PropertyId:
    """A MAPI property: a tag, or a property set with a name or a dispid; and its type ("String", "StringArray", …)."""

    type: str
    tag: int | None = None
    set_id: str | None = None
    name: str | None = None
    dispid: int | None = None

    def __post_init__(self) -> None:
        known = TYPES.get(self.type.lower())
        named = self.set_id is not None and (self.name is None) != (self.dispid is None)
        if known is None or (self.tag is not None) == named or (self.tag or 0) > 0xFFFF:
            raise ValueError("a property id needs a known type and either a tag or a property set with a name or id")
        object.__setattr__(self, "type", known)
        if self.set_id is not None:
            object.__setattr__(self, "set_id", self.set_id.strip("{}").lower())

    @property
    def text(self) -> str:
        """Graph's writing: `String {guid} Name X`, `Integer {guid} Id 0x8012`, `String 0x3a45`."""
        if self.tag is not None:
            return f"{self.type} 0x{self.tag:x}"
        return f"{self.type} {{{self.set_id}}} " + (f"Name {self.name}" if self.name else f"Id 0x{self.dispid:x}")

    @staticmethod
    @lru_cache(maxsize=4096)
    def parse(text: str) -> "PropertyId":
        """Read Graph's writing. Raises ValueError."""
        text = text.strip()
        if found := _TAG.fullmatch(text):
            number = int(found[2], 16)
            # A full 32-bit tag carries its type in the low half.
            return PropertyId(found[1], tag=number >> 16 if number > 0xFFFF else number)
        if found := _NAMED.fullmatch(text):
            dispid = int(found[4], 0) if found[4] else None
            return PropertyId(found[1], set_id=found[2], name=found[3], dispid=dispid)
        raise ValueError(f"{text!r} is no property id")


Path = tuple[str | int, ...]


def _tags(table: str) -> dict[PropertyId, Path]:
    rows = (line.split() for line in table.strip().splitlines())
    return {PropertyId(kind, tag=int(tag, 16)): _path(path) for tag, kind, path in rows}


def _dispids(set_id: str, table: str) -> dict[PropertyId, Path]:
    rows = (line.split() for line in table.strip().splitlines())
    return {PropertyId(kind, set_id=set_id, dispid=int(number, 16)): _path(path) for number, kind, path in rows}


def _path(text: str) -> Path:
    return tuple(int(part) if part.isdigit() else part for part in text.split("/"))


FIELDS: dict[PropertyId, Path] = (
    _tags("""
        0x0017 Integer importance
        0x0036 Integer sensitivity
        0x0037 String subject
        0x1000 String body
        0x3001 String display_name
        0x3A02 String phone_numbers/Callback
        0x3A05 String generation
        0x3A06 String given_name
        0x3A08 String phone_numbers/BusinessPhone
        0x3A09 String phone_numbers/HomePhone
        0x3A0A String initials
        0x3A11 String surname
        0x3A16 String company_name
        0x3A17 String job_title
        0x3A18 String department
        0x3A19 String office_location
        0x3A1A String phone_numbers/PrimaryPhone
        0x3A1B String phone_numbers/BusinessPhone2
        0x3A1C String phone_numbers/MobilePhone
        0x3A1D String phone_numbers/RadioPhone
        0x3A1E String phone_numbers/CarPhone
        0x3A1F String phone_numbers/OtherTelephone
        0x3A21 String phone_numbers/Pager
        0x3A23 String phone_numbers/OtherFax
        0x3A24 String phone_numbers/BusinessFax
        0x3A25 String phone_numbers/HomeFax
        0x3A26 String physical_addresses/Business/country_or_region
        0x3A27 String physical_addresses/Business/city
        0x3A28 String physical_addresses/Business/state
        0x3A29 String physical_addresses/Business/street
        0x3A2A String physical_addresses/Business/postal_code
        0x3A2C String phone_numbers/Telex
        0x3A2D String phone_numbers/Isdn
        0x3A2E String phone_numbers/AssistantPhone
        0x3A2F String phone_numbers/HomePhone2
        0x3A30 String assistant_name
        0x3A41 SystemTime wedding_anniversary
        0x3A42 SystemTime birthday
        0x3A44 String middle_name
        0x3A46 String profession
        0x3A48 String spouse_name
        0x3A4B String phone_numbers/TtyTddPhone
        0x3A4E String manager
        0x3A4F String nickname
        0x3A51 String business_home_page
        0x3A57 String phone_numbers/CompanyMainPhone
        0x3A58 StringArray children
        0x3A59 String physical_addresses/Home/city
        0x3A5A String physical_addresses/Home/country_or_region
        0x3A5B String physical_addresses/Home/postal_code
        0x3A5C String physical_addresses/Home/state
        0x3A5D String physical_addresses/Home/street
        0x3A5F String physical_addresses/Other/city
        0x3A60 String physical_addresses/Other/country_or_region
        0x3A61 String physical_addresses/Other/postal_code
        0x3A62 String physical_addresses/Other/state
        0x3A63 String physical_addresses/Other/street
    """)
    | _dispids(
        ADDRESS,
        """
        0x8005 String file_as
        0x8022 Integer postal_address_index
        0x802B String business_home_page
        0x8045 String physical_addresses/Business/street
        0x8046 String physical_addresses/Business/city
        0x8047 String physical_addresses/Business/state
        0x8048 String physical_addresses/Business/postal_code
        0x8049 String physical_addresses/Business/country_or_region
        0x8062 String im_addresses/0
        0x8080 String email_addresses/0/name
        0x8082 String email_addresses/0/routing_type
        0x8083 String email_addresses/0/address
        0x8084 String email_addresses/0/name
        0x8090 String email_addresses/1/name
        0x8092 String email_addresses/1/routing_type
        0x8093 String email_addresses/1/address
        0x8094 String email_addresses/1/name
        0x80A0 String email_addresses/2/name
        0x80A2 String email_addresses/2/routing_type
        0x80A3 String email_addresses/2/address
        0x80A4 String email_addresses/2/name
    """,
    )
    | _dispids(COMMON, "0x8534 String mileage\n0x8539 StringArray companies")
    | {PropertyId("StringArray", set_id=PUBLIC_STRINGS, name="Keywords"): ("categories",)}
)

_NOWHERE: Path = ("",)

# Fields that are words in Exchange's APIs and numbers in MAPI.
_WORDS = {
    "importance": ("Low", "Normal", "High"),
    "sensitivity": ("Normal", "Personal", "Private", "Confidential"),
    "postal_address_index": ("None", "Home", "Business", "Other"),
}
_EXPECTED: dict[str, type] = {
    "String": str,
    "StringArray": list,
    "Integer": int,
    "SystemTime": datetime,
}


def split(properties: dict[PropertyId, Any]) -> tuple[dict[str, Any], dict[PropertyId, Any]]:
    """Part properties into the change of fields they mean (see items.merge) and those kept as properties.

    Raises ValueError when the value of a mapped property is of a wrong type.
    """
    fields: dict[str, Any] = {}
    rest: dict[PropertyId, Any] = {}
    for property_id, value in properties.items():
        path = FIELDS.get(property_id)
        if path is None:
            rest[property_id] = value
        else:
            _place(fields, path, _to_field(property_id, path, value))
    return fields, rest


def _to_field(property_id: PropertyId, path: Path, value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, _EXPECTED[property_id.type]):
        raise ValueError(f"the value of {property_id.text} is no {property_id.type}")
    words = _WORDS.get(str(path[0]))
    if words is None:
        return value
    if not isinstance(value, int) or value not in range(len(words)):
        raise ValueError(f"{value} is out of range for {property_id.text}")
    return words[value]


def _place(fields: dict[str, Any], path: Path, value: Any) -> None:
    here: dict[Any, Any] = fields
    for step in path[:-1]:
        here = here.setdefault(step, {})
    here[path[-1]] = value


def read(fields: dict[str, Any], property_id: PropertyId) -> Any:
    """The value that a mapped property has by the item's fields; None when there is none or it is not mapped."""
    value: Any = fields
    for step in FIELDS.get(property_id, _NOWHERE):
        value = step_into(value, step)
    words = _WORDS.get(str(FIELDS.get(property_id, _NOWHERE)[0]))
    if words and isinstance(value, str):
        return words.index(value) if value in words else None
    return value if value not in ("", []) else None


def step_into(value: Any, step: str | int) -> Any:
    """One step down a path of a field, into a list or a dict; None where there is nothing."""
    if isinstance(step, int):
        return value[step] if isinstance(value, list) and step < len(value) else None
    return value.get(step) if isinstance(value, dict) else None
