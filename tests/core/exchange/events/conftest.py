"""Every test of events, on Graph and on EWS."""

from collections.abc import Iterator

import pytest

from tests.core.exchange.event_worlds import (
    EventWorld,
    EwsEvents,
    GraphEvents,
)


@pytest.fixture(params=[GraphEvents, EwsEvents], ids=["graph", "ews"])
def world(request: pytest.FixtureRequest) -> Iterator[EventWorld]:
    opened: EventWorld = request.param()
    yield opened
    opened.calm()
