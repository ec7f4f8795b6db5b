"""Microsoft Graph v1.0 over HTTP: single calls, pages and $batch, for one mailbox.

Every call asks for immutable ids. Throttled reads and batch parts are repeated here only while Retry-After is short;
else the run is rescheduled.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from core.errors import SyncError, Unauthorized
from core.exchange.connection import GRAPH_HOSTS, GraphConnection
from core.exchange.errors import malformed, sync_error
from core.exchange.graph_token import source_of
from core.exchange.http import NO_ANSWER, Meter, TrustAdapter, WholeCalls, check_endpoint, own_login
from core.exchange.packing import packed
from core.jsontext import dumps, loads
from core.proxies import PlainSession
from core.values import valueclass

IMMUTABLE = 'IdType="ImmutableId"'
# learn.microsoft.com/graph/json-batching: 20 requests; a request of Graph's is at most 4 MB.
BATCH, BATCH_BYTES = 20, 3_000_000
# What the engine writes at once, with one transaction before and one after it: some batches.
WRITES = 10 * BATCH
RETRIES, SHORT_SECONDS = 2, 10.0
BUSY = (429, 503)
Json = dict[str, Any]
_PLAIN = re.compile(r"[A-Za-z0-9_.~=-]*")


@valueclass(frozen=True, slots=True)
class Part:
    """One request. path: below /v1.0, with its query. body: bytes are JSON already."""

    method: str
    path: str
    body: Json | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@valueclass(frozen=True, slots=True)
class Answer:
    """One answer. headers: found by lower-case names; in a batch those of refusals alone. body: {} where there is none
    or it is no object."""

    status: int
    headers: Mapping[str, str]
    body: Json

    @property
    def retry_after(self) -> float | None:
        """Seconds (RFC 9110 10.2.3; Graph never sends a date)."""
        text = self.headers.get("retry-after", "")
        return float(text) if text.replace(".", "", 1).isdigit() else None

    def error(self, what: str) -> SyncError:
        stated = self.body.get("error")
        error = stated if isinstance(stated, dict) else {}
        code, detail = str(error.get("code") or ""), str(error.get("message") or "")
        return sync_error(code, what, status=self.status, detail=detail, retry_after=self.retry_after)


class GraphClient:
    """Calls for one mailbox. sleep: waits so many seconds."""

    def __init__(
        self,
        connection: GraphConnection,
        address: str,
        meter: Meter | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.address = address
        self.meter = meter or Meter()
        self.user = f"/users/{quote(address, safe='@')}"
        self._endpoint = check_endpoint(connection.endpoint, (*GRAPH_HOSTS, *connection.extra_hosts))
        self._tokens = source_of(connection)
        self.parallel = max(1, min(connection.parallel, 3))
        self._sleep = sleep
        self._session = PlainSession()
        self._session.auth = own_login
        adapter = TrustAdapter(connection.ca_file, self.meter, pool_maxsize=self.parallel)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)
        self._calls = WholeCalls(self._session, adapter)

    def call(self, purpose: str, part: Part, *, prefer: str = "") -> Json:
        """Raises the SyncError of any answer but a success."""
        with self.meter.purpose(purpose):
            answer = self._patiently(part, prefer)
        if answer.status >= 400:
            raise answer.error(self.address)
        return answer.body

    def pages(self, purpose: str, path: str, *, prefer: str = "") -> Iterator[Json]:
        """path: below /v1.0, or a link that Graph gave."""
        yield from self._pages(purpose, self.call(purpose, Part("GET", path), prefer=prefer), prefer)

    def rows(self, purpose: str, page: Json, *, prefer: str = "") -> Iterator[Any]:
        """page: one that came in a batch; its rows, and those of the pages that follow it."""
        for one in self._pages(purpose, page, prefer):
            yield from one["value"]

    def _pages(self, purpose: str, page: Json, prefer: str) -> Iterator[Json]:
        while True:
            if not isinstance(page.get("value"), list):
                raise malformed(self.address, f"{purpose}: no list of values")
            yield page
            link = page.get("@odata.nextLink")
            if not link:
                return
            if not self.is_own(link):
                raise _foreign()
            page = self.call(purpose, Part("GET", link), prefer=prefer)

    def batch(self, purpose: str, parts: Sequence[Part]) -> list[Answer]:
        """The answers in the order of the parts. Raises Transient or Unauthorized where a whole batch fails."""
        due = [(number, _request(number, part)) for number, part in enumerate(parts)]
        groups = list(packed(due, BATCH, lambda one: len(one[1]), BATCH_BYTES))
        with self.meter.purpose(purpose):
            if len(groups) < 2 or self.parallel == 1:
                return [answer for group in groups for answer in self._batch(group)]
            with ThreadPoolExecutor(self.parallel) as pool:
                return [answer for answers in pool.map(self._batch, groups) for answer in answers]

    def is_own(self, link: object) -> bool:
        """Whether a link leads to this endpoint; a token must never travel elsewhere."""
        here, there = urlsplit(self._endpoint), urlsplit(link if isinstance(link, str) else "")
        return (there.scheme, there.netloc) == (here.scheme, here.netloc) and there.path.startswith(f"{here.path}/")

    def _batch(self, requests_: Sequence[tuple[int, bytes]]) -> list[Answer]:
        """requests_: each with its number, as JSON."""
        contents, answers = dict(requests_), dict[int, Answer]()
        due = list(contents)
        for attempt in range(RETRIES + 1):
            answers |= self._send_batch({number: contents[number] for number in due})
            due = [number for number, answer in answers.items() if answer.status in BUSY]
            refused = [number for number, answer in answers.items() if answer.status == 401 and attempt == 0]
            waits = [answers[number].retry_after for number in due]
            wait = max((seconds for seconds in waits if seconds is not None), default=None)
            if refused:
                # The token ran out between the batch and its parts.
                self._tokens.token(self.meter, fresh=True)
            elif not due or wait is None or wait > SHORT_SECONDS or attempt == RETRIES:
                break
            else:
                self._sleep(wait)
            due = refused or due
        return [answers[number] for number in contents]

    def _send_batch(self, contents: Mapping[int, bytes]) -> dict[int, Answer]:
        body = b'{"requests":[' + b",".join(contents.values()) + b"]}"
        answer = self._patiently(Part("POST", "/$batch", body), "")
        if answer.status >= 400:
            raise answer.error(self.address)
        found: dict[int, Answer] = {}
        replies = answer.body.get("responses")
        for reply in replies if isinstance(replies, list) else []:
            number, one = _answer(reply)
            if number is not None and one is not None:
                found[number] = one
        if found.keys() != contents.keys():
            raise malformed(self.address, f"$batch answers {len(found)} of {len(contents)} requests")
        return found

    def _patiently(self, part: Part, prefer: str) -> Answer:
        for attempt in range(RETRIES + 1):
            answer = self._send(part, prefer, fresh=False)
            if answer.status == 401:
                answer = self._send(part, prefer, fresh=True)
            if answer.status == 403:
                # A token keeps the permissions that it was made with: the next one may have what this one lacks.
                self._tokens.forget()
            wait = answer.retry_after
            if answer.status not in BUSY or wait is None or wait > SHORT_SECONDS or attempt == RETRIES:
                break
            self._sleep(wait)
        return answer

    def _send(self, part: Part, prefer: str, *, fresh: bool) -> Answer:
        if part.path.startswith("/"):
            url = self._endpoint + part.path
        elif self.is_own(part.path):
            url = part.path
        else:
            raise _foreign()
        headers = {
            "Authorization": f"Bearer {self._tokens.token(self.meter, fresh=fresh)}",
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Prefer": f"{IMMUTABLE}, {prefer}" if prefer else IMMUTABLE,
            **part.headers,
        }
        data = part.body if part.body is None or isinstance(part.body, bytes) else dumps(part.body)
        try:
            answer = self._calls.call(part.method, url, data, headers)
        except NO_ANSWER as error:
            raise sync_error("no_connection", self.address) from error
        return self._read(answer.status, answer.headers, answer.content)

    def _read(self, status: int, headers: Mapping[str, str], content: bytes) -> Answer:
        try:
            # Not response.json() of requests: that reads what is no UTF-8 with replacement characters, ids included.
            body = loads(content) if content else {}
        except (ValueError, RecursionError):
            if status < 400:
                raise malformed(self.address, f"HTTP {status} without readable JSON") from None
            body = {}
        if 300 <= status < 400:
            raise malformed(self.address, f"HTTP {status} redirects elsewhere")
        return Answer(status, headers, body if isinstance(body, dict) else {})


def _foreign() -> Unauthorized:
    text = "Microsoft Graph sent a link to another host, which is not followed; check the address of the connection."
    return Unauthorized(text, code="foreign_link")


def query(**options: str) -> str:
    """`?$select=…&$top=…` of options named without the dollar."""
    return "?" + urlencode({f"${name}": value for name, value in options.items()}, quote_via=quote, safe="$,()")


def segment(key: str) -> str:
    """A key in a path. Most have no other odd character than the equals signs of base64."""
    return key.replace("=", "%3D") if _PLAIN.fullmatch(key) else quote(key, safe="")


def literal(text: str) -> str:
    """An OData string literal."""
    return "'" + text.replace("'", "''") + "'"


def _request(number: int, part: Part) -> bytes:
    """One request of a batch. Encoded one by one, for their sizes decide how many go together."""
    headers = {"Prefer": IMMUTABLE, **part.headers}
    request: Json = {"id": str(number), "method": part.method, "url": part.path, "headers": headers}
    if part.body is not None:
        headers["Content-Type"] = "application/json"
        request["body"] = part.body
    return dumps(request)


def _answer(reply: object) -> tuple[int | None, Answer | None]:
    """A reply of a batch; (None, None) for what is none."""
    if not isinstance(reply, dict):
        return None, None
    number, status = str(reply.get("id")), reply.get("status")
    if not number.isdigit() or not isinstance(status, int):
        return None, None
    headers, body = reply.get("headers"), reply.get("body")
    # Those of a success nobody reads, and most are successes.
    kept = headers if status >= 400 and isinstance(headers, dict) else {}
    named = {str(k).lower(): str(v) for k, v in kept.items()}
    return int(number), Answer(status, named, body if isinstance(body, dict) else {})
