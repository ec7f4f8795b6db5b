"""From method and path to the function that answers. Unknown paths are 404, unknown methods 405, never more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from sandbox.salesforce.errors import SalesforceError, not_found
from sandbox.salesforce.wire import RestCall, RestReply, error_reply

Endpoint = Callable[..., RestReply]
SHOWN = ("sobject", "field")  # path parameters that operations name as they are; others become {name}


@dataclass(frozen=True)
class Route:
    """segments: literals and `<name>` parameters; endpoints by method; since: the first API version that has it."""

    segments: tuple[str, ...]
    endpoints: Mapping[str, Endpoint]
    since: int = 0

    def match(self, path: list[str]) -> dict[str, str] | None:
        if len(path) != len(self.segments):
            return None
        found = {}
        for segment, given in zip(self.segments, path, strict=True):
            if segment.startswith("<"):
                found[segment[1:-1]] = given
            elif segment != given:
                return None
        return found

    def template(self, found: Mapping[str, str]) -> str:
        names = [(s, s[1:-1]) if s.startswith("<") else (s, "") for s in self.segments]
        return "/".join(found[name] if name in SHOWN else f"{{{name}}}" if name else s for s, name in names)


def route(path: str, since: int = 0, **endpoints: Endpoint) -> Route:
    """`route("sobjects/<sobject>", GET=info, POST=create)`. HEAD follows GET."""
    if "GET" in endpoints:
        endpoints.setdefault("HEAD", endpoints["GET"])
    return Route(tuple(s for s in path.split("/") if s), endpoints, since)


def split_path(path: str) -> list[str]:
    """Decoded segments; a slash at the end does not count, an encoded one belongs to its segment."""
    return [unquote(part) for part in path.strip("/").split("/")] if path.strip("/") else []


class Router:
    """The first route that fits the path decides."""

    def __init__(self, routes: list[Route]) -> None:
        self._by_length: dict[int, list[Route]] = {}
        for each in routes:
            self._by_length.setdefault(len(each.segments), []).append(each)

    def find(self, path: str) -> tuple[Route, dict[str, str]] | None:
        segments = split_path(path)
        for candidate in self._by_length.get(len(segments), ()):
            found = candidate.match(segments)
            if found is not None:
                return candidate, found
        return None

    def operation(self, method: str, path: str) -> str:
        """`PATCH sobjects/Contact/{record_id}`: what faults and the log call it."""
        hit = self.find(path)
        return f"{method} {hit[0].template(hit[1]) if hit else path.strip('/')}".rstrip()

    def send(self, call: RestCall) -> RestReply:
        """Answer a call. Errors come back as replies, and what a failed call wrote is rolled back."""
        call.operation = call.operation or self.operation(call.method, call.path)
        try:
            hit = self.find(call.path)
            if hit is None or call.number < hit[0].since:
                raise not_found()
            endpoint, arguments = self._endpoint(call.method, *hit)
            with call.face.org.transaction():
                reply = endpoint(call, **arguments)
        except SalesforceError as error:
            reply = error_reply(error)
            reply.write = call.method not in ("GET", "HEAD")
        return reply

    @staticmethod
    def _endpoint(method: str, found: Route, arguments: dict[str, Any]) -> tuple[Endpoint, dict[str, Any]]:
        if method not in found.endpoints:
            allowed = ",".join(sorted(found.endpoints))
            raise SalesforceError(
                "METHOD_NOT_ALLOWED", f"HTTP Method '{method}' not allowed. Allowed are {allowed}", status=405
            )
        return found.endpoints[method], arguments
