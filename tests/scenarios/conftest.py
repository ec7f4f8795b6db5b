"""One sandbox for all scenarios of a process."""

from collections.abc import Iterator

import pytest

from sandbox.running import Running, run_sandbox


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    with run_sandbox("empty") as running:
        yield running
