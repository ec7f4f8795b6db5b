"""Every test of tasks, on To Do and on EWS."""

from collections.abc import Iterator

import pytest

from tests.core.exchange.task_worlds import EwsTasks, GraphTasks, TaskWorld


@pytest.fixture(params=[GraphTasks, EwsTasks], ids=["graph", "ews"])
def world(request: pytest.FixtureRequest) -> Iterator[TaskWorld]:
    opened: TaskWorld = request.param()
    yield opened
    opened.calm()


@pytest.fixture
def todo() -> Iterator[GraphTasks]:
    opened = GraphTasks()
    yield opened
    opened.calm()
