"""Series over HTTPS: patterns, the expanded view, single occurrences that are moved, changed and deleted."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.microsoft_graph.conftest import ANNA, IMMUTABLE, World
from tests.sandbox.microsoft_graph.test_events import EVENTS, STAMP, at, event

SPRING = "startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-05-01T00:00:00Z"
VIEW = f"users/{ANNA}/calendarView?{SPRING}"


def weekly(count: int = 5, **more: Any) -> dict[str, Any]:
    """Mondays at noon in Paris from 16 March 2026, across the change to summer time on the 29th."""
    pattern = {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"], "firstDayOfWeek": "monday"}
    limits = {"type": "numbered", "startDate": "2026-03-16", "numberOfOccurrences": count}
    return event(recurrence={"pattern": pattern, "range": limits}, **more)


def starts(rows: list[dict[str, Any]]) -> list[str]:
    return [row["start"]["dateTime"][:16] for row in rows]


def test_a_series_is_one_in_the_list_and_many_in_the_view(world: World) -> None:
    master = world.post(EVENTS, weekly())
    assert master["type"] == "seriesMaster"
    assert [e["id"] for e in world.get(EVENTS)["value"]] == [master["id"]]
    rows = world.get(VIEW)["value"]
    noon_in_paris = ["2026-03-16T11:00", "2026-03-23T11:00", "2026-03-30T10:00", "2026-04-06T10:00", "2026-04-13T10:00"]
    assert starts(rows) == noon_in_paris
    assert {(r["type"], r["seriesMasterId"], r["recurrence"]) for r in rows} == {("occurrence", master["id"], None)}
    assert len({r["iCalUId"] for r in rows} | {r["id"] for r in rows}) == 10
    assert [r["originalStart"][:16] for r in rows] == noon_in_paris
    for row in rows:
        assert world.get(f"{EVENTS}/{row['id']}") == row | {
            "@odata.context": world.get(f"{EVENTS}/{row['id']}")["@odata.context"]
        }
    fixed = world.get(VIEW, headers=IMMUTABLE)["value"]
    assert {r["seriesMasterId"] for r in fixed} == {world.get(f"{EVENTS}/{master['id']}", headers=IMMUTABLE)["id"]}


PATTERNS: list[tuple[dict[str, Any], list[str]]] = [
    ({"type": "daily", "interval": 20}, ["03-16", "04-05", "04-25"]),
    (
        {"type": "weekly", "interval": 2, "daysOfWeek": ["monday", "friday"], "firstDayOfWeek": "sunday"},
        ["03-16", "03-20", "03-30", "04-03", "04-13", "04-17", "04-27"],
    ),
    ({"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 16}, ["03-16", "04-16"]),
    (
        {"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["monday"], "index": "third"},
        ["03-16", "04-20"],
    ),
    ({"type": "absoluteYearly", "interval": 1, "dayOfMonth": 16, "month": 3}, ["03-16"]),
    ({"type": "relativeYearly", "interval": 1, "daysOfWeek": ["monday"], "index": "third", "month": 3}, ["03-16"]),
]


@pytest.mark.parametrize(("pattern", "days"), PATTERNS, ids=[str(p["type"]) for p, _ in PATTERNS])
def test_patterns_both_ways(shared: World, pattern: dict[str, Any], days: list[str]) -> None:
    for limits in (
        {"type": "noEnd", "startDate": "2026-03-16"},
        {"type": "endDate", "startDate": "2026-03-16", "endDate": "2026-12-31"},
    ):
        made = shared.post(EVENTS, event(recurrence={"pattern": pattern, "range": limits}))
        shown = made["recurrence"]
        assert {k: shown["pattern"][k] for k in pattern} == pattern
        assert (
            shown["range"]
            == {
                "endDate": "0001-01-01",
                "numberOfOccurrences": 0,
                "recurrenceTimeZone": "Europe/Paris",
            }
            | limits
        )
        rows = shared.get(f"{EVENTS}/{made['id']}/instances?{SPRING}&$top=50")["value"]
        assert [r["start"]["dateTime"][5:10] for r in rows] == days
        # What Graph shows it takes again, and nothing moves.
        answer = shared.call("PATCH", f"{EVENTS}/{made['id']}", json={"recurrence": shown})
        assert answer.json()["recurrence"] == shown


def _broken(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = weekly()
    for name, value in changes.items():
        part = "pattern" if name in ("type", "interval", "daysOfWeek", "dayOfMonth") else "range"
        body["recurrence"][part][name.removeprefix("range_")] = value
    return body


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": "hourly"}, "RequestBodyRead"),
        ({"interval": 0}, "ErrorPropertyValidationFailure"),
        ({"interval": "1"}, "RequestBodyRead"),
        ({"daysOfWeek": []}, "ErrorPropertyValidationFailure"),
        ({"daysOfWeek": ["someday"]}, "RequestBodyRead"),
        ({"type": "absoluteMonthly", "dayOfMonth": 32}, "ErrorPropertyValidationFailure"),
        ({"type": "relativeYearly"}, "ErrorPropertyValidationFailure"),
        ({"range_type": "forever"}, "RequestBodyRead"),
        ({"startDate": "2026-03-17"}, "ErrorPropertyValidationFailure"),
        ({"startDate": "16.03.2026"}, "RequestBodyRead"),
        ({"numberOfOccurrences": 0}, "ErrorPropertyValidationFailure"),
        ({"numberOfOccurrences": 1000}, "ErrorPropertyValidationFailure"),
        ({"range_type": "endDate", "endDate": "2026-03-01"}, "ErrorPropertyValidationFailure"),
        ({"recurrenceTimeZone": "Mars"}, "TimeZoneNotSupportedException"),
        ({"colour": "red"}, "RequestBodyRead"),
    ],
)
def test_impossible_series_are_refused(shared: World, changes: dict[str, Any], code: str) -> None:
    before = shared.call("GET", f"{EVENTS}/$count").text
    assert shared.error(400, "POST", EVENTS, json=_broken(**changes)) == code
    assert shared.call("GET", f"{EVENTS}/$count").text == before


def test_a_series_that_overlaps_itself_is_refused(world: World) -> None:
    body = weekly() | {"end": at("2026-03-24T12:00:00", "Europe/Paris")}
    assert world.error(400, "POST", EVENTS, json=body) == "ErrorOccurrenceTimeSpanTooBig"


def test_one_occurrence_is_moved_and_becomes_an_exception(world: World) -> None:
    master = world.post(EVENTS, weekly())
    third = world.get(VIEW)["value"][2]
    path = f"{EVENTS}/{third['id']}"
    change: dict[str, Any] = {"subject": "Dinner"}
    change |= {"start": at("2026-03-31T18:00:00"), "end": at("2026-03-31T19:00:00")}
    change |= {"singleValueExtendedProperties": [{"id": STAMP, "value": "s3"}]}
    answer = world.call("PATCH", path, json=change)
    assert answer.status_code == 200, answer.text
    moved = answer.json()
    assert (moved["id"], moved["type"], moved["originalStart"]) == (third["id"], "exception", third["originalStart"])
    rows = world.get(f"{VIEW}&$expand=singleValueExtendedProperties($filter=id eq '{STAMP}')")["value"]
    assert [(r["subject"], r["type"]) for r in rows][1:4] == [
        ("Lunch", "occurrence"),
        ("Dinner", "exception"),
        ("Lunch", "occurrence"),
    ]
    assert [r.get("singleValueExtendedProperties") is not None for r in rows] == [False, False, True, False, False]
    assert starts(rows)[2] == "2026-03-31T18:00"
    again = world.get(f"{EVENTS}/{master['id']}")
    assert again["@odata.etag"] != master["@odata.etag"]
    shown = world.get(f"{EVENTS}/{master['id']}?$select=subject&$expand=exceptionOccurrences")
    assert [(e["id"], e["subject"]) for e in shown["exceptionOccurrences"]] == [(third["id"], "Dinner")]


def test_an_occurrence_stays_between_its_neighbours(world: World) -> None:
    world.post(EVENTS, weekly())
    path = f"{EVENTS}/{world.get(VIEW)['value'][1]['id']}"
    for day in ("2026-03-16", "2026-03-30", "2026-05-01"):
        change = {"start": at(f"{day}T18:00:00"), "end": at(f"{day}T19:00:00")}
        assert world.error(400, "PATCH", path, json=change) == "ErrorOccurrenceCrossingBoundary"
    assert world.error(400, "PATCH", path, json=weekly()) == "ErrorPropertyValidationFailure"
    assert world.call("PATCH", path, json={"recurrence": None, "subject": "x"}).status_code == 200


def test_a_deleted_occurrence_is_no_more(world: World) -> None:
    master = world.post(EVENTS, weekly())
    second = world.get(VIEW)["value"][1]
    path = f"{EVENTS}/{second['id']}"
    assert world.error(412, "DELETE", path, headers={"If-Match": 'W/"x"'}) == "ErrorIrresolvableConflict"
    assert world.call("DELETE", path).status_code == 204
    assert world.error(404, "GET", path) == "ErrorItemNotFound"
    assert world.error(404, "PATCH", path, json={"subject": "x"}) == "ErrorItemNotFound"
    assert len(world.get(VIEW)["value"]) == 4
    shown = world.get(f"{EVENTS}/{master['id']}?$select=cancelledOccurrences")
    assert shown["cancelledOccurrences"] == [f"OID.{master['id']}.2026-03-23"]
    assert "cancelledOccurrences" not in world.get(f"{EVENTS}/{master['id']}")


def test_a_series_as_a_whole(world: World) -> None:
    master = world.post(EVENTS, weekly())
    rows = world.get(VIEW)["value"]
    path = f"{EVENTS}/{master['id']}"
    world.call("PATCH", f"{EVENTS}/{rows[2]['id']}", json={"subject": "Dinner"})
    world.call("PATCH", path, json={"subject": "Brunch", "categories": ["Salesforce"]})
    assert [r["subject"] for r in world.get(VIEW)["value"]] == ["Brunch", "Brunch", "Dinner", "Brunch", "Brunch"]
    later = {"start": at("2026-03-16T14:00:00", "Europe/Paris"), "end": at("2026-03-16T15:00:00", "Europe/Paris")}
    assert world.call("PATCH", path, json=later).status_code == 200
    assert starts(world.get(VIEW)["value"])[1:3] == ["2026-03-23T13:00", "2026-03-30T12:00"]
    single = world.call("PATCH", path, json={"recurrence": None}).json()
    assert (single["type"], single["recurrence"]) == ("singleInstance", None)
    assert starts(world.get(VIEW)["value"]) == ["2026-03-16T13:00"]
    assert world.call("DELETE", path).status_code == 204
    assert world.get(VIEW)["value"] == []
    assert world.error(404, "GET", f"{EVENTS}/{rows[0]['id']}") == "ErrorItemNotFound"


def test_the_zone_of_the_recurrence_counts_its_days(world: World) -> None:
    body: dict[str, Any] = weekly() | {"start": at("2026-03-16T11:00:00"), "end": at("2026-03-16T12:00:00")}
    world.post(EVENTS, body)
    body["recurrence"]["range"]["recurrenceTimeZone"] = "Romance Standard Time"
    world.post(EVENTS, body)
    rows = world.get(f"{VIEW}&$top=20")["value"]
    assert [s for s in starts(rows) if "03-30" in s] == ["2026-03-30T10:00", "2026-03-30T11:00"]


def test_whole_days_every_week(world: World) -> None:
    days = {"start": at("2026-03-16T00:00:00", "Europe/Paris"), "end": at("2026-03-18T00:00:00", "Europe/Paris")}
    world.post(EVENTS, weekly(isAllDay=True) | days)
    rows = world.get(VIEW, headers={"Prefer": 'outlook.timezone="Tokyo Standard Time"'})["value"]
    assert starts(rows) == [f"2026-{d}T00:00" for d in ("03-16", "03-23", "03-30", "04-06", "04-13")]
    path = f"{EVENTS}/{rows[2]['id']}"
    moved = world.call("PATCH", path, json={"start": at("2026-04-01T00:00:00"), "end": at("2026-04-02T00:00:00")})
    assert (moved.json()["start"], moved.json()["isAllDay"]) == (at("2026-04-01T00:00:00.0000000"), True)


def test_the_view_overlaps_its_window_and_comes_in_pages(world: World) -> None:
    world.post(EVENTS, weekly(40))
    first = world.get(VIEW + "&$select=subject,start")
    assert len(first["value"]) == 7
    wide = (
        f"users/{ANNA}/calendar/calendarView?startDateTime=2026-03-01T00:00:00%2B01:00&endDateTime=2027-03-01T00:00:00Z"
    )
    rows: list[dict[str, Any]] = []
    link = f"{wide}&$select=subject,start&$orderby=start/dateTime"
    while link:
        page = world.get(link)
        rows += page["value"]
        link = page.get("@odata.nextLink")
    assert len(rows) == 40
    assert set(rows[-1]) == {"@odata.etag", "id", "subject", "start"}
    for start, end, hits in (
        ("11:30", "11:45", 1),
        ("12:00", "12:30", 0),
        ("10:00", "11:00", 0),
        ("11:59", "13:00", 1),
    ):
        window = f"startDateTime=2026-03-16T{start}:00&endDateTime=2026-03-16T{end}:00"
        assert len(world.get(f"users/{ANNA}/calendarView?{window}")["value"]) == hits


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "ErrorInvalidParameter"),
        ("startDateTime=2026-03-01T00:00:00Z", "ErrorInvalidParameter"),
        ("startDateTime=x&endDateTime=2026-03-01T00:00:00Z", "ErrorInvalidParameter"),
        # A plus sign that is not encoded is a space.
        ("startDateTime=2026-03-01T00:00:00+01:00&endDateTime=2026-04-01T00:00:00Z", "ErrorInvalidParameter"),
        ("startDateTime=0001-01-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z", "ErrorInvalidParameter"),
        ("startDateTime=2026-05-01&endDateTime=2026-04-01", "ErrorCalendarEndDateIsEarlierThanStartDate"),
        ("startDateTime=2020-01-01&endDateTime=2026-04-01", "ErrorCalendarViewRangeTooBig"),
    ],
)
def test_windows_that_are_none(shared: World, query: str, code: str) -> None:
    made = shared.post(EVENTS, weekly())
    for path in ("calendarView", "calendarView/delta", f"events/{made['id']}/instances"):
        assert shared.error(400, "GET", f"users/{ANNA}/{path}?{query}") == code


def test_only_a_series_has_instances(world: World) -> None:
    single = world.post(EVENTS, event())
    assert world.error(400, "GET", f"{EVENTS}/{single['id']}/instances?{SPRING}") == "ErrorInvalidRequest"


def test_a_long_series_is_expanded_where_one_looks(world: World) -> None:
    body: dict[str, Any] = event()
    limits = {"type": "noEnd", "startDate": "2026-03-16"}
    body["recurrence"] = {"pattern": {"type": "daily", "interval": 1}, "range": limits}
    world.post(EVENTS, body)
    start = datetime(2126, 3, 16, tzinfo=UTC)
    window = f"startDateTime={start:%Y-%m-%dT%H:%M:%SZ}&endDateTime={start + timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}"
    assert len(world.get(f"users/{ANNA}/calendarView?{window}")["value"]) == 3
