"""What an event is to the engine: its scope, its occurrences as records, and what became of one that is not found."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from core.exchange import wire
from core.exchange.calendar import (
    Calendar,
    Slot,
    Span,
    digest,
    merged,
    occurrence_key,
    occurrence_of,
    split_key,
)
from core.exchange.event_writes import OWN
from core.exchange.holders import is_secret
from core.exchange.mailbox import PEER, Item, readable
from core.exchange.meeting_identity import identity
from core.exchange.zones import zone_of
from core.policy import LEFT_ALONE, Policy, Private, Share
from core.records import Away, Fields, Gone, Key, Place, Record, State, Value, canonical
from core.window import Window

REMEMBERED = 5_000
# In so many views, and no more, occurrences are looked up one by one; else in one that reaches over all of them.
VIEWS = 4
MOMENT, DAY = timedelta(minutes=1), timedelta(days=1)
# Zones reach from UTC-12 to UTC+14.
ZONES = timedelta(hours=14)
# So long what left the window is remembered as told.
LATELY = timedelta(days=31)
# What the CRM is told of a private event when it is told of it at all.
BUSY = "Busy"
# Before the subject of a meeting that was called off; Outlook itself writes one of these in its user's language.
CANCELLED = "Cancelled: "
_CALLED_OFF = ("Cancelled:", "Canceled:", "Abgesagt:", "Annulé", "Cancelado:", "Annullato:", "Geannuleerd:")
_TIMES = ("start", "end", "is_all_day", "time_zone", "show_as", "sensitivity")


class EventStates:
    """One calendar's events as the engine's states, with the items last read (for the writes that need them)."""

    def __init__(self, calendar: Calendar, policy: Policy, window: Window) -> None:
        self._calendar = calendar
        self._policy = policy
        self.window = window
        self.home = ""
        self.recent: dict[Key, Item] = {}

    @property
    def span(self) -> Span:
        """The time in which to look for what the window holds: whole days count by their dates, whatever the zone."""
        return Span(self.window.first - ZONES, self.window.last + ZONES)

    # Scope

    @property
    def chosen(self) -> list[str]:
        """What of the policy says which events are in scope, and what is told of them."""
        return [self._policy.share.value, self._policy.private.value, self._policy.category]

    def shared(self, item: Item) -> bool:
        """Whether people meant the event to be synchronised, wherever in time it lies."""
        return not self.kept_back(item) and self.chosen_by_hand(item)

    def chosen_by_hand(self, item: Item) -> bool:
        """The same, private or not."""
        return self._policy.shares(item.categories)

    def with_mark(self, item: Item, *, on: bool) -> tuple[str, ...]:
        """The categories that put the event into the synchronised ones, or take it out of them."""
        ours = (self.category.casefold(), LEFT_ALONE.casefold())
        kept = tuple(one for one in item.categories if one.casefold() not in ours)
        if on:
            return item.categories if self.marked(item) and self.chosen_by_hand(item) else (*kept, self.category)
        if not self.chosen_by_hand(item):
            return item.categories
        return (*kept, LEFT_ALONE) if self._policy.share is Share.ALL else kept

    @property
    def category(self) -> str:
        return self._policy.category

    def marked(self, item: Item) -> bool:
        return wire.has_category(item.categories, self.category)

    def kept_back(self, item: Item) -> bool:
        """Whether it is private, and private events stay in Outlook."""
        return is_secret(item) and self._policy.private is Private.SKIP

    def is_inside(self, item: Item) -> bool:
        """Whether it lies in the synchronised calendar and days."""
        return item.folder == self.home and self.window.holds(item.fields)

    def in_scope(self, item: Item) -> bool:
        return self.is_inside(item) and self.shared(item)

    def record(self, key: Key, item: Item) -> Record:
        secret, happening = is_secret(item), item.happening
        in_scope = self.in_scope(item)
        return Record(
            key=key,
            version=self.version(item),
            fields=_busy(item.fields) if secret else _told(item),
            in_scope=in_scope,
            place=Place.SYNCED if item.folder == self.home else Place.OTHER,
            categories=self._shown(item) if in_scope else item.categories,
            modified=item.modified,
            peer=item.properties.get(PEER),
            meeting=happening.people,
            writable=happening.ours and not happening.cancelled and not secret,
            own=frozenset() if happening.ours or happening.cancelled or secret else OWN,
            nameless=secret,
            identity=identity(happening.uid, happening.original_start) if happening.people else None,
        )

    def _shown(self, item: Item) -> tuple[str, ...]:
        """With our category, so that nobody's whole calendar is coloured because all of it is synchronised."""
        return item.categories if self.marked(item) else (*item.categories, self._policy.category)

    def version(self, item: Item) -> str:
        return digest(item) if item.happening.in_series else item.version

    def remember(self, key: Key, item: Item) -> None:
        if len(self.recent) >= REMEMBERED:
            self.recent.clear()
        self.recent[key] = item

    # Reading

    def read(self, keys: Sequence[Key]) -> dict[Key, State]:
        """Every key's state; one that is not found is looked for in all calendars before it is called gone."""
        states: dict[Key, State] = {key: Gone(key) for key in keys if canonical(key) != key}
        parts = {key: split_key(key) for key in keys if key not in states}
        states |= self._single([key for key, (_, start) in parts.items() if start is None])
        wanted: dict[str, dict[datetime, Key]] = {}
        for key, (series, start) in parts.items():
            if start is not None:
                wanted.setdefault(series, {})[start] = key
        return states | (self._of_series(wanted) if wanted else {})

    def items(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """The items behind those that are there now."""
        states = self.read(keys)
        return {key: self.recent[key] for key, state in states.items() if isinstance(state, Record)}

    def _single(self, keys: Sequence[Key]) -> dict[Key, State]:
        found = self._calendar.items(keys) if keys else {}
        states: dict[Key, State] = {key: one for key, one in found.items() if isinstance(one, Away)}
        lost = [key for key in keys if key not in found]
        items = readable(found) | (self._calendar.moved(lost) if lost else {})
        states |= {key: self._alive(key, item) for key, item in items.items()}
        return {key: states.get(key) or self._lost(key, key) for key in keys}

    def _lost(self, key: Key, event: str) -> State:
        """Rather no deletion than a wrong one: where nothing tells whether it was moved, it is not called gone."""
        return Gone(key) if self._calendar.is_sure(event) else Away(key)

    def _alive(self, key: Key, item: Item) -> State:
        if item.folder != self.home and not self._calendar.is_alive(item.folder):
            return Gone(key, own=item.happening.ours)
        if item.happening.kind != "single":
            # It became a series, whose occurrences have keys of their own.
            return Away(key)
        self.remember(key, item)
        return self.record(item.key, item)

    def _of_series(self, wanted: Mapping[str, Mapping[datetime, Key]]) -> dict[Key, State]:
        found = self._calendar.items(list(wanted))
        lost = [series for series in wanted if series not in found]
        elsewhere = self._calendar.moved(lost) if lost else {}
        states: dict[Key, State] = {}
        here: list[Item] = []
        for series, keys in wanted.items():
            item = found.get(series) or elsewhere.get(series)
            if isinstance(item, Item) and item.folder == self.home and item.happening.kind == "series":
                here.append(item)
            elif isinstance(item, Away) or (item is not None and self._is_elsewhere(item)):
                states |= {key: Away(key) for key in keys.values()}
            elif item is None:
                states |= {key: self._lost(key, series) for key in keys.values()}
            else:
                states |= {key: Gone(key, own=item.happening.ours) for key in keys.values()}
        missing: dict[str, list[datetime]] = {}
        ours = {one.key: one.happening.ours for one in here}
        for series, items in self._present(self._calendar.with_exceptions(here), wanted).items():
            for start, key in wanted[series].items():
                item = items.get(start)
                states[key] = Gone(key, own=ours[series]) if item is None else self._known(key, item)
            missing[series] = [start for start in wanted[series] if start not in items]
        heirs = self._heirs(here, missing)
        return states | {wanted[series][start]: self._known(*heir) for (series, start), heir in heirs.items()}

    def _heirs(
        self, series: Sequence[Item], missing: Mapping[str, Sequence[datetime]]
    ) -> dict[tuple[str, datetime], tuple[Key, Item]]:
        """A series that goes to another hour has other original starts: those of the same days, by its clock, are what
        became of the former ones."""
        lost = {one.key: [start for start in missing[one.key] if start not in one.happening.deleted] for one in series}
        affected = [one for one in series if lost[one.key]]
        spans = merged([Span(start - DAY, start + DAY) for starts in lost.values() for start in starts], VIEWS)
        found = self._within(affected, spans) if spans else {}
        heirs: dict[tuple[str, datetime], tuple[Key, Item]] = {}
        for one in affected:
            zone = zone_of(one.happening.zone) or UTC
            by_day = {
                start.astimezone(zone).date(): (key, item)
                for key, item in found[one.key].items()
                if (start := item.happening.original_start)
            }
            days = {start: start.astimezone(zone).date() for start in lost[one.key]}
            heirs |= {(one.key, start): by_day[day] for start, day in days.items() if day in by_day}
        return heirs

    def _is_elsewhere(self, item: Item) -> bool:
        return item.folder != self.home and self._calendar.is_alive(item.folder)

    def _known(self, key: Key, item: Item | Away) -> State:
        if isinstance(item, Away):
            return Away(key)
        self.remember(key, item)
        return self.record(key, item)

    def _present(
        self, series: Sequence[Item], wanted: Mapping[str, Mapping[datetime, Key]]
    ) -> dict[str, dict[datetime, Item | Away]]:
        """By series and original start, those of the wanted occurrences that exist."""
        plain: dict[str, list[datetime]] = {}
        differing: dict[str, dict[datetime, str]] = {}
        for one in series:
            moved = one.happening.moved
            differing[one.key] = {start: moved[start] for start in wanted[one.key] if start in moved}
            rest = [start for start in wanted[one.key] if start not in moved and start not in one.happening.deleted]
            plain[one.key] = rest
        spans = merged([Span(start, start + MOMENT) for starts in plain.values() for start in starts], VIEWS)
        slots = self._calendar.slots([one for one in series if plain[one.key]], spans) if spans else {}
        by_key = {one.key: one for one in series}
        ids = [item_id for one in differing.values() for item_id in one.values()]
        changed = self._calendar.items(ids) if ids else {}
        found: dict[str, dict[datetime, Item | Away]] = {one.key: {} for one in series}
        for key, of_series in slots.items():
            found[key] |= {start: occurrence_of(by_key[key], slot) for start, slot in _plain(of_series)}
        for key, by_start in differing.items():
            found[key] |= {start: changed[one] for start, one in by_start.items() if one in changed}
        return found

    def occurrences(self, series: Sequence[Item]) -> dict[str, dict[Key, Item]]:
        """By series, their occurrences that reach into the window, or left it not long ago."""
        return self._within(series, [Span(self.span.first - LATELY, self.span.last)])

    def _within(self, series: Sequence[Item], spans: Sequence[Span]) -> dict[str, dict[Key, Item]]:
        slots = self._calendar.slots(series, spans) if series else {}
        by_key = {one.key: one for one in series}
        ids = [slot.id for of_series in slots.values() for slot in of_series if slot.differs]
        changed = readable(self._calendar.items(ids)) if ids else {}
        found: dict[str, dict[Key, Item]] = {key: {} for key in by_key}
        for key, of_series in slots.items():
            for slot in of_series:
                item = changed.get(slot.id) if slot.differs else occurrence_of(by_key[key], slot)
                if item:
                    found[key][occurrence_key(key, slot.original_start or slot.start)] = item
        return found

    def differing(self, series: Sequence[Item]) -> dict[str, dict[Key, Item]]:
        """By series, the occurrences that differ from it."""
        series = self._calendar.with_exceptions(series)
        starts = {item_id: (one.key, start) for one in series for start, item_id in one.happening.moved.items()}
        items = readable(self._calendar.items(list(starts))) if starts else {}
        found: dict[str, dict[Key, Item]] = {one.key: {} for one in series}
        for item_id, item in items.items():
            key, start = starts[item_id]
            found[key][occurrence_key(key, start)] = item
        return found


def _plain(slots: Iterable[Slot]) -> list[tuple[datetime, Slot]]:
    return [(slot.original_start or slot.start, slot) for slot in slots if not slot.differs]


def _told(item: Item) -> Fields:
    """A meeting that its organiser called off says so wherever it goes, and takes nobody's time; Outlook's own copy may
    do so in the user's language."""
    if not item.happening.cancelled:
        return item.fields
    subject = str(item.fields.get("subject") or "")
    words = subject if subject.startswith(_CALLED_OFF) else f"{CANCELLED}{subject}".strip()
    return {**item.fields, "subject": words, "show_as": "free"}


def _busy(fields: Fields) -> dict[str, Value]:
    return {"subject": BUSY, **{name: fields[name] for name in _TIMES if name in fields}}
