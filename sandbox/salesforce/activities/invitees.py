"""Who takes part in an event: EventRelation, and the row that each invited user gets in their own calendar.

That row has IsChild and the invitee as its owner; it follows the event and goes with it or with the invitation.
Contacts, leads and resources get none. RespondedDate is filled when an answer comes without one. The owner of the
event is not invited to it.
"""

from sandbox.salesforce.activities.about import integrity
from sandbox.salesforce.activities.companions import live
from sandbox.salesforce.changes import Change
from sandbox.salesforce.context import Context
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.stamped import add_row, change_row
from sandbox.salesforce.store import Row

USER, CALENDAR = "005", "023"
_MOST, _MOST_RECURRING = 1000, 100
_ANSWERS = ("Accepted", "Declined", "Maybe")
_OWN = frozenset(
    {"Id", "OwnerId", "IsChild", "IsReminderSet", "ReminderDateTime", "CreatedDate", "CreatedById", "IsDeleted"}
    | {"LastModifiedDate", "LastModifiedById", "SystemModstamp", "IsArchived"}
)
# the series that an event belongs to is its owner's alone
_SERIES = ("IsRecurrence", "RecurrenceActivityId")


def relations(context: Context, event: str) -> list[Row]:
    """The live invitations to an event."""
    return live(context, "EventRelation", "EventId = ? AND IsInvitee = 1", event)


def derive_relation(change: Change) -> None:
    row = change.row
    if change.old is None:
        event = change.context.store.fetch(change.context.schema["Event"], row["EventId"]) or {}
        _check_roles(change)
        if row.get("IsInvitee"):
            _check_invitation(change, event)
            row["Status"] = row.get("Status") or "New"
    if row["RelationId"].startswith(CALENDAR):
        _check_resource(change)
    answered = row.get("Status") in _ANSWERS and change.changed("Status")
    if answered and "RespondedDate" not in change.given:
        row["RespondedDate"] = change.context.now()


def _check_roles(change: Change) -> None:
    """An invitee, unless it is said to be a parent: a person or thing that the event is about (Shared Activities)."""
    row = change.row
    if "IsInvitee" not in change.given:
        row["IsInvitee"] = int(not row.get("IsParent") and not row.get("IsWhat"))
    where = "EventId = ? AND RelationId = ?"
    for other in live(change.context, "EventRelation", where, row["EventId"], row["RelationId"]):
        message = f"duplicate value found: RelationId duplicates value on record with id: {other['Id'][:15]}"
        raise SalesforceError("DUPLICATE_VALUE", message, [])


def _check_invitation(change: Change, event: Row) -> None:
    if event.get("IsChild"):
        raise integrity("Event ID: an invitee's copy of an event has no invitees of its own", "EventId")
    if event.get("OwnerId") == change.row["RelationId"]:
        raise integrity("Relation ID: the event's owner cannot be invited", "RelationId")
    most = _MOST_RECURRING if event.get("IsRecurrence") or event.get("IsRecurrence2") else _MOST
    if len(relations(change.context, change.row["EventId"])) >= most:
        raise SalesforceError("LIMIT_EXCEEDED", f"An event of this kind has at most {most} invitees", ["RelationId"])


def _check_resource(change: Change) -> None:
    """A resource accepts, or it is not available and the event cannot have it."""
    context, row = change.context, change.row
    if "Status" in change.given and row.get("Status") != "Accepted":
        raise integrity("Attendee Status: the status of a resource is Accepted", "Status")
    row["Status"] = "Accepted"
    event = context.store.fetch(context.schema["Event"], row["EventId"]) or {}
    busy = context.store.rows(
        "SELECT 1 FROM Event e JOIN EventRelation r ON r.EventId = e.Id WHERE r.RelationId = ? AND r.IsDeleted = 0"
        " AND e.IsDeleted = 0 AND e.Id != ? AND e.StartDateTime < ? AND e.EndDateTime > ? LIMIT 1",
        (row["RelationId"], row["EventId"], event.get("EndDateTime"), event.get("StartDateTime")),
    )
    if busy:
        raise integrity("Relation ID: the resource isn't available at the time of the event", "RelationId")


def follow_relation(change: Change) -> None:
    """A new invitation makes the event a group event, and holds for the rest of its series. Who is no invitee any more
    may be somebody still whom the event is about."""
    context, row = change.context, change.row
    if not row.get("IsInvitee"):
        if change.old is not None and change.changed("IsInvitee"):
            forget(context, change.sobject, row)
        return
    if change.changed("IsInvitee"):
        _join(context, row)
        for event in _siblings(context, row["EventId"]):
            _invite(context, event, row)


def _siblings(context: Context, event: str) -> list[Row]:
    """The other events of a series that have not begun; of a classic one only seen from its master."""
    classic = "RecurrenceActivityId = ? AND Id != ? AND IsChild = 0"
    lightning = "Id IN (SELECT b.event FROM _member a JOIN _member b USING (series) WHERE a.event = ?) AND Id != ?"
    rows = live(context, "Event", classic, event, event) + live(context, "Event", lightning, event, event)
    return [row for row in rows if row["StartDateTime"] >= context.now()]


def _invite(context: Context, event: Row, like: Row) -> None:
    """Invite the same person or thing to another event of the series."""
    relation = context.schema["EventRelation"]
    if any(row["RelationId"] == like["RelationId"] for row in relations(context, event["Id"])):
        return
    values = {name: like.get(name) for name in ("RelationId", "Status", "RespondedDate", "Response", "IsInvitee")}
    key = add_row(context, relation, values | {"EventId": event["Id"]})
    _join(context, values | {"EventId": event["Id"], "Id": key})


def copy_invitees(context: Context, source: str, target: str) -> None:
    for row in relations(context, source):
        _invite(context, {"Id": target}, row)


def _join(context: Context, relation: Row) -> None:
    """Mark the event, and give an invited user the row of their own. The master of a series is in no calendar."""
    events = context.schema["Event"]
    event = context.store.fetch(events, relation["EventId"]) or {}
    if not event["IsGroupEvent"]:
        change_row(context, events, event["Id"], {"IsGroupEvent": 1, "GroupEventType": "1"})
        event |= {"IsGroupEvent": 1, "GroupEventType": "1"}
    if relation["RelationId"].startswith(USER) and not event["IsRecurrence"]:
        values = _copied(context, event) | {"IsChild": 1, "OwnerId": relation["RelationId"]}
        key = add_row(context, events, values)
        context.store.execute(
            "INSERT INTO _child (event, parent, relation) VALUES (?, ?, ?)", (key, event["Id"], relation["Id"])
        )


def _copied(context: Context, event: Row) -> Row:
    """What a unique field holds cannot be in two rows."""
    unique = {field.name for field in context.schema["Event"].fields.values() if field.unique}
    left = _OWN | unique | set(_SERIES)
    return {name: value for name, value in event.items() if name not in left}


def mirror(context: Context, event: Row) -> None:
    """Bring the rows of the invitees to what the event says."""
    if not event.get("IsGroupEvent"):
        return
    events, wanted = context.schema["Event"], _copied(context, event)
    for child in live(context, "Event", "Id IN (SELECT event FROM _child WHERE parent = ?)", event["Id"]):
        changes = {name: value for name, value in wanted.items() if child.get(name) != value}
        if changes:
            change_row(context, events, child["Id"], changes)


def forget(context: Context, _: SObject, relation: Row) -> None:
    """After an invitation was taken back: an event without invitees is no group event."""
    event = context.store.fetch(context.schema["Event"], relation["EventId"])
    if event and not event["IsDeleted"] and event["IsGroupEvent"] and not relations(context, event["Id"]):
        change_row(context, context.schema["Event"], event["Id"], {"IsGroupEvent": 0, "GroupEventType": "0"})


def forget_by_child(context: Context, _: SObject, event: Row) -> None:
    """After an invitee deleted their row, and the invitation with it."""
    if event["IsChild"]:
        for (parent,) in context.store.rows("SELECT parent FROM _child WHERE event = ?", (event["Id"],)):
            forget(context, context.schema["EventRelation"], {"EventId": parent})
