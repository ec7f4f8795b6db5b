"""Contacts between EWS's XML and canonical form (MS-OXWSCONT), read and written with lxml directly: exchangelib's own
objects cost 0.85 to 1.5 ms of CPU an item."""

from datetime import date

from core.exchange import wire
from core.exchange.ews_paths import (
    ADDRESSES,
    CATEGORIES,
    EMAILS,
    ORDER,
    PART_ELEMENTS,
    PATHS,
    PHONES,
    TEXTS,
    TITLE,
    Element,
    Path,
    T,
    named,
    put,
    t,
)
from core.exchange.mailbox import ADDRESS_PARTS, PLACES, PROPERTY_SET, Item, Write
from core.records import Fields, Value, canonical

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
            tagged[_number(tag)] = value
        elif (uri.get("PropertySetId") or "").lower() == PROPERTY_SET:
            ours[uri.get("PropertyName", "")] = value
    return tagged, ours


def _number(tag: str) -> int:
    """Exchange answers tags in hexadecimal or decimal, whatever was asked; -1 for what is no number."""
    try:
        return int(tag, 0)
    except ValueError:
        return -1


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
        put(updates, _set(Path("ExtendedFieldURI", tuple(named(name).items())), holder))
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
