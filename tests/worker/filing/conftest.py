"""An org with two mailboxes on the database of the run, or in memory over each protocol."""

from collections.abc import Iterator

import pytest

from tests.worker.filing.world import World


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    world = World(database_url)
    yield world
    world.database.close()


@pytest.fixture(params=[False, True], ids=["graph", "ews"])
def quick(request: pytest.FixtureRequest) -> Iterator[World]:
    world = World(moves_rename=request.param)
    yield world
    world.database.close()
