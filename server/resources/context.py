"""Who the people of an item are in Salesforce, what goes on with them, and whether the item is shared: one call for
the first screen of the pane."""

from typing import Any

import marshmallow as ma
from sqlalchemy.orm import Session

from core.choices import filing_policy_from
from core.models.accounts import Mailbox
from core.queue import SHARE
from core.salesforce.desk.around import MOST_PEOPLE, Around, around
from core.shares import PENDING
from server.api import Resource
from server.crm_shapes import ActivityShape, RowShape
from server.desk import OpenDesk, open_desk
from server.parts import parts
from server.plain_rows import Rows
from server.resources.shares import LOST_SECONDS, ShareShape
from server.schemas import Quoted, Shape, Text
from server.sharing import Shares

resource = Resource("context", "The people of an item of Outlook, and what goes on with them in Salesforce.")
ALL, TICKED, NONE = "all", "ticked", "none"
ROLES = ("from", "to", "cc", "bcc", "organizer", "required", "optional", "resource", "sender", "attendee")
# More are taken than are looked up, so that a crowded meeting is no error.
MOST_NAMED = 2000


class NamedQuery(Shape):
    name = Quoted(500, load_default="", allow_none=True)
    address = Quoted(1000, required=True)
    role = Text(40, blank=True, load_default="", metadata={"description": f"One of {', '.join(ROLES)}."})


class ItemQuery(Shape):
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(["message", "appointment"]))
    mode = ma.fields.String(required=True, validate=ma.validate.OneOf(["read", "compose"]))
    item_id = Text(1000, allow_none=True, load_default=None)
    message_id = Text(1000, allow_none=True, load_default=None)
    subject = Quoted(2000, allow_none=True, load_default=None)
    people = ma.fields.List(ma.fields.Nested(NamedQuery), required=True, validate=ma.validate.Length(max=MOST_NAMED))


class InvolvedShape(Shape):
    address = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    internal = ma.fields.Boolean(required=True)
    records = ma.fields.List(ma.fields.Nested(RowShape), required=True)
    opportunities = ma.fields.List(ma.fields.Nested(RowShape), required=True)
    cases = ma.fields.List(ma.fields.Nested(RowShape), required=True)
    activities = ma.fields.List(ma.fields.Nested(ActivityShape), required=True)


class ContextShape(Shape):
    people = ma.fields.List(ma.fields.Nested(InvolvedShape), required=True)
    left_out = ma.fields.Integer(
        required=True, metadata={"description": f"How many were not looked up; {MOST_PEOPLE} are at most."}
    )
    share = ma.fields.Nested(ShareShape, required=True, allow_none=True)
    related = ma.fields.List(ma.fields.Nested(RowShape), required=True)
    files = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf([ALL, TICKED, NONE]),
        metadata={
            "description": "Which attachments of an email go along: all, unless others are ticked; those that a"
            " person ticks; none, as an administrator has decided."
        },
    )


@resource.post("/context", body=ItemQuery, answer=ContextShape)
def context(item: dict[str, Any]) -> dict[str, Any]:
    """Costs two calls of Salesforce at most, as long as no right of a field has changed."""
    opened = open_desk()
    names = {one["address"].strip().lower(): one["name"] or "" for one in reversed(item["people"])}
    wanted = [one["address"] for one in item["people"]]
    found = around(opened.desk, wanted, opened.lister, parts().now())
    with parts().database.reading() as session:
        mailbox = session.get_one(Mailbox, opened.caller.own_mailbox())
        share, files = _share(session, opened, item), _files(mailbox)
    # Whoever shares it with the mailbox is a colleague, whether they use Salesforce or not.
    domain = mailbox.address.rpartition("@")[2]
    if share is not None and share["state"] == PENDING and item["mode"] == "read":
        # It is read, and so was sent: it need not wait for the next run.
        parts().ask_again(SHARE, share["id"], of=opened.caller.own_mailbox(), every=LOST_SECONDS)
    return {
        "people": [_told(one, names.get(one.address, ""), domain) for one in found.people.values()],
        "left_out": found.left_out,
        "share": share,
        "related": found.related,
        "files": files,
    }


def _share(session: Session, opened: OpenDesk, item: dict[str, Any]) -> dict[str, Any] | None:
    """The newest share of the item."""
    shares = Shares(session, opened.caller, Rows(opened.desk.client.instance_url or ""))
    found = shares.of_item(item["item_id"], item["message_id"])
    if not found and _is_own(item):
        found = shares.of_draft(item["subject"] or "")
    return found[0] if found else None


def _is_own(item: dict[str, Any]) -> bool:
    """A mail that the caller has sent: the pane names everybody but them."""
    return item["mode"] == "read" and item["kind"] == "message" and all(one["role"] != "from" for one in item["people"])


def _files(mailbox: Mailbox) -> str:
    policy = filing_policy_from(mailbox.org.policy, mailbox.policy)
    if policy.attachments:
        return ALL
    return TICKED if policy.ticked else NONE


def _told(person: Around, name: str, domain: str) -> dict[str, Any]:
    known = next((row["name"] for row in person.records), "")
    return {
        "address": person.address,
        "name": name.strip() or known or person.address,
        "internal": person.internal or person.address.endswith(f"@{domain}"),
        "records": person.records,
        "opportunities": person.opportunities,
        "cases": person.cases,
        "activities": person.activities,
    }
