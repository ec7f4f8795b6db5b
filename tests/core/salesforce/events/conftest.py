"""An org whose events have the stamp field, and a store of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.salesforce.event_store import EventStore
from tests.contract.worlds_salesforce import SalesforceWorld
from tests.core.salesforce.events.making import POLICY


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SalesforceWorld]:
    world = SalesforceWorld(tmp_path)
    world.org.add_field("Event", "Bothways_Stamp__c", "string", length=64, externalId=True, unique=True)
    yield world
    world.close()


@pytest.fixture
def store(world: SalesforceWorld) -> EventStore:
    return EventStore(world.client(), POLICY)
