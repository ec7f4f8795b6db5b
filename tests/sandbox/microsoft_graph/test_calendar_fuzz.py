"""Whatever a client sends to the calendar, the sandbox answers; with a client's error, never with one of its own."""

import random
from typing import Any

import orjson
import pytest
import requests

from tests.sandbox.microsoft_graph.conftest import ANNA, BEN, World
from tests.sandbox.microsoft_graph.test_calendar_series import SPRING, weekly
from tests.sandbox.microsoft_graph.test_events import EVENTS, FULL, at, event

CALLS = 300
ACTIONS = "accept decline tentativelyAccept cancel forward instances attachments delta $count $value".split()
PLACES = "events calendar calendars calendarView calendar/events calendar/calendarView calendarView/delta".split()
PLAIN: list[Any] = [
    *(None, True, 0, -1, 2**31, 1.5, "", "x", "\x00", "noon", "2026-03-16", "2026-03-16T12:00:00", "𝄞" * 300),
    *("9999-12-31T23:59:59.9999999", "0001-01-01T00:00:00", "4500-08-31T23:59:59", "Europe/Paris", "UTC+14", [], {}),
    *("weekly", "noEnd", "first", "#microsoft.graph.fileAttachment", "aGk=", "Dateline Standard Time", "../../etc"),
]
NAMES = [
    *FULL,
    *"start end isAllDay recurrence attendees location locations seriesMasterId organizer type id @odata.type".split(),
    *"comment sendResponse proposedNewTime toRecipients name contentBytes color singleValueExtendedProperties".split(),
]
INNER = (
    "dateTime timeZone pattern range type interval daysOfWeek dayOfMonth month index startDate endDate address name"
    " numberOfOccurrences recurrenceTimeZone emailAddress displayName content contentType start end id value"
).split()


def _value(chance: random.Random, depth: int = 0) -> Any:
    roll = chance.random()
    if depth > 3 or roll < 0.6:
        return chance.choice(PLAIN)
    if roll < 0.75:
        return [_value(chance, depth + 1) for _ in range(chance.randint(0, 3))]
    return {chance.choice(INNER): _value(chance, depth + 1) for _ in range(chance.randint(0, 4))}


def _spoilt(chance: random.Random, value: Any) -> Any:
    """The same, with a part of it replaced."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice([*value])
        return {**value, key: _spoilt(chance, value[key])}
    if isinstance(value, list) and value and chance.random() < 0.7:
        return [_spoilt(chance, value[0]), *value[1:]]
    return _value(chance)


def _body(chance: random.Random) -> bytes:
    people = [{"emailAddress": {"address": BEN}, "type": "required"}]
    days = {"start": at("2026-03-16T00:00:00"), "end": at("2026-03-17T00:00:00"), "isAllDay": True}
    body: Any = chance.choice([event(), weekly(), event(attendees=people), event(**days), event(**FULL)])
    for _ in range(chance.choice([0, 0, 1, 1, 2])):
        body = _spoilt(chance, body) if chance.random() < 0.7 else {**body, chance.choice(NAMES): _value(chance)}
        if not isinstance(body, dict):
            break
    return orjson.dumps(body)


def _call(chance: random.Random, ids: list[str]) -> tuple[str, str]:
    """A method and a path; most of them are ones that Graph has."""
    one, roll = f"{EVENTS}/{chance.choice(ids[-12:])}", chance.random()
    if roll < 0.3:
        return "POST", EVENTS
    if roll < 0.6:
        return chance.choice(["PATCH", "PATCH", "PATCH", "GET", "DELETE"]), one
    if roll < 0.75:
        return chance.choice(["GET", "POST"]), f"{one}/{chance.choice(ACTIONS)}"
    tail = (chance.choice(ids + ACTIONS) for _ in range(chance.choice([0, 0, 1, 2])))
    path = "/".join([f"users/{chance.choice([ANNA, BEN])}", chance.choice(PLACES), *tail])
    return chance.choice(["GET", "GET", "POST", "PATCH", "DELETE", "PUT"]), path


def _query(chance: random.Random) -> str:
    options = [
        SPRING,
        "startDateTime=x",
        "endDateTime=9999-12-31",
        "startDateTime=0001-01-01",
        "$top=0",
        "$select=start",
    ]
    options += ["$expand=exceptionOccurrences", "$expand=attachments,x", "$filter=start/dateTime gt 5", "$deltatoken=x"]
    options += [
        "startDateTime=4490-01-01&endDateTime=4500-12-31",
        "$orderby=start/dateTime/x",
        "$select=cancelledOccurrences",
    ]
    return "&".join(chance.choice(options) for _ in range(chance.choice([0, 1, 1, 2])))


@pytest.mark.invites
def test_no_request_brings_the_calendar_down(world: World) -> None:
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    chance, counts = random.Random(seed), dict[int, int]()
    ids = ["x"]
    for number in range(CALLS):
        if number % 40 == 0:
            ids.append(world.post(EVENTS, chance.choice([event, weekly])())["id"])
            ids += [row["id"] for row in world.get(f"users/{ANNA}/calendarView?{SPRING}")["value"][:3]]
        method, path = _call(chance, ids)
        prefer = chance.choice(["", "", 'outlook.timezone="x"', 'outlook.timezone="Line Islands Standard Time"'])
        path, body = f"{path}?{_query(chance) if method == 'GET' else ''}", _body(chance)
        headers = {"Content-Type": "application/json"} | ({"Prefer": prefer} if prefer else {})
        try:
            answer = world.call(method, path, data=body, headers=headers)
        except (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL):
            continue
        assert answer.status_code < 500, f"{method} {path} {body.decode()}: {answer.text}"
        counts[answer.status_code] = counts.get(answer.status_code, 0) + 1
    print(counts)
    assert {200, 201, 204, 400, 404} <= set(counts), counts
    # What was taken can be shown.
    for who in (ANNA, BEN):
        world.get(f"users/{who}/events?$top=1000")
        world.get(f"users/{who}/calendarView?{SPRING}&$top=1000")
        world.get(f"users/{who}/calendarView/delta?{SPRING}")
