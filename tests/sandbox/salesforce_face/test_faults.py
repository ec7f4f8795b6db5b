"""Every planned fault as a client of Salesforce meets it."""

import time
from typing import Any

import pytest
import requests

from tests.sandbox.salesforce_face.conftest import ANN, BEN, World
from tests.sandbox.salesforce_face.test_collections import contact, send
from tests.sandbox.salesforce_face.test_composite import part
from tests.sandbox.salesforce_face.test_front import error


def count(world: World) -> int:
    return int(world.query("SELECT COUNT() FROM Contact")["totalSize"])


def test_unauthorized_once(world: World) -> None:
    world.faults.add("unauthorized", target=world.salesforce.org.id)
    reply = world.get("limits")
    assert error(reply, 401, "INVALID_SESSION_ID") == "Session expired or invalid"
    assert reply.headers["WWW-Authenticate"] == "Token"
    assert world.get("limits").ok


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("forbidden", 403, "API_DISABLED_FOR_ORG"),
        ("throttled", 429, "REQUEST_LIMIT_EXCEEDED"),
        ("server_error", 500, "UNKNOWN_EXCEPTION"),
        ("quota", 403, "REQUEST_LIMIT_EXCEEDED"),
    ],
)
def test_refusals(world: World, kind: str, status: int, code: str) -> None:
    world.faults.add(kind, operation="^POST sobjects/Contact$")
    assert world.get("limits").ok
    reply = world.call("POST", "sobjects/Contact", json={"LastName": "A"})
    assert error(reply, status, code)
    assert count(world) == 0


def test_unavailable_is_html_with_retry_after(world: World) -> None:
    world.faults.add("unavailable", seconds=7)
    reply = world.get("limits")
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "7")
    assert reply.headers["Content-Type"].startswith("text/html")


def test_a_fault_for_one_user_or_one_part_of_a_composite(world: World) -> None:
    world.faults.add("unauthorized", target=BEN)
    assert world.get("limits").ok
    world.faults.add("server_error", operation="PATCH composite/sobjects", target=ANN)
    assert world.get("limits").ok
    parts = [part("PATCH", "composite/sobjects", "a", {"records": []})]
    assert world.call("POST", "composite", json={"compositeRequest": parts}).status_code == 500


def test_latency_keeps_nobody_else_waiting(world: World) -> None:
    world.faults.add("latency", operation="^GET recent$", seconds=0.3)
    start = time.monotonic()
    assert world.get("recent").ok
    assert time.monotonic() - start >= 0.3


def test_row_lock_of_one_row_and_of_a_collection(world: World) -> None:
    made = world.contact()
    world.faults.add("row_lock", operation="PATCH")
    reply = world.call("PATCH", f"sobjects/Contact/{made}", json={"FirstName": "A"})
    assert error(reply, 400, "UNABLE_TO_LOCK_ROW") == f"unable to obtain exclusive access to this record: {made}"
    world.faults.add("row_lock", operation="POST composite/sobjects")
    results = send(world, "POST", [contact(LastName="A"), contact(LastName="B")])
    assert [row["errors"][0]["statusCode"] for row in results] == ["UNABLE_TO_LOCK_ROW"] * 2
    assert send(world, "POST", [contact(LastName="A")])[0]["success"]


def test_validation_rule_for_single_rows(world: World) -> None:
    world.faults.add("validation_rule", field="Phone", message="Phone numbers start with +")
    first, second = send(world, "POST", [contact(LastName="A"), contact(LastName="B")])
    problem = {
        "statusCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        "message": "Phone numbers start with +",
        "fields": ["Phone"],
    }
    assert first["errors"] == [problem]
    assert second["success"] is True
    made = second["id"]
    world.faults.add("validation_rule", operation=f"Contact {made}$", times=None)
    other = world.contact()
    assert world.call("PATCH", f"sobjects/Contact/{other}", json={"FirstName": "A"}).ok
    reply = world.call("PATCH", f"sobjects/Contact/{made}", json={"FirstName": "A"})
    assert error(reply, 400, "FIELD_CUSTOM_VALIDATION_EXCEPTION")
    composite = world.call(
        "POST",
        "composite",
        json={"compositeRequest": [part("PATCH", "composite/sobjects", "a", {"records": [contact(id=made)]})]},
    ).json()["compositeResponse"][0]
    assert composite["body"][0]["errors"][0]["statusCode"] == "FIELD_CUSTOM_VALIDATION_EXCEPTION"


def test_expired_cursors(world: World) -> None:
    for number in range(201):
        world.salesforce.org.as_user(world.users[ANN]).insert("Contact", {"LastName": f"N{number}"})
    first = world.query("SELECT Id FROM Contact", headers={"Sforce-Query-Options": "batchSize=200"})
    world.faults.add("expired_cursor", times=2)
    path = first["nextRecordsUrl"].removeprefix("/services/data/v67.0/")
    assert error(world.get(path), 400, "INVALID_QUERY_LOCATOR")
    window = {"start": "2026-11-20T08:00:00Z", "end": "2026-11-20T08:30:00Z"}
    assert error(world.get("sobjects/Contact/deleted", params=window), 400, "INVALID_REPLICATION_DATE")
    assert world.get(path).ok


def test_a_lost_reply_has_been_carried_out(world: World) -> None:
    world.faults.add("lost_reply", operation="POST sobjects/Contact")
    with pytest.raises(requests.ConnectionError):
        world.call("POST", "sobjects/Contact", json={"LastName": "Lost"})
    assert count(world) == 1


def test_a_malformed_reply_is_no_json(world: World) -> None:
    world.faults.add("malformed_reply", times=2)
    with pytest.raises(requests.JSONDecodeError):
        world.get("limits").json()
    with pytest.raises(requests.JSONDecodeError):
        world.call("DELETE", "sobjects/Contact/003").json()


def refresh(world: World) -> requests.Response:
    form = {"grant_type": "refresh_token", "client_id": "CID", "refresh_token": world.tokens["refresh_token"]}
    return world.session.post(f"{world.url}/services/oauth2/token", data=form)


@pytest.mark.parametrize(
    ("kind", "status", "text"),
    [
        ("unauthorized", 400, "expired access/refresh token"),
        ("unavailable", 503, "maintenance"),
        ("server_error", 500, "retry"),
    ],
)
def test_sign_in_suffers_only_faults_that_name_it(world: World, kind: str, status: int, text: str) -> None:
    world.faults.add(kind)
    assert refresh(world).ok
    world.faults.clear()
    world.faults.add(kind, operation="oauth2/token")
    reply = refresh(world)
    assert (reply.status_code, text in reply.text) == (status, True)
    assert refresh(world).ok


def test_a_rotated_refresh_token_can_get_lost(world: World) -> None:
    world.salesforce.add_app(name="R", client_id="ROT", rotate_refresh_tokens=True)
    token = world.salesforce.issue_tokens("ROT", ANN)["refresh_token"]
    form = {"grant_type": "refresh_token", "client_id": "ROT", "refresh_token": token}
    world.faults.add("lost_reply", operation=r"oauth2/token \[refresh_token\]")
    with pytest.raises(requests.ConnectionError):
        world.session.post(f"{world.url}/services/oauth2/token", data=form)
    assert world.session.post(f"{world.url}/services/oauth2/token", data=form).json()["error"] == "invalid_grant"


def test_faults_and_clock_by_the_admin_api(world: World) -> None:
    planned: dict[str, Any] = {"kind": "quota", "operation": "limits"}
    assert world.session.post(f"{world.url}/_sandbox/faults", json=planned).json()["kind"] == "quota"
    assert world.get("limits").status_code == 403
    world.session.post(f"{world.url}/_sandbox/clock", json={"advance": {"hours": 1}})
    assert "T10:00" in world.session.get(f"{world.url}/_sandbox/clock").json()["now"]
