"""The Store of events over a mailbox's default calendar, of either protocol (core.exchange.calendar)."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from datetime import UTC, datetime, timedelta

from core.errors import CursorExpired, Rejected, SyncError
from core.exchange import event_marks, event_writes, inviting
from core.exchange.calendar import Calendar, Slot, Span, digest, merged
from core.exchange.copies import Copies, around, folded, keys_of
from core.exchange.cursor import Position
from core.exchange.cursor import read as read_cursor
from core.exchange.errors import REFUSED, changed, vanished
from core.exchange.event_feed import EventFeed
from core.exchange.event_states import VIEWS, EventStates
from core.exchange.known import ensure_categories
from core.exchange.mailbox import STAMP, Item, Write
from core.exchange.store import together
from core.objects import EVENT
from core.policy import Policy
from core.records import Fields, Gone, Key, Record, Side, State, Version, label
from core.store import Change, Cursor, Known, Meeting, Outcome, Page, Removal, Written
from core.values import replace
from core.window import window_of

WHAT = "the event"
# How far ahead an event is looked for by its subject alone, and how many are told of.
WEEKS, FEW = timedelta(weeks=9), 5


class EventStore:
    """Implements core.store.Store. known: what the caller keeps between runs, read and changed in place."""

    side = Side.EXCHANGE
    object_type = EVENT
    stamps = True
    holds = frozenset(EVENT.fields)

    def __init__(
        self,
        calendar: Calendar,
        policy: Policy,
        known: MutableMapping[str, str],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.calendar = calendar
        self.batch = calendar.batch
        self.known = known
        self._policy = policy
        self._now = now
        self._states = EventStates(calendar, policy, window_of(policy, now()))
        self._copies = Copies(calendar, self._states)

    @property
    def calls(self) -> Mapping[str, int]:
        """HTTP calls by purpose."""
        return self.calendar.meter.counts

    def _open(self, *, anew: bool = False) -> str:
        if anew or not self._states.home:
            self._states.window = window_of(self._policy, self._now())
            self._states.home = self.calendar.open()
        return self._states.home

    def check(self) -> None:
        """Signs in and reads the calendar's folder. Raises SyncError; makes nothing."""
        self.calendar.open()

    # Reading

    def changed_since(self, cursor: Cursor | None, known: Known | None = None) -> Iterator[Page]:
        position = read_cursor(cursor) if cursor else None
        home = self._open(anew=True)
        if position and position.folder != home:
            raise CursorExpired("The calendar is another one now; Outlook is listed anew.", code="folder_replaced")
        ensure_categories(self.calendar, self._policy, self.known, anew=position is None)
        yield from EventFeed(self.calendar, self._states, position or Position(home)).pages()

    def read(self, keys: Sequence[Key]) -> dict[Key, State]:
        self._open()
        return self._states.read(keys)

    def find(self, wanted: Sequence[Fields]) -> list[Record]:
        """In scope only. Without a start nothing is looked for: no view of the calendar would end."""
        self._open()
        asked = {(folded(one.get("subject")), one["start"]) for one in wanted if isinstance(one.get("start"), datetime)}
        spans = merged([around(start) for _, start in asked if isinstance(start, datetime)], VIEWS)
        slots = {slot.id: slot for span in spans for slot in self.calendar.view(span)}
        subjects = {subject for subject, _ in asked}
        records = self._records([slot for slot in slots.values() if folded(slot.subject) in subjects])
        return [one for one in records if (folded(one.fields.get("subject")), one.fields.get("start")) in asked]

    def copies(self, wanted: Sequence[Meeting]) -> list[Record]:
        self._open()
        return self._copies.of(wanted)

    def called(self, name: str) -> list[Record]:
        """Those of the next weeks with this subject, in scope or not, the first ones of many."""
        self._open()
        slots = self.calendar.view(Span(self._now(), self._now() + WEEKS))
        keys = keys_of(self.calendar, [slot for slot in slots if folded(slot.subject) == folded(name)])
        states = self.read(list(keys.values())[:FEW]) if keys else {}
        return [state for state in states.values() if isinstance(state, Record)]

    def find_stamp(self, stamps: Sequence[str]) -> dict[str, Record]:
        self._open()
        found: dict[str, Record] = {}
        for item in self.calendar.having(stamps):
            stamp = item.properties.get(STAMP, "")
            if item.happening.kind == "single" and stamp in stamps:
                self._states.remember(item.key, item)
                found[stamp] = self._states.record(item.key, item)
        missing = set(stamps) - found.keys()
        if missing:
            # An occurrence's own stamp is in no search, only in a view.
            slots = [one for one in self.calendar.view(self._states.span, stamps=True) if one.stamp in missing]
            found |= self._stamped([one for one in slots if one.differs])
        return found

    def _stamped(self, slots: Sequence[Slot]) -> dict[str, Record]:
        keys = keys_of(self.calendar, slots)
        states = self.read(list(keys.values())) if keys else {}
        by_stamp = {slot.stamp: states.get(keys[slot.id]) for slot in slots if slot.id in keys}
        return {stamp: state for stamp, state in by_stamp.items() if isinstance(state, Record)}

    def _records(self, slots: Sequence[Slot]) -> list[Record]:
        states = self.read(list(keys_of(self.calendar, slots).values())) if slots else {}
        return [state for state in states.values() if isinstance(state, Record) and state.in_scope]

    # Writing

    def prepare(self, changes: Sequence[Change]) -> list[Change | SyncError]:
        self._open()
        before = self._before(changes, of_series=True)
        return [self._prepared(change, before.get(change.key or "")) for change in changes]

    def _prepared(self, change: Change, item: Item | None) -> Change | SyncError:
        if change.key and item is None:
            return change  # `update` says what became of it
        tells = self.calendar.tells_people
        fields = {name: value for name, value in change.fields.items() if name != "time_zone"}
        refused = event_writes.refusal(fields, item, tells_people=tells)
        if refused:
            return refused
        held = event_writes.left_out(fields, item, tells_people=tells)
        if not held and len(fields) == len(change.fields):
            return change  # most
        return replace(change, fields={n: v for n, v in fields.items() if n not in held}, held={**change.held, **held})

    def _before(self, changes: Sequence[Change], *, of_series: bool = False) -> dict[Key, Item]:
        """The items as they are, or as this run read them where that is what was decided upon. of_series: occurrences
        too; no version protects their writes, so for these they are read again."""
        found: dict[Key, Item] = {}
        wanted: list[Key] = []
        for change in changes:
            item = self._states.recent.get(change.key or "")
            usable = item is not None and (of_series or not item.happening.in_series)
            if item and usable and self._states.version(item) == change.version:
                found[change.key or ""] = item
            elif change.key:
                wanted.append(change.key)
        return found | (self._states.items(wanted) if wanted else {})

    def create(self, changes: Sequence[Change]) -> list[Outcome]:
        self._open()
        zone = self.calendar.zone() if changes else None
        return together(self.calendar.insert([event_writes.of_new(change, zone) for change in changes]))

    def update(self, changes: Sequence[Change]) -> list[Outcome]:
        self._open()
        before = self._before(changes)
        outcomes: list[Outcome] = [vanished(WHAT)] * len(changes)
        due: list[tuple[int, Write]] = []
        whole: dict[Key, list[int]] = {}
        for number, change in enumerate(changes):
            item = before.get(change.key or "")
            if item is None:
                continue
            if change.version is not None and self._states.version(item) != change.version:
                outcomes[number] = changed(WHAT)
                continue
            refused = self._prepared(change, item)
            if isinstance(refused, Rejected):
                outcomes[number] = refused
                continue
            if series := self._copies.shared_with(change, item):
                whole.setdefault(series.key, []).append(number)
                continue
            write = event_writes.of_change(change, item, self._policy)
            outcomes[number] = Written(change.key or "", self._states.version(item))
            if write.fields or write.categories is not None:
                due.append((number, write))
        for (number, write), outcome in zip(due, self.calendar.change([write for _, write in due]), strict=True):
            outcomes[number] = self._after(changes[number], write, outcome)
        for key, numbers in whole.items():
            outcome = event_marks.put(self.calendar, self._states, self._copies.series.pop(key), on=True)
            for number in numbers:
                shared = Written(changes[number].key or "")
                outcomes[number] = shared if isinstance(outcome, Written) else outcome
        return together(outcomes)

    def _after(self, change: Change, write: Write, outcome: Outcome) -> Outcome:
        item = write.before
        if not isinstance(outcome, Written) or item is None or not item.happening.in_series:
            return outcome
        if outcome.refused:
            kept = outcome.refused.fields
            change = replace(change, fields={name: one for name, one in change.fields.items() if name not in kept})
            write = replace(write, categories=None)
        fields, categories = event_writes.after(item, change, write)
        version = digest(replace(item, fields=fields, categories=categories))
        return Written(change.key or "", version, refused=outcome.refused)

    def delete(self, removals: Sequence[Removal]) -> list[Outcome]:
        """What lies in Deleted Items already is not deleted again."""
        self._open()
        states = self._states.read([one.key for one in removals])
        outcomes: dict[Key, Outcome] = {}
        due: list[tuple[Removal, Item]] = []
        for one in removals:
            state, item = states[one.key], self._states.recent.get(one.key)
            if isinstance(state, Gone):
                outcomes[one.key] = Written(one.key)
            elif not isinstance(state, Record) or item is None:
                outcomes[one.key] = vanished(WHAT)
            elif one.version is not None and state.version != one.version:
                outcomes[one.key] = changed(WHAT)
            elif self.calendar.tells_people and item.happening.ours and item.happening.people:
                outcomes[one.key] = _would_cancel(item)
            else:
                due.append((one, item))
        sent = [Removal(one.stamp, item.key, None if item.happening.in_series else item.version) for one, item in due]
        for (one, _), outcome in zip(due, self.calendar.remove(sent), strict=True):
            outcomes[one.key] = Written(one.key) if isinstance(outcome, Written) else outcome
        return together([outcomes[one.key] for one in removals])

    # Sharing

    def shown(self, item_id: str) -> event_marks.Shown | None:
        """What Outlook showed under an item id; None where it is there no more."""
        self._open()
        return event_marks.shown(self.calendar, self._states, item_id)

    def categorise(self, shown: event_marks.Shown, *, on: bool) -> Outcome:
        """Puts our category on an event, an occurrence or a series, or takes it off; nobody is told."""
        self._open()
        return event_marks.categorise(self.calendar, self._states, shown, on=on)

    # Inviting

    def invitation(self, key: Key, addresses: Sequence[str]) -> inviting.Invitation:
        """Who would be invited; writes nothing. Raises Rejected, Stale."""
        self._open()
        return inviting.planned(self.calendar, self._states, key, addresses)

    def invite(self, key: Key, addresses: Sequence[str], version: Version | None) -> Outcome:
        """Invites these people to an event of the user's own or to one occurrence, and tells nobody else. Raises
        Transient where it stays open whether they were told."""
        self._open()
        return inviting.invite(self.calendar, self._states, key, addresses, version)


def _would_cancel(item: Item) -> Rejected:
    text = f"Microsoft 365 would cancel {label(item.fields)} for all who take part; delete it in Outlook."
    return Rejected(text, code="would_tell_people", label=REFUSED)
