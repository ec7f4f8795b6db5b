"""One org of the sandbox over HTTPS for each test, with a store that acts as its first user."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.salesforce.store import ContactStore
from tests.contract.worlds_salesforce import SalesforceWorld


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SalesforceWorld]:
    world = SalesforceWorld(tmp_path)
    yield world
    world.close()


@pytest.fixture
def store(world: SalesforceWorld) -> ContactStore:
    return world.store()
