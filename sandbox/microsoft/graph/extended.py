"""Extended properties in Graph: in bodies, in $expand, and their values as texts (extended-properties-overview)."""

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any

from sandbox.microsoft.graph.errors import GraphError, bad_body, bad_query
from sandbox.microsoft.graph.fields import moment, read_moment
from sandbox.microsoft.properties import PropertyId

SINGLE, MULTI = "singleValueExtendedProperties", "multiValueExtendedProperties"
_EXPAND = re.compile(r"(\w+)(?:\((.*)\))?", re.S)
_ID_TEST = re.compile(r"\s*(?:\w+/)?id\s+eq\s+'((?:[^']|'')*)'\s*", re.I)
_WHOLE = ("Integer", "Short", "Long", "Currency", "Error")
_FRACTION = ("Double", "Float", "ApplicationTime")


def parse_id(text: str) -> PropertyId:
    """Raises GraphError 400."""
    try:
        return PropertyId.parse(text)
    except ValueError as error:
        message = f"The extended property id '{text[:100]}' is not in a correct format."
        raise GraphError(400, "ErrorInvalidExtendedProperty", message) from error


def read_body(body: dict[str, Any]) -> dict[PropertyId, Any]:
    """The properties that a body sets; null removes one. Raises GraphError 400."""
    found: dict[PropertyId, Any] = {}
    for name, multi in ((SINGLE, False), (MULTI, True)):
        entries = body.get(name) or []
        if not isinstance(entries, list):
            raise bad_body(f"A 'StartArray' node was expected for the property '{name}'.")
        for entry in entries:
            if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
                raise bad_body(f"Each entry of '{name}' needs an id.")
            property_id = parse_id(entry["id"])
            if property_id.type.endswith("Array") != multi:
                raise bad_body(f"The property '{entry['id'][:100]}' does not belong into '{name}'.")
            found[property_id] = _value(property_id, entry.get("value"))
    return found


def _value(property_id: PropertyId, value: Any) -> Any:
    if value is None:
        return None
    kind = property_id.type.removesuffix("Array")
    if property_id.type.endswith("Array"):
        if not isinstance(value, list):
            raise bad_body(f"The value of '{property_id.text}' must be a collection.")
        return [_single(kind, v, property_id) for v in value]
    return _single(kind, value, property_id)


def _single(kind: str, value: Any, property_id: PropertyId) -> Any:
    try:
        if not isinstance(value, str):
            raise ValueError
        return _readers(kind)(value)
    except (ValueError, OverflowError, GraphError) as error:
        text = f"The value of the extended property '{property_id.text}' is no {kind}."
        raise GraphError(400, "ErrorInvalidExtendedPropertyValue", text) from error


def _readers(kind: str) -> Callable[[str], Any]:
    if kind in _WHOLE:
        return _whole
    if kind in _FRACTION:
        return float
    special = {"Boolean": _boolean, "Binary": _binary, "SystemTime": lambda text: read_moment("value", text)}
    return special.get(kind, str)


def _whole(text: str) -> int:
    number = int(text)
    if not -(2**63) <= number < 2**63:
        raise ValueError(text)
    return number


def _boolean(text: str) -> bool:
    if text.lower() not in ("true", "false", "1", "0"):
        raise ValueError(text)
    return text.lower() in ("true", "1")


def _binary(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error


def show(value: Any) -> str:
    """A value as Graph writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return moment(value) if hasattr(value, "astimezone") else str(value)


def read_expand(text: str) -> dict[str, list[PropertyId]]:
    """`singleValueExtendedProperties($filter=id eq '…' or id eq '…')` as ids by name. Raises GraphError 400."""
    found: dict[str, list[PropertyId]] = {}
    for part in split_top_level(text):
        match = _EXPAND.fullmatch(part.strip())
        if match is None or match[1] not in (SINGLE, MULTI):
            raise bad_query(f"Parsing OData Select and Expand failed: '{part.strip()[:80]}' cannot be expanded.")
        option, _, test = (match[2] or "").partition("=")
        if option.strip().lower() != "$filter":
            raise bad_query(f"Expanding '{match[1]}' needs a $filter on the property's id.")
        found[match[1]] = [_tested(t) for t in re.split(r"\s+or\s+(?=(?:\w+/)?id\s)", test, flags=re.I)]
    return found


def _tested(text: str) -> PropertyId:
    match = _ID_TEST.fullmatch(text)
    if match is None:
        raise bad_query(f"Invalid filter clause: {text.strip()[:100]}")
    return parse_id(match[1].replace("''", "'"))


def split_top_level(text: str) -> list[str]:
    """Split at commas outside brackets and quotes."""
    parts, depth, quoted = [""], 0, False
    for char in text:
        quoted ^= char == "'"
        depth += (not quoted) * ((char == "(") - (char == ")"))
        if char == "," and depth == 0 and not quoted:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def expanded(lookup: Callable[[PropertyId], Any], wanted: dict[str, list[PropertyId]]) -> dict[str, Any]:
    """The expanded properties that are set; a name with none of them set is left out, as Graph does."""
    shown: dict[str, Any] = {}
    for name, property_ids in wanted.items():
        pairs = [(p, lookup(p)) for p in property_ids]
        rows = [
            {"id": p.text, "value": [show(v) for v in value] if name == MULTI else show(value)}
            for p, value in pairs
            if value is not None
        ]
        if rows:
            shown[name] = rows
    return shown
