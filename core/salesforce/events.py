"""Event: its fields, and which events are in scope.

In scope are the events of the list view that reach into the rolling window; without a list view of the user's choice
also the events that the user is invited to. A row for each event: the rows that Salesforce keeps for invited users
(IsChild) and the masters of classic series are never looked at; an occurrence of a series is a plain event. Recurrence
fields are never written. An occurrence of a Lightning series cannot be edited alone (since API 58 the edit is one of
the whole series), so a change of it is refused with a sentence; one that was made an exception there can. It can be
deleted alone.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import blake2s
from typing import Any

from core.errors import Rejected
from core.objects import EVENT
from core.salesforce.about import About
from core.salesforce.attendees import RELATION, RELATIONS, Attendees, Book
from core.salesforce.catalog import Catalog, held_fields, shown_fields, unique_field
from core.salesforce.codes import IN_SERIES
from core.salesforce.describe import FieldFact, ObjectFact
from core.salesforce.event_times import Reminder, Times
from core.salesforce.event_words import Privacy, ShowAs
from core.salesforce.meetings import MEETING_FIELD, Meeting
from core.salesforce.shape import ACTIVITY_SYSTEM, Branch, Facts, Frame, Shape, User
from core.salesforce.soql import Condition, Query, Soql, all_hold, any_holds
from core.salesforce.trait import Draft, Trait, capital
from core.salesforce.views import View
from core.window import Window, window_of

FIELDS = {"subject": "Subject", "location": "Location", "body": "Description"}
# Canonical -> Salesforce, for people and reports.
NAMES = FIELDS | {
    "start": "StartDateTime",
    "end": "EndDateTime",
    "is_all_day": "IsAllDayEvent",
    "show_as": "ShowAs",
    "reminder_minutes": "ReminderDateTime",
    "sensitivity": "IsPrivate",
    "attendees": "EventRelations",
}
_LIGHTNING = ("IsRecurrence2", "IsRecurrence2Exception")
_PATTERN = ("Recurrence2PatternStartDate", "Recurrence2PatternText")
_MASTER = "RecurrenceActivityId"
_INVITED = Soql(RELATION, ("Id", "EventId", "RelationId", "SystemModstamp", "Event.OwnerId"))


class Series(Trait):
    """Keeps writes from occurrences of Lightning series, and tells which rows belong together: no row stands for such a
    series, but all of its rows tell when it began and by which rule. Those of a classic one name its master."""

    def __init__(self, event: ObjectFact) -> None:
        self.columns = tuple(name for name in (*_LIGHTNING, *_PATTERN, _MASTER) if name in event.fields)

    def series(self, row: Mapping[str, Any]) -> str | None:
        if row.get("IsRecurrence2") is True:
            told = [row.get(name) for name in _PATTERN]
            return blake2s(json.dumps(told).encode(), digest_size=16).hexdigest() if all(told) else None
        master = row.get(_MASTER)
        return master if isinstance(master, str) and master else None

    def encode(self, draft: Draft) -> Mapping[str, Any]:
        if in_series(draft.row):
            words = (
                f"{capital(draft.who())} belongs to a series of Salesforce, where one occurrence cannot be changed "
                "alone from outside: edit it in Salesforce."
            )
            raise Rejected(words, code="in_series", label=IN_SERIES)
        return {}


def in_series(row: Mapping[str, Any]) -> bool:
    """Whether an edit of the row would be one of its whole Lightning series."""
    return row.get("IsRecurrence2") is True and row.get("IsRecurrence2Exception") is not True


def _catalog(facts: Facts) -> Catalog:
    event, options = facts.sobject, facts.options
    fields = held_fields(EVENT, event, FIELDS | dict(options.extra))
    own = {fact.name for fact in fields.values()} | {options.stamp_field, MEETING_FIELD}
    return Catalog(
        object_type=EVENT,
        sobject="Event",
        system=ACTIVITY_SYSTEM,
        fields=fields,
        traits=tuple(_traits(facts)),
        shown=shown_fields(event, facts.policy.custom_fields, own),
        stamp=unique_field(event, options.stamp_field),
    )


def _traits(facts: Facts) -> list[Trait]:
    """Without the times there is no event; of the rest what this user may read and write."""
    event, times = facts.sobject, Times()
    wanted: list[Trait] = [times, Reminder(times, facts.user.zone), ShowAs(), Privacy()]
    traits = [trait for trait in wanted if trait is times or _writes(event, trait)]
    relation = facts.related.get(RELATION)
    book = Book(facts.options.mailboxes)
    people = Attendees(relation, facts.user.id, book) if relation is not None else None
    traits += [people] if people else []
    traits.append(Series(event))
    meeting = unique_field(event, MEETING_FIELD)
    traits += [Meeting(meeting)] if meeting else []
    about = About(event, facts.instance_url, RELATIONS if people and people.shared else "", addressed=True)
    return [*traits, about]


def _writes(facts: ObjectFact, trait: Trait) -> bool:
    found: list[FieldFact | None] = [facts.fields.get(column) for column in trait.columns]
    return all(fact is not None and fact.writable for fact in found)


def _only(soql: Soql) -> tuple[Condition, ...]:
    return (soql.equals("IsChild", False), soql.equals("IsRecurrence", False))


def _branches(frame: Frame) -> tuple[Branch, ...]:
    soql, user, policy = frame.soql, frame.user, frame.policy
    window = _within(soql, window_of(policy, frame.now))
    own = Branch((*frame.view.conditions, *window), frame.view.scope)
    if policy.list_view is not None:
        return (own,)
    invited = _INVITED.select(["EventId"], [_INVITED.equals("RelationId", user.id)])
    return (own, Branch((soql.among("Id", invited), soql.differs("OwnerId", user.id), *window)))


def _within(soql: Soql, window: Window) -> tuple[Condition, ...]:
    """As Window.holds has it: the end of whole days is the midnight after the last day, which is Salesforce's end."""
    whole = [soql.equals("IsAllDayEvent", True), soql.at_least("EndDateTime", window.first - timedelta(days=1))]
    reaches = any_holds([soql.at_least("EndDateTime", window.first), all_hold(whole)])
    return (soql.before("StartDateTime", window.last), reaches)


def _touching(since: datetime, user: User) -> Query:
    """Somebody was invited to an event of this user's or has answered, or this user was: the event's own row may not
    tell."""
    near = any_holds([_INVITED.equals("RelationId", user.id), _INVITED.equals("Event.OwnerId", user.id)])
    return _INVITED.select(["EventId"], [_INVITED.at_least("SystemModstamp", since), near])


EVENTS = Shape(
    object_type=EVENT,
    sobject="Event",
    catalog=_catalog,
    branches=_branches,
    view=("MyEvents", "My Events"),
    builtin=View("", "My Events", "mine", None),
    only=_only,
    related=(RELATION,),
    touching=_touching,
)
