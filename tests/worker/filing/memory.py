"""Memory versions of the two stores of filing, with what people do in a mailbox and in the CRM."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from core.emails import FiledEmail, FileInfo, FileOutcome, Person
from core.errors import CursorExpired, Rejected, Stale, SyncError
from core.mails import (
    Mail,
    MailLeft,
    MailPage,
    MailPlace,
    MailSeen,
    Mark,
    MarkOutcome,
    identity,
)
from core.records import Key
from core.store import Written
from worker.filing.decide import has_category

WATCHED = (MailPlace.FOLDER, MailPlace.INBOX, MailPlace.SENT)


@dataclass
class MemoryMails:
    """A mailbox. moves_rename: a moved mail gets a new key, as on EWS. log: (key, left) in the feed's order.
    marked_for: by the header of a share the mails that carry it."""

    address: str
    moves_rename: bool = False
    calls: int = 0
    writes: int = 0
    mails: dict[Key, Mail] = field(default_factory=dict)
    bytes_of: dict[tuple[Key, str], bytes] = field(default_factory=dict)
    log: list[tuple[Key, bool]] = field(default_factory=list)
    expired: bool = False
    refused: dict[Key, SyncError] = field(default_factory=dict)
    marked_for: dict[str, list[Key]] = field(default_factory=dict)
    count: int = 0

    # What people do.

    def add(self, mail: Mail, files: Iterable[bytes] = ()) -> Key:
        self.count += 1
        key = f"{self.address}-{self.count}"
        self._put(replace(mail, key=key))
        for info, content in zip(mail.attachments, files, strict=True):
            self.bytes_of[key, info.key] = content
        return key

    def change(self, key: Key, **values: Any) -> None:
        self._put(replace(self.mails[key], **values))

    def categorise(self, key: Key, *categories: str) -> None:
        self.change(key, categories=categories)

    def move(self, key: Key, place: MailPlace) -> Key:
        """To another folder; the key that the mail has now."""
        mail = self.mails[key]
        if self.moves_rename:
            del self.mails[key]
            self.count += 1
            moved = replace(mail, key=f"{self.address}-{self.count}", place=place)
            files = {part: content for (one, part), content in self.bytes_of.items() if one == key}
            self.bytes_of |= {(moved.key, part): content for part, content in files.items()}
        else:
            moved = replace(mail, place=place)
        if mail.place in WATCHED:
            self.log.append((key, True))
        self._put(moved)
        return moved.key

    def copy(self, key: Key, place: MailPlace) -> Key:
        mail = self.mails[key]
        files = [self.bytes_of[key, one.key] for one in mail.attachments]
        return self.add(replace(mail, place=place), files)

    def delete(self, key: Key) -> None:
        """For ever."""
        self.log.append((key, True))
        del self.mails[key]

    def _put(self, mail: Mail) -> None:
        self.count += 1
        self.mails[mail.key] = replace(mail, version=f"v{self.count}")
        if mail.place in WATCHED:
            self.log.append((mail.key, False))

    # MailStore

    def changed_since(self, cursor: str | None) -> Iterator[MailPage]:
        self.calls += 1
        if cursor is not None and self.expired:
            self.expired = False
            raise CursorExpired("expired", code="cursor_expired")
        if cursor is None:
            keys = [
                key
                for key, mail in self.mails.items()
                if mail.place is MailPlace.FOLDER
                or (mail.place in WATCHED and has_category(mail.categories, "Salesforce"))
            ]
            yield MailPage(tuple(self._seen(key) for key in keys), str(len(self.log)), True, True)
            return
        news = self.log[int(cursor) :]
        half = len(news) // 2
        for start, end in ((0, half), (half, len(news))):
            seen = tuple(MailLeft(key) if left else self._seen(key) for key, left in news[start:end])
            yield MailPage(seen, str(int(cursor) + end), False, end == len(news))
            if end == len(news):
                return

    def _seen(self, key: Key) -> MailSeen | MailLeft:
        mail = self.mails.get(key)
        if mail is None or mail.place not in WATCHED:
            return MailLeft(key)
        return MailSeen(key, mail.version, mail.place, mail.categories, mail.moment)

    def key_of(self, item_id: str) -> Key:
        return item_id

    def read(self, keys: Sequence[Key]) -> dict[Key, Mail]:
        self.calls += 1
        return {key: self.mails[key] for key in keys if key in self.mails}

    def find(self, message_ids: Sequence[str]) -> dict[str, tuple[Mail, ...]]:
        self.calls += 1
        found: dict[str, tuple[Mail, ...]] = {}
        for mail in self.mails.values():
            if mail.message_id in message_ids:
                bare = replace(mail, body_text=None, body_html=None, attachments=())
                found[identity(mail)] = (*found.get(identity(mail), ()), bare)
        return found

    def sent(self, mark: str) -> tuple[Mail, ...]:
        self.calls += 1
        return tuple(self.mails[key] for key in self.marked_for.get(mark, ()) if key in self.mails)

    @contextmanager
    def attachment(self, key: Key, attachment_key: str) -> Iterator[Iterator[bytes]]:
        self.calls += 1
        content = self.bytes_of.get((key, attachment_key))
        if content is None:
            raise Stale("The attachment is gone.", code="gone")
        yield (content[start : start + 4] for start in range(0, len(content), 4))

    def mark(self, marks: Sequence[Mark]) -> list[MarkOutcome]:
        self.calls += 1
        return [self._mark(one) for one in marks]

    def _mark(self, one: Mark) -> MarkOutcome:
        mail = self.mails.get(one.key)
        if one.key in self.refused:
            return self.refused[one.key]
        if mail is None or mail.version != one.version:
            return Stale("The mail moved on.", code="stale")
        self.writes += 1
        self._put(replace(mail, categories=one.categories, peer=one.peer))
        return Written(one.key, self.mails[one.key].version)


@dataclass
class MemoryEmails:
    """A CRM. deleted: keys of records that were deleted. refuse: by subject, what is said to it."""

    persons: list[Person] = field(default_factory=list)
    calls: int = 0
    writes: int = 0
    records: dict[Key, FiledEmail] = field(default_factory=dict)
    files: dict[Key, dict[str, bytes]] = field(default_factory=dict)
    deleted: list[Key] = field(default_factory=list)
    refuse: dict[str, SyncError] = field(default_factory=dict)
    refuse_file: set[str] = field(default_factory=set)
    count: int = 0

    def known(self, message_ids: Sequence[str]) -> dict[str, Key]:
        self.calls += 1
        return {email.message_id: key for key, email in self.records.items() if email.message_id in message_ids}

    def people(self, addresses: Sequence[str]) -> dict[str, tuple[Person, ...]]:
        self.calls += 1
        found = {address: tuple(one for one in self.persons if one.address == address) for address in addresses}
        return {address: persons for address, persons in found.items() if persons}

    def file(self, emails: Sequence[FiledEmail]) -> list[FileOutcome]:
        self.calls += 1
        return [self._file(email) for email in emails]

    def _file(self, email: FiledEmail) -> FileOutcome:
        if email.subject in self.refuse:
            return self.refuse[email.subject]
        self.count += 1
        self.writes += 1
        key = f"02s{self.count}"
        self.records[key] = email
        return Written(key)

    def relate(self, key: Key, email: FiledEmail) -> FileOutcome:
        self.calls += 1
        there = self.records.get(key)
        if there is None:
            return Stale("The record is gone.", code="gone")
        who, related = email.who or there.who, email.related or there.related
        relations = tuple(dict.fromkeys((*there.relations, *email.relations)))
        wanted = replace(there, who=who, related=related, relations=relations)
        self.writes += wanted != there
        self.records[key] = wanted
        return Written(key)

    def attached(self, keys: Sequence[Key]) -> dict[Key, tuple[FileInfo, ...]]:
        self.calls += 1
        found = {key: self.files.get(key, {}) for key in keys}
        return {key: tuple(FileInfo(n, "", len(c)) for n, c in files.items()) for key, files in found.items()}

    def attach(self, key: Key, file: FileInfo, chunks: Iterable[bytes]) -> None:
        self.calls += 1
        if file.name in self.refuse_file:
            raise Rejected("The org does not take such files.", code="file_type")
        self.writes += 1
        mine = self.files.setdefault(key, {})
        assert file.name not in mine, f"{file.name} was added twice"
        mine[file.name] = b"".join(chunks)

    def unfile(self, keys: Sequence[Key]) -> list[FileOutcome]:
        self.calls += 1
        for key in keys:
            if self.records.pop(key, None) is not None:
                self.writes += 1
                self.deleted.append(key)
        return [Written(key) for key in keys]

    def link(self, key: Key) -> str:
        return f"https://crm.example/{key}"
