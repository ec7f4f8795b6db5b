"""A fresh world on each database."""

from collections.abc import Iterator

import pytest

from tests.worker.shell.world import World


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """Graph and a plain CRM, a file of SQLite and PostgreSQL in turn."""
    world = World(database_url)
    yield world
    world.database.close()


@pytest.fixture
def quick() -> Iterator[World]:
    """The same on SQLite in memory, for what does not depend on the database."""
    world = World("sqlite://")
    yield world
    world.database.close()
