"""A mailbox's mail in memory, as its user handles it. A real small server, not a mock: folders, categories, copies that
take everything along, keys that change with a move where asked for, and an ever-growing log of the watched folders."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from core.mails import Mail, MailPlace, MailSeen
from core.records import Key

# Of these folders it is told what left them.
WATCHED = frozenset({MailPlace.FOLDER, MailPlace.INBOX, MailPlace.SENT})


@dataclass
class MemoryMailbox:
    """moves_rename: a moved mail gets a new key, and the old one is dead (EWS). log: (key, left) in the feed's order.
    headers: by key the header of a share on send. generation: of the cursors that are still good."""

    address: str
    moves_rename: bool = False
    mails: dict[Key, Mail] = field(default_factory=dict)
    log: list[tuple[Key, bool]] = field(default_factory=list)
    headers: dict[Key, str] = field(default_factory=dict)
    generation: int = 1
    _count: int = 0
    _files: dict[Key, dict[str, bytes]] = field(default_factory=dict)
    _received: dict[Key, datetime] = field(default_factory=dict)
    _born: dict[Key, int] = field(default_factory=dict)

    # What a user does.

    def add(self, mail: Mail, files: Iterable[bytes] = (), *, received: datetime | None = None) -> Key:
        """A mail that arrives, or is put there. received: else when it was sent."""
        key = self._new_key()
        self._files[key] = {info.key: content for info, content in zip(mail.attachments, files, strict=True)}
        self._received[key] = received or mail.moment
        self.put(replace(mail, key=key))
        return key

    def change(self, key: Key, **values: Any) -> None:
        self.put(replace(self.mails[key], **values))

    def categorise(self, key: Key, *categories: str) -> None:
        self.change(key, categories=categories)

    def move(self, key: Key, place: MailPlace) -> Key:
        """To another folder; the key that the mail has now."""
        mail = self.mails[key]
        if mail.place in WATCHED:
            self.log.append((key, True))
        if self.moves_rename:
            del self.mails[key]
            moved = replace(mail, key=self._new_key(), place=place)
            self._files[moved.key], self._received[moved.key] = self._files[key], self._received[key]
            if key in self.headers:
                self.headers[moved.key] = self.headers[key]
        else:
            moved = replace(mail, place=place)
        self.put(moved)
        return moved.key

    def copy(self, key: Key, place: MailPlace) -> Key:
        """With categories and named properties, as Outlook copies."""
        files = list(self._files[key].values())
        return self.add(replace(self.mails[key], place=place), files, received=self._received[key])

    def delete(self, key: Key) -> None:
        """For ever."""
        if self.mails[key].place in WATCHED:
            self.log.append((key, True))
        del self.mails[key]

    def expire_cursors(self) -> None:
        """Every cursor given out so far answers CursorExpired."""
        self.generation += 1

    # What the store does with it.

    def put(self, mail: Mail) -> Mail:
        """The mail as it is now, under a new version."""
        self._count += 1
        fresh = replace(mail, version=f"v{self._count}")
        self.mails[mail.key] = fresh
        self.log.append((mail.key, False))
        return fresh

    def seen(self, key: Key) -> MailSeen | None:
        """What the feed tells of it; None: it is gone, or a draft."""
        mail = self.mails.get(key)
        if mail is None or (mail.draft and mail.place not in WATCHED):
            return None
        marked = self.moves_rename and mail.peer is not None and mail.place not in WATCHED
        return MailSeen(key, mail.version, mail.place, mail.categories, self._received[key], marked)

    def since(self, number: int) -> list[tuple[int, Key]]:
        """The mails made after that number, in order, each with its own."""
        return [(self._born[key], key) for key in self.mails if self._born[key] > number]

    def content(self, key: Key, attachment_key: str) -> bytes | None:
        return self._files[key].get(attachment_key) if key in self.mails else None

    def _new_key(self) -> Key:
        self._count += 1
        key = f"{self.address}-{self._count}"
        self._born[key] = self._count
        return key
