"""The few steps that most tests of a store take."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.records import Key, Record, Seen, Value
from core.salesforce.store import SalesforceStore
from core.store import Change, Outcome, Written
from tests.contract.worlds_salesforce import SalesforceWorld


def prepared(store: SalesforceStore, *changes: Change) -> list[Change]:
    found = store.prepare(changes)
    assert all(isinstance(change, Change) for change in found), found
    return [change for change in found if isinstance(change, Change)]


def create(store: SalesforceStore, fields: Mapping[str, Value], stamp: str = "s") -> Key:
    (outcome,) = store.create(prepared(store, Change(stamp, fields)))
    assert isinstance(outcome, Written), outcome
    return outcome.key


def created(store: SalesforceStore, stamp: str = "s", **fields: str) -> Key:
    return create(store, fields, stamp)


def read(store: SalesforceStore, key: Key) -> Record:
    state = store.read([key])[key]
    assert isinstance(state, Record), state
    return state


def states(store: SalesforceStore, keys: Sequence[Key]) -> list[Record]:
    found = store.read(keys)
    return [state for key in keys if isinstance(state := found[key], Record)]


def update(
    store: SalesforceStore, record: Record, stamp: str = "u", fields: Mapping[str, Value] | None = None, **more: str
) -> Outcome:
    (outcome,) = store.update(prepared(store, Change(stamp, {**(fields or {}), **more}, record.key, record.version)))
    return outcome


def listed(store: SalesforceStore) -> tuple[dict[Key, Seen], str]:
    """What a full listing tells, and the cursor behind it."""
    pages = list(store.changed_since(None))
    return {one.key: one for page in pages for one in page.seen}, pages[-1].cursor


def polled(store: SalesforceStore, cursor: str) -> tuple[dict[Key, Seen], str]:
    pages = list(store.changed_since(cursor))
    return {one.key: one for page in pages for one in page.seen}, pages[-1].cursor


def row(world: SalesforceWorld, sobject: str, key: Key) -> Mapping[str, Any]:
    """A record as an administrator sees it."""
    with world.org.lock:
        return world.org.system().retrieve(sobject, key)


def edit(world: SalesforceWorld, sobject: str, key: Key, *, user: str | None = None, **values: Any) -> None:
    """A person's change in Salesforce."""
    with world.org.lock:
        world.org.as_user(user or world.user).update(sobject, key, values)
