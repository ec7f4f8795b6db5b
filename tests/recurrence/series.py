"""Random series with random changes, and what must be in the window of a synchronisation: worked out by python-dateutil
from the wish alone, without a line of the sandbox or of the connectors."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from tests.sandbox.microsoft_ews.test_calendar_random import GROUPS
from tests.sandbox.microsoft_store import series as dateutils

TODAY = datetime(2026, 2, 20, 12, tzinfo=UTC)
FIRST, LAST = datetime(2026, 2, 6, tzinfo=UTC), datetime(2027, 2, 21, tzinfo=UTC)  # 14 days back, 365 ahead
EDGE = timedelta(days=4)
HORIZON = LAST.date() + timedelta(days=40)
FAR = timedelta(days=10)
DENSE = 100  # occurrences in the window
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# By Windows's name: IANA's, which is what Graph's clients say as well. Summer time begins there at any hour, at
# midnight, by half an hour, twice a year backwards (Casablanca), or not at all.
ZONES = {
    "W. Europe Standard Time": "Europe/Berlin",
    "GMT Standard Time": "Europe/London",
    "Eastern Standard Time": "America/New_York",
    "AUS Eastern Standard Time": "Australia/Sydney",
    "New Zealand Standard Time": "Pacific/Auckland",
    "Newfoundland Standard Time": "America/St_Johns",
    "Pacific SA Standard Time": "America/Santiago",
    "Egypt Standard Time": "Africa/Cairo",
    "Lord Howe Standard Time": "Australia/Lord_Howe",
    "Morocco Standard Time": "Africa/Casablanca",
    "Line Islands Standard Time": "Pacific/Kiritimati",
    "India Standard Time": "Asia/Kolkata",
    "UTC": "UTC",
}
# Hours that a change to summer time leaves out somewhere, hours that come twice, hours that are another day in UTC.
CLOCKS = [time(h, m) for h, m in ((0, 0), (0, 30), (1, 30), (2, 0), (2, 15), (2, 30), (9, 0), (13, 45), (23, 30))]
Times = tuple[datetime, datetime]


@cache
def moment(day: date, clock: time, place: str) -> datetime:
    return dateutils.moment_of(day, clock, place)


@dataclass(frozen=True)
class Change:
    """Of the occurrence with this number, counted from 0 with the deleted ones. Neither times nor subject: deleted."""

    index: int
    times: Times | None = None
    subject: str | None = None

    @property
    def deletes(self) -> bool:
        return self.times is None and self.subject is None


@dataclass
class Series:
    """A wish. zone: Windows's name. minutes: by the clock, whole days for one that lasts all day. id: once it is made.
    days: of the pattern, those deleted as well. changes: made so far, by index."""

    subject: str
    recurrence: dict[str, Any]
    zone: str
    clock: time
    minutes: int
    all_day: bool
    days: list[date] = field(default_factory=list)
    changes: dict[int, Change] = field(default_factory=dict)
    id: str = ""

    @property
    def place(self) -> str:
        return ZONES[self.zone]

    @property
    def begin(self) -> tuple[datetime, datetime]:
        """Naive start and end by the clock, on the first day of the range."""
        start = datetime.combine(date.fromisoformat(self.recurrence["range"]["start"]), self.clock)
        return start, start + self.minutes * MINUTE

    def original(self, index: int) -> Times:
        """In UTC. Both ends go by the clock; none ends before it starts."""
        end = datetime.combine(self.days[index], self.clock) + self.minutes * MINUTE
        start = moment(self.days[index], self.clock, self.place)
        return start, max(start, moment(end.date(), end.time(), self.place))

    def expected(self) -> dict[datetime, tuple[str, datetime, datetime]]:
        """By original start those that reach into the window: subject, start, end; whole days as midnights UTC."""
        found: dict[datetime, tuple[str, datetime, datetime]] = {}
        for index, day in enumerate(self.days):
            change = self.changes.get(index)
            if not FIRST.date() - FAR < day < LAST.date() + FAR or (change and change.deletes):
                continue
            original = self.original(index)
            times = (change and change.times) or original
            start, end = self._whole(times) if self.all_day else times
            if start < LAST and (end > FIRST or start == FIRST):
                found[original[0]] = ((change and change.subject) or self.subject, start, end)
        return found

    def _whole(self, times: Times) -> Times:
        days = [dateutils.local_of(one, self.place).date() for one in times]
        start, end = (datetime.combine(day, time(), UTC) for day in days)
        return start, end

    def shortest_gap(self) -> int:
        """Days from one occurrence to the next, at the least; many for a lonely one."""
        return min(((after - before).days for before, after in pairwise(self.days)), default=1000)


def random_series(chance: random.Random, number: int) -> Series | None:
    """None for a rule without any day, and mostly for a dense one: a few of these hold more than all others."""
    recurrence = dateutils.random_recurrence(chance)
    pattern = recurrence["pattern"]
    if pattern["type"].startswith("Relative") and tuple(pattern["days"]) not in GROUPS:
        pattern["days"] = pattern["days"][:1]  # EWS takes one day, or one of the groups
    days = dateutils.days_of(recurrence, date(2025, 1, 1), HORIZON)
    dense = sum(FIRST.date() <= day < LAST.date() for day in days) > DENSE
    if not days or (dense and chance.random() < 0.88):
        return None
    made = Series(f"Series {number}", recurrence, chance.choice(list(ZONES)), time(), 0, all_day=False, days=days)
    gap = made.shortest_gap()
    if chance.random() < 0.2:
        made.all_day, made.minutes = True, 1440 * chance.choice((1, 1, min(3, gap)))
    else:
        made.clock = chance.choice(CLOCKS)
        made.minutes = chance.choice((15, 30, 60, 90, 150, 600, 1440 + 90 if gap > 2 else 5))
    return made if _begins_plainly(made) else None


def _begins_plainly(made: Series) -> bool:
    """The first occurrence tells the series' hours, so it must not lie where the clock jumps."""
    first = datetime.combine(made.days[0], made.clock)
    edges = [*made.begin, first, first + made.minutes * MINUTE]
    return all(
        dateutils.local_of(moment(one.date(), one.time(), made.place), made.place).replace(tzinfo=None) == one
        for one in edges
    )


def random_changes(chance: random.Random, made: Series) -> list[Change]:
    """Of up to three occurrences in and around the window; its edges are met more often."""
    near = [n for n, day in enumerate(made.days) if FIRST - EDGE <= _noon(day) <= LAST + EDGE]
    edges = [n for n in near if min(abs(_noon(made.days[n]) - edge) for edge in (FIRST, LAST)) < EDGE]
    chosen = sorted({chance.choice(chance.choice((edges, near)) or near) for _ in range(3)}) if near else []
    if len(made.days) - len(chosen) < 1:
        chosen = chosen[1:]  # a series without any occurrence is no series
    return [_change(chance, made, index) for index in chosen]


def _change(chance: random.Random, made: Series, index: int) -> Change:
    kind = chance.choice(("delete", "subject", "move", "move", "day", "longer"))
    start, end = made.original(index)
    if kind == "delete":
        return Change(index)
    if kind == "day" and made.shortest_gap() > 4 and not made.all_day:
        return Change(index, (start + DAY, end + DAY))
    if kind == "day" and made.shortest_gap() > 4:
        days = [dateutils.local_of(one, made.place).date() + DAY for one in (start, end)]
        first, after = (moment(day, time(), made.place) for day in days)
        return Change(index, (first, after))
    if kind == "move" and not made.all_day:
        return Change(index, (start + 15 * MINUTE, start + 25 * MINUTE), chance.choice((None, f"{made.subject} moved")))
    if kind == "longer" and not made.all_day and made.shortest_gap() > 3:
        return Change(index, (start, end + 10 * MINUTE))
    return Change(index, subject=f"{made.subject} changed")


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
