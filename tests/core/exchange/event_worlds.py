"""A mailbox with a calendar, on either protocol, and what its user does in Outlook."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from core.exchange.connection import EwsConnection, GraphConnection
from core.exchange.event_store import EventStore
from core.exchange.opening import open_store
from core.objects import EVENT
from core.policy import DEFAULTS, Policy
from core.records import Key, Value
from sandbox.microsoft.calendar_meetings import Calendar
from sandbox.microsoft.calendar_occurrences import Occurrence, expand
from sandbox.microsoft.store import Item
from tests.contract.microsoft_world import PASSWORD, MicrosoftWorld
from tests.contract.worlds_ews import EwsWorld
from tests.contract.worlds_graph import GraphWorld
from tests.core.exchange.task_worlds import app_id

POLICY = DEFAULTS["event"]
# What the stores take for now: a Monday, weeks before the clocks change.
TODAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
SHARED = ["Salesforce"]


# A zone of the client's own: an hour and a half ahead, in summer two and a half.
_STEP = {"group": False, "minutes": 120, "weekday": 6}
_RULES = [_STEP | {"to": "dlt", "month": 4, "occurrence": 2}, _STEP | {"to": "std", "month": 10, "occurrence": 1}]
SHIP: dict[str, Any] = {
    "id": "Ship",
    "name": "Ship",
    "periods": {"std": -90, "dlt": -150},
    "groups": {"0": _RULES},
    "transitions": [{"to": "0", "group": True}],
}


class EventWorld(MicrosoftWorld):
    """Events instead of contacts. store: opened anew by `run`, as the next run would. today: moved by tests."""

    today = TODAY

    def in_zone(self, name: str) -> None:
        """Another mailbox, whose user lives in this zone."""
        self.address = f"{name.lower().replace('/', '.')}.{self.address}"
        self.mailbox = self.microsoft.store.add_mailbox(self.address, "Anna", password=PASSWORD, time_zone=name)
        self.known, self.events = {}, self.opened()

    def opened(self, policy: Policy | None = None) -> EventStore:
        store = open_store(self.connection(), self.address, "event", policy or POLICY, self.known)
        assert isinstance(store, EventStore)
        return EventStore(store.calendar, policy or POLICY, store.known, lambda: self.today)

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.microsoft.store, self.mailbox)

    def put(self, fields: Mapping[str, Any] = {}, *, shared: bool = True, send: bool = False, **more: Any) -> Item:
        """A new event of the user's own."""
        wish = {"subject": "Visit Ann", "start": self.today + DAY, "end": self.today + DAY + HOUR, **fields, **more}
        wish.setdefault("start_time_zone", "Romance Standard Time")
        wish |= {"categories": SHARED} if shared else {}
        with self.microsoft.store.lock:
            return self.calendar.create("calendar", wish, send="all" if send else "none")

    def weekly(self, *, shared: bool = True, count: int | None = None, **more: Any) -> Item:
        start = more.pop("start", self.today + DAY)
        limits = {"type": "Numbered", "count": count} if count else {"type": "NoEnd"}
        pattern = {"type": "Weekly", "interval": 1, "days": [f"{start:%A}"], "first_day": "Monday"}
        recurrence = {"pattern": pattern, "range": {**limits, "start": f"{start:%Y-%m-%d}"}}
        return self.put({"start": start, "end": start + HOUR, "recurrence": recurrence}, shared=shared, **more)

    def occurrences(self, series: Item, days: int = 366) -> list[Occurrence]:
        now = self.mailbox.item(series.immutable_id)
        assert now is not None
        return expand(now, self.today - timedelta(days=14), self.today + timedelta(days=days))

    def change(self, item: Item, **wish: Any) -> Item:
        with self.microsoft.store.lock:
            return self.calendar.update(item, wish, send="none")

    def take_away(self, item: Item) -> None:
        with self.microsoft.store.lock:
            self.calendar.delete(item, "deleteditems", send="none")

    def now(self, item: Item) -> Item:
        found = self.mailbox.item(item.immutable_id)
        assert found is not None
        return found

    def sent(self) -> int:
        return len([one for one in self.microsoft.store.outgoing if one.organizer == self.address])

    def key(self, item: Item) -> Key:
        if isinstance(item, Occurrence):
            return f"{self.key_of(item.master)}|{item.original_start:%Y%m%dT%H%M%SZ}"
        return self.key_of(item)


class EwsEvents(EventWorld, EwsWorld):
    def __init__(self) -> None:
        super().__init__()
        self.events = self.opened()

    def connection(self) -> EwsConnection:
        return EwsWorld.connection(self)


class GraphEvents(EventWorld, GraphWorld):
    def __init__(self) -> None:
        super().__init__()
        self.events = self.opened()

    def connection(self) -> GraphConnection:
        return replace(GraphWorld.connection(self), client_id=app_id())


def timed(start: datetime, **more: Value) -> dict[str, Value]:
    """Canonical fields of a new event."""
    fields: dict[str, Value] = {"subject": "Call Bob", "start": start, "end": start + HOUR, **more}
    assert fields.keys() <= EVENT.fields.keys()
    return fields
