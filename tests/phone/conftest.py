"""A sandbox for each day, and exchangelib's own hook for adapters, set to trust the sandbox's CA."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.database import Database
from sandbox.running import Running, run_sandbox
from tests.phone.world import World, make_world
from tests.trusting import trusting_exchangelib


@pytest.fixture
def sandbox() -> Iterator[Running]:
    with run_sandbox("empty") as running:
        yield running


@pytest.fixture
def trusting(sandbox: Running) -> Iterator[None]:
    assert sandbox.certificates is not None
    with trusting_exchangelib(sandbox.certificates.ca):
        yield


@pytest.fixture(params=["graph", "ews"])
def world(request: pytest.FixtureRequest, sandbox: Running, trusting: None, tmp_path: Path) -> Iterator[World]:
    database = Database(f"sqlite:///{tmp_path / 'bothways.db'}")
    database.create_tables()
    yield make_world(sandbox, database, request.param, tmp_path)
    database.close()
