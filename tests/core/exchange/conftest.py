"""A mailbox of its own for each test, on either protocol."""

from collections.abc import Iterator

import pytest

from tests.contract.microsoft_world import MicrosoftWorld
from tests.contract.worlds_ews import EwsWorld
from tests.contract.worlds_graph import GraphWorld


@pytest.fixture(params=[GraphWorld, EwsWorld], ids=["graph", "ews"])
def world(request: pytest.FixtureRequest) -> Iterator[MicrosoftWorld]:
    opened: MicrosoftWorld = request.param()
    yield opened
    opened.calm()


@pytest.fixture
def graph() -> Iterator[GraphWorld]:
    opened = GraphWorld()
    yield opened
    opened.calm()


@pytest.fixture
def ews() -> Iterator[EwsWorld]:
    opened = EwsWorld()
    yield opened
    opened.calm()
