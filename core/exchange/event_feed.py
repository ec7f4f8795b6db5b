"""The change feed of a calendar as pages of events and occurrences.

The server's feed tells single events and which series changed; these are expanded when it is read to its end. What
vanished from a series is told from what was told of it before. The window rolls on by days: what enters it is told as
new, what leaves it is not told at all, for it is not gone. When people choose otherwise which events are synchronised,
the whole feed is read once more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.exchange.calendar import Calendar, CalendarPage, Span, split_key
from core.exchange.cursor import Position
from core.exchange.event_states import LATELY, ZONES, EventStates
from core.exchange.mailbox import Item, readable
from core.exchange.series import Series
from core.records import Glimpse, Gone, Key, Record, Seen, State, Version
from core.store import Page

GROUP = 500
# A Glimpse without a version: the event is out of scope now, or has another key.
LEFT: Version = "left"


class EventFeed:
    """One pass over the feed from a position on."""

    def __init__(self, calendar: Calendar, states: EventStates, position: Position) -> None:
        self._calendar = calendar
        self._states = states
        self._position = position
        self._series = Series(position.memory.get("series"))
        self._window = _span(position.memory.get("window")) or states.span
        self._chosen = position.memory.get("chosen", states.chosen)
        calendar.remember(_mapping(position.memory.get("mailbox")))

    def pages(self) -> Iterator[Page]:
        full, before = self._position.full, self._window
        yield from self._read(full=full)
        self._window, rolled = self._states.span, self._states.span != before
        anew = self._chosen != self._states.chosen
        self._chosen = self._states.chosen
        if anew or (rolled and not self._calendar.follows):
            # (The server's feed is frozen to its window.) What is known already is dropped.
            self._position = replace(self._position, synced=None)
            yield from self._read(full=full)
        elif rolled:
            yield self._page(self._entered(before), full=full)
        self._series.forget_before(self._window.first - LATELY)
        for seen in self._expanded():
            yield self._page(seen, full=full)
        self._position = replace(self._position, full=False)
        yield self._page((), full=full, last=True)

    def _read(self, *, full: bool) -> Iterator[Page]:
        for page in self._calendar.feed(self._position.synced, self._window):
            seen = self._told(page, full=full)
            self._position = replace(self._position, synced=page.state)
            yield self._page(seen, full=full)

    def _page(self, seen: tuple[Seen, ...], *, full: bool, last: bool = False) -> Page:
        memory: dict[str, Any] = {
            "mailbox": self._calendar.memory(),
            "series": self._series.text(),
            "window": [self._window.first.isoformat(), self._window.last.isoformat()],
            "chosen": self._chosen,
        }
        return Page(seen, replace(self._position, memory=memory).text(), full=full, last=last)

    def _told(self, page: CalendarPage, *, full: bool) -> tuple[Seen, ...]:
        seen = [one for item in page.items if (one := self._single(item, whole=page.whole, full=full))]
        if not full:
            # What was an event of its own may be a series now, and the other way round.
            seen += [Glimpse(series, LEFT, in_scope=False) for series in page.series]
        self._series.pending.update(page.series)
        changed = (*page.removed, *(item.key for item in page.items))
        self._series.pending.update(one for one in changed if one in self._series.told)
        states = self._states.read([one for one in page.removed if one not in self._series.told])
        for key, state in states.items():
            moved = isinstance(state, Record) and state.key != key
            seen.append(Glimpse(key, LEFT, state.in_scope) if isinstance(state, Record) and moved else state)
        return tuple(seen)

    def _single(self, item: Item, *, whole: bool, full: bool) -> Seen | None:
        """An event of somebody's own is not told in a listing, and later only as such."""
        if not self._states.in_scope(item):
            return None if full else Glimpse(item.key, LEFT, in_scope=False)
        if not whole:
            return Glimpse(item.key, item.version)
        self._states.remember(item.key, item)
        return self._states.record(item.key, item)

    def _entered(self, before: Span) -> tuple[Seen, ...]:
        """What lies in the part of the window that is new, with its edges, where zones decide."""
        now = self._window
        spans: list[Span] = []
        if now.last > before.last:
            spans.append(Span(max(before.last - 2 * ZONES, now.first), now.last))
        if now.first < before.first:
            spans.append(Span(now.first, min(before.first + 2 * ZONES, now.last)))
        slots = [slot for span in spans for slot in self._calendar.view(span)]
        of_series = {slot.series: slot for slot in slots if slot.series}
        self._series.pending.update(self._calendar.series_of(list(of_series.values())).values())
        items = readable(self._calendar.items([slot.id for slot in slots if not slot.series]))
        found = (self._single(item, whole=True, full=True) for item in items.values())
        return tuple(one for one in found if one)

    def _expanded(self) -> Iterator[tuple[Seen, ...]]:
        """The occurrences of the series that changed, in groups; the cursor lets go of them with the last group."""
        pending = sorted(self._series.pending)
        present = self._occurrences(pending) if pending else {}
        left = self._left(
            [key for one in pending for key in sorted(self._series.keys(one) - present.get(one, {}).keys())]
        )
        known = {state.key for state in left.values() if isinstance(state, Record)}
        seen: list[Seen] = []
        told: dict[str, list[Key]] = {}
        for series in pending:
            before, items = self._series.keys(series), present.get(series, {})
            inside = [key for key, item in items.items() if self._states.in_scope(item)]
            outside = [
                key for key in before if key in items and key not in inside and not self._is_over(key, items[key])
            ]
            for key in [one for one in (*inside, *sorted(outside)) if one not in known]:
                self._states.remember(key, items[key])
                seen.append(self._states.record(key, items[key]))
            told[series] = inside
            while len(seen) >= GROUP:
                yield tuple(seen[:GROUP])
                del seen[:GROUP]
        seen += [_former(key, state) for key, state in left.items()]
        for series, keys in told.items():
            self._series.tell(series, keys)
        self._series.pending.clear()
        if seen:
            yield tuple(seen)

    def _is_over(self, key: Key, item: Item) -> bool:
        """Whether the window moved on over it: that needs no telling. Where somebody moved it, it was they."""
        start, first = item.fields.get("start"), self._states.window.first
        original = split_key(key)[1]
        moved = item.happening.kind == "exception" or original is None or original >= first
        return isinstance(start, datetime) and start < first and not moved

    def _occurrences(self, pending: Iterable[str]) -> dict[str, dict[Key, Item]]:
        """Of the series that people share all of them in the window; of another one those that they share by hand."""
        series = readable(self._calendar.items(list(pending)))
        here = [one for one in series.values() if one.happening.kind == "series" and one.folder == self._states.home]
        shared = [one for one in here if self._states.shared(one)]
        by_hand = [one for one in here if not self._states.shared(one)]
        return self._states.occurrences(shared) | self._states.differing(by_hand)

    def _left(self, keys: list[Key]) -> dict[Key, State]:
        """What became of occurrences that were told of."""
        return self._states.read(keys) if keys else {}


def _former(key: Key, state: State) -> Seen:
    """One that has another key now is told by the one that is known. Its content may be what it was (an occurrence to
    whose time the whole series was moved); it is no echo."""
    if isinstance(state, Record) and state.key != key:
        return Glimpse(key, LEFT, state.in_scope)
    return state if isinstance(state, Gone | Record) else Glimpse(key, LEFT, in_scope=False)


def _span(value: object) -> Span | None:
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    try:
        first, last = datetime.fromisoformat(value[0]), datetime.fromisoformat(value[1])
    except (TypeError, ValueError):
        return None
    return Span(first, last) if first.tzinfo and last.tzinfo else None


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
