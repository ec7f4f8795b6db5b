"""A sandbox for each day, and exchangelib's own hook for adapters, set to trust the sandbox's CA."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchangelib.protocol import BaseProtocol, CachingProtocol

from core.database import Database
from sandbox.running import Running, run_sandbox
from tests.phone.crm import Trusting
from tests.phone.world import World, make_world


@pytest.fixture
def sandbox() -> Iterator[Running]:
    with run_sandbox("empty") as running:
        yield running


@pytest.fixture
def trusting(sandbox: Running) -> Iterator[None]:
    assert sandbox.certificates is not None
    ca = sandbox.certificates.ca

    class TrustingSandbox(Trusting):
        def __init__(self, **options: Any) -> None:
            super().__init__(ca, **options)

    before = BaseProtocol.HTTP_ADAPTER_CLS
    BaseProtocol.HTTP_ADAPTER_CLS = TrustingSandbox
    yield
    BaseProtocol.HTTP_ADAPTER_CLS = before
    CachingProtocol.clear_cache()


@pytest.fixture(params=["graph", "ews"])
def world(request: pytest.FixtureRequest, sandbox: Running, trusting: None, tmp_path: Path) -> Iterator[World]:
    database = Database(f"sqlite:///{tmp_path / 'bothways.db'}")
    database.create_tables()
    yield make_world(sandbox, database, request.param, tmp_path)
    database.close()
