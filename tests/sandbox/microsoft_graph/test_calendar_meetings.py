"""Meetings over HTTPS: who is told what, and how answers flow back. Graph tells people whatever the client wants."""

from typing import Any

import pytest

from tests.sandbox.microsoft_graph.conftest import ANNA, BEN, World
from tests.sandbox.microsoft_graph.test_calendar_series import VIEW, weekly
from tests.sandbox.microsoft_graph.test_events import EVENTS, STAMP, at, event

pytestmark = pytest.mark.invites

OUTSIDE = "zoe@elsewhere.test"
BENS = f"users/{BEN}/events"


def people(*addresses: str) -> list[dict[str, Any]]:
    return [{"emailAddress": {"address": a, "name": a.split("@")[0]}, "type": "required"} for a in addresses]


def told(world: World) -> list[tuple[str, str]]:
    """Kind and receiver of all that was sent since it was last asked."""
    outgoing = world.microsoft.store.outgoing
    found = sorted((sent.kind, sent.to) for sent in outgoing)
    outgoing.clear()
    return found


def bens_copy(world: World) -> dict[str, Any]:
    (copy,) = world.get(BENS)["value"]
    return dict(copy)


def test_a_new_meeting_invites_and_reaches_the_calendars_here(world: World) -> None:
    world.post(EVENTS, event())
    assert told(world) == []
    made = world.post(EVENTS, event(attendees=people(BEN, OUTSIDE), reminderMinutesBeforeStart=30))
    assert told(world) == [("request", BEN), ("request", OUTSIDE)]
    copy = bens_copy(world)
    same = ("subject", "start", "end", "iCalUId", "attendees", "organizer")
    assert {k: copy[k] for k in same} == {k: made[k] for k in same}
    assert copy["id"] != made["id"]
    assert (copy["isOrganizer"], copy["showAs"], copy["responseStatus"]["response"]) == (
        False,
        "tentative",
        "notResponded",
    )


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Dinner"},
        {"location": {"displayName": "Bar"}},
        {"body": {"contentType": "text", "content": "news"}},
        {"start": at("2026-03-16T10:00:00"), "end": at("2026-03-16T11:00:00")},
    ],
)
def test_what_people_would_see_is_told(world: World, change: dict[str, Any]) -> None:
    made = world.post(EVENTS, event(attendees=people(BEN, OUTSIDE)))
    told(world)
    changed = world.call("PATCH", f"{EVENTS}/{made['id']}", json=change).json()
    assert told(world) == [("update", BEN), ("update", OUTSIDE)]
    copy = bens_copy(world)
    assert all(copy[name] == changed[name] for name in change)


@pytest.mark.parametrize(
    "change",
    [
        {"categories": ["Salesforce"]},
        {"reminderMinutesBeforeStart": 5},
        {"isReminderOn": False},
        {"showAs": "oof"},
        {"sensitivity": "private"},
        {"importance": "high"},
        {"singleValueExtendedProperties": [{"id": STAMP, "value": "s1"}]},
        {"subject": "Lunch", "location": {"displayName": ""}},
        {},
    ],
)
def test_what_is_ones_own_is_not_told(shared: World, change: dict[str, Any]) -> None:
    made = shared.post(EVENTS, event(attendees=people(BEN)))
    told(shared)
    assert shared.call("PATCH", f"{EVENTS}/{made['id']}", json=change).status_code == 200
    assert told(shared) == []


def test_attendees_come_and_go(world: World) -> None:
    made = world.post(EVENTS, event(attendees=people(BEN)))
    told(world)
    path = f"{EVENTS}/{made['id']}"
    world.call("PATCH", path, json={"attendees": people(BEN, OUTSIDE)})
    assert told(world) == [("request", OUTSIDE)], "only those that changed"
    world.call("PATCH", path, json={"attendees": people(OUTSIDE), "subject": "x"})
    assert told(world) == [("cancel", BEN), ("update", OUTSIDE)]
    assert bens_copy(world)["isCancelled"]


def test_answers_flow_back_and_survive_a_change_of_attendees(world: World) -> None:
    made = world.post(EVENTS, event(attendees=people(BEN, OUTSIDE)))
    copy = bens_copy(world)
    told(world)
    for action, answer in (("tentativelyAccept", "tentativelyAccepted"), ("accept", "accepted")):
        sent = world.call("POST", f"{BENS}/{copy['id']}/{action}", json={"comment": "ok", "sendResponse": True})
        assert (sent.status_code, sent.content) == (202, b"")
        assert told(world) == [("response", ANNA)]
        read = world.get(f"{EVENTS}/{made['id']}")
        statuses = [a["status"]["response"] for a in read["attendees"]]
        assert statuses == [answer, "none"]
        assert bens_copy(world)["responseStatus"]["response"] == answer
    world.call("PATCH", f"{EVENTS}/{made['id']}", json={"attendees": [*people(BEN), *people("c@x.test")]})
    read = world.get(f"{EVENTS}/{made['id']}")
    assert [a["status"]["response"] for a in read["attendees"]] == ["accepted", "none"]
    told(world)
    assert world.call("POST", f"{BENS}/{copy['id']}/decline", json={"sendResponse": False}).status_code == 202
    assert told(world) == []
    assert world.get(BENS)["value"] == []


def test_answers_that_cannot_be(world: World) -> None:
    made = world.post(EVENTS, event(attendees=people(BEN), allowNewTimeProposals=False))
    copy = bens_copy(world)
    slot = {"start": at("2026-03-17T10:00:00"), "end": at("2026-03-17T11:00:00")}
    told(world)
    for path, body in (
        (f"{EVENTS}/{made['id']}/accept", {}),
        (f"{BENS}/{copy['id']}/accept", {"sendResponse": False, "comment": ""}),
        (f"{BENS}/{copy['id']}/decline", {"sendResponse": False, "proposedNewTime": slot}),
        (f"{BENS}/{copy['id']}/decline", {"proposedNewTime": {"start": None}}),
        (f"{BENS}/{copy['id']}/cancel", {"comment": "x"}),
    ):
        assert world.error(400, "POST", path, json=body) == "ErrorInvalidRequest"
    wrong: list[dict[str, Any]] = [{"sendResponse": "no"}, {"colour": "red"}, {"comment": 5}]
    for bad in wrong:
        assert world.error(400, "POST", f"{BENS}/{copy['id']}/accept", json=bad) == "RequestBodyRead"
    assert told(world) == []


@pytest.mark.parametrize("way", ["delete", "cancel"])
def test_the_organisers_meeting_is_called_off(world: World, way: str) -> None:
    made = world.post(EVENTS, event(attendees=people(BEN, OUTSIDE)))
    told(world)
    if way == "delete":
        assert world.call("DELETE", f"{EVENTS}/{made['id']}").status_code == 204
    else:
        assert world.call("POST", f"{EVENTS}/{made['id']}/cancel", json={"Comment": "sorry"}).status_code == 202
    assert told(world) == [("cancel", BEN), ("cancel", OUTSIDE)]
    assert world.get(EVENTS)["value"] == []
    copy = bens_copy(world)
    assert (copy["isCancelled"], copy["subject"], copy["showAs"]) == (True, "Canceled: Lunch", "free")
    assert world.call("DELETE", f"{BENS}/{copy['id']}").status_code == 204
    assert told(world) == []


def test_an_attendee_changes_only_the_own_copy(world: World) -> None:
    made = world.post(EVENTS, event(attendees=people(BEN)))
    told(world)
    path = f"{BENS}/{bens_copy(world)['id']}"
    assert world.call("PATCH", path, json={"subject": "mine", "categories": ["x"]}).status_code == 200
    assert world.get(f"{EVENTS}/{made['id']}")["subject"] == "Lunch"
    assert world.call("DELETE", path).status_code == 204
    assert told(world) == []
    assert world.get(f"{EVENTS}/{made['id']}")["attendees"][0]["status"]["response"] == "none"


def test_one_occurrence_of_a_meeting(world: World) -> None:
    world.post(EVENTS, weekly(attendees=people(BEN)))
    assert told(world) == [("request", BEN)]
    rows = world.get(VIEW)["value"]
    world.call("PATCH", f"{EVENTS}/{rows[1]['id']}", json={"categories": ["x"]})
    assert told(world) == []
    move = {"start": at("2026-03-24T18:00:00"), "end": at("2026-03-24T19:00:00")}
    world.call("PATCH", f"{EVENTS}/{rows[1]['id']}", json=move)
    assert [s.original_start.isoformat() for s in world.microsoft.store.outgoing if s.original_start] == [
        "2026-03-23T11:00:00+00:00"
    ]
    assert told(world) == [("update", BEN)]
    assert world.call("DELETE", f"{EVENTS}/{rows[2]['id']}").status_code == 204
    assert told(world) == [("cancel", BEN)]
    copies = world.get(VIEW.replace(ANNA, BEN))["value"]
    assert [(c["start"]["dateTime"][5:13], c["isCancelled"]) for c in copies] == [
        ("03-16T11", False),
        ("03-24T18", False),
        ("03-30T10", True),
        ("04-06T10", False),
        ("04-13T10", False),
    ]
    assert world.call("POST", f"{BENS}/{copies[0]['id']}/accept").status_code == 202
    assert told(world) == [("response", ANNA)]
    responses = [r["attendees"][0]["status"]["response"] for r in world.get(VIEW)["value"]]
    assert responses == ["accepted", "none", "none", "none"]


def test_forwarding_invites(world: World) -> None:
    made = world.post(EVENTS, event(attendees=people(BEN)))
    told(world)
    recipients = [{"emailAddress": {"address": OUTSIDE, "name": "Zoë"}}]
    path = f"{EVENTS}/{made['id']}/forward"
    assert world.call("POST", path, json={"ToRecipients": recipients, "Comment": "x"}).status_code == 202
    assert told(world) == [("request", OUTSIDE)]
    assert world.error(400, "POST", path, json={"toRecipients": []}) == "ErrorInvalidRecipients"
    copy = f"{BENS}/{bens_copy(world)['id']}/forward"
    assert world.error(400, "POST", copy, json={"toRecipients": recipients}) == "ErrorInvalidRequest"


def test_a_repeated_transaction_does_not_invite_again(world: World) -> None:
    for _ in range(2):
        world.post(EVENTS, event(attendees=people(BEN), transactionId="t-1"))
    assert told(world) == [("request", BEN)]


def test_a_stale_write_tells_nobody(world: World) -> None:
    made = world.post(EVENTS, event(attendees=people(BEN)))
    told(world)
    path = f"{EVENTS}/{made['id']}"
    world.call("PATCH", path, json={"categories": ["x"]})
    stale = {"If-Match": made["@odata.etag"]}
    assert world.error(412, "PATCH", path, json={"subject": "y"}, headers=stale) == "ErrorIrresolvableConflict"
    assert world.error(412, "DELETE", path, headers=stale) == "ErrorIrresolvableConflict"
    assert told(world) == []
