"""A plain program's calls to Microsoft Graph (requests) and Salesforce (simple-salesforce)."""

import json
import re
from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import parse_qsl

import requests
from simple_salesforce.api import Salesforce

from bench.plain_fields import Fields
from bench.tape import Said

Call = Callable[[], None]
CHUNK = 65536
_SENT = ("Authorization", "Prefer", "If-Match", "If-None-Match")
_DATA = re.compile(r"/services/data/v([\d.]+)/")
_PART = re.compile(rb'name="(\w+)"(?:; filename="([^"]*)")?\r\n(?:Content-Type: ([^\r]*)\r\n)?.*?\r\n', re.DOTALL)


class PlainGraph:
    """requests.Session, json= and .json(); Entra's two calls, too."""

    def __init__(self, fields: Fields, port: int, ca: str) -> None:
        self._fields = fields
        self._url = f"https://localhost:{port}"
        self._session = requests.Session()
        self._session.verify = ca

    def close(self) -> None:
        self._session.close()

    def prepared(self, one: Said) -> Call:
        url, headers = self._url + one.path, {name: one.headers[name] for name in _SENT if name in one.headers}
        if one.path.endswith("/$value"):
            return lambda: _streamed(self._session, url, headers)
        form = dict(parse_qsl(one.body.decode())) if "form" in one.headers.get("Content-Type", "") else None
        body = json.loads(one.body) if one.body and form is None else None

        def call() -> None:
            answer = self._session.request(one.method, url, json=body, data=form, headers=headers)
            answer.raise_for_status()
            for record in _told(answer.json() if answer.content else {}):
                self._fields.of_graph(record)

        return call


def _streamed(session: requests.Session, url: str, headers: dict[str, str]) -> None:
    """A file, into one on disk."""
    with session.get(url, headers=headers, stream=True) as answer, TemporaryFile() as file:
        answer.raise_for_status()
        for piece in answer.iter_content(CHUNK):
            file.write(piece)


def _told(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The records of an answer: of a page, of one itself, or of all parts of a $batch."""
    if "responses" in body:
        for part in body["responses"]:
            yield from _told(part.get("body") or {})
    elif "value" in body and isinstance(body["value"], list):
        yield from body["value"]
    elif "id" in body:
        yield body


class PlainSalesforce:
    """simple-salesforce, constructed as documented with a token of ours."""

    def __init__(self, fields: Fields, port: int, ca: str) -> None:
        self._fields = fields
        self._url = f"https://localhost:{port}"
        self._session = requests.Session()
        self._session.verify = ca
        self._made: dict[str, Salesforce] = {}

    def close(self) -> None:
        self._session.close()

    def prepared(self, one: Said) -> Call:
        data = _DATA.match(one.path)
        if data is None:
            form = dict(parse_qsl(one.body.decode()))
            return lambda: self._session.post(self._url + one.path, data=form).raise_for_status()
        version, path = data[1], one.path[data.end() :]
        if "multipart" in one.headers.get("Content-Type", ""):
            return self._upload(one)
        body = json.loads(one.body) if one.body else None

        def call() -> None:
            answer = self._salesforce(version).restful(path, method=one.method, json=body)
            for record in _rows(answer):
                self._fields.of_salesforce(record)

        return call

    def _salesforce(self, version: str) -> Salesforce:
        if version not in self._made:
            instance = self._url.removeprefix("https://")
            self._made[version] = Salesforce(
                instance=instance, session_id="token", session=self._session, version=version
            )
        return self._made[version]

    def _upload(self, one: Said) -> Call:
        """Of a file and what is said of it, with requests' own multipart."""
        boundary = one.headers["Content-Type"].partition("boundary=")[2].strip('"').encode()
        files = dict(_parts(one.body, boundary))

        def call() -> None:
            answer = self._session.post(self._url + one.path, files=files, headers={"Authorization": "Bearer token"})
            answer.raise_for_status()
            answer.json()

        return call


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[str, tuple[str | None, bytes, str]]]:
    """As the `files` of requests wants them: name, (file's name, content, type)."""
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        found = _PART.search(head + b"\r\n\r\n")
        if found is None:
            raise AssertionError(f"a part without a name: {head!r}")
        name, file, kind = (value.decode() if value else None for value in found.groups())
        yield str(name), (file, content.removesuffix(b"\r\n"), kind or "application/octet-stream")


def _rows(answer: Any) -> Iterator[dict[str, Any]]:
    """The rows of a query, or of all queries of a composite call."""
    if not isinstance(answer, dict):
        return
    yield from answer.get("records") or ()
    for part in answer.get("compositeResponse") or ():
        yield from _rows(part["body"])
