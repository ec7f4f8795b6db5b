"""Looking records up: by what is typed, and those worked with last."""

from typing import Any

import marshmallow as ma

from core.salesforce.desk.recents import recent
from core.salesforce.desk.search import look_up
from server.api import Resource
from server.crm_shapes import RowShape
from server.desk import open_desk
from server.schemas import Shape, Text

resource = Resource("search", "Records by name, e-mail address or phone number; the latest ones.")


class SearchQuery(Shape):
    q = Text(200, required=True)
    object_ = Text(80, data_key="object", attribute="sobject", metadata={"description": "Only records of this kind."})
    limit = ma.fields.Integer(load_default=5, validate=ma.validate.Range(1, 25))


class GroupShape(Shape):
    sobject = ma.fields.String(required=True)
    label = ma.fields.String(required=True)
    items = ma.fields.List(ma.fields.Nested(RowShape), required=True)


class FoundShape(Shape):
    groups = ma.fields.List(ma.fields.Nested(GroupShape), required=True)
    unsearched = ma.fields.List(
        ma.fields.String(), required=True, metadata={"description": "Labels of kinds that were not looked through."}
    )


class RecentsQuery(Shape):
    object_ = Text(80, data_key="object", attribute="sobject")
    limit = ma.fields.Integer(load_default=10, validate=ma.validate.Range(1, 50))


class RowsShape(Shape):
    items = ma.fields.List(ma.fields.Nested(RowShape), required=True)


@resource.get("/search", query=SearchQuery, answer=FoundShape)
def search(query: dict[str, Any]) -> dict[str, Any]:
    """Groups by kind, the best first. `limit` is for each group."""
    opened = open_desk()
    opened.desk.objects()
    found = look_up(opened.desk, query["q"], opened.lister, sobject=query.get("sobject"), most=query["limit"])
    groups = [{"sobject": one.sobject, "label": one.label, "items": one.rows} for one in found.groups]
    return {"groups": groups, "unsearched": found.unsearched}


@resource.get("/recents", query=RecentsQuery, answer=RowsShape)
def recents(query: dict[str, Any]) -> dict[str, Any]:
    """Those that the person opened last, in Salesforce or here."""
    opened = open_desk()
    opened.desk.objects()
    return {"items": recent(opened.desk, opened.lister, sobject=query.get("sobject"), most=query["limit"])}
