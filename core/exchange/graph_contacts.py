"""Contacts on Graph's wire (learn.microsoft.com, contact resource type v1.0).

What Graph's contact lacks travels as extended properties: MAPI tags for phones, our named properties. Business and
home phones do too, because Graph's lists cannot tell a second number from an only one.
"""

from collections.abc import Collection
from datetime import date

from core.exchange import wire
from core.exchange.graph import Json, literal, segment
from core.exchange.graph_items import (
    VALUES,
    GraphKind,
    categories,
    extended,
    name_id,
    our_rows,
    tag_id,
    text,
    version_of,
)
from core.exchange.mailbox import ADDRESS_PARTS, PLACES, PROPERTY_NAMES, Item, Write
from core.records import Fields, Value, canonical

TEXTS = {
    "display_name": "displayName",
    "file_as": "fileAs",
    "title": "title",
    "given_name": "givenName",
    "middle_name": "middleName",
    "surname": "surname",
    "generation": "generation",
    "nickname": "nickName",
    "company_name": "companyName",
    "department": "department",
    "job_title": "jobTitle",
    "assistant_name": "assistantName",
    "business_home_page": "businessHomePage",
    "mobile_phone": "mobilePhone",
    "body": "personalNotes",
}
# MAPI tags (MS-OXOCNTC 2.2.1.4).
TAGS = {
    "business_phone": 0x3A08,
    "business_phone_2": 0x3A1B,
    "business_fax": 0x3A24,
    "home_phone": 0x3A09,
    "home_phone_2": 0x3A2F,
    "home_fax": 0x3A25,
    "other_telephone": 0x3A1F,
    "assistant_phone": 0x3A2E,
    "company_main_phone": 0x3A57,
    "pager": 0x3A21,
    "car_phone": 0x3A1E,
}
LISTS = {"businessPhones": ("business_phone", "business_phone_2"), "homePhones": ("home_phone", "home_phone_2")}
EMAILS = {
    "email_address_1": "primaryEmailAddress",
    "email_address_2": "secondaryEmailAddress",
    "email_address_3": "tertiaryEmailAddress",
}
ADDRESSES = {place: f"{place}Address" for place in PLACES}
PARTS = dict(zip(ADDRESS_PARTS, ("street", "city", "state", "countryOrRegion", "postalCode"), strict=True))

SELECT = ",".join(
    [
        *("parentFolderId", "lastModifiedDateTime", "changeKey", "categories", "birthday", "emailAddresses"),
        *TEXTS.values(),
        *LISTS,
        *EMAILS.values(),
        *ADDRESSES.values(),
    ]
)


_IDS = [*(tag_id(tag) for tag in TAGS.values()), *(name_id(name) for name in PROPERTY_NAMES)]
_TESTS = " or ".join(f"id eq '{one}'" for one in _IDS)
EXPAND = f"{VALUES}($filter={_TESTS})"
# Reading


def decode(contact: Json, _folder: str) -> Item | None:
    """None for what is no contact. A number where a text belongs must not count as an emptied field."""
    if not all(isinstance(contact.get(key), str | None) for key in TEXTS.values()):
        return None
    raw: dict[str, Value] = {name: text(contact.get(key)) for name, key in TEXTS.items()}
    tagged, ours = extended(contact.get(VALUES))
    raw |= {name: tagged.get(tag) for name, tag in TAGS.items()}
    _fill_lists(raw, contact)
    raw |= _emails(contact) | _addresses(contact)
    raw["birthday"] = wire.date_of(text(contact.get("birthday")))
    shown, filed = canonical(raw.pop("display_name")), canonical(raw.pop("file_as"))
    return Item(
        key=contact["id"],
        version=version_of(contact),
        folder=text(contact.get("parentFolderId")) or "",
        fields=wire.fields_of(raw),
        categories=categories(contact),
        modified=wire.moment_of(text(contact.get("lastModifiedDateTime"))),
        shown=shown if isinstance(shown, str) else None,
        filed=filed if isinstance(filed, str) else None,
        properties=ours,
    )


def _fill_lists(raw: dict[str, Value], contact: Json) -> None:
    """Numbers of the lists that no extended property accounts for go to the first free fields."""
    for key, names in LISTS.items():
        numbers = contact.get(key)
        known = [raw[name] for name in names]
        rest = [n for n in numbers if isinstance(n, str) and n not in known] if isinstance(numbers, list) else []
        for name in names:
            if raw[name] is None and rest:
                raw[name] = rest.pop(0)


def _emails(contact: Json) -> dict[str, Value]:
    slots = {name: _address(contact.get(key)) for name, key in EMAILS.items()}
    if any(slots.values()):
        return dict(slots)
    # Where the three slots are not told, the list stands for them in order.
    entries = contact.get("emailAddresses")
    listed = [_address(entry) for entry in entries] if isinstance(entries, list) else []
    return dict(zip(EMAILS, listed, strict=False))


def _address(entry: object) -> str | None:
    return text(entry.get("address")) if isinstance(entry, dict) else None


def _addresses(contact: Json) -> dict[str, Value]:
    raw: dict[str, Value] = {}
    for place, key in ADDRESSES.items():
        address = contact.get(key)
        if isinstance(address, dict):
            raw |= {f"{place}_{part}": text(address.get(name)) for part, name in PARTS.items()}
    return raw


# Writing


def encode(write: Write) -> Json:
    """The body of a POST or PATCH: only what the write names, addresses whole."""
    body: Json = {key: _out(write.fields[name]) for name, key in TEXTS.items() if name in write.fields}
    body |= {key: _entry(write.fields[name]) for name, key in EMAILS.items() if name in write.fields}
    if "birthday" in write.fields:
        body["birthday"] = _out(write.fields["birthday"])
    known = write.before.fields if write.before else {}
    for place, key in ADDRESSES.items():
        if any(f"{place}_{part}" in write.fields for part in ADDRESS_PARTS):
            body[key] = _whole(place, {**known, **write.fields})
    if write.categories is not None:
        body["categories"] = [canonical(name) for name in write.categories]
    rows = [(tag_id(tag), write.fields[name]) for name, tag in TAGS.items() if name in write.fields]
    if write.key is None:
        rows = [row for row in rows if row[1] is not None]
    # Graph has no way to delete an extended property; an empty text is none to all who read it.
    values = [{"id": identity, "value": canonical(value) or ""} for identity, value in rows]
    values += our_rows(write)
    return body | {VALUES: values} if values else body


def _out(value: Value) -> str | None:
    if isinstance(value, date):
        return wire.wire_date(value)
    plain = canonical(value)
    return None if plain is None else str(plain)


def _entry(value: Value) -> Json | None:
    address = canonical(value)
    return {"address": address, "name": address} if address else None


def _whole(place: str, fields: Fields) -> Json:
    """An address is replaced as a whole (contact-update: "you must pass the full property set")."""
    return {name: _out(fields.get(f"{place}_{part}")) for part, name in PARTS.items()}


def partial_address(names: Collection[str]) -> bool:
    """Whether some but not all parts of an address are among the names."""
    counts = [sum(f"{place}_{part}" in names for part in ADDRESS_PARTS) for place in PLACES]
    return any(0 < count < len(ADDRESS_PARTS) for count in counts)


def _condition(name: str, value: str) -> str | None:
    if name in EMAILS:
        return f"emailAddresses/any(a:a/address eq {literal(value)})"
    return f"{TEXTS[name]} eq {literal(value)}" if name in TEXTS and name != "body" else None


CONTACT = GraphKind(
    what="the contact",
    items=lambda folder: f"/contactFolders/{segment(folder)}/contacts",
    item=lambda _folder, key: f"/contacts/{segment(key)}",
    sighted={"select": "categories,changeKey"},
    shape={"select": SELECT, "expand": EXPAND},
    decode=decode,
    version=lambda row, _folder: version_of(row),
    encode=encode,
    condition=_condition,
)
