"""A stage of its own for each test, one sandbox for all of a process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.database import Database
from sandbox.running import Running, run_sandbox
from tests.scenarios.stage import Stage, only


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    with run_sandbox("empty") as running:
        yield running


@pytest.fixture(params=["graph", "ews"])
def stage(request: pytest.FixtureRequest, running: Running, tmp_path: Path) -> Iterator[Stage]:
    """Events only."""
    database = Database(f"sqlite:///{tmp_path / 'bothways.db'}")
    database.create_tables()
    stage = Stage(running, database, request.param, tmp_path)
    stage.choose(**only("event"))
    yield stage
    stage.close()
    database.close()
