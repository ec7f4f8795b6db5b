"""PURE. Files of records: what a side shows of them, and the protocol of the store of one side's files.

Contacts and events have them; the rules about size and kind are those of filed emails (worker.filing.attachments).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO, Protocol

from core.emails import FileInfo
from core.errors import SyncError
from core.mails import AttachmentInfo
from core.objects import CONTACT, EVENT, ObjectType
from core.records import Key, Side

# Files have issues, operations and counts of their own, under these names.
FILE_TYPES: Mapping[str, ObjectType] = MappingProxyType(
    {
        one.name: ObjectType(f"{one.name}.file", f"file of {article} {one.singular}", f"files of {one.plural}", {})
        for one, article in ((CONTACT, "a"), (EVENT, "an"))
    }
)
# Why nothing may be added to a record: the people of a meeting would be told, or it is somebody else's.
WOULD_TELL, NOT_OURS = "would_tell", "not_ours"


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as a side shows it. info.key: of the attachment or the document. mark: changes with the content, as far as
    the side tells, and with the name where the record's version does not (`mark_of`). digest: MD5 of the content in
    hex, None where the side does not tell it. body: what `content` takes for it."""

    info: AttachmentInfo
    mark: str
    digest: str | None = None
    body: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """A record with its files. closed: WOULD_TELL or NOT_OURS where nothing may be added to it, else empty. apart: it
    takes no part at all (a private event): nothing leaves it and nothing is added. problem: why its files cannot be
    read; then nothing is known of them."""

    files: tuple[Shown, ...] = ()
    closed: str = ""
    apart: bool = False
    problem: SyncError | None = None


def mark_of(content: str, name: str) -> str:
    """The mark of a CRM's file. content: its digest, or what else changes with it."""
    return f"{content} {hashlib.md5(name.encode(errors='replace'), usedforsecurity=False).hexdigest()[:8]}"


class FileStore(Protocol):
    """The files of one side's records of one kind. Calls may raise Transient or Unauthorized as a whole.

    calls: how many requests were sent."""

    @property
    def calls(self) -> int: ...

    def takes(self, key: Key) -> bool:
        """Whether a record of this key may have files of its own; no call. (An occurrence of a series has none.)"""

    def shown(self, keys: Sequence[Key]) -> dict[Key, Holder]:
        """The records that are there, by the key asked for; batched. One that cannot be read has a `problem`."""

    def content(self, record: Key, body: str) -> AbstractContextManager[Iterator[bytes]]:
        """The bytes in chunks; never whole in memory. Raises Stale where they are gone, Rejected where they cannot be
        read."""

    def add(self, record: Key, file: FileInfo, content: IO[bytes], former: Key | None) -> Key:
        """Adds a file from its beginning, streamed; its key. former: of the file of which this is the new content.
        A CRM keeps that as an older version; in Exchange it stays until `remove`. Raises Rejected, Stale."""

    def rename(self, record: Key, key: Key, name: str) -> None:
        """Gives a file a name with the ending that it has (CRM only; Exchange has no such call). Raises Rejected,
        Stale."""

    def former(self, key: Key) -> Mapping[str, str]:
        """What `content` takes for the file's versions, by their digests; empty where only the latest is kept."""

    def remove(self, record: Key, key: Key) -> None:
        """Takes one file off a record. A CRM's goes to the bin, with its versions; one that other records have, too,
        is Rejected. One that is gone already is no error."""


@dataclass(frozen=True, slots=True)
class FileStores:
    """Both stores of a run with the size up to which files go along, in MB each."""

    exchange: FileStore
    crm: FileStore
    limit_mb: int

    def on(self, side: Side) -> FileStore:
        return self.exchange if side is Side.EXCHANGE else self.crm
