"""A store with one mailbox and a clock that stands still."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from sandbox.clock import Clock
from sandbox.microsoft.store import Mailbox, Store


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.stop()
    clock.set(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    return clock


@pytest.fixture
def store(clock: Clock) -> Iterator[Store]:
    store = Store(clock)
    yield store
    store.close()


@pytest.fixture
def mailbox(store: Store) -> Mailbox:
    return store.add_mailbox("Anna.Keller@contoso.test", "Anna Keller")
