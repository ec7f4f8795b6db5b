"""Duplicates: a record that several others match. A person says which one it is, or that it is none of them."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.models.sync import IssueRow, LinkRow
from server.api import Resource
from server.auth import caller
from server.errors import Problem
from server.matters import IssueShape
from server.pages import PageQuery
from server.parts import parts
from server.plain_rows import rows_of_caller
from server.resources.issues import IssuesShape, ask_retry, asked, listed, open_issue
from server.schemas import Shape, Text

resource = Resource("duplicates", "Records that several others match.")
CODES = ("ambiguous", "duplicate")


class CandidateQuery(Shape):
    key = Text(
        512,
        required=True,
        allow_none=True,
        metadata={"description": "One of the candidates; null: none of them, make a new record."},
    )


@resource.get("/duplicates", query=PageQuery, answer=IssuesShape)
def list_duplicates(query: dict[str, Any]) -> dict[str, Any]:
    mine = (IssueRow.mailbox_id == caller().own_mailbox()) & IssueRow.code.in_(CODES)
    return listed(select(IssueRow).where(mine, IssueRow.resolved_at.is_(None), IssueRow.ignored_at.is_(None)), query)


@resource.post("/duplicates/<issue_id>/choose", body=CandidateQuery, answer=IssueShape, status=202)
def choose_candidate(body: dict[str, Any], issue_id: str) -> dict[str, Any]:
    """The two become one pair, or a new record is made; its state is `trying` until that is done."""
    rows, key = rows_of_caller(), body["key"]
    with parts().database.session() as session:
        row = open_issue(session, issue_id)
        if row.code not in CODES:
            raise Problem(409, "not_ambiguous", f"{row.name or 'This record'} does not wait for such a choice.")
        if key is not None:
            _check(session, row, key)
        told = asked(session, row, {"candidate": key}, rows)
    ask_retry()
    return told


def _check(session: Session, row: IssueRow, key: str) -> None:
    """Raises Problem 422, 409."""
    if key not in row.candidates:
        message = "This is none of the records that match."
        fields = [{"name": "key", "label": "", "message": message}]
        raise Problem(422, "invalid_request", message, fields=fields)
    taken = or_(LinkRow.crm_key == key, LinkRow.exchange_key == key)
    if session.scalar(select(LinkRow.id).where(LinkRow.mailbox_id == row.mailbox_id, taken)):
        detail = (
            f"The record that you chose for {row.name or 'it'} is kept in step with another one already. Delete one of"
            " the two in Outlook, or choose that it is none of them."
        )
        raise Problem(409, "already_linked", detail)
