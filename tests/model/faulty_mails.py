"""Stores of mails and emails with the faults that engines have: each stands between the engine and a good store, and
shows the engine's world as if the engine had the defect. The model must notice every one of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from itertools import count

from core.emails import EmailStore, FiledEmail, FileInfo, FileOutcome, FilingStores, Person
from core.mails import Mail, MailPage, MailStore, Mark, MarkOutcome
from core.records import Key
from core.store import Cursor, Written
from tests.memory_mails import MemoryMails

_numbers = count(1)


class ThroughMails:
    """Hands every call on to the good store."""

    def __init__(self, good: MailStore) -> None:
        self.good = good
        self.address = good.address

    @property
    def calls(self) -> int:
        return self.good.calls

    def changed_since(self, cursor: Cursor | None, since: datetime | None = None) -> Iterator[MailPage]:
        return self.good.changed_since(cursor, since)

    def key_of(self, item_id: str) -> Key:
        return self.good.key_of(item_id)

    def read(self, keys: Sequence[Key], *, whole: bool = True) -> dict[Key, Mail]:
        return {key: self.shown(mail) for key, mail in self.good.read(keys, whole=whole).items()}

    def find(self, message_ids: Sequence[str]) -> dict[str, tuple[Mail, ...]]:
        return {name: tuple(map(self.shown, mails)) for name, mails in self.good.find(message_ids).items()}

    def sent(self, mark: str) -> tuple[Mail, ...]:
        return self.good.sent(mark)

    def attachment(self, key: Key, attachment_key: str) -> AbstractContextManager[Iterator[bytes]]:
        return self.good.attachment(key, attachment_key)

    def mark(self, marks: Sequence[Mark]) -> list[MarkOutcome]:
        return self.good.mark([self.written(one) for one in marks])

    def shown(self, mail: Mail) -> Mail:
        return mail

    def written(self, mark: Mark) -> Mark:
        return mark


class ThroughEmails:
    """Hands every call on to the good store."""

    def __init__(self, good: EmailStore) -> None:
        self.good = good

    @property
    def calls(self) -> int:
        return self.good.calls

    def known(self, message_ids: Sequence[str], subjects: Sequence[str] = ()) -> dict[str, Key]:
        return self.good.known(message_ids, subjects)

    def there(self, keys: Sequence[Key]) -> set[Key]:
        return self.good.there(keys)

    def people(self, addresses: Sequence[str]) -> dict[str, tuple[Person, ...]]:
        return self.good.people(addresses)

    def file(self, emails: Sequence[FiledEmail]) -> list[FileOutcome]:
        return self.good.file(emails)

    def relate(self, key: Key, email: FiledEmail) -> FileOutcome:
        return self.good.relate(key, email)

    def attached(self, keys: Sequence[Key]) -> dict[Key, tuple[FileInfo, ...]]:
        return self.good.attached(keys)

    def attach(self, key: Key, file: FileInfo, chunks: Iterable[bytes]) -> None:
        self.good.attach(key, file, chunks)

    def unfile(self, keys: Sequence[Key]) -> list[FileOutcome]:
        return self.good.unfile(keys)

    def link(self, key: Key) -> str:
        return self.good.link(key)


class Unasked(ThroughEmails):
    """The CRM is not asked what it knows before a record is made."""

    def known(self, message_ids: Sequence[str], subjects: Sequence[str] = ()) -> dict[str, Key]:
        return {}


class NeverUnfiled(ThroughEmails):
    """What is taken back stays in the CRM."""

    def unfile(self, keys: Sequence[Key]) -> list[FileOutcome]:
        return [Written(key) for key in keys]


class FilesAnew(ThroughEmails):
    """Which files are there is not looked at before they are added."""

    def attached(self, keys: Sequence[Key]) -> dict[Key, tuple[FileInfo, ...]]:
        return dict.fromkeys(keys, ())


class FilesLost(ThroughEmails):
    """A file that did not go through is forgotten."""

    def attach(self, key: Key, file: FileInfo, chunks: Iterable[bytes]) -> None:
        if next(_numbers) % 3:
            self.good.attach(key, file, chunks)


class Blunt(ThroughMails):
    """A mark overwrites what the user changed meanwhile."""

    def __init__(self, good: MailStore) -> None:
        super().__init__(good)
        if isinstance(good, MemoryMails):
            good.blunt = True


class Unstamped(ThroughMails):
    """The mail does not hold its record's key."""

    def written(self, mark: Mark) -> Mark:
        return replace(mark, peer=None)


class Careless(ThroughMails):
    """The user's own categories go."""

    def written(self, mark: Mark) -> Mark:
        return replace(mark, categories=tuple(one for one in mark.categories if one != "Blue"))


class Hurried(ThroughMails):
    """A mail that is still being written is taken for one that was sent."""

    def shown(self, mail: Mail) -> Mail:
        return replace(mail, draft=False)


class OwnIds(ThroughMails):
    """A mail without a Message-ID gets one that another mailbox's copy does not get."""

    def shown(self, mail: Mail) -> Mail:
        return replace(mail, message_id=mail.message_id or f"<{mail.key}>")


class Rooted(ThroughMails):
    """A moved mail is not looked for."""

    def find(self, message_ids: Sequence[str]) -> dict[str, tuple[Mail, ...]]:
        return {}


class Forgetful(ThroughMails):
    """The hints of a page are lost, once in a while, though its cursor is saved."""

    def changed_since(self, cursor: Cursor | None, since: datetime | None = None) -> Iterator[MailPage]:
        for page in self.good.changed_since(cursor, since):
            yield replace(page, seen=()) if next(_numbers) % 4 == 0 else page


def mails_through(fault: Callable[[MailStore], MailStore]) -> Callable[[FilingStores], FilingStores]:
    return lambda stores: replace(stores, mails=fault(stores.mails))


def emails_through(fault: Callable[[EmailStore], EmailStore]) -> Callable[[FilingStores], FilingStores]:
    return lambda stores: replace(stores, emails=fault(stores.emails))
