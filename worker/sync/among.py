"""One of many keys, told as one parameter: SQLAlchemy writes a statement with a parameter for each into each execution
anew, which took longer than to find the rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Integer, String, Text, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from core.jsontext import dumped


def among(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """One of the parameter `keys`, a list, of a statement that is built once."""
    return _Among(column, bindparam("keys", type_=_Keys(isinstance(column.type, Integer))))


class _Keys(TypeDecorator[Sequence[Any]]):
    """A list of texts or numbers: an array, or JSON where the database has none."""

    impl = Text
    cache_ok = True

    def __init__(self, numbers: bool) -> None:
        super().__init__()
        self.numbers = numbers

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(ARRAY(BigInteger() if self.numbers else String()))

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:
        return dumped(list(value or ())) if dialect.name == "sqlite" else list(value or ())


class _Among(FunctionElement[bool]):
    """Of no type: of a truth value SQLAlchemy asks SQLite whether it is 1, and then no index serves."""

    inherit_cache = True


@compiles(_Among)
def _array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, keys = element.clauses
    return f"{compiler.process(column, **options)} = ANY ({compiler.process(keys, **options)})"


@compiles(_Among, "sqlite")
def _json(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, keys = element.clauses
    listed = f"SELECT value FROM json_each({compiler.process(keys, **options)})"  # noqa: S608  (a parameter)
    return f"{compiler.process(column, **options)} IN ({listed})"
