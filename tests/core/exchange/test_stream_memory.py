"""What the reading of many mails and attachments leaves in memory: nothing, also before Python's collector of circles
runs."""

import base64
import gc
from xml.parsers import expat

import pytest
import requests

from core.exchange.ews_paths import MESSAGES, TYPES
from core.exchange.ews_streams import Reader
from core.exchange.file_opening import open_files
from tests.core.exchange.event_worlds import EwsEvents, GraphEvents

HEAD = f'<m:R xmlns:m="{MESSAGES}" xmlns:t="{TYPES}"><m:ResponseCode>NoError</m:ResponseCode>'
REPLY = f"{HEAD}<t:Content>%s</t:Content></m:R>"


def test_a_reply_that_was_read_leaves_no_parser() -> None:
    """Its buffers are no objects: hundreds of them would not make the collector run."""
    kind = type(expat.ParserCreate())
    gc.collect()
    gc.disable()
    try:
        before = sum(isinstance(one, kind) for one in gc.get_objects())
        for _ in range(10):
            reader = Reader()
            assert reader.feed((REPLY % base64.b64encode(b"content" * 3).decode()).encode()) == b"content" * 3
            reader.end()
        del reader
        assert sum(isinstance(one, kind) for one in gc.get_objects()) == before
    finally:
        gc.enable()


@pytest.mark.parametrize("kind", [GraphEvents, EwsEvents])
def test_a_reply_that_was_used_goes(kind: type[EwsEvents | GraphEvents]) -> None:
    """Each holds some mails with their texts."""
    world = kind()
    key = world.key(world.put())
    store = open_files(world.connection(), world.address, "event")
    assert store is not None
    store.shown([key])
    gc.collect()
    gc.disable()
    try:
        before = sum(isinstance(one, requests.Response) for one in gc.get_objects())
        for _ in range(10):
            store.shown([key])
        assert sum(isinstance(one, requests.Response) for one in gc.get_objects()) - before <= 1
    finally:
        gc.enable()
