"""Events of Salesforce as a Store: what their attendees, private ones and shared meetings take beyond the fields."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.emails import Person
from core.errors import Rejected, Stale, SyncError
from core.objects import EVENT
from core.policy import Private
from core.records import Key, Value
from core.salesforce.attendees import ATTENDEES, MOST, invitations, invited, owned, owner_of
from core.salesforce.checks import who_is
from core.salesforce.codes import DUPLICATE, IS_PRIVATE, NO_RIGHT, TOO_LONG
from core.salesforce.composite import Row
from core.salesforce.event_words import PRIVATE, SENSITIVITY
from core.salesforce.events import EVENTS
from core.salesforce.lookup import short
from core.salesforce.meetings import JOIN, joined, same_meeting
from core.salesforce.people import people, responses
from core.salesforce.relations import Step, carry_out, invitation, steps
from core.salesforce.store import SalesforceStore
from core.salesforce.trait import Draft, capital
from core.store import Change, Outcome, Removal, Written

# What an event shows to others that is private in Outlook, with the policy `busy`.
BUSY = "Busy"
_DETAILS: Mapping[str, Value] = {"subject": BUSY, "location": None, "body": None, ATTENDEES: None}


class EventStore(SalesforceStore):
    """Events; attendees are looked up by address, and a colleague's event of the same meeting is joined."""

    object_type = EVENT
    shape = EVENTS

    def _place(self, changes: list[Change]) -> "Sequence[Change | SyncError]":
        rows = self._live([change.key for change in changes if change.key])
        shown = [self._shown(change, rows.get(short(change.key or ""), {})) for change in changes]
        good = [change for change in shown if isinstance(change, Change)]
        found = people(self.client, {a for change in good for a in responses(change.fields.get(ATTENDEES))})
        known = joined([self._with_people(c, found) for c in good], self._lookup, self._setup.user, self._setup.catalog)
        ready = iter([self._ready(change, rows.get(short(change.key or ""), {})) for change in known])
        return [next(ready) if isinstance(change, Change) else change for change in shown]

    def _live(self, keys: Sequence[Key]) -> dict[Key, Row]:
        """By short id the rows as they are now; deleted ones are missing."""
        rows = self._lookup.fresh(keys) if keys else {}
        return {key: row for key, row in rows.items() if row.get("IsDeleted") is not True}

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
        return replace(change, fields={**change.fields, **bare}, held={**change.held, **held})

    def _with_people(self, change: Change, found: Mapping[str, Person]) -> Change:
        """Whom the addresses mean, in `wire`: address -> id, without the owner."""
        wanted = responses(change.fields.get(ATTENDEES))
        known = {address: found[address].key for address in wanted if self._is_another(address, found)}
        return replace(change, wire={**change.wire, ATTENDEES: known}) if ATTENDEES in change.fields else change

    def _is_another(self, address: str, found: Mapping[str, Person]) -> bool:
        """Whether somebody has the address who is not the user."""
        own = self._setup.user
        return address in found and address != own.email and found[address].key[:15] != own.id[:15]

    def _ready(self, change: Change, row: Row) -> "Change | SyncError":
        if JOIN in change.wire or (change.key and not row):
            return change
        who = who_is(change, "event")
        known = change.wire.get(ATTENDEES)
        if isinstance(known, Mapping) and len(known) > MOST:
            words = (
                f"{capital(who)} has {len(known):,} attendees known to Salesforce, which holds {MOST:,}: invite fewer."
            )
            return Rejected(words, code="value_too_long", field=ATTENDEES, label=TOO_LONG)
        if row and not owned(row, self._setup.user.id):
            return self._foreign(who, row)
        now = self._setup.catalog.decode(row) if row else {}
        return self._settled(change, Draft(change.fields, now, row, change.wire, who))

    def _foreign(self, who: str, row: Row) -> Rejected:
        words = f"{capital(who)} belongs to {owner_of(row)[0]} in Salesforce: only the owner's copy changes it."
        return Rejected(words, code="not_the_owner", label=NO_RIGHT)

    def _unseen(self, who: str, key: Key) -> Rejected:
        words = (
            f"{capital(who)} is in Salesforce already as an event of a colleague, which this user may not see: ask the "
            "colleague to invite you there."
        )
        return Rejected(words, code="duplicate", label=DUPLICATE, candidates=(key,))

    def known(self, addresses: Sequence[str]) -> frozenset[str]:
        """Whom an event of this user's can have as invitees: users, contacts and leads, but not the user."""
        others = [address for address in addresses if address != self._setup.user.email]
        found = people(self.client, others) if others else {}
        return frozenset(address for address in found if self._is_another(address, found))

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
        rows = self._live([removal.key for removal in removals])
        found = {place: row for place, one in enumerate(removals) if (row := rows.get(short(one.key)))}
        kept = {n: self._foreign("the event", row) for n, row in found.items() if not owned(row, self._setup.user.id)}
        done = iter(super().delete([removal for place, removal in enumerate(removals) if place not in kept]))
        return [kept[place] if place in kept else next(done) for place in range(len(removals))]

    def relate(self, keys: Sequence[Key], related: Key) -> list[Outcome]:
        """What events are about, which no field of Outlook holds; an outcome for each key. Those that are about it
        already are left alone."""
        rows = self._live(keys)
        outcomes: dict[int, Outcome] = {}
        for place, row in enumerate(rows.get(short(key), {}) for key in keys):
            if row and not owned(row, self._setup.user.id):
                outcomes[place] = self._foreign("the event", row)
            elif short(str(row.get("WhatId") or "")) == short(related):
                outcomes[place] = Written(keys[place])
        rest = [place for place in range(len(keys)) if place not in outcomes]
        done = self._writes.assign([keys[place] for place in rest], {"WhatId": related}, "relate")
        outcomes |= dict(zip(rest, done, strict=True))
        return [outcomes[place] for place in range(len(keys))]

    def _joined(self, changes: Sequence[Change], outcomes: list[Outcome], joins: Mapping[int, str]) -> list[Outcome]:
        """The outcomes with those of joins. joins: by index the event to join."""
        rows = self._live(list(joins.values()))
        user, wanted = self._setup.user, []
        for place, key in joins.items():
            row, change = rows.get(short(key), {}), changes[place]
            if not row and isinstance(outcomes[place], Rejected):
                outcomes[place] = self._unseen(who_is(change, "event"), key)
            if not row or not same_meeting(change.fields, row, self._setup.catalog.decode(row), user):
                continue
            outcomes[place] = Written(str(row["Id"]))
            if not invited(invitations(row), user.id):
                mine = responses(change.fields.get(ATTENDEES)).get(user.email, "none")
                wanted.append(invitation(place, str(row["Id"]), user.id, mine))
        return self._carried(changes, outcomes, wanted)

    def _related(self, changes: Sequence[Change], outcomes: list[Outcome]) -> list[Outcome]:
        """The outcomes after the attendees of the written events were brought to what the changes say."""
        written = {
            place: outcome.key
            for place, outcome in enumerate(outcomes)
            if isinstance(outcome, Written) and _has_people(changes[place])
        }
        rows = self._live(list(written.values()))
        own = {place: row for place, key in written.items() if (row := rows.get(short(key)))}
        wanted = [
            step
            for place, row in own.items()
            if owned(row, self._setup.user.id)
            for step in steps(place, changes[place], row)
        ]
        return self._carried(changes, outcomes, wanted)

    def _carried(self, changes: Sequence[Change], outcomes: list[Outcome], wanted: Sequence[Step]) -> list[Outcome]:
        who = {place: who_is(change, "event") for place, change in enumerate(changes)}
        refusals: Mapping[int, Outcome] = carry_out(self.client, wanted, who, safe=True) if wanted else {}
        return [refusals.get(place, outcome) for place, outcome in enumerate(outcomes)]


def _has_people(change: Change) -> bool:
    """Whether relations may have to be written: a new event without anybody known has none."""
    return ATTENDEES in change.fields and (change.key is not None or bool(change.wire.get(ATTENDEES)))


def _moved() -> Stale:
    return Stale("The meeting changed in Salesforce meanwhile; it is read again.", code="stale")
