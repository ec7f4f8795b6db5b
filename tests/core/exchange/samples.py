"""Contacts for these tests."""

from datetime import date

from core.exchange.mailbox import Write
from core.objects import CONTACT, Kind
from core.records import Value


def whole() -> dict[str, Value]:
    """A value in every field."""
    fields: dict[str, Value] = {name: f"{one.label} Ünï" for name, one in CONTACT.fields.items()}
    fields |= {name: "line 1\nline 2" for name, one in CONTACT.fields.items() if one.kind is Kind.LONG_TEXT}
    fields |= {f"email_address_{number}": f"ann.{number}@example.com" for number in (1, 2, 3)}
    return {**fields, "birthday": date(1980, 5, 12)}


def on_the_wire(fields: dict[str, Value]) -> dict[str, Value]:
    """As a Write has them: one body."""
    rest = {name: value for name, value in fields.items() if name != "crm_section"}
    return {**rest, "display_name": "Ann Lee", "file_as": "Lee, Ann"}


def write(fields: dict[str, Value], key: str | None = None, version: str | None = None) -> Write:
    return Write("Ann", fields, {"Stamp": "s1", "Peer": "003", "Move": "s1"}, key, version, ("Salesforce", "A&B"))
