"""One sandbox and one database for all scenarios of a process; for each an org and users of its own, once on each
back-end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.database import Database
from sandbox.running import Running, run_sandbox
from tests.scenarios.stage import Stage


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    with run_sandbox("empty") as running:
        yield running


@pytest.fixture(scope="session")
def shared_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with new_database(tmp_path_factory.mktemp("scenarios")) as database:
        yield database


@pytest.fixture
def database(request: pytest.FixtureRequest, shared_database: Database, tmp_path: Path) -> Iterator[Database]:
    """New where a test looks at all that a database holds (own_database)."""
    if request.node.get_closest_marker("own_database") is None:
        yield shared_database
        return
    with new_database(tmp_path) as database:
        yield database


@contextmanager
def new_database(folder: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{folder / 'bothways.db'}")
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
