"""The choices of picklists, and on which values of another field they depend.

Source: SOAP API Developer Guide, "PicklistEntry" and "Dependent Picklists".
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a picklist. valid_for: the values of the controlling field under which it may be chosen, where there
    is one; of a checkbox `true` and `false`."""

    value: str
    label: str
    default: bool = False
    valid_for: tuple[str, ...] | None = None


def choices_of(entries: object, controller: Mapping[str, Any] | None) -> Iterator[Choice]:
    """The active values. controller: the describe of the field that they depend on."""
    values = None if controller is None else controlling(controller)
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and entry.get("active") is True and entry.get("value"):
            value = str(entry["value"])
            valid = None if values is None else tuple(_valid(entry.get("validFor"), values))
            yield Choice(value, str(entry.get("label") or value), entry.get("defaultValue") is True, valid)


def controlling(field: Mapping[str, Any]) -> list[str]:
    """The values of a controlling field in the order that the bits of validFor follow, inactive ones too."""
    if field.get("type") == "boolean":
        return ["false", "true"]
    entries = field.get("picklistValues")
    return (
        [str(entry.get("value")) for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    )


def _valid(bits: object, values: Sequence[str]) -> Iterator[str]:
    """validFor is a base64 bitmap: its nth bit from the left stands for the nth value of the controlling field."""
    try:
        octets = base64.b64decode(bits, validate=True) if isinstance(bits, str) else b""
    except ValueError:
        octets = b""
    for place, value in enumerate(values[: 8 * len(octets)]):
        if octets[place // 8] & 0x80 >> place % 8:
            yield value
