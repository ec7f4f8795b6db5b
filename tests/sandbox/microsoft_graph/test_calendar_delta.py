"""`/calendarView/delta`: rounds in a frozen window, series whole, removals, pages, tokens that expire."""

from typing import Any

import pytest

from tests.sandbox.microsoft_graph.conftest import ANNA, IMMUTABLE, World
from tests.sandbox.microsoft_graph.test_calendar_series import SPRING, VIEW, weekly
from tests.sandbox.microsoft_graph.test_events import EVENTS, at, event

DELTA = f"users/{ANNA}/calendarView/delta?{SPRING}"
BRIEF = {"@odata.type", "@odata.etag", "id", "type", "seriesMasterId", "start", "end"}


def _gone(rows: list[Any]) -> list[str]:
    assert all(set(r) == {"@odata.type", "id", "@removed"} for r in rows if "@removed" in r)
    return [r["id"] for r in rows if "@removed" in r]


def _times(day: str) -> dict[str, Any]:
    return {"start": at(f"{day}T09:00:00"), "end": at(f"{day}T10:00:00")}


def test_a_round_tells_what_is_in_the_window_and_the_next_only_what_changed(world: World) -> None:
    inside = world.post(EVENTS, event())
    world.post(EVENTS, event(**_times("2026-07-01")))
    rows, link = world.round(DELTA)
    assert [r["id"] for r in rows] == [inside["id"]]
    assert rows[0] | {"@odata.context": 0} == inside | {"@odata.type": "#microsoft.graph.event", "@odata.context": 0}
    assert world.round(link)[0] == []
    world.call("PATCH", f"{EVENTS}/{inside['id']}", json={"subject": "x"})
    new = world.post(EVENTS, event(subject="new"))
    rows, link = world.round(link)
    assert [(r["id"], r["subject"]) for r in rows] == [(inside["id"], "x"), (new["id"], "new")]
    world.call("DELETE", f"{EVENTS}/{new['id']}")
    world.call("PATCH", f"{EVENTS}/{inside['id']}", json=_times("2026-07-02"))
    rows, link = world.round(link)
    assert sorted(_gone(rows)) == sorted([inside["id"], new["id"]]), (
        "left the window or the calendar: it looks the same"
    )
    world.call("PATCH", f"{EVENTS}/{inside['id']}", json=_times("2026-03-02"))
    assert [r["id"] for r in world.round(link)[0]] == [inside["id"]]


def test_a_series_comes_whole_and_its_occurrences_with_nothing_but_times(world: World) -> None:
    master = world.post(EVENTS, weekly())
    rows, link = world.round(DELTA)
    assert rows[0]["id"] == master["id"]
    assert rows[0]["recurrence"] == master["recurrence"]
    assert [set(r) for r in rows[1:]] == [BRIEF] * 5
    assert {(r["type"], r["seriesMasterId"]) for r in rows[1:]} == {("occurrence", master["id"])}
    third = world.get(VIEW)["value"][2]
    world.call("PATCH", f"{EVENTS}/{third['id']}", json={"subject": "Dinner"})
    rows, link = world.round(link)
    assert [(r["type"], r.get("subject")) for r in rows] == [
        ("seriesMaster", "Lunch"),
        ("occurrence", None),
        ("occurrence", None),
        ("exception", "Dinner"),
        ("occurrence", None),
        ("occurrence", None),
    ]
    assert world.call("DELETE", f"{EVENTS}/{third['id']}").status_code == 204
    rows, link = world.round(link)
    assert (len(rows), _gone(rows)) == (5, []), "a deleted occurrence is told by its absence only"
    assert world.call("DELETE", f"{EVENTS}/{master['id']}").status_code == 204
    assert _gone(world.round(link)[0]) == [master["id"]]


def test_a_series_out_of_the_window(world: World) -> None:
    master = world.post(EVENTS, weekly())
    last = world.get(VIEW)["value"][4]
    _, link = world.round(DELTA)
    world.call("PATCH", f"{EVENTS}/{last['id']}", json=_times("2026-05-05"))
    rows, link = world.round(link)
    assert _gone(rows) == [last["id"]]
    shift = {"start": at("2026-06-01T12:00:00", "Europe/Paris"), "end": at("2026-06-01T13:00:00", "Europe/Paris")}
    assert world.call("PATCH", f"{EVENTS}/{master['id']}", json=shift).status_code == 200
    assert _gone(world.round(link)[0]) == [master["id"]]


def test_a_series_is_not_split_between_pages(world: World) -> None:
    for number in range(3):
        world.post(EVENTS, weekly(subject=f"s{number}"))
        world.post(EVENTS, event())
    page = world.call("GET", DELTA, headers={"Prefer": "odata.maxpagesize=2"})
    assert page.headers["Preference-Applied"] == "odata.maxpagesize=2"
    assert [r["type"] for r in page.json()["value"]] == ["seriesMaster", *["occurrence"] * 5]
    assert len(world.round(DELTA, Prefer="odata.maxpagesize=2")[0]) == 21
    assert len(world.round(DELTA)[0]) == 21


def test_a_first_round_tells_of_nothing_that_is_gone(world: World) -> None:
    for number in range(4):
        world.post(EVENTS, event(**_times(f"2026-0{3 + 3 * (number % 2)}-02")))
    rows, link = world.round(DELTA, Prefer="odata.maxpagesize=1")
    assert (len(rows), _gone(rows)) == (2, [])
    assert world.round(link)[0] == []


def test_ids_and_zones_follow_the_preferences(world: World) -> None:
    master = world.post(EVENTS, weekly(), headers=IMMUTABLE)
    prefer = 'IdType="ImmutableId", outlook.timezone="Tokyo Standard Time"'
    answer = world.call("GET", DELTA, headers={"Prefer": prefer + ", odata.maxpagesize=9"})
    applied = {p.strip() for p in answer.headers["Preference-Applied"].split(",")}
    assert applied == {'outlook.timezone="Tokyo Standard Time"', "odata.maxpagesize=9"}
    rows, link = world.round(DELTA, Prefer=prefer)
    assert {r.get("seriesMasterId") for r in rows} == {None, master["id"]}
    assert rows[1]["start"] == at("2026-03-16T20:00:00.0000000", "Tokyo Standard Time")
    world.call("DELETE", f"{EVENTS}/{master['id']}")
    assert _gone(world.round(link, Prefer=prefer)[0]) == [master["id"]]


@pytest.mark.parametrize(
    "option", ["$select=subject", "$expand=x", "$filter=subject eq 'x'", "$orderby=subject", "$search=x", "$top=5"]
)
def test_what_change_tracking_does_not_take_is_refused(shared: World, option: str) -> None:
    code = shared.error(400, "GET", f"{DELTA}&{option}")
    assert code == ("BadRequest" if "search" in option else "ErrorInvalidUrlQuery")


def test_tokens_expire_and_say_where_to_start_over(world: World) -> None:
    world.post(EVENTS, event())
    _, link = world.round(DELTA)
    world.microsoft.graph.expire_tokens(ANNA)
    answer = world.call("GET", link)
    assert (answer.status_code, answer.json()["error"]["code"]) == (410, "SyncStateNotFound")
    rows, link = world.round(answer.headers["Location"])
    assert len(rows) == 1
    world.microsoft.faults.add("expired_cursor", operation="calendarView/delta")
    answer = world.call("GET", link)
    assert answer.status_code == 410
    assert len(world.round(answer.headers["Location"])[0]) == 1


def test_foreign_tokens_are_refused(world: World) -> None:
    _, link = world.round(DELTA)
    token = link.split("=", 1)[-1]
    other = world.post(f"users/{ANNA}/calendars", {"name": "Team"})["id"]
    path = f"users/{ANNA}/calendars/{other}/calendarView/delta"
    assert world.error(400, "GET", f"{path}?$deltatoken={token}") == "BadRequest"
    contacts = world.get(f"users/{ANNA}/contactFolders/contacts/contacts/delta")["@odata.deltaLink"]
    foreign = contacts.split("=", 1)[-1]
    assert world.error(400, "GET", f"users/{ANNA}/calendarView/delta?$deltatoken={foreign}") == "BadRequest"
    assert world.error(400, "GET", f"users/{ANNA}/calendarView/delta?$deltatoken=xyz") == "ErrorInvalidUrlQuery"
    assert world.round(f"{path}?{SPRING}")[0] == []


def test_an_event_that_went_to_another_calendar_is_removed(world: World) -> None:
    made = world.post(EVENTS, event())
    _, link = world.round(DELTA)
    other = world.post(f"users/{ANNA}/calendars", {"name": "Team"})["id"]
    mailbox = world.microsoft.store.mailbox(ANNA)
    assert mailbox is not None
    item = mailbox.item(made["id"])
    assert item is not None
    mailbox.move_item(item, other)
    assert _gone(world.round(link)[0]) == [made["id"]]
    assert len(world.round(f"users/{ANNA}/calendars/{other}/calendarView/delta?{SPRING}")[0]) == 1
