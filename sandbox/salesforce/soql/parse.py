"""Text to Query, with lark; errors are MALFORMED_QUERY with their place."""

import re
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path as FilePath
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.soql import nodes
from sandbox.salesforce.soql.problems import malformed, unexpected

MAX_LENGTH = 100_000
_MAX_DEPTH = 500

_ORDER = ("scope", "where", "with", "group", "having", "order", "limit", "offset", "for", "update", "all rows")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)


_SURROGATE = re.compile("[\ud800-\udfff]")


def _whole(text: str) -> str:
    """Without halves of surrogate pairs, which no database keeps; places stay where they are."""
    return _SURROGATE.sub("?", text)


def unescape(text: str, pattern: bool = False) -> str:
    r"""The text of a literal without quotes; in a LIKE pattern `\_` and `\%` stay escaped."""

    def replace(match: re.Match[str]) -> str:
        code = match.group(1)
        if pattern and code in "_%\\":
            return "\\" + code
        if code.startswith("u") and len(code) == 5:
            return _whole(chr(int(code[1:], 16)))
        return _ESCAPES.get(code.lower(), code)

    return _ESCAPE.sub(replace, text)


def _optional(token: Token | None) -> str | None:
    return str(token) if token is not None else None


@v_args(inline=True)
class _Builder(Transformer[Token, Any]):
    """Makes the nodes while lark parses."""

    def start(self, query: nodes.Query) -> nodes.Query:
        return query

    def condition_only(self, condition: nodes.Condition) -> nodes.Condition:
        return condition

    def path(self, *names: Token) -> nodes.Path:
        return nodes.Path(tuple(str(name) for name in names), names[0].start_pos or 0)

    def call(self, name: Token, *arguments: Any) -> nodes.Call:
        given = tuple(argument for argument in arguments if argument is not None)
        return nodes.Call(str(name), given, name.start_pos or 0)

    def string(self, token: Token) -> nodes.Value:
        return nodes.Value("string", str(token)[1:-1], token.start_pos or 0)

    def number(self, token: Token) -> nodes.Value:
        return nodes.Value("number", str(token), token.start_pos or 0)

    def date(self, token: Token) -> nodes.Value:
        return nodes.Value("date", str(token), token.start_pos or 0)

    def datetime(self, token: Token) -> nodes.Value:
        return nodes.Value("datetime", str(token), token.start_pos or 0)

    def named(self, token: Token, number: Token | None) -> nodes.Value:
        count = int(float(number)) if number is not None else None
        return nodes.Value("name", str(token), token.start_pos or 0, count)

    def field_item(self, operand: nodes.Operand, alias: Token | None) -> nodes.Item:
        return nodes.Item(operand, _optional(alias))

    def subquery(self, query: nodes.Query) -> nodes.SubSelect:
        return nodes.SubSelect(query)

    def when(self, name: Token, *paths: nodes.Path) -> nodes.Branch:
        return nodes.Branch(str(name), paths, name.start_pos or 0)

    def else_(self, *paths: nodes.Path) -> tuple[nodes.Path, ...]:
        return paths

    def typeof(self, path: nodes.Path, *rest: Any) -> nodes.TypeOf:
        branches = tuple(part for part in rest if isinstance(part, nodes.Branch))
        otherwise = rest[-1] if isinstance(rest[-1], tuple) else ()
        return nodes.TypeOf(path, branches, otherwise)

    def and_(self, *items: nodes.Condition) -> nodes.All:
        return nodes.All(items)

    def or_(self, *items: nodes.Condition) -> nodes.AnyOf:
        return nodes.AnyOf(items)

    def not_(self, item: nodes.Condition) -> nodes.Not:
        return nodes.Not(item)

    def compare(self, operand: nodes.Operand, operator: Token, value: nodes.Value) -> nodes.Compare:
        return nodes.Compare(operand, {"<>": "!="}.get(str(operator), str(operator).lower()), value)

    def in_list(self, operand: nodes.Operand, _: Token, *values: nodes.Value) -> nodes.Within:
        return nodes.Within(operand, "in", values)

    def not_in_list(self, operand: nodes.Operand, _: Token, *values: nodes.Value) -> nodes.Within:
        return nodes.Within(operand, "not in", values)

    def includes(self, operand: nodes.Operand, _: Token, *values: nodes.Value) -> nodes.Within:
        return nodes.Within(operand, "includes", values)

    def excludes(self, operand: nodes.Operand, _: Token, *values: nodes.Value) -> nodes.Within:
        return nodes.Within(operand, "excludes", values)

    def in_query(self, operand: nodes.Operand, _: Token, query: nodes.Query) -> nodes.WithinQuery:
        return nodes.WithinQuery(operand, False, query)

    def not_in_query(self, operand: nodes.Operand, _: Token, query: nodes.Query) -> nodes.WithinQuery:
        return nodes.WithinQuery(operand, True, query)

    def joined(self, path: nodes.Path, alias: Token) -> tuple[str, nodes.Path]:
        return str(alias).lower(), path

    def source(self, name: Token, alias: Token | None, *joined: tuple[str, nodes.Path]) -> dict[str, Any]:
        return {
            "sobject": str(name),
            "pos": name.start_pos or 0,
            "alias": _optional(alias),
            "joins": dict(joined),
        }

    def scope(self, name: Token) -> tuple[str, Any]:
        return "scope", str(name).lower()

    def where(self, condition: nodes.Condition) -> tuple[str, Any]:
        return "where", condition

    def with_clause(self, name: Token) -> tuple[str, Any]:
        return "with", name

    def group(self, *operands: nodes.Operand) -> tuple[str, Any]:
        return "group", operands

    def having(self, condition: nodes.Condition) -> tuple[str, Any]:
        return "having", condition

    def order_item(self, operand: nodes.Operand, direction: Token | None, nulls: Token | None) -> nodes.Order:
        last = None if nulls is None else nulls.type == "LAST"
        return nodes.Order(operand, direction is not None and direction.type == "DESC", last)

    def order(self, *items: nodes.Order) -> tuple[str, Any]:
        return "order", items

    def limit(self, number: Token) -> tuple[str, Any]:
        return "limit", number

    def offset(self, number: Token) -> tuple[str, Any]:
        return "offset", number

    def for_clause(self, *names: Token) -> tuple[str, Any]:
        return "for", names

    def update_clause(self, *names: Token) -> tuple[str, Any]:
        return "update", names

    def all_rows(self) -> tuple[str, Any]:
        return "all rows", True

    def query(self, *parts: Any) -> nodes.Query:
        position = next(i for i, part in enumerate(parts) if isinstance(part, dict))
        clauses = parts[position + 1 :]
        known = {name: value for clause, told in clauses for name, value in _known(clause, told).items()}
        written = tuple(clause for clause, _ in clauses)
        return nodes.Query(parts[:position], **parts[position], **known, clauses=written)


def _known(clause: str, value: Any) -> dict[str, Any]:
    """What a clause says of the query."""
    if clause in ("limit", "offset"):
        if not str(value).isdigit():
            raise _MisplacedError(value.start_pos or 0, str(value))
        return {clause: min(int(value), 2**62)}
    if clause == "all rows":
        return {"all_rows": True}
    return {clause: value} if clause in ("scope", "where", "group", "having", "order") else {}


class _MisplacedError(Exception):
    """A number that is no count."""

    def __init__(self, pos: int, token: str) -> None:
        super().__init__(token)
        self.pos = pos
        self.token = token


@cache
def _parser() -> Lark:
    grammar = FilePath(__file__).with_name("grammar.lark").read_text("utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        start=["start", "condition_only"],
        maybe_placeholders=True,
        transformer=_Builder(),
    )


def _parse(text: str, start: str) -> Any:
    if len(text) > MAX_LENGTH:
        raise SalesforceError("MALFORMED_QUERY", f"SOQL statements cannot be longer than {MAX_LENGTH} characters.")
    try:
        return _parser().parse(_whole(text), start=start)
    except UnexpectedInput as error:
        raise _syntax_error(text, error) from None
    except _MisplacedError as error:
        raise unexpected(text, error.pos, error.token) from None
    except RecursionError:
        raise malformed(text, 0, "the query is nested too deeply") from None


def _syntax_error(text: str, error: UnexpectedInput) -> SalesforceError:
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        return unexpected(text, error.token.start_pos or 0, str(error.token))
    if isinstance(error, UnexpectedCharacters) and error.pos_in_stream is not None:
        rest = text[error.pos_in_stream :]
        word = re.match(r"[\w.]+", rest)
        if word:
            return unexpected(text, error.pos_in_stream, word.group())
        return malformed(
            text, error.pos_in_stream, f"line 1:{error.column - 1} no viable alternative at character '{rest[:1]}'"
        )
    return unexpected(text, len(text.rstrip()), "" if isinstance(error, UnexpectedEOF | UnexpectedToken) else "<EOF>")


@lru_cache(maxsize=1024)
def parse(text: str) -> nodes.Query:
    """A whole query; clauses out of their order are refused. Kept, because programs ask the same again and again."""
    query: nodes.Query = _parse(text, "start")
    _check_clauses(text, query)
    return query


def _check_clauses(text: str, query: nodes.Query) -> None:
    places = [_ORDER.index(clause) for clause in query.clauses]
    for before, after in pairwise(places):
        if after <= before:
            word = _ORDER[after].split()[0]
            raise unexpected(text, max(text.lower().rfind(word), query.pos), word)


@lru_cache(maxsize=256)
def parse_condition(text: str) -> nodes.Condition:
    """The condition of a WHERE clause by itself, as validation rules and list views hold it."""
    condition: nodes.Condition = _parse(text, "condition_only")
    return condition
