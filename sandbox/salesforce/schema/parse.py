"""Reads the schema tables in `objects/`.

The first line of a table describes the object (name | label | plural | key prefix | flags), the second its scopes, each
other line a field: `name | label | type | modifiers`. A type is `string(80)`, `double(18,15)`, `reference(Account)`. A
field is nillable, createable, updateable, filterable, sortable and groupable as its type usually is; modifiers say what
differs. `@audit`, `@address | Prefix` and `@viewed` stand for groups of fields that many objects share.
"""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from sandbox.salesforce.schema.fields import NUMBER_TYPES, Choice, Field
from sandbox.salesforce.schema.shared import ADDRESS, AUDIT, CHOICES, REFERENCES, VIEWED
from sandbox.salesforce.schema.sobject import SObject

FOLDER = Path(__file__).parent / "objects"

_TYPE = re.compile(r"(\w+)(?:\((.*)\))?")
_RANGED = frozenset({"double", "currency", "percent", "datetime", "time"})
_FLAGS: dict[str, dict[str, Any]] = {
    "required": {"nillable": False},
    "nillable": {"nillable": True},
    "readonly": {"createable": False, "updateable": False},
    "create-only": {"updateable": False},
    "update-only": {"createable": False},
    "defaulted": {"defaulted": True},
    "permissionable": {"permissionable": True},
    "fixed": {"permissionable": False},
    "prefilter": {"prefilter": True},
    "no-prefilter": {"prefilter": False},
    "name-field": {"name_field": True},
    "id-lookup": {"id_lookup": True},
    "unique": {"unique": True},
    "external-id": {"external_id": True, "id_lookup": True},
    "case-sensitive": {"case_sensitive": True},
    "restricted": {"restricted": True},
    "auto-number": {"auto_number": True},
    "cascade": {"cascade": True},
    "restrict": {"restrict": True},
    "no-aggregate": {"aggregates": False},
}
_TEXTS = {"as": "relationship", "of": "compound", "info": "info", "children": "children", "default": "default"}


def standard_objects() -> list[SObject]:
    return [parse_object(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.txt"))]


def parse_object(text: str) -> SObject:
    head, scopes, *lines = text.splitlines()
    name, label, plural, prefix, flags = (part.strip() for part in head.split("|"))
    pairs = (part.strip().partition("=")[::2] for part in scopes.split("|", 1)[1].split(";"))
    sobject = SObject(name, label, plural, prefix, frozenset(flags.split()), dict(pairs))
    for line in lines:
        for expanded in _expand(line):
            sobject.add(parse_field(expanded))
    return sobject


def _expand(line: str) -> list[str]:
    """The lines of a group of fields; an address has its prefix in names and labels."""
    if not line.startswith("@"):
        return [line]
    macro, _, prefix = (part.strip() for part in line.partition("|"))
    if macro == "@address":
        return [text.format(p=prefix, l=f"{prefix} " if prefix else "") for text in ADDRESS]
    return list({"@audit": AUDIT, "@viewed": VIEWED}[macro])


@cache
def parse_field(line: str) -> Field:
    name, label, kind, modifiers = [part.strip() for part in (line + " | ").split(" | ", 4)[:4]]
    plain, _, values = modifiers.partition("values=")
    field = _typed(name, label, kind)
    for modifier in filter(None, (part.strip() for part in plain.rstrip(" ,|").split(", "))):
        field = _modified(field, modifier)
    if field.reference_to and "prefilter" not in modifiers:
        field = replace(field, prefilter=field.createable and field.nillable)
    if "permissionable" not in modifiers and "fixed" not in modifiers:
        field = replace(field, permissionable=field.nillable and (field.createable or field.updateable))
    return replace(field, choices=_choices(values.strip(" |"))) if values else field


def _typed(name: str, label: str, kind: str) -> Field:
    match = _TYPE.fullmatch(kind)
    if match is None:
        raise ValueError(f"schema table: {name} has the type {kind!r}")
    base, argument = match.group(1), match.group(2) or ""
    facts: dict[str, Any] = {}
    if base == "reference":
        names = REFERENCES[argument] if argument.startswith("@") else tuple(argument.split(","))
        facts = {"reference_to": names, "length": 18, "byte_length": 18}
    elif base in NUMBER_TYPES:
        precision, scale = argument.split(",")
        facts = {"precision": int(precision), "scale": int(scale)}
    elif base == "int":
        facts = {"digits": int(argument)}
    elif argument:
        facts = {"length": int(argument), "byte_length": 3 * int(argument)}
    if base == "id":
        facts = {"length": 18, "byte_length": 18, "id_lookup": True}
    field = Field(name, label, base, **facts)
    if base in ("id", "boolean"):
        field = replace(field, nillable=False, defaulted=True, default="false" if base == "boolean" else None)
    return _queried(field, _usual_queries(field))


def _usual_queries(field: Field) -> str:
    if field.type == "base64" or (field.type == "textarea" and field.length > 255):
        return ""
    if field.type == "address":
        return "f"
    return "fs" if field.type in _RANGED else "fsg"


def _queried(field: Field, letters: str) -> Field:
    return replace(field, filterable="f" in letters, sortable="s" in letters, groupable="g" in letters)


def _modified(field: Field, modifier: str) -> Field:
    if modifier in _FLAGS:
        return replace(field, **_FLAGS[modifier])
    key, _, value = modifier.partition("=")
    if key in _TEXTS:
        text: dict[str, Any] = {_TEXTS[key]: value}
        return replace(field, **text)
    if key == "query":
        return _queried(field, "" if value == "none" else value)
    if key == "bytes":
        return replace(field, byte_length=int(value))
    raise ValueError(f"schema table: {field.name} has the modifier {modifier!r}")


def _choices(text: str) -> tuple[Choice, ...]:
    """`A;*B=Label;!C`: the star marks the default, the exclamation mark an inactive value."""
    if text == "@TimeZones":
        return tuple(Choice(zone, zone) for zone in sorted(available_timezones()) if "/" in zone or zone == "GMT")
    result = []
    for item in CHOICES[text] if text.startswith("@") else text.split(";"):
        value, _, label = item.lstrip("*!").partition("=")
        result.append(Choice(value, label or value, item.startswith("*"), not item.startswith("!")))
    return tuple(result)
