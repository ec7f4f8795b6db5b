"""Many rows through one statement. SQLAlchemy compiles it and converts the values; the way of a row to the driver is
short, for SQLAlchemy's own took as much CPU as all the rest of keeping the row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, Boolean, Delete, Insert, Select, Table, Update, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import iterate
from sqlalchemy.types import TypeEngine

Convert: TypeAlias = Callable[[Any], Any]
Row: TypeAlias = Mapping[str, Any]
Written: TypeAlias = Insert | Update | Delete


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement for one kind of database. sql: in the driver's own words. slots: of its parameters in their order,
    (where the driver wants it: a number or the name, name). convert: for those that the driver does not take as they
    are. fixed: the statement's own values, ready for the driver."""

    sql: str
    slots: Sequence[tuple[int | str, str]]
    convert: Mapping[str, Convert]
    fixed: Row

    def filled(self, rows: Sequence[Row], shared: Row) -> list[Any]:
        """A tuple for each row where slots are numbers, else a dict."""
        alike = {**self.fixed, **{name: self.value(name, value) for name, value in shared.items()}}
        found = zip(*(self._column(rows, name, alike) for _, name in self.slots), strict=True)
        named = [at for at, _ in self.slots]
        return list(found) if 0 in named else [dict(zip(named, row, strict=True)) for row in found]

    def _column(self, rows: Sequence[Row], name: str, alike: Row) -> Iterable[Any]:
        """What the driver gets in one place, row by row."""
        if name in alike:
            return repeat(alike[name], len(rows))
        values = map(itemgetter(name), rows)
        return map(self.convert[name], values) if name in self.convert else values

    def value(self, name: str, value: Any) -> Any:
        return self.convert[name](value) if name in self.convert else value


class Bulk:
    """An INSERT, UPDATE or DELETE that is carried out for many rows. All rows name the same parameters, an INSERT's
    every column but those that the database fills itself."""

    def __init__(self, statement: Written | Mapping[str, Written]) -> None:
        """A mapping: by the kind of database, where each has its own words."""
        self._statement = statement
        self._forms: dict[tuple[str, frozenset[str]], _Form] = {}

    def run(self, session: Session, rows: Sequence[Row], **shared: Any) -> None:
        """shared: parameters that are alike in all rows."""
        if rows:
            connection = session.connection()
            form = self._form(connection.dialect, frozenset((*rows[0], *shared)))
            connection.exec_driver_sql(form.sql, form.filled(rows, shared))

    def prepare(self, dialect: Dialect) -> None:
        """Compiled before it is run, for rows that name all there is."""
        self._form(dialect, parameters(self._for(dialect)))

    def _for(self, dialect: Dialect) -> Written:
        return self._statement[dialect.name] if isinstance(self._statement, Mapping) else self._statement

    def _form(self, dialect: Dialect, names: frozenset[str]) -> _Form:
        known = (dialect.name, names)
        if known not in self._forms:
            self._forms[known] = _form(self._for(dialect), dialect, names)
        return self._forms[known]


def parameters(statement: Select[Any] | Written) -> frozenset[str]:
    """What it is to be given by name: the required parameters, or an INSERT's columns where it names no value, but for
    the number that the database gives."""
    named = frozenset(one.key for one in iterate(statement) if isinstance(one, BindParameter) and one.required)
    if named or not isinstance(statement, Insert) or not isinstance(statement.table, Table):
        return named
    number = statement.table.autoincrement_column
    return frozenset(column.key for column in statement.table.columns if column is not number)


def given(*columns: str) -> dict[str, BindParameter[Any]]:
    """For `values`: parameters with the columns' own names."""
    return {name: bindparam(name) for name in columns}


def _form(statement: Written, dialect: Dialect, names: frozenset[str]) -> _Form:
    columns = list(names) if isinstance(statement, Insert) else None
    found = statement.compile(dialect=dialect, column_keys=columns, for_executemany=True)
    if not isinstance(found, SQLCompiler) or found.insert_prefetch or found.update_prefetch:
        raise AssertionError(f"a value has no name: {found}")
    converters = {name: _converter(bind.type, dialect) for name, bind in found.binds.items()}
    convert: dict[str, Convert] = {name: one for name, one in converters.items() if one is not None}
    order = found.positiontup
    slots = [(name, name) for name in found.binds] if order is None else list(enumerate(order))
    form = _Form(str(found), slots, convert, {})
    own = {name: bind.value for name, bind in found.binds.items() if name not in names}
    return _Form(form.sql, slots, convert, {name: form.value(name, value) for name, value in own.items()})


def _converter(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    """None: the driver takes its values as they are. So do both drivers with truth values, whatever SQLAlchemy makes of
    them."""
    return None if isinstance(kind, Boolean) else kind.dialect_impl(dialect).bind_processor(dialect)
