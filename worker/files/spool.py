"""A file on its way from one side to the other: read once, kept outside of memory, and known by its digest before it is
sent anywhere."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

from core.files import FileStore
from core.records import Key
from worker.filing.attachments import MEGABYTE

IN_MEMORY = MEGABYTE


@dataclass(frozen=True, slots=True)
class Spool:
    """file: from its beginning. size: bytes; of one that is too large more than the limit."""

    file: IO[bytes]
    size: int
    digest: str


@contextmanager
def spooled(store: FileStore, record: Key, body: str, limit_mb: int) -> Iterator[Spool]:
    """Raises what the store raises. What is larger than the limit is not read to its end."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        size, digest = 0, hashlib.md5(usedforsecurity=False)
        with store.content(record, body) as chunks:
            for chunk in chunks:
                size += len(chunk)
                if size > limit_mb * MEGABYTE:
                    break
                digest.update(chunk)
                file.write(chunk)
        file.seek(0)
        yield Spool(file, size, digest.hexdigest())


def digest_of(store: FileStore, record: Key, body: str) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    with store.content(record, body) as chunks:
        for chunk in chunks:
            digest.update(chunk)
    return digest.hexdigest()
