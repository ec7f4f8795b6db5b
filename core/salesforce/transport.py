"""One requests session per client: time limits, trusted certificates, no redirects, no credentials from files.

requests lets REQUESTS_CA_BUNDLE in the environment beat Session.verify, so the adapter decides by itself.
"""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import certifi
import requests
from requests.models import PreparedRequest, Response

from core.errors import Unauthorized
from core.proxies import KeptAdapter, PlainSession
from core.waits import waiting

CONNECT_SECONDS = 10.0
# Salesforce ends a request after ten minutes; a composite of five collections seldom takes one.
READ_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Network:
    """How to reach the servers. ca_file: PEM file of private authorities, trusted besides the public ones.
    timeout: (connect, read) in seconds."""

    ca_file: Path | None = None
    timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS)


class _Adapter(KeptAdapter):
    """Sends with our time limit. plain: speaks http where the URL says https, because simple-salesforce builds
    https URLs only; used for loopback instances alone."""

    def __init__(self, network: Network, *, plain: bool = False) -> None:
        self._network, self._plain = network, plain
        super().__init__(pool_maxsize=4)

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


class _TrustingAdapter(_Adapter):
    """With private authorities besides the public ones: the context alone decides, whatever `verify` the
    environment's REQUESTS_CA_BUNDLE brought."""

    def __init__(self, network: Network, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(network)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options, ssl_context=self._context)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        return super().proxy_manager_for(proxy, **options, ssl_context=self._context)

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        conn.cert_reqs = "CERT_REQUIRED"


def _trusting(ca_file: Path) -> ssl.SSLContext:
    """A context that trusts the public authorities and those in the file; Unauthorized when it cannot be read."""
    try:
        return _context(ca_file, ca_file.stat().st_mtime_ns)
    except (OSError, ssl.SSLError) as error:
        raise Unauthorized(
            f"The file of certificates {ca_file} cannot be used: name a PEM file in BOTHWAYS_CA_FILE.",
            code="bad_ca_file",
        ) from error


@lru_cache(maxsize=8)
def _context(ca_file: Path, _changed: int) -> ssl.SSLContext:
    # Reading the public authorities takes longer than a call.
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_verify_locations(cafile=ca_file)
    return context


class _Session(PlainSession):
    """system: whose answers are waited for."""

    def __init__(self, system: str) -> None:
        super().__init__()
        self._system = system

    def send(self, request: PreparedRequest, **options: Any) -> Response:
        with waiting(self._system):
            return super().send(request, **options)


def _strict(response: Response, *_args: Any, **_options: Any) -> None:
    """requests reads JSON that is no UTF-8 with replacement characters, ids included: such an answer is unreadable."""
    if "json" in response.headers.get("Content-Type", ""):
        try:
            response.content.decode()
        except UnicodeDecodeError:
            raise requests.exceptions.ContentDecodingError("the answer is no UTF-8", response=response) from None


def _keep_headers(request: PreparedRequest) -> PreparedRequest:
    return request


def new_session(
    network: Network, on_response: Callable[[Response], None] | None = None, *, system: str = "crm"
) -> requests.Session:
    """A session for one thread. on_response sees every answer, refusals included. system: see core.waits."""
    session = _Session(system)
    # With no auth of its own requests reads ~/.netrc and replaces the Authorization header.
    session.auth = _keep_headers
    trusted = network.ca_file
    session.mount("https://", _TrustingAdapter(network, _trusting(trusted)) if trusted else _Adapter(network))
    session.mount("http://", _Adapter(network))
    session.hooks["response"].append(_strict)
    if on_response is not None:

        def hook(response: Response, *_args: Any, **_options: Any) -> None:
            on_response(response)

        session.hooks["response"].append(hook)
    return session


def speak_plain(session: requests.Session, host: str, network: Network) -> None:
    """Make https URLs of this `host:port` travel as http."""
    session.mount(f"https://{host}/", _Adapter(network, plain=True))
