"""Creates that are repeated, and records that moved on: nothing twice, nothing overwritten."""

import pytest

from core.errors import Stale, Transient
from core.records import Gone
from core.salesforce.store import ContactStore
from core.store import Change, Removal, Written
from tests.contract.worlds_salesforce import SalesforceWorld
from tests.core.salesforce.steps import created, prepared, read, update


def test_a_create_repeated_with_its_stamp_makes_one_record(world: SalesforceWorld, store: ContactStore) -> None:
    world.faults.add("lost_reply", operation="composite")
    change = prepared(store, Change("stamp-1", {"surname": "Berg"}))
    world.faults.clear()
    world.faults.add("lost_reply", operation="PATCH composite/sobjects")
    with pytest.raises(Transient):
        store.create(change)
    (found,) = store.find_stamp(["stamp-1", "stamp-2"]).values()
    assert store.create(change) == [Written(found.key)]
    assert len(world.rows("SELECT Id FROM Contact")) == 1


def test_an_update_carries_its_stamp(store: ContactStore) -> None:
    key = created(store, "stamp-1", surname="Berg")
    update(store, read(store, key), "stamp-2", job_title="Boss")
    assert {stamp: record.key for stamp, record in store.find_stamp(["stamp-1", "stamp-2"]).items()} == {"stamp-2": key}


def test_without_a_stamp_field(tmp_path_factory: pytest.TempPathFactory) -> None:
    world = SalesforceWorld(tmp_path_factory.mktemp("plain"), stamp=False)
    try:
        store = world.store()
        key = created(store, "s", surname="Berg")
        assert store.find_stamp(["s"]) == {}
        assert [record.key for record in store.find([{"surname": "Berg"}])] == [key]
        assert isinstance(update(store, read(store, key), surname="Ek"), Written)
    finally:
        world.close()


def test_a_record_that_moved_is_stale(world: SalesforceWorld, store: ContactStore) -> None:
    world.clock.stop()
    key = world.add(LastName="Berg")
    record = read(store, key)
    world.edit(key, Title="Boss")  # within the same second
    assert isinstance(update(store, record, job_title="Clerk"), Stale)
    assert store.delete([Removal("d", key, record.version)]) != [Written(key)]
    assert world.row(key)["Title"] == "Boss"
    world.remove(key)
    assert isinstance(update(store, record, job_title="Clerk"), Stale)


def test_delete(world: SalesforceWorld, store: ContactStore) -> None:
    key, blind = world.add(LastName="Berg"), world.add(LastName="Ek")
    record = read(store, key)
    assert store.delete([Removal("1", key, record.version), Removal("2", blind)]) == [Written(key), Written(blind)]
    assert store.read([key])[key] == Gone(key)
    assert store.delete([Removal("3", key, record.version)]) == [Written(key)]
    (absent,) = store.delete([Removal("4", "0035i0000000zzzAAA")])
    assert isinstance(absent, Stale)
    assert store.delete([]) == [] and store.update([]) == [] and store.create([]) == []


@pytest.mark.parametrize("kind", ["lost_reply", "malformed_reply", "server_error", "unavailable"])
def test_a_write_whose_fate_is_unknown_raises(world: SalesforceWorld, store: ContactStore, kind: str) -> None:
    change = prepared(store, Change("s", {"surname": "Berg"}))
    world.faults.add(kind, operation="PATCH composite/sobjects")
    with pytest.raises(Transient):
        store.create(change)
    assert store.client.calls["create"] == 1
