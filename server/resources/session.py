"""Who is signed in, to what, and which step of the set-up comes next."""

from typing import Any

import marshmallow as ma

from server import linking, setup, signin
from server.api import Resource
from server.auth import bearer, caller
from server.limits import Cost
from server.parts import parts
from server.schemas import Moment, Shape, Text, Truth
from server.standing import standing
from server.tokens import own

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


class AddressShape(Shape):
    address = ma.fields.Email(required=True, validate=ma.validate.Length(max=320))


class SentShape(Shape):
    address = ma.fields.String(required=True)
    expires_at = Moment(required=True)


class CodeShape(Shape):
    code = Text(20, required=True)


class RedeemShape(Shape):
    code = Text(200, required=True)
    verifier = Text(200, required=True)


class TokenShape(Shape):
    token = ma.fields.String(required=True)
    expires_at = Moment(required=True)


class KindsShape(Shape):
    contact = Truth()
    task = Truth()
    event = Truth()
    email = Truth()


class StepShape(Shape):
    step = ma.fields.String(required=True, validate=ma.validate.OneOf(["choose", "preview", "start"]))
    kinds = ma.fields.Nested(KindsShape, load_default=dict)


@resource.get("/session", answer=SessionShape)
def show() -> dict[str, Any]:
    """Who is signed in, and what comes next. The first time, the mailbox of a user of Microsoft 365 is looked up."""
    if caller().mailbox_id is None:
        linking.find_mailbox(parts(), caller().person_id)
    return standing(parts(), caller())


@resource.delete("/session")
def sign_out() -> None:
    """Forget the session token that this request carries; other kinds of tokens end by themselves."""
    with parts().database.session() as session:
        own.forget(session, bearer())


@resource.post("/session/redeem", body=RedeemShape, answer=TokenShape, open=True)
def redeem(body: dict[str, str]) -> dict[str, Any]:
    """A session token for the code that the window of a sign-in ended in."""
    issued = signin.redeem(parts(), body["code"], body["verifier"])
    return {"token": issued.token, "expires_at": issued.expires_at}


@resource.post("/session/mailbox", body=AddressShape, answer=SentShape, status=202, cost=Cost.PRECIOUS)
def send_code(body: dict[str, str]) -> dict[str, Any]:
    """Leave a one-time code in a mailbox on premises, for its owner to read."""
    ends_at = linking.send_code(parts(), caller().person_id, body["address"])
    return {"address": body["address"].lower(), "expires_at": ends_at}


@resource.post("/session/mailbox/code", body=CodeShape, answer=SessionShape, cost=Cost.DEAR)
def prove_mailbox(body: dict[str, str]) -> dict[str, Any]:
    """The code that lay in the mailbox: it is theirs."""
    linking.prove(parts(), caller().person_id, body["code"])
    return standing(parts(), caller())


@resource.post("/session/setup", body=StepShape, answer=SessionShape)
def set_up(body: dict[str, Any]) -> dict[str, Any]:
    """Take a step of the set-up."""
    setup.step(parts(), caller().own_mailbox(), body["step"], body["kinds"])
    return standing(parts(), caller())
