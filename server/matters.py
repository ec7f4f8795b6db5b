"""Issues and conflicts of a mailbox, as the API tells them."""

from collections.abc import Iterable, Mapping
from typing import Any

import marshmallow as ma
from sqlalchemy.orm import Session

from core.models.sync import ConflictRow, IssueRow, LinkRow
from core.objects import OBJECT_TYPES
from core.records import Key, Side
from core.repairs import plain, refused
from server.crm_shapes import RowShape
from server.plain_rows import Rows
from server.problems import localized, localized_label
from server.schemas import Moment, Shape

# Of an issue's state.
OPEN, TRYING, IGNORED, RESOLVED = "open", "trying", "ignored", "resolved"


class IssueFieldShape(Shape):
    name = ma.fields.String(required=True)
    label = ma.fields.String(required=True)
    type = ma.fields.String(required=True, metadata={"description": "text, long text, date, choice, …"})
    value = ma.fields.Raw(required=True, allow_none=True, metadata={"description": "As it was when it was refused."})
    choices = ma.fields.List(ma.fields.String())


class IssueShape(Shape):
    id = ma.fields.String(required=True)
    kind = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf([OPEN, TRYING, IGNORED, RESOLVED]))
    side = ma.fields.String(required=True, metadata={"description": "Where it is to be corrected."})
    code = ma.fields.String(required=True)
    message = ma.fields.String(required=True)
    field = ma.fields.Nested(IssueFieldShape, required=True, allow_none=True)
    attempts = ma.fields.Integer(required=True)
    opened_at = Moment(required=True)
    last_at = Moment(required=True)
    candidates = ma.fields.List(ma.fields.Nested(RowShape), required=True)
    crm = ma.fields.Nested(RowShape, required=True, allow_none=True)


class ConflictShape(Shape):
    id = ma.fields.String(required=True)
    kind = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    field = ma.fields.String(required=True)
    label = ma.fields.String(required=True)
    exchange = ma.fields.Raw(required=True, allow_none=True)
    crm = ma.fields.Raw(required=True, allow_none=True)
    base = ma.fields.Raw(required=True, allow_none=True)
    winner = ma.fields.String(required=True, allow_none=True)
    chosen = ma.fields.String(required=True, allow_none=True, metadata={"description": "What a person chose."})
    opened_at = Moment(required=True)


def issue_told(
    session: Session, row: IssueRow, rows: Rows, candidates: Mapping[Key, dict[str, Any]] | None = None
) -> dict[str, Any]:
    """candidates: Rows of those that are known."""
    link = session.get(LinkRow, row.link_id) if row.link_id else None
    crm_key = link.crm_key if link else row.key if row.side == Side.CRM.value else None
    known = candidates or {}
    where = refused(session, row)
    listed = [known.get(key) or rows.row(key) for key in row.candidates]
    return {
        "id": str(row.id),
        "kind": row.type,
        "name": row.name or row.key,
        "state": issue_state(row),
        "side": where.side.value,
        "code": row.code,
        "message": localized(row.message),
        "field": _field(row, where.tried, link),
        "attempts": row.attempts,
        "opened_at": row.opened_at,
        "last_at": row.last_at,
        "candidates": [one for one in listed if one],
        "crm": rows.row(crm_key, row.name),
    }


def issue_state(row: IssueRow) -> str:
    if row.resolved_at is not None:
        return RESOLVED
    if row.wish is not None:
        return TRYING
    return IGNORED if row.ignored_at is not None else OPEN


def _field(row: IssueRow, tried: Mapping[str, Any], link: LinkRow | None) -> dict[str, Any] | None:
    known = OBJECT_TYPES.get(row.type)
    field = known.fields.get(row.field or "") if known else None
    if field is None:
        return None
    value = tried[field.name] if field.name in tried else link.base.get(field.name) if link else None
    told = {"name": field.name, "label": localized_label(field.label), "type": field.kind.value, "value": plain(value)}
    return told | ({"choices": list(field.choices)} if field.choices else {})


def conflict_told(row: ConflictRow) -> dict[str, Any]:
    known = OBJECT_TYPES[row.type].fields if row.type in OBJECT_TYPES else {}
    values = {name: plain(row.values.get(name)) for name in ("exchange", "crm", "base")}
    return {
        "id": str(row.id),
        "kind": row.type,
        "name": row.name,
        "field": row.field,
        "label": localized_label(known[row.field].label) if row.field in known else row.field,
        **values,
        "winner": row.winner,
        "chosen": row.chosen,
        "opened_at": row.opened_at,
    }


def candidate_keys(issues: Iterable[IssueRow], side: Side) -> list[Key]:
    """Of the issues that speak of the other side's records."""
    return list(dict.fromkeys(key for row in issues if row.side == side.other.value for key in row.candidates))
