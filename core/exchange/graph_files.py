"""Attachments of events through Microsoft Graph (learn.microsoft.com, "Add attachment", "Attach large files"), as a
core.files.FileStore. Graph's contact has no attachments at all: contacts' files are for Exchange Server only.

A change of a meeting's attachments is sent to its people, so meetings with others are closed.
"""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO

from core.emails import FileInfo
from core.errors import Rejected, Stale, SyncError
from core.exchange import graph_events, graph_mail_items
from core.exchange.calendar import SEPARATOR
from core.exchange.errors import malformed, of_one, unless_all
from core.exchange.graph import Answer, Json, Part, query, segment
from core.exchange.graph_streams import StreamingGraph
from core.exchange.holders import closed_for, takes_no_part
from core.exchange.packing import packed
from core.files import Holder, Shown
from core.records import Key

WHAT = "the attachment"
BATCH = 100
# Smaller files go in one request, larger ones in pieces of which each is a multiple of 320 KiB, at most 4 MB.
SMALL, PIECE = 3 * 1024 * 1024, 10 * 320 * 1024
_EVENT = query(
    select="changeKey,subject,type,seriesMasterId,sensitivity,attendees,organizer,isOrganizer,isCancelled,hasAttachments",
    expand=graph_events.EXPAND,
)
_LISTED = query(
    select="id,name,contentType,size,isInline,lastModifiedDateTime,microsoft.graph.fileAttachment/contentId"
)
_NONE: Json = {"value": []}
_MADE = re.compile(r"attachments\('([^']+)'\)", re.I)


class GraphFiles:
    """Implements core.files.FileStore, for events."""

    def __init__(self, client: StreamingGraph) -> None:
        self._client = client

    @property
    def calls(self) -> int:
        return self._client.meter.total

    def takes(self, key: Key) -> bool:
        return SEPARATOR not in key

    def shown(self, keys: Sequence[Key]) -> dict[Key, Holder]:
        found: dict[Key, Holder] = {}
        for group in packed(keys, BATCH):
            rows, failed = self._rows(group, [Part("GET", self._path(key) + _EVENT) for key in group])
            having = [key for key, row in rows.items() if row.get("hasAttachments") is not False]
            parts = [Part("GET", f"{self._path(key)}/attachments{_LISTED}") for key in having]
            listed, unlisted = self._rows(having, parts)
            failed |= unlisted
            for key, row in rows.items():
                if key in listed or key not in having:
                    try:
                        found[key] = self._holder(row, listed.get(key, _NONE))
                    except SyncError as error:
                        failed[key] = error
            unless_all([one for one in failed.values() if not isinstance(one, Rejected)], len(group))
            found |= {key: Holder(problem=error) for key, error in failed.items()}
        return found

    def _rows(self, keys: Sequence[Key], parts: Sequence[Part]) -> tuple[dict[Key, Json], dict[Key, SyncError]]:
        """(what is there, what cannot be read)"""
        rows: dict[Key, Json] = {}
        failed: dict[Key, SyncError] = {}
        for key, answer in zip(keys, self._client.batch("attachments", parts), strict=True):
            error = answer.error(self._client.address) if answer.status >= 400 else None
            if error is None:
                rows[key] = answer.body
            elif not isinstance(error, Stale):
                failed[key] = error
        unless_all([one for one in failed.values() if not isinstance(one, Rejected)], len(keys))
        return rows, failed

    def _holder(self, row: Json, page: Json) -> Holder:
        item = graph_events.decode(row, "") if isinstance(row.get("id"), str) else None
        if item is None:
            raise malformed(self._client.address, "an event without an id")
        return Holder(tuple(self._files(page)), closed_for(item, tells_people=True), takes_no_part(item))

    def _files(self, page: Json) -> Iterator[Shown]:
        for row in self._client.rows("attachments", page):
            info = graph_mail_items.attachment(row)
            if info is not None:
                yield Shown(info, f"{info.size} {row.get('lastModifiedDateTime') or ''}", body=info.key)

    @contextmanager
    def content(self, record: Key, body: str) -> Iterator[Iterator[bytes]]:
        path = f"{self._path(record)}/attachments/{segment(body)}/$value"
        with of_one(WHAT), self._client.stream("attachment", path, WHAT) as chunks:
            yield chunks

    def add(self, record: Key, file: FileInfo, content: IO[bytes], former: Key | None) -> Key:
        with of_one(WHAT):
            return self._large(record, file, content) if file.size >= SMALL else self._small(record, file, content)

    def _small(self, record: Key, file: FileInfo, content: IO[bytes]) -> Key:
        body = {
            "@odata.type": "#microsoft.graph.fileAttachment",
            "name": file.name,
            "contentType": file.content_type,
            "contentBytes": base64.b64encode(content.read()).decode(),
        }
        made = self._client.call("attach", Part("POST", f"{self._path(record)}/attachments", body))
        if not isinstance(made.get("id"), str):
            raise malformed(self._client.address, f"{WHAT} that was added comes back without its id")
        return str(made["id"])

    def _large(self, record: Key, file: FileInfo, content: IO[bytes]) -> Key:
        described = {
            "attachmentType": "file",
            "name": file.name,
            "size": file.size,
            "contentType": file.content_type,
        }
        path = f"{self._path(record)}/attachments/createUploadSession"
        opened = self._client.call("attach", Part("POST", path, {"AttachmentItem": described}))
        answer, sent = Answer(0, {}, {}), 0
        while piece := content.read(PIECE):
            span = f"bytes {sent}-{sent + len(piece) - 1}/{file.size}"
            answer = self._client.put("attach", opened.get("uploadUrl"), piece, {"Content-Range": span})
            if answer.status >= 400:
                raise answer.error(f"the file “{file.name[:60]}”")
            sent += len(piece)
        found = _MADE.search(answer.headers.get("location", ""))
        if found is None:
            raise malformed(self._client.address, f"{WHAT} that was added comes back without its address")
        return found[1]

    def rename(self, record: Key, key: Key, name: str) -> None:
        raise AssertionError("an attachment has no other name than the one that it was added under")

    def former(self, key: Key) -> Mapping[str, str]:
        return {}

    def remove(self, record: Key, key: Key) -> None:
        try:
            with of_one(WHAT):
                self._client.call("detach", Part("DELETE", f"{self._path(record)}/attachments/{segment(key)}"))
        except Stale:
            return

    def _path(self, key: Key) -> str:
        return f"{self._client.user}/events/{segment(key)}"
