"""What the EventStore needs of a mailbox's calendar, whichever protocol it speaks.

A series is one item there. Its occurrences are views of it, addressed by ids that the server makes; here each has the
key `<series' id>|<original start>`, which stays when it is moved.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Protocol

from core.exchange.http import Meter
from core.exchange.mailbox import Item, Write
from core.records import Away, Key
from core.store import Outcome, Removal
from core.values import replace, valueclass

SEPARATOR = "|"
_FORM = "%Y%m%dT%H%M%SZ"
_START = re.compile(r"[0-9]{8}T[0-9]{6}Z")
# EWS refuses a calendar view of more than two years (ErrorCalendarViewRangeTooBig), Graph one of more than five.
WIDEST = timedelta(days=2 * 365)


def occurrence_key(series: str, original_start: datetime) -> Key:
    return f"{series}{SEPARATOR}{original_start.astimezone(UTC):{_FORM}}"


def split_key(key: Key) -> tuple[str, datetime | None]:
    """(id of the event or series, original start); None for an event of its own. A malformed start is none, too."""
    series, separator, text = key.rpartition(SEPARATOR)
    if not separator:
        return key, None
    try:
        # strptime takes ten times as long; it would also take 2 for 02.
        if not _START.fullmatch(text):
            return key, None
        return series, datetime.fromisoformat(text)
    except ValueError:
        return key, None


@valueclass(frozen=True, slots=True)
class Span:
    """A time from `first` to before `last`."""

    first: datetime
    last: datetime


@valueclass(frozen=True, slots=True)
class Slot:
    """One entry of a calendar view. series: as in Happening, empty for an event of its own. start, end: canonical for
    one of a series, where its series was given. stamp: of one that differs from its series. uid: of iCalendar."""

    id: str
    series: str
    original_start: datetime | None
    start: datetime
    end: datetime
    differs: bool = False
    subject: str = ""
    stamp: str = ""
    uid: str = ""


@valueclass(frozen=True, slots=True)
class Guests:
    """Who takes part in an event now. addresses: in lower case, rooms too. told: they were sent the invitation.
    version: for the write that adds to them. rows: the protocol's own."""

    addresses: frozenset[str]
    told: bool
    version: str
    rows: tuple[Any, ...] = ()


@valueclass(frozen=True, slots=True)
class CalendarPage:
    """One page of the calendar's change feed. items: single events as told, whole where `whole`. series: ids of those
    that changed. removed: ids that lie in the calendar, or in the window, no more."""

    items: tuple[Item, ...]
    series: tuple[str, ...]
    removed: tuple[str, ...]
    state: str
    whole: bool


class Calendar(Protocol):
    """A mailbox's default calendar. Calls raise Transient, Unauthorized and CursorExpired as a whole; writes answer
    one Outcome each. tells_people: a change of what attendees see is told to them, whatever is asked. follows: the feed
    goes on when the window moves, else it is begun anew."""

    batch: int
    tells_people: bool
    follows: bool

    @property
    def address(self) -> str: ...

    @property
    def meter(self) -> Meter: ...

    def open(self) -> str:
        """The id of the calendar."""

    def is_alive(self, folder: str) -> bool:
        """Whether a folder is one of the mailbox's calendars, not below Deleted Items."""

    def zone(self) -> str | None:
        """The zone in which the user lives, as the server calls it; None where that is not told."""

    def feed(self, state: str | None, window: Span) -> Iterator[CalendarPage]: ...

    def key_of(self, item_id: str) -> str:
        """What `items` takes for an item id that Outlook gave an add-in; the item has its own key. No call."""

    def items(self, ids: Sequence[str]) -> dict[str, Item | Away]:
        """Those that exist, by id: events, series, occurrences."""

    def with_exceptions(self, series: Sequence[Item]) -> list[Item]:
        """The series with Happening.moved."""

    def moved(self, ids: Sequence[str]) -> dict[str, Item]:
        """Of ids that do not exist any more, the events that had them and lie in another calendar."""

    def is_sure(self, event: str) -> bool:
        """Whether `moved` would have found the event of an id that is no more, had it been moved."""

    def slots(self, series: Sequence[Item], spans: Sequence[Span]) -> dict[str, list[Slot]]:
        """By the series' ids, their occurrences that reach into one of the spans."""

    def view(self, span: Span, *, stamps: bool = False) -> list[Slot]:
        """Everything that reaches into the span."""

    def series_of(self, slots: Sequence[Slot]) -> dict[str, str]:
        """By the ids of slots of series, the ids of their series."""

    def having(self, stamps: Sequence[str]) -> list[Item]:
        """Events and series of ours by stamp."""

    def insert(self, writes: Sequence[Write]) -> list[Outcome]: ...

    def change(self, writes: Sequence[Write]) -> list[Outcome]: ...

    def remove(self, removals: Sequence[Removal]) -> list[Outcome]: ...

    def guests(self, item: Item) -> Guests:
        """Of an event as it is now. Raises Stale where it is gone."""

    def invite(self, item: Item, now: Guests, people: Sequence[str]) -> Outcome:
        """Sends these people, and nobody else, the invitation (see core.exchange.inviting)."""

    def ensure_categories(self, wanted: Mapping[str, int]) -> None: ...

    def memory(self) -> dict[str, object]: ...

    def remember(self, memory: Mapping[str, object]) -> None: ...


def digest(item: Item) -> str:
    """The version of an occurrence: what it holds. Its own change key moves with every change of its series."""
    text = repr((sorted(item.fields.items()), item.categories))
    return blake2b(text.encode(errors="replace"), digest_size=12).hexdigest()


def occurrence_of(series: Item, slot: Slot) -> Item:
    """One that is like its series but for its time."""
    original = slot.original_start or slot.start
    happening = replace(series.happening, kind="occurrence", original_start=original, moved={}, deleted=frozenset())
    fields = {**series.fields, "start": slot.start, "end": slot.end}
    return replace(series, key=slot.id, fields=fields, properties={}, happening=happening)


def merged(spans: Sequence[Span], most: int) -> list[Span]:
    """The spans, those that overlap joined; where they are more than so many, joined as far as a view may reach."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: one.first):
        if found and span.first <= found[-1].last:
            found[-1] = Span(found[-1].first, max(found[-1].last, span.last))
        else:
            found.append(span)
    return found if len(found) <= most else _joined(found)


def _joined(spans: Sequence[Span]) -> list[Span]:
    found = [spans[0]]
    for span in spans[1:]:
        if span.last - found[-1].first <= WIDEST:
            found[-1] = Span(found[-1].first, span.last)
        else:
            found.append(span)
    return found
