"""Calls to the REST API as one user: simple-salesforce on a session of ours, for one thread.

simple-salesforce has no time limit, does not retry, and given only a session id raises on the first 401: the
Login then refreshes once under its lock, and a new Salesforce object is made.
"""

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import IO, Any
from urllib.parse import urlsplit

import requests
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceError
from simple_salesforce.util import exception_handler

from core.errors import SyncError, Transient, Unauthorized, raised_by
from core.records import Side
from core.salesforce.auth import Login, Token, unreachable
from core.salesforce.errors import faults_of, of_call
from core.salesforce.transport import new_session, speak_plain
from core.values import valueclass

API_VERSION = "67.0"
CLIENT_NAME = "Bothways"
# Background work must not fill the user's "recently viewed"; a duplicate rule's alert counts as a refusal.
HEADERS = {
    "Sforce-Call-Options": f"client={CLIENT_NAME}",
    "Sforce-Mru": "updateMru=false",
    "Sforce-Duplicate-Rule-Header": "allowSave=false; includeRecordDetails=true; runAsCurrentUser=true",
}
TRIES = 3
BACKOFF_SECONDS = 0.5
PIECE = 65536
RECORD_REFUSALS = frozenset({400, 403, 404, 405, 409, 412, 428})
_LIMIT = re.compile(r"api-usage=(\d+)/(\d+)")
_USER = re.compile(r"005[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?\Z")
_NEXT = re.compile(r"/services/data/v\d+\.\d/query(All)?/[\w-]+\Z")


@valueclass(frozen=True, slots=True)
class Usage:
    """The org's calls in the last 24 hours, all apps, against its allocation."""

    used: int
    allowed: int


@valueclass(frozen=True, slots=True)
class Part:
    """A call, or a part of a composite one. path: below `/services/data/vXX.X/`. headers: besides the session's."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@valueclass(frozen=True, slots=True)
class Pace:
    """How safe calls are repeated. wait takes seconds; jitter gives a number from 0 to 1."""

    tries: int = TRIES
    wait: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random

    def pause(self, attempt: int) -> None:
        self.wait(BACKOFF_SECONDS * 2**attempt * (0.5 + self.jitter()))


class Client:
    """calls: HTTP calls by purpose, tokens included. usage and server_time: from the newest answer, refusals too."""

    def __init__(self, login: Login, *, version: str = API_VERSION, pace: Pace | None = None) -> None:
        self._login, self._version, self._pace = login, version, pace or Pace()
        self.calls: Counter[str] = Counter()
        self.usage: Usage | None = None
        self.server_time: datetime | None = None
        self._retry_after: float | None = None
        self._session = new_session(login.network, self._note)
        self._session.headers.update(HEADERS)
        self._token: Token | None = None
        self._salesforce: Salesforce | None = None
        self.base = f"/services/data/v{version}/"

    def close(self) -> None:
        self._session.close()

    @property
    def user_id(self) -> str:
        """The id of the user that the calls act as: the last part of the identity URL (`…/id/<org>/<user>`).
        Signs in when that was not done yet. Raises Transient and Unauthorized."""
        token = self._token or self._login.token(calls=self.calls)
        found = token.identity_url.rpartition("/")[2]
        if not _USER.match(found):
            raise Unauthorized(
                "Salesforce does not tell who signed in: allow the app the scope `id`.", code="no_identity"
            )
        return found

    @property
    def instance_url(self) -> str | None:
        """The org's address; None before the first call."""
        return self._token.instance_url if self._token else None

    def address(self) -> str:
        """The org's address. Signs in when that was not done yet. Raises Transient and Unauthorized."""
        return (self._token or self._login.token(calls=self.calls)).instance_url

    def get(self, path: str, purpose: str) -> Any:
        """A resource below `/services/data/vXX.X/`. Raises Transient, Unauthorized, CursorExpired."""
        return self._safely(lambda sf: sf.restful(path), purpose)

    def send(self, part: Part, purpose: str, *, safe: bool) -> Any:
        """safe: it only reads, so it may be repeated. Raises as `get`; a Transient of a call that is not safe
        leaves open whether it was carried out."""

        def call(sf: Salesforce) -> Any:
            return sf.restful(part.path, method=part.method, json=part.body, headers=dict(part.headers))

        return self._safely(call, purpose) if safe else self._once(call, purpose)

    def attempt(self, part: Part, purpose: str) -> tuple[int, Any]:
        """A write of one record that Salesforce may refuse for the record's sake: (status, body), where a status from
        300 on tells why. Raises as `send` for any other refusal."""

        def call(sf: Salesforce) -> tuple[int, Any]:
            try:
                return 200, sf.restful(part.path, method=part.method, json=part.body, headers=dict(part.headers))
            except SalesforceError as refusal:
                if refusal.status in RECORD_REFUSALS:
                    return refusal.status, refusal.content
                raise

        found: tuple[int, Any] = self._once(call, purpose)
        return found

    def upload(self, path: str, body: IO[bytes] | bytes, content_type: str, purpose: str) -> Any:
        """body: a file is read from its start. Raises as `send` of a call that is not safe."""

        def call(sf: Salesforce) -> Any:
            if not isinstance(body, bytes):
                body.seek(0)
            headers = dict(sf.headers) | {"Content-Type": content_type}
            answer = self._session.post(sf.base_url + path, data=body, headers=headers)
            if answer.status_code >= 300:
                exception_handler(answer)
            return answer.json()

        return self._once(call, purpose)

    @contextmanager
    def stream(self, path: str, purpose: str) -> Iterator[Iterator[bytes]]:
        """The bytes at a path, never whole in memory. Raises as `get`; the iterator raises Transient where they break
        off."""

        def call(sf: Salesforce) -> requests.Response:
            answer = self._session.get(sf.base_url + path, headers=dict(sf.headers), stream=True)
            if answer.status_code >= 300:
                exception_handler(answer)
            return answer

        with self._once(call, purpose) as answer:
            yield _pieces(answer, purpose)

    def more(self, next_records_url: object, purpose: str) -> Any:
        """The next page of a query's rows."""
        if not isinstance(next_records_url, str) or not _NEXT.match(next_records_url):
            raise unreadable(purpose)
        url = next_records_url
        return self._safely(lambda sf: sf.query_more(url, identifier_is_url=True), purpose)

    def _safely(self, call: Callable[[Salesforce], Any], purpose: str) -> Any:
        for attempt in range(self._pace.tries - 1):
            try:
                return self._once(call, purpose)
            except Transient as error:
                if error.retry_after is not None:
                    raise
                self._pace.pause(attempt)
        return self._once(call, purpose)

    def _once(self, call: Callable[[Salesforce], Any], purpose: str) -> Any:
        """One call, with one refresh if the session has ended: a refused call was not carried out."""
        with raised_by(Side.CRM):
            try:
                return self._call(call, purpose)
            except _Ended:
                self._token, dead = None, self._token
                self._connect(dead)
            try:
                return self._call(call, purpose)
            except _Ended as error:
                raise error.meaning from None

    def _call(self, call: Callable[[Salesforce], Any], purpose: str) -> Any:
        salesforce = self._salesforce if self._token is not None else None
        salesforce = salesforce or self._connect(None)
        self.calls[purpose] += 1
        self._retry_after = None
        try:
            return call(salesforce)
        except SalesforceError as refusal:
            raise self._meaning(refusal) from None
        except (requests.JSONDecodeError, requests.exceptions.ContentDecodingError):
            raise unreadable(purpose) from None
        except requests.RequestException as error:
            raise unreachable(error, salesforce.base_url) from None
        except (ValueError, TypeError, RecursionError):
            # restful() takes the length of whatever JSON came, and json gives up on deep nesting.
            raise unreadable(purpose) from None

    def _meaning(self, refusal: SalesforceError) -> "SyncError | _Ended":
        meaning = of_call(refusal.status, refusal.content, self._retry_after)
        if refusal.status == 401 and not any("not valid for use" in f.message for f in faults_of(refusal.content)):
            return _Ended(meaning)
        return meaning

    def _connect(self, dead: Token | None) -> Salesforce:
        token = self._login.token(dead, self.calls)
        instance = urlsplit(token.instance_url)
        if instance.scheme == "http":
            speak_plain(self._session, instance.netloc, self._login.network)
        self._salesforce = Salesforce(
            session_id=token.access,
            instance_url=token.instance_url,
            version=self._version,
            session=self._session,
            object_pairs_hook=None,  # plain dicts; any hook keeps json from its fast way
        )
        self._salesforce.headers.pop("X-PrettyPrint", None)
        self._token = token
        return self._salesforce

    def _note(self, response: requests.Response) -> None:
        limits = _LIMIT.search(response.headers.get("Sforce-Limit-Info", ""))
        if limits:
            self.usage = Usage(int(limits[1][:18]), int(limits[2][:18]))
        try:
            self.server_time = parsedate_to_datetime(response.headers.get("Date", "")).astimezone(UTC)
        except (ValueError, TypeError):
            self.server_time = None
        seconds = response.headers.get("Retry-After", "")
        self._retry_after = float(seconds) if seconds.isascii() and seconds.isdigit() else None


def _pieces(answer: requests.Response, purpose: str) -> Iterator[bytes]:
    try:
        yield from answer.iter_content(PIECE)
    except (requests.RequestException, OSError):
        raise unreadable(purpose) from None


class _Ended(Exception):
    """The session has ended; meaning: what to raise if a new one does not help."""

    def __init__(self, meaning: SyncError) -> None:
        super().__init__(meaning.message)
        self.meaning = meaning


def unreadable(purpose: str) -> Transient:
    """The answer is not what Salesforce documents: cut off, HTML, or of the wrong type."""
    return Transient(
        f"Salesforce's answer to a call ({purpose}) cannot be read; it is tried again by itself.", code="unreadable"
    )
