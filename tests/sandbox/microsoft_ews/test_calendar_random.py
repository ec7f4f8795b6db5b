"""Random series through EWS, some with an occurrence moved and one deleted, compared with python-dateutil."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tests.sandbox.microsoft_ews import calendar_bodies as bodies
from tests.sandbox.microsoft_ews.conftest import World
from tests.sandbox.microsoft_store import series
from tests.seeds import seed_of

BATCHES, BATCH = 6, 20
FROM, TO = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)
FAR = date(2028, 12, 31)
HALF = timedelta(minutes=30)
MONTHS = "January February March April May June July August September October November December".split()
GROUPS = {series.DAYS: "Day", series.DAYS[:5]: "Weekday", series.DAYS[5:]: "WeekendDay"}
# EWS names one day, or one of the groups, in a relative pattern.
WINDOWS_NAMES = {"Europe/London": "GMT Standard Time", "Asia/Kolkata": "India Standard Time"}


class Made:
    """A series as it was wished for, and its id once it is made. starts: by dateutil, in UTC."""

    def __init__(self, chance: random.Random, number: int) -> None:
        self.subject = f"Series {number}"
        self.recurrence = series.random_recurrence(chance)
        pattern = self.recurrence["pattern"]
        if pattern["type"].startswith("Relative") and tuple(pattern["days"]) not in GROUPS:
            pattern["days"] = pattern["days"][:1]
        zone = chance.choice(list(series.ZONES))
        self.zone = WINDOWS_NAMES.get(zone, zone)
        place, clock = series.ZONES[zone], time(chance.choice((6, 9, 12, 18)), chance.choice((0, 30)))
        days = series.days_of(self.recurrence, date(2025, 1, 1), FAR)
        self.starts = [series.moment_of(day, clock, place) for day in days]
        self.begin = series.moment_of(date.fromisoformat(self.recurrence["range"]["start"]), clock, place)
        self.id = ""

    def properties(self) -> str:
        end = self.begin + HALF
        return (
            f"<t:Subject>{self.subject}</t:Subject><t:Start>{self.begin.isoformat()}</t:Start>"
            f"<t:End>{end.isoformat()}</t:End>{recurrence_of(self.recurrence)}<t:StartTimeZone Id='{self.zone}'/>"
        )


def recurrence_of(recurrence: dict[str, Any]) -> str:
    pattern, limits = recurrence["pattern"], recurrence["range"]
    kind = pattern["type"]
    parts = [] if kind.endswith("Yearly") else [f"<t:Interval>{pattern['interval']}</t:Interval>"]
    if kind == "Weekly":
        parts.append(f"<t:DaysOfWeek>{' '.join(pattern['days'])}</t:DaysOfWeek>")
        parts.append(f"<t:FirstDayOfWeek>{pattern['first_day']}</t:FirstDayOfWeek>")
    elif kind.startswith("Relative"):
        parts.append(f"<t:DaysOfWeek>{GROUPS.get(tuple(pattern['days'])) or pattern['days'][0]}</t:DaysOfWeek>")
        parts.append(f"<t:DayOfWeekIndex>{pattern['index']}</t:DayOfWeekIndex>")
    elif kind.startswith("Absolute"):
        parts.append(f"<t:DayOfMonth>{pattern['day']}</t:DayOfMonth>")
    if kind.endswith("Yearly"):
        parts.append(f"<t:Month>{MONTHS[pattern['month'] - 1]}</t:Month>")
    ends = {
        "NoEnd": "",
        "EndDate": f"<t:EndDate>{limits.get('end')}</t:EndDate>",
        "Numbered": f"<t:NumberOfOccurrences>{limits.get('count')}</t:NumberOfOccurrences>",
    }
    name, span = f"{kind}Recurrence", f"{limits['type']}Recurrence"
    return (
        f"<t:Recurrence><t:{name}>{''.join(parts)}</t:{name}><t:{span}><t:StartDate>{limits['start']}</t:StartDate>"
        f"{ends[limits['type']]}</t:{span}></t:Recurrence>"
    )


def seen(world: World) -> dict[str, list[datetime]]:
    """The starts of the window's occurrences by subject."""
    shape = (
        "<t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI='item:Subject'/>"
        "<t:FieldURI FieldURI='calendar:Start'/></t:AdditionalProperties>"
    )
    found: dict[str, set[datetime]] = {}
    begin = FROM
    while begin < TO:
        # Small enough for what a server tells at once.
        end = min(begin + timedelta(days=40), TO)
        view = bodies.find(bodies.window(begin.isoformat(), end.isoformat(), limit="1000"))
        reply = world.client().call(view.replace("<t:BaseShape>IdOnly</t:BaseShape>", shape))
        assert reply.find("//m:RootFolder/@IncludesLastItemInRange") == ["true"]
        for item in reply.find("//t:CalendarItem"):
            start = datetime.fromisoformat(item.findtext("{*}Start"))
            found.setdefault(item.findtext("{*}Subject"), set()).add(start)
        begin = end
    return {subject: sorted(starts) for subject, starts in found.items()}


def change_some(world: World, chance: random.Random, made: list[Made]) -> None:
    """Of every second series one occurrence moves by half an hour and another is deleted."""
    for one in made[::2]:
        if len(one.starts) < 3:
            continue
        moved, gone = chance.sample(range(min(len(one.starts), 40)), 2)
        start, end = (one.starts[moved] + n * HALF for n in (1, 2))
        steps = bodies.setting("calendar:Start", f"<t:Start>{start.isoformat()}</t:Start>")
        steps += bodies.setting("calendar:End", f"<t:End>{end.isoformat()}</t:End>")
        client = world.client()
        assert client.call(bodies.update(bodies.indexed(one.id, moved + 1), steps)).codes == ["NoError"]
        assert client.call(bodies.delete(bodies.indexed(one.id, gone + 1))).codes == ["NoError"]
        one.starts[moved] = start
        del one.starts[gone]


def test_random_series_are_those_of_dateutil(world: World) -> None:
    chance = random.Random(seed_of("series over EWS"))
    for batch in range(BATCHES):
        made = [one for n in range(BATCH) if (one := Made(chance, batch * BATCH + n)).starts]
        items = "</t:CalendarItem><t:CalendarItem>".join(one.properties() for one in made)
        reply = world.client().call(bodies.create(items))
        assert set(reply.codes) == {"NoError"}, reply.content
        ids = [str(found) for found in reply.find("//t:CalendarItem/t:ItemId/@Id")]
        for one, item_id in zip(made, ids, strict=True):
            one.id = item_id
        change_some(world, chance, made)
        found = seen(world)
        for one in made:
            wanted = [start for start in one.starts if start + HALF > FROM and start < TO]
            assert found.get(one.subject, []) == wanted, (one.recurrence, one.zone)
        deleted = world.client().call(bodies.delete("".join(bodies.item(one.id) for one in made)))
        assert set(deleted.codes) == {"NoError"}
    assert list(world.store.outgoing) == []
