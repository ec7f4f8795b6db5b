"""The API: flask-smorest with our conventions, and how a resource is written (see the note in server/__init__.py)."""

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict, TypeVar, Unpack, cast

import marshmallow as ma
from flask import Flask, request
from flask_smorest import Api, Blueprint

from server.auth import guard, signed_in
from server.errors import MEDIA_TYPE, Problem
from server.limits import Cost, limited
from server.schemas import ProblemSchema

PREFIX = "/api/v1"
VERSION = "1.0"
View = TypeVar("View", bound=Callable[..., Any])
SCHEMES = {"bearer": {"type": "http", "scheme": "bearer", "description": "Entra, Exchange identity or session token."}}
ETAG = {"ETag": {"description": "Names this state; send it back as If-Match.", "schema": {"type": "string"}}}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The ETag of the state that is changed, several of them, or * for any.",
    "schema": {"type": "string"},
}


class Options(TypedDict, total=False):
    """Of a route. body, query: their schemas; the view gets them in this order, before what the address holds. status:
    of a success. answer: schema of a success; without one the answer is empty (204). open: without sign-in. role: who
    may. etag: the answer has one. if_match: the request must name one. cost: how dear a call is."""

    body: type[ma.Schema]
    query: type[ma.Schema]
    answer: type[ma.Schema]
    status: int
    open: bool
    role: str
    etag: bool
    if_match: bool
    cost: Cost


@dataclass(frozen=True)
class Resource:
    """The routes of one subject, below /api/v1. A view returns what the answer's schema dumps, or (that, status,
    headers). guarded: the endpoints that need a token."""

    name: str
    description: str
    blueprint: Any = field(init=False)
    guarded: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        made = Blueprint(self.name, __name__, url_prefix=PREFIX, description=self.description)
        object.__setattr__(self, "blueprint", made)

    def get(self, rule: str, **options: Unpack[Options]) -> Callable[[View], View]:
        return self._route("GET", rule, options)

    def post(self, rule: str, **options: Unpack[Options]) -> Callable[[View], View]:
        return self._route("POST", rule, options)

    def put(self, rule: str, **options: Unpack[Options]) -> Callable[[View], View]:
        return self._route("PUT", rule, options)

    def patch(self, rule: str, **options: Unpack[Options]) -> Callable[[View], View]:
        return self._route("PATCH", rule, options)

    def delete(self, rule: str, **options: Unpack[Options]) -> Callable[[View], View]:
        return self._route("DELETE", rule, options)

    def _route(self, method: str, rule: str, options: Options) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            told = self._checked(view, options)
            guarded = limited(options.get("cost", Cost.PLAIN))(told)
            if not options.get("open"):
                guarded = signed_in(options.get("role"))(guarded)
                self.guarded.add(f"{self.name}.{view.__name__}")
            documented = self.blueprint.doc(**_operation(self.name, view, options))(guarded)
            self.blueprint.route(rule, methods=[method], endpoint=view.__name__)(documented)
            return view

        return decorate

    def _checked(self, view: Callable[..., Any], options: Options) -> Callable[..., Any]:
        """The view between its schemas."""
        made = self._answering(view, options)
        for location, schema in (("query", options.get("query")), ("json", options.get("body"))):
            if schema is not None:
                made = self.blueprint.arguments(schema, location=location, unknown=ma.RAISE)(made)
        for status in ("default", 422):
            made = self.blueprint.alt_response(
                status, schema=ProblemSchema, content_type=MEDIA_TYPE, description="A problem (RFC 9457)."
            )(made)
        return _needing_match(made) if options.get("if_match") else made

    def _answering(self, view: Callable[..., Any], options: Options) -> Callable[..., Any]:
        answer = options.get("answer")
        if answer is None:
            made: Callable[..., Any] = self.blueprint.response(options.get("status", 204))(_emptied(view))
            return made
        headers = ETAG if options.get("etag") else None
        documented: Callable[..., Any] = self.blueprint.response(options.get("status", 200), answer, headers=headers)
        return cast(Callable[..., Any], documented(view))


def _emptied(view: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(view)
    def emptied(*arguments: Any, **named: Any) -> Any:
        view(*arguments, **named)
        return "", 204

    return emptied


def _needing_match(view: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(view)
    def matched(*arguments: Any, **named: Any) -> Any:
        if not request.headers.get("If-Match", "").strip():
            detail = "Say by If-Match which state of it you change; its ETag was sent along with it."
            raise Problem(428, "if_match_missing", detail)
        return view(*arguments, **named)

    return matched


def if_match() -> frozenset[str]:
    """The entity tags of the request, of which one must be that of the state, or `*` for any (RFC 9110, 13.1.1).
    Weak ones count as well: a proxy that compresses answers weakens their tags."""
    if request.headers.get("If-Match", "").strip() == "*":
        return frozenset("*")
    return frozenset(request.if_match.as_set(include_weak=True)) - {"*"}


def _operation(name: str, view: Callable[..., Any], options: Options) -> dict[str, Any]:
    """What the schemas do not tell of an operation."""
    told: dict[str, Any] = {"operationId": f"{name}_{view.__name__}"}
    if not options.get("open"):
        told["security"] = [{"bearer": []}]
    if options.get("if_match"):
        told["parameters"] = [IF_MATCH]
    return told


def register(app: Flask) -> None:
    """All resources of server.resources, and the document that describes them, at /api/v1/openapi.json."""
    app.config.update(
        API_TITLE="Bothways",
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = Api(app, spec_kwargs={"components": {"securitySchemes": SCHEMES}})
    api.DEFAULT_ERROR_RESPONSE_NAME = ""
    for resource in found():
        api.register_blueprint(resource.blueprint)
        guard(app, resource.guarded)


def found() -> Iterator[Resource]:
    """Every `resource` of a module below server.resources, in the order of their names."""
    package = importlib.import_module("server.resources")
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda one: one.name):
        made = getattr(importlib.import_module(f"server.resources.{module.name}"), "resource", None)
        if isinstance(made, Resource):
            yield made


def tagged(etag: str, body: Mapping[str, Any], status: int = 200) -> tuple[Mapping[str, Any], int, dict[str, str]]:
    """An answer with its ETag."""
    return body, status, {"ETag": f'"{etag}"'}
