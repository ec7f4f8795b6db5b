"""The parts of a SOQL query. `pos` is the offset in the text, for error messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Path:
    """`Name` or `Account.Owner.Name`."""

    names: tuple[str, ...]
    pos: int

    @property
    def text(self) -> str:
        return ".".join(self.names)


@dataclass(frozen=True, slots=True)
class Value:
    """A literal; `kind` is string, number, date, datetime or name (null, true, LAST_N_DAYS:3 and the like)."""

    kind: str
    text: str
    pos: int
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """`COUNT(Id)`, `toLabel(Status)`, `FIELDS(ALL)`."""

    name: str
    arguments: tuple[Path | Call | Value, ...]
    pos: int

    @property
    def lower(self) -> str:
        return self.name.lower()


Operand: TypeAlias = Path | Call


def path_of(operand: Operand) -> str:
    """The field path that an operand is, or is a function of; empty for a function of none."""
    if isinstance(operand, Path):
        return operand.text
    return next((argument.text for argument in operand.arguments if isinstance(argument, Path)), "")


@dataclass(frozen=True, slots=True)
class Item:
    operand: Operand
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class SubSelect:
    query: Query


@dataclass(frozen=True, slots=True)
class Branch:
    sobject: str
    paths: tuple[Path, ...]
    pos: int


@dataclass(frozen=True, slots=True)
class TypeOf:
    path: Path
    branches: tuple[Branch, ...]
    otherwise: tuple[Path, ...]


Selected: TypeAlias = Item | SubSelect | TypeOf


@dataclass(frozen=True, slots=True)
class All:
    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    item: Condition


@dataclass(frozen=True, slots=True)
class Compare:
    """`operator` in lower case: = != < <= > >= like."""

    operand: Operand
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class Within:
    """`kind` is in, not in, includes or excludes."""

    operand: Operand
    kind: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class WithinQuery:
    operand: Operand
    negated: bool
    query: Query


Condition: TypeAlias = All | AnyOf | Not | Compare | Within | WithinQuery


@dataclass(frozen=True, slots=True)
class Order:
    operand: Operand
    descending: bool = False
    nulls_last: bool | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """Nothing of it changes: a parsed text is kept (sandbox.salesforce.soql.parse)."""

    select: tuple[Selected, ...]
    sobject: str
    pos: int
    alias: str | None = None
    joins: Mapping[str, Path] = field(default_factory=dict)
    scope: str | None = None
    where: Condition | None = None
    group: tuple[Operand, ...] = ()
    having: Condition | None = None
    order: tuple[Order, ...] = ()
    limit: int | None = None
    offset: int | None = None
    all_rows: bool = False
    clauses: tuple[str, ...] = ()
