"""$batch, throttling by mailbox, planned faults, and the log of calls."""

import threading
from typing import Any

import pytest
import requests

from tests.sandbox.microsoft_graph.conftest import ANNA, BEN, World
from tests.waiting import until

CONTACTS = f"users/{ANNA}/contacts"
JSON = {"Content-Type": "application/json"}


def _batch(world: World, *parts: dict[str, Any]) -> dict[str, Any]:
    """Replies by id, whatever their order."""
    answer = world.call("POST", "$batch", json={"requests": [{"id": str(i), **p} for i, p in enumerate(parts)]})
    assert answer.status_code == 200, answer.text
    return {r["id"]: r for r in answer.json()["responses"]}


def _create(surname: str) -> dict[str, Any]:
    return {"method": "POST", "url": f"/{CONTACTS}", "headers": JSON, "body": {"surname": surname}}


def test_twenty_parts_go_in_one_call_and_answer_in_any_order(world: World) -> None:
    body = {"requests": [{"id": str(n), **_create(f"s{n}")} for n in range(20)]}
    answer = world.call("POST", "$batch", json=body).json()["responses"]
    assert [r["id"] for r in answer] != [str(n) for n in range(20)]
    assert {r["id"]: r["body"]["surname"] for r in answer} == {str(n): f"s{n}" for n in range(20)}
    assert {r["status"] for r in answer} == {201}
    call = world.microsoft.calls.list("graph")[-1]
    assert (call.operation, call.units, call.write, call.target) == ("POST $batch [20 POST contacts]", 20, True, ANNA)


def test_parts_fail_on_their_own_and_take_down_what_depends_on_them(world: World) -> None:
    good = {"method": "GET", "url": f"/users/{ANNA.replace('@', '%40')}/contacts?%24top=1"}
    bad = {"method": "GET", "url": f"/{CONTACTS}/nonsense"}
    replies = _batch(world, good, bad, good | {"dependsOn": ["1"]}, good | {"dependsOn": ["0"]}, {**good, "url": "/x"})
    assert [replies[str(n)]["status"] for n in range(5)] == [200, 400, 424, 200, 400]
    assert replies["2"]["body"]["error"]["code"] == "FailedDependency"
    assert replies["1"]["body"]["error"]["code"] == "ErrorInvalidIdMalformed"


def test_parts_see_the_work_of_those_they_depend_on_and_keep_their_own_headers(world: World) -> None:
    immutable = {"Prefer": 'IdType="ImmutableId"'}
    replies = _batch(
        world,
        {"method": "GET", "url": f"/{CONTACTS}", "dependsOn": ["1"]},
        _create("Lee") | {"headers": JSON | immutable},
        {"method": "GET", "url": f"/{CONTACTS}", "headers": immutable, "dependsOn": ["1"]},
    )
    mutable, fixed = replies["0"]["body"]["value"][0]["id"], replies["2"]["body"]["value"][0]["id"]
    assert replies["1"]["body"]["id"] == fixed != mutable


@pytest.mark.parametrize(
    "requests_",
    [
        None,
        [],
        [{"id": str(n), "method": "GET", "url": "/users"} for n in range(21)],
        [{"id": "1", "method": "GET", "url": "/users"}] * 2,
        [{"method": "GET", "url": "/users"}],
        [{"id": "1", "method": "FETCH", "url": "/users"}],
        [{"id": "1", "method": "GET"}],
        [{"id": "1", "method": "GET", "url": "/users", "dependsOn": ["1"]}],
        [{"id": "1", "method": "GET", "url": "/users", "dependsOn": ["2"]}],
        [{"id": "1", "method": "POST", "url": f"/{CONTACTS}", "body": {}}],
        ["x"],
    ],
)
def test_malformed_batches_are_refused_whole(world: World, requests_: Any) -> None:
    assert world.error(400, "POST", "$batch", json={"requests": requests_}) == "BadRequest"


def test_a_batch_cannot_hold_a_batch(world: World) -> None:
    assert _batch(world, {"method": "POST", "url": "/$batch", "headers": JSON, "body": {}})["0"]["status"] == 400


def test_the_window_of_requests_is_counted_by_mailbox_and_by_part(world: World) -> None:
    world.microsoft.clock.stop()
    world.microsoft.graph.limits.requests = 3
    replies = _batch(world, *[_create(f"s{n}") for n in range(5)])
    assert sorted(r["status"] for r in replies.values()) == [201, 201, 201, 429, 429]
    refused = next(r for r in replies.values() if r["status"] == 429)
    assert refused["headers"]["Retry-After"] == "600"
    assert refused["body"]["error"]["code"] == "ApplicationThrottled"
    assert world.get(f"users/{BEN}/contacts")["value"] == []
    answer = world.call("GET", CONTACTS)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")
    world.microsoft.clock.advance(minutes=10)
    assert world.call("GET", CONTACTS).status_code == 200


def test_a_fifth_call_at_once_is_refused(world: World) -> None:
    world.microsoft.faults.add("latency", target=ANNA, times=4, seconds=0.6)
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(world.call("GET", CONTACTS).status_code)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    until(lambda: not world.microsoft.faults.planned())
    assert world.error(429, "GET", CONTACTS) == "ApplicationThrottled"
    assert world.get(f"users/{BEN}/contacts")["value"] == []
    for thread in threads:
        thread.join()
    assert statuses == [200] * 4


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("unauthorized", 401, "InvalidAuthenticationToken"),
        ("forbidden", 403, "ErrorAccessDenied"),
        ("throttled", 429, "ApplicationThrottled"),
        ("server_error", 500, "InternalServerError"),
        ("unavailable", 503, "ServiceUnavailable"),
        ("server_busy", 503, "ErrorServerBusy"),
        ("mailbox_moving", 503, "ErrorMailboxMoveInProgress"),
        ("quota", 507, "ErrorQuotaExceeded"),
    ],
)
def test_planned_faults_strike_once_alone_and_in_a_batch(world: World, kind: str, status: int, code: str) -> None:
    faults = world.microsoft.faults
    faults.add(kind, target=ANNA, operation="POST contacts", seconds=7)
    answer = world.call("POST", CONTACTS, json={"surname": "Lee"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert status not in (429, 503) or answer.headers["Retry-After"] == "7"
    faults.add(kind, target=ANNA, operation="POST contacts", after=1, seconds=7)
    replies = _batch(world, _create("a"), _create("b"), _create("c"))
    assert [replies[str(n)]["status"] for n in range(3)] == [201, status, 201]
    assert status not in (429, 503) or replies["1"]["headers"]["Retry-After"] == "7"


def test_an_expired_cursor_strikes_only_calls_with_a_token(world: World) -> None:
    path = f"users/{ANNA}/contactFolders/contacts/contacts/delta"
    world.microsoft.faults.add("expired_cursor", target=ANNA)
    link = world.get(path)["@odata.deltaLink"]
    answer = world.call("GET", link)
    assert answer.status_code == 410
    assert world.get(answer.headers["Location"])["value"] == []


@pytest.mark.parametrize("in_batch", [False, True])
def test_a_lost_reply_was_carried_out(world: World, in_batch: bool) -> None:
    world.microsoft.faults.add("lost_reply", target=ANNA, operation="POST contacts")
    with pytest.raises(requests.ConnectionError):
        if in_batch:
            _batch(world, _create("Lee"), {"method": "GET", "url": "/users"})
        else:
            world.call("POST", CONTACTS, json={"surname": "Lee"})
    assert [c["surname"] for c in world.get(CONTACTS)["value"]] == ["Lee"]


def test_a_malformed_reply_is_half_an_answer(world: World) -> None:
    for operation in ("GET contacts", r"POST \$batch"):
        world.microsoft.faults.add("malformed_reply", target=ANNA, operation=operation)
    with pytest.raises(requests.JSONDecodeError):
        world.call("GET", CONTACTS).json()
    with pytest.raises(requests.JSONDecodeError):
        _batch(world, {"method": "GET", "url": f"/{CONTACTS}"})


def test_the_token_endpoint_suffers_too(world: World) -> None:
    world.microsoft.faults.add("unavailable", target=world.client_id, seconds=3)
    url = f"{world.url}/{world.microsoft.entra.tenant_id}/oauth2/v2.0/token"
    answer = world.session.post(
        url, data={"grant_type": "client_credentials", "client_id": world.client_id}, timeout=20
    )
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")


def test_every_call_is_logged_with_its_purpose(world: World) -> None:
    contact = world.post(CONTACTS, {"surname": "Lee"})
    world.get(f"users/{ANNA}/contactFolders/contacts/contacts/delta")
    world.call("PATCH", f"{CONTACTS}/{contact['id']}", json={"surname": "Kim"})
    rows = [(c.operation, c.units, c.write, c.status) for c in world.microsoft.calls.list("graph", ANNA)]
    assert rows == [
        ("POST contacts", 1, True, 201),
        ("GET contactFolders/{id}/contacts/delta", 1, False, 200),
        ("PATCH contacts/{id}", 1, True, 200),
    ]
    shown = world.session.get(f"{world.url}/_sandbox/calls", timeout=20).json()
    assert shown["count"] == 3
