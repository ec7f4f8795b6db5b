"""The attachments of filed emails as files: one ContentVersion each, which is published on the email's record.

What is there already under the same name and size is not sent again, so that a filing that broke off is finished by
repeating it. An attachment that the rules do not allow is left out and told, with the reason.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from core.errors import SyncError, Transient, Unauthorized
from core.filing import Attachment, LeftOut
from core.records import canonical
from core.salesforce.client import Client, Part
from core.salesforce.composite import QUERY_CHARACTERS, all_rows, chunks
from core.salesforce.soql import Soql

LINKS = Soql(
    "ContentDocumentLink",
    ("LinkedEntityId", "ContentDocument.Title", "ContentDocument.FileExtension", "ContentDocument.ContentSize"),
)
_COLUMNS = ("LinkedEntityId", "ContentDocument.Title", "ContentDocument.FileExtension", "ContentDocument.ContentSize")
_NAME, _EXTENSION = 255, 40


@dataclass(frozen=True, slots=True)
class FileRules:
    """largest: in bytes; a JSON request holds 37.5 MB of Base64 at most (REST API Developer Guide, "Insert or Update
    Blob Data"). blocked: extensions without the dot, lower-case. most: files of one email."""

    largest: int = 25 * 1024 * 1024
    blocked: frozenset[str] = frozenset("bat cmd com cpl dll exe hta jar js jse lnk msi ps1 scr vbe vbs wsf".split())
    most: int = 100


def file_names(client: Client, records: Sequence[str]) -> set[tuple[str, str, int]]:
    """(short id of the record, title with extension, size) of the files that are there."""
    groups = chunks(dict.fromkeys(records), QUERY_CHARACTERS // 22)
    queries = [LINKS.select(_COLUMNS, [LINKS.any_of("LinkedEntityId", group)]) for group in groups]
    found = set()
    for row in (row for rows in all_rows(client, queries, "files") for row in rows):
        document = row.get("ContentDocument")
        named = document if isinstance(document, dict) else {}
        name = _full(str(named.get("Title") or ""), str(named.get("FileExtension") or ""))
        size = named.get("ContentSize")
        found.add((str(row.get("LinkedEntityId"))[:15], name, size if isinstance(size, int) else -1))
    return found


def send_files(
    client: Client, record: str, attachments: Sequence[Attachment], rules: FileRules, there: set[tuple[str, str, int]]
) -> list[LeftOut]:
    """Sends what is missing; there: of `file_names`, extended. Raises Transient and Unauthorized: try again."""
    left: list[LeftOut] = []
    for place, attachment in enumerate(attachments):
        stem, extension = named(attachment.name)
        why = _refused(place, attachment, extension, rules)
        if why is None:
            why = _send(client, record, (stem, extension), attachment, there)
        left += [LeftOut(_full(stem, extension), why)] if why else []
    return left


def _refused(place: int, attachment: Attachment, extension: str, rules: FileRules) -> str | None:
    if place >= rules.most:
        return f"An email is filed with {rules.most} files at most."
    if extension.lower() in rules.blocked:
        return f"Files of the type .{extension.lower()} are not filed."
    if attachment.size > rules.largest:
        return _too_large(attachment.size, rules)
    return None


def _too_large(size: int, rules: FileRules) -> str:
    return f"It has {size / 1024 / 1024:.1f} MB, and at most {rules.largest // 1024 // 1024} MB are filed."


def _send(
    client: Client, record: str, name: tuple[str, str], attachment: Attachment, there: set[tuple[str, str, int]]
) -> str | None:
    """None: the file is there now. Otherwise why it was refused."""
    content = attachment.read()
    mark = (record[:15], _full(*name), len(content))
    if mark in there:
        return None
    body: Mapping[str, object] = {
        "Title": name[0],
        "PathOnClient": _full(*name),
        "VersionData": base64.b64encode(content).decode("ascii"),
        "FirstPublishLocationId": record,
    }
    try:
        client.send(Part("POST", "sobjects/ContentVersion", body), "file", safe=False)
    except SyncError as error:
        # A quota of files or of storage concerns this file; what passes by itself, and a dead session, the whole call.
        if isinstance(error, Transient) or (isinstance(error, Unauthorized) and error.code == "reconnect"):
            raise
        return error.message
    there.add(mark)
    return None


def named(name: str) -> tuple[str, str]:
    """A harmless (stem, extension) of whatever an email calls its file: no folders, controls or endless names."""
    told = canonical(name.replace("\\", "/").rpartition("/")[2].replace("\n", " "))
    path = PurePosixPath(str(told or "attachment").strip(". ") or "attachment")
    extension = path.suffix.lstrip(".")[:_EXTENSION]
    stem = path.name.removesuffix(path.suffix) if extension else path.name
    return stem[: _NAME - _EXTENSION - 1].strip() or "attachment", extension


def _full(stem: str, extension: str) -> str:
    return f"{stem}.{extension}" if extension else stem
