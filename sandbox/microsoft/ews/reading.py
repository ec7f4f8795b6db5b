"""Property values out of request XML, one function a kind of value (`fields.Field.kind`)."""

from collections.abc import Callable
from datetime import UTC, tzinfo
from typing import Any

from sandbox.microsoft.ews import calendar_people, calendar_zones, html, recurrence
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.extended import read_moment
from sandbox.microsoft.ews.field import Field
from sandbox.microsoft.ews.fields import ADDRESS_PARTS
from sandbox.microsoft.ews.message_fields import read_follow_up
from sandbox.microsoft.ews.task_fields import read_day, read_percent
from sandbox.microsoft.ews.wire import Element, T, flag, local


def text(element: Element) -> str | None:
    """An empty text counts as none, as it does in the store."""
    return element.text or None


def date(element: Element, zone: tzinfo = UTC) -> Any:
    try:
        return read_moment(element.text or "", zone)
    except (ValueError, OverflowError):
        raise EwsError("ErrorInvalidValueForProperty", f"{local(element)} is no valid date and time.") from None


def number(element: Element) -> int:
    try:
        return int(element.text or "")
    except ValueError:
        raise EwsError("ErrorInvalidValueForProperty", f"{local(element)} is no number.") from None


def strings(element: Element) -> list[str] | None:
    return [child.text for child in element if child.text] or None


def email(entry: Element) -> dict[str, str] | None:
    address = (entry.text or "").strip()
    if not address:
        return None
    name = entry.get("Name")
    return {"address": address, "name": name or address, "routing_type": entry.get("RoutingType") or "SMTP"}


def address(entry: Element) -> dict[str, str | None]:
    """Only the parts that the entry has."""
    return {ADDRESS_PARTS[local(part)]: part.text or None for part in entry if local(part) in ADDRESS_PARTS}


def place(key: str) -> int:
    """`EmailAddress2` is 1."""
    return int(key[-1]) - 1


def emails(element: Element) -> dict[int, Any]:
    return {place(entry.get("Key", "")): email(entry) for entry in element}


def ims(element: Element) -> dict[int, Any]:
    return {place(entry.get("Key", "")): text(entry) for entry in element}


def addresses(element: Element) -> dict[str, Any]:
    return {entry.get("Key", ""): address(entry) for entry in element}


def phones(element: Element) -> dict[str, Any]:
    return {entry.get("Key", ""): text(entry) for entry in element}


def people(element: Element) -> list[dict[str, str]] | None:
    found = [person(box) for box in element.iter(T + "Mailbox")]
    return found or None


def person(element: Element) -> dict[str, str]:
    """`{name, address}` from a t:Mailbox or what holds one."""
    box = element if local(element) == "Mailbox" else element.find(T + "Mailbox")
    if box is None:
        return {"name": "", "address": ""}
    found = box.findtext(T + "EmailAddress") or ""
    return {"name": box.findtext(T + "Name") or found, "address": found}


READERS: dict[str, Callable[[Element], Any]] = {
    "text": text,
    "choice": text,
    "binary": text,
    "number": number,
    "percent": read_percent,
    "recurrence": recurrence.read,
    "flag": lambda element: flag(element.text),
    "follow_up": read_follow_up,
    "moment": date,
    "strings": strings,
    "emails": emails,
    "ims": ims,
    "addresses": addresses,
    "phones": phones,
    "people": people,
    "person": person,
}


def wish_of(kind: str, field: Field, element: Element, zone: tzinfo) -> dict[str, Any]:
    """What setting this property changes, as `items.merge` takes it. Raises EwsError."""
    if field.uri == "item:Body":
        return body(kind, element)
    if field.kind == "moment":
        return {field.name: date(element, zone)}
    if field.kind == "day":
        return read_day(field, date(element, zone), zone)
    if field.kind == "attendees":
        return {field.name: calendar_people.read(field, element)}
    if field.kind == "zone":
        return calendar_zones.read(field, element)
    return {field.name: READERS[field.kind](element)}


def body(kind: str, element: Element) -> dict[str, Any]:
    """A contact's notes are plain text to the other face, so HTML is kept beside its text."""
    value, is_html = element.text or None, element.get("BodyType") == "HTML"
    if kind != "contact":
        return {"body": value, "body_type": "html" if is_html else "text", "body_html": None}
    if is_html and value:
        return {"body": html.to_text(value) or None, "body_type": None, "body_html": value}
    return {"body": value, "body_type": None, "body_html": None}
