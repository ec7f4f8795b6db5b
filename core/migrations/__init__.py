"""Alembic migrations. `upgrade(url)` brings a database to the newest state."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from core.database import Database


def config(url: str) -> Config:
    chosen = Config()
    chosen.set_main_option("script_location", str(Path(__file__).parent))
    chosen.attributes["url"] = url
    return chosen


def upgrade(url: str) -> None:
    """Create or bring up to date; does nothing where nothing is to be done."""
    command.upgrade(config(url), "head")


def is_current(database: Database) -> bool:
    """Whether the database has the newest migration."""
    head = ScriptDirectory.from_config(config("")).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head
