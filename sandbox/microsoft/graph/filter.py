"""OData's $filter over JSON entities: comparisons, and/or/not, startswith and friends, any() and all().

Texts compare without regard to case, as Exchange does. An extended property's id is compared as a property id.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.microsoft.graph.errors import GraphError, bad_query
from sandbox.microsoft.graph.extended import MULTI, SINGLE, parse_id, show
from sandbox.microsoft.properties import PropertyId

Scope = dict[str, Any]
Node = Callable[[Scope], Any]
Lookup = Callable[[PropertyId], Any]

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<date>\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?)|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<name>[A-Za-z_@][\w.]*)|(?P<mark>[()/,:]))"
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: bool(a == b),
    "ne": lambda a, b: bool(a != b),
    "gt": lambda a, b: bool(a > b),
    "ge": lambda a, b: bool(a >= b),
    "lt": lambda a, b: bool(a < b),
    "le": lambda a, b: bool(a <= b),
}
_TESTS: dict[str, Callable[[str, str], bool]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
    "contains": lambda whole, part: part in whole,
}
_MAX_DEPTH = 40
# Scope's key for the way to an item's properties.
LOOKUP = "@lookup"


def compile_filter(text: str, type_name: str, known: frozenset[str]) -> Callable[[dict[str, Any], Lookup], bool]:
    """A test of an entity and its properties. Raises GraphError 400 for bad syntax and unknown properties."""
    parser = _Parser(text, type_name, known)
    node = parser.either()
    parser.end()
    return lambda entity, lookup: bool(node({"": entity, LOOKUP: lookup}))


class _Parser:
    def __init__(self, text: str, type_name: str, known: frozenset[str]) -> None:
        self._text, self._type, self._known = text, type_name, known
        self._tokens = self._split()
        self._at = self._depth = 0
        self._variables: dict[str, list[PropertyId] | None] = {}

    def _split(self) -> list[tuple[str, str]]:
        tokens, at, end = [], 0, len(self._text.rstrip())
        while at < end:
            match = _TOKEN.match(self._text, at)
            if match is None:
                raise self._error()
            tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
            at = match.end()
        return tokens

    def _error(self) -> GraphError:
        return bad_query(f"Invalid filter clause: there is a syntax error in '{self._text[:120]}'.")

    def _peek(self, ahead: int = 0) -> tuple[str, str]:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else ("end", "")

    def _take(self, value: str | None = None) -> tuple[str, str]:
        token = self._peek()
        if token[0] == "end" or (value is not None and token[1].lower() != value):
            raise self._error()
        self._at += 1
        return token

    def _word(self, *words: str) -> str | None:
        kind, value = self._peek()
        if kind == "name" and value.lower() in words:
            self._at += 1
            return value.lower()
        return None

    def end(self) -> None:
        if self._peek()[0] != "end":
            raise self._error()

    def either(self) -> Node:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise self._error()
        nodes = [self._both()]
        while self._word("or"):
            nodes.append(self._both())
        self._depth -= 1
        return nodes[0] if len(nodes) == 1 else lambda scope: any(n(scope) for n in nodes)

    def _both(self) -> Node:
        nodes = [self._test()]
        while self._word("and"):
            nodes.append(self._test())
        return nodes[0] if len(nodes) == 1 else lambda scope: all(n(scope) for n in nodes)

    def _test(self) -> Node:
        negations = 0
        while self._word("not"):
            negations += 1
        node = self._plain_test()
        return (lambda scope: not node(scope)) if negations % 2 else node

    def _plain_test(self) -> Node:
        if self._peek() == ("mark", "("):
            self._take()
            node = self.either()
            self._take(")")
            return node
        kind, value = self._peek()
        if kind == "name" and value.lower() in _TESTS and self._peek(1) == ("mark", "("):
            return self._function()
        return self._comparison()

    def _function(self) -> Node:
        test = _TESTS[self._take()[1].lower()]
        self._take("(")
        whole = self._operand()
        self._take(",")
        part = self._operand()
        self._take(")")
        return lambda scope: _text_test(test, whole(scope), part(scope))

    def _comparison(self) -> Node:
        left = self._operand()
        operator = self._word(*_COMPARE)
        if operator is None:
            return left
        right = self._operand()
        return lambda scope: _compare(operator, left(scope), right(scope))

    def _operand(self) -> Node:
        kind, value = self._peek()
        if kind == "name" and self._peek(1) != ("mark", "(") and value.lower() not in ("true", "false", "null"):
            return self._path()
        self._take()
        if kind == "name" and value.lower() in ("tolower", "toupper", "trim"):
            self._take("(")
            inner = self._operand()
            self._take(")")
            return inner
        if kind in ("end", "mark") or (kind == "name" and value.lower() not in ("true", "false", "null")):
            raise self._error()
        literal = _literal(kind, value)
        return lambda scope: literal

    def _path(self) -> Node:
        steps = [self._take()[1]]
        while self._peek() == ("mark", "/"):
            self._take()
            steps.append(self._take()[1])
            if steps[-1].lower() in ("any", "all") and self._peek() == ("mark", "("):
                return self._quantifier(steps[:-1], steps[-1].lower())
        variable = steps[0] in self._variables
        if not variable and steps[0] not in self._known:
            text = f"Could not find a property named '{steps[0]}' on type 'microsoft.graph.{self._type}'."
            raise bad_query(text)
        if variable and steps[1:] == ["id"] and self._variables[steps[0]] is not None:
            return self._property_id(steps[0])
        keys = steps[1:] if variable else steps
        start = steps[0] if variable else ""
        return lambda scope: _walk(scope[start], keys)

    def _property_id(self, variable: str) -> Node:
        """`ep/id eq '…'`: the literal is read as a property id, so that its spelling does not matter."""
        kind, value = self._peek(1)
        if kind == "text" and self._peek()[1].lower() in ("eq", "ne"):
            wanted = parse_id(_literal(kind, value))
            self._tokens[self._at + 1] = ("text", "'" + wanted.text.replace("'", "''") + "'")
            named = self._variables[variable]
            if named is not None and wanted not in named:
                named.append(wanted)
        return lambda scope: scope[variable]["id"]

    def _quantifier(self, steps: list[str], which: str) -> Node:
        self._take("(")
        variable = self._take()[1]
        self._take(":")
        extended = steps[-1] in (SINGLE, MULTI)
        if steps[0] not in self._known:
            raise bad_query(f"Could not find a property named '{steps[0]}' on type 'microsoft.graph.{self._type}'.")
        property_ids: list[PropertyId] | None = [] if extended else None
        self._variables[variable] = property_ids
        inner = self.either()
        self._take(")")
        del self._variables[variable]
        test = any if which == "any" else all

        def run(scope: Scope) -> bool:
            if property_ids is not None:
                entries = _extended(scope[LOOKUP], property_ids)
            else:
                found = _walk(scope[""], steps)
                entries = found if isinstance(found, list) else []
            return test(inner(scope | {variable: entry}) for entry in entries)

        return run


def _extended(lookup: Lookup, property_ids: list[PropertyId]) -> list[dict[str, Any]]:
    pairs = [(p, lookup(p)) for p in dict.fromkeys(property_ids)]
    return [{"id": p.text, "value": show(v)} for p, v in pairs if v is not None]


def _walk(value: Any, keys: list[str]) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _literal(kind: str, value: str) -> Any:
    if kind == "text":
        return value[1:-1].replace("''", "'")
    if kind == "number":
        return float(value)
    if kind == "date":
        return value
    return {"true": True, "false": False}.get(value.lower())


def _comparable(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        try:
            return datetime.fromisoformat(value).timestamp()
        except (ValueError, OverflowError):
            return value.casefold()
    return value.casefold() if isinstance(value, str) else value


def _compare(operator: str, left: Any, right: Any) -> bool:
    left, right = _comparable(left), _comparable(right)
    try:
        return _COMPARE[operator](left, right)
    except TypeError:
        return False


def _text_test(test: Callable[[str, str], bool], whole: Any, part: Any) -> bool:
    return isinstance(whole, str) and isinstance(part, str) and test(whole.casefold(), part.casefold())
