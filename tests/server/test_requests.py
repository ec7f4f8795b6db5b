"""What no request may look like, and what every answer carries."""

import json
from typing import Any

import pytest
import requests

from tests.server.deployment import API, Deployment, User


def _post(user: User, data: bytes, **headers: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {user.token}", "Content-Type": "application/json", **headers}
    return requests.post(f"{user.url}{API}/session/setup", data=data, headers=headers, timeout=30)


@pytest.fixture(scope="module")
def anna(running_deployment: Deployment) -> User:
    return running_deployment.user("graph")


GOOD: dict[str, Any] = {"step": "preview"}


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"{", 400, "bad_request"),
        (b"\xff\xfe", 400, "bad_request"),
        (b'{"step": NaN}', 400, "bad_request"),
        (b'{"step": Infinity}', 400, "bad_request"),
        (b'{"step": "preview"} x', 400, "bad_request"),
        (b"[" * 30 + b"]" * 30, 400, "bad_request"),
        (b"[" * 100_000, 400, "bad_request"),
        (b'{"a":' * 30 + b"1" + b"}" * 30, 400, "bad_request"),
        (b'{"step": "' + b"x" * 300_000 + b'"}', 413, "too_large"),
        (b"[]", 422, "invalid_request"),
        (b'"text"', 422, "invalid_request"),
        (b"null", 422, "invalid_request"),
        (b"{}", 422, "invalid_request"),
        (b'{"step": "preview", "more": 1}', 422, "invalid_request"),
        (b'{"step": 7}', 422, "invalid_request"),
        (b'{"step": "jump"}', 422, "invalid_request"),
        (b'{"step": "choose", "kinds": {"contact": "yes"}}', 422, "invalid_request"),
        (b'{"step": "choose", "kinds": {"contact": 1}}', 422, "invalid_request"),
        (b'{"step": "choose", "kinds": {"leads": true}}', 422, "invalid_request"),
        (b'{"step": "choose", "kinds": null}', 422, "invalid_request"),
    ],
)
def test_a_body_that_is_not_accepted_is_told_with_its_fields(anna: User, data: bytes, status: int, code: str) -> None:
    answer = _post(anna, data)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert ("fields" in answer.json()) == (status == 422)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_is_json_so_that_no_form_of_another_site_can_send_one(anna: User, kind: str) -> None:
    answer = _post(anna, json.dumps(GOOD).encode(), **{"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")


def test_a_nul_in_a_text_is_told_not_stored(anna: User) -> None:
    answer = anna.post("/session/redeem", {"code": "a\x00b", "verifier": "\ud800"})
    assert answer.status_code == 422
    assert {field["name"] for field in answer.json()["fields"]} == {"code", "verifier"}


def test_every_answer_has_its_headers_and_none_a_cookie(deployment: Deployment, anna: User) -> None:
    for answer in (anna.get("/session"), deployment.anonymous.get("/session"), anna.get("/nowhere"), _post(anna, b"{")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert len(answer.headers["X-Request-Id"]) == 32
        assert "Set-Cookie" not in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("cookie", ["session={}", "token={}", "Authorization=Bearer {}", "access_token={}"])
def test_a_cookie_signs_nobody_in(deployment: Deployment, anna: User, cookie: str) -> None:
    headers = {"Cookie": cookie.format(anna.token)}
    assert deployment.anonymous.call("GET", "/session", headers=headers).status_code == 401


@pytest.mark.parametrize("place", ["?token={}", "?access_token={}", "?Authorization=Bearer%20{}"])
def test_a_token_in_the_address_signs_nobody_in(deployment: Deployment, anna: User, place: str) -> None:
    assert deployment.anonymous.get("/session" + place.format(anna.token)).status_code == 401


@pytest.mark.parametrize("scheme", ["", "Basic ", "bearer", "Bearer\t", "Token ", "Bearer Bearer "])
def test_only_the_bearer_scheme_signs_in(deployment: Deployment, anna: User, scheme: str) -> None:
    headers = {"Authorization": scheme + anna.token}
    assert deployment.anonymous.call("GET", "/session", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/session", {"GET", "HEAD", "OPTIONS", "DELETE"}),
        ("DELETE", "/session/redeem", {"POST", "OPTIONS"}),
        ("PATCH", "/connections", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_a_method_that_is_not_known_is_told_with_those_that_are(
    anna: User, method: str, path: str, allowed: set[str]
) -> None:
    answer = anna.call(method, path)
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert set(answer.headers["Allow"].split(", ")) == allowed


@pytest.mark.parametrize(
    "path", ["addin/%00.html", "addin/%00.js", "/shares/%00", "/sync/preview/a%00b", "/records/Contact/%1F"]
)
def test_nothing_has_a_name_with_control_characters(anna: User, path: str) -> None:
    answer = anna.get(path if path.startswith("/") else f"{anna.url}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("form", ['"%s"', "%s"])
def test_a_number_of_thousands_of_digits_is_refused(anna: User, form: str) -> None:
    etag = anna.get("/settings").headers["ETag"]
    data = '{"kinds": {"event": {"window_back_days": ' + form % ("9" * 5000) + "}}}"
    headers = {"Authorization": f"Bearer {anna.token}", "Content-Type": "application/json", "If-Match": etag}
    answer = requests.patch(f"{anna.url}{API}/settings", data=data, headers=headers, timeout=30)
    assert (answer.status_code, answer.json()["code"]) in [(422, "invalid_request"), (400, "bad_request")]
