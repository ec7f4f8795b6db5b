"""The files of contacts and events as a FileStore (core.files), acting as one user.

Files that are put on a record do not touch it, so no feed tells of them: the links of all records are asked for, in
lists. Enhanced notes are documents, too (type SNOTE), and no files.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import IO

from core.emails import FileInfo
from core.errors import Rejected, SyncError, Unauthorized
from core.files import Holder, Shown, mark_of
from core.mails import AttachmentInfo
from core.records import Key
from core.salesforce.client import PIECE, Client, Part, unreadable
from core.salesforce.composite import Row, all_rows, single
from core.salesforce.errors import of_record
from core.salesforce.files import (
    COLUMNS,
    GONE,
    LATEST,
    document_of,
    links,
    name_of,
    of_file,
    publish,
    size_of,
    taking,
    title_of,
)
from core.salesforce.soql import Soql

VERSIONS = Soql("ContentVersion", ("Id", "ContentDocumentId", "Checksum", "CreatedDate"))
NOTE, USER = "SNOTE", "005"
_GONE = "The record is no longer in Salesforce, or this Salesforce user may not change it."


class SalesforceFiles:
    """Implements core.files.FileStore. Built without a call. Not for several threads."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @property
    def calls(self) -> int:
        return sum(self._client.calls.values())

    def takes(self, key: Key) -> bool:
        return True

    def shown(self, keys: Sequence[Key]) -> dict[Key, Holder]:
        found: dict[str, dict[Key, Shown]] = {key[:15]: {} for key in keys}
        for row in links(self._client, keys, columns=(*COLUMNS, *LATEST)) if keys else []:
            shown = _shown(row)
            if shown is not None:
                found.setdefault(str(row.get("LinkedEntityId"))[:15], {})[shown.info.key] = shown
        return {key: Holder(tuple(found[key[:15]].values())) for key in keys}

    @contextmanager
    def content(self, record: Key, body: str) -> Iterator[Iterator[bytes]]:
        with ExitStack() as stack:
            try:
                stream = self._client.stream(f"sobjects/ContentVersion/{body}/VersionData", "file content")
                chunks = stack.enter_context(stream)
            except Unauthorized as fault:
                raise of_file(fault, "hand the file out", "The file is no longer in Salesforce.") from None
            yield chunks

    def add(self, record: Key, file: FileInfo, content: IO[bytes], former: Key | None) -> Key:
        place = {"ContentDocumentId": former} if former else {"FirstPublishLocationId": record}
        try:
            version = publish(self._client, file.name, place, iter(lambda: content.read(PIECE), b""))
        except Unauthorized as fault:
            raise of_file(fault, taking(file.name), _GONE) from None
        if former:
            return former
        [rows] = all_rows(
            self._client,
            [VERSIONS.select(("ContentDocumentId",), [VERSIONS.equals("Id", version)])],
            "files",
        )
        document = rows[0].get("ContentDocumentId") if rows else None
        if not isinstance(document, str):
            raise unreadable("files")
        return document

    def rename(self, record: Key, key: Key, name: str) -> None:
        """The ending is the version's."""
        named = {"attributes": {"type": "ContentDocument"}, "id": key, "Title": title_of(name)}
        part = Part("PATCH", "composite/sobjects", {"allOrNone": False, "records": [named]})
        fault = self._refusal(part, "rename file", name)
        if fault is not None:
            raise fault

    def former(self, key: Key) -> Mapping[str, str]:
        """The newest of those with the same content."""
        mine = [VERSIONS.equals("ContentDocumentId", key)]
        query = VERSIONS.select(("Id", "Checksum"), mine, order=("CreatedDate", "Id"))
        [rows] = all_rows(self._client, [query], "files")
        return {str(row.get("Checksum")).lower(): str(row.get("Id")) for row in rows}

    def remove(self, record: Key, key: Key) -> None:
        """The whole document, where it is this record's alone; users have all of theirs in their libraries, too."""
        places = links(self._client, [key], "ContentDocumentId")
        holders = {str(row.get("LinkedEntityId"))[:15] for row in places}
        if record[:15] not in holders:
            return
        if {one for one in holders if not one.startswith(USER)} != {record[:15]}:
            raise Rejected("The file is used elsewhere in Salesforce, too.", code="file_shared")
        name = next((name_of(document_of(row)) for row in places), "")
        fault = self._refusal(Part("DELETE", f"composite/sobjects?ids={key}&allOrNone=false"), "remove file", name)
        if fault is not None and fault.vendor not in GONE:
            raise fault

    def _refusal(self, part: Part, purpose: str, name: str) -> SyncError | None:
        results = single(self._client, part, purpose).checked()
        if not isinstance(results, list) or len(results) != 1 or not isinstance(results[0], dict):
            raise unreadable(purpose)
        [result] = results
        return None if result.get("success") is True else of_record(result.get("errors"), f"the file “{name[:60]}”", {})


def _shown(row: Row) -> Shown | None:
    """None for a note, and for what lacks what it is recognised by."""
    document, key = document_of(row), row.get("ContentDocumentId")
    latest = document.get("LatestPublishedVersion")
    digest = latest.get("Checksum") if isinstance(latest, dict) else None
    body = document.get("LatestPublishedVersionId")
    if document.get("FileType") == NOTE or not (isinstance(key, str) and isinstance(body, str)):
        return None
    info = AttachmentInfo(key, name_of(document), "", size_of(document), item=not isinstance(digest, str))
    known = digest.lower() if isinstance(digest, str) else None
    return Shown(info, mark_of(known or body, info.name), known, body)
