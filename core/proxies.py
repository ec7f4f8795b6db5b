"""HTTP sessions for few hosts and many calls: what is alike in all calls to a host is worked out once.

requests goes through the whole environment for every call, which took as long as the call itself; to put a call
together, and to find the connections of its host, took a third of what was left.
"""

import os
from collections.abc import Callable
from functools import lru_cache
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.sessions import merge_setting
from requests.structures import CaseInsensitiveDict
from requests.utils import get_environ_proxies

_merged: Callable[[Any, Any], Any] = merge_setting  # without types in requests


class ProxiedSession(requests.Session):
    """requests.Session for few hosts and many calls; the proxies are those of its first call to a host."""

    def __init__(self) -> None:
        super().__init__()
        self._of_host: dict[tuple[str, str], dict[str, str]] = {}

    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        parts = urlsplit(str(url))
        host = (parts.scheme, parts.netloc)
        if host not in self._of_host:
            self._of_host[host] = get_environ_proxies(str(url), no_proxy=None) if self.trust_env else {}
        if self.trust_env and verify in (True, None):
            verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or verify
        ways = {**self._of_host[host], **(proxies or {})}
        told = {"stream": stream, "verify": verify, "cert": cert}
        merged = {name: _merged(value, getattr(self, name)) for name, value in told.items()}
        return {**merged, "proxies": _merged(ways, self.proxies) if ways or self.proxies else {}}


class PlainSession(ProxiedSession):
    """For APIs that know who calls by a header: a call is made of its own and the session's headers, and of nothing
    that an answer asked to be sent along (cookies). Never follows a redirect: a token must not travel to another host
    than the one that was checked."""

    def __init__(self) -> None:
        super().__init__()
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        if request.params or request.files or request.cookies or any(request.hooks.values()):
            return super().prepare_request(request)
        ready = requests.PreparedRequest()
        ready.prepare_method(request.method)
        ready.url = address_of(str(request.url))
        ready.headers = CaseInsensitiveDict({**self.headers, **request.headers})
        ready.prepare_body(request.data, None, request.json)
        ready.prepare_auth(request.auth or self.auth)
        ready.prepare_hooks(self.hooks)
        return ready

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


@lru_cache(maxsize=64)
def address_of(url: str) -> str:
    """As requests checks and quotes it."""
    ready = requests.PreparedRequest()
    ready.prepare_url(url, None)
    return str(ready.url)


class KeptAdapter(HTTPAdapter):
    """Finds the connections of a host once; all its calls trust the same and go through the same proxy."""

    def __init__(self, **options: Any) -> None:
        self._pools: dict[tuple[str, str], Any] = {}
        super().__init__(**options)

    def get_connection_with_tls_context(self, request: Any, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        parts = urlsplit(request.url)
        host = (parts.scheme, parts.netloc)
        if host not in self._pools:
            self._pools[host] = super().get_connection_with_tls_context(request, verify, proxies, cert)
        return self._pools[host]

    def close(self) -> None:
        self._pools.clear()
        super().close()
