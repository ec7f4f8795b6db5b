"""The user's own copies of meetings, whether they were shared or not: the CRM may hold a meeting because somebody else
shared it, and what lies in the calendar already must not be put there a second time.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta

from core.exchange.calendar import Calendar, Slot, Span, merged, occurrence_key, split_key
from core.exchange.event_states import MOMENT, VIEWS, ZONES, EventStates
from core.exchange.mailbox import Item, readable
from core.exchange.meeting_identity import identity
from core.records import Key, Record, Value
from core.store import Change, Meeting


def folded(subject: Value) -> str:
    return " ".join(str(subject or "").split()).casefold()


def around(start: datetime) -> Span:
    """Where an event that starts then lies. A whole day's midnight is that of any zone."""
    margin = ZONES if start.time() == time() else timedelta()
    return Span(start - margin, start + margin + MOMENT)


def keys_of(calendar: Calendar, slots: Sequence[Slot]) -> dict[str, Key]:
    """By the slots' ids; those of an unknown series are left out."""
    owners = calendar.series_of([slot for slot in slots if slot.series])
    keys = {slot.id: slot.id for slot in slots if not slot.series}
    for slot in slots:
        if slot.id in owners:
            keys[slot.id] = occurrence_key(owners[slot.id], slot.original_start or slot.start)
    return keys


class Copies:
    """series: those whose occurrences in the window are all copies that were looked for. Such a series is shared as a
    whole: of an occurrence that is shared alone Exchange makes an exception."""

    def __init__(self, calendar: Calendar, states: EventStates) -> None:
        self._calendar, self._states = calendar, states
        self.series: dict[Key, Item] = {}

    def of(self, wanted: Sequence[Meeting]) -> list[Record]:
        slots = self._near(wanted)
        slots += self._moved({one.identity for one in wanted if one.identity} - {_identity(slot) for slot in slots})
        states = self._states.read(list(keys_of(self._calendar, slots).values())) if slots else {}
        records = [one for one in states.values() if isinstance(one, Record) and self._is_copy(one)]
        self._note_series({one.key for one in records})
        return records

    def _near(self, wanted: Sequence[Meeting]) -> list[Slot]:
        """Where the CRM has them."""
        spans = merged([around(one.start) for one in wanted], VIEWS)
        slots = {slot.id: slot for span in spans for slot in self._calendar.view(span)}
        known = {one.identity for one in wanted if one.identity}
        named: dict[str, list[Span]] = {}
        for one in wanted:
            named.setdefault(folded(one.subject), []).append(around(one.start))
        return [slot for slot in slots.values() if _identity(slot) in known or _is_called(slot, named)]

    def _moved(self, identities: Collection[str | None]) -> list[Slot]:
        """A meeting that moved without a word to its people lies where it was before in their calendars."""
        slots = self._calendar.view(self._states.span) if identities else []
        return [slot for slot in slots if _identity(slot) in identities]

    def _is_copy(self, record: Record) -> bool:
        item = self._states.recent.get(record.key)
        return record.meeting and item is not None and self._states.is_inside(item)

    def _note_series(self, keys: set[Key]) -> None:
        names = {split_key(one)[0] for one in keys if split_key(one)[1]}
        items = readable(self._calendar.items(list(names))) if names else {}
        series = {key: one for key, one in items.items() if one.happening.kind == "series"}
        for key, found in (self._states.occurrences(list(series.values())) if series else {}).items():
            inside = {one for one, item in found.items() if self._states.is_inside(item)}
            if inside and inside <= keys:
                self.series[key] = series[key]

    def shared_with(self, change: Change, item: Item) -> Item | None:
        """The series that is to be shared where the change asks for no more than that of an occurrence."""
        only = not change.fields and self._states.category in (change.categories or ())
        return self.series.get(split_key(change.key or "")[0]) if only and item.happening.in_series else None


def _identity(slot: Slot) -> str | None:
    return identity(slot.uid, (slot.original_start or slot.start) if slot.series else None)


def _is_called(slot: Slot, named: Mapping[str, Sequence[Span]]) -> bool:
    return any(span.first <= slot.start < span.last for span in named.get(folded(slot.subject), ()))
