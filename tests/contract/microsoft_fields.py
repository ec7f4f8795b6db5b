"""Canonical fields as the Microsoft sandbox's store keeps them, both ways; independent of the connectors."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from core import notes
from core.objects import CONTACT
from core.records import Value, canonical_fields
from sandbox.microsoft.properties import PropertyId
from sandbox.microsoft.store import Item

TITLE = PropertyId("String", tag=0x3A45)
SINGLE = (
    "given_name middle_name surname generation nickname company_name department job_title assistant_name"
    " business_home_page"
).split()
PHONES = {
    name: name.title().replace("_", "")
    for name in CONTACT.fields
    if name.endswith(("_phone", "_phone_2", "_fax", "_telephone")) or name == "pager"
}
PLACES, PARTS = ("business", "home", "other"), ("street", "city", "state", "country_or_region", "postal_code")
ADDRESSES = {f"{place}_{part}": (place.capitalize(), part) for place in PLACES for part in PARTS}


def to_sandbox(fields: Mapping[str, Value]) -> tuple[dict[str, Any], dict[PropertyId, Any]]:
    """A wish for `create_item` and `update_item`: None removes."""
    wire: dict[str, Any] = {name: fields[name] for name in SINGLE if name in fields}
    groups: dict[str, dict[Any, Any]] = {"phone_numbers": {}, "email_addresses": {}, "physical_addresses": {}}
    for name, value in fields.items():
        if name in PHONES:
            groups["phone_numbers"][PHONES[name]] = value
        elif name in ADDRESSES:
            place, part = ADDRESSES[name]
            groups["physical_addresses"].setdefault(place, {})[part] = value
        elif name.startswith("email_address_"):
            entry = {"address": value, "name": value, "routing_type": "SMTP"} if value is not None else None
            groups["email_addresses"][int(name[-1]) - 1] = entry
    wire |= {name: group for name, group in groups.items() if group}
    if "birthday" in fields:
        born = fields["birthday"]
        wire["birthday"] = datetime.combine(born, time(11, 59, tzinfo=UTC)) if isinstance(born, date) else None
    if "body" in fields or "crm_section" in fields:
        body, section = fields.get("body"), fields.get("crm_section")
        wire["body"] = notes.join(str(body) if body else None, str(section) if section else None) or None
    return wire, {TITLE: fields["title"]} if "title" in fields else {}


def from_sandbox(item: Item) -> dict[str, Value]:
    fields = item.fields
    found: dict[str, Value] = {name: fields.get(name) for name in SINGLE}
    found |= {name: (fields.get("phone_numbers") or {}).get(key) for name, key in PHONES.items()}
    addresses = fields.get("physical_addresses") or {}
    found |= {name: (addresses.get(place) or {}).get(part) for name, (place, part) in ADDRESSES.items()}
    for number, entry in enumerate(fields.get("email_addresses") or (), 1):
        found[f"email_address_{number}"] = (entry or {}).get("address")
    born = fields.get("birthday")
    found["birthday"] = born.date() if isinstance(born, datetime) else None
    found["title"] = item.properties.get(TITLE)
    found["body"], found["crm_section"] = notes.split(fields.get("body"))
    return canonical_fields(found)
