"""A Graph request as handlers see it, the same for a call of its own and for a part of a $batch."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import orjson

from sandbox.microsoft.graph.errors import GraphError, bad_body, bad_query

MAX_BODY_BYTES = 4 * 1024 * 1024
_KEY = re.compile(r"([^()]+)\('([^']*)'\)")
_PREFER = re.compile(r'\s*([\w.\-]+)(?:\s*=\s*("[^"]*"|[^;,\s]*))?\s*')


@dataclass
class GraphRequest:
    """segments: the decoded path below /v1.0; query: options with their `$`; names in lower case."""

    method: str
    segments: list[str]
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    base_url: str
    url: str = ""
    params: dict[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """The body as an object. Raises GraphError 400."""
        try:
            value = orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            text = "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of "
            raise GraphError(400, "BadRequest", text + "valid JSON format.") from error
        if not isinstance(value, dict):
            raise bad_body("A 'StartObject' node was expected when reading from the JSON reader.")
        return value

    def preferences(self) -> dict[str, str]:
        """The Prefer header's parts by lower-case name, quotes taken off (RFC 7240)."""
        return dict(_preferences(self.headers.get("prefer", "")))

    @property
    def immutable_ids(self) -> bool:
        return self.preferences().get("idtype", "").lower() == "immutableid"

    def number(self, option: str, default: int, highest: int) -> int:
        """A query option that is a number from 0 to highest. Raises GraphError 400."""
        text = self.query.get(option)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit() or not 0 <= int(text[:10]) <= highest or len(text) > 9:
            raise bad_query(f"Invalid value '{text[:50]}' for {option} query option found. It must be 0 to {highest}.")
        return int(text)

    def flag(self, option: str) -> bool:
        text = self.query.get(option, "false").lower()
        if text not in ("true", "false"):
            raise bad_query(
                f"Invalid value '{text[:50]}' for {option} query option found. Valid values are true, false."
            )
        return text == "true"

    def link(self, **options: str) -> str:
        """This request's address without its query, and with these options (`$` is put before the names)."""
        path = "/".join(self.segments)
        query = "&".join(f"${name}={value}" for name, value in options.items())
        return f"{self.base_url}/v1.0/{path}?{query}"


def split_path(path: str) -> list[str]:
    """Decoded segments; `contacts('id')` counts as two, `delta()` and `microsoft.graph.delta` as `delta`."""
    segments: list[str] = []
    for raw in path.strip("/").split("/"):
        segment = raw.removesuffix("()")
        if match := _KEY.fullmatch(segment):
            segments += [match[1], match[2]]
        elif segment:
            segments.append(segment.removeprefix("microsoft.graph."))
    return segments


def split_query(text: str) -> dict[str, str]:
    """Options by lower-case name. Raises GraphError 400 for one given twice."""
    found: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, errors="replace"):
        key = name.lower()
        if key in found and key.startswith("$"):
            raise bad_query(
                f"Query option '{name}' was specified more than once, but it must be specified at most once."
            )
        found[key] = value
    return found


def split_url(url: str) -> tuple[list[str], dict[str, str]]:
    """Segments and options of a $batch part's relative URL, still encoded."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise bad_query(f"The URL of the request is not valid: {error}") from error
    return split_path("/".join(unquote(s) for s in parts.path.split("/"))), split_query(parts.query)


@dataclass
class GraphResponse:
    """body: a JSON value, bytes with their Content-Type in headers, or None."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    units: int = 1
    write: bool = False
    cut: bool = False
    half: bool = False


@lru_cache(256)  # asked for each item of a page
def _preferences(header: str) -> tuple[tuple[str, str], ...]:
    parts = (_PREFER.fullmatch(part) for part in re.split(r"[,;]", header))
    return tuple((match[1].lower(), (match[2] or "").strip('"')) for match in parts if match)
