"""One sandbox for all scenarios of a process; for each a database and a user of its own, once on each back-end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.database import Database
from sandbox.running import Running, run_sandbox
from tests.scenarios.stage import Stage


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    with run_sandbox("empty") as running:
        yield running


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'bothways.db'}")
    database.create_tables()
    yield database
    database.close()


@pytest.fixture(params=["graph", "ews"])
def stage(request: pytest.FixtureRequest, running: Running, database: Database, tmp_path: Path) -> Iterator[Stage]:
    running.faults.clear()
    running.calls.clear()
    stage = Stage(running, database, request.param, tmp_path)
    yield stage
    running.faults.clear()
    stage.close()
