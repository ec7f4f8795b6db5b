"""What holds for every call under /services/data: versions, sessions, headers, quota, forms of error."""

import gzip
import json
import re
from typing import Any

import pytest
import requests

from tests.sandbox.salesforce_face.conftest import ANN, BEN, World


def error(reply: requests.Response, status: int, code: str) -> str:
    """The message of the one error of a reply with this status and code."""
    assert reply.status_code == status, reply.text
    (one,) = reply.json()
    assert one["errorCode"] == code
    assert re.fullmatch(r"api-usage=\d+/\d+", reply.headers["Sforce-Limit-Info"])
    assert reply.headers["Content-Type"] == "application/json;charset=UTF-8"
    return str(one["message"])


def test_versions_are_listed_without_a_session_ascending(world: World) -> None:
    for path in ("/services/data", "/services/data/"):
        versions = world.session.get(world.url + path).json()
        assert versions[0] == {"label": "Summer '14", "url": "/services/data/v31.0", "version": "31.0"}
        assert versions[-1] == {"label": "Summer '26", "url": "/services/data/v67.0", "version": "67.0"}
        assert {"label": "Spring '26", "url": "/services/data/v66.0", "version": "66.0"} in versions
        assert len(versions) == 37


@pytest.mark.parametrize(("version", "status"), [("30.0", 410), ("68.0", 404), ("59", 404), ("x", 404)])
def test_versions_not_served(world: World, version: str, status: int) -> None:
    assert world.get("limits", version=version).status_code == status


@pytest.mark.parametrize(
    ("path", "first"),
    [("sobjects/Contact/listviews", 32), ("composite", 38), ("limits/recordCount", 40), ("composite/sobjects", 42)],
)
def test_resources_younger_than_the_version(world: World, path: str, first: int) -> None:
    assert error(world.get(path, version=f"{first - 1}.0"), 404, "NOT_FOUND")
    assert world.get(path, version=f"{first}.0").status_code in (200, 405)


@pytest.mark.parametrize("header", ["", "Bearer nonsense", "OAuth", "Bearer"])
def test_without_a_living_session(world: World, header: str) -> None:
    reply = world.get("sobjects", headers={"Authorization": header})
    assert error(reply, 401, "INVALID_SESSION_ID") == "Session expired or invalid"
    assert reply.headers["WWW-Authenticate"] == "Token"


def test_other_authorization_schemes(world: World) -> None:
    assert error(world.get("sobjects", headers={"Authorization": "Digest x"}), 401, "INVALID_AUTH_HEADER")


def test_a_session_without_the_api_scope(world: World) -> None:
    tokens = world.salesforce.issue_tokens("CID", ANN, ["id"])
    reply = world.get("sobjects", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert "not valid for use with the REST API" in error(reply, 401, "INVALID_SESSION_ID")


def test_the_word_oauth_before_the_token(world: World) -> None:
    assert world.get("limits", headers={"Authorization": f"OAuth {world.tokens['access_token']}"}).ok


def test_resources_name_the_identity(world: World) -> None:
    for path in ("", "/"):
        found = world.session.get(
            f"{world.url}/services/data/v67.0{path}",
            headers={"Authorization": f"Bearer {world.tokens['access_token']}"},
        ).json()
        assert found["identity"] == world.tokens["id"]
        assert found["sobjects"] == "/services/data/v67.0/sobjects"
        assert {"query", "composite", "limits", "recent", "search", "jobs", "parameterizedSearch"} <= set(found)


@pytest.mark.parametrize(
    "path", ["nonsense", "sobjects/Nonsense", "sobjects/Contact/a/b/c", "sobjects/Nonsense/describe"]
)
def test_unknown_paths(world: World, path: str) -> None:
    assert error(world.get(path), 404, "NOT_FOUND") == "The requested resource does not exist"


def test_unknown_services_outside_rest(world: World) -> None:
    assert world.session.get(f"{world.url}/services/async/59.0/job").json()[0]["errorCode"] == "NOT_FOUND"


@pytest.mark.parametrize(("method", "path"), [("PUT", "sobjects/Contact"), ("POST", "query"), ("DELETE", "limits")])
def test_methods_not_allowed(world: World, method: str, path: str) -> None:
    assert f"HTTP Method '{method}' not allowed" in error(world.call(method, path), 405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"LastName": NaN}', b'{"LastName": "\\ud800"}', b"[" * 90_000])
def test_bodies_that_are_no_json(world: World, body: bytes) -> None:
    reply = world.call("POST", "sobjects/Contact", data=body, headers={"Content-Type": "application/json"})
    assert error(reply, 400, "JSON_PARSER_ERROR")


@pytest.mark.parametrize("body", ["[]", '"x"', "3", "null", ""])
def test_bodies_that_are_no_object(world: World, body: str) -> None:
    reply = world.call("POST", "sobjects/Contact", data=body, headers={"Content-Type": "application/json"})
    assert error(reply, 400, "JSON_PARSER_ERROR")


def test_other_content_types(world: World) -> None:
    reply = world.call("POST", "sobjects/Contact", data="LastName=X", headers={"Content-Type": "text/plain"})
    assert error(reply, 415, "UNSUPPORTED_MEDIA_TYPE")


def test_zipped_bodies(world: World) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    body = gzip.compress(json.dumps({"LastName": "Zipped"}).encode())
    assert world.call("POST", "sobjects/Contact", data=body, headers=headers).status_code == 201
    assert error(world.call("POST", "sobjects/Contact", data=b"no zip", headers=headers), 400, "INVALID_INPUT")


def test_addresses_and_headers_too_long(world: World) -> None:
    long = world.get("query", params={"q": "SELECT Id FROM Contact WHERE LastName = '" + "x" * 17_000 + "'"})
    assert (long.status_code, long.headers["Content-Type"]) == (414, "text/html;charset=UTF-8")
    assert world.get("limits", headers={"X-Long": "x" * 17_000}).status_code == 431


def test_pretty_print(world: World) -> None:
    assert "\n" not in world.get("limits").text
    assert "\n  " in world.get("limits", headers={"X-PrettyPrint": "1"}).text


def test_usage_is_counted_and_announced(world: World) -> None:
    world.salesforce.quota = 500
    for used in (1, 2):
        assert world.get("limits").headers["Sforce-Limit-Info"] == f"api-usage={used}/500"
    assert world.get("limits").json()["DailyApiRequests"] == {"Max": 500, "Remaining": 497}
    assert world.get("nonsense").headers["Sforce-Limit-Info"] == "api-usage=4/500"
    world.clock.advance(minutes=100)
    assert world.salesforce.used == 4
    world.clock.advance(hours=23)
    assert world.salesforce.used == 0


def test_a_quota_used_up_refuses_every_call(world: World) -> None:
    world.salesforce.quota = 1
    assert world.get("limits").ok
    assert error(world.get("limits"), 403, "REQUEST_LIMIT_EXCEEDED") == "TotalRequests Limit exceeded."
    world.salesforce.quota = 2
    assert world.get("limits").ok


def test_limits_and_record_counts(world: World) -> None:
    world.contact()
    limits = world.get("limits/").json()
    assert set(limits["DataStorageMB"]) == {"Max", "Remaining"}
    counted = world.get("limits/recordCount", params={"sObjects": "Contact,Lead"}).json()
    assert {"count": 1, "name": "Contact"} in counted["sObjects"]


def test_recent_rows(world: World) -> None:
    made = world.contact()
    world.get(f"sobjects/Contact/{made}")
    rows = world.get("recent", params={"limit": "5"}).json()
    assert rows[0]["Id"] == made
    assert rows[0]["attributes"]["type"] == "Contact"
    assert world.get("recent", params={"limit": "many"}).status_code == 400


def test_the_log_names_operations_rows_and_writes(world: World) -> None:
    made = world.contact()
    world.query("SELECT Id FROM Contact")
    entries: list[dict[str, Any]] = [
        {"method": "GET", "url": "/services/data/v67.0/query?q=SELECT+Id+FROM+Contact", "referenceId": "a"},
        {"method": "PATCH", "url": f"/services/data/v67.0/sobjects/Contact/{made}", "referenceId": "b", "body": {}},
    ]
    world.call("POST", "composite", json={"compositeRequest": entries})
    seen = [(c.operation, c.write) for c in world.calls.list("salesforce", world.salesforce.org.id)]
    assert seen == [
        ("POST sobjects/Contact", True),
        ("GET query", False),
        ("POST composite [GET query, PATCH sobjects/Contact/{record_id}]", True),
    ]


def test_the_user_of_a_token_sees_through_own_eyes(world: World) -> None:
    tokens = world.salesforce.issue_tokens("CID", BEN)
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert world.get("", headers=headers).json()["identity"] == tokens["id"]
