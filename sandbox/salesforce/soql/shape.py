"""From SQL rows to the JSON of a query's records."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.salesforce.context import Context
from sandbox.salesforce.schema import Field, SObject

Convert = Callable[[Any], Any]
Raw = tuple[Any, ...]


def truth(value: Any) -> Any:
    return None if value is None else bool(value)


def labels(kind: Field) -> Convert:
    by_value = {choice.value: choice.label for choice in kind.choices}
    if kind.type == "multipicklist":
        return lambda value: value and ";".join(by_value.get(part, part) for part in value.split(";"))
    return lambda value: by_value.get(value, value)


def converter(kind: Field) -> Convert | None:
    """What must be done to a kept value to show it; None when nothing."""
    if kind.type == "junctionIdList":
        return lambda value: value and json.loads(value)
    return truth if kind.type == "boolean" else None


@dataclass(slots=True)
class Shape:
    """One JSON object to be made of a row. `key` is the index of its id; without an id it is null.

    `values` are (name, index, conversion); `parents` nested objects; `addresses` (name, (part, index, conversion)…);
    `blobs` names shown as the address of their content. The order of `names` is kept.
    """

    context: Context
    sobject: SObject | None
    key: int
    mixed: bool = False
    names: list[str] = field(default_factory=list)
    values: list[tuple[str, int, Convert | None]] = field(default_factory=list)
    parents: dict[str, "Shape"] = field(default_factory=dict)
    addresses: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    blobs: list[str] = field(default_factory=list)
    choices: dict[str, list["Shape"]] = field(default_factory=dict)

    def claim(self, name: str) -> bool:
        """Whether a name is new here."""
        if name in self.names:
            return False
        self.names.append(name)
        return True

    def build(self, raw: Raw) -> dict[str, Any] | None:
        record_id = raw[self.key]
        if record_id is None:
            return None
        record: dict[str, Any] = {"attributes": self._attributes(record_id)}
        if self._flat:
            for name, index, convert in self.values:
                record[name] = raw[index] if convert is None else convert(raw[index])
            return record
        return self._nested(record, record_id, raw)

    @property
    def _flat(self) -> bool:
        return not (self.parents or self.addresses or self.blobs or self.choices)

    def _attributes(self, record_id: str) -> dict[str, Any]:
        if self.sobject is not None:
            return self.context.attributes(self.sobject.name, record_id)
        target = self.context.schema.of_id(record_id)
        name = target.name if target else "Name"
        return {"type": "Name" if self.mixed else name, "url": self.context.url(name, record_id)}

    def _nested(self, record: dict[str, Any], record_id: str, raw: Raw) -> dict[str, Any]:
        values = {name: (index, convert) for name, index, convert in self.values}
        for name in self.names:
            if name in values:
                index, convert = values[name]
                record[name] = raw[index] if convert is None else convert(raw[index])
            elif name in self.parents:
                record[name] = self.parents[name].build(raw)
            elif name in self.addresses:
                parts = {part: raw[index] for part, index in self.addresses[name]}
                record[name] = parts if any(value is not None for value in parts.values()) else None
            elif name in self.choices:
                record[name] = _chosen(self.choices[name], raw)
            elif name in self.blobs:
                record[name] = f"{record['attributes']['url']}/{name}"
            else:
                record[name] = None
        return record


def _chosen(shapes: list[Shape], raw: Raw) -> dict[str, Any] | None:
    """The branch of a TYPEOF whose object the row points to: the first with an id."""
    return next((built for shape in shapes if (built := shape.build(raw)) is not None), None)
