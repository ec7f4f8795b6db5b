"""One requests session per client: time limits, trusted certificates, no redirects, no credentials from files.

requests lets REQUESTS_CA_BUNDLE in the environment beat Session.verify, so the adapter sets `verify` itself.
"""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import certifi
import requests
from requests.adapters import HTTPAdapter
from requests.models import PreparedRequest, Response

CONNECT_SECONDS = 10.0
# Salesforce ends a request after ten minutes; a composite of five collections seldom takes one.
READ_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Network:
    """How to reach the servers. ca_file: PEM file of private authorities, trusted besides the public ones.
    timeout: (connect, read) in seconds."""

    ca_file: Path | None = None
    timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS)


class _Adapter(HTTPAdapter):
    """Sends with our time limit and our authorities. plain: speaks http where the URL says https, because
    simple-salesforce builds https URLs only; used for loopback instances alone."""

    def __init__(self, network: Network, *, plain: bool = False) -> None:
        self._network, self._plain = network, plain
        self._tls = _tls(network.ca_file)
        super().__init__(pool_maxsize=4)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options, ssl_context=self._tls)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        return super().proxy_manager_for(proxy, **options, ssl_context=self._tls)

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        if self._network.ca_file is not None:
            verify = True
        if self._plain and request.url is not None:
            request.url = "http://" + request.url.removeprefix("https://")
        limit = timeout if timeout is not None else self._network.timeout
        return super().send(request, stream=stream, timeout=limit, verify=verify, cert=cert, proxies=proxies)


def _tls(ca_file: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=certifi.where())
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
    return context


class _Session(requests.Session):
    """Never follows a redirect: a token must not travel to another host than the one that was checked."""

    def get_redirect_target(self, resp: Response) -> str | None:
        return None


def _keep_headers(request: PreparedRequest) -> PreparedRequest:
    return request


def new_session(network: Network, on_response: Callable[[Response], None] | None = None) -> requests.Session:
    """A session for one thread. on_response sees every answer, refusals included."""
    session = _Session()
    # With no auth of its own requests reads ~/.netrc and replaces the Authorization header.
    session.auth = _keep_headers
    session.mount("https://", _Adapter(network))
    session.mount("http://", _Adapter(network))
    if on_response is not None:

        def hook(response: Response, *_args: Any, **_options: Any) -> None:
            on_response(response)

        session.hooks["response"].append(hook)
    return session


def speak_plain(session: requests.Session, host: str, network: Network) -> None:
    """Make https URLs of this `host:port` travel as http."""
    session.mount(f"https://{host}/", _Adapter(network, plain=True))
