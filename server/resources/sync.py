"""Synchronisation: how an item and its people stand and why, the runs of the mailbox, and previews of a run."""

from typing import Any
from uuid import uuid4

import marshmallow as ma
from sqlalchemy import select

from core.accounts import AccountError
from core.errors import SyncError
from core.mails import MESSAGE_ID_LIMIT
from core.models.accounts import ACTIVE, DISABLED, SUSPENDED
from core.models.sync import RunRow
from core.runs import PREVIEW, RUNNING, WAITING
from core.secrets import SecretError
from core.why import why
from core.why_live import explained
from server.api import Resource
from server.auth import caller
from server.crm_shapes import RowShape
from server.errors import not_found
from server.limits import Cost
from server.matters import ConflictShape, IssueShape
from server.parts import parts
from server.plain_rows import rows_of_caller
from server.problems import localized
from server.schemas import Moment, ProblemSchema, Shape, Text
from server.states import active, set_up, switched_on
from server.stores import Stores
from server.sync_item import ItemState, Open, shown_event
from server.sync_status import LONGEST_PREVIEW, preview_told, status

resource = Resource("sync", "Runs of the mailbox, and how its records stand.")
PREVIEW_JOB = "worker.jobs.preview"
MOST_ADDRESSES = 50


class SyncItemQuery(Shape):
    kind = ma.fields.String(
        load_default="message", validate=ma.validate.OneOf(["message", "appointment", "email", "event"])
    )
    item_id = Text(512, allow_none=True, load_default=None)
    message_id = Text(MESSAGE_ID_LIMIT, allow_none=True, load_default=None)
    address = Text(20_000, blank=True, load_default="", metadata={"description": "Addresses, separated by commas."})


class StandingShape(Shape):
    kind = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    state = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(
            ["linked", "filed", "waiting", "issue", "conflict", "suspended", "not_shared", "unlinked"]
        ),
    )
    sentence = ma.fields.String(required=True)
    crm = ma.fields.Nested(RowShape, required=True, allow_none=True)
    last_at = Moment(required=True, allow_none=True)
    key = ma.fields.String(required=True, allow_none=True, metadata={"description": "For /sync/why."})


class SyncItemShape(Shape):
    records = ma.fields.List(ma.fields.Nested(StandingShape), required=True)
    issues = ma.fields.List(ma.fields.Nested(IssueShape), required=True)
    conflicts = ma.fields.List(ma.fields.Nested(ConflictShape), required=True)


class WhyQuery(Shape):
    key = Text(600, required=True, metadata={"description": "An id of either side, an e-mail address or a name."})


class WhyShape(Shape):
    sentences = ma.fields.List(ma.fields.String(), required=True)


class ProgressShape(Shape):
    kind = ma.fields.String(required=True)
    done = ma.fields.Integer(required=True)
    total = ma.fields.Integer(required=True, allow_none=True)


class CountedShape(Shape):
    kind = ma.fields.String(required=True)
    create = ma.fields.Integer(required=True)
    update = ma.fields.Integer(required=True)
    delete = ma.fields.Integer(required=True)
    link = ma.fields.Integer(required=True)


class RunShape(Shape):
    id = ma.fields.String(required=True)
    state = ma.fields.String(required=True)
    started_at = Moment(required=True)
    ended_at = Moment(required=True, allow_none=True)
    problem = ma.fields.String(required=True)
    kinds = ma.fields.List(ma.fields.Nested(CountedShape), required=True)


class StatusShape(Shape):
    state = ma.fields.String(required=True, validate=ma.validate.OneOf([ACTIVE, SUSPENDED, DISABLED]))
    problem = ma.fields.String(required=True)
    reconnect = ma.fields.Boolean(
        required=True, metadata={"description": "Salesforce wants its user to sign in again."}
    )
    running = ma.fields.Nested(ProgressShape, required=True, allow_none=True)
    last_run = ma.fields.Nested(RunShape, required=True, allow_none=True)
    next_run_at = Moment(required=True, allow_none=True)
    counts = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer(), required=True)


class PreviewedShape(CountedShape):
    examples = ma.fields.List(ma.fields.String(), required=True)


class PreviewShape(Shape):
    state = ma.fields.String(required=True)
    problem = ma.fields.String(required=True, metadata={"description": "What the first run would wait for."})
    failure = ma.fields.Nested(ProblemSchema, required=True, allow_none=True)
    kinds = ma.fields.List(ma.fields.Nested(PreviewedShape), required=True)


class AskedShape(Shape):
    id = ma.fields.String(required=True)


class NothingQuery(Shape):
    """An empty body."""


@resource.get("/sync/item", query=SyncItemQuery, answer=SyncItemShape)
def item(query: dict[str, Any]) -> dict[str, Any]:
    """How the open item and the contacts of its people stand. Of an appointment the calendar is asked once."""
    me, rows = caller(), rows_of_caller()
    appointment = query["kind"] in ("appointment", "event")
    event = shown_event(me, query["item_id"]) if appointment and query["item_id"] else None
    addresses = tuple(query["address"].split(","))[:MOST_ADDRESSES]
    with parts().database.reading() as session:
        return ItemState(session, me, rows).told(Open(query["message_id"], event, addresses))


@resource.get("/sync/why", query=WhyQuery, answer=WhyShape, cost=Cost.DEAR)
def explain(query: dict[str, Any]) -> dict[str, Any]:
    """Why a record is as it is. One of which nothing is known is looked up where it is, and the rule that keeps it out
    is told."""
    mailbox_id, key = caller().own_mailbox(), query["key"].strip()
    if not key:
        return {"sentences": []}
    try:
        said = explained(Stores(parts()), mailbox_id, key)
    except (SyncError, AccountError, SecretError) as error:
        told = getattr(error, "message", "A connection is missing, so it cannot be looked up.")
        said = [*why(parts().database, mailbox_id, key), told]
    return {"sentences": [localized(one) for one in said]}


@resource.get("/sync/status", answer=StatusShape)
def show_status() -> dict[str, Any]:
    return _status()


def _status() -> dict[str, Any]:
    with parts().database.reading() as session:
        return status(session, caller().own_mailbox(), parts().now())


@resource.post("/sync/run", body=NothingQuery, answer=StatusShape, status=202)
def run_now(_body: dict[str, Any]) -> dict[str, Any]:
    """A run as soon as possible. The answer is how things stood before it: it may be over when the answer is read, and
    whoever asked waits for a run that ended later than this says."""
    mailbox_id = caller().own_mailbox()
    with parts().database.session() as session:
        active(session, mailbox_id).due_at = parts().now()
        session.flush()
        before = status(session, mailbox_id, parts().now())
    parts().wake(mailbox_id)
    return before


@resource.post("/sync/suspend", body=NothingQuery, answer=StatusShape)
def suspend(_body: dict[str, Any]) -> dict[str, Any]:
    """Nothing runs by itself until it is resumed; a run under way ends as it would."""
    _set(SUSPENDED)
    return _status()


@resource.post("/sync/resume", body=NothingQuery, answer=StatusShape)
def resume(_body: dict[str, Any]) -> dict[str, Any]:
    """With a run at once."""
    _set(ACTIVE)
    parts().wake(caller().own_mailbox())
    return _status()


def _set(state: str) -> None:
    with parts().database.session() as session:
        mailbox = (set_up if state == ACTIVE else switched_on)(session, caller().own_mailbox())
        if state == ACTIVE and mailbox.state != ACTIVE:
            mailbox.due_at = parts().now()
        mailbox.state = state


@resource.post("/sync/preview", body=NothingQuery, answer=AskedShape, status=202, cost=Cost.DEAR)
def ask_preview(_body: dict[str, Any]) -> dict[str, Any]:
    """What a run would do, counted in the background; nothing is written on either side."""
    mailbox_id, now = caller().own_mailbox(), parts().now()
    mine = (RunRow.mailbox_id == mailbox_id) & (RunRow.kind == PREVIEW) & RunRow.state.in_((WAITING, RUNNING))
    fresh = RunRow.started_at > now - LONGEST_PREVIEW
    with parts().database.session() as session:
        switched_on(session, mailbox_id)
        row = session.scalars(select(RunRow).where(mine, fresh)).first()
        if row is None:
            row = RunRow(id=uuid4().hex, mailbox_id=mailbox_id, kind=PREVIEW, state=WAITING, started_at=now, report={})
            session.add(row)
        run_id = row.id
    parts().ask(PREVIEW_JOB, run_id, of=run_id)
    return {"id": run_id}


@resource.get("/sync/preview/<run_id>", answer=PreviewShape)
def show_preview(run_id: str) -> dict[str, Any]:
    """Its state is `running` until it is counted."""
    with parts().database.reading() as session:
        row = session.get(RunRow, run_id)
        if row is None or row.kind != PREVIEW or row.mailbox_id != caller().own_mailbox():
            raise not_found()
        return preview_told(row, parts().now())
