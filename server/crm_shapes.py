"""Schemas of what the CRM's records look like in answers: Row and Form (core.salesforce.desk)."""

import marshmallow as ma

from server.schemas import Shape


class AccountShape(Shape):
    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class RowShape(Shape):
    """A record in a list."""

    sobject = ma.fields.String(required=True)
    label = ma.fields.String(required=True, metadata={"description": "What the org calls such a record."})
    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    detail = ma.fields.String(required=True, metadata={"description": "What tells records of one name apart."})
    account = ma.fields.Nested(AccountShape, required=True, allow_none=True)
    phone = ma.fields.String(required=True, allow_none=True)
    email = ma.fields.String(required=True, allow_none=True)
    url = ma.fields.String(required=True, metadata={"description": "Opens the record in the CRM."})
    status = ma.fields.String(required=True, allow_none=True)


class ActivityShape(RowShape):
    """A task or an event in a list. at: its day (`2026-11-21`) or moment."""

    at = ma.fields.String(required=True, allow_none=True)


class ChoiceShape(Shape):
    """valid_for: the values of the controlling field under which it may be chosen; absent where nothing controls it."""

    value = ma.fields.String(required=True)
    label = ma.fields.String(required=True)
    default = ma.fields.Boolean()
    valid_for = ma.fields.List(ma.fields.String())


class FieldShape(Shape):
    """A field of a form; type: Salesforce's, in lower case. compound: the fields that it is made of."""

    label = ma.fields.String(required=True)
    type = ma.fields.String(required=True)
    help = ma.fields.String(required=True, allow_none=True)
    required = ma.fields.Boolean(required=True)
    editable = ma.fields.Boolean(required=True)
    createable = ma.fields.Boolean(required=True)
    length = ma.fields.Integer(required=True, allow_none=True)
    precision = ma.fields.Integer(required=True, allow_none=True)
    scale = ma.fields.Integer(required=True, allow_none=True)
    choices = ma.fields.List(ma.fields.Nested(ChoiceShape), required=True, allow_none=True)
    controller = ma.fields.String(required=True, allow_none=True)
    reference_to = ma.fields.List(ma.fields.String(), required=True)
    compound = ma.fields.List(ma.fields.String(), required=True, allow_none=True)


class SectionShape(Shape):
    label = ma.fields.String(required=True)
    fields_ = ma.fields.List(ma.fields.String(), required=True, data_key="fields", attribute="fields")


class RecordTypeShape(Shape):
    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class ChosenTypeShape(RecordTypeShape):
    """One of those to choose from."""

    default = ma.fields.Boolean(required=True)


class FormShape(Shape):
    """A record with the layout of its page; of a new one id, url and etag are null."""

    sobject = ma.fields.String(required=True)
    id = ma.fields.String(required=True, allow_none=True)
    name = ma.fields.String(required=True)
    label = ma.fields.String(required=True)
    url = ma.fields.String(required=True, allow_none=True)
    etag = ma.fields.String(required=True, allow_none=True, metadata={"description": "To be sent as If-Match."})
    record_type = ma.fields.Nested(RecordTypeShape, required=True, allow_none=True)
    record_types = ma.fields.List(ma.fields.Nested(ChosenTypeShape), required=True, allow_none=True)
    editable = ma.fields.Boolean(required=True)
    sections = ma.fields.List(ma.fields.Nested(SectionShape), required=True)
    fields_ = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.Nested(FieldShape),
        required=True,
        data_key="fields",
        attribute="fields",
    )
    values = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Raw(allow_none=True), required=True)
    display = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)
    favourite = ma.fields.Boolean(required=True)
