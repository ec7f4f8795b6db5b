"""Calls over urllib3: they say what requests would say, go where it would go, and are refused where it refuses."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from core.errors import Rejected
from core.exchange.http import NO_ANSWER, TOO_LARGE, Meter, TrustAdapter, WholeCalls
from core.proxies import PlainSession
from sandbox.web import Server

TOLD = ("HTTP_", "REQUEST_", "CONTENT_")


@dataclass
class Host:
    """Answers `/redirect`, `/large`, `/packed` and `/short` as they are called, and keeps the environs."""

    seen: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        told = {name: value for name, value in environ.items() if name.startswith(TOLD)}
        self.seen.append({**told, "body": body, "by": environ["REMOTE_PORT"]})
        status, headers, answer = "200 OK", [("Set-Cookie", "kept=yes; Path=/")], b"{}"
        match environ["PATH_INFO"]:
            case "/redirect":
                status, headers = "302 Found", [("Location", "/elsewhere")]
            case "/large":
                answer = b"0123456789"
            case "/packed":
                answer = gzip.compress(b"0" * 100_000)
                headers = [("Content-Encoding", "gzip")]
            case "/short":
                start_response(status, [("Content-Length", "100"), ("Connection", "close")])
                return [b"{"]
        if environ["REQUEST_METHOD"] == "CONNECT":
            status = "403 Forbidden"
        start_response(status, [*headers, ("Content-Length", str(len(answer)))])
        return [answer]


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    made = Host()
    server = Server(made, 0, None)
    made.url = f"http://localhost:{server.port}"
    yield made
    server.close()


def calls(meter: Meter | None = None) -> tuple[WholeCalls, PlainSession]:
    session = PlainSession()
    session.headers["Accept"] = "x/y"
    adapter = TrustAdapter(None, meter or Meter(), pool_maxsize=1)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return WholeCalls(session, adapter), session


SAID: list[tuple[str, str, bytes | None, dict[str, str]]] = [
    ("GET", "/a b/%2F?q=x y&z=%20'", None, {}),
    ("POST", "/$batch", b'{"a": 1}', {"Content-Type": "application/json"}),
    ("PATCH", "/a/b%3D?c#d", b"{}", {"Accept": "z/z", "Authorization": "Bearer 1"}),
    ("POST", "/nothing", None, {}),
    ("GET", "/redirect", None, {"Prefer": "a, b"}),
]


def test_they_say_what_requests_says_on_one_connection(host: Host) -> None:
    """Cookies were given from the first answer on: neither sends them."""
    ours, session = calls()
    found = [ours.call(method, host.url + path, body, headers) for method, path, body, headers in SAID]
    said = [one.copy() for one in host.seen]
    host.seen.clear()
    theirs = [
        session.request(method, host.url + path, data=body, headers=headers, allow_redirects=False)
        for method, path, body, headers in SAID
    ]
    assert [(one.status, one.content) for one in found] == [(one.status_code, one.content) for one in theirs]
    assert found[-1].headers.get("location") == found[-1].headers.get("Location") == "/elsewhere"
    assert len({one["by"] for one in (*said, *host.seen)}) == 1
    assert said == host.seen


def test_a_proxy_of_the_environment(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = host.url.replace("http://", "http://me:secret@")
    monkeypatch.setenv("HTTP_PROXY", proxy)
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    monkeypatch.setenv("NO_PROXY", "localhost")
    ours, session = calls()
    assert ours.call("GET", "http://inside.example:81/a?b", None, {}).status == 200
    session.get("http://inside.example:81/a?b")
    with pytest.raises(NO_ANSWER, match="403"):
        ours.call("GET", "https://outside.example/a", None, {"Authorization": "Bearer 1"})
    assert ours.call("GET", f"{host.url}/a", None, {}).status == 200
    plain, theirs, tunnel, direct = host.seen
    assert plain == theirs
    assert plain["REQUEST_URI"] == "http://inside.example:81/a?b"
    assert plain["HTTP_PROXY_AUTHORIZATION"] == tunnel["HTTP_PROXY_AUTHORIZATION"] == "Basic bWU6c2VjcmV0"
    assert (tunnel["REQUEST_METHOD"], tunnel.get("HTTP_AUTHORIZATION")) == ("CONNECT", None)
    assert (direct["REQUEST_URI"], direct.get("HTTP_PROXY_AUTHORIZATION")) == ("/a", None)


def test_a_limit_is_of_what_is_held(host: Host) -> None:
    meter = Meter()
    ours, _ = calls(meter)
    with meter.at_most(10):
        assert ours.call("GET", f"{host.url}/large", None, {}).content == b"0123456789"
    for path, most in (("/large", 9), ("/packed", 99_999)):
        with meter.at_most(most), pytest.raises(Rejected) as raised:
            ours.call("GET", host.url + path, None, {})
        assert raised.value.code == TOO_LARGE
    assert ours.call("GET", f"{host.url}/packed", None, {}).content == b"0" * 100_000
    assert meter.total == 4


def test_no_answer(host: Host) -> None:
    ours, _ = calls()
    with pytest.raises(NO_ANSWER):
        ours.call("GET", f"{host.url}/a", None, {"Prefer": "a\r\nX-Other: b"})
    assert host.seen == []
    with pytest.raises(NO_ANSWER):
        ours.call("GET", f"{host.url}/short", None, {})
    with pytest.raises(NO_ANSWER):
        ours.call("GET", "http://localhost:1/a", None, {})
    assert ours.call("GET", f"{host.url}/a", None, {}).status == 200
