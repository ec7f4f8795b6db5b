"""Search restrictions and sort orders over items and folders (MS-OXWSSRCH).

Texts compare without regard to case, as Exchange's store does for property restrictions, bytes exactly; a list of
texts (categories) matches when one of it does; a property that is not there is unequal to everything.
"""

import base64
import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from lxml import etree

from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.extended import read_moment
from sandbox.microsoft.ews.wire import Element, T, local

Thing = TypeVar("Thing")
Getter = Callable[[Thing], Any]
Accessor = Callable[[Element], Getter[Thing]]
Test = Callable[[Thing], bool]
Relation = Callable[[Any, Any], bool]
MOST_NODES = 255
_PATHS = ("FieldURI", "IndexedFieldURI", "ExtendedFieldURI")
_RELATIONS: dict[str, Relation] = {
    "IsEqualTo": lambda a, b: a == b,
    "IsGreaterThan": lambda a, b: a > b,
    "IsGreaterThanOrEqualTo": lambda a, b: a >= b,
    "IsLessThan": lambda a, b: a < b,
    "IsLessThanOrEqualTo": lambda a, b: a <= b,
}


def matcher(restriction: Element | None, accessor: Accessor[Thing]) -> Test[Thing]:
    """A test of things; without a restriction all pass. Raises EwsError for what cannot be searched."""
    if restriction is None or len(restriction) == 0:
        return lambda thing: True
    if sum(1 for _ in restriction.iterdescendants()) > MOST_NODES * 4:
        raise EwsError("ErrorRestrictionTooComplex", "The restriction is too complex.")
    return _compile(restriction[0], _sharing(accessor))


def _sharing(accessor: Accessor[Thing]) -> Accessor[Thing]:
    """One getter for all tests of a path, which reads a thing once however many tests ask for it in a row."""
    known: dict[bytes, Getter[Thing]] = {}

    def shared(path: Element) -> Getter[Thing]:
        key = etree.tostring(path, with_tail=False)
        if key not in known:
            known[key] = _remembering(accessor(path))
        return known[key]

    return shared


def _remembering(getter: Getter[Thing]) -> Getter[Thing]:
    last: list[Any] = [None, None]

    def get(thing: Thing) -> Any:
        if last[0] is not thing:
            last[:] = thing, getter(thing)
        return last[1]

    return get


def _compile(node: Element, accessor: Accessor[Thing]) -> Test[Thing]:
    name = local(node)
    if name in ("And", "Or"):
        tests = [_compile(child, accessor) for child in node]
        combine = all if name == "And" else any
        return lambda thing: combine(test(thing) for test in tests)
    if name == "Not":
        inner = _compile(node[0], accessor)
        return lambda thing: not inner(thing)
    getter = accessor(node[0])
    if name == "Exists":
        return lambda thing: getter(thing) not in (None, "", [])
    if name == "Contains":
        return _contains(node, getter)
    if name == "Excludes":
        return _excludes(node, getter)
    return _comparison(name, node, getter, accessor)


def _comparison(name: str, node: Element, getter: Getter[Thing], accessor: Accessor[Thing]) -> Test[Thing]:
    relation = _RELATIONS.get(name)
    if relation is None and name != "IsNotEqualTo":
        raise EwsError("ErrorUnsupportedQueryFilter", f"The restriction {name} is not supported.")
    operand, compare = node[1][0], relation or _RELATIONS["IsEqualTo"]
    if local(operand) in _PATHS:
        test = _between(getter, accessor(operand), compare)
    else:
        test = _against(getter, operand.get("Value", ""), compare)
    return test if relation else lambda thing: not test(thing)


def _between(getter: Getter[Thing], other: Getter[Thing], relation: Relation) -> Test[Thing]:
    return lambda thing: _related(getter(thing), other(thing), relation)


def _against(getter: Getter[Thing], constant: str, relation: Relation) -> Test[Thing]:
    """The constant is folded once: a restriction may hold a hundred of them, over thousands of items."""
    folded = constant.casefold()

    def test(thing: Thing) -> bool:
        value = getter(thing)
        if isinstance(value, str):
            return relation(value.casefold(), folded)
        return _related(value, constant, relation)

    return test


def _related(value: Any, other: Any, relation: Relation) -> bool:
    if value is None or other is None:
        return False
    if isinstance(value, list):
        return any(_related(one, other, relation) for one in value)
    if isinstance(value, str):
        return relation(value.casefold(), str(other).casefold())
    return relation(value, _like(value, other))


def _like(value: Any, other: Any) -> Any:
    """The constant as a value of the property's type. Raises EwsError: ErrorInvalidValueForProperty."""
    if not isinstance(other, str):
        return other
    try:
        if isinstance(value, bool):
            return other.lower() in ("true", "1")
        if isinstance(value, datetime):
            return read_moment(other)
        if isinstance(value, bytes):
            return base64.b64decode(other, validate=True)
        return type(value)(other)
    except (TypeError, ValueError, OverflowError):
        raise EwsError("ErrorInvalidValueForProperty", f"The constant {other[:80]!r} is invalid.") from None


def _contains(node: Element, getter: Getter[Thing]) -> Test[Thing]:
    constant = node.find(T + "Constant")
    flags = node.get("ContainmentComparison", "Exact")
    mode = node.get("ContainmentMode", "FullString")
    wanted = _folded(constant.get("Value", "") if constant is not None else "", flags)

    def test(thing: Thing) -> bool:
        value = getter(thing)
        texts = value if isinstance(value, list) else [value]
        return any(_found(_folded(text, flags), wanted, mode) for text in texts if isinstance(text, str))

    return test


def _folded(text: str, flags: str) -> str:
    if "IgnoreCase" in flags or "Loose" in flags:
        text = text.casefold()
    if "NonSpac" in flags or "Loose" in flags:
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return text


def _found(text: str, wanted: str, mode: str) -> bool:
    if mode == "FullString":
        return text == wanted
    if mode == "Prefixed":
        return text.startswith(wanted)
    if mode == "PrefixOnWords":
        return all(any(word.startswith(part) for word in text.split()) for part in wanted.split())
    if mode == "ExactPhrase":
        return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) is not None
    return wanted in text


def _excludes(node: Element, getter: Getter[Thing]) -> Test[Thing]:
    mask_text = node[1].get("Value", "0")
    try:
        mask = int(mask_text, 0)
    except ValueError:
        raise EwsError("ErrorInvalidExcludesRestriction", f"The bit mask {mask_text[:40]!r} is invalid.") from None

    def test(thing: Thing) -> bool:
        value = getter(thing)
        return not (value & mask) if isinstance(value, int) else True

    return test


def ordered(things: list[Thing], order: Element | None, accessor: Accessor[Thing]) -> list[Thing]:
    """By m:SortOrder, the first t:FieldOrder counting most; what has no value comes first. Raises EwsError."""
    result = list(things)
    for field_order in reversed([] if order is None else list(order)):
        keys = [(_sort_key(accessor(field_order[0])(thing)), thing) for thing in result]
        keys.sort(key=lambda pair: pair[0], reverse=field_order.get("Order") == "Descending")
        result = [thing for _, thing in keys]
    return result


def _sort_key(value: Any) -> tuple[int, Any]:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        return (2, value.casefold())
    if isinstance(value, datetime):
        return (1, value.timestamp())
    return (0, 0) if value is None else (1, value)
