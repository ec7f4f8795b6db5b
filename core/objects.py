"""PURE. The kinds of records that are synchronised, field by field."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.records import Side


class Kind(StrEnum):
    """How a field's value looks. Values are `str`, but DATE is `datetime.date`."""

    TEXT = "text"
    LONG_TEXT = "long text"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Field:
    """One canonical field.

    label: what people call it. flows: the sides that it may be written to. blank_flows_from_crm: False where an
    empty CRM value must never empty the Exchange one (the company survives while no account is matched).
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    flows: frozenset[Side] = frozenset(Side)
    blank_flows_from_crm: bool = True


@dataclass(frozen=True, slots=True)
class ObjectType:
    """One synchronised kind: its fields by name, and the word for people (singular, plural)."""

    name: str
    singular: str
    plural: str
    fields: dict[str, Field]

    def shared(self, holds: Iterable[frozenset[str]]) -> tuple[Field, ...]:
        """The fields that every side holds, in catalog order."""
        sets = list(holds)
        return tuple(f for name, f in self.fields.items() if all(name in held for held in sets))


_TO_EXCHANGE = frozenset({Side.EXCHANGE})
_ADDRESS = {
    "street": "street",
    "city": "city",
    "state": "state",
    "postal_code": "postal code",
    "country_or_region": "country",
}
_PHONES = {
    "business_phone": "Business phone",
    "business_phone_2": "Business phone 2",
    "business_fax": "Business fax",
    "home_phone": "Home phone",
    "home_phone_2": "Home phone 2",
    "home_fax": "Home fax",
    "mobile_phone": "Mobile phone",
    "other_telephone": "Other phone",
    "assistant_phone": "Assistant's phone",
    "company_main_phone": "Company main phone",
    "pager": "Pager",
    "car_phone": "Car phone",
}


def _contact_fields() -> Iterable[Field]:
    yield Field("title", "Title")
    yield Field("given_name", "First name")
    yield Field("middle_name", "Middle name")
    yield Field("surname", "Last name")
    yield Field("generation", "Suffix")
    yield Field("nickname", "Nickname")
    yield Field("company_name", "Company", blank_flows_from_crm=False)
    yield Field("department", "Department")
    yield Field("job_title", "Job title")
    for number in (1, 2, 3):
        yield Field(f"email_address_{number}", "E-mail" if number == 1 else f"E-mail {number}", Kind.EMAIL)
    for name, label in _PHONES.items():
        yield Field(name, label, Kind.PHONE)
    for place in ("business", "home", "other"):
        for part, word in _ADDRESS.items():
            kind = Kind.LONG_TEXT if part == "street" else Kind.TEXT
            yield Field(f"{place}_{part}", f"{place.capitalize()} {word}", kind)
    yield Field("birthday", "Birthday", Kind.DATE)
    yield Field("assistant_name", "Assistant's name")
    yield Field("business_home_page", "Web page", Kind.URL)
    yield Field("body", "Notes", Kind.LONG_TEXT)
    # The org's custom fields, written below the notes and never read back (core.notes).
    yield Field("crm_section", "Salesforce fields", Kind.LONG_TEXT, flows=_TO_EXCHANGE)


CONTACT = ObjectType("contact", "contact", "contacts", {f.name: f for f in _contact_fields()})
OBJECT_TYPES = {CONTACT.name: CONTACT}
