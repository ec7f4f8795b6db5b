"""Attachments of contacts and events through Exchange Web Services (MS-OXWSATT), as a core.files.FileStore.

An attachment is saved with its item at once. Nobody is told: only UpdateItem and CreateItem send what attendees get.
A contact's photo is an attachment, too, and no file.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO

from core.emails import FileInfo
from core.errors import Rejected, Stale, SyncError
from core.exchange import ews_items, ews_mail_items
from core.exchange.calendar import SEPARATOR
from core.exchange.errors import for_record, malformed, of_one, unless_all
from core.exchange.ews import CHUNK, m
from core.exchange.ews_items import EwsKind
from core.exchange.ews_paths import BODY, Element, M, T, field, shape, t
from core.exchange.ews_streams import GONE, WHAT, StreamingEws
from core.exchange.holders import closed_for, takes_no_part
from core.exchange.packing import packed
from core.files import Holder, Shown
from core.records import Key


class EwsFiles:
    """Implements core.files.FileStore."""

    def __init__(self, client: StreamingEws, kind: EwsKind) -> None:
        self._client = client
        self._kind = kind
        self._shape = (*(path for path in kind.read if path != BODY), field("item:Attachments"))

    @property
    def calls(self) -> int:
        return self._client.meter.total

    def takes(self, key: Key) -> bool:
        return SEPARATOR not in key

    def shown(self, keys: Sequence[Key]) -> dict[Key, Holder]:
        found: dict[Key, Holder] = {}
        for chunk in packed(keys, CHUNK):
            ids = m("ItemIds", *(t("ItemId", Id=key) for key in chunk))
            replies = self._client.send("GetItem", shape(self._shape), ids)
            if len(replies) != len(chunk):
                raise malformed(self._client.address, f"GetItem: {len(replies)} messages for {len(chunk)} items")
            for key, reply in zip(chunk, replies, strict=True):
                if not isinstance(reply, Stale):
                    found[key] = Holder(problem=reply) if isinstance(reply, SyncError) else self._holder(reply)
            errors = [reply for reply in replies if isinstance(reply, SyncError)]
            unless_all([one for one in errors if not isinstance(one, Stale | Rejected)], len(chunk))
        return found

    def _holder(self, reply: Element) -> Holder:
        element = reply.find(f"{M}Items/*")
        item = None if element is None else ews_items.decode(self._kind, element)
        if item is None:
            return Holder(problem=malformed(self._client.address, "GetItem: an item that is none of its kind"))
        files = (_shown(one) for one in element.iterfind(f"{T}Attachments/*"))
        return Holder(tuple(one for one in files if one), closed_for(item, tells_people=False), takes_no_part(item))

    @contextmanager
    def content(self, record: Key, body: str) -> Iterator[Iterator[bytes]]:
        with of_one(WHAT), self._client.attachment(body) as chunks:
            yield chunks

    def add(self, record: Key, file: FileInfo, content: IO[bytes], former: Key | None) -> Key:
        with of_one(WHAT):
            return self._client.attach(record, file, content)

    def rename(self, record: Key, key: Key, name: str) -> None:
        raise AssertionError("an attachment has no other name than the one that it was added under")

    def former(self, key: Key) -> Mapping[str, str]:
        return {}

    def remove(self, record: Key, key: Key) -> None:
        [reply] = self._client.send("DeleteAttachment", m("AttachmentIds", t("AttachmentId", Id=key)))
        if isinstance(reply, SyncError) and reply.vendor not in GONE:
            raise for_record(reply, WHAT)


def _shown(element: Element) -> Shown | None:
    info = ews_mail_items.attachment(element)
    if info is None or (element.findtext(f"{T}IsContactPhoto") or "").lower() in ("true", "1"):
        return None
    return Shown(info, f"{info.size} {element.findtext(f'{T}LastModifiedTime') or ''}", body=info.key)
