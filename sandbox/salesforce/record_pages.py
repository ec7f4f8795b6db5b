"""What an administrator says of an object's pages: layouts, record types, the choices that a record type allows.

set_layout(org, "Account", {"Basics": ["Name!", "Phone", "~Website"]}); add_record_type(org, "Account", "Partner",
choices={"Rating": ["Hot", "Warm"]}). An object gets its RecordTypeId with its first record type.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.salesforce.administration import Administration
from sandbox.salesforce.context import Context
from sandbox.salesforce.layouts import LAYOUT, RECORD_TYPE
from sandbox.salesforce.moments import stamp
from sandbox.salesforce.stamped import add_row


@dataclass(frozen=True, slots=True)
class _Mark:
    """`Name!` is required on the page, `~Name` may only be read there."""

    name: str
    required: bool
    readonly: bool


def _mark(text: str) -> _Mark:
    return _Mark(text.strip("~!"), text.endswith("!"), text.startswith("~"))


def set_layout(
    org: Administration, sobject: str, sections: Mapping[str, Sequence[str]], record_type: str | None = None
) -> None:
    """sections: heading -> names of fields, with the marks `!` and `~`. record_type: its id; None: of all others.

    Raises:
        ValueError: a field or the object is unknown.
    """
    owner = org.named(sobject)
    body: list[list[Any]] = []
    for heading, names in sections.items():
        marks = [_mark(name) for name in names]
        placed = [[org.named_field(sobject, mark.name), mark.required, mark.readonly] for mark in marks]
        body.append([heading, placed])
    org.settings.write(LAYOUT, f"{owner}.{record_type or ''}", {"sections": body})


def add_record_type(
    org: Administration, sobject: str, name: str, choices: Mapping[str, Sequence[str]] | None = None
) -> str:
    """The id of a new record type. choices: field -> the values it allows, the first of them its default.

    Raises:
        ValueError: a field or the object is unknown.
    """
    owner = org.named(sobject)
    if not org.schema[owner].has("RecordTypeId"):
        org.settings.write("record typed", owner, {})
        org.reload()
    context: Context = org.system().context
    developer = "".join(char if char.isalnum() else "_" for char in name)
    values = {"Name": name, "DeveloperName": developer, "SobjectType": owner, "IsActive": 1}
    key = add_row(context, org.schema["RecordType"], values)
    allowed = {org.named_field(sobject, field): list(found) for field, found in (choices or {}).items()}
    org.settings.write(RECORD_TYPE, key, {"choices": allowed, "since": stamp(org.clock.now())})
    return key
