"""Which records go when another one is deleted, beyond what a describe calls `cascadeDelete`.

The master of a classic series takes all occurrences; an event takes the rows of its invitees, an invitation the row of
that invitee, and the other way round; an email and its entry in the timeline go together.
"""

from collections.abc import Callable

from sandbox.salesforce.context import Context
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.store import Row

Found = list[tuple[SObject, Row]]


def goes_with(context: Context, sobject: SObject, row: Row) -> Found:
    """The live companions of a live row."""
    return [found for step in _STEPS.get(sobject.name, ()) for found in step(context, sobject, row)]


def live(context: Context, name: str, where: str, *values: str) -> list[Row]:
    """The rows of an object that are not in the bin."""
    return context.store.select(context.schema[name], f"IsDeleted = 0 AND {where}", values)


def _named(context: Context, name: str, where: str, *values: str) -> Found:
    return [(context.schema[name], row) for row in live(context, name, where, *values)]


def _occurrences(context: Context, sobject: SObject, row: Row) -> Found:
    if not row["IsRecurrence"]:
        return []
    return _named(context, sobject.name, "RecurrenceActivityId = ? AND Id != ?", row["Id"], row["Id"])


def _invitees(context: Context, sobject: SObject, row: Row) -> Found:
    if row["IsChild"]:
        return _named(context, "EventRelation", "Id IN (SELECT relation FROM _child WHERE event = ?)", row["Id"])
    if not row["IsGroupEvent"]:
        return []
    return _named(context, sobject.name, "Id IN (SELECT event FROM _child WHERE parent = ?)", row["Id"])


def _child_row(context: Context, _: SObject, row: Row) -> Found:
    return _named(context, "Event", "Id IN (SELECT event FROM _child WHERE relation = ?)", row["Id"])


def _logged_email(context: Context, _: SObject, row: Row) -> Found:
    if row["TaskSubtype"] != "Email":
        return []
    return _named(context, "EmailMessage", "ActivityId = ? AND ParentId IS NULL", row["Id"])


def _timeline_task(context: Context, _: SObject, row: Row) -> Found:
    if row["ParentId"] or not row["ActivityId"]:
        return []
    return _named(context, "Task", "Id = ?", row["ActivityId"])


_STEPS: dict[str, tuple[Callable[[Context, SObject, Row], Found], ...]] = {
    "Task": (_occurrences, _logged_email),
    "Event": (_occurrences, _invitees),
    "EventRelation": (_child_row,),
    "EmailMessage": (_timeline_task,),
}
