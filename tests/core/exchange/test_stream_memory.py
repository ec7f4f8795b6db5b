"""What the reading of many attachments leaves in memory: nothing, also before Python's collector of circles runs."""

import base64
import gc
from xml.parsers import expat

from core.exchange.ews_paths import MESSAGES, TYPES
from core.exchange.ews_streams import Reader

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
