"""One database, or one sandbox, for all tests of a file; each begins with an empty org, or with a stage of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.database import Database
from sandbox.running import Running, run_sandbox
from tests.scenarios.stage import Stage, only
from tests.worker.files.world import World


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with run_sandbox("empty") as running:
        yield running


@pytest.fixture(params=["graph", "ews"])
def stage(request: pytest.FixtureRequest, running: Running, tmp_path: Path) -> Iterator[Stage]:
    """Events with their files, through Graph and through EWS."""
    database = Database(f"sqlite:///{tmp_path / 'files.db'}")
    database.create_tables()
    running.faults.clear()
    stage = Stage(running, database, request.param, tmp_path)
    stage.choose(**only("event"), **{"event.files": True})
    yield stage
    running.faults.clear()
    stage.close()
    database.close()
