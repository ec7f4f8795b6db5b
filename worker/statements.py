"""Statements that modules hold as constants, compiled before anybody executes them.

SQLAlchemy compiles a statement when it first meets it, and each job runs in a new process: the fifty of a run took a
fifth of what a run with little to do costs. An engine that compiled them before the fork has them in each child.
"""

import sys
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Delete, Engine, Insert, Select, Update
from sqlalchemy.sql.compiler import WARN_LINTING

from core.bulk import Bulk, parameters

_OURS = ("core.", "worker.")


def compile_ahead(engine: Engine) -> None:
    """All that modules of ours hold, by themselves or in a dict. Each is told by the parameters that it names: one that
    is executed with others is compiled then. Nothing is sent to the database."""
    for held in _constants():
        if isinstance(held, Bulk):
            held.prepare(engine.dialect)
        elif isinstance(held, Select | Insert | Update | Delete):
            _compile(engine, held)


def _compile(engine: Engine, statement: Select[Any] | Insert | Update | Delete) -> None:
    """As Connection.execute does it; there is no public way that sends nothing."""
    statement._compile_w_cache(
        engine.dialect,
        compiled_cache=engine._compiled_cache,
        column_keys=sorted(parameters(statement)),
        linting=engine.dialect.compiler_linting | WARN_LINTING,
    )


def _constants() -> Iterator[object]:
    for name, module in list(sys.modules.items()):
        if name.startswith(_OURS):
            for held in list(vars(module).values()):
                yield from held.values() if isinstance(held, dict) else (held,)
