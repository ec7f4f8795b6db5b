"""Our category on an event, put on and taken off as people do it in Outlook: of one event, of one occurrence, or of a
series with all of its occurrences. Where all of the calendar is synchronised, another one takes an event out. A
category is the user's own and told to nobody."""

from dataclasses import dataclass
from datetime import datetime

from core.exchange.calendar import Calendar, Slot, occurrence_key
from core.exchange.errors import vanished
from core.exchange.event_states import EventStates
from core.exchange.mailbox import Item, Write
from core.records import Key, label
from core.store import Outcome, Written

WHAT = "the event"


@dataclass(frozen=True, slots=True)
class Shown:
    """key: the record's, or of a series the beginning of those of its occurrences. item_id: as the server knows it.
    marked: people meant it to be synchronised. secret: the policy keeps it in Outlook. here: it lies in the calendar
    that is synchronised. in_window: among the days that are synchronised (of a series: always)."""

    key: Key
    item_id: str
    name: str
    series: bool
    marked: bool
    secret: bool
    here: bool
    in_window: bool
    people: tuple[str, ...]


def shown(calendar: Calendar, states: EventStates, item_id: str) -> Shown | None:
    item = _item(calendar, item_id)
    if item is None:
        return None
    key = _key(calendar, item)
    people = item.fields.get("attendees")
    series = item.happening.kind == "series"
    return Shown(
        key=key,
        item_id=item.key,
        name=label(item.fields),
        series=series,
        marked=states.chosen_by_hand(item),
        secret=states.kept_back(item),
        here=item.folder == states.home,
        in_window=series or states.window.holds(item.fields),
        people=people if isinstance(people, tuple) else (),
    )


def categorise(calendar: Calendar, states: EventStates, event: Shown, *, on: bool) -> Outcome:
    item = _item(calendar, event.item_id)
    if item is None:
        return vanished(WHAT)
    return put(calendar, states, item, on=on)


def put(calendar: Calendar, states: EventStates, item: Item, *, on: bool) -> Outcome:
    names = states.with_mark(item, on=on)
    if names == item.categories:
        return Written(item.key)
    write = Write(label(item.fields), {}, {}, key=item.key, categories=names, before=item)
    return calendar.change([write])[0]


def _item(calendar: Calendar, item_id: str) -> Item | None:
    key = calendar.key_of(item_id)
    found = calendar.items([key]).get(key)
    return found if isinstance(found, Item) else None


def _key(calendar: Calendar, item: Item) -> Key:
    """An occurrence's key names its series and its original start."""
    start = item.happening.original_start or item.fields.get("start")
    if not item.happening.in_series or not isinstance(start, datetime):
        return item.key
    slot = Slot(item.key, item.happening.series, start, start, start)
    owner = calendar.series_of([slot]).get(item.key)
    return occurrence_key(owner, start) if owner else item.key
