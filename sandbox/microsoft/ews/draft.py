"""An item being written: property changes applied strictly in the order of the request, then handed to the store."""

import base64
import binascii
from datetime import UTC, tzinfo
from typing import Any

from sandbox.microsoft import properties
from sandbox.microsoft.ews import calendar_people, extended, fields, reading
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.field import Field
from sandbox.microsoft.ews.fields import INDEXED
from sandbox.microsoft.ews.shape import entry_key
from sandbox.microsoft.ews.wire import Element, T, local
from sandbox.microsoft.items import merge
from sandbox.microsoft.mail.parse import parse
from sandbox.microsoft.mail.parts import File
from sandbox.microsoft.messages import makes_untrue
from sandbox.microsoft.properties import PropertyId

APPENDABLE = {"item:Body", "message:ToRecipients", "message:CcRecipients", "message:BccRecipients", "message:ReplyTo"}
APPENDABLE |= {"calendar:RequiredAttendees", "calendar:OptionalAttendees", "calendar:Resources"}


class Draft:
    """A working copy of an item's fields; knows what was touched. properties: None marks a deletion; files: what a
    MIME content brought along.

    zone: of moments that the request gives without an offset.
    """

    def __init__(self, kind: str, stored: dict[str, Any] | None = None, zone: tzinfo = UTC) -> None:
        self.kind, self._zone = kind, zone
        self.fields = dict(stored or {})
        self.properties: dict[PropertyId, Any] = {}
        self.files: list[File] = []
        self._stored = stored or {}
        self._touched: dict[str, None] = {}

    def wish(self) -> dict[str, Any]:
        """The change for the store: every touched field as it ended up, None where it is gone."""
        return {name: _difference(self._stored.get(name), self.fields.get(name)) for name in self._touched}

    def fill(self, element: Element) -> None:
        """Every property of a new item's element. Raises EwsError."""
        for child in element:
            name = local(child)
            if name == "ExtendedProperty":
                self.set_extended(child)
            elif name == "MimeContent":
                self._apply(self._parsed(child))
            elif name != "Attachments":
                self._apply(reading.wish_of(self.kind, self._writable(name), child, self._zone))

    def _parsed(self, element: Element) -> dict[str, Any]:
        if self.kind != "message":
            raise EwsError("ErrorUnsupportedMimeConversion", "Only messages can be made from MIME content.")
        try:
            data = base64.b64decode("".join((element.text or "").split()), validate=True)
        except (binascii.Error, ValueError):
            raise EwsError("ErrorMimeContentInvalidBase64String", "The MIME content is no base64.") from None
        parsed = parse(data)
        self.files = parsed.files
        return parsed.fields | {"mime": data}

    def _writable(self, name: str) -> Field:
        field = fields.by_element(self.kind).get(name)
        if field is None or not field.writable:
            raise EwsError("ErrorInvalidPropertySet", "Set action is invalid for property.", {"FieldURI": name})
        return field

    def _apply(self, wish: dict[str, Any]) -> None:
        if "mime" in self.fields and makes_untrue(wish, self.fields):
            wish = wish | {"mime": None}
        self.fields = merge(self.fields, wish)
        for name in ("email_addresses", "im_addresses"):
            if name in wish and isinstance(self.fields.get(name), list):
                self.fields[name] = _tidy(name, self.fields[name])
        self._touched.update(dict.fromkeys(wish))

    def set_field(self, path: Element, value: Element) -> None:
        """SetItemField: the path, and the item element that holds the one value. Raises EwsError."""
        if len(value) != 1:
            text = f"A change must set exactly one property; {len(value)} are given."
            raise EwsError("ErrorIncorrectUpdatePropertyCount", text)
        found = value[0]
        if local(path) == "ExtendedFieldURI":
            self._set_extended_at(path, found)
        elif local(path) == "IndexedFieldURI":
            self._apply(self._indexed_wish(path, found))
        else:
            field = self._field_at(path, found, "ErrorInvalidPropertySet")
            self._apply(reading.wish_of(self.kind, field, found, self._zone))

    def _set_extended_at(self, path: Element, found: Element) -> None:
        inner = found.find(T + "ExtendedFieldURI")
        if inner is None or extended.property_id(inner) != extended.property_id(path):
            raise _mismatch()
        self.set_extended(found)

    def set_extended(self, element: Element) -> None:
        """A t:ExtendedProperty; one that stands for a field changes that field. Raises EwsError."""
        inner = element.find(T + "ExtendedFieldURI")
        if inner is None:
            raise _mismatch()
        asked = extended.property_id(inner)
        self._put(asked, extended.value_of(element, asked))

    def _put(self, asked: PropertyId, value: Any) -> None:
        if asked not in properties.FIELDS:
            self.properties[asked] = value
            return
        try:
            mapped, _ = properties.split({asked: value if value not in ("", []) else None})
        except ValueError as error:
            raise EwsError("ErrorInvalidExtendedPropertyValue", f"{error}.") from None
        self._apply(mapped)

    def _indexed_wish(self, path: Element, found: Element) -> dict[str, Any]:
        uri, index = path.get("FieldURI", ""), path.get("FieldIndex", "")
        field = indexed_field(uri, index)
        entries = list(found)
        if local(found) != field.element or len(entries) != 1 or entries[0].get("Key") != index:
            raise _mismatch()
        if field.kind != "addresses":
            # A whole entry replaces the old one: its name must not survive under a new address.
            return {field.name: _replacing(reading.READERS[field.kind](found), self.fields.get(field.name))}
        part = entry_key(uri, index).partition("/")[2]
        given = reading.address(entries[0])
        if set(given) != {part}:
            raise _mismatch()
        return {field.name: {index: given}}

    def _field_at(self, path: Element, found: Element, code: str) -> Field:
        uri = path.get("FieldURI", "")
        field = fields.by_uri().get(uri)
        if uri in fields.REFUSED:
            raise EwsError("ErrorInvalidPropertyRequest", "Property is not valid for this object type.")
        if field is None or not field.writable or field.kind in ("emails", "phones", "addresses", "ims"):
            raise EwsError(code, f"The action is invalid for property {uri}.", {"FieldURI": uri})
        if field not in fields.fields_of(self.kind):
            raise EwsError("ErrorInvalidPropertyRequest", "Property is not valid for this object type.")
        if found is not path and local(found) != field.element:
            raise _mismatch()
        return field

    def delete(self, path: Element) -> None:
        """DeleteItemField. Raises EwsError."""
        if local(path) == "ExtendedFieldURI":
            self._put(extended.property_id(path), None)
        elif local(path) == "IndexedFieldURI":
            uri, index = path.get("FieldURI", ""), path.get("FieldIndex", "")
            field = indexed_field(uri, index)
            key, _, part = entry_key(uri, index).partition("/")
            place = reading.place(key) if field.kind in ("emails", "ims") else key
            self._apply({field.name: {place: {part: None} if part else None}})
        else:
            field = self._field_at(path, path, "ErrorInvalidPropertyDelete")
            if field.name == "item_class":
                raise EwsError("ErrorInvalidPropertyDelete", "The item class cannot be deleted.")
            gone = ("body", "body_type", "body_html") if field.uri == "item:Body" else (field.name,)
            self._apply(dict.fromkeys(gone))

    def append(self, path: Element, value: Element) -> None:
        """AppendToItemField: for the body and lists of people only. Raises EwsError."""
        uri = path.get("FieldURI", "")
        if local(path) != "FieldURI" or uri not in APPENDABLE or len(value) != 1:
            raise EwsError("ErrorInvalidPropertyAppend", "Append action is invalid for property.", {"FieldURI": uri})
        field = self._field_at(path, value[0], "ErrorInvalidPropertyAppend")
        if field.kind in ("people", "attendees"):
            read = calendar_people.read(field, value[0]) if field.kind == "attendees" else reading.people(value[0])
            self._apply({field.name: [*self.fields.get(field.name, []), *(read or [])]})
            return
        wish = reading.body(self.kind, value[0])
        old, new = self.fields.get("body") or "", wish["body"] or ""
        self._apply({"body": old + new, "body_html": None})


def indexed_field(uri: str, index: str) -> Field:
    """The field that an IndexedFieldURI points into. Raises EwsError: ErrorInvalidPropertyRequest."""
    field = fields.by_uri().get(INDEXED.get(uri, ""))
    if field is None or not _known_index(field, index):
        raise EwsError("ErrorInvalidPropertyRequest", f"There is no entry {index!r} of {uri}.", {"FieldURI": uri})
    return field


def _known_index(field: Field, index: str) -> bool:
    known = {
        "phones": fields.PHONE_KEYS,
        "addresses": fields.ADDRESS_KEYS,
        "emails": ("EmailAddress1", "EmailAddress2", "EmailAddress3"),
        "ims": ("ImAddress1", "ImAddress2", "ImAddress3"),
    }
    return index in known.get(field.kind, ())


def _replacing(wish: dict[Any, Any], old: Any) -> Any:
    if not isinstance(old, list) or not all(isinstance(k, int) for k in wish):
        return wish
    entries = [*old, None, None, None][:3]
    for place, value in wish.items():
        entries[place] = value
    return entries


def _tidy(name: str, entries: list[Any]) -> list[Any] | None:
    """E-mail addresses keep their three places; of IM addresses the empty ones at the end go."""
    if not any(entries):
        return None
    if name == "email_addresses":
        return entries
    last = max(place for place, entry in enumerate(entries) if entry)
    return [entry or "" for entry in entries[: last + 1]]


def _mismatch() -> EwsError:
    return EwsError("ErrorUpdatePropertyMismatch", "The property to set does not match the property of the path.")


def _difference(old: Any, new: Any) -> Any:
    """A dict is merged by the store key by key, so what is gone from it must be named."""
    if not isinstance(new, dict) or not isinstance(old, dict):
        return new
    return {key: _difference(old.get(key), new.get(key)) for key in {**old, **new}}
