"""Where an event is held: `location` and `locations`, which always agree (graph/api/resources/location).

The store holds one text, which both faces read; what Graph knows beyond the name lies in `location_details`.
"""

from typing import Any

from sandbox.microsoft.graph.errors import bad_body
from sandbox.microsoft.graph.fields import complex_value, text

_TEXTS = ("displayName", "locationEmailAddress", "locationUri", "locationType", "uniqueId", "uniqueIdType")
_KEYS = frozenset((*_TEXTS, "address", "coordinates"))

Fields = dict[str, Any]


def read_places(body: Fields) -> Fields:
    """The change of fields that a body's places mean: several replace the one. Raises GraphError 400."""
    several = body.get("locations")
    if several is not None and not isinstance(several, list):
        raise bad_body("A 'StartArray' node was expected for the property 'locations'.")
    one = body.get("location")
    places = [_read(entry) for entry in several or ()] or ([_read(one)] if one is not None else [])
    named = [place for place in places if place.get("displayName")]
    return {"location": _names(named) or None, "location_details": named or None}


def _names(places: list[Fields]) -> str:
    return "; ".join(str(place.get("displayName")) for place in places)


def _read(value: Any) -> Fields:
    parts = complex_value("location", value, "location", _KEYS)
    for name in _TEXTS:
        text(name, parts.get(name))
    for name in ("address", "coordinates"):
        if parts.get(name) is not None and not isinstance(parts[name], dict):
            raise bad_body(f"A 'StartObject' node was expected for the property '{name}'.")
    # Kept as it came and shown as it came; only scalars may lie inside.
    return {k: _plain(v) for k, v in parts.items() if v not in (None, "", {})}


def _plain(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {k: v for k, v in value.items() if "@" not in k and isinstance(v, str | int | float)}


def show_places(fields: Fields) -> dict[str, Any]:
    """Both properties. Details of a place whose name was changed by the other face are forgotten."""
    name = fields.get("location") or ""
    details = fields.get("location_details") or []
    if _names(details) != name:
        details = [{"displayName": name}] if name else []
    places = [_place(p) for p in details]
    if not places:
        return {"location": _place({"displayName": ""}) | {"uniqueIdType": "unknown"}, "locations": []}
    whole = places[0] if len(places) == 1 else _place({"displayName": name})
    return {"location": whole, "locations": places}


def _place(details: Fields) -> Fields:
    name = details["displayName"]
    shown = {"locationType": "default", "uniqueIdType": "private"} | ({"uniqueId": name} if name else {})
    kept = {k: v for k, v in details.items() if k not in ("uniqueId", "uniqueIdType")}
    return {"displayName": name} | shown | kept
