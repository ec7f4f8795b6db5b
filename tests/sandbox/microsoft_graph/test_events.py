"""Events over HTTPS: every property, times and zones, limits, versions, ids, and what is refused."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.sandbox.microsoft_graph.conftest import ANNA, IMMUTABLE, World
from tests.sandbox.microsoft_graph.test_contacts import _conforms, _properties

EVENTS = f"users/{ANNA}/events"
STAMP = "String {66f5a359-4659-4830-9070-00040ec6ac6e} Name Stamp"


def at(text: str, zone: str = "UTC") -> dict[str, str]:
    return {"dateTime": text, "timeZone": zone}


def event(**more: Any) -> dict[str, Any]:
    """A body: one hour in Paris, on a Monday in winter."""
    times = {"start": at("2026-03-16T12:00:00", "Europe/Paris"), "end": at("2026-03-16T13:00:00", "Europe/Paris")}
    return {"subject": "Lunch"} | times | more


FULL: dict[str, Any] = {
    "subject": "Plan",
    "body": {"contentType": "html", "content": "<html><body><p>Agenda</p></body></html>"},
    "categories": ["Salesforce", "VIP"],
    "importance": "high",
    "sensitivity": "private",
    "showAs": "workingElsewhere",
    "isReminderOn": False,
    "reminderMinutesBeforeStart": 90,
    "responseRequested": False,
    "allowNewTimeProposals": False,
    "hideAttendees": True,
    "transactionId": "t-1",
}


def test_every_property_is_written_and_read(world: World) -> None:
    made = world.post(EVENTS, event(**FULL))
    read = world.get(f"{EVENTS}/{made['id']}")
    assert read == made
    assert {k: read[k] for k in FULL} == FULL
    assert (read["start"], read["end"]) == (at("2026-03-16T11:00:00.0000000"), at("2026-03-16T12:00:00.0000000"))
    assert (read["originalStartTimeZone"], read["type"], read["bodyPreview"]) == (
        "Europe/Paris",
        "singleInstance",
        "Agenda",
    )
    assert read["isOrganizer"]
    assert read["organizer"]["emailAddress"] == {"name": "Anna Keller", "address": ANNA}
    assert read["responseStatus"] == {"response": "organizer", "time": "0001-01-01T00:00:00Z"}


@pytest.mark.invites
def test_names_and_types_are_those_of_graphs_metadata(world: World, schemas: Path) -> None:
    loaded = orjson.loads((schemas / "graph" / "graph-v1.json").read_bytes())
    types, enums = loaded["types"], loaded["enums"]
    people = [{"emailAddress": {"address": "x@y.test"}, "type": "resource"}]
    pattern = {"type": "relativeYearly", "interval": 1, "daysOfWeek": ["monday"], "index": "third", "month": 3}
    series = {"pattern": pattern, "range": {"type": "noEnd", "startDate": "2026-03-16"}}
    for made in (
        world.post(EVENTS, event(**FULL, attendees=people)),
        world.post(EVENTS, event(recurrence=series, location={"displayName": "Bar"})),
    ):
        _conforms(types, "event", made)
        # Nothing but these is left out of what Graph shows without being asked.
        assert set(_properties(types, "event")) - set(made) <= {"originalStart", "cancelledOccurrences"}
        for name, enum in (("showAs", "freeBusyStatus"), ("sensitivity", "sensitivity"), ("type", "eventType")):
            assert made[name] in enums[enum]["members"]
    assert made["recurrence"]["pattern"] == pattern | {"dayOfMonth": 0, "firstDayOfWeek": "sunday"}
    for calendar in world.get(f"users/{ANNA}/calendars")["value"]:
        _conforms(types, "calendar", calendar)


def test_what_nobody_says_is_filled_in(world: World) -> None:
    made = world.post(EVENTS, event())
    expected = {
        "showAs": "busy",
        "sensitivity": "normal",
        "importance": "normal",
        "isAllDay": False,
        "isReminderOn": True,
        "reminderMinutesBeforeStart": 15,
        "attendees": [],
        "categories": [],
        "recurrence": None,
        "seriesMasterId": None,
        "body": {"contentType": "html", "content": ""},
        "locations": [],
        "isCancelled": False,
        "hasAttachments": False,
    }
    assert {k: made[k] for k in expected} == expected
    assert len(made["iCalUId"]) == 112


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (at("2026-07-01T09:30:00", "Romance Standard Time"), "2026-07-01T07:30:00.0000000"),
        (at("2026-01-01T09:30:00", "Europe/Paris"), "2026-01-01T08:30:00.0000000"),
        (at("2026-01-01T09:30:00.1234567", "Tokyo Standard Time"), "2026-01-01T00:30:00.1234560"),
        (at("2026-01-01T23:30:00", "UTC-11"), "2026-01-02T10:30:00.0000000"),
        (at("2026-01-01T09:30:00Z", "Europe/Paris"), "2026-01-01T09:30:00.0000000"),
        ({"dateTime": "2026-01-01T09:30:00"}, "2026-01-01T09:30:00.0000000"),
        (at("2026-01-01T09:30:00", "tzone://Microsoft/Utc"), "2026-01-01T09:30:00.0000000"),
    ],
)
def test_times_come_back_in_utc(shared: World, given: dict[str, str], shown: str) -> None:
    made = shared.post(EVENTS, event(start=given, end=at("2026-08-01T00:00:00")))
    assert made["start"] == at(shown)


def test_times_come_back_in_the_zone_that_is_preferred(world: World) -> None:
    made = world.post(EVENTS, event())
    for zone, local in (("Tokyo Standard Time", "20:00"), ("America/New_York", "07:00")):
        prefer = {"Prefer": f'outlook.timezone="{zone}"'}
        answer = world.call("GET", f"{EVENTS}/{made['id']}", headers=prefer)
        assert answer.json()["start"] == at(f"2026-03-16T{local}:00.0000000", zone)
        assert answer.headers["Preference-Applied"] == f'outlook.timezone="{zone}"'
    bad = {"Prefer": 'outlook.timezone="Mars Standard Time"'}
    assert world.error(400, "GET", EVENTS, headers=bad) == "TimeZoneNotSupportedException"


def test_bodies_are_pages_unless_text_is_preferred(world: World) -> None:
    text = world.post(EVENTS, event(body={"contentType": "text", "content": "a < b\nc"}))
    html = world.post(EVENTS, event(body={"contentType": "HTML", "content": "<p>Hi</p><script>x()</script>"}))
    assert "a &lt; b<br>" in text["body"]["content"]
    assert html["body"]["content"].startswith("<html><head>"), "Exchange makes a page of a fragment"
    assert html["bodyPreview"] == "Hi"
    prefer = {"Prefer": 'outlook.body-content-type="text"'}
    assert world.get(f"{EVENTS}/{text['id']}", headers=prefer)["body"] == {"contentType": "text", "content": "a < b\nc"}
    assert world.get(f"{EVENTS}/{html['id']}", headers=prefer)["body"] == {"contentType": "text", "content": "Hi"}


def test_all_day_events_run_from_midnight_to_midnight_whatever_the_zone(world: World) -> None:
    days = {"start": at("2026-03-28T00:00:00", "Europe/Paris"), "end": at("2026-03-30T00:00:00", "Europe/Paris")}
    made = world.post(EVENTS, event(**days, isAllDay=True))
    assert made["showAs"] == "free"
    for zone in ("UTC", "Tokyo Standard Time", "Hawaiian Standard Time"):
        read = world.get(f"{EVENTS}/{made['id']}", headers={"Prefer": f'outlook.timezone="{zone}"'})
        assert read["start"] == at("2026-03-28T00:00:00.0000000", zone)
        assert read["end"] == at("2026-03-30T00:00:00.0000000", zone)
    path = f"{EVENTS}/{made['id']}"
    moved = world.call("PATCH", path, json={"start": at("2026-03-29T00:00:00")}).json()
    assert (moved["start"], moved["end"]) == (at("2026-03-29T00:00:00.0000000"), at("2026-03-30T00:00:00.0000000"))
    timed = {"isAllDay": False, "start": at("2026-03-29T09:00:00"), "end": at("2026-03-29T10:00:00")}
    back = world.call("PATCH", path, json=timed).json()
    assert (back["isAllDay"], back["start"]) == (False, at("2026-03-29T09:00:00.0000000"))
    assert world.error(400, "PATCH", path, json={"isAllDay": True}) == "ErrorInvalidRequest"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"start": None}, "ErrorPropertyValidationFailure"),
        ({"end": at("2026-03-15T00:00:00")}, "ErrorPropertyValidationFailure"),
        ({"start": at("2026-03-16T12:00:00", "Greenwich Mean Time")}, "TimeZoneNotSupportedException"),
        ({"start": at("2026-13-16T12:00:00")}, "ErrorInvalidRequest"),
        ({"start": at("2026-03-16")}, "ErrorInvalidRequest"),
        ({"start": at("0001-01-01T00:00:00")}, "ErrorInvalidRequest"),
        ({"end": at("9999-12-31T23:59:59")}, "ErrorInvalidRequest"),
        ({"start": "2026-03-16T12:00:00Z"}, "RequestBodyRead"),
        ({"start": {"dateTime": 5, "timeZone": "UTC"}}, "ErrorInvalidRequest"),
        ({"start": {"dateTime": "2026-03-16T12:00:00", "zone": "UTC"}}, "RequestBodyRead"),
        ({"isAllDay": True}, "ErrorInvalidRequest"),
        ({"isAllDay": "yes"}, "RequestBodyRead"),
        ({"subject": "x" * 256}, "ErrorPropertyValidationFailure"),
        ({"showAs": "away"}, "RequestBodyRead"),
        ({"sensitivity": 3}, "RequestBodyRead"),
        ({"reminderMinutesBeforeStart": -1}, "ErrorPropertyValidationFailure"),
        ({"reminderMinutesBeforeStart": "15"}, "RequestBodyRead"),
        ({"body": "text"}, "RequestBodyRead"),
        ({"body": {"contentType": "rtf", "content": ""}}, "RequestBodyRead"),
        ({"attendees": [{"emailAddress": {"name": "nobody"}}]}, "ErrorInvalidRecipients"),
        ({"attendees": ["x@y.test"]}, "RequestBodyRead"),
        ({"attendees": [{"emailAddress": {"address": f"a{n}@y.test"}} for n in range(501)]}, None),
        ({"colour": "red"}, "RequestBodyRead"),
        ({"location": "Bar"}, "RequestBodyRead"),
        ({"singleValueExtendedProperties": [{"id": "String x", "value": ""}]}, "ErrorInvalidExtendedProperty"),
    ],
)
def test_what_cannot_be_is_refused(shared: World, change: dict[str, Any], code: str | None) -> None:
    code = code or "ErrorExceededMaxRecipientLimit"
    before = shared.call("GET", f"{EVENTS}/$count").text
    assert shared.error(400, "POST", EVENTS, json=event(**change)) == code
    assert shared.call("GET", f"{EVENTS}/$count").text == before
    made = shared.post(EVENTS, event())
    if change != {"start": None}:
        assert shared.error(400, "PATCH", f"{EVENTS}/{made['id']}", json=change) == code
    assert shared.get(f"{EVENTS}/{made['id']}") == made
    assert len(shared.microsoft.store.outgoing) == 0


def test_places(world: World) -> None:
    rooms = [{"displayName": "Room 3"}, {"displayName": "Café", "address": {"city": "Ulm"}}]
    made = world.post(EVENTS, event(location={"displayName": "Room 3; Café"}, locations=rooms))
    assert made["location"]["displayName"] == "Room 3; Café"
    assert [p["displayName"] for p in made["locations"]] == ["Room 3", "Café"]
    assert made["locations"][1]["address"] == {"city": "Ulm"}
    path = f"{EVENTS}/{made['id']}"
    one = world.call("PATCH", path, json={"location": {"displayName": "Bar"}}).json()
    assert [p["displayName"] for p in (one["location"], *one["locations"])] == ["Bar", "Bar"]
    none = world.call("PATCH", path, json={"location": {"displayName": ""}}).json()
    assert (none["location"]["displayName"], none["locations"]) == ("", [])


def test_a_transaction_makes_one_event_however_often_it_is_sent(world: World) -> None:
    first = world.post(EVENTS, event(transactionId="t-9"))
    again = world.post(f"users/{ANNA}/calendar/events", event(transactionId="t-9"))
    assert again == first
    other = event(transactionId="t-9", subject="Other")
    assert world.error(400, "POST", EVENTS, json=other) == "ErrorDuplicateTransactionId"
    world.call("PATCH", f"{EVENTS}/{first['id']}", json={"subject": "Edited since"})
    assert world.post(EVENTS, event(transactionId="t-9"))["subject"] == "Edited since"
    assert world.call("DELETE", f"{EVENTS}/{first['id']}").status_code == 204
    assert world.post(EVENTS, event(transactionId="t-9"))["id"] != first["id"]
    path = f"{EVENTS}/{world.post(EVENTS, event())['id']}"
    assert world.error(400, "PATCH", path, json={"transactionId": "t-9"}) == "ErrorInvalidRequest"


def test_versions_and_ids(world: World) -> None:
    made = world.post(EVENTS, event())
    path = f"{EVENTS}/{made['id']}"
    changed = world.call("PATCH", path, json={"subject": "x"}, headers={"If-Match": made["@odata.etag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] == changed.json()["@odata.etag"] != made["@odata.etag"]
    for method in ("PATCH", "DELETE"):
        stale = {"If-Match": made["@odata.etag"]}
        code = world.error(412, method, path, json={"subject": "y"}, headers=stale)
        assert code == "ErrorIrresolvableConflict"
    fixed = world.get(path, headers=IMMUTABLE)["id"]
    assert fixed != made["id"]
    assert world.call("DELETE", f"{EVENTS}/{fixed}").status_code == 204
    assert world.error(404, "GET", path) == "ErrorItemNotFound"
    assert world.error(404, "GET", f"users/{ANNA}/calendar/events/{made['id']}") == "ErrorItemNotFound"
    assert world.error(400, "GET", f"{EVENTS}/nonsense") == "ErrorInvalidIdMalformed"


def test_extended_properties_are_set_read_found_and_cleared(world: World) -> None:
    made = world.post(EVENTS, event(singleValueExtendedProperties=[{"id": STAMP, "value": "s1"}]))
    world.post(EVENTS, event())
    expand = f"$expand=singleValueExtendedProperties($filter=id eq '{STAMP}')"
    found = f"$filter=singleValueExtendedProperties/any(e: e/id eq '{STAMP}' and e/value eq 's1')"
    (row,) = world.get(f"{EVENTS}?{found}&{expand}")["value"]
    assert (row["id"], row["singleValueExtendedProperties"]) == (made["id"], [{"id": STAMP, "value": "s1"}])
    empty = {"singleValueExtendedProperties": [{"id": STAMP, "value": None}]}
    assert world.call("PATCH", f"{EVENTS}/{made['id']}", json=empty).status_code == 200
    assert world.get(f"{EVENTS}?{found}")["value"] == []


def test_lists_are_filtered_ordered_trimmed_and_paged(world: World) -> None:
    for hour in (15, 9, 12):
        times = {"start": at(f"2026-03-16T{hour:02}:00:00"), "end": at("2026-03-16T18:00:00")}
        world.post(EVENTS, event(subject=f"at {hour}", **times))
    page = world.get(f"{EVENTS}?$orderby=start/dateTime desc&$select=subject&$top=2&$count=true")
    assert [r["subject"] for r in page["value"]] == ["at 15", "at 12"]
    assert set(page["value"][0]) == {"@odata.etag", "id", "subject"}
    assert page["@odata.count"] == 3
    assert [r["subject"] for r in world.get(page["@odata.nextLink"])["value"]] == ["at 9"]
    late = world.get(f"{EVENTS}?$filter=start/dateTime ge '2026-03-16T12:00:00' and type eq 'singleInstance'")
    assert sorted(r["subject"] for r in late["value"]) == ["at 12", "at 15"]
    assert world.call("GET", f"{EVENTS}/$count").text == "3"
    assert world.error(400, "GET", f"{EVENTS}?$orderby=nothing/dateTime") == "BadRequest"


def test_permissions(world: World) -> None:
    made = world.post(EVENTS, event())
    app = world.microsoft.entra.app(world.client_id)
    assert app is not None
    for roles, read, write in ((("Calendars.Read",), 200, 403), (("Contacts.ReadWrite",), 403, 403)):
        other = world.microsoft.entra.register_app("Other", secret="other~secret", roles=roles)
        issuer = f"{world.url}/{world.microsoft.entra.tenant_id}/v2.0"
        token = world.microsoft.entra.app_token(other, "https://graph.microsoft.com", issuer)
        headers = {"Authorization": f"Bearer {token}"}
        for path in (EVENTS, f"users/{ANNA}/calendars"):
            assert world.call("GET", path, headers=headers).status_code == read
        assert world.call("PATCH", f"{EVENTS}/{made['id']}", json={}, headers=headers).status_code == write


def test_a_batch_of_events(world: World) -> None:
    parts: list[dict[str, Any]] = [
        {"id": "1", "method": "POST", "url": f"/{EVENTS}", "body": event()},
        {"id": "2", "method": "POST", "url": f"/{EVENTS}", "body": event(end=at("2020-01-01T00:00:00"))},
        {"id": "3", "method": "GET", "url": f"/{EVENTS}?$select=subject", "dependsOn": ["1"]},
    ]
    for part in parts:
        part["headers"] = {"Content-Type": "application/json"}
    rows = world.call("POST", "$batch", json={"requests": parts}).json()["responses"]
    by_id = {row["id"]: row for row in rows}
    assert [by_id[i]["status"] for i in "123"] == [201, 400, 200]
    assert [r["subject"] for r in by_id["3"]["body"]["value"]] == ["Lunch"]
