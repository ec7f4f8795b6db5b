"""A user's calendar in Outlook: events and series, occurrences moved or dropped, categories, invitations, answers."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sandbox.microsoft.calendar_meetings import Calendar
from sandbox.microsoft.items import Item
from sandbox.microsoft.recurrence import WEEKDAYS
from sandbox.microsoft.store import Mailbox, Store
from sandbox.microsoft.zones import zone_of

DEFAULT_CALENDAR = "calendar"
# As far as a person scrolls, when occurrences are looked for.
FAR = timedelta(days=3 * 366)


def every(kind: str, *, count: int | None = None, until: date | None = None, **pattern: Any) -> dict[str, Any]:
    """A recurrence without its start: `every("Weekly", days=["Monday"], count=5)`; kinds are those of the store."""
    limits: dict[str, Any] = {"type": "NoEnd"}
    if count is not None:
        limits = {"type": "Numbered", "count": count}
    elif until is not None:
        limits = {"type": "EndDate", "end": until.isoformat()}
    return {"pattern": {"type": kind, **pattern}, "range": limits}


class OutlookCalendar:
    """Moments without a zone are the clock's in the user's zone. Fields have the store's names, such as `show_as`.

    Nobody is told of anything but by `invite`, `answer` and where `tell` is given.
    """

    def __init__(self, store: Store, mailbox: Mailbox) -> None:
        self._store, self._mailbox = store, mailbox
        self._calendar = Calendar(store, mailbox)

    def calendar_id(self, name: str = DEFAULT_CALENDAR) -> str:
        if name in (DEFAULT_CALENDAR, "deleteditems"):
            return self._mailbox.well_known(name).id
        for folder in self._mailbox.folders():
            if folder.name == name and folder.holds_events():
                return folder.id
        raise LookupError(f"no calendar {name}")

    def add_calendar(self, name: str) -> str:
        with self._store.lock:
            return self._mailbox.create_folder(DEFAULT_CALENDAR, name, "IPF.Appointment").id

    def add(
        self, subject: str, start: datetime, *, minutes: int = 60, to: str = DEFAULT_CALENDAR, **fields: Any
    ) -> Item:
        """An event; with `recurrence=every(…)` a series that begins on the day of `start`."""
        local = self._local(start)
        values = {"subject": subject, "start": start, "end": local + timedelta(minutes=minutes), **fields}
        if recurrence := fields.get("recurrence"):
            begin = {"start": local.date().isoformat()}
            if recurrence["pattern"]["type"] == "Weekly" and "days" not in recurrence["pattern"]:
                recurrence["pattern"]["days"] = [WEEKDAYS[local.weekday()]]
            values["recurrence"] = {**recurrence, "range": begin | recurrence["range"]}
        values.setdefault("start_time_zone", self._mailbox.time_zone)
        with self._store.lock:
            return self._calendar.create(self.calendar_id(to), self._stored(values))

    def add_day(self, subject: str, first: date, *, days: int = 1, **fields: Any) -> Item:
        """An all-day event."""
        start = datetime.combine(first, time(), self._zone())
        return self.add(subject, start, is_all_day=True, end=start + timedelta(days=days), **fields)

    def all(self, name: str = DEFAULT_CALENDAR) -> list[Item]:
        """Single events and series."""
        with self._store.lock:
            return self._mailbox.items(self.calendar_id(name), "event")

    def find(self, subject: str, name: str = DEFAULT_CALENDAR) -> Item | None:
        """The one event or series of that subject; None without one."""
        found = [event for event in self.all(name) if event.fields.get("subject") == subject]
        if len(found) > 1:
            raise LookupError(f"{len(found)} events in {name} are called {subject}")
        return found[0] if found else None

    def view(self, start: datetime | None = None, end: datetime | None = None) -> list[Item]:
        """What the default calendar shows in a window: single events and occurrences, by their start."""
        now = self._store.clock.now()
        window = (self._moment(start or now - FAR), self._moment(end or now + FAR))
        with self._store.lock:
            return self._mailbox.calendar_view(self.calendar_id(), *window)

    def occurrences(self, series: Item) -> list[Item]:
        """Those of a series that the view shows, in order."""
        return [one for one in self.view() if one.key == series.key]

    def on(self, subject: str, day: date) -> Item:
        """The one that the view shows on that day of the user's."""
        zone = self._zone()
        for one in self.view():
            if one.fields.get("subject") == subject and one.fields["start"].astimezone(zone).date() == day:
                return one
        raise LookupError(f"no {subject} on {day}")

    def edit(self, event: Item, *, tell: bool = False, **fields: Any) -> Item:
        """Change fields of an event, a series or one occurrence; None empties one."""
        with self._store.lock:
            return self._calendar.update(self.now(event), self._stored(fields), send="all" if tell else "none")

    def move(self, event: Item, start: datetime, *, tell: bool = False) -> Item:
        """Drag it to another time; it lasts as long as before."""
        event = self.now(event)
        begin = self._moment(start)
        return self.edit(event, tell=tell, start=begin, end=begin + (event.fields["end"] - event.fields["start"]))

    def categorise(self, event: Item, *names: str) -> Item:
        return self.edit(event, categories=[*self.now(event).fields.get("categories", []), *names])

    def uncategorise(self, event: Item) -> Item:
        """Take all categories off."""
        return self.edit(event, categories=[])

    def drag(self, event: Item, to: str) -> Item:
        with self._store.lock:
            return self._mailbox.move_item(self.now(event), self.calendar_id(to))

    def delete(self, event: Item, *, tell: bool = False) -> None:
        """An event, a series, or one occurrence of it."""
        with self._store.lock:
            self._calendar.delete(self.now(event), "deleteditems", send="all" if tell else "none")

    def invite(self, event: Item, *addresses: str, kind: str = "required") -> Item:
        """Add people and send the invitations."""
        people = [{"name": one.partition("@")[0], "address": one, "kind": kind} for one in addresses]
        attendees = [*self.now(event).fields.get("attendees", []), *people]
        with self._store.lock:
            return self._calendar.update(self.now(event), {"attendees": attendees}, send="changed")

    def cancel(self, event: Item) -> None:
        """Call the own meeting off: everybody is told."""
        with self._store.lock:
            self._calendar.cancel(self.now(event))

    def answer(self, event: Item, answer: str, *, tell: bool = True) -> Item | None:
        """answer: Accept, Decline or Tentative. None when nothing is left of it."""
        with self._store.lock:
            return self._calendar.respond(self.now(event), answer, send=tell)

    def now(self, event: Item) -> Item:
        """The event as it is at present, wherever it was moved. Raises LookupError."""
        found = self._mailbox.item(event.immutable_id)
        if found is None:
            raise LookupError("the event is gone")
        return found

    def _zone(self) -> Any:
        return zone_of(self._mailbox.time_zone)

    def _local(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=self._zone()) if moment.tzinfo is None else moment.astimezone(self._zone())

    def _moment(self, moment: datetime) -> datetime:
        return self._local(moment).astimezone(UTC)

    def _stored(self, fields: dict[str, Any]) -> dict[str, Any]:
        return {name: self._moment(value) if isinstance(value, datetime) else value for name, value in fields.items()}
