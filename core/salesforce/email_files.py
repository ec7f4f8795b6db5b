"""The attachments of filed emails as files: one ContentVersion each, published on the email's record.

A file is streamed through a temporary file into a multipart request, the form that takes up to 2 GB (REST API Developer
Guide, "Insert or Update Blob Data"); in memory is at most a megabyte of it.
"""

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile

from core.emails import FileInfo
from core.records import Key
from core.salesforce.client import Client
from core.salesforce.composite import QUERY_CHARACTERS, Row, all_rows, chunks
from core.salesforce.soql import Soql

_NAMED = tuple(f"ContentDocument.{name}" for name in ("Title", "FileExtension", "ContentSize", "FileType"))
_COLUMNS = ("LinkedEntityId", "ContentDocumentId", *_NAMED)
LINKS = Soql("ContentDocumentLink", _COLUMNS)
IN_MEMORY = 1024 * 1024
LONGEST_TITLE = 255


def links(client: Client, records: Sequence[Key], column: str = "LinkedEntityId") -> list[Row]:
    """The links of these records, or by the column ContentDocumentId of these documents."""
    groups = chunks(dict.fromkeys(records), QUERY_CHARACTERS // 22)
    queries = [LINKS.select(_COLUMNS, [LINKS.any_of(column, group)]) for group in groups]
    return [row for rows in all_rows(client, queries, "files") for row in rows]


def attached(client: Client, records: Sequence[Key]) -> dict[Key, tuple[FileInfo, ...]]:
    """By record its files."""
    found: dict[str, list[FileInfo]] = defaultdict(list)
    for row in links(client, records):
        document = row.get("ContentDocument")
        named = document if isinstance(document, dict) else {}
        stem, ending, size = str(named.get("Title") or ""), named.get("FileExtension"), named.get("ContentSize")
        name = f"{stem}.{ending}" if ending else stem
        told = FileInfo(name, str(named.get("FileType") or ""), size if isinstance(size, int) else -1)
        found[str(row.get("LinkedEntityId"))[:15]].append(told)
    return {key: tuple(found.get(key[:15], ())) for key in records}


def attach(client: Client, record: Key, name: str, content: Iterable[bytes]) -> None:
    """Adds a file to the record. Raises what the refusal of a call means."""
    stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix
    fields: Mapping[str, str] = {
        "Title": stem[:LONGEST_TITLE] or name,
        "PathOnClient": f"{stem}{ending}",
        "FirstPublishLocationId": record,
    }
    boundary = secrets.token_hex(16)
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="entity_content"\r\n'
        f"Content-Type: application/json\r\n\r\n{json.dumps(fields)}\r\n"
        # The file's name stands in the JSON: within a header a quote or a line end would be another header.
        f'--{boundary}\r\nContent-Disposition: form-data; name="VersionData"; filename="file"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
        body.write(head.encode())
        for chunk in content:
            body.write(chunk)
        body.write(f"\r\n--{boundary}--\r\n".encode())
        body.seek(0)
        client.upload("sobjects/ContentVersion", body, f"multipart/form-data; boundary={boundary}", "file")


def own_documents(client: Client, records: Sequence[Key]) -> dict[Key, list[str]]:
    """By record the ids of the documents that no other record has; the links to users are their libraries'."""
    mine = links(client, records)
    documents = {str(row.get("ContentDocumentId")) for row in mine}
    holders: dict[str, set[str]] = defaultdict(set)
    for row in links(client, sorted(documents), "ContentDocumentId") if documents else []:
        holders[str(row.get("ContentDocumentId"))].add(str(row.get("LinkedEntityId"))[:15])
    own: dict[Key, list[str]] = {key: [] for key in records}
    for key in records:
        linked = {str(r.get("ContentDocumentId")) for r in mine if str(r.get("LinkedEntityId"))[:15] == key[:15]}
        alone = (d for d in sorted(linked) if {h for h in holders[d] if not h.startswith("005")} <= {key[:15]})
        own[key] = list(alone)
    return own
