"""Large pieces (MIME of messages, attached files) by digest: what many items share is stored once."""

import hashlib
from collections.abc import Iterable

from sandbox.microsoft.database import Database

_UNUSED = """DELETE FROM contents WHERE digest = ?1
    AND NOT EXISTS (SELECT 1 FROM attachments WHERE digest = ?1) AND NOT EXISTS (SELECT 1 FROM items WHERE mime = ?1)"""


def keep(database: Database, data: bytes) -> str:
    """The digest under which the data is found again."""
    digest = hashlib.blake2b(data, digest_size=20).hexdigest()
    database.run("INSERT OR IGNORE INTO contents VALUES (?,?,?)", digest, len(data), data)
    return digest


def read(database: Database, digest: str) -> bytes:
    """Raises KeyError for a digest that nothing is kept under."""
    row = database.one("SELECT data FROM contents WHERE digest = ?", digest)
    if row is None:
        raise KeyError(digest)
    return bytes(row["data"])


def size(database: Database, digest: str) -> int:
    row = database.one("SELECT size FROM contents WHERE digest = ?", digest)
    return int(row["size"]) if row else 0


def used_by(database: Database, item_key: int) -> set[str]:
    """The digests of an item's MIME and attachments."""
    sql = "SELECT digest FROM attachments WHERE item = ?1 UNION SELECT mime FROM items WHERE key = ?1"
    return {row["digest"] for row in database.all(sql, item_key) if row["digest"]}


def drop_unused(database: Database, digests: Iterable[str]) -> None:
    """Forget those that no item uses any more."""
    for digest in digests:
        database.run(_UNUSED, digest)


def drop_all_unused(database: Database) -> None:
    used = "SELECT digest FROM attachments UNION SELECT mime FROM items WHERE mime IS NOT NULL"
    database.run(f"DELETE FROM contents WHERE digest NOT IN ({used})")  # noqa: S608  (a constant)
