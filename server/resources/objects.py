"""The kinds of records of the org, and the empty form of each."""

from typing import Any

import marshmallow as ma

from core.salesforce.desk.records import blank
from server.api import Resource
from server.crm_shapes import FormShape
from server.desk import open_desk
from server.schemas import Shape, Text

resource = Resource("objects", "The kinds of records that a person would look up or create.")


class ObjectShape(Shape):
    name = ma.fields.String(required=True)
    label = ma.fields.String(required=True)
    plural = ma.fields.String(required=True)
    createable = ma.fields.Boolean(required=True)
    searchable = ma.fields.Boolean(required=True)
    key_prefix = ma.fields.String(required=True, allow_none=True)


class ObjectsShape(Shape):
    items = ma.fields.List(ma.fields.Nested(ObjectShape), required=True)


class FormQuery(Shape):
    record_type = Text(18, metadata={"description": "Its id; without one the default of this user."})


@resource.get("/objects", answer=ObjectsShape)
def list_objects() -> dict[str, Any]:
    """Those looked for most come first."""
    return {"items": [one for one in open_desk().desk.objects().values() if one.shown]}


@resource.get("/objects/<sobject>/form", query=FormQuery, answer=FormShape)
def empty_form(query: dict[str, Any], sobject: str) -> dict[str, Any]:
    """The form of a new record; its values are those to begin with."""
    opened = open_desk()
    return opened.told(blank(opened.desk, sobject, query.get("record_type")))
