"""Graph's contact as a table: which property is which field of the store, both ways (graph/api/resources/contact)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sandbox.microsoft.graph.errors import GraphError, bad_body, no_property
from sandbox.microsoft.items import Item
from sandbox.microsoft.properties import ADDRESS, PropertyId

TEXTS = {
    "assistantName": "assistant_name",
    "businessHomePage": "business_home_page",
    "companyName": "company_name",
    "department": "department",
    "displayName": "display_name",
    "fileAs": "file_as",
    "generation": "generation",
    "givenName": "given_name",
    "initials": "initials",
    "jobTitle": "job_title",
    "manager": "manager",
    "middleName": "middle_name",
    "nickName": "nickname",
    "officeLocation": "office_location",
    "personalNotes": "body",
    "profession": "profession",
    "spouseName": "spouse_name",
    "surname": "surname",
}
LISTS = {"categories": "categories", "children": "children", "imAddresses": "im_addresses"}
# A list of phones fills these slots in order; Graph has no room for more.
PHONES = {"businessPhones": ("BusinessPhone", "BusinessPhone2"), "homePhones": ("HomePhone", "HomePhone2")}
ADDRESSES = {"businessAddress": "Business", "homeAddress": "Home", "otherAddress": "Other"}
ADDRESS_PARTS = {
    "street": "street",
    "city": "city",
    "state": "state",
    "countryOrRegion": "country_or_region",
    "postalCode": "postal_code",
}
# Graph has these, Exchange's own APIs have them as MAPI properties only.
PROPERTIES = {
    "title": PropertyId("String", tag=0x3A45),
    "yomiGivenName": PropertyId("String", set_id=ADDRESS, dispid=0x802C),
    "yomiSurname": PropertyId("String", set_id=ADDRESS, dispid=0x802D),
    "yomiCompanyName": PropertyId("String", set_id=ADDRESS, dispid=0x802E),
}
EMAIL_SLOTS = {"primaryEmailAddress": 0, "secondaryEmailAddress": 1, "tertiaryEmailAddress": 2}
READ_ONLY = ("id", "changeKey", "createdDateTime", "lastModifiedDateTime")
OTHERS = ("birthday", "emailAddresses", "mobilePhone", "parentFolderId")
NAVIGATION = ("extensions", "multiValueExtendedProperties", "photo", "singleValueExtendedProperties")
CONTACT_PROPERTIES = frozenset(
    (*READ_ONLY, *OTHERS, *TEXTS, *LISTS, *PHONES, *ADDRESSES, *PROPERTIES, *EMAIL_SLOTS, *NAVIGATION)
)
NAME_PARTS = ("givenName", "middleName", "surname", "generation")


def moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_json(item: Item) -> dict[str, Any]:
    """All plain properties of a contact but those of its place and version."""
    fields = item.fields
    shown: dict[str, Any] = {name: fields.get(field) for name, field in TEXTS.items()}
    shown |= {name: list(fields.get(field) or ()) for name, field in LISTS.items()}
    shown |= {name: item.properties.get(property_id) for name, property_id in PROPERTIES.items()}
    phones = fields.get("phone_numbers") or {}
    shown |= {name: [phones[k] for k in slots if phones.get(k)] for name, slots in PHONES.items()}
    shown["mobilePhone"] = phones.get("MobilePhone")
    addresses = fields.get("physical_addresses") or {}
    shown |= {name: _address(addresses.get(key) or {}) for name, key in ADDRESSES.items()}
    slots = [_email(e) for e in (fields.get("email_addresses") or (None, None, None))]
    shown["emailAddresses"] = [e for e in slots if e]
    shown |= {name: slots[index] for name, index in EMAIL_SLOTS.items()}
    birthday = fields.get("birthday")
    shown["birthday"] = moment(birthday) if birthday else None
    return shown


def _address(parts: dict[str, str]) -> dict[str, str]:
    return {name: parts[field] for name, field in ADDRESS_PARTS.items() if parts.get(field)}


def _email(entry: dict[str, str] | None) -> dict[str, str | None] | None:
    if not entry or not (entry.get("address") or entry.get("name")):
        return None
    return {"name": entry.get("name") or entry.get("address"), "address": entry.get("address")}


def from_json(body: dict[str, Any]) -> tuple[dict[str, Any], dict[PropertyId, Any]]:
    """A body's changes of fields (see items.merge) and of properties. Raises GraphError 400.

    Read-only properties and annotations are ignored, as Graph does.
    """
    fields: dict[str, Any] = {}
    properties: dict[PropertyId, Any] = {}
    for name, value in body.items():
        if "@" in name or name in READ_ONLY or name in NAVIGATION or name == "parentFolderId":
            continue
        if name in PROPERTIES:
            properties[PROPERTIES[name]] = text(name, value) or None
        elif name in TEXTS:
            fields[TEXTS[name]] = text(name, value) or None
        elif name not in EMAIL_SLOTS:
            _reader(name)(fields, name, value)
    for name, index in EMAIL_SLOTS.items():
        if name in body:
            _write_slot(fields, index, _email_entry(name, body[name]))
    return fields, properties


def _reader(name: str) -> Callable[[dict[str, Any], str, Any], None]:
    if name in LISTS:
        return _read_list
    if name in PHONES:
        return _read_phones
    if name in ADDRESSES:
        return _read_address
    special = {"birthday": _read_birthday, "emailAddresses": _read_emails, "mobilePhone": _read_mobile}
    if name not in special:
        raise no_property(name, "contact")
    return special[name]


def text(name: str, value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise bad_body(f"Cannot convert the literal '{value!s:.40}' of property '{name}' to the type 'Edm.String'.")
    return value


def texts(name: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise bad_body(f"The property '{name}' takes a collection of 'Edm.String'; null is not allowed in it.")
    return value


def _read_list(fields: dict[str, Any], name: str, value: Any) -> None:
    entries = [] if value is None else [v for v in texts(name, value) if v]
    fields[LISTS[name]] = list(dict.fromkeys(entries)) if name == "categories" else entries or None


def _read_phones(fields: dict[str, Any], name: str, value: Any) -> None:
    entries = [] if value is None else texts(name, value)
    slots = PHONES[name]
    if len(entries) > len(slots):
        raise _too_many(name, len(slots))
    padded = [*entries, None, None]
    fields.setdefault("phone_numbers", {}).update({k: padded[i] or None for i, k in enumerate(slots)})


def _read_mobile(fields: dict[str, Any], name: str, value: Any) -> None:
    fields.setdefault("phone_numbers", {})["MobilePhone"] = text(name, value) or None


def _read_address(fields: dict[str, Any], name: str, value: Any) -> None:
    value = complex_value(name, value, "physicalAddress", frozenset(ADDRESS_PARTS))
    parts = {ADDRESS_PARTS[k]: text(k, v) or None for k, v in value.items()}
    fields.setdefault("physical_addresses", {})[ADDRESSES[name]] = parts or None


def _read_birthday(fields: dict[str, Any], name: str, value: Any) -> None:
    """Exchange keeps a birthday as a day at 11:59 UTC, so that it is the same day nearly everywhere."""
    day = None if value is None else read_moment(name, value)
    fields["birthday"] = day and day.replace(hour=11, minute=59, second=0, microsecond=0)


def _read_emails(fields: dict[str, Any], name: str, value: Any) -> None:
    if value is not None and not isinstance(value, list):
        raise bad_body(f"The property '{name}' takes a collection of 'microsoft.graph.emailAddress'.")
    if len(value or ()) > len(EMAIL_SLOTS):
        raise _too_many(name, len(EMAIL_SLOTS))
    fields["email_addresses"] = [_email_entry(name, v) for v in value or ()] or None


def _write_slot(fields: dict[str, Any], index: int, entry: dict[str, str | None] | None) -> None:
    here = fields.get("email_addresses")
    if isinstance(here, list):
        here.extend([None] * (len(EMAIL_SLOTS) - len(here)))
        here[index] = entry
    else:
        fields.setdefault("email_addresses", {})[index] = entry


def _email_entry(name: str, value: Any) -> dict[str, str | None] | None:
    if value is None:
        return None
    value = complex_value(name, value, "emailAddress", frozenset(("name", "address")))
    entry = {k: text(k, v) for k, v in value.items() if v}
    return entry | {"routing_type": "SMTP"} if entry else None


def complex_value(name: str, value: Any, type_name: str, known: frozenset[str]) -> dict[str, Any]:
    """An object of a complex type without its annotations; null counts as empty. Raises GraphError 400."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise bad_body(f"A 'StartObject' node was expected for the property '{name}'.")
    shown = {k: v for k, v in value.items() if "@" not in k}
    for key in shown:
        if key not in known:
            raise no_property(key, type_name)
    return shown


def read_moment(name: str, value: Any) -> datetime:
    """Edm.DateTimeOffset; Graph's own example gives a birthday as a plain date, which counts as midnight UTC."""
    try:
        if not isinstance(value, str):
            raise ValueError
        if len(value) == len("2000-01-01"):
            day = date.fromisoformat(value)
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        found = datetime.fromisoformat(value)
        if found.tzinfo is None:
            raise ValueError
        return found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        text_ = f"Cannot convert the literal '{value!s:.40}' of property '{name}' to the type 'Edm.DateTimeOffset'."
        raise bad_body(text_) from error


def _too_many(name: str, limit: int) -> GraphError:
    text_ = f"The multi-value property '{name}' has too many entries: the maximum number is {limit}."
    return GraphError(400, "ErrorInvalidArgument", text_)
