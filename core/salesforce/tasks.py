"""Task: its fields, the org's own statuses and priorities, the reminder, and which tasks are in scope.

In scope is what the list view holds (without one of that name: the user's open tasks), and what it would hold if the
task had not been completed less than `completed_days` ago: every comparison of the view with IsClosed or Status is
widened by those. Emails, calls and the masters of recurring tasks are never looked at; an occurrence is a plain task.
The due date is a date and no moment: no time zone ever moves it.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from core.objects import TASK
from core.records import Fields
from core.salesforce import values
from core.salesforce.about import TASK_PEOPLE, About
from core.salesforce.catalog import Catalog, held_fields, shown_fields, unique_field
from core.salesforce.picklists import Picklist, importances, statuses
from core.salesforce.shape import ACTIVITY_SYSTEM, Branch, Facts, Frame, Shape
from core.salesforce.soql import Condition, Soql, all_hold, any_holds
from core.salesforce.trait import Draft, Trait
from core.salesforce.views import View

FIELDS = {"subject": "Subject", "due_date": "ActivityDate", "body": "Description"}
REMINDER = "reminder_due_by"
# Canonical -> Salesforce, for people and reports.
NAMES = FIELDS | {"status": "Status", "importance": "Priority", REMINDER: "ReminderDateTime"}
_LISTINGS = (
    ("TaskStatus", ("ApiName", "IsClosed", "IsDefault")),
    ("TaskPriority", ("ApiName", "IsHighPriority", "IsDefault")),
)
# A text is stepped over; a comparison with IsClosed or Status is what a completed task fails.
_OPENNESS = re.compile(
    r"'(?:\\.|[^'\\])*'"
    r"|(?P<test>(?<![\w.])(?:IsClosed|Status)\s*(?:(?:!=|<>|=)\s*(?:'(?:\\.|[^'\\])*'|\w+)|(?:NOT\s+)?IN\s*\([^()]*\)))",
    re.IGNORECASE,
)


class Reminder(Trait):
    """The moment reminds nobody without IsReminderSet, which is refused without a moment: they are written together."""

    holds = frozenset({REMINDER})
    columns = ("IsReminderSet", "ReminderDateTime")
    names: Mapping[str, str] = {"ReminderDateTime": REMINDER, "IsReminderSet": REMINDER}

    def decode(self, row: Mapping[str, Any]) -> Fields:
        return {REMINDER: values.moment(row, "ReminderDateTime") if values.flag(row, "IsReminderSet") else None}

    def encode(self, draft: Draft) -> Mapping[str, Any]:
        if REMINDER not in draft.fields:
            return {}
        moment = draft.fields[REMINDER]
        text = moment.isoformat() if isinstance(moment, datetime) else None
        return {"IsReminderSet": text is not None, "ReminderDateTime": text}

    def held(self, draft: Draft) -> Fields:
        """Salesforce keeps whole seconds."""
        moment = draft.fields.get(REMINDER)
        uneven = isinstance(moment, datetime) and moment.microsecond
        return {REMINDER: moment.replace(microsecond=0)} if uneven and isinstance(moment, datetime) else {}


class Owned(Trait):
    """A task of somebody else is never taken for one of this user's."""

    def __init__(self, user_id: str) -> None:
        self._user = user_id

    def reaches(self, row: Mapping[str, Any]) -> bool:
        return str(row.get("OwnerId"))[:15] == self._user[:15]


def _catalog(facts: Facts) -> Catalog:
    task, options = facts.sobject, facts.options
    fields = held_fields(TASK, task, FIELDS | dict(options.extra))
    known = [name for name in Reminder.columns if name in task.fields and task.fields[name].writable]
    lists = [statuses(task, facts.listings["TaskStatus"]), importances(task, facts.listings["TaskPriority"])]
    traits: list[Trait] = [one for one in lists if isinstance(one, Picklist)]
    traits += [Reminder()] if len(known) == len(Reminder.columns) else []
    own = {fact.name for fact in fields.values()} | {options.stamp_field}
    return Catalog(
        object_type=TASK,
        sobject="Task",
        system=ACTIVITY_SYSTEM,
        fields=fields,
        traits=(
            *traits,
            About(task, facts.instance_url, TASK_PEOPLE if "WhoCount" in task.fields else ""),
            Owned(facts.user.id),
        ),
        shown=shown_fields(task, facts.policy.custom_fields, own),
        stamp=unique_field(task, options.stamp_field),
    )


def _only(soql: Soql) -> tuple[Condition, ...]:
    return (soql.equals("TaskSubtype", "Task"), soql.equals("IsRecurrence", False))


def _branches(frame: Frame) -> tuple[Branch, ...]:
    """From midnight UTC, so that the filter moves once a day."""
    midnight = frame.now.replace(hour=0, minute=0, second=0, microsecond=0)
    oldest = midnight - timedelta(days=frame.policy.completed_days)
    since = "CompletedDateTime" if frame.soql.has("CompletedDateTime") else "LastModifiedDate"
    recent = all_hold([frame.soql.equals("IsClosed", True), frame.soql.at_least(since, oldest)])
    return (Branch(tuple(widened(one, recent) for one in frame.view.conditions), frame.view.scope),)


def widened(where: Condition, recent: Condition) -> Condition:
    """The view's filter, in which a task that was just completed passes as if it were open."""

    def widen(match: re.Match[str]) -> str:
        return f"({any_holds([Condition(match['test']), recent])})" if match["test"] else match[0]

    return Condition(_OPENNESS.sub(widen, where))


TASKS = Shape(
    object_type=TASK,
    sobject="Task",
    catalog=_catalog,
    branches=_branches,
    view=("MyOpenTasks", "My Open Tasks"),
    builtin=View("", "My Open Tasks", "mine", Condition("IsClosed = false")),
    only=_only,
    listings=_LISTINGS,
)
