"""Actions as JSON and back: Intents and held Plans are stored so. Dates, moments
and tuples are left to core.models.sync.Packed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any

from core.models.packing import PLAIN
from core.records import Place, Side
from core.values import Fixed
from worker.sync.actions import Action, Agree, Clash, Create, Defer, Delete, Reason, Report, Sight, Unlink, Update

# What Packed takes as it is.
_KEPT = PLAIN | {date, datetime, Fixed}
_TEXTS = frozenset({str})
KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in (Create, Update, Delete, Agree, Unlink, Defer, Report)}


def packed(action: Action) -> dict[str, Any]:
    """{"kind": "Update", …} with plain containers; what is as by default is left out, and `settle` where it is what is
    written."""
    alike = isinstance(action, Create | Update) and action.settle == action.fields
    return {"kind": type(action).__name__, **_told(action, "settle" if alike else None)}


def unpacked(content: Mapping[str, Any]) -> Action:
    """Raises KeyError for a kind that this version does not know."""
    kind = KINDS[content["kind"]]
    alike = {"settle": content["fields"]} if "fields" in content else {}
    values = {**alike, **{name: value for name, value in content.items() if name != "kind"}}
    action: Action = kind(**{name: _READ.get(name, _as_is)(value) for name, value in values.items()})
    return action


def _plain(value: Any) -> Any:
    kind: Any = type(value)
    if kind in _KEPT:
        return value
    if kind is dict:
        if not _TEXTS.issuperset(map(type, value)):
            return _mapping(value)
        if _KEPT.issuperset(map(type, value.values())):
            return value  # most are
        return {name: one if type(one) in _KEPT else _plain(one) for name, one in value.items()}
    return _way(kind)(value)


@cache
def _way(kind: type[Any]) -> Callable[[Any], Any]:
    """How a value of this type is told."""
    if issubclass(kind, Enum):
        return _word
    if is_dataclass(kind):
        return _told
    if issubclass(kind, Mapping):
        return _mapping
    return _series if issubclass(kind, list | tuple) else _as_is


def _word(value: Enum) -> Any:
    return value.value


def _mapping(value: Mapping[Any, Any]) -> dict[Any, Any]:
    return {_plain(name): _plain(one) for name, one in value.items()}


def _series(value: Sequence[Any]) -> Sequence[Any]:
    if isinstance(value, tuple) and _TEXTS.issuperset(map(type, value)):
        return value  # a field's value, or names: Packed gives tuples back
    return [_plain(one) for one in value]


def _told(value: Any, without: str | None = None) -> dict[str, Any]:
    """A dataclass."""
    kind: Any = type(value)
    parts, read = _parts(kind)
    return {
        name: one if type(one) in _KEPT else _plain(one)
        for (name, default), one in zip(parts, read(value), strict=True)
        if one != default and name != without
    }


@cache
def _parts(kind: type[Any]) -> tuple[list[tuple[str, Any]], Callable[[Any], Sequence[Any]]]:
    """(name, value by default) of each of a dataclass's parts, of which there are at least two; and what reads them
    all."""
    parts = [
        (one.name, one.default if one.default_factory is MISSING else one.default_factory()) for one in fields(kind)
    ]
    return parts, attrgetter(*(name for name, _ in parts))


def _as_is(value: Any) -> Any:
    return value


def _clash(content: Mapping[str, Any]) -> Clash:
    winner = content.get("winner")
    return Clash(
        content["field"],
        content.get("exchange"),
        content.get("crm"),
        content.get("base"),
        Side(winner) if winner else None,
    )


_READ: dict[str, Callable[[Any], Any]] = {
    "side": Side,
    "place": Place,
    "seen": lambda content: Sight(**content),
    "reason": lambda content: Reason(content["code"], content.get("words", {})),
    "categories": tuple,
    "candidates": tuple,
    "clashes": lambda content: tuple(_clash(one) for one in content),
    "keys": lambda content: {Side(side): key for side, key in content.items()},
}
