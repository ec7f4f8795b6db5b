"""Random series over the wire, compared with python-dateutil; and a zone that a client described itself."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tests.sandbox.microsoft_graph.conftest import ANNA, World
from tests.sandbox.microsoft_graph.test_events import EVENTS, at
from tests.sandbox.microsoft_store.series import ZONES, days_of, moment_of, random_recurrence

SERIES = 60
CLOCK = time(8, 45)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
YEAR = "startDateTime=2026-01-01T12:00:00Z&endDateTime=2026-12-31T12:00:00Z&$top=1000&$select=start,originalStart"


def small(text: str) -> str:
    return text[:1].lower() + text[1:]


def wire(recurrence: dict[str, Any]) -> dict[str, Any]:
    """Graph's words for the store's."""
    pattern, limits = recurrence["pattern"], recurrence["range"]
    names = {"day": "dayOfMonth", "month": "month", "interval": "interval"}
    shown: dict[str, Any] = {names[k]: v for k, v in pattern.items() if k in names}
    shown |= {"type": small(pattern["type"])}
    if "days" in pattern:
        shown["daysOfWeek"] = [day.lower() for day in pattern["days"]]
    if "first_day" in pattern:
        shown["firstDayOfWeek"] = pattern["first_day"].lower()
    if "index" in pattern:
        shown["index"] = pattern["index"].lower()
    names = {"start": "startDate", "end": "endDate", "count": "numberOfOccurrences"}
    ranged = {names[k]: v for k, v in limits.items() if k in names} | {"type": small(limits["type"])}
    return {"pattern": shown, "range": ranged}


def test_random_series_take_place_when_dateutil_says(world: World) -> None:
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    chance, compared = random.Random(seed), 0
    for _ in range(SERIES):
        recurrence, zone = random_recurrence(chance), chance.choice(list(ZONES))
        first = f"{recurrence['range']['start']}T{CLOCK:%H:%M}:00"
        end = (datetime.fromisoformat(first) + timedelta(minutes=30)).isoformat()
        body = {"start": at(first, zone), "end": at(end, zone), "recurrence": wire(recurrence)}
        answer = world.call("POST", EVENTS, json=body)
        if not days_of(recurrence, date(2025, 1, 1), date(2040, 1, 1)):
            assert answer.json()["error"]["code"] == "ErrorRecurrenceHasNoOccurrence", (seed, recurrence)
            continue
        assert answer.status_code == 201, (seed, recurrence, answer.text)
        rows = world.get(f"{EVENTS}/{answer.json()['id']}/instances?{YEAR}")["value"]
        expected = [moment_of(day, CLOCK, ZONES[zone]) for day in days_of(recurrence, FIRST, LAST)]
        noon = [datetime.combine(day, time(12), UTC) for day in (FIRST, LAST)]
        expected = [m for m in expected if m < noon[1] and m + timedelta(minutes=30) > noon[0]]
        found = [datetime.fromisoformat(row["start"]["dateTime"]).replace(tzinfo=UTC) for row in rows]
        assert found == expected, (seed, recurrence, zone)
        compared += len(found)
    assert compared > SERIES


def test_a_zone_made_by_hand_is_shown_as_such(world: World) -> None:
    mailbox = world.microsoft.store.mailbox(ANNA)
    assert mailbox is not None
    zone: dict[str, Any] = {"id": "x", "name": "Ship", "periods": {"std": -90}, "groups": {"0": [{"to": "std"}]}}
    zone |= {"transitions": [{"to": "0", "group": True}]}
    limits = {"type": "Numbered", "start": "2026-03-16", "count": 3}
    fields = {
        "start": datetime(2026, 3, 16, 9, tzinfo=UTC),
        "end": datetime(2026, 3, 16, 10, tzinfo=UTC),
        "zone_definition": zone,
        "recurrence": {"pattern": {"type": "Daily", "interval": 1}, "range": limits},
    }
    mailbox.create_item("calendar", "event", fields)
    (seen,) = world.get(EVENTS)["value"]
    custom = "tzone://Microsoft/Custom"
    assert (seen["originalStartTimeZone"], seen["recurrence"]["range"]["recurrenceTimeZone"]) == (custom, custom)
    assert seen["start"] == at("2026-03-16T09:00:00.0000000")
    again = world.call("PATCH", f"{EVENTS}/{seen['id']}", json={"recurrence": seen["recurrence"]})
    assert (again.status_code, again.json()["recurrence"]) == (200, seen["recurrence"])
