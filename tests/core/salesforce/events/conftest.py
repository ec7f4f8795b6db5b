"""An org whose events have the stamp field, and a store of them."""

import pytest

from core.salesforce.event_store import EventStore
from tests.contract.worlds_salesforce import SalesforceWorld
from tests.core.salesforce.events.making import POLICY


@pytest.fixture
def world(world: SalesforceWorld) -> SalesforceWorld:
    world.add_own_field("Event")
    return world


@pytest.fixture
def store(world: SalesforceWorld) -> EventStore:
    return EventStore(world.client(), POLICY)
