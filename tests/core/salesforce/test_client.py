"""core.salesforce.client and transport: retries, refreshes, limits, and answers that no healthy Salesforce gives."""

import json
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.errors import SyncError, Transient, Unauthorized
from core.salesforce.auth import Login, Token
from core.salesforce.client import Part, Usage
from core.salesforce.composite import Answer, composite, pages
from core.salesforce.transport import Network
from tests.contract.worlds_salesforce import SalesforceWorld
from tests.core.salesforce.scripted import Reply, Scripted

ENDED = Reply(b'[{"errorCode":"INVALID_SESSION_ID","message":"Session expired or invalid"}]', 401)
BUSY = Reply(b'[{"errorCode":"SERVER_UNAVAILABLE","message":"busy"}]', 503)


@pytest.fixture(scope="module")
def server() -> Iterator[Scripted]:
    script = Scripted()
    yield script
    script.server.close()


@pytest.fixture
def script(server: Scripted) -> Scripted:
    server.forget()
    return server


def test_headers_tell_who_calls(script: Scripted) -> None:
    script.client().get("limits", "limits")
    headers = script.seen[0][2]
    assert headers["Sforce-Call-Options"] == "client=Bothways" and headers["Sforce-Mru"] == "updateMru=false"
    assert headers["Authorization"] == "Bearer token-1" and "X-PrettyPrint" not in headers


def test_a_netrc_file_does_not_replace_the_token(
    script: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    script.client().get("limits", "limits")
    assert script.seen[0][2]["Authorization"] == "Bearer token-1"


def test_safe_calls_are_repeated_with_growing_pauses(script: Scripted) -> None:
    script.replies = [BUSY, Reply(cut=True), Reply(b'{"a":1}')]
    client = script.client()
    assert client.get("limits", "limits") == {"a": 1}
    assert script.pauses == [0.5, 1.0] and client.calls == {"token": 1, "limits": 3}


def test_safe_calls_are_given_up_in_the_end(script: Scripted) -> None:
    script.replies = [BUSY] * 9
    with pytest.raises(Transient):
        script.client().get("limits", "limits")
    assert len(script.seen) == 3


def test_writes_are_never_repeated(script: Scripted) -> None:
    for reply in (BUSY, Reply(cut=True), Reply(b'{"a"')):
        script.replies = [reply]
        with pytest.raises(Transient):
            script.client().send(Part("POST", "composite", {}), "update", safe=False)
    assert len(script.seen) == 3 and not script.pauses


def test_a_call_that_names_its_wait_is_not_repeated_at_once(script: Scripted) -> None:
    script.replies = [Reply(b"[]", 503, {"Retry-After": "120"})]
    with pytest.raises(Transient) as caught:
        script.client().get("limits", "limits")
    assert caught.value.retry_after == 120 and len(script.seen) == 1


def test_an_ended_session_is_refreshed_once(script: Scripted) -> None:
    script.replies = [ENDED, Reply(b'{"a":1}')]
    client = script.client()
    assert client.send(Part("POST", "composite", {}), "update", safe=False) == {"a": 1}
    assert script.tokens == 2 and script.seen[1][2]["Authorization"] == "Bearer token-2"
    script.replies = [ENDED, ENDED, Reply()]
    with pytest.raises(Unauthorized, match="Connect Salesforce again"):
        client.get("limits", "limits")
    assert script.tokens == 3


def test_a_session_that_is_not_for_the_api_is_not_refreshed(script: Scripted) -> None:
    text = b'[{"errorCode":"INVALID_SESSION_ID","message":"This session is not valid for use with the REST API"}]'
    script.replies = [Reply(text, 401)]
    with pytest.raises(Unauthorized):
        script.client().get("limits", "limits")
    assert script.tokens == 1


def test_threads_share_one_refresh(script: Scripted) -> None:
    login = script.login()
    dead = login.token()
    script.tokens = 0
    tokens: list[Token] = []
    barrier = threading.Barrier(8)

    def renew() -> None:
        barrier.wait()
        tokens.append(login.token(dead))

    threads = [threading.Thread(target=renew) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert script.tokens == 1 and len({token.access for token in tokens}) == 1


def test_limits_and_time_are_read_from_every_answer(script: Scripted) -> None:
    client = script.client()
    stamp = {"Date": "Fri, 02 Jan 2026 03:04:05 GMT"}
    script.replies = [Reply(headers={"Sforce-Limit-Info": "api-usage=18/5000"} | stamp)]
    client.get("limits", "limits")
    assert client.usage == Usage(18, 5000) and client.server_time == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    odd = "api-usage=19/5000; per-app-api-usage=17/250(appName=x)"
    script.replies = [Reply(b'[{"errorCode":"NOT_FOUND","message":"x"}]', 404, {"Sforce-Limit-Info": odd})]
    with pytest.raises(SyncError):
        client.get("limits", "limits")
    assert client.usage == Usage(19, 5000)
    script.replies = [Reply(headers={"Sforce-Limit-Info": "nonsense", "Date": "yesterday"})]
    client.get("limits", "limits")
    assert client.usage == Usage(19, 5000) and client.server_time is None


def test_redirects_are_not_followed(script: Scripted) -> None:
    script.replies = [Reply(b"", 302, {"Location": f"{script.server.url}/services/data/v67.0/stolen"})] * 3
    with pytest.raises(Transient):
        script.client().get("limits", "limits")
    assert {path for _, path, _ in script.seen} == {"v67.0/limits"}


MANGLED = [
    b"",
    b"<html>hello</html>",
    b'{"a"',
    b"7",
    b"null",
    b'"x"',
    b"[" * 100_000,
    b"\xff\xfe\x00",
    b"NaN",
    b"[]",
    b"[7]",
]


@pytest.mark.parametrize("body", MANGLED)
@pytest.mark.parametrize("status", [200, 400, 500])
def test_any_reply_ends_in_an_error_with_a_sentence(script: Scripted, body: bytes, status: int) -> None:
    script.replies = [Reply(body, status)] * 3
    with pytest.raises(SyncError) as caught:
        composite(script.client(), [Part("GET", "limits")], "changes", safe=True)
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"compositeResponse": None},
        {"compositeResponse": []},
        {"compositeResponse": [7]},
        {"compositeResponse": [{"referenceId": "part0"}]},
        {"compositeResponse": [{"referenceId": "part0", "httpStatusCode": "200"}]},
        {"compositeResponse": [{"referenceId": "part9", "httpStatusCode": 200}]},
    ],
)
def test_a_composite_reply_of_another_shape_is_unreadable(script: Scripted, reply: Any) -> None:
    script.replies = [Reply(json.dumps(reply).encode())] * 3
    with pytest.raises(Transient) as caught:
        composite(script.client(), [Part("GET", "limits")], "changes", safe=True)
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize(
    "url", [None, 7, "@evil.com/", "//evil.com/query/x-1", "/services/data/v67.0/query/../x", "/x"]
)
def test_the_next_page_must_be_a_page(script: Scripted, url: object) -> None:
    with pytest.raises(Transient):
        script.client().more(url, "list")
    assert not script.seen


def test_pages_that_go_in_a_circle_or_never_say_whether_they_end(script: Scripted) -> None:
    circle: dict[str, Any] = {
        "done": False,
        "records": [{"Id": "x"}],
        "nextRecordsUrl": "/services/data/v67.0/query/01gx-2000",
    }
    bodies: list[dict[str, Any]] = [circle, {"records": []}, {"records": [], "done": 1}, {"records": [], "done": False}]
    for body in bodies:
        script.replies = [Reply(json.dumps(body).encode())] * 5
        with pytest.raises(Transient) as caught:
            list(pages(script.client(), Answer(200, body), "list"))
        assert caught.value.code == "unreadable"


def test_nobody_at_the_address() -> None:
    script = Scripted()
    client = script.client(tries=1)
    client.get("limits", "limits")
    script.server.close()
    with pytest.raises(Transient) as caught:
        client.send(Part("POST", "composite", {}), "update", safe=False)
    assert caught.value.code == "unreachable"


def test_private_authorities(world: SalesforceWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, os.devnull)
    assert world.login().token().instance_url == world.server.url
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name)
    with pytest.raises(Unauthorized) as caught:
        Login(world.jwt, Network()).token()
    assert caught.value.code == "certificate" and "BOTHWAYS_CA_FILE" in caught.value.message


@pytest.mark.parametrize("content", [None, "", "-----BEGIN CERTIFICATE-----\nx"])
def test_a_file_of_authorities_that_cannot_be_used(world: SalesforceWorld, tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "broken.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(Unauthorized, match="BOTHWAYS_CA_FILE"):
        Login(world.jwt, Network(file)).token()


def test_no_secret_shows(world: SalesforceWorld) -> None:
    login = world.login()
    token, credential = login.token(), world.refresh()
    shown = f"{login} {token} {credential} {world.jwt} {vars(world.client())}"
    for secret in (token.access, credential.refresh_token, world.private_key, world.app["client_secret"]):
        assert secret not in shown
