"""A Store over a Replica: the protocol in full, with faults at every call and record.

It passes the contract suite (tests/contract) like the stores of the vendors, so tests of the engine may trust it.
Three ways to make trouble: `faults` (errors of calls and of single records, replies lost after the commit),
`disorder` (a feed that repeats, rewinds and shuffles), and the acts of a user on the Replica at any moment.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from random import Random

from core.errors import CursorExpired, Rejected, Stale, SyncError, Transient
from core.records import Away, Fields, Glimpse, Gone, Key, Place, Record, Seen, State, Value
from core.store import Change, Cursor, Known, Outcome, Page, Refused, Removal, Written
from tests.memory_replica import Item, Replica

WRITES = ("create", "update", "delete")


class Moment(StrEnum):
    """BEFORE and AFTER a whole call: the returned error is raised (AFTER: what was done stays done, the reply is
    lost). MIDDLE: as AFTER, with only the first half of the records done, and the last of these half-way where it
    moves. RECORD: the returned error becomes the Outcome of that one record, which is not carried out."""

    BEFORE = "before"
    MIDDLE = "middle"
    RECORD = "record"
    AFTER = "after"


# (call, moment, position of the record within the call or None) -> the error to make, None for none. It may also
# act as a user on a Replica, to edit during a run.
Faults = Callable[[str, Moment, "int | None"], "SyncError | None"]

LOSSY = Refused(frozenset({"body"}), Rejected("The notes would lose a link.", code="rich_notes", field="body"))


def busy(message: str = "the memory store is busy") -> Transient:
    return Transient(message)


def _folded(value: Value) -> str:
    return " ".join(str(value).split()).casefold()


class MemoryStore:
    """The Store protocol over one Replica. calls: how often each method was called; written: records by kind of
    write that were carried out."""

    def __init__(self, replica: Replica, *, faults: Faults | None = None, disorder: Random | None = None) -> None:
        self.replica = replica
        self.side = replica.traits.side
        self.object_type = replica.traits.object_type
        self.holds = replica.traits.holds
        self.batch = replica.traits.batch
        self.stamps = replica.traits.stamps
        self.faults = faults
        self.disorder = disorder
        self.calls: Counter[str] = Counter()
        self.written: Counter[str] = Counter()

    @property
    def writes(self) -> int:
        """Records written so far."""
        return sum(self.written.values())

    def changed_since(self, cursor: Cursor | None, known: Known | None = None) -> Iterator[Page]:
        self._enter("changed_since")
        start = self._position(cursor)
        told = self._listing() if start is None else self._changes(start)
        end = f"{self.replica.generation}:{self.replica.sequence}"
        size = self.replica.traits.page
        chunks = [told[at : at + size] for at in range(0, len(told), size)] or [[]]
        for number, chunk in enumerate(chunks, 1):
            last = number == len(chunks)
            # A cursor of an inner page repeats from the start: what was saved of it is told again.
            yield Page(tuple(chunk), end if last else (cursor or ""), full=start is None, last=last)
            if not last:
                self._enter("changed_since")

    def read(self, keys: Sequence[Key]) -> dict[Key, State]:
        self._enter("read")
        return {key: self._state(key) for key in keys}

    def find(self, wanted: Sequence[Fields]) -> list[Record]:
        self._enter("find")
        seen = (item for item in self.replica.living() if not item.hidden)
        return [self.replica.record(item) for item in seen if any(self._has(item, want) for want in wanted)]

    def find_stamp(self, stamps: Sequence[str]) -> dict[str, Record]:
        self._enter("find_stamp")
        found: dict[str, Record] = {}
        for item in self.replica.living():
            if self.stamps and item.stamp in stamps and item.stamp is not None:
                if item.wanted is not None:
                    self.replica.relocate(item, item.wanted)
                found[item.stamp] = self.replica.record(item)
        return found

    def prepare(self, changes: Sequence[Change]) -> list[Change | SyncError]:
        self._enter("prepare")
        return [self._fault("prepare", position) or self._prepared(change) for position, change in enumerate(changes)]

    def create(self, changes: Sequence[Change]) -> list[Outcome]:
        return self._write("create", changes, self._create)

    def update(self, changes: Sequence[Change]) -> list[Outcome]:
        return self._write("update", changes, self._update)

    def delete(self, removals: Sequence[Removal]) -> list[Outcome]:
        return self._write("delete", removals, self._delete)

    # Reading

    def _position(self, cursor: Cursor | None) -> int | None:
        if not cursor:
            return None
        generation, _, number = cursor.partition(":")
        if generation != str(self.replica.generation):
            raise CursorExpired("The change feed cannot go on from here; everything is listed again.", code="expired")
        return int(number)

    def _listing(self) -> list[Seen]:
        inside = (item for item in self.replica.living() if self.replica.in_scope(item))
        return self._disordered([self._seen(item) for item in inside])

    def _changes(self, start: int) -> list[Seen]:
        if self.disorder:
            start = self.disorder.randint(max(0, start - 6), start)
        changed = sorted((i for i in self.replica.items.values() if i.number > start), key=lambda item: item.number)
        told: list[Seen] = []
        for item in changed:
            if item.hidden:
                continue
            # The folder that the item left names it by its old key; the store knows that it was only moved.
            told += [Glimpse(old, self.replica.version(item)) for old in item.former]
            told.append(self._seen(item))
        return self._disordered(told)

    def _disordered(self, told: list[Seen]) -> list[Seen]:
        if not self.disorder:
            return told
        told = told + [one for one in told if self.disorder.random() < 0.2]
        self.disorder.shuffle(told)
        return told

    def _seen(self, item: Item) -> Seen:
        if item.gone:
            return Gone(item.key, item.successor)
        record = self.replica.record(item)
        if self.replica.traits.glimpses:
            return Glimpse(record.key, record.version, record.in_scope)
        return record

    def _state(self, key: Key) -> State:
        try:
            item = self.replica.item(key)
        except KeyError:
            return Gone(key)
        if item.gone:
            return Gone(key, item.successor)
        return Away(key) if item.hidden else self.replica.record(item)

    def _has(self, item: Item, want: Fields) -> bool:
        return bool(want) and all(
            name in self.holds and _folded(item.fields.get(name, "")) == _folded(value) for name, value in want.items()
        )

    # Writing

    def _prepared(self, change: Change) -> Change | SyncError:
        traits, fields = self.replica.traits, change.fields
        labels = {name: one.label for name, one in self.object_type.fields.items()}
        for name, limit in traits.limits:
            if len(str(fields.get(name) or "")) > limit:
                message = f"{labels[name]} is longer than {limit} characters; shorten it."
                return Rejected(message, code="too_long", field=name, label=f"{labels[name]} is too long")
        for name in traits.required:
            if not fields.get(name) and (change.key is None or name in fields):
                words = f"{labels[name]} is missing"
                return Rejected(f"{words}; enter it.", code="required_missing", field=name, label=words)
        other = {name: self.as_held(name, value) for name, value in fields.items()}
        if traits.tells_people:
            item = self.replica.items.get(change.key or "")
            if item and item.meeting and fields.keys() & {"start", "end"}:
                return Rejected("A new time would be sent to the attendees.", code="would_tell_people")
            other |= {"attendees": item.fields.get("attendees") if item else None} if "attendees" in fields else {}
        return replace(change, held={name: value for name, value in other.items() if value != fields[name]})

    def as_held(self, name: str, value: Value) -> Value:
        """What this side makes of a value that it is given."""
        traits = self.replica.traits
        if name in traits.lowers and isinstance(value, str):
            return value.lower()
        if name == "company_name" and traits.accounts is not None and value is not None:
            exact = [account for account in traits.accounts if _folded(account) == _folded(value)]
            part = [account for account in traits.accounts if _folded(value) in _folded(account)]
            return exact[0] if exact else part[0] if len(part) == 1 else None
        return value

    def _write(
        self, call: str, asked: Sequence[Change] | Sequence[Removal], act: Callable[..., Outcome]
    ) -> list[Outcome]:
        self._enter(call)
        cut = self._raised(call, Moment.MIDDLE)
        outcomes: list[Outcome] = []
        for position, one in enumerate(asked[: (len(asked) + 1) // 2] if cut else asked):
            error = self._fault(call, position)
            outcome = error or act(one, half=cut is not None)
            self.written[call] += isinstance(outcome, Written)
            outcomes.append(outcome)
        lost = cut or self._raised(call, Moment.AFTER)
        if lost:
            raise lost
        return outcomes

    def _create(self, change: Change, *, half: bool) -> Outcome:
        for item in self.replica.living():
            if item.stamp == change.stamp:
                return self._answer(item)
        item = self.replica.insert(
            self._stored(change), place=change.place or Place.SYNCED, categories=change.categories or ()
        )
        item.stamp, item.peer = change.stamp, change.peer
        return self._answer(item)

    def _update(self, change: Change, *, half: bool) -> Outcome:
        item = self.replica.items.get(change.key or "")
        if item is None or item.gone or item.hidden:
            return Stale(f"{change.key} vanished since it was read.", code="vanished")
        if change.version is not None and change.version != self.replica.version(item):
            return Stale(f"{change.key} changed since it was read.", code="changed")
        if change.fields and not item.writable:
            raise AssertionError(f"{item.key} is somebody else's and was written: {dict(change.fields)}")
        refused = LOSSY if item.rich and "body" in change.fields else None
        if refused:
            if change.fields.keys() == {"body"}:
                return refused.error
            rest = {name: value for name, value in change.fields.items() if name != "body"}
            change = replace(change, fields=rest, categories=None)
        self.replica.edit(item.key, self._stored(change))
        item.stamp, item.peer = change.stamp, change.peer or item.peer
        if change.categories is not None:
            item.categories = change.categories
        if change.place is not None and change.place is not item.place:
            item.wanted = change.place
            if not half:
                item = self.replica.relocate(item, change.place)
        return replace(self._answer(item), refused=refused)

    def _delete(self, removal: Removal, *, half: bool) -> Outcome:
        if removal.key in self.replica.moved:
            return Stale(f"{removal.key} was moved since it was read.", code="moved")
        item = self.replica.items.get(removal.key)
        if item is None or item.gone:
            return Written(removal.key)
        if removal.version is not None and removal.version != self.replica.version(item):
            return Stale(f"{removal.key} changed since it was read.", code="changed")
        if item.meeting:
            raise AssertionError(f"the meeting {item.key} was deleted")
        self.replica.remove(item.key)
        return Written(removal.key)

    def _stored(self, change: Change) -> dict[str, Value]:
        unknown = change.fields.keys() - self.holds
        if unknown:
            raise AssertionError(f"{self.side} was asked to write {sorted(unknown)}, which it does not hold")
        return {**change.fields, **change.held}

    def _answer(self, item: Item) -> Written:
        return Written(item.key, self.replica.version(item) if self.replica.traits.tells_versions else None)

    # Trouble

    def _enter(self, call: str) -> None:
        self.calls[call] += 1
        error = self._raised(call, Moment.BEFORE)
        if error:
            raise error

    def _raised(self, call: str, moment: Moment) -> SyncError | None:
        return self.faults(call, moment, None) if self.faults else None

    def _fault(self, call: str, position: int) -> SyncError | None:
        return self.faults(call, Moment.RECORD, position) if self.faults else None
