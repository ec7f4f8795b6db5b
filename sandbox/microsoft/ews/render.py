"""The values of item properties as XML, one function a kind of value (`fields.Field.kind`)."""

from collections.abc import Callable
from typing import Any

from sandbox.microsoft.ews import recurrence
from sandbox.microsoft.ews.field import Field
from sandbox.microsoft.ews.fields import ADDRESS_KEYS, ADDRESS_PARTS, PHONE_KEYS
from sandbox.microsoft.ews.message_fields import write_follow_up
from sandbox.microsoft.ews.task_fields import write_percent
from sandbox.microsoft.ews.wire import Element, boolean, moment, t

Writer = Callable[[Element, Field, Any], None]


def text(parent: Element, field: Field, value: Any) -> None:
    t(parent, field.element, str(value))


def date(parent: Element, field: Field, value: Any) -> None:
    t(parent, field.element, moment(value))


def flag(parent: Element, field: Field, value: Any) -> None:
    t(parent, field.element, boolean(value))


def strings(parent: Element, field: Field, value: Any) -> None:
    element = t(parent, field.element)
    for one in value:
        t(element, "String", str(one))


def emails(parent: Element, field: Field, value: Any) -> None:
    element = t(parent, field.element)
    for number, entry in enumerate(value[:3], 1):
        if not entry or not entry.get("address"):
            continue
        address = str(entry["address"])
        about = {"Name": entry.get("name") or address, "RoutingType": entry.get("routing_type") or "SMTP"}
        t(element, "Entry", address, Key=f"EmailAddress{number}", **about, MailboxType="Contact")
    _drop_empty(parent, element)


def addresses(parent: Element, field: Field, value: Any) -> None:
    element = t(parent, field.element)
    for key in ADDRESS_KEYS:
        parts = value.get(key)
        if not parts:
            continue
        entry = t(element, "Entry", Key=key)
        for name, part in ADDRESS_PARTS.items():
            if parts.get(part):
                t(entry, name, parts[part])
    _drop_empty(parent, element)


def phones(parent: Element, field: Field, value: Any) -> None:
    element = t(parent, field.element)
    for key in PHONE_KEYS:
        if value.get(key):
            t(element, "Entry", value[key], Key=key)
    _drop_empty(parent, element)


def ims(parent: Element, field: Field, value: Any) -> None:
    element = t(parent, field.element)
    for number, address in enumerate(value[:3], 1):
        if address:
            t(element, "Entry", str(address), Key=f"ImAddress{number}")
    _drop_empty(parent, element)


def people(parent: Element, field: Field, value: Any) -> None:
    element = t(parent, field.element)
    for one in value if isinstance(value, list) else [value]:
        mailbox(element, one)
    _drop_empty(parent, element)


def mailbox(parent: Element, value: dict[str, str]) -> None:
    """t:Mailbox from `{name, address}`."""
    element = t(parent, "Mailbox")
    t(element, "Name", value.get("name") or value.get("address") or "")
    if value.get("address"):
        t(element, "EmailAddress", value["address"])
        t(element, "RoutingType", "SMTP")
        t(element, "MailboxType", "Mailbox")


def _drop_empty(parent: Element, element: Element) -> None:
    """The schema wants at least one entry."""
    if len(element) == 0:
        parent.remove(element)


WRITERS: dict[str, Writer] = {
    "text": text,
    "number": text,
    "percent": write_percent,
    "recurrence": recurrence.write,
    "choice": text,
    "binary": text,
    "moment": date,
    "flag": flag,
    "follow_up": write_follow_up,
    "strings": strings,
    "emails": emails,
    "addresses": addresses,
    "phones": phones,
    "ims": ims,
    "people": people,
    "person": people,
}
