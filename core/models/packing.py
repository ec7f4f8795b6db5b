"""Values in columns of JSON, where a date is {"$date": "2020-01-31"}, a moment {"$time": "2020-01-31T09:00:00+00:00"}
and a tuple {"$tuple": [...]}, so that they come back as what they were."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from core.jsontext import dumped
from core.values import Fixed

# Every value of every record passes `pack` and `unpack`, and most are of these: JSON has them as they are.
PLAIN = frozenset({str, int, float, bool, type(None)})


class Ready(dict[str, Any]):
    """What is packed already."""


def pack(value: Any) -> Any:
    """JSON for a value of plain containers, numbers, texts, moments and dates."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is dict or kind is Fixed:
        if PLAIN.issuperset(map(type, value.values())):
            return value
        if kind is dict:
            return _packed(value)
        if value.packed is None:
            value.packed = _packed(value)
        return value.packed
    if kind is Ready:
        return value
    if isinstance(value, datetime):  # is a date, too
        return {"$time": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, Mapping):
        return {str(name): pack(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return {"$tuple": [pack(one) for one in value]}
    if isinstance(value, list):
        return [pack(one) for one in value]
    return value


def _packed(value: dict[str, Any]) -> dict[str, Any]:
    return {name: one if type(one) in PLAIN else pack(one) for name, one in value.items()}


def unpack(value: Any) -> Any:
    """The reverse of `pack`."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, dict):
        if len(value) == 1:
            (name, content) = next(iter(value.items()))
            if name in _READ:
                return _READ[name](content)
        if PLAIN.issuperset(map(type, value.values())):
            return value
        return {name: one if type(one) in PLAIN else unpack(one) for name, one in value.items()}
    if isinstance(value, list):
        return [unpack(one) for one in value]
    return value


_READ: dict[str, Callable[[Any], Any]] = {
    "$date": date.fromisoformat,
    "$time": datetime.fromisoformat,
    "$tuple": lambda content: tuple(unpack(one) for one in content),
}


def _as_is(value: Any) -> Any:
    return value


class Packed(TypeDecorator[Any]):
    """JSON whose dates, moments and tuples survive."""

    impl = JSON
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """JSON's own after `pack`. In place of process_bind_param, which takes two more calls for each value."""
        # JSON's own looks for JSON.NULL first, which nobody stores here; PostgreSQL's driver wants more than a text.
        told = dumped if dialect.name == "sqlite" else self.impl_instance.bind_processor(dialect) or _as_is
        nothing = told({})  # as many are
        return lambda value: nothing if value == {} else told(pack(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return unpack(value)
