"""One database for all tests of a file; each begins with an empty org."""

from collections.abc import Iterator

import pytest

from core.database import Database
from tests.worker.files.world import World


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    database = Database("sqlite://")
    database.create_tables()
    yield database
    database.close()


@pytest.fixture
def world(database: Database) -> World:
    return World(database)
