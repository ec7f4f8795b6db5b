"""HTTP sessions that learn of the environment's proxies once for each host.

requests goes through the whole environment for every call, which took as long as the call itself.
"""

import os
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.sessions import merge_setting
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
        told = {"proxies": {**self._of_host[host], **(proxies or {})}, "stream": stream, "verify": verify, "cert": cert}
        return {name: _merged(value, getattr(self, name)) for name, value in told.items()}
