"""Records: read with the layout of their page, changed, created."""

from typing import Any

import marshmallow as ma

from core.salesforce.desk.records import read
from core.salesforce.desk.saving import change, create
from server.api import Resource, if_match, tagged
from server.crm_shapes import FormShape
from server.desk import open_desk
from server.schemas import Shape, Text, Truth

resource = Resource("records", "Records of the CRM, as the rights of the person allow.")
MOST_VALUES = 500


def values_field() -> ma.fields.Dict:
    """Field name -> value; what a field takes is checked against the describe."""
    return ma.fields.Dict(
        keys=Text(80),
        values=ma.fields.Raw(allow_none=True),
        required=True,
        validate=ma.validate.Length(max=MOST_VALUES),
        metadata={"description": "Field name to value; null empties a field."},
    )


class ChangeShape(Shape):
    values = values_field()


class NewShape(Shape):
    values = values_field()
    allow_duplicates = Truth(load_default=False)


@resource.get("/records/<sobject>/<key>", answer=FormShape, etag=True)
def show_record(sobject: str, key: str) -> Any:
    """A record with its form."""
    opened = open_desk()
    form = read(opened.desk, sobject, key)
    return tagged(form["etag"], opened.told(form))


@resource.patch("/records/<sobject>/<key>", body=ChangeShape, answer=FormShape, if_match=True, etag=True)
def change_record(body: dict[str, Any], sobject: str, key: str) -> Any:
    """Save the changed fields. 412 with the record as it is now when somebody else saved it meanwhile."""
    opened = open_desk()
    with opened.saving():
        form = change(opened.desk, sobject, key, body["values"], if_match())
    return tagged(form["etag"], opened.told(form))


@resource.post("/records/<sobject>", body=NewShape, answer=FormShape, status=201, etag=True)
def create_record(body: dict[str, Any], sobject: str) -> Any:
    """Create a record. 409 with those like it when a duplicate rule finds some."""
    opened = open_desk()
    with opened.saving():
        form = create(opened.desk, sobject, body["values"], allow_duplicates=body["allow_duplicates"])
    return tagged(form["etag"], opened.told(form), 201)
