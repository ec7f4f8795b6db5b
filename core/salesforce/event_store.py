"""Events of Salesforce as a Store: what their attendees, private ones and shared meetings take beyond the fields."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, partial

from core.emails import Person, PersonKind
from core.errors import Rejected, Stale, SyncError
from core.objects import EVENT, INVITEES
from core.policy import Private
from core.records import Key, Record, Value
from core.salesforce.about import REGARDING
from core.salesforce.attendees import (
    ATTENDEES,
    MOST,
    Attendees,
    Book,
    Invitation,
    as_known,
    invitations,
    invited,
    owned,
)
from core.salesforce.checks import who_is
from core.salesforce.codes import DUPLICATE, IS_PRIVATE, TOO_LONG
from core.salesforce.composite import Row
from core.salesforce.event_regarding import EventRegarding, foreign, live
from core.salesforce.event_words import PRIVATE, SENSITIVITY
from core.salesforce.events import EVENTS
from core.salesforce.lookup import short
from core.salesforce.meetings import JOIN, Frame, is_known, joined, same_meeting
from core.salesforce.people import heirs, people, responses, users
from core.salesforce.relations import Step, carry_out, invitation, steps
from core.salesforce.store import SalesforceStore
from core.salesforce.taken_off import taken_off
from core.salesforce.trait import Draft, capital
from core.store import Change, Choice, Outcome, Regarding, Removal, Written
from core.values import replace

# What an event shows to others that is private in Outlook, with the policy `busy`.
BUSY = "Busy"
_DETAILS: Mapping[str, Value] = {"subject": BUSY, "location": None, "body": None, ATTENDEES: None}


class EventStore(SalesforceStore):
    """Events; attendees are looked up by address, and a colleague's event of the same meeting is joined."""

    object_type = EVENT
    shape = EVENTS

    @cached_property
    def _regarding(self) -> EventRegarding:
        return EventRegarding(self.client, self._setup, self._lookup, self._writes)

    def _place(self, changes: list[Change]) -> "Sequence[Change | SyncError]":
        rows = live(self._lookup, [change.key for change in changes if change.key])
        shown = [self._shown(change, rows.get(short(change.key or ""), {})) for change in changes]
        named = self._lookup.fresh([one.joins for one in shown if isinstance(one, Change) and one.joins])
        seen = [self._seen(change, named) for change in shown]
        good = [change for change in seen if isinstance(change, Change)]
        found = self._people({a for change in good for a in responses(change.fields.get(ATTENDEES))})
        there = {key: row for key, row in named.items() if row.get("IsDeleted") is not True}
        placed = [self._with_people(c, found, rows.get(short(c.key or ""), {})) for c in good]
        known = joined(placed, self._lookup, there, self._frame)
        ready = iter([self._ready(change, rows.get(short(change.key or ""), {})) for change in known])
        return [next(ready) if isinstance(change, Change) else change for change in seen]

    @cached_property
    def _frame(self) -> Frame:
        return Frame(self._setup.user, self._setup.catalog, Book(self._options.mailboxes))

    def _seen(self, change: "Change | SyncError", named: Mapping[str, Row]) -> "Change | SyncError":
        """A colleague's event of the same meeting can be joined by who sees it. named: by short id."""
        if not isinstance(change, Change) or not change.joins or short(change.joins) in named:
            return change
        return self._unseen(who_is(change, "event"), change.joins)

    def _people(self, addresses: Collection[str]) -> dict[str, Person]:
        """Whom the addresses mean; those of synchronised mailboxes mean their users, whatever e-mail these have."""
        found = people(self.client, addresses)
        known = {address for address, one in found.items() if one.kind is PersonKind.USER}
        mailboxes = self._options.mailboxes
        others = {one: mailboxes[one] for one in addresses if one in mailboxes and one not in known}
        return found | users(self.client, others) if others else found

    def _shown(self, change: Change, row: Row) -> "Change | SyncError":
        """The policy on private events: they stay out of Salesforce, or lose their details on the way there."""
        now = self._setup.catalog.decode(row) if row else {}
        if {**now, **change.fields}.get(SENSITIVITY) not in PRIVATE:
            return change
        if self._setup.policy.private is Private.SKIP:
            words = f"{capital(who_is(change, 'event'))} is private in Outlook, and private events stay there."
            return change if row else Rejected(words, code="private_event", field=SENSITIVITY, label=IS_PRIVATE)
        turned = SENSITIVITY in change.fields and now.get(SENSITIVITY) not in PRIVATE
        if row and not turned and now.get("subject") != BUSY:
            return change
        bare = _DETAILS if not row or turned else {n: _DETAILS[n] for n in _DETAILS if n in change.fields}
        held = {name: value for name, value in bare.items() if change.fields.get(name, now.get(name)) != value}
        fields = {**change.fields, **bare}
        return replace(change, fields=fields, held={**change.held, **held}, identity=None, joins=None)

    def _with_people(self, change: Change, found: Mapping[str, Person], row: Row) -> Change:
        """Whom the addresses mean, in `wire`: address -> id, without the owner; who takes part is known already. And in
        `held`, as they will be known by from now on."""
        wanted = responses(change.fields.get(ATTENDEES))
        known = {address: found[address].key for address in wanted if self._is_another(address, found)}
        if change.people:
            known |= {one.address: one.person for one in self._invited(change, row) if one.address in wanted}
        if ATTENDEES not in change.fields:
            return change
        names = {INVITEES: tuple(sorted(f"{person}|{address}" for address, person in known.items()))} if known else {}
        return replace(change, wire={**change.wire, ATTENDEES: known}, held={**change.held, **names})

    def _is_another(self, address: str, found: Mapping[str, Person]) -> bool:
        """Whether somebody has the address who is not the user."""
        user = self._setup.user
        return address in found and address not in self._own and found[address].key[:15] != user.id[:15]

    @cached_property
    def _own(self) -> frozenset[str]:
        return self._frame.book.own(self._setup.user)

    def _ready(self, change: Change, row: Row) -> "Change | SyncError":
        if JOIN in change.wire or (change.key and not row):
            return change
        who = partial(who_is, change, "event")
        known = change.wire.get(ATTENDEES)
        if isinstance(known, dict) and len(known) > MOST:
            counted = f"has {len(known):,} attendees known to Salesforce, which holds {MOST:,}"
            words = f"{capital(who())} {counted}: invite fewer."
            return Rejected(words, code="value_too_long", field=ATTENDEES, label=TOO_LONG)
        if row and not owned(row, self._setup.user.id):
            return foreign(who(), row)
        now = self._setup.catalog.decode(row) if row else {}
        change = self._about(change, known.values() if isinstance(known, dict) else ())
        return self._settled(change, Draft(change.fields, now, row, change.wire, who))

    def _about(self, change: Change, invited: Iterable[Key]) -> Change:
        """A new event with what it can be about, in `wire`; a private one is about nothing."""
        if change.key or change.regarding is None or change.fields.get(SENSITIVITY) in PRIVATE:
            return change
        target = self._regarding.of_new(change.regarding, invited)
        return replace(change, wire={**change.wire, REGARDING: target}) if target.keys else change

    def _unseen(self, who: str, key: Key) -> Rejected:
        words = (
            f"{capital(who)} is in Salesforce already as an event of a colleague, which this user may not see: ask the "
            "colleague to invite you there."
        )
        return Rejected(words, code="duplicate", label=DUPLICATE, candidates=(key,))

    def known(self, addresses: Sequence[str]) -> frozenset[str]:
        """Whom an event of this user's can have as invitees: users, contacts and leads, but not the user."""
        others = [address for address in addresses if address not in self._own]
        found = self._people(others) if others else {}
        return frozenset(address for address in found if self._is_another(address, found))

    def taken_off(self, keys: Sequence[Key]) -> dict[Key, dict[Key, str]]:
        shared = any(isinstance(one, Attendees) and one.shared for one in self._setup.catalog.traits)
        return taken_off(self.client, keys, self._frame.book, shared=shared)

    def heirs(self, people: Sequence[Key]) -> dict[Key, Key]:
        return heirs(self.client, people)

    def reached(self, keys: Sequence[Key]) -> list[Record]:
        return self._lookup.reached(keys)

    def create(self, changes: Sequence[Change]) -> list[Outcome]:
        """A create that Salesforce refuses for another's event of the same meeting joins that."""
        joins = {place: str(change.wire[JOIN]) for place, change in enumerate(changes) if JOIN in change.wire}
        made = iter(super().create([change for change in changes if JOIN not in change.wire]))
        outcomes = [_moved() if place in joins else next(made) for place in range(len(changes))]
        clashes = {n: o.candidates[0] for n, o in enumerate(outcomes) if isinstance(o, Rejected) and o.candidates}
        return self._related(changes, self._joined(changes, outcomes, joins | clashes))

    def update(self, changes: Sequence[Change]) -> list[Outcome]:
        return self._related(changes, super().update(changes))

    def delete(self, removals: Sequence[Removal]) -> list[Outcome]:
        """Never another's event. Of a Lightning series just this occurrence goes (REST API Developer Guide, "Delete
        Lightning Experience Event Series")."""
        rows = live(self._lookup, [removal.key for removal in removals])
        found = {place: row for place, one in enumerate(removals) if (row := rows.get(short(one.key)))}
        kept = {n: foreign("the event", row) for n, row in found.items() if not owned(row, self._setup.user.id)}
        done = iter(super().delete([removal for place, removal in enumerate(removals) if place not in kept]))
        return [kept[place] if place in kept else next(done) for place in range(len(removals))]

    def regarding(self, keys: Sequence[Key]) -> dict[Key, Regarding]:
        """What events of the user's own are about; others are missing."""
        return self._regarding.now(keys)

    def relate(self, keys: Sequence[Key], choice: Choice) -> dict[Key, str]:
        """What events are about, which no field of Outlook holds; by event what of it could not be written."""
        return self._regarding.relate(keys, choice)

    def called(self, key: Key, about: Regarding) -> dict[Key, str]:
        """The names of those of `about` that this event holds."""
        return self._regarding.called(key, about)

    def _joined(self, changes: Sequence[Change], outcomes: list[Outcome], joins: Mapping[int, str]) -> list[Outcome]:
        """The outcomes with those of joins. joins: by index the event to join."""
        rows = live(self._lookup, list(joins.values()))
        user, wanted = self._setup.user, []
        for place, key in joins.items():
            row, change = rows.get(short(key), {}), changes[place]
            if not row and isinstance(outcomes[place], Rejected):
                outcomes[place] = self._unseen(who_is(change, "event"), key)
            if not row or not (is_known(change, row) or same_meeting(change.fields, row, self._frame)):
                continue
            outcomes[place] = Written(str(row["Id"]))
            if not owned(row, user.id) and not invited(invitations(row), user.id):
                answers = responses(change.fields.get(ATTENDEES))
                mine = next((answer for address, answer in answers.items() if address in self._own), "none")
                wanted.append(invitation(place, row, user.id, mine))
        return self._carried(changes, outcomes, wanted)

    def _related(self, changes: Sequence[Change], outcomes: list[Outcome]) -> list[Outcome]:
        """The outcomes after the attendees of the written events were brought to what the changes say."""
        written = {
            place: outcome.key
            for place, outcome in enumerate(outcomes)
            if isinstance(outcome, Written) and _has_people(changes[place])
        }
        rows = live(self._lookup, list(written.values()))
        own = {place: row for place, key in written.items() if (row := rows.get(short(key)))}
        wanted = [
            step
            for place, row in own.items()
            if owned(row, self._setup.user.id)
            for step in steps(place, changes[place], row, self._invited(changes[place], row))
        ]
        return self._carried(changes, outcomes, wanted)

    def _invited(self, change: Change, row: Row) -> list[Invitation]:
        return as_known(invitations(row, self._frame.book), change)

    def _carried(self, changes: Sequence[Change], outcomes: list[Outcome], wanted: Sequence[Step]) -> list[Outcome]:
        if not wanted:
            return outcomes
        who = {place: who_is(change, "event") for place, change in enumerate(changes)}
        refusals: Mapping[int, Outcome] = carry_out(self.client, wanted, who, safe=True)
        return [refusals.get(place, outcome) for place, outcome in enumerate(outcomes)]


def _has_people(change: Change) -> bool:
    """Whether relations may have to be written: a new event without anybody known has none."""
    return ATTENDEES in change.fields and (change.key is not None or bool(change.wire.get(ATTENDEES)))


def _moved() -> Stale:
    return Stale("The meeting changed in Salesforce meanwhile; it is read again.", code="stale")
