"""Attachments of events through both protocols: added, read and taken off; what is no file; what goes wrong."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.emails import FileInfo
from core.errors import Rejected, Stale, SyncError, Transient, Unauthorized
from core.exchange.file_opening import open_files
from core.files import NOT_OURS, WOULD_TELL, FileStore
from sandbox.microsoft.store import Item
from tests.core.exchange.event_worlds import EventWorld, EwsEvents, GraphEvents
from tests.core.exchange.tap import Passed, Tap
from tests.core.exchange.test_validity import validated

GUEST = [{"name": "ann", "address": "ann@elsewhere.example", "kind": "required"}]
LARGE = bytes(range(256)) * (13 * 1024)  # more than Graph takes in one request


@pytest.fixture(params=[GraphEvents, EwsEvents], ids=["graph", "ews"])
def world(request: pytest.FixtureRequest) -> Iterator[EventWorld]:
    yield request.param()


def opened(world: EventWorld) -> FileStore:
    store = open_files(world.connection(), world.address, "event")
    assert store is not None
    return store


def add(store: FileStore, key: str, name: str, content: bytes) -> str:
    return store.add(key, FileInfo(name, "text/plain", len(content)), io.BytesIO(content), None)


def read(store: FileStore, record: str, body: str) -> bytes:
    with store.content(record, body) as chunks:
        return b"".join(chunks)


def life_of_files(world: EventWorld) -> None:
    """All that a store can be asked, once."""
    store, key = opened(world), world.key(world.put())
    assert store.takes(key) and not store.takes(f"{key}|20260302T090000Z")
    small = add(store, key, "Müller & <Söhne>\ufffe.txt", b"hello")
    add(store, key, "large.bin", LARGE)
    shown = {one.info.name: one for one in store.shown([key])[key].files}
    assert sorted(shown) == ["Müller & <Söhne>.txt", "large.bin"]
    assert shown["Müller & <Söhne>.txt"].info.key == small
    assert read(store, key, shown["large.bin"].body) == LARGE
    assert read(store, key, small) == b"hello"
    for _ in range(2):
        store.remove(key, small)
    assert [one.info.name for one in store.shown([key])[key].files] == ["large.bin"]
    again = store.shown([key])[key].files
    assert [one.mark for one in again] == [shown["large.bin"].mark], "what did not change keeps its mark"
    assert world.sent() == 0


def test_a_life_of_files(world: EventWorld) -> None:
    life_of_files(world)


def test_every_request_and_reply_is_valid(schemas: Path) -> None:
    world = EwsEvents()
    operations = validated(world, lambda: life_of_files(world), schemas)
    assert operations.keys() == {"GetItem", "CreateAttachment", "GetAttachment", "DeleteAttachment"}


def attach(world: EventWorld, event: Item, name: str, **flags: Any) -> None:
    with world.microsoft.store.lock:
        world.mailbox.add_attachment(event, name, b"content", **flags)


def test_what_is_shown(world: EventWorld) -> None:
    own, meeting, private = world.put(), world.put(attendees=GUEST), world.put(sensitivity="Private")
    attach(world, own, "logo.png", is_inline=True, content_id="logo")
    attach(world, own, "mail", content_type="message/rfc822", is_item=True)
    weekly = world.weekly()
    keys = {name: world.key(one) for name, one in {"own": own, "meeting": meeting, "private": private}.items()}
    found = opened(world).shown([*keys.values(), world.key(weekly), "nobody"])
    assert {one.info.name: (one.info.inline, one.info.item) for one in found[keys["own"]].files} == {
        "logo.png": (True, False),
        "mail": (False, True),
    }
    told = isinstance(world, GraphEvents)
    assert (found[keys["own"]].closed, found[keys["meeting"]].closed) == ("", WOULD_TELL if told else "")
    assert (found[keys["private"]].apart, found[world.key(weekly)].apart) == (True, True)
    assert "nobody" not in found


def test_a_meeting_of_somebody_else(world: EventWorld) -> None:
    organizer = {"name": "Ann", "address": "ann@elsewhere.example"}
    copy = world.put(organizer=organizer, attendees=[{"name": "", "address": world.address, "kind": "required"}])
    key = world.key(copy)
    assert opened(world).shown([key])[key].closed == NOT_OURS


def test_an_event_that_is_gone(world: EventWorld) -> None:
    event = world.put()
    key = world.key(event)
    with world.microsoft.store.lock:
        world.mailbox.delete_item(event, "hard")
    store = opened(world)
    assert store.shown([key]) == {}
    for content in (b"small", LARGE):
        with pytest.raises(Stale):
            add(store, key, "a.txt", content)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (b"<not xml", Transient),
        (b"", Transient),
        (b"ErrorAttachmentSizeLimitExceeded", Rejected),
        (b"ErrorAccessDenied", Rejected),
        (b"ErrorMailboxStoreUnavailable", Transient),
    ],
)
def test_what_exchange_answers_to_a_file(reply: bytes, error: type[SyncError]) -> None:
    world = EwsEvents()
    key = world.key(world.put())

    def changed(passed: Passed) -> tuple[str, bytes]:
        return passed.status, passed.reply.replace(b"NoError", reply) if reply.startswith(b"Error") else reply

    with Tap(world, after=changed), pytest.raises(error):
        add(opened(world), key, "a.txt", b"content")


def sick(passed: Passed, most: int) -> tuple[str, bytes]:
    """As many items of a reply, from the first, come with an error of their own."""
    reply = passed.reply
    if b"GetItemResponseMessage" in reply:
        reply = reply.replace(b'ResponseClass="Success"', b'ResponseClass="Error"', most)
        reply = reply.replace(b"NoError", b"ErrorAccessDenied", most)
    elif passed.path.endswith("$batch"):
        answers = sorted(json.loads(reply)["responses"], key=lambda one: int(one["id"]))
        for one in answers[:most]:
            one |= {"status": 403, "body": {"error": {"code": "ErrorAccessDenied", "message": "No."}}}
        reply = json.dumps({"responses": answers}).encode()
    return passed.status, reply


def test_one_sick_event_keeps_nothing_else(world: EventWorld) -> None:
    keys = [world.key(world.put()), world.key(world.put())]
    with Tap(world, after=lambda passed: sick(passed, 1)):
        found = opened(world).shown(keys)
    assert [found[key].problem is not None for key in keys] == [True, False], "it is told, and the others go on"
    with Tap(world, after=lambda passed: sick(passed, 2)), pytest.raises(Unauthorized):
        opened(world).shown(keys)


def test_one_attachment_without_a_right() -> None:
    world = GraphEvents()
    event = world.put()
    attach(world, event, "a.txt")
    key = world.key(event)
    [shown] = opened(world).shown([key])[key].files
    refusal = b'{"error": {"code": "ErrorAccessDenied", "message": "No."}}'

    def refused(passed: Passed) -> tuple[str, dict[str, str], bytes] | None:
        about = "/attachments" in passed.path
        return ("403 Forbidden", {"Content-Type": "application/json"}, refusal) if about else None

    with Tap(world, instead=refused):
        store = opened(world)
        with pytest.raises(Rejected):
            read(store, key, shown.body)
        with pytest.raises(Rejected):
            add(store, key, "b.txt", b"b")
        with pytest.raises(Rejected):
            store.remove(key, shown.info.key)


def test_a_file_goes_to_no_address_without_encryption() -> None:
    world = GraphEvents()
    key = world.key(world.put())

    def elsewhere(passed: Passed) -> tuple[str, bytes]:
        return passed.status, passed.reply.replace(b'"uploadUrl":"https://', b'"uploadUrl":"http://evil.example/')

    with Tap(world, after=elsewhere), pytest.raises(Unauthorized, match="without encryption"):
        add(opened(world), key, "large.bin", LARGE)


def test_contacts_have_files_through_ews_alone() -> None:
    assert open_files(GraphEvents().connection(), "a@b.example", "contact") is None
    assert open_files(EwsEvents().connection(), "a@b.example", "task") is None
