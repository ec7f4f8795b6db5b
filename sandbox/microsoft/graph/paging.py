"""Lists as Graph answers them: $filter, $orderby, $select, $expand, $top, $skip, $count, and the next page's link."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from sandbox.microsoft.graph.errors import bad_query
from sandbox.microsoft.graph.extended import expanded, read_expand, split_top_level
from sandbox.microsoft.graph.filter import compile_filter
from sandbox.microsoft.graph.request import GraphRequest, GraphResponse
from sandbox.microsoft.properties import PropertyId

DEFAULT_TOP = 10
HIGHEST_TOP = 1000
_POSITION = ("$skip", "$top")
_KNOWN = frozenset(
    ("$filter", "$orderby", "$select", "$expand", "$top", "$skip", "$count", "$skiptoken", "$deltatoken", "$search")
)


@dataclass(frozen=True)
class Shape:
    """How one type is shown. render: an object's JSON; lookup: its property by id, for types that have any;
    expandable: what $expand may name besides such properties; render adds what was named; searchable: $search was
    seen to by the list.
    """

    type_name: str
    properties: frozenset[str]
    render: Callable[[Any, GraphRequest], dict[str, Any]]
    lookup: Callable[[Any, PropertyId], Any] | None = None
    expandable: frozenset[str] = frozenset()
    searchable: bool = False


class View:
    """One request's $select and $expand, applied to objects of a shape."""

    def __init__(self, request: GraphRequest, shape: Shape) -> None:
        check_options(request, searchable=shape.searchable)
        self._request, self._shape = request, shape
        self._select = selected(request.query.get("$select"), shape)
        self._inlined = inlined(request, shape)
        others = ",".join(part for name, part in _expansions(request) if name not in shape.expandable)
        self._expand = read_expand(others) if others else {}

    def show(self, thing: Any) -> dict[str, Any]:
        entity = self._shape.render(thing, self._request)
        return self.trim(entity) | self.extras(thing)

    def trim(self, entity: dict[str, Any]) -> dict[str, Any]:
        if self._select is None:
            return entity
        return {k: v for k, v in entity.items() if k in self._select | self._inlined or k[:1] == "@" or k == "id"}

    def extras(self, thing: Any) -> dict[str, Any]:
        lookup = self._shape.lookup
        return expanded(lambda p: lookup(thing, p), self._expand) if lookup and self._expand else {}


def inlined(request: GraphRequest, shape: Shape) -> frozenset[str]:
    """The names of $expand that the shape's render adds. Raises GraphError 400 for another, where it has no more."""
    names = frozenset(name for name, _ in _expansions(request))
    for name in names - shape.expandable:
        if shape.lookup is None:
            raise bad_query(f"Parsing OData Select and Expand failed: '{name[:80]}' cannot be expanded.")
    return names & shape.expandable


def _expansions(request: GraphRequest) -> list[tuple[str, str]]:
    """Each part of $expand with its name before it."""
    parts = split_top_level(request.query.get("$expand", ""))
    return [(part.partition("(")[0].strip(), part) for part in parts if part.strip()]


def check_options(request: GraphRequest, *, searchable: bool = False) -> None:
    """Refuse `$` options that Graph does not know, or does not take here."""
    for name in request.query:
        if name.startswith("$") and name not in _KNOWN:
            raise bad_query(f"The query parameter '{name[:60]}' is not supported.")
    if "$search" in request.query and not searchable:
        raise bad_query("The query parameter '$search' is not supported here.")


def selected(text: str | None, shape: Shape) -> frozenset[str] | None:
    """The names of $select; None when all are wanted. Raises GraphError 400 for an unknown name."""
    if text is None or not text.strip():
        return None
    names = [n.strip() for n in text.split(",") if n.strip()]
    if "*" in names:
        return None
    for name in names:
        if name.split("/")[0] not in shape.properties:
            what = f"Could not find a property named '{name[:60]}' on type 'microsoft.graph.{shape.type_name}'."
            raise bad_query(f"Parsing OData Select and Expand failed: {what}")
    return frozenset(_shown(n) for n in names)


def _shown(name: str) -> str:
    """Of `microsoft.graph.fileAttachment/contentId`, a property of a derived type, contentId; of a path its start."""
    first, _, rest = name.partition("/")
    return rest if rest and first.startswith("microsoft.graph.") else first


def page(request: GraphRequest, things: Sequence[Any], shape: Shape) -> GraphResponse:
    """One page of things in the order given or wished."""
    view = View(request, shape)
    top = request.number("$top", _preferred(request), HIGHEST_TOP) or DEFAULT_TOP
    skip = request.number("$skip", 0, 10**8)
    things = _ordered(request, _filtered(request, things, shape), shape)
    shown = [view.show(t) for t in things[skip : skip + top]]
    body: dict[str, Any] = {"@odata.context": f"{request.base_url}/v1.0/$metadata#Collection({shape.type_name})"}
    if request.flag("$count"):
        body["@odata.count"] = len(things)
    if skip + top < len(things):
        body["@odata.nextLink"] = _next(request, top, skip + top)
    return GraphResponse(200, body | {"value": shown}, units=len(shown))


def _preferred(request: GraphRequest) -> int:
    text = request.preferences().get("odata.maxpagesize", "")
    return min(int(text), HIGHEST_TOP) if text.isascii() and text.isdigit() and len(text) < 7 else DEFAULT_TOP


def _next(request: GraphRequest, top: int, skip: int) -> str:
    kept = {k.removeprefix("$"): quote(v) for k, v in request.query.items() if k[:1] == "$" and k not in _POSITION}
    return request.link(**kept, top=str(top), skip=str(skip))


def _filtered(request: GraphRequest, things: Sequence[Any], shape: Shape) -> Sequence[Any]:
    text = request.query.get("$filter")
    if not text:
        return things
    test = compile_filter(text, shape.type_name, shape.properties)
    lookup = shape.lookup or (lambda thing, property_id: None)
    return [t for t in things if test(shape.render(t, request), partial(lookup, t))]


def _ordered(request: GraphRequest, things: Sequence[Any], shape: Shape) -> Sequence[Any]:
    text = request.query.get("$orderby")
    if not text:
        return things
    rows = [(shape.render(t, request), t) for t in things]
    for part in reversed(text.split(",")):
        name, _, direction = part.strip().partition(" ")
        if name.partition("/")[0] not in shape.properties or direction.strip().lower() not in ("", "asc", "desc"):
            raise bad_query(f"Invalid $orderby clause: '{part.strip()[:60]}'.")
        rows.sort(key=partial(_key, name), reverse=direction.strip().lower() == "desc")
    return [thing for _, thing in rows]


def _key(name: str, row: tuple[dict[str, Any], Any]) -> tuple[int, str]:
    """name may be a path, such as `start/dateTime`."""
    value: Any = row[0]
    for step in name.split("/"):
        value = value.get(step) if isinstance(value, dict) else None
    return (0, "") if value is None else (1, str(value).casefold())
