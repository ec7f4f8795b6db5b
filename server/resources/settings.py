"""Settings: what a user chooses about each kind of record. What the org's administrator has fixed is told in `fixed`
and refused."""

from typing import Any

import marshmallow as ma

from core.models.accounts import ACTIVE, Mailbox
from server import settings
from server.api import Resource, if_match, tagged
from server.auth import caller
from server.errors import Problem
from server.parts import parts
from server.schemas import Shape, Text

resource = Resource("settings", "What is synchronised, and how.")


class ViewShape(Shape):
    id = ma.fields.String(required=True)
    label = ma.fields.String(required=True)


class SettingsShape(Shape):
    state = ma.fields.String(required=True)
    kinds = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Dict(), required=True)
    fixed = ma.fields.List(
        ma.fields.String(), required=True, metadata={"description": "Paths such as `contact.enabled`."}
    )
    list_views = ma.fields.Dict(
        keys=ma.fields.String(), values=ma.fields.List(ma.fields.Nested(ViewShape)), required=True
    )


class SettingsQuery(Shape):
    kinds = ma.fields.Dict(
        keys=Text(10),
        values=ma.fields.Dict(keys=Text(40), values=ma.fields.Raw(allow_none=True)),
        required=True,
        metadata={"description": "Only what changes; null goes back to what the org has chosen."},
    )


@resource.get("/settings", answer=SettingsShape, etag=True)
def show_settings() -> Any:
    mailbox_id = caller().own_mailbox()
    return _answer(mailbox_id, settings.list_views(mailbox_id))


@resource.patch("/settings", body=SettingsQuery, answer=SettingsShape, if_match=True, etag=True)
def change_settings(body: dict[str, Any]) -> Any:
    """With a run as soon as possible."""
    mailbox_id = caller().own_mailbox()
    views = settings.list_views(mailbox_id)
    with parts().database.session() as session:
        now = settings.told(session, mailbox_id, views)
        if not {"*", settings.etag_of(now)} & if_match():
            detail = "The settings were changed meanwhile. Look at them as they are now, then change them again."
            raise Problem(412, "changed_meanwhile", detail, current=_shown(now))
        settings.choose(session, mailbox_id, body["kinds"])
        mailbox = session.get_one(Mailbox, mailbox_id)
        runs = mailbox.state == ACTIVE
        if runs:
            mailbox.due_at = parts().now()
    if runs:
        parts().wake(mailbox_id)
    return _answer(mailbox_id, views)


def _answer(mailbox_id: str, views: settings.Views) -> Any:
    with parts().database.reading() as session:
        found = settings.told(session, mailbox_id, views)
    return tagged(settings.etag_of(found), _shown(found))


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Without what only we need."""
    views = {
        kind: [{"id": one["id"], "label": one["label"]} for one in some] for kind, some in found["list_views"].items()
    }
    return {**found, "list_views": views}
