"""Page layouts: which fields stand where, which of them the layout makes required or read-only.

Source: REST API Developer Guide, "sObject Layouts"; SOAP API Developer Guide, "describeLayout()". An object with
several record types has `layouts: null`; the layout of each is asked by itself then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.salesforce.client import unreadable
from core.salesforce.desk.choices import Choice, choices_of


@dataclass(frozen=True, slots=True)
class Placed:
    """A field on a layout. parts: the fields of a compound one, in the layout's order."""

    name: str
    required: bool = False
    for_new: bool = True
    for_update: bool = True
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """label: empty where the layout shows no heading."""

    label: str
    fields: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """reading: of the record's page; editing: of its form. Either may be empty."""

    reading: tuple[Section, ...]
    editing: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Layouts:
    """Of an object. only: its layout, where record types do not differ. choices: record type -> picklist -> the values
    it allows; dependencies stay those of describe."""

    only: Layout | None
    choices: Mapping[str, Mapping[str, tuple[Choice, ...]]] = field(default_factory=dict)


def layouts_of(body: object) -> Layouts:
    """Read `describe/layouts`. Raises Transient when it is none."""
    if not isinstance(body, dict) or "recordTypeMappings" not in body:
        raise unreadable("layouts")
    listed = body.get("layouts")
    only = layout_of(listed[0]) if isinstance(listed, list) and listed else None
    choices = {}
    for mapping in _dicts(body.get("recordTypeMappings")):
        lists = _dicts(mapping.get("picklistsForRecordType"))
        found = {str(one.get("picklistName")): tuple(choices_of(one.get("picklistValues"), None)) for one in lists}
        if found:
            choices[str(mapping.get("recordTypeId"))] = found
    return Layouts(only, choices)


def layout_of(body: object) -> Layout:
    """Read one layout. Raises Transient when it is none."""
    if not isinstance(body, dict) or "detailLayoutSections" not in body:
        raise unreadable("layout")
    reading = tuple(_sections(body.get("detailLayoutSections")))
    return Layout(reading, tuple(_sections(body.get("editLayoutSections"))))


def _sections(listed: object) -> Iterator[Section]:
    for section in _dicts(listed):
        placed = [one for row in _dicts(section.get("layoutRows")) for one in _row(row)]
        if placed:
            heading = section.get("heading") if section.get("useHeading") is not False else ""
            yield Section(str(heading or ""), tuple({one.name: one for one in placed}.values()))


def _row(row: Mapping[str, Any]) -> Iterator[Placed]:
    """Blank places, links and custom components have no field."""
    for item in _dicts(row.get("layoutItems")):
        for component in _dicts(item.get("layoutComponents")):
            name = component.get("value")
            if component.get("type") == "Field" and isinstance(name, str):
                parts = tuple(str(part.get("value")) for part in _dicts(component.get("components")))
                flags = (item.get("required"), item.get("editableForNew"), item.get("editableForUpdate"))
                required, new, update = (flag is True for flag in flags)
                yield Placed(name, required, new, update, parts)


def _dicts(listed: object) -> list[dict[str, Any]]:
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
