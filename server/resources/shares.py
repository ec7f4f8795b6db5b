"""Shares: an email or event of Outlook is put into the CRM, or taken out again. The API writes the wish; the worker
carries it out at once, and whoever asked looks at it again until it is no longer pending or undoing.

A mail that is being written is shared with `on_send`: see core.shares. Several people who match are told as
`candidates`; whoever means one of them shares the item again with that person as `who`.
"""

from typing import Any

import marshmallow as ma
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.item_ids import ews_id
from core.mails import MESSAGE_ID_LIMIT
from core.models.pane import ShareRow
from core.queue import SHARE
from core.salesforce.desk.around import MOST_PEOPLE
from core.salesforce.soql import full_id, is_id
from core.shares import EMAIL, EVENT, OPEN, PENDING, UNDOING, UNDONE, ShareWish, Ticked, wish_of
from server.api import Resource
from server.auth import caller
from server.crm_shapes import RowShape
from server.errors import Problem, not_found
from server.parts import parts
from server.plain_rows import PREFIXES, rows_of_caller
from server.schemas import Moment, Quoted, Shape, Text
from server.sharing import Shares
from server.states import switched_on

resource = Resource("shares", "Emails and events of Outlook in the CRM.")
# Everybody whom the pane proposes, and as many again that are added by hand.
MOST_CHOSEN = 2 * MOST_PEOPLE
MOST_FILES = 200
WHO = ("Contact", "Lead")
NO_WHAT = (*WHO, "User", "Task", "Event", "EmailMessage")
ITEM_ID = 512
LOST_SECONDS = 30


class TickedQuery(Shape):
    id = Text(1000, required=True)
    name = Quoted(1000, load_default="")


class ShareQuery(Shape):
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf([EMAIL, EVENT]))
    item_id = Text(ITEM_ID, required=True, metadata={"description": "As Office.js gives it."})
    message_id = Text(MESSAGE_ID_LIMIT, allow_none=True, load_default=None)
    subject = Quoted(2000, allow_none=True, load_default="")
    who = ma.fields.List(Text(18), load_default=list, validate=ma.validate.Length(max=MOST_CHOSEN))
    what = Text(18, allow_none=True, load_default=None)
    attachments = ma.fields.List(
        ma.fields.Nested(TickedQuery), allow_none=True, load_default=None, validate=ma.validate.Length(max=MOST_FILES)
    )
    on_send = Text(
        64, allow_none=True, load_default=None, metadata={"description": "The key of a mail that is not sent yet."}
    )


class AttendeeShape(Shape):
    address = ma.fields.String(required=True)
    status = ma.fields.String(required=True)
    record = ma.fields.Nested(RowShape, required=True, allow_none=True)


class ShareShape(Shape):
    id = ma.fields.String(required=True)
    kind = ma.fields.String(required=True)
    state = ma.fields.String(
        required=True, validate=ma.validate.OneOf(["pending", "shared", "undoing", "undone", "failed"])
    )
    by = ma.fields.String(required=True)
    by_me = ma.fields.Boolean(required=True)
    at = Moment(required=True)
    record = ma.fields.Nested(RowShape, required=True, allow_none=True)
    problem = ma.fields.String(required=True, allow_none=True)
    candidates = ma.fields.List(ma.fields.Nested(RowShape), required=True)
    attendees = ma.fields.List(ma.fields.Nested(AttendeeShape), metadata={"description": "Of an event."})
    who = ma.fields.List(
        ma.fields.Nested(RowShape), metadata={"description": "Of an event that is shared: the chosen people it holds."}
    )
    what = ma.fields.Nested(RowShape, allow_none=True, metadata={"description": "The same of the related record."})


class SharesShape(Shape):
    items = ma.fields.List(ma.fields.Nested(ShareShape), required=True)


class OfItemQuery(Shape):
    item_id = Text(ITEM_ID, allow_none=True, load_default=None)
    message_id = Text(MESSAGE_ID_LIMIT, allow_none=True, load_default=None)


class UndoQuery(Shape):
    delete = ma.fields.Boolean(
        load_default=False,
        metadata={"description": "Of an event: delete its record in the CRM, too, as far as allowed."},
    )


@resource.post("/shares", body=ShareQuery, answer=ShareShape, status=202)
def share(body: dict[str, Any]) -> dict[str, Any]:
    """Put an item into the CRM, or change with whom and what it is there. An item has one share: asked again it is the
    same one."""
    me, now = caller(), parts().now()
    mailbox_id, wish, rows = me.own_mailbox(), _wish(body), rows_of_caller()
    with parts().database.session() as session:
        switched_on(session, mailbox_id)
        row = _earlier(session, mailbox_id, body)
        if row is None:
            row = ShareRow(mailbox_id=mailbox_id, kind=body["kind"], item_id=ews_id(body["item_id"]))
            session.add(row)
        elif row.kind == EVENT and row.state != UNDONE:
            wish = wish.following(wish_of(row.wish))
        row.item_id, row.message_id = ews_id(body["item_id"]), body["message_id"] or row.message_id
        row.state, row.wish, row.problem = PENDING, wish.to_json(), ""
        row.person_id, row.at, row.done_at = me.person_id, now, None
        session.flush()
        told = Shares(session, me, rows).told(row)
    parts().ask(SHARE, told["id"], of=mailbox_id)
    return told


def _wish(body: dict[str, Any]) -> ShareWish:
    who, what, files = body["who"], body["what"], body["attachments"]
    for key in who:
        if not is_id(key) or PREFIXES.get(key[:3]) not in WHO:
            raise _wrong("who", "Only contacts and leads can be chosen; choose among these.")
    if what is not None and (not is_id(what) or PREFIXES.get(what[:3]) in NO_WHAT):
        raise _wrong("what", "This is no record that an email or event can be about.")
    ticked = None if files is None else tuple(Ticked(one["id"], one["name"]) for one in files)
    people = tuple(dict.fromkeys(map(full_id, who)))
    return ShareWish(body["subject"] or "", people, full_id(what) if what else None, ticked, body["on_send"])


def _wrong(name: str, message: str) -> Problem:
    return Problem(422, "invalid_request", message, fields=[{"name": name, "label": "", "message": message}])


def _earlier(session: Session, mailbox_id: str, body: dict[str, Any]) -> ShareRow | None:
    """The item's share: by its Message-ID, which stays wherever it is moved, by the key of a draft, or by its id."""
    mine = select(ShareRow).where(ShareRow.mailbox_id == mailbox_id, ShareRow.kind == body["kind"])
    newest = mine.order_by(ShareRow.at.desc(), ShareRow.id)
    if body["message_id"] and (found := session.scalars(newest.filter_by(message_id=body["message_id"])).first()):
        return found
    same = session.scalars(newest.filter_by(item_id=ews_id(body["item_id"]))).first()
    if same is not None or not body["on_send"]:
        return same
    waiting = session.scalars(newest.where(ShareRow.state.in_(OPEN))).all()
    return next((one for one in waiting if wish_of(one.wish).on_send == body["on_send"]), None)


@resource.get("/shares", query=OfItemQuery, answer=SharesShape)
def of_item(query: dict[str, Any]) -> dict[str, Any]:
    """Whether an item is in the CRM, and by whom; the newest share first."""
    rows = rows_of_caller()
    with parts().database.reading() as session:
        return {"items": Shares(session, caller(), rows).of_item(query["item_id"], query["message_id"])}


@resource.get("/shares/<share_id>", answer=ShareShape)
def show_share(share_id: str) -> dict[str, Any]:
    rows = rows_of_caller()
    with parts().database.reading() as session:
        shares = Shares(session, caller(), rows)
        row = shares.own(share_id)
        if row is None:
            filed = shares.own_filed(share_id)
            if filed is None:
                raise not_found()
            return shares.told_filed(filed)
        told, lost = shares.told(row), _is_lost(row)
    if lost:
        parts().ask_again(SHARE, share_id, of=caller().own_mailbox(), every=LOST_SECONDS)
    return told


def _is_lost(row: ShareRow) -> bool:
    """Whether the queue may have lost the job; a mail that is not sent yet waits for its user."""
    waited = (parts().now() - row.at).total_seconds()
    return row.state in OPEN and waited > LOST_SECONDS and wish_of(row.wish).on_send is None


@resource.delete("/shares/<share_id>", query=UndoQuery, answer=ShareShape, status=202)
def undo(query: dict[str, Any], share_id: str) -> dict[str, Any]:
    """Take it out of the CRM again. An email stays there while a colleague holds it; the record of an event stays,
    unless its deletion is asked for."""
    me, now, rows = caller(), parts().now(), rows_of_caller()
    with parts().database.session() as session:
        switched_on(session, me.own_mailbox())
        shares = Shares(session, me, rows)
        row = shares.own(share_id) or _of_filed(session, shares, share_id)
        if row is None:
            raise not_found()
        if row.state != UNDONE:
            wish = wish_of(row.wish)
            row.wish = {**wish.to_json(), "delete": query["delete"], "begun": False}
            row.state, row.problem, row.at, row.done_at = UNDOING, "", now, None
        session.flush()
        told = shares.told(row)
    parts().ask(SHARE, told["id"], of=me.own_mailbox())
    return told


def _of_filed(session: Session, shares: Shares, share_id: str) -> ShareRow | None:
    """A share of what the caller's own category or folder filed."""
    filed = shares.own_filed(share_id)
    holding = shares.holding(filed) if filed is not None else None
    if filed is None or holding is None:
        return None
    me = caller()
    wish = ShareWish(filed.name, key=holding.key)
    row = ShareRow(
        mailbox_id=me.own_mailbox(),
        kind=EMAIL,
        item_id=ews_id(holding.key),
        message_id=filed.message_id,
        state=PENDING,
        wish=wish.to_json(),
        crm_key=filed.crm_key,
        person_id=me.person_id,
        at=parts().now(),
    )
    session.add(row)
    session.flush()
    return row
