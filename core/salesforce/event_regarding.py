"""Brings events of Salesforce to what a person chose in the pane that they are about, in few calls for many of them.

What is refused is tried once more in its parts: people who are gone are left out, and the record and the people go each
by themselves, so that one who cannot be related keeps nothing else from it, and is named.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from core.errors import Rejected, SyncError, Transient, Unauthorized
from core.records import Key
from core.salesforce.about import ABOUT, WHAT, WHO, WHO_LIST, About
from core.salesforce.attendees import invitations, owned, owner_of, parents
from core.salesforce.client import Client
from core.salesforce.codes import NO_RIGHT
from core.salesforce.composite import Row
from core.salesforce.lookup import Lookup, short
from core.salesforce.people import Named, named
from core.salesforce.regarding import MOST, PEOPLE, Room, Settled, settled
from core.salesforce.setup import Setup
from core.salesforce.trait import capital
from core.salesforce.writes import Writes
from core.store import NOTHING, Choice, Regarding

ALONE = "An event in Salesforce has contacts or one lead, and no record beside a lead. Not added: {names}."
WITH_LEAD = "In Salesforce this event is with a lead, and has no record beside it: remove the lead there to relate it."
CROWDED = "Salesforce keeps {most} people with an event. Not added: {names}."
ONE_PERSON = "Salesforce keeps one person with an event here, as Shared Activities are off. Not added: {names}."
LOST = "Not in Salesforce any more, or out of your sight there: {names}."
PRIVATE = "Salesforce keeps neither people nor records with a private event: make it public in Outlook to relate it."
NOT_ALLOWED = "This Salesforce user may not set whom or what events are about: an administrator must give the right."


@dataclass(frozen=True, slots=True)
class _Event:
    """One event to write. now: what it is about; goal: what it is to be."""

    key: Key
    now: Regarding
    room: Room
    goal: Settled


class EventRegarding:
    """Of one store. Calls raise Transient and Unauthorized."""

    def __init__(self, client: Client, setup: Setup, lookup: Lookup, writes: Writes) -> None:
        self._client, self._setup, self._lookup, self._writes = client, setup, lookup, writes

    @cached_property
    def _about(self) -> About:
        return next(trait for trait in self._setup.catalog.traits if isinstance(trait, About))

    def of_new(self, chosen: Regarding, invited: Iterable[Key]) -> Regarding:
        """What an event that is to be created can be about. Sends nothing."""
        return settled("", NOTHING, Choice(chosen), Room(self._about.shared, frozenset(invited))).target

    def now(self, keys: Sequence[Key]) -> dict[Key, Regarding]:
        """What the user's own events among these are about; deleted ones and colleagues' are missing."""
        rows = live(self._lookup, keys)
        found = {key: row for key in keys if (row := rows.get(short(key)))}
        return {key: _regarding(row) for key, row in found.items() if owned(row, self._setup.user.id)}

    def called(self, key: Key, about: Regarding) -> dict[Key, str]:
        """The names of those of `about` whom and what the event is about now, and of those who take part."""
        row = live(self._lookup, [key]).get(short(key), {})
        told, there = row.get("What"), {*_regarding(row).keys, *_room(row, self._about).invited}
        names = {about.what: str(told.get("Name") or "")} if about.what in there and isinstance(told, dict) else {}
        people = self._people(replace(about, who=tuple(one for one in about.who if one in there)))
        return {one: name for one, name in names.items() if one} | {one: who.name for one, who in people.items()}

    def relate(self, keys: Sequence[Key], choice: Choice) -> dict[Key, str]:
        """By event, in sentences, what of the choice it cannot be about; the rest is written. What is as it is to be
        is left alone, and so are events that are gone."""
        rows, events, problems = live(self._lookup, keys), [], {}
        for key in dict.fromkeys(keys):
            row = rows.get(short(key))
            closed = self._closed(row, choice.chosen) if row else ""
            if row and closed is None:
                events.append(_event(key, _regarding(row), _room(row, self._about), choice))
            elif closed:
                problems[key] = closed
        return problems | self._brought(events, choice)

    def _closed(self, row: Row, chosen: Regarding) -> str | None:
        """Why an event is not written, empty where that is nobody's loss; None of one that is."""
        if not owned(row, self._setup.user.id):
            there = _room(row, self._about).invited
            lacks = chosen.what or any(one not in there for one in chosen.who)
            return foreign("the event", row).message if lacks else ""
        return PRIVATE if row.get("IsPrivate") is True and chosen.keys else None

    def _brought(self, events: Sequence[_Event], choice: Choice) -> dict[Key, str]:
        """The problems of events that may be written."""
        chosen = choice.chosen
        refused = self._sent(events, ABOUT)
        left = refused or any(event.goal.alone or event.goal.crowded for event in events)
        people = self._people(chosen) if left else {}
        names = _Names(people)
        gone = [one for one in chosen.who if refused and not (one in people and people[one].there)]
        fewer = replace(chosen, who=tuple(one for one in chosen.who if one not in gone))
        less = replace(choice, chosen=fewer)
        again = [_event(one.key, one.now, one.room, less) for one in events if one.key in refused]
        apart = [self._sent(again, (WHAT,)), self._sent(again, (WHO, WHO_LIST), names.with_event(fewer.who))]
        told: dict[Key, str] = {}
        for event in [*again, *(one for one in events if one.key not in refused)]:
            said = [LOST.format(names=names.of(gone))] if gone and event.key in refused else []
            said += [found[event.key] for found in apart if event.key in found]
            told[event.key] = " ".join([*said, *self._left(event, names)])
        return {key: said for key, said in told.items() if said}

    def _left(self, event: _Event, names: "_Names") -> Iterator[str]:
        """What was not even tried."""
        goal, now = event.goal, event.now
        people = [one for one in goal.alone if one.startswith(PEOPLE)]
        if people:
            yield ALONE.format(names=names.of(people))
        elif goal.alone:
            yield WITH_LEAD
        if goal.crowded:
            words = CROWDED if event.room.many else ONE_PERSON
            yield words.format(most=MOST, names=names.of(goal.crowded))
        other = {WHAT: goal.target.what != now.what, WHO: set(goal.target.who) != set(now.who)}
        if any(changes and name not in self._about.settable for name, changes in other.items()):
            yield NOT_ALLOWED

    def _sent(self, events: Sequence[_Event], names: Sequence[str], who: str = "") -> dict[Key, str]:
        """Writes these columns of the events; by event why it was refused. Raises Transient, Unauthorized."""
        wanted = {event.key: self._about.written(event.goal.target, event.now) for event in events}
        due = {key: {n: v for n, v in columns.items() if n in names} for key, columns in wanted.items()}
        outcomes = self._writes.assign({key: columns for key, columns in due.items() if columns}, "relate", who)
        refused = {key: outcome for key, outcome in outcomes.items() if isinstance(outcome, SyncError)}
        for outcome in refused.values():
            if isinstance(outcome, Transient | Unauthorized):
                raise outcome
        return {key: outcome.message for key, outcome in refused.items()}

    def _people(self, about: Regarding) -> dict[Key, Named]:
        return named(self._client, about.who) if about.who else {}


class _Names:
    """For sentences: what people are called, those whom nobody may see by their ids."""

    def __init__(self, people: Mapping[Key, Named]) -> None:
        self._people = people

    def of(self, keys: Iterable[Key]) -> str:
        return ", ".join(self._people[key].name if key in self._people else key for key in keys)

    def with_event(self, keys: Sequence[Key]) -> str:
        return f"the event with {self.of(keys)}" if keys else ""


def live(lookup: Lookup, keys: Sequence[Key]) -> dict[Key, Row]:
    """By short id the rows as they are now; deleted ones are missing."""
    rows = lookup.fresh(keys) if keys else {}
    return {key: row for key, row in rows.items() if row.get("IsDeleted") is not True}


def foreign(who: str, row: Row) -> Rejected:
    words = f"{capital(who)} belongs to {owner_of(row)[0]} in Salesforce: only the owner's copy changes it."
    return Rejected(words, code="not_the_owner", label=NO_RIGHT)


def _event(key: Key, now: Regarding, room: Room, choice: Choice) -> _Event:
    return _Event(key, now, room, settled(key, now, choice, room))


def _regarding(row: Row) -> Regarding:
    """The one in WhoId first."""
    what, who = row.get(WHAT), row.get(WHO)
    return Regarding(what, tuple(dict.fromkeys([*([who] if who else []), *parents(row)])))


def _room(row: Row, about: About) -> Room:
    return Room(about.shared, frozenset(one.person for one in invitations(row)))
