"""MAPI properties of a message that are fields of it (MS-OXOMSG, MS-OXCMSG, MS-OXCMAIL), both ways."""

from datetime import datetime
from typing import Any

from sandbox.microsoft.properties import INTERNET_HEADERS, PropertyId

FLAGS = PropertyId("Integer", tag=0x0E07)  # PidTagMessageFlags
_READ, _UNSENT, _HAS_ATTACHMENTS = 0x01, 0x08, 0x10
_HEADERS = PropertyId("String", tag=0x007D)  # PidTagTransportMessageHeaders
_FIELDS: dict[PropertyId, tuple[str, type]] = {
    PropertyId("SystemTime", tag=0x0039): ("sent", datetime),
    PropertyId("SystemTime", tag=0x0E06): ("received", datetime),
    PropertyId("String", tag=0x1035): ("internet_message_id", str),
    PropertyId("String", tag=0x1039): ("references", str),
    PropertyId("String", tag=0x1042): ("in_reply_to", str),
}
_PEOPLE = {0x0C1A: ("sender", "name"), 0x0C1F: ("sender", "address"), 0x5D01: ("sender", "address")}
_PEOPLE |= {0x0042: ("from", "name"), 0x0065: ("from", "address"), 0x5D02: ("from", "address")}


def read(fields: dict[str, Any], asked: PropertyId) -> Any:
    """The value of a property that a message's fields tell; None for any other."""
    if asked in _FIELDS:
        return fields.get(_FIELDS[asked][0])
    if asked == FLAGS:
        marks = (fields.get("is_read"), _READ), (not fields.get("is_sent"), _UNSENT)
        return sum(bit for is_set, bit in (*marks, (fields.get("has_attachments"), _HAS_ATTACHMENTS)) if is_set)
    if asked == _HEADERS and fields.get("headers"):
        return "".join(f"{name}: {value}\r\n" for name, value in fields["headers"])
    if asked.set_id == INTERNET_HEADERS and asked.name:
        return next((v for n, v in fields.get("headers") or () if n.lower() == asked.name.lower()), None)
    if asked.type == "String" and asked.tag in _PEOPLE:
        person, part = _PEOPLE[asked.tag]
        return (fields.get(person) or {}).get(part)
    return None


def take(
    fields: dict[str, Any], properties: dict[PropertyId, Any] | None, headers: list[list[str]]
) -> tuple[dict[str, Any], dict[PropertyId, Any]]:
    """A change of fields and properties with those properties turned into fields. headers: as they are before.

    By PidTagMessageFlags importers say that a message is no draft; named Internet headers are sent with it.
    """
    wish, kept = dict(fields), dict(properties or {})
    for asked in list(kept):
        if asked in _FIELDS and (kept[asked] is None or isinstance(kept[asked], _FIELDS[asked][1])):
            wish[_FIELDS[asked][0]] = kept.pop(asked)
        elif asked == FLAGS and isinstance(kept[asked], int):
            value = kept.pop(asked)
            wish |= {"is_sent": not value & _UNSENT or None, "is_read": bool(value & _READ)}
        elif asked.set_id == INTERNET_HEADERS and asked.name and asked.type == "String":
            before = wish.get("headers", headers)
            others = [pair for pair in before if pair[0].lower() != asked.name.lower()]
            value = kept.pop(asked)
            wish["headers"] = others + ([[asked.name, str(value)]] if value else [])
    return wish, kept
