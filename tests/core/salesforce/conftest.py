"""One org of the sandbox over HTTPS for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.worlds_salesforce import SalesforceWorld


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SalesforceWorld]:
    world = SalesforceWorld(tmp_path)
    yield world
    world.close()
