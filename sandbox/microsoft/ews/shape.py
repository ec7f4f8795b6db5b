"""Response shapes: which properties a reply shows of each item, compiled once a request into writers in order."""

from collections.abc import Callable, Collection
from datetime import UTC, tzinfo
from typing import Any

from sandbox.microsoft.ews import calendar_people, calendar_zones, extended, fields, render, task_fields
from sandbox.microsoft.ews.computed import COMPUTED
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.field import Field
from sandbox.microsoft.ews.fields import ADDRESS_PARTS, INDEXED, ON_DEMAND
from sandbox.microsoft.ews.message_computed import write_headers
from sandbox.microsoft.ews.wire import Element, T, attributes, flag, local, t
from sandbox.microsoft.items import Item
from sandbox.microsoft.properties import PropertyId
from sandbox.microsoft.store import Mailbox

Part = Callable[[Element, Mailbox, Item], None]


class Shape:
    """An m:ItemShape. Faulty paths are errors of each item, so they are found when the first item is written.

    zone: in which days are shown.
    """

    def __init__(self, element: Element, zone: tzinfo = UTC) -> None:
        self._element, self._zone = element, zone
        self.base = element.findtext(T + "BaseShape", "IdOnly")
        self.body_type = element.findtext(T + "BodyType", "Best")
        self.mime = flag(element.findtext(T + "IncludeMimeContent"))
        self._paths = list(element.iterfind(f"{T}AdditionalProperties/*"))
        self._parts: dict[str, list[Part]] = {}
        self._refused: set[str] = set()

    def refuse_details(self) -> None:
        """FindItem does not read whole bodies; the refusal comes with each message."""
        self._refused = {"item:Body", "item:MimeContent", "item:Attachments", "item:TextBody"}

    def write(self, parent: Element, mailbox: Mailbox, item: Item) -> Element:
        """Append the item with its properties in the schema's order. Raises EwsError."""
        parts = self._parts.get(item.kind)
        if parts is None:
            parts = self._parts[item.kind] = self._compile(item.kind)
        element = t(parent, fields.element_name(item))
        for part in parts:
            part(element, mailbox, item)
        return element

    def _compile(self, kind: str) -> list[Part]:
        wanted, entries, properties = self._wanted(kind)
        parts: list[Part] = []
        for field in fields.fields_of(kind):
            if field.uri == fields.EXTENDED:
                parts.extend(_extended_part(uri, asked) for uri, asked in properties)
            elif field.uri in wanted:
                parts.append(self._part(field, None))
            elif field.uri in entries:
                parts.append(self._part(field, entries[field.uri]))
        return parts

    def _wanted(self, kind: str) -> tuple[set[str], dict[str, set[str]], list[tuple[dict[str, str], PropertyId]]]:
        """Whole fields, single entries of indexed fields (`Business` or `Business/street`), extended properties."""
        wanted = _base_fields(self.base, kind)
        if self.mime:
            wanted.add("item:MimeContent")
        entries: dict[str, set[str]] = {}
        properties = []
        for path in self._paths:
            uri = path.get("FieldURI", "")
            if local(path) == "FieldURI":
                self._refuse(uri)
                wanted.add(uri)
            elif local(path) == "IndexedFieldURI":
                entries.setdefault(INDEXED.get(uri, uri), set()).add(entry_key(uri, path.get("FieldIndex", "")))
            else:
                properties.append((attributes(path), extended.property_id(path)))
        return wanted, entries, properties

    def _refuse(self, uri: str) -> None:
        about = {"FieldURI": uri}
        if uri in self._refused:
            text = "The property can not be used with this type of request."
            raise EwsError("ErrorInvalidPropertyForOperation", text, about)

    def _part(self, field: Field, entries: Collection[str] | None) -> Part:
        if field.uri == "item:Body":
            return lambda element, mailbox, item: COMPUTED["body"](element, mailbox, item, self.body_type)
        if field.name == "internet_message_headers":
            return lambda element, mailbox, item: write_headers(element, item, entries)
        if field.kind == "server":
            computed = COMPUTED.get(field.name)
            return (lambda *_: None) if computed is None else (lambda e, mailbox, item: computed(e, mailbox, item, ""))
        if field.uri.startswith("task:") and field.kind in _ZONED:
            return _zoned_part(field, self._zone)
        if field.name == "reminder_due_by":
            return _reminder_part(field)
        if field.kind == "attendees":
            return lambda element, mailbox, item: calendar_people.write(element, field, mailbox, item)
        if field.kind == "zone":
            return lambda element, mailbox, item: calendar_zones.write(element, field, item.fields)
        return _field_part(field, entries)


def _reminder_part(field: Field) -> Part:
    """An event's reminder is due by its start, whatever was written."""

    def part(element: Element, mailbox: Mailbox, item: Item) -> None:
        own = "start" if item.kind == "event" else field.name
        if item.fields.get(own) and (item.kind != "event" or item.fields.get("reminder_is_set")):
            render.date(element, field, item.fields[own])

    return part


def _zoned_part(field: Field, zone: tzinfo) -> Part:
    writer = _ZONED[field.kind]

    def part(element: Element, mailbox: Mailbox, item: Item) -> None:
        if item.fields.get(field.name):
            writer(element, field, item.fields[field.name], zone)

    return part


# What a task shows in the zone of the call.
_ZONED = {"day": task_fields.write_day, "recurrence": task_fields.write_series}


def _field_part(field: Field, entries: Collection[str] | None) -> Part:
    writer, name, default = render.WRITERS[field.kind], field.name, field.default

    def part(element: Element, mailbox: Mailbox, item: Item) -> None:
        value = item.fields.get(name, default) if name != "item_class" else item.item_class
        if entries is not None and value is not None:
            value = _only(field.kind, value, entries)
        if value is not None and value != []:
            writer(element, field, value)

    return part


def _base_fields(base: str, kind: str) -> set[str]:
    if base == "IdOnly":
        return {"item:ItemId"}
    if base == "AllProperties":
        return {field.uri for field in fields.fields_of(kind)} - ON_DEMAND
    return set(fields.DEFAULTS.get(kind, fields.DEFAULT_ITEM))


def entry_key(uri: str, index: str) -> str:
    """`Business/street` for contacts:PhysicalAddress:Street and Business; otherwise the index itself."""
    part = ADDRESS_PARTS.get(uri.rpartition(":")[2])
    return f"{index}/{part}" if part and uri.startswith("contacts:PhysicalAddress:") else index


def _only(kind: str, value: Any, keys: Collection[str]) -> Any:
    """The value with just the entries that were asked for."""
    if kind == "phones":
        return {k: v for k, v in value.items() if k in keys}
    if kind == "addresses":
        return {k: {p: v for p, v in parts.items() if f"{k}/{p}" in keys} for k, parts in value.items() if parts}
    prefix = "EmailAddress" if kind == "emails" else "ImAddress"
    return [v if f"{prefix}{number}" in keys else None for number, v in enumerate(value, 1)]


def _extended_part(uri: dict[str, str], asked: PropertyId) -> Part:
    def part(element: Element, mailbox: Mailbox, item: Item) -> None:
        value = item.property(asked)
        if value is not None and value != []:
            extended.write(element, uri, value)

    return part
