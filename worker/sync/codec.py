"""Actions as JSON and back: Intents and held Plans are stored so. They are packed here, so that the column
(core.models.packing) does not walk through them again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from functools import cache
from operator import attrgetter
from typing import Any

from core.models.packing import PLAIN, Ready, pack
from core.records import Place, Side
from worker.sync.actions import Action, Agree, Clash, Create, Defer, Delete, Reason, Report, Sight, Unlink, Update

KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in (Create, Update, Delete, Agree, Unlink, Defer, Report)}


def packed(action: Action) -> Ready:
    """{"kind": "Update", …}; what is as by default is left out, and `settle` where it is what is written."""
    told = Ready(kind=type(action).__name__)
    _tell(action, told, "settle" if isinstance(action, Create | Update) and action.settle == action.fields else "")
    return told


def unpacked(content: Mapping[str, Any]) -> Action:
    """Raises KeyError for a kind that this version does not know."""
    kind = KINDS[content["kind"]]
    alike = {"settle": content["fields"]} if "fields" in content else {}
    values = {**alike, **{name: value for name, value in content.items() if name != "kind"}}
    action: Action = kind(**{name: _READ.get(name, _as_is)(value) for name, value in values.items()})
    return action


def _told(value: Any) -> dict[str, Any]:
    told: dict[str, Any] = {}
    _tell(value, told)
    return told


def _tell(value: Any, told: dict[str, Any], without: str = "") -> None:
    """Adds a dataclass's parts."""
    kind: Any = type(value)
    parts, read = _parts(kind)
    for (name, default, tell), one in zip(parts, read(value), strict=True):
        if one is not default and one != default and name != without:
            told[name] = one if type(one) in PLAIN else tell(one)


def _sight(value: Sight) -> dict[str, Any]:
    """Spelled out, as nearly every action has one."""
    told: dict[str, Any] = {}
    if value.exchange is not None:
        told["exchange"] = value.exchange
    if value.crm is not None:
        told["crm"] = value.crm
    if value.in_view is not None:
        told["in_view"] = value.in_view
    if value.meeting is not None:
        told["meeting"] = value.meeting
    if value.hosted:
        told["hosted"] = True
    return told


def _reason(value: Reason) -> dict[str, Any]:
    return {"code": value.code, "words": pack(value.words)} if value.words else {"code": value.code}


@cache
def _parts(kind: type[Any]) -> tuple[list[tuple[str, Any, Callable[[Any], Any]]], Callable[[Any], Sequence[Any]]]:
    """(name, value by default, how another one is told) of each of a dataclass's parts, of which there are at least
    two; and what reads them all."""
    parts = [
        (
            one.name,
            one.default if one.default_factory is MISSING else one.default_factory(),
            _TELL.get(one.name, pack),
        )
        for one in fields(kind)
    ]
    return parts, attrgetter(*(name for name, _, _ in parts))


def _by_text(value: Mapping[str, Any]) -> dict[str, Any]:
    """Sides are texts, but not to the writer of JSON."""
    return {str(name): pack(one) for name, one in value.items()}


_TELL: dict[str, Callable[[Any], Any]] = {
    "side": str,
    "place": str,
    "winner": str,
    "seen": _sight,
    "reason": _reason,
    "keys": _by_text,
    "held": _by_text,
    "clashes": lambda value: [_told(one) for one in value],
}


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
