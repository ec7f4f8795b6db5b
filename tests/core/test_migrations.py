from alembic import command
from sqlalchemy import inspect, text

import core.models.files
import core.models.filing
import core.models.pane  # noqa: F401
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


def test_what_was_stored_before_the_task_pane_stays(database_url: str) -> None:
    command.upgrade(config(database_url), "0001")
    database = Database(database_url)
    with database.engine.begin() as connection:
        connection.execute(text("INSERT INTO org VALUES ('o', 'Brightwater', '{}', '2026-01-01 00:00:00')"))
        connection.execute(
            text("INSERT INTO connection VALUES ('c', 'o', NULL, 'crm', 'salesforce', '{}', NULL, '')"),
        )
    for newest in (True, False):
        if newest:
            upgrade(database_url)
        else:
            command.downgrade(config(database_url), "0001")
        with database.engine.begin() as connection:
            assert connection.execute(text("SELECT count(*) FROM connection")).scalar() == 1
    database.close()
