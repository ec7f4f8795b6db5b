"""Issues: records that need a person. Trying again may bring corrected values; they are written where the value came
from, and the record is tried at once."""

from typing import Any

import marshmallow as ma
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.mails import EMAIL
from core.models.sync import IssueRow
from core.queue import RETRY
from core.repairs import WrongValue, read_values
from server.api import Resource
from server.auth import caller
from server.candidates import rows_of_candidates
from server.errors import Problem, not_found
from server.matters import IssueShape, issue_told
from server.pages import PageQuery, page
from server.parts import parts
from server.plain_rows import rows_of_caller
from server.schemas import Shape
from server.states import active

resource = Resource("issues", "Records that need a person.")
MOST_VALUES = 40


class IssuesQuery(PageQuery):
    ignored = ma.fields.Boolean(load_default=False, metadata={"description": "Those that were ignored, too."})


class IssuesShape(Shape):
    items = ma.fields.List(ma.fields.Nested(IssueShape), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class RetryQuery(Shape):
    values = ma.fields.Dict(
        keys=ma.fields.String(validate=ma.validate.Length(1, 60)),
        values=ma.fields.Raw(allow_none=True),
        load_default=dict,
        validate=ma.validate.Length(max=MOST_VALUES),
        metadata={"description": "Corrected values by the names of fields, as `field` of an issue has them."},
    )


@resource.get("/issues", query=IssuesQuery, answer=IssuesShape)
def list_issues(query: dict[str, Any]) -> dict[str, Any]:
    """The open ones, the oldest first."""
    wanted = select(IssueRow).where(IssueRow.mailbox_id == caller().own_mailbox(), IssueRow.resolved_at.is_(None))
    if not query["ignored"]:
        wanted = wanted.where(IssueRow.ignored_at.is_(None))
    return listed(wanted, query)


def listed(wanted: Any, query: dict[str, Any]) -> dict[str, Any]:
    rows = rows_of_caller()
    with parts().database.reading() as session:
        found, following = page(session, wanted, IssueRow.id, query)
    candidates = rows_of_candidates(found)
    with parts().database.reading() as session:
        return {"items": [issue_told(session, one, rows, candidates) for one in found], "next": following}


@resource.get("/issues/<issue_id>", answer=IssueShape)
def show_issue(issue_id: str) -> dict[str, Any]:
    """One that is resolved by now says so."""
    rows = rows_of_caller()
    with parts().database.reading() as session:
        row = own_issue(session, issue_id)
    candidates = rows_of_candidates([row])
    with parts().database.reading() as session:
        return issue_told(session, row, rows, candidates)


@resource.post("/issues/<issue_id>/retry", body=RetryQuery, answer=IssueShape, status=202)
def retry(body: dict[str, Any], issue_id: str) -> dict[str, Any]:
    """Its state is `trying` until that is done; then it is resolved, or says what is wrong now."""
    rows = rows_of_caller()
    with parts().database.session() as session:
        row = open_issue(session, issue_id)
        check_values(row, body["values"])
        told = asked(session, row, {"values": body["values"]} if body["values"] else {}, rows)
    ask_retry()
    return told


@resource.post("/issues/<issue_id>/ignore", answer=IssueShape)
def ignore(issue_id: str) -> dict[str, Any]:
    """It is told no more until its record changes."""
    rows = rows_of_caller()
    with parts().database.session() as session:
        row = open_issue(session, issue_id)
        row.ignored_at = parts().now()
        session.flush()
        return issue_told(session, row, rows)


def asked(session: Session, row: IssueRow, wish: dict[str, Any], rows: Any) -> dict[str, Any]:
    """The issue with its wish, which the worker carries out. Raises Problem 409 while nothing runs."""
    active(session, row.mailbox_id)
    row.wish, row.ignored_at = wish, None
    session.flush()
    return issue_told(session, row, rows)


def ask_retry() -> None:
    """All that is asked of issues and conflicts of the caller's mailbox."""
    mailbox_id = caller().own_mailbox()
    parts().ask(RETRY, mailbox_id, of=mailbox_id)


def own_issue(session: Session, issue_id: str) -> IssueRow:
    """Raises Problem 404."""
    known = issue_id.isascii() and issue_id.isdigit() and len(issue_id) <= 15
    row = session.get(IssueRow, int(issue_id)) if known else None
    if row is None or row.mailbox_id != caller().own_mailbox():
        raise not_found()
    return row


def open_issue(session: Session, issue_id: str) -> IssueRow:
    """Raises Problem 404, 409."""
    row = own_issue(session, issue_id)
    if row.resolved_at is not None:
        raise Problem(409, "resolved", f"{row.name or 'This'} is settled already.")
    return row


def check_values(row: IssueRow, values: dict[str, Any]) -> None:
    """Raises Problem 422."""
    if values and row.type == EMAIL.name:
        raise Problem(422, "invalid_request", "A mail itself cannot be corrected; try it again as it is.")
    try:
        read_values(row.type, values)
    except WrongValue as wrong:
        fields = [{"name": f"values.{wrong.field}", "label": "", "message": str(wrong)}]
        raise Problem(422, "invalid_request", str(wrong), fields=fields) from None
