"""What describe tells about an object and its fields: what the user may read and write, lengths, types, choices.

Fields that field-level security hides from the user are simply absent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.salesforce.client import unreadable


@dataclass(frozen=True, slots=True)
class FieldFact:
    """One field. length: in characters, 0 where the type has none. choices: active values of a picklist."""

    name: str
    label: str
    type: str
    length: int
    nillable: bool
    createable: bool
    updateable: bool
    filterable: bool
    restricted: bool
    external_id: bool
    unique: bool
    choices: tuple[str, ...] = ()

    @property
    def writable(self) -> bool:
        return self.createable and self.updateable


@dataclass(frozen=True, slots=True)
class ObjectFact:
    """One object with its fields by name, and what the user may do with its records."""

    name: str
    fields: Mapping[str, FieldFact]
    createable: bool
    updateable: bool
    deletable: bool


def object_fact(body: object) -> ObjectFact:
    """Read a describe. Raises Transient when it is not one."""
    fields = body.get("fields") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(fields, list) or not isinstance(body.get("name"), str):
        raise unreadable("describe")
    facts = [_field_fact(row) for row in fields if isinstance(row, dict) and isinstance(row.get("name"), str)]
    allowed = {word: body.get(word) is True for word in ("createable", "updateable", "deletable")}
    return ObjectFact(body["name"], {fact.name: fact for fact in facts}, **allowed)


def _field_fact(row: Mapping[str, Any]) -> FieldFact:
    def flag(name: str) -> bool:
        return row.get(name) is True

    choices = row.get("picklistValues")
    length = row.get("length")
    return FieldFact(
        name=row["name"],
        label=str(row.get("label") or row["name"]),
        type=str(row.get("type") or ""),
        length=length if isinstance(length, int) and length > 0 else 0,
        nillable=flag("nillable"),
        createable=flag("createable"),
        updateable=flag("updateable"),
        filterable=flag("filterable"),
        restricted=flag("restrictedPicklist"),
        external_id=flag("externalId"),
        unique=flag("unique"),
        choices=tuple(
            str(choice["value"])
            for choice in (choices if isinstance(choices, list) else [])
            if isinstance(choice, dict) and choice.get("active") is True and choice.get("value")
        ),
    )
