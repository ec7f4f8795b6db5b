"""A contact with every property that exchangelib can set, and its values for comparison."""

from datetime import date
from typing import Any

from exchangelib import Contact
from exchangelib.indexed_properties import EmailAddress, PhoneNumber, PhysicalAddress

PLAIN = {
    "display_name": "Dr. Zoë Ünal-O'Neill",
    "given_name": "Zoë",
    "middle_name": "M.",
    "surname": "Ünal-O'Neill",
    "initials": "Z.Ü.",
    "nickname": "Zo",
    "generation": "III",
    "file_as": "Ünal, Zoë",
    "company_name": "Brücken & Söhne <GmbH>",
    "department": "Forschung",
    "job_title": "Leiterin",
    "office": "3.14",
    "manager": "Max Chef",
    "assistant_name": "Ada Hilf",
    "profession": "Physikerin",
    "spouse_name": "Olu",
    "business_homepage": "https://bothways.example/zoë",
    "mileage": "12 km",
    "birthday": date(1980, 2, 29),
    "wedding_anniversary": date(2010, 6, 1),
    "children": ["Ida", "Jo"],
    "companies": ["Brücken & Söhne", "Stege AG"],
    "categories": ["Salesforce", "VIP"],
    "postal_address_index": "Business",
    "body": "Erste Zeile\nzweite Zeile",
    "sensitivity": "Private",
    "importance": "High",
}
PHONES = (
    "AssistantPhone BusinessFax BusinessPhone BusinessPhone2 Callback CarPhone CompanyMainPhone HomeFax HomePhone "
    "HomePhone2 Isdn MobilePhone OtherFax OtherTelephone Pager PrimaryPhone RadioPhone Telex TtyTddPhone"
).split()


def full_contact() -> Any:
    return Contact(
        **PLAIN,
        email_addresses=[EmailAddress(label=f"EmailAddress{n}", email=f"zoe{n}@bothways.example") for n in (1, 2, 3)],
        phone_numbers=[PhoneNumber(label=key, phone_number=f"+49 30 {n:03}") for n, key in enumerate(PHONES)],
        physical_addresses=[address(label) for label in ("Business", "Home", "Other")],
    )


def address(label: str) -> Any:
    return PhysicalAddress(
        label=label, street=f"{label}straße 1", city="Köln", state="NRW", country="Deutschland", zipcode="50667"
    )


def person(number: int, **values: Any) -> Any:
    return Contact(given_name=f"Name{number}", surname="Test", display_name=f"Name{number} Test", **values)
