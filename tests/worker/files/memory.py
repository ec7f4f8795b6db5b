"""A FileStore in memory: the files of one side's records, and what its users do to them."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import IO, Any

from core.emails import FileInfo
from core.errors import Rejected, Stale, SyncError, Transient
from core.files import WOULD_TELL, Holder, Shown, mark_of
from core.mails import AttachmentInfo
from core.records import Key, Side

PIECE = 4096


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


@dataclass
class Stored:
    name: str
    content: bytes
    time: int
    flags: dict[str, Any] = field(default_factory=dict)
    record: Key = ""


@dataclass
class MemoryFiles:
    """The files of one side's records. tells: whether it tells digests and keeps a file's key through its versions, as
    Salesforce does. told_sizes: by key, where another size is told. refuse: by name, what is said to a file that is to
    be added. unreadable: names whose content cannot be read. broken: names whose content breaks off. several: what is
    added is its record's alone. down: what is said to every question. keeps: to every take-off. sick: by record, why
    its files cannot be read. read: bytes. looks: questions; by the one of `invited_at` there are people, by that of
    `breaks_at` none of them can be read. undoes: files may be taken off, which no run does to a CRM's by itself.
    versions: by key what `change` took the place of."""

    side: Side
    tells: bool
    calls: int = 0
    writes: int = 0
    looks: int = 0
    invited_at: int = 0
    breaks_at: int = 0
    reads: int = 0
    files: dict[Key, Stored] = field(default_factory=dict)
    closed: str = ""
    apart: bool = False
    gone: bool = False
    refuse: dict[str, SyncError] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    down: SyncError | None = None
    keeps: SyncError | None = None
    sick: dict[Key, SyncError] = field(default_factory=dict)
    several: bool = False
    undoes: bool = False
    versions: dict[Key, dict[str, bytes]] = field(default_factory=dict)
    told_sizes: dict[Key, int] = field(default_factory=dict)
    read: int = 0
    clock: Iterator[int] = field(default_factory=lambda: count(1))

    # What people do.

    def put(self, name: str, content: bytes, record: Key = "", **flags: Any) -> Key:
        """record: else it is on all of them."""
        number = next(self.clock)
        key = f"{self.side}-{number}"
        self.files[key] = Stored(name, content, number, flags, record)
        return key

    def change(self, key: Key, content: bytes) -> None:
        """In its place, under the same key."""
        kept = self.versions.setdefault(key, {}) if self.tells else {}
        kept[f"{key} v{len(kept)}"] = self.files[key].content
        self.files[key].content, self.files[key].time = content, next(self.clock)

    def call(self, key: Key, name: str) -> Key:
        """Gives the file another name. An attachment is attached anew then, as Outlook does it."""
        stored = self.files.pop(key)
        return self.put(name, stored.content, stored.record) if not self.tells else self._called(key, stored, name)

    def _called(self, key: Key, stored: Stored, name: str) -> Key:
        self.files[key] = replace(stored, name=name)
        return key

    def move(self) -> None:
        """Every key dies, as when Exchange moves the item."""
        self.files = {f"{self.side}-{next(self.clock)}": stored for stored in self.files.values()}

    @property
    def names(self) -> dict[str, bytes]:
        return {stored.name: stored.content for stored in self.files.values()}

    # FileStore

    def takes(self, key: Key) -> bool:
        return not key.startswith("series")

    def shown(self, keys: Sequence[Key]) -> dict[Key, Holder]:
        self.calls += 1
        self.looks += 1
        if self.looks == self.invited_at:
            self.closed = WOULD_TELL
        if self.looks == self.breaks_at:
            self.sick = dict.fromkeys(keys, Rejected("The item is corrupt.", code="broken_item"))
        if self.down is not None:
            raise self.down
        if self.gone:
            return {}
        return {key: self._holder(key) for key in keys}

    def _holder(self, record: Key) -> Holder:
        if record in self.sick:
            return Holder(problem=self.sick[record])
        files = (self._shown(key) for key, stored in self.files.items() if stored.record in ("", record))
        return Holder(tuple(files), self.closed, self.apart)

    def _shown(self, key: Key) -> Shown:
        stored = self.files[key]
        size = self.told_sizes.get(key, len(stored.content))
        info = AttachmentInfo(key, stored.name, "text/plain", size, **stored.flags)
        digest = md5(stored.content) if self.tells else None
        mark = mark_of(digest, stored.name) if digest else f"{len(stored.content)} {stored.time}"
        return Shown(info, mark, digest, key)

    @contextmanager
    def content(self, record: Key, body: str) -> Iterator[Iterator[bytes]]:
        self.calls += 1
        self.reads += 1
        stored = self.files.get(body)
        version = self.versions.get(body.partition(" ")[0], {}).get(body)
        if stored is None and version is not None:
            stored = Stored("", version, 0)
        if stored is not None and stored.name in self.broken:
            raise Transient("The connection breaks off.")
        if stored is None or stored.name in self.unreadable:
            raise Stale("The file is gone.", code="gone")
        yield self._pieces(stored.content)

    def _pieces(self, content: bytes) -> Iterator[bytes]:
        for start in range(0, len(content), PIECE):
            self.read += len(content[start : start + PIECE])
            yield content[start : start + PIECE]

    def add(self, record: Key, file: FileInfo, content: IO[bytes], former: Key | None) -> Key:
        self.calls += 1
        if file.name in self.refuse:
            raise self.refuse[file.name]
        self.writes += 1
        data = content.read()
        assert len(data) == file.size
        if former and self.tells:
            self.change(former, data)
            self.files[former].name = file.name
            return former
        return self.put(file.name, data, record if self.several else "")

    def rename(self, record: Key, key: Key, name: str) -> None:
        assert self.tells, "an attachment has one name"
        self.calls += 1
        if name in self.refuse:
            raise self.refuse[name]
        self.writes += 1
        self.files[key].name = name

    def former(self, key: Key) -> dict[str, str]:
        self.calls += 1
        found = {md5(content): body for body, content in self.versions.get(key, {}).items()}
        return found | ({md5(self.files[key].content): key} if key in self.files else {})

    def remove(self, record: Key, key: Key) -> None:
        assert self.undoes or not self.tells, "nothing is ever taken off a CRM's record by itself"
        self.calls += 1
        if self.keeps is not None:
            raise self.keeps
        self.writes += 1
        self.files.pop(key, None)
