"""The Store protocol: one replica's API for one object type. Every Store passes the one contract suite."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Protocol, TypeAlias, runtime_checkable

from core.errors import Rejected, SyncError
from core.objects import ObjectType
from core.records import Fields, Key, Place, Record, Seen, Side, State, Version
from core.values import valueclass

Cursor: TypeAlias = str
# Of these records, those that were in view when they were last looked at.
Known: TypeAlias = Callable[[Collection[Key]], Collection[Key]]


@valueclass(frozen=True, slots=True)
class Page:
    """One page of a change feed. cursor: where to go on once this page is saved. full: part of a full listing
    (no cursor was given), whose last page has last=True; only then is what it does not name missing."""

    seen: tuple[Seen, ...]
    cursor: Cursor
    full: bool
    last: bool


@valueclass(frozen=True, slots=True)
class Regarding:
    """Whom and what an event of the CRM is about, which no field of Outlook holds. what: one record. who: people, the
    one that stands for all of them first."""

    what: Key | None = None
    who: tuple[Key, ...] = ()

    @property
    def keys(self) -> tuple[Key, ...]:
        return (*([self.what] if self.what else []), *self.who)


NOTHING = Regarding()


@valueclass(frozen=True, slots=True)
class Choice:
    """chosen: by a person, now. given: what choices before this one have put on the events, which is taken off where it
    is chosen no more. before: by event, what it was about before any of them."""

    chosen: Regarding
    given: frozenset[Key] = frozenset()
    before: Mapping[Key, Regarding] = field(default_factory=dict)

    @property
    def touched(self) -> bool:
        """Whether there is anything to write or to take off."""
        return bool(self.given or self.chosen.keys)

    def lost(self, key: Key) -> Collection[Key]:
        """What this event is about only because it was chosen, and is not chosen any more."""
        return self.given - set(self.chosen.keys) - set(self.before.get(key, NOTHING).keys)


@valueclass(frozen=True, slots=True)
class Change:
    """One create (key None) or update. stamp: the Intent's id, written with the record. fields: canonical; an
    update's are the changed ones only, None empties a field. version: the version that the decision saw; a record
    that moved on answers Stale. categories: the whole list to be set, place: where it must lie (Exchange only;
    None leaves them alone). peer: the key of the other side's record, kept on Exchange items where the store can.
    link: where people open that record (https), for items that show it. people: of a meeting of the CRM, by their ids
    the addresses by which Exchange knows those who take part, whatever theirs are by now. regarding: of a new event of
    the CRM, as far as it can be so. identity: of a new one of the CRM, Record.identity of the item that it is made for;
    joins: the record of the same meeting that the CRM has already, by a colleague's link. after: of a new task of the
    CRM, the one before it in its series, of which it takes over whom and what it is about. held: set by `prepare`:
    fields that this side will hold differently (see Link.held), and who takes part (core.objects.INVITEES). wire: set
    by `prepare` for the store's own use (a looked-up account id)."""

    stamp: str
    fields: Fields
    key: Key | None = None
    version: Version | None = None
    categories: tuple[str, ...] | None = None
    place: Place | None = None
    peer: Key | None = None
    link: str | None = None
    people: Mapping[Key, str] = field(default_factory=dict)
    regarding: Regarding | None = None
    identity: str | None = None
    joins: Key | None = None
    after: Key | None = None
    held: Fields = field(default_factory=dict)
    wire: Mapping[str, object] = field(default_factory=dict)


@valueclass(frozen=True, slots=True)
class Removal:
    """One delete, with the version that the decision saw (None: whatever it is now)."""

    stamp: str
    key: Key
    version: Version | None = None


@valueclass(frozen=True, slots=True)
class Refused:
    """The fields of a change that stayed as they are, and why; a person must act. The categories stay, too: they are to
    say so."""

    fields: frozenset[str]
    error: Rejected


@valueclass(frozen=True, slots=True)
class Written:
    """A write that was carried out. key: the record's key now (a move changes it on EWS). version: None where the
    side does not tell it (Salesforce); the next feed then delivers the record and it is compared with the base.
    goes_on: the key of a record beside it that the write brought forth: the next task of a series, of which the one
    that was written is left behind. bare: without what the record should have been about, which was refused. refused:
    what of an update was not written, while the rest of it was."""

    key: Key
    version: Version | None = None
    goes_on: Key | None = None
    bare: bool = False
    refused: Refused | None = None


Outcome: TypeAlias = Written | SyncError


class Store(Protocol):
    """All calls may raise Transient, Unauthorized or (changed_since) CursorExpired for the call as a whole. Writes
    return one Outcome per change, in order: a returned error speaks of that record alone. holds: the canonical
    fields that this side can read and write now. batch: how many changes a write call takes at best. stamps: records
    keep them, so that find_stamp is sure to find what was written."""

    side: Side
    object_type: ObjectType
    batch: int

    @property
    def stamps(self) -> bool: ...

    @property
    def holds(self) -> frozenset[str]: ...

    def changed_since(self, cursor: Cursor | None, known: Known | None = None) -> Iterator[Page]:
        """What changed after the cursor (None: a full listing of what is in scope). May repeat and reorder. known: for
        a feed that must tell whether a record that is out of scope was ever in it (None: each may have been).
        The last page's cursor continues the feed. An Exchange item that left one folder may be told as Gone only
        after the store made sure that it lies in no other folder of the mailbox."""

    def read(self, keys: Sequence[Key]) -> dict[Key, State]:
        """The records' states by the key asked for; a moved record comes with its new key in Record.key."""

    def find(self, wanted: Sequence[Fields]) -> list[Record]:
        """Records anywhere the user can see, in scope or not, that have all the fields of one of `wanted`
        (e.g. {"email_address_1": "a@b.c"}); case and outer white space do not matter. May return more."""

    def find_stamp(self, stamps: Sequence[str]) -> dict[str, Record]:
        """By stamp, the records that carry it now; finishes a move that was cut off half-way."""

    def prepare(self, changes: Sequence[Change]) -> "list[Change | SyncError]":
        """Checks lengths and formats, looks up references, and tells what this side will hold differently.
        Writes nothing. What could not be written without telling other people (an invitation, an update) is left out
        and told as held where the rest of the change makes sense without it, else Rejected(code="would_tell_people").
        """

    def create(self, changes: Sequence[Change]) -> list[Outcome]:
        """Creates prepared changes. Repeating a create with the same stamp must not make a second record where
        the side can prevent it."""

    def update(self, changes: Sequence[Change]) -> list[Outcome]:
        """Updates prepared changes: only the given fields, everything else stays as it is (I7)."""

    def delete(self, removals: Sequence[Removal]) -> list[Outcome]:
        """Deletes recoverably (Deleted Items, recycle bin). A record that is gone already answers Written."""


@valueclass(frozen=True, slots=True)
class Meeting:
    """A meeting of the CRM as its copies show it. identity: as at Record, where it is known."""

    subject: str
    start: datetime
    identity: str | None = None


@runtime_checkable
class Copying(Protocol):
    """A Store in which meetings lie whether they are shared or not; part of Exchange's stores."""

    def copies(self, wanted: Sequence[Meeting]) -> list[Record]:
        """The user's own copies of these meetings, in scope or not: those with that identity, or with that name at that
        time. May return more. Raises Transient, Unauthorized."""


@runtime_checkable
class Reaching(Protocol):
    """A Store of meetings that belong to several people; part of the CRM's stores."""

    def reached(self, keys: Sequence[Key]) -> list[Record]:
        """Those of these records that are the user's own, or in which the user takes part. Raises Transient,
        Unauthorized."""


@runtime_checkable
class Linking(Protocol):
    """A Store whose records people can open at an address; part of the CRM's stores."""

    def link_to(self, key: Key) -> str | None:
        """The record's address (https), None while it is not known. Sends nothing."""


@runtime_checkable
class Knowing(Protocol):
    """A Store of meetings that only people of its own can take part in; part of the CRM's stores."""

    def known(self, addresses: Sequence[str]) -> frozenset[str]:
        """Those of these addresses (lower-case) under which it knows somebody now. Raises Transient, Unauthorized."""


@runtime_checkable
class Naming(Protocol):
    """A Store whose meetings name the records of those who take part (Record.people); part of the CRM's stores."""

    def taken_off(self, keys: Sequence[Key]) -> dict[Key, dict[Key, str]]:
        """By meeting those who were surely taken off it and are still there themselves: by id their address of today,
        empty where none is told. Raises Transient, Unauthorized."""

    def heirs(self, people: Sequence[Key]) -> dict[Key, Key]:
        """Of these people (ids) those who were merged into another record: by id the one who stands for them now.
        Raises Transient, Unauthorized."""
