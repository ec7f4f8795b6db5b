"""Conflicts: a field that both sides changed. An open one waits for a person; one that the policy decided can be turned
round as long as its other value is kept."""

from datetime import timedelta
from typing import Any

import marshmallow as ma
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.models.sync import ConflictRow
from core.records import Side
from server.api import Resource
from server.auth import caller
from server.errors import Problem, not_found
from server.matters import ConflictShape, conflict_told
from server.pages import PageQuery, page
from server.parts import parts
from server.resources.issues import ask_retry
from server.schemas import Shape, Text
from server.states import active

resource = Resource("conflicts", "Fields that both sides changed.")
LATELY = timedelta(days=30)


class ConflictsQuery(PageQuery):
    decided = ma.fields.Boolean(
        load_default=False, metadata={"description": "Those of the last 30 days that were decided, too."}
    )
    record_of = Text(
        20, load_default=None, metadata={"description": "Only those of the record that this conflict is about."}
    )


class ConflictsShape(Shape):
    items = ma.fields.List(ma.fields.Nested(ConflictShape), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class ChoiceQuery(Shape):
    side = ma.fields.String(required=True, validate=ma.validate.OneOf([one.value for one in Side]))


@resource.get("/conflicts", query=ConflictsQuery, answer=ConflictsShape)
def list_conflicts(query: dict[str, Any]) -> dict[str, Any]:
    waiting = ConflictRow.resolved_at.is_(None)
    lately = or_(waiting, ConflictRow.opened_at >= parts().now() - LATELY)
    wanted = lately if query["decided"] else waiting
    mine = select(ConflictRow).where(ConflictRow.mailbox_id == caller().own_mailbox(), wanted)
    with parts().database.reading() as session:
        if query["record_of"] is not None:
            mine = mine.where(ConflictRow.link_id == _own(session, query["record_of"]).link_id)
        found, following = page(session, mine, ConflictRow.id, query)
        return {"items": [conflict_told(one) for one in found], "next": following}


@resource.get("/conflicts/<conflict_id>", answer=ConflictShape)
def show_conflict(conflict_id: str) -> dict[str, Any]:
    with parts().database.reading() as session:
        return conflict_told(_own(session, conflict_id))


@resource.post("/conflicts/<conflict_id>/choose", body=ChoiceQuery, answer=ConflictShape, status=202)
def choose_value(body: dict[str, Any], conflict_id: str) -> dict[str, Any]:
    """Whose value stays; the worker writes it to the other side at once. A record with several conflicts waits until
    all of them are decided."""
    with parts().database.session() as session:
        row = _own(session, conflict_id)
        if row.winner is None and row.resolved_at is not None:
            raise Problem(409, "resolved", f"{row.name} was changed meanwhile; both sides hold the same.")
        active(session, row.mailbox_id)
        row.chosen = body["side"]
        session.flush()
        told = conflict_told(row)
    ask_retry()
    return told


def _own(session: Session, conflict_id: str) -> ConflictRow:
    """Raises Problem 404."""
    known = conflict_id.isascii() and conflict_id.isdigit() and len(conflict_id) <= 15
    row = session.get(ConflictRow, int(conflict_id)) if known else None
    if row is None or row.mailbox_id != caller().own_mailbox():
        raise not_found()
    return row
