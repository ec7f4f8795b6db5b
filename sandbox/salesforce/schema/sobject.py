"""One object type: its fields in the order of the describe, its flags and its scopes."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.salesforce.schema.fields import NUMBER_TYPES, Field
from sandbox.salesforce.schema.views import VIEWS

DELETED = "IsDeleted"


@dataclass(slots=True)
class SObject:
    """An object type; `flags` are the names of the describe's properties that are true.

    `defaults` and `required` are what an insert needs: kept values of fields that were not given, and the fields that
    must be.
    """

    name: str
    label: str
    plural: str
    prefix: str
    flags: frozenset[str]
    scopes: dict[str, str]
    fields: dict[str, Field] = field(default_factory=dict)
    custom: bool = False
    defaults: dict[str, Any] = field(default_factory=dict)
    required: list[Field] = field(default_factory=list)
    _by_lower: dict[str, Field] = field(default_factory=dict)
    _by_relationship: dict[str, Field] = field(default_factory=dict)

    def add(self, new: Field) -> None:
        self.fields[new.name] = new
        self._by_lower[new.name.lower()] = new
        if new.relationship and new.reference_to:
            self._by_relationship[new.relationship.lower()] = new
        if new.required and new not in self.required:
            self.required.append(new)
        if new.type == "boolean":
            self.defaults[new.name] = int(new.default == "true")
        elif new.default is not None:
            self.defaults[new.name] = float(new.default) if new.type in NUMBER_TYPES else new.default

    def field(self, name: str) -> Field | None:
        """The field of that name, capitals or not."""
        return self._by_lower.get(name.lower())

    def relation(self, name: str) -> Field | None:
        """The reference field of a relationship name such as `Account`."""
        return self._by_relationship.get(name.lower())

    def has(self, name: str) -> bool:
        return name in self.fields

    @property
    def keyless(self) -> bool:
        """Whether an id does not tell this object: describes give no key prefix."""
        return "keyless" in self.flags

    @property
    def view(self) -> bool:
        """Whether its rows are another object's."""
        return self.name in VIEWS

    @property
    def soft_deletes(self) -> bool:
        return DELETED in self.fields

    @property
    def name_field(self) -> Field | None:
        return next((f for f in self.fields.values() if f.name_field), None)

    @property
    def columns(self) -> list[str]:
        return [f.name for f in self.fields.values() if f.stored]

    def parts(self, compound: str) -> list[Field]:
        """The fields that make a compound field such as MailingAddress."""
        return [f for f in self.fields.values() if f.compound == compound]
