"""What hangs on a To Do task: linked resources and checklist items (graph/api/resources/linkedresource, checklistitem).

A task takes one linked resource, whatever the reference says (microsoft-graph-docs-contrib issue 654).
"""

import uuid
from datetime import datetime
from typing import Any

from sandbox.microsoft.graph.errors import GraphError, bad_body, no_property, not_found
from sandbox.microsoft.graph.fields import moment, text
from sandbox.microsoft.items import Item

FIELDS = {"linkedResources": "linked_resources", "checklistItems": "checklist_items"}
TYPES = {"linkedResources": "linkedResource", "checklistItems": "checklistItem"}
_TEXTS = {
    "linkedResources": ("applicationName", "displayName", "externalId", "webUrl"),
    "checklistItems": ("displayName",),
}
MOST_LINKS = 1
MOST_STEPS = 100


def show_all(item: Item, name: str) -> list[dict[str, Any]]:
    return [show(part) for part in item.fields.get(FIELDS.get(name, ""), ())]


def show(part: dict[str, Any]) -> dict[str, Any]:
    """What is not set is left out."""
    return {k: moment(v) if isinstance(v, datetime) else v for k, v in part.items() if v is not None}


def read(name: str, body: Any, now: datetime, old: dict[str, Any] | None = None) -> dict[str, Any]:
    """A part as the store keeps it: `old` with the body's changes. Raises GraphError 400."""
    if not isinstance(body, dict):
        raise bad_body(f"A 'StartObject' node was expected for an entry of '{name}'.")
    part = dict(old or {"id": str(uuid.uuid4())})
    if name == "checklistItems" and old is None:
        part |= {"createdDateTime": now, "isChecked": False}
    for key, value in body.items():
        if "@" in key or key in ("id", "createdDateTime", "checkedDateTime"):
            continue
        if key in _TEXTS[name]:
            part[key] = text(key, value)
        elif key == "isChecked" and name == "checklistItems" and isinstance(value, bool):
            part |= {"isChecked": value, "checkedDateTime": now if value else None}
        else:
            raise no_property(key, TYPES[name])
    return part


def read_all(name: str, value: Any, now: datetime) -> dict[str, Any]:
    """The change of fields that a list of new parts makes. Raises GraphError 400."""
    if not isinstance(value, list):
        raise bad_body(f"A 'StartArray' node was expected for the property '{name}'.")
    return {FIELDS[name]: limited(name, [read(name, entry, now) for entry in value])}


def limited(name: str, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts. Raises GraphError 400 where there are too many."""
    if name == "linkedResources" and len(parts) > MOST_LINKS:
        raise GraphError(400, "invalidRequest", "Only one item in linkedResources is allowed.")
    if len(parts) > MOST_STEPS:
        raise GraphError(400, "invalidRequest", f"A task takes up to {MOST_STEPS} checklist items.")
    return parts


def find(item: Item, name: str, part_id: str) -> dict[str, Any]:
    """Raises GraphError 404."""
    for part in item.fields.get(FIELDS[name], ()):
        if part["id"] == part_id:
            return dict(part)
    raise not_found()
