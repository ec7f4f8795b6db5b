"""Sessions that ask the environment once for each host answer as those of requests, which ask for each call."""

import pytest
import requests

from core.proxies import ProxiedSession

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
