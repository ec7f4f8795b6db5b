"""Files on Salesforce's wire: a ContentVersion holds the bytes, its ContentDocument is the file whatever its version,
and a ContentDocumentLink puts it on a record.

A file goes into a multipart request, the form that takes up to 2 GB (REST API Developer Guide, "Insert or Update Blob
Data"): up to a megabyte through memory alone, which spares half of the work; a larger one through a temporary file.
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import Any

from core.errors import Rejected, Stale, SyncError, Unauthorized
from core.records import Key
from core.salesforce.client import Client, unreadable
from core.salesforce.composite import QUERY_CHARACTERS, Row, all_rows, chunks
from core.salesforce.soql import Soql

NAMED = tuple(f"ContentDocument.{name}" for name in ("Title", "FileExtension", "ContentSize", "FileType"))
# Of the version that people see: its id and the MD5 of its bytes.
LATEST = tuple(f"ContentDocument.{name}" for name in ("LatestPublishedVersionId", "LatestPublishedVersion.Checksum"))
COLUMNS = ("LinkedEntityId", "ContentDocumentId", *NAMED)
LINKS = Soql("ContentDocumentLink", (*COLUMNS, *LATEST))
IN_MEMORY = 1024 * 1024
LONGEST_TITLE = 255
GONE = frozenset({"ENTITY_IS_DELETED", "NOT_FOUND", "INVALID_CROSS_REFERENCE_KEY"})


def links(
    client: Client, keys: Sequence[Key], column: str = "LinkedEntityId", columns: Sequence[str] = COLUMNS
) -> list[Row]:
    """The links of these records, or by the column ContentDocumentId of these documents; five groups of about 400 keys
    a call. (Salesforce answers such a query only by listed keys.)"""
    groups = chunks(dict.fromkeys(keys), QUERY_CHARACTERS // 22)
    queries = [LINKS.select(columns, [LINKS.any_of(column, group)]) for group in groups]
    return [row for rows in all_rows(client, queries, "files") for row in rows]


def document_of(row: Row) -> Mapping[str, Any]:
    found = row.get("ContentDocument")
    return found if isinstance(found, dict) else {}


def name_of(document: Mapping[str, Any]) -> str:
    stem, ending = str(document.get("Title") or ""), document.get("FileExtension")
    return f"{stem}.{ending}" if ending else stem


def title_of(name: str) -> str:
    """Without the ending, which Salesforce takes from the version's path."""
    return PurePosixPath(name).stem[:LONGEST_TITLE] or name


def size_of(document: Mapping[str, Any]) -> int:
    size = document.get("ContentSize")
    return size if isinstance(size, int) else -1


def publish(client: Client, name: str, place: Mapping[str, str], content: Iterable[bytes]) -> Key:
    """The id of the new version. place: FirstPublishLocationId, the record that gets the file, or ContentDocumentId,
    the file that gets a version. Raises what the refusal of a call means."""
    fields = {"Title": title_of(name), "PathOnClient": PurePosixPath(name).name, **place}
    boundary = secrets.token_hex(16)
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="entity_content"\r\n'
        f"Content-Type: application/json\r\n\r\n{json.dumps(fields)}\r\n"
        # The file's name stands in the JSON: within a header a quote or a line end would be another header.
        f'--{boundary}\r\nContent-Disposition: form-data; name="VersionData"; filename="file"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = chain([head.encode()], content, [f"\r\n--{boundary}--\r\n".encode()])
    answer = _sent(client, body, f"multipart/form-data; boundary={boundary}")
    version = answer.get("id") if isinstance(answer, dict) else None
    if not isinstance(version, str):
        raise unreadable("file")
    return version


def _sent(client: Client, body: Iterator[bytes], content_type: str) -> Any:
    begun: list[bytes] = []
    while sum(map(len, begun)) <= IN_MEMORY:
        piece = next(body, None)
        if piece is None:
            return client.upload("sobjects/ContentVersion", b"".join(begun), content_type, "file")
        begun.append(piece)
    with TemporaryFile() as file:
        file.writelines(chain(begun, body))
        return client.upload("sobjects/ContentVersion", file, content_type, "file")


def of_file(fault: Unauthorized, what: str, gone: str) -> SyncError:
    """What the refusal of one file means: a quota of files or storage, or a missing right, concerns this file alone.
    what: what Salesforce did not do. gone: what to say where the file or its record is no more."""
    if fault.vendor in GONE:
        return Stale(gone, code="gone", vendor=fault.vendor)
    if fault.code == "reconnect" or not fault.vendor:
        return fault
    return Rejected(f"Salesforce did not {what}: {fault.message}", code="file_refused", vendor=fault.vendor)


def taking(name: str) -> str:
    return f"take the file “{name[:60]}”"
