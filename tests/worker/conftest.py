"""One database in memory for all tests of a file, whose worlds empty it."""

from collections.abc import Iterator

import pytest

from core.database import Database


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    database = Database("sqlite://")
    database.create_tables()
    yield database
    database.close()
