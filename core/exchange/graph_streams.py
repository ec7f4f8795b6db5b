"""Microsoft Graph with bytes that are too many for one piece: the content of attachments."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import requests

from core.exchange.errors import malformed, sync_error
from core.exchange.graph import IMMUTABLE, Answer, GraphClient
from core.exchange.http import CHUNK, NO_ANSWER, check_endpoint


class StreamingGraph(GraphClient):
    """Calls for one mailbox, and streams."""

    @contextmanager
    def stream(self, purpose: str, path: str, what: str) -> Iterator[Iterator[bytes]]:
        """The bytes at a path below /v1.0. what: whose they are.

        Raises the SyncError of any answer but a success; the iterator raises Transient where the stream breaks off."""
        with self.meter.purpose(purpose):
            response = self._opened(path, fresh=False)
            if response.status_code == 401:
                response.close()
                response = self._opened(path, fresh=True)
        with response:
            if response.status_code != 200:
                raise self._read(response.status_code, response.headers, response.content).error(what)
            yield self._chunks(response, what)

    def put(self, purpose: str, url: object, piece: bytes, headers: Mapping[str, str]) -> Answer:
        """A piece of an upload session, whose address is its own right: no token goes there. Raises Unauthorized for an
        address that must not be used, Transient where it stays open whether the piece arrived."""
        address = check_endpoint(url if isinstance(url, str) else "")
        try:
            with self.meter.purpose(purpose):
                answer = self._calls.call("PUT", address, piece, headers)
        except NO_ANSWER as error:
            raise sync_error("no_connection", self.address) from error
        return self._read(answer.status, answer.headers, answer.content)

    def _opened(self, path: str, *, fresh: bool) -> requests.Response:
        headers = {"Authorization": f"Bearer {self._tokens.token(self.meter, fresh=fresh)}", "Prefer": IMMUTABLE}
        try:
            return self._session.get(self._endpoint + path, headers=headers, stream=True, allow_redirects=False)
        except (requests.RequestException, OSError) as error:
            raise sync_error("no_connection", self.address) from error

    def _chunks(self, response: requests.Response, what: str) -> Iterator[bytes]:
        try:
            yield from response.iter_content(CHUNK)
        except (requests.RequestException, OSError) as error:
            raise malformed(what, "the content breaks off") from error
