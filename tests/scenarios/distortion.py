"""Replies that are whole but wrong: a layer between the sandbox's application and its server spoils one of them."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

Spoil = Callable[[bytes], bytes]


def _leaves(change: Callable[[Any], Any]) -> Spoil:
    """Every value that is no object or list, changed; XML as a text whose numbers and ids are junk."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: walk(one) for name, one in value.items()}
        return [walk(one) for one in value] if isinstance(value, list) else change(value)

    def spoil(body: bytes) -> bytes:
        try:
            return json.dumps(walk(json.loads(body))).encode()
        except ValueError:
            return re.sub(rb'"[^"<>]{12,}"', b'"junk"', body)

    return spoil


def _without(names: str) -> Spoil:
    """Without the members, elements and attributes of these names (a regular expression)."""
    element = re.compile(rf"<(\w+:)?({names})\b[^>]*?(/>|>.*?</(\w+:)?\2>)".encode(), re.DOTALL)
    member = re.compile(names)

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: walk(one) for name, one in value.items() if not member.fullmatch(name)}
        return [walk(one) for one in value] if isinstance(value, list) else value

    def spoil(body: bytes) -> bytes:
        try:
            return json.dumps(walk(json.loads(body))).encode()
        except ValueError:
            return element.sub(b"", body)

    return spoil


# By name, from the body that was meant to the one that arrives.
SPOILS: dict[str, Spoil] = {
    "nothing": lambda _body: b"",
    "null": lambda _body: b"null",
    "a list": lambda _body: b"[]",
    "an empty object": lambda _body: b"{}",
    "a text": lambda _body: b'"surprise"',
    "a page of HTML": lambda _body: b"<!DOCTYPE html><html><body>Welcome to our guest network!</body></html>",
    "XML of another kind": lambda _body: b"<?xml version='1.0'?><note><to>you</to></note>",
    "no UTF-8": lambda body: body[: len(body) // 2] + b"\xff\xfe\xf0" + body[len(body) // 2 :],
    "deep nesting": lambda _body: b"[" * 20_000,
    "numbers for texts": _leaves(lambda value: 7 if isinstance(value, str) else value),
    "texts for all": _leaves(str),
    "objects for values": _leaves(lambda _value: {}),
    "no lists": _without("records|responses|value|compositeResponse|Changes|ResponseMessages|Items"),
    "no ids": _without("id|Id|ItemId|FolderId|referenceId"),
    "no states": _without("SyncState|httpStatusCode|status|done|totalSize|success|@odata.*Link"),
}


class Distortion:
    """Spoils the reply number `after` (from 0) of an application, or every one. `applied`: whether it came to that."""

    def __init__(self, app: Flask, spoil: Spoil, after: int = 0, *, every: bool = False) -> None:
        self._app, self._spoil, self._after, self._every = app, spoil, after, every
        self.applied = False

    def __enter__(self) -> "Distortion":
        self._inner = self._app.wsgi_app
        # Flask's documented place for middleware.
        setattr(self._app, "wsgi_app", self)  # noqa: B010
        return self

    def __exit__(self, *_error: object) -> None:
        setattr(self._app, "wsgi_app", self._inner)  # noqa: B010

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        told: list[Any] = []

        def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], None]:
            told[:] = [status, headers, *rest]
            return lambda _data: None

        body = b"".join(self._inner(environ, begin))
        if self._every or self._after == 0:
            body, self.applied = self._spoil(body), True
        self._after -= 1
        status, headers, *rest = told
        kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
        start(status, [*kept, ("Content-Length", str(len(body)))], *rest)
        return [body]
