"""The schema of one org: the standard objects plus what its admin added."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sandbox.salesforce.schema.fields import Field
from sandbox.salesforce.schema.parse import standard_objects
from sandbox.salesforce.schema.sobject import SObject


@dataclass(frozen=True, slots=True)
class Child:
    """A relationship seen from the parent: the child object and the reference field that points up."""

    sobject: SObject
    field: Field


class Schema:
    """Objects by name (capitals do not matter) and by key prefix; child relationships by parent."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Back to the standard objects."""
        self._objects: dict[str, SObject] = {}
        self._by_prefix: dict[str, SObject] = {}
        self._children: dict[str, list[Child]] | None = None
        self._targets: dict[tuple[str, ...], tuple[SObject, ...]] = {}
        for sobject in standard_objects():
            self.add(sobject)

    def add(self, sobject: SObject) -> None:
        self._objects[sobject.name.lower()] = sobject
        if not sobject.keyless:
            self._by_prefix[sobject.prefix] = sobject
        self._children = None
        self._targets.clear()

    def add_field(self, sobject: SObject, field: Field) -> None:
        sobject.add(field)
        self._children = None

    def open_activities(self, name: str) -> None:
        """Let tasks, events, emails and files be related to a custom object."""
        for sobject in self._objects.values():
            for field in list(sobject.fields.values()):
                if name not in field.reference_to and {"Account", "Opportunity", "Case"} <= set(field.reference_to):
                    sobject.add(replace(field, reference_to=(*field.reference_to, name)))
        self._children = None

    def get(self, name: str) -> SObject | None:
        return self._objects.get(name.lower())

    def __getitem__(self, name: str) -> SObject:
        return self._objects[name.lower()]

    def __iter__(self) -> Iterator[SObject]:
        return iter(self._objects.values())

    def of_id(self, record_id: str) -> SObject | None:
        return self._by_prefix.get(record_id[:3])

    def targets(self, field: Field) -> tuple[SObject, ...]:
        """The objects of this org that a reference may point to."""
        names = field.reference_to
        if names not in self._targets:
            self._targets[names] = tuple(found for name in names if (found := self.get(name)))
        return self._targets[names]

    def children(self, parent: SObject) -> list[Child]:
        if self._children is None:
            self._children = self._index_children()
        return self._children.get(parent.name, [])

    def child(self, parent: SObject, relationship: str) -> Child | None:
        """The child relationship of a name such as `Contacts`."""
        wanted = relationship.lower()
        return next((c for c in self.children(parent) if (c.field.children or "").lower() == wanted), None)

    def _index_children(self) -> dict[str, list[Child]]:
        index: dict[str, list[Child]] = {}
        for sobject in self._objects.values():
            for field in sobject.fields.values():
                for target in field.reference_to:
                    index.setdefault(target, []).append(Child(sobject, field))
        return index
