from alembic import command
from sqlalchemy import inspect

import core.models.filing  # noqa: F401
from core.database import Database, Model
from core.migrations import config, is_current, upgrade


def test_migrations_make_the_tables_of_the_models(database_url: str) -> None:
    database = Database(database_url)
    assert not is_current(database)
    upgrade(database_url)
    upgrade(database_url)
    assert is_current(database)
    assert set(inspect(database.engine).get_table_names()) == {*Model.metadata.tables, "alembic_version"}
    command.check(config(database_url))
    command.downgrade(config(database_url), "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    database.close()
