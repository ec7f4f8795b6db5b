"""Random stories of a calendar: whoever follows the feed knows, after each run, just what lies in the window.

The seed is fixed unless TEST_SEED asks for another; it is printed.
"""

import os
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.exchange.cursor import read as read_cursor
from core.policy import Share
from core.records import Fields, Glimpse, Key, Record
from core.window import window_of
from sandbox.microsoft.calendar_events import all_day_dates
from sandbox.microsoft.store import Item
from tests.core.exchange.event_worlds import DAY, HOUR, POLICY, SHARED, TODAY, EventWorld, EwsEvents, GraphEvents

SEED = int(os.environ.get("TEST_SEED", "7"))
ZONES = ["Romance Standard Time", "Pacific Standard Time", "Tokyo Standard Time", "UTC", "New Zealand Standard Time"]
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
STEPS, RUNS = 4, 12
Known = dict[Key, Fields]


class Story:
    """Acts of a person, by chance, and what a follower of the feed knows."""

    def __init__(self, world: EventWorld, chance: random.Random, share: Share) -> None:
        self.world, self.chance = world, chance
        self.policy = replace(POLICY, share=share)
        self.items: list[Item] = []
        self.known: Known = {}
        self.cursor: str | None = None

    # The person

    def act(self) -> None:
        acts: list[Callable[[], object]] = [self.make, self.make_series, self.make_series, self.edit, self.edit]
        acts += [self.one, self.one, self.one, self.delete, self.share, self.move_series]
        self.chance.choice(acts)()

    def start(self) -> datetime:
        return TODAY + timedelta(days=self.chance.randint(-30, 400), minutes=30 * self.chance.randint(-20, 20))

    def make(self, **more: Any) -> None:
        start = self.start()
        all_day = self.chance.random() < 0.2
        zone = self.chance.choice(ZONES)
        wish = {"start": start, "end": start + self.chance.choice((HOUR, 3 * HOUR, 2 * DAY)), "is_all_day": all_day}
        shared = self.chance.random() < 0.8
        self.items.append(self.world.put(wish, start_time_zone=zone, shared=shared, **more))

    def make_series(self) -> None:
        start = TODAY + timedelta(days=self.chance.randint(-200, 200), minutes=30 * self.chance.randint(-20, 20))
        kind = self.chance.choice(["Daily", "Weekly", "AbsoluteMonthly", "RelativeMonthly", "AbsoluteYearly"])
        pattern: dict[str, Any] = {"type": kind, "interval": self.chance.randint(1, 3), "first_day": "Monday"}
        if kind in ("Weekly", "RelativeMonthly"):
            pattern["days"] = self.chance.sample(WEEKDAYS, self.chance.randint(1, 3) if kind == "Weekly" else 1)
        if kind.startswith("Absolute"):
            pattern["day"] = self.chance.randint(1, 31)
        if kind == "AbsoluteYearly":
            pattern["month"] = self.chance.randint(1, 12)
        if kind == "RelativeMonthly":
            pattern["index"] = self.chance.choice(["First", "Second", "Last"])
        limits: dict[str, Any] = {"type": "Numbered", "count": self.chance.randint(1, 12)}
        if self.chance.random() < 0.3:
            limits = {"type": "EndDate", "end": f"{start + 60 * DAY:%Y-%m-%d}"}
        recurrence = {"pattern": pattern, "range": {**limits, "start": f"{start:%Y-%m-%d}"}}
        wish = {"start": start, "end": start + HOUR, "is_all_day": self.chance.random() < 0.2, "recurrence": recurrence}
        shared, zone = self.chance.random() < 0.8, self.chance.choice(ZONES)
        # A series without a single day is refused.
        with suppress(ValueError):
            self.items.append(self.world.put(wish, start_time_zone=zone, shared=shared))

    def pick(self, *, series: bool) -> Item | None:
        alive = [self.world.mailbox.item(one.immutable_id) for one in self.items]
        bin_id = self.world.mailbox.well_known("deleteditems").id
        present = [one for one in alive if one and one.folder_id != bin_id]
        chosen = [one for one in present if bool(one.fields.get("recurrence")) is series]
        return self.chance.choice(chosen) if chosen else None

    def edit(self) -> None:
        if item := self.pick(series=self.chance.random() < 0.5):
            self.world.change(item, subject=f"Visit {self.chance.randint(1, 99)}")

    def one(self) -> None:
        """An occurrence is moved, renamed, cancelled, or shared by hand."""
        series = self.pick(series=True)
        found = self.world.occurrences(series) if series else []
        if not found:
            return
        one = self.chance.choice(found)
        what = self.chance.randint(1, 4)
        if what == 1:
            self.world.take_away(one)
        elif what == 2:
            self.world.change(one, subject=f"Special {self.chance.randint(1, 99)}")
        elif what == 3:
            self.world.change(one, categories=self.chance.choice((SHARED, [])))
        elif not one.fields.get("is_all_day"):
            by = timedelta(minutes=30 * self.chance.randint(-20, 20))
            # Exchange moves no occurrence past the one before or after it.
            with suppress(ValueError):
                self.world.change(one, start=one.fields["start"] + by, end=one.fields["end"] + by)

    def delete(self) -> None:
        if item := self.pick(series=self.chance.random() < 0.5):
            self.world.take_away(item)

    def share(self) -> None:
        if item := self.pick(series=self.chance.random() < 0.5):
            self.world.change(item, categories=self.chance.choice((SHARED, [])))

    def move_series(self) -> None:
        item = self.pick(series=True)
        if item and not item.fields.get("is_all_day"):
            self.world.change(item, start=item.fields["start"] + HOUR, end=item.fields["end"] + HOUR)

    # The follower

    def run(self) -> None:
        """One run; some are cut off after a page and go on from its cursor."""
        store = self.world.opened(self.policy)
        for page in store.changed_since(self.cursor):
            self.cursor = page.cursor
            seen = {one.key: one for one in page.seen}
            glimpsed = [key for key, one in seen.items() if isinstance(one, Glimpse)]
            states = {**seen, **store.read(glimpsed)}
            for key, state in states.items():
                if not isinstance(state, Record) or state.key != key:
                    self.known.pop(key, None)
                if isinstance(state, Record) and state.in_scope:
                    self.known[state.key] = state.fields
                elif isinstance(state, Record):
                    self.known.pop(state.key, None)
            if self.chance.random() < 0.1:
                return self.run()
        read_cursor(self.cursor or "")
        return None

    def truth(self) -> dict[Key, tuple[datetime, datetime, object]]:
        window = window_of(self.policy, self.world.today)
        calendar = self.world.mailbox.well_known("calendar").id
        found = self.world.mailbox.calendar_view(calendar, window.first - 3 * DAY, window.last + 3 * DAY)
        shared = [
            one
            for one in found
            if self.policy.share is Share.ALL or "Salesforce" in (one.fields.get("categories") or ())
        ]
        shown = {self.world.key(one): _shown(one) for one in shared}
        return {key: one for key, one in shown.items() if window.holds({"start": one[0], "end": one[1]})}

    def told(self) -> dict[Key, tuple[object, ...]]:
        """Without what left the window by its age, which nobody tells."""
        window = window_of(self.policy, self.world.today)
        current = {key: one for key, one in self.known.items() if window.holds(one)}
        return {key: (one["start"], one["end"], one.get("subject")) for key, one in current.items()}


def _shown(item: Item) -> tuple[datetime, datetime, object]:
    """Start, end and subject in canonical form."""
    start, end = item.fields["start"], item.fields["end"]
    if item.fields.get("is_all_day"):
        days = all_day_dates(item)
        start, end = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in days)
    return start, end, item.fields.get("subject")


@pytest.mark.parametrize("share", [Share.SHARED, Share.ALL])
@pytest.mark.parametrize("kind", [GraphEvents, EwsEvents], ids=["graph", "ews"])
def test_the_follower_knows_all(kind: type[EventWorld], share: Share) -> None:
    seed = f"{SEED} {kind.__name__} {share}"
    print("seed", seed)
    story = Story(kind(), random.Random(seed), share)
    for _ in range(12):
        story.make_series()
    compared = 0
    for _ in range(RUNS):
        for _ in range(STEPS):
            story.act()
        if story.chance.random() < 0.3:
            story.world.today += story.chance.randint(1, 20) * DAY
        story.run()
        assert story.told() == story.truth()
        compared += len(story.told())
    assert compared > 10 * RUNS
