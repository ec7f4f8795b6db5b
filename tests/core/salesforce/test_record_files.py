"""Files of records: shown with the digest of what people see of them, added, given a new version, read."""

import hashlib
import io
from random import Random

import pytest

from core.emails import FileInfo
from core.errors import Rejected, Stale, Transient
from core.files import mark_of
from core.records import Key
from core.salesforce.files import IN_MEMORY
from core.salesforce.record_files import SalesforceFiles
from tests.contract.worlds_salesforce import SalesforceWorld


def opened(world: SalesforceWorld) -> SalesforceFiles:
    return SalesforceFiles(world.client(world.login()))


def add(store: SalesforceFiles, record: Key, name: str, content: bytes, former: Key | None = None) -> Key:
    return store.add(record, FileInfo(name, "text/plain", len(content)), io.BytesIO(content), former)


def read(store: SalesforceFiles, body: str) -> bytes:
    with store.content("", body) as chunks:
        return b"".join(chunks)


def test_a_life_of_files(world: SalesforceWorld) -> None:
    store = opened(world)
    place, bare = world.add("Contact", LastName="Ek"), world.add("Contact", LastName="Oy")
    content = bytes(range(256)) * 1000
    first = add(store, place, "plan.tar.gz", b"draft")
    assert add(store, place, "plan.tar.gz", content, first) == first, "a version of the same file"
    second = add(store, place, '"odd" & <name>', b"{}")
    calls = store.calls
    found = store.shown([place[:15], bare])
    assert store.calls - calls == 1
    assert found[bare].files == ()
    by_key = {one.info.key: one for one in found[place[:15]].files}
    assert {key: one.info.name for key, one in by_key.items()} == {first: "plan.tar.gz", second: '"odd" & <name>'}
    plan = by_key[first]
    assert plan.digest == hashlib.md5(content, usedforsecurity=False).hexdigest()
    assert plan.mark == mark_of(plan.digest, "plan.tar.gz")
    assert (plan.info.size, read(store, plan.body)) == (len(content), content)
    assert store.shown([]) == {}


@pytest.mark.parametrize("size", [0, IN_MEMORY - 1000, IN_MEMORY, 2 * IN_MEMORY + 1])
def test_all_sizes_arrive_whole_after_the_session_has_ended(world: SalesforceWorld, size: int) -> None:
    store, place = opened(world), world.add("Contact", LastName="Ek")
    content = Random(size).randbytes(size)
    world.faults.add("unauthorized", operation="POST sobjects/ContentVersion")
    add(store, place, "plan.pdf", content)
    [plan] = store.shown([place])[place].files
    assert read(store, plan.body) == content


def test_a_name_changes_and_the_ending_stays(world: SalesforceWorld) -> None:
    store, place = opened(world), world.add("Contact", LastName="Ek")
    key = add(store, place, "plan.pdf", b"plan")
    [before] = store.shown([place])[place].files
    store.rename(place, key, "offer @{x.y}.pdf")
    [after] = store.shown([place])[place].files
    assert (after.info.key, after.info.name, after.digest) == (key, "offer @{x.y}.pdf", before.digest)
    assert after.mark != before.mark, "so that it is noticed"
    assert add(store, place, "offer.txt", b"plan", key) == key
    [other] = store.shown([place])[place].files
    assert other.info.name == "offer.txt", "another ending takes another version"
    with pytest.raises(Stale):
        store.rename(place, "0695i0000000zzzAAA", "a.txt")


def test_former_versions(world: SalesforceWorld) -> None:
    store, place = opened(world), world.add("Contact", LastName="Ek")
    key = add(store, place, "plan.pdf", b"one")
    assert add(store, place, "plan.pdf", b"two", key) == key
    former = store.former(key)
    assert {read(store, body) for body in former.values()} == {b"one", b"two"}
    assert read(store, former[hashlib.md5(b"one", usedforsecurity=False).hexdigest()]) == b"one"
    assert store.former("0695i0000000zzzAAA") == {}


def test_taken_off_a_record(world: SalesforceWorld) -> None:
    """Into the bin, but not where somebody else has it, too."""
    store = opened(world)
    place, other = world.add("Contact", LastName="Ek"), world.add("Contact", LastName="Oy")
    mine, shared = add(store, place, "mine.pdf", b"mine"), add(store, place, "shared.pdf", b"shared")
    world.add("ContentDocumentLink", ContentDocumentId=shared, LinkedEntityId=other, ShareType="V")
    with pytest.raises(Rejected, match="elsewhere"):
        store.remove(place, shared)
    for _ in range(2):
        store.remove(place, mine)
    assert [one.info.key for one in store.shown([place])[place].files] == [shared]
    world.faults.add("row_lock", operation="DELETE composite/sobjects")
    again = add(store, place, "again.pdf", b"again")
    with pytest.raises(Transient):
        store.remove(place, again)


def test_an_enhanced_note_is_no_file(world: SalesforceWorld) -> None:
    store, place = opened(world), world.add("Contact", LastName="Ek")
    add(store, place, "note.snote", b"<p>note</p>")
    assert store.shown([place])[place].files == ()


def test_what_is_refused_speaks_of_the_file(world: SalesforceWorld) -> None:
    store, place = opened(world), world.add("Contact", LastName="Ek")
    with pytest.raises(Stale):
        add(store, "0035i0000000zzzAAA", "a.txt", b"x")
    world.faults.add("validation_rule", operation="POST sobjects/ContentVersion", message="No files", field="Title")
    with pytest.raises(Rejected, match=r"“a\.txt”: .*No files"):
        add(store, place, "a.txt", b"x")
    with pytest.raises(Stale), store.content(place, "0685i0000000zzzAAA"):
        pass
    world.faults.add("forbidden", operation="GET sobjects/ContentVersion")
    add(store, place, "a.txt", b"x")
    [shown] = store.shown([place])[place].files
    with pytest.raises(Rejected, match="did not hand the file out"):
        read(store, shown.body)
