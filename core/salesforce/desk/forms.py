"""The Form of a record: describe, page layout and values in one, ready for JSON.

Form = {sobject, id, name, label, url, etag, record_type: {id, name} | null, editable, sections: [{label, fields}],
fields: {name: field}, values: {name: value}, display: {name: text}}; a compound field (an address, a person's name)
stands in its section, its `compound` lists the fields that are edited. display: what a value means in words: the name
of the record that a reference leads to, the label of a choice, an address or a place in one line. Percentages are as
Salesforce has them (25 is 25 %), dates `YYYY-MM-DD`, moments ISO 8601 ending in Z, chosen values of a multiple choice
`a;b`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.salesforce.desk.choices import Choice
from core.salesforce.desk.fields import COMPOUND, LAST_NAME, MASTER, FieldFacts, ObjectFacts, RecordType
from core.salesforce.desk.layouts import Placed
from core.salesforce.desk.pages import UNEDITED, Page
from core.salesforce.desk.shown import address_line, chosen_labels, coordinates, shown_value

# Describe calls them nillable, for each can be told in another way (Object Reference, "Event": DurationInMinutes).
TIMES = {"Event": {"StartDateTime", "EndDateTime"}}


def form(page: Page, row: Mapping[str, Any]) -> dict[str, Any]:
    """row: the record's fields, with the names of the records it refers to below their relationships; of a new
    record the values to begin with."""
    facts, sections = page.facts, page.sections()
    placed = [one for section in sections for one in section.fields]
    fields = dict(_fields(page, placed))
    for name in [name for name in fields if (facts.fields[name].controller or name) not in fields]:
        controller = str(facts.fields[name].controller)
        fields[controller] = _field(page, Placed(controller), facts.fields[controller])
    values = {name: shown_value(facts.fields[name], row.get(name)) for name in fields if not _whole(facts, name)}
    name = row.get(facts.name_field or "") or ""
    return {
        "sobject": facts.name,
        "id": row.get("Id"),
        "name": str(name),
        "label": facts.label,
        "record_type": _record_type(facts, page.record_type),
        "record_types": _record_types(facts),
        "editable": facts.createable if page.creating else facts.updateable,
        "sections": [{"label": one.label, "fields": [field.name for field in one.fields]} for one in sections],
        "fields": fields,
        "values": values,
        "display": dict(_display(page, fields, row)),
    }


def _whole(facts: ObjectFacts, name: str) -> bool:
    return facts.fields[name].type in COMPOUND


def _fields(page: Page, placed: Iterable[Placed]) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in placed:
        yield one.name, _field(page, one, page.facts.fields[one.name])
        for part in one.parts:
            # Of a person's name the last one must be given, though describe calls it nillable for accounts.
            required = one.required and part == LAST_NAME
            flags = Placed(part, required, one.for_new, one.for_update)
            yield part, _field(page, flags, page.facts.fields[part])


def _field(page: Page, placed: Placed, field: FieldFacts) -> dict[str, Any]:
    """The field as JSON; what describe leaves at nothing is null."""
    parts = [page.facts.fields[part] for part in placed.parts]
    own = [one for one in parts or [field] if not one.rich]
    editable = page.facts.updateable and placed.for_update and any(one.updateable for one in own)
    createable = page.facts.createable and placed.for_new and any(one.createable for one in own)
    told: dict[str, Any] = {
        "label": field.label,
        "type": field.type,
        "help": field.help,
        "required": _required(page, placed, field),
        "editable": editable,
        "createable": createable,
        "length": field.length or None,
        "precision": field.digits or field.precision or None,
        "scale": field.scale if field.precision else None,
        "choices": [_choice(choice) for choice in page.choices(field)] if field.choices else None,
        "controller": field.controller,
        "reference_to": list(field.reference_to),
        "compound": list(placed.parts) or None,
    }
    return told


def _required(page: Page, placed: Placed, field: FieldFacts) -> bool:
    """Of a compound field its parts tell."""
    if placed.parts or field.type == "boolean" or field.rich:
        return False
    if page.creating:
        needed = placed.required or field.name in TIMES.get(page.facts.name, ())
        return field.must_be_given or (needed and field.createable)
    return field.updateable and (placed.required or not field.nillable)


def _choice(choice: Choice) -> dict[str, Any]:
    told: dict[str, Any] = {"value": choice.value, "label": choice.label}
    if choice.default:
        told["default"] = True
    if choice.valid_for is not None:
        told["valid_for"] = list(choice.valid_for)
    return told


def _record_type(facts: ObjectFacts, wanted: str | None) -> dict[str, Any] | None:
    found = next((one for one in _real(facts) if one.id == wanted), None)
    return {"id": found.id, "name": found.name} if found else None


def _record_types(facts: ObjectFacts) -> list[dict[str, Any]] | None:
    """None where there is nothing to choose."""
    found = _real(facts)
    return [{"id": one.id, "name": one.name, "default": one.default} for one in found] if found else None


def _real(facts: ObjectFacts) -> list[RecordType]:
    return [one for one in facts.record_types if one.id != MASTER]


def _display(page: Page, fields: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in fields:
        field, value = page.facts.fields[name], row.get(name)
        text = None
        if field.type == "reference" and value:
            text = referred_name(field, row)
        elif field.choices and isinstance(value, str):
            text = chosen_labels(field, value)
        elif field.type == "address":
            text = address_line([row.get(part.name) for part in page.facts.parts(name) if not _placed(part.name)])
        elif field.type == "location":
            text = coordinates([row.get(part.name) for part in page.facts.parts(name)])
        if text:
            yield name, text


def _placed(name: str) -> bool:
    return name.endswith((*UNEDITED, "Code"))


def referred_name(field: FieldFacts, row: Mapping[str, Any]) -> str | None:
    """The name of the record that a reference leads to, where it was asked for."""
    found = row.get(field.relationship or "")
    names = [value for key, value in found.items() if key != "attributes"] if isinstance(found, dict) else []
    return next((str(name) for name in names if name), None)
