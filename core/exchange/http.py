"""What both back-ends need of HTTP: trusted endpoints, our own certificate authority, time-outs, a count of calls."""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.utils import rewind_body

from core.errors import Rejected, Unauthorized
from core.loopback import is_loopback
from core.proxies import KeptAdapter, PlainSession, address_of
from core.values import valueclass
from core.waits import waiting

CONNECT_SECONDS = 10
READ_SECONDS = 100
CHUNK = 65536
# The code of a reply that is larger than the caller has room for.
TOO_LARGE = "reply_too_large"
# What WholeCalls raises where there is no answer; ValueError: for headers that cannot be sent.
NO_ANSWER = (urllib3.exceptions.HTTPError, requests.RequestException, OSError, ValueError)


class Meter:
    """How many HTTP calls were made, by purpose ("GetItem", "delta", "token"), and how many bytes a reply may have.
    The run report reads `counts`."""

    def __init__(self) -> None:
        self.most: int | None = None
        self.counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._purpose = "other"

    @contextmanager
    def purpose(self, name: str) -> Iterator[None]:
        before, self._purpose = self._purpose, name
        try:
            yield
        finally:
            self._purpose = before

    @contextmanager
    def at_most(self, size: int) -> Iterator[None]:
        """Calls raise Rejected with TOO_LARGE rather than hold a reply of more bytes."""
        before, self.most = self.most, size
        try:
            yield
        finally:
            self.most = before

    def count(self, purpose: str | None = None) -> None:
        with self._lock:
            self.counts[purpose or self._purpose] += 1

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class TrustAdapter(KeptAdapter):
    """Sets what to trust on every send: REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE beat Session.verify, but not this.

    Also reads bodies in large chunks: exchangelib iterates over `iter_content()`, whose default is single bytes.
    """

    def __init__(self, ca_file: str | None, meter: Meter, **pool: Any) -> None:
        self._ca_file = ca_file
        self.meter = meter
        super().__init__(**pool)

    def trusted_pool(self, request: requests.PreparedRequest, proxies: Any) -> Any:
        """The connections of a request's host."""
        pool = self.get_connection_with_tls_context(request, self._ca_file or True, proxies)
        self.cert_verify(pool, request.url, self._ca_file or True, None)  # type: ignore[no-untyped-call]
        return pool

    def send(self, request: requests.PreparedRequest, stream: bool = False, **options: Any) -> requests.Response:  # type: ignore[override]  # the base spells the same keywords out
        self.meter.count()
        if isinstance(getattr(request, "_body_position", None), int):
            # requests_ntlm sends a body three times, and rewinds it once.
            rewind_body(request)
        options["verify"] = self._ca_file or True
        options["timeout"] = options.get("timeout") or (CONNECT_SECONDS, READ_SECONDS)
        with waiting("exchange"):
            response = super().send(request, stream=stream, **options)
            if not stream:
                response.iter_content = _limited(response, self.meter.most)  # type: ignore[method-assign]  # exchangelib offers no other hook
                # Read here: requests does it right after. What read it knows the response, which with it would stay in
                # memory until Python looks for circles.
                response.iter_content = partial(_pieces, response.content)  # type: ignore[method-assign]  # as above
        return response


def _pieces(content: bytes, chunk_size: int = CHUNK, decode_unicode: bool = False) -> Iterator[bytes]:
    size = max(chunk_size, CHUNK)
    yield from (content[start : start + size] for start in range(0, len(content), size))


def _limited(response: requests.Response, most: int | None) -> Callable[..., Iterator[bytes]]:
    read = response.iter_content

    def limited(chunk_size: int = CHUNK, decode_unicode: bool = False) -> Iterator[bytes]:
        size = 0
        for piece in read(max(chunk_size, CHUNK), decode_unicode):
            size += len(piece)
            if most is not None and size > most:
                response.close()
                raise _too_large()
            yield piece

    return limited


def _too_large() -> Rejected:
    return Rejected("Exchange's answer is larger than there is room for.", code=TOO_LARGE)


@valueclass(frozen=True, slots=True)
class Whole:
    """An answer, read to its end. headers: found by names of any case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@valueclass(frozen=True, slots=True)
class _Way:
    """The connections to a host. before: what stands before a path in the request line, for a proxy."""

    pool: urllib3.HTTPConnectionPool
    before: str


class WholeCalls:
    """Calls whose answers are read at once: over urllib3, because requests makes half as much again of a call.

    Proxies, trust and headers are those of the session, whose adapter finds the connections. Redirects are answers, and
    cookies are forgotten."""

    def __init__(self, session: PlainSession, adapter: TrustAdapter) -> None:
        self._session, self._adapter = session, adapter
        self._headers = {str(name): str(value) for name, value in session.headers.items()}
        self._timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        self._ways: dict[tuple[str, str], _Way] = {}

    def call(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Whole:
        """headers: spelled as the session spells them. Raises one of NO_ANSWER; Rejected with TOO_LARGE."""
        meter = self._adapter.meter
        meter.count()
        parts = urlsplit(address_of(url))
        way = self._ways.get((parts.scheme, parts.netloc)) or self._found(url)
        with waiting("exchange"):
            response = way.pool.urlopen(
                method,
                f"{way.before}{parts.path}?{parts.query}" if parts.query else f"{way.before}{parts.path}",
                body,
                {**self._headers, **headers},
                retries=self._adapter.max_retries,
                redirect=False,
                assert_same_host=False,
                timeout=self._timeout,
                preload_content=False,
            )
            content = response.read(None if meter.most is None else meter.most + 1)
        if meter.most is not None and len(content) > meter.most:
            response.close()
            raise _too_large()
        return Whole(response.status, response.headers, content)

    def _found(self, url: str) -> _Way:
        ready = self._session.prepare_request(requests.Request("GET", url))
        address = str(ready.url)
        proxies = self._session.merge_environment_settings(address, {}, None, None, None)["proxies"]
        pool = self._adapter.trusted_pool(ready, proxies)
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        before = origin if self._adapter.request_url(ready, proxies).startswith(origin) else ""
        return self._ways.setdefault((parts.scheme, parts.netloc), _Way(pool, before))


def own_login(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """A session's `auth` that adds nothing: else requests would put an entry of ~/.netrc over our Authorization."""
    return request


def check_endpoint(url: str, allowed_hosts: Collection[str] = ()) -> str:
    """The URL without a trailing slash. allowed_hosts: host names, or suffixes that begin with a dot; empty: any.

    Raises Unauthorized, because a person must correct the connection.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if parts.scheme not in ("https", "http") or not host or parts.username:
        raise Unauthorized(f"{url!r} is no usable address; enter one that begins with https://.", code="bad_endpoint")
    if parts.scheme == "http" and not is_loopback(host):
        message = f"{host} would be reached without encryption; enter an address that begins with https://."
        raise Unauthorized(message, code="plain_http")
    if allowed_hosts and not is_loopback(host) and not _matches(host, allowed_hosts):
        message = f"{host} is not among the allowed hosts of this connection; correct the address or allow the host."
        raise Unauthorized(message, code="host_not_allowed")
    return url.rstrip("/")


def _matches(host: str, allowed: Collection[str]) -> bool:
    names = {name.lower() for name in allowed}
    return host in names or any(name.startswith(".") and host.endswith(name) for name in names)
