"""One deployment for all tests of the API in a process; each test brings users of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.deployment import Deployment, User, run_deployment


@pytest.fixture(scope="session")
def running_deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    folder: Path = tmp_path_factory.mktemp("deployment")
    with run_deployment(folder) as running:
        yield running


@pytest.fixture
def deployment(running_deployment: Deployment) -> Iterator[Deployment]:
    """Without faults of an earlier test."""
    running_deployment.sandbox.faults.clear()
    yield running_deployment
    running_deployment.sandbox.faults.clear()


@pytest.fixture(params=["graph", "ews"])
def user(request: pytest.FixtureRequest, deployment: Deployment) -> User:
    """A new person, once at Microsoft 365 and once at an Exchange Server."""
    return deployment.user(request.param)
