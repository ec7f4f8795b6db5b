"""Who is signed in, to what, and which step of the set-up comes next."""

from typing import Any

import marshmallow as ma

from server.api import Resource
from server.auth import caller
from server.parts import parts
from server.schemas import Moment, Shape
from server.standing import standing

resource = Resource("session", "The signed-in person, their mailbox and connections; the set-up.")


class PersonShape(Shape):
    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    address = ma.fields.String(required=True)
    role = ma.fields.String(required=True, validate=ma.validate.OneOf(["user", "admin"]))


class OrgShape(Shape):
    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class MailboxShape(Shape):
    id = ma.fields.String(required=True)
    address = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(["active", "suspended", "disabled"]))
    problem = ma.fields.String(required=True)
    last_run_at = Moment(required=True, allow_none=True)
    next_run_at = Moment(required=True, allow_none=True)


class CrmShape(Shape):
    kind = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(["ok", "missing", "problem"]))
    problem = ma.fields.String(required=True)
    user_name = ma.fields.String(required=True)
    instance_url = ma.fields.String(required=True, allow_none=True)


class SessionShape(Shape):
    person = ma.fields.Nested(PersonShape, required=True)
    org = ma.fields.Nested(OrgShape, required=True, allow_none=True)
    mailbox = ma.fields.Nested(MailboxShape, required=True, allow_none=True)
    crm = ma.fields.Nested(CrmShape, required=True)
    setup = ma.fields.String(
        required=True, validate=ma.validate.OneOf(["mailbox", "salesforce", "choose", "preview", "done"])
    )
    locale = ma.fields.String(required=True)


@resource.get("/session", answer=SessionShape)
def show() -> dict[str, Any]:
    """Who is signed in, and what comes next."""
    return standing(parts(), caller())
