"""A list that is missing in the answer to a part of a batch is no empty one: nothing is gone because of it."""

import json
from collections.abc import Callable

import pytest

from core.errors import Transient
from core.exchange.file_opening import open_files
from core.records import Value
from sandbox.microsoft.mail.parts import File
from tests.contract.microsoft_world import MicrosoftWorld
from tests.contract.worlds_graph import GraphWorld
from tests.core.exchange.event_worlds import GraphEvents
from tests.core.exchange.mail_worlds import GraphMailWorld
from tests.core.exchange.tap import Passed, Tap

ANN: dict[str, Value] = {"given_name": "Ann", "surname": "Lee", "email_address_1": "ann@lee.example"}


def without_lists(passed: Passed) -> tuple[str, bytes]:
    if not passed.path.endswith("$batch"):
        return passed.status, passed.reply
    whole = json.loads(passed.reply)
    for one in whole["responses"]:
        one["body"].pop("value", None)
    return passed.status, json.dumps(whole).encode()


def occurrences() -> tuple[MicrosoftWorld, Callable[[], object]]:
    world = GraphEvents()
    world.weekly(count=3)
    return world, lambda: list(world.opened().changed_since(None))


def files() -> tuple[MicrosoftWorld, Callable[[], object]]:
    world = GraphEvents()
    event = world.put()
    with world.microsoft.store.lock:
        world.mailbox.add_attachment(event, "a.txt", b"content")

    def look() -> object:
        store = open_files(world.connection(), world.address, "event")
        assert store is not None
        [holder] = store.shown([world.key(event)]).values()
        if holder.problem:
            raise holder.problem
        return holder.files

    return world, look


def attachments() -> tuple[MicrosoftWorld, Callable[[], object]]:
    world = GraphMailWorld()
    mail = world.receive(files=[File("a.txt", "text/plain", b"a")])
    return world, lambda: world.opened().read([world.key_of(mail)])[world.key_of(mail)].attachments


def copies() -> tuple[MicrosoftWorld, Callable[[], object]]:
    world = GraphMailWorld()
    mail = world.read(world.receive())
    return world, lambda: world.opened().find([str(mail.message_id)])


def candidates() -> tuple[MicrosoftWorld, Callable[[], object]]:
    world = GraphWorld()
    world.add(ANN)
    return world, lambda: world.open().find([ANN])


@pytest.mark.parametrize("made", [occurrences, files, attachments, copies, candidates])
def test_a_list_that_is_missing(made: Callable[[], tuple[MicrosoftWorld, Callable[[], object]]]) -> None:
    world, look = made()
    assert look()
    with Tap(world, after=without_lists), pytest.raises(Transient) as failure:
        look()
    assert failure.value.code == "malformed_reply"
