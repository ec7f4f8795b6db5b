"""The connections of the caller's mailbox to both sides; connecting and disconnecting Salesforce."""

from typing import Any

import marshmallow as ma

from server import connecting
from server.api import Resource
from server.auth import caller
from server.limits import Cost
from server.parts import parts
from server.resources.session import SessionShape
from server.schemas import Shape, Text
from server.standing import connections, standing

resource = Resource("connections", "The connections to Outlook and Salesforce.")


class ConnectionShape(Shape):
    side = ma.fields.String(required=True, validate=ma.validate.OneOf(["exchange", "crm"]))
    kind = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(["ok", "missing", "problem"]))
    problem = ma.fields.String(required=True)
    user_name = ma.fields.String(required=True)
    can_reconnect = ma.fields.Boolean(required=True)
    can_disconnect = ma.fields.Boolean(
        required=True, metadata={"description": "It is the person's own, and not that of the company."}
    )


class ConnectionsShape(Shape):
    items = ma.fields.List(ma.fields.Nested(ConnectionShape), required=True)


class WindowShape(Shape):
    url = ma.fields.String(required=True)


class EmptyShape(Shape):
    """Nothing is to be said."""


class WindowCodeShape(Shape):
    code = Text(200, required=True)


@resource.get("/connections", answer=ConnectionsShape)
def index() -> dict[str, Any]:
    """How the connections are."""
    return {"items": connections(parts(), caller().own_mailbox())}


@resource.post("/connections/salesforce/start", body=EmptyShape, answer=WindowShape, cost=Cost.DEAR)
def start(_body: dict[str, Any]) -> dict[str, str]:
    """The address, good once, to open in a window."""
    return {"url": connecting.start(parts(), caller().person_id, caller().own_mailbox())}


@resource.post("/connections/salesforce/finish", body=WindowCodeShape, answer=SessionShape, cost=Cost.DEAR)
def finish(body: dict[str, str]) -> dict[str, Any]:
    """The code that the window ended in: Salesforce is connected."""
    connecting.finish(parts(), caller().person_id, caller().own_mailbox(), body["code"])
    return standing(parts(), caller())


@resource.delete("/connections/salesforce")
def disconnect() -> None:
    """Forget the caller's own Salesforce credentials."""
    connecting.disconnect(parts(), caller().own_mailbox())
