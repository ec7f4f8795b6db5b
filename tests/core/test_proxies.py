"""Sessions that work out once for each host what is alike in all calls: they say what requests' own would say."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from core.proxies import KeptAdapter, PlainSession, ProxiedSession
from sandbox.web import Server

URLS = ("https://login.salesforce.com/a", "https://login.salesforce.com/b?c=d", "http://mail.inside.example:8080/EWS")
NAMES = ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"HTTPS_PROXY": "http://proxy.example:3128", "HTTP_PROXY": "http://plain.example:3128"},
        {"HTTPS_PROXY": "http://proxy.example:3128", "HTTP_PROXY": "http://p:1", "NO_PROXY": "inside.example"},
        {"REQUESTS_CA_BUNDLE": "/etc/ca.pem", "CURL_CA_BUNDLE": "/etc/other.pem"},
        {"CURL_CA_BUNDLE": "/etc/other.pem"},
    ],
)
@pytest.mark.parametrize("trusts", [True, False])
def test_as_requests_answers(monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], *, trusts: bool) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    ours, theirs = ProxiedSession(), requests.Session()
    for session in (ours, theirs):
        session.trust_env, session.proxies = trusts, {"ftp": "http://own.example"}
    for url in URLS:
        for verify in (None, True, False, "/own.pem"):
            told = [one.merge_environment_settings(url, {}, None, verify, None) for one in (ours, theirs)]
            assert told[0] == told[1]


def test_the_environment_is_asked_once_for_a_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    session = ProxiedSession()
    before = session.merge_environment_settings(URLS[0], {}, None, None, None)["proxies"]
    monkeypatch.setenv("HTTPS_PROXY", "http://another.example:3128")
    assert session.merge_environment_settings(URLS[1], {}, None, None, None)["proxies"] == before


@pytest.fixture
def asked() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The address of a server that wants a cookie to be kept, and the environs that it was asked with."""
    seen: list[dict[str, Any]] = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        client = (environ["REMOTE_ADDR"], environ["REMOTE_PORT"])
        told = {name: value for name, value in environ.items() if name.startswith(("HTTP_", "REQUEST_", "CONTENT_"))}
        seen.append(
            {**told, "path": environ["PATH_INFO"], "query": environ["QUERY_STRING"], "body": body, "by": client}
        )
        start_response("200 OK", [("Set-Cookie", "kept=yes; Path=/"), ("Content-Length", "2")])
        return [b"{}"]

    server = Server(app, 0, None)
    yield f"http://localhost:{server.port}", seen
    server.close()


CALLS: list[dict[str, Any]] = [
    {"method": "GET", "url": "/a b/%2F?q=x y&z=%20'"},
    {"method": "post", "url": "/$batch", "data": b'{"a": 1}', "headers": {"content-type": "application/json"}},
    {"method": "PATCH", "url": "/", "json": {"a": "\u00e4"}, "headers": {"ACCEPT": "x/y", "Authorization": "Bearer 1"}},
    {"method": "DELETE", "url": "/a#b"},
    {"method": "GET", "url": "/params", "params": {"q": "a b"}},
    {"method": "POST", "url": "/nothing", "data": None},
]


def test_a_plain_call_is_what_requests_would_say_but_for_cookies(asked: tuple[str, list[dict[str, Any]]]) -> None:
    address, seen = asked
    heard: list[list[dict[str, Any]]] = []
    for session in (PlainSession(), requests.Session()):
        session.headers.update({"User-Agent": "Bothways", "Accept": "application/json"})
        session.auth = lambda request: request
        told: list[int] = []
        session.hooks["response"].append(lambda answer, *_args, told=told, **_more: told.append(answer.status_code))
        session.mount("http://", KeptAdapter(pool_maxsize=1))
        for call in CALLS:
            session.request(**{**call, "url": address + call["url"]}).json()
        assert told == [200] * len(CALLS)
        session.close()
        heard.append([one.copy() for one in seen])
        seen.clear()
    ours, theirs = heard
    assert [one.pop("HTTP_COOKIE", None) for one in ours] == [None] * len(CALLS)
    assert [one.pop("HTTP_COOKIE", None) for one in theirs] == [None, *["kept=yes"] * (len(CALLS) - 1)]
    assert len({one.pop("by") for one in ours}) == len({one.pop("by") for one in theirs}) == 1
    assert ours == theirs


def test_a_plain_call_goes_the_short_way(asked: tuple[str, list[dict[str, Any]]]) -> None:
    """requests' own way adds the parameters of the session, which ours does not know: they tell which way it went."""
    address, seen = asked
    session = PlainSession()
    session.params = {"way": "long"}
    for call in CALLS:
        session.request(**{**call, "url": address + call["url"]})
    assert [call["url"] for call, one in zip(CALLS, seen, strict=True) if "way=long" in one["query"]] == ["/params"]


def test_a_header_that_would_be_two_is_refused(asked: tuple[str, list[dict[str, Any]]]) -> None:
    session = PlainSession()
    with pytest.raises((requests.RequestException, ValueError)):
        session.get(asked[0], headers={"Prefer": "a\r\nX-Other: b"})
    assert asked[1] == []


def test_after_it_was_closed_it_connects_anew(asked: tuple[str, list[dict[str, Any]]]) -> None:
    session = PlainSession()
    session.mount("http://", KeptAdapter())
    for _ in range(2):
        session.get(asked[0])
        session.close()
    assert len({one["by"] for one in asked[1]}) == 2
