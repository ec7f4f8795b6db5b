"""The memory stores of mails and emails as worlds of the contract."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from core.emails import FiledEmail, Person, PersonKind, Relation, Role
from core.errors import Rejected, SyncError
from core.mails import Address, AttachmentInfo, Mail, MailPlace
from core.records import Key
from tests.contract.mails.world import SENDER, Attached, EmailWorld, MailWorld
from tests.contract.world import Trouble
from tests.memory_emails import MemoryEmails
from tests.memory_mailbox import MemoryMailbox
from tests.memory_mails import MemoryMails
from tests.memory_store import Moment, busy

OWN = "anna@hooke.example"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Troubled:
    """The faults that a world of the contract makes."""

    def __init__(self) -> None:
        self._trouble: tuple[Trouble, str] | None = None

    def trouble(self, kind: Trouble, call: str = "mark") -> None:
        self._trouble = kind, call

    def faults(self, call: str, moment: Moment, _position: int | None) -> SyncError | None:
        if self._trouble and self._trouble[0] is Trouble.BUSY and moment is Moment.BEFORE:
            return busy()
        if self._trouble == (Trouble.LOST_REPLY, call) and moment is Moment.AFTER:
            self._trouble = None
            return busy("the reply was lost")
        return None


class MemoryMailWorld(Troubled):
    def __init__(self, *, moves_rename: bool) -> None:
        super().__init__()
        self.box = MemoryMailbox(OWN, moves_rename)
        self.store = self.opened()

    def opened(self) -> MemoryMails:
        return MemoryMails(self.box, faults=self.faults)

    def receive(
        self, *categories: str, message_id: str = "<1@x.example>", files: Sequence[Attached] = (), header: str = ""
    ) -> Key:
        infos = tuple(AttachmentInfo(f"a{n}", name, "x/y", len(one)) for n, (name, one) in enumerate(files))
        sender, place = (OWN, MailPlace.SENT) if header else (SENDER, MailPlace.INBOX)
        mail = Mail("", "", place, message_id, "Offer", NOW, Address("", sender), body_text="Dear Anna")
        mail = replace(mail, categories=categories, attachments=infos, incoming=not header)
        key = self.box.add(mail, [one for _, one in files])
        if header:
            self.box.headers[key] = header
        return key

    def categorise(self, key: Key, *categories: str) -> None:
        self.box.categorise(key, *categories)

    def touch(self, key: Key) -> None:
        self.box.change(key)

    def move(self, key: Key, place: MailPlace) -> Key:
        return self.box.move(key, place)

    def copy(self, key: Key, place: MailPlace) -> Key:
        return self.box.copy(key, place)

    def delete(self, key: Key) -> None:
        self.box.delete(key)

    def expire_cursors(self) -> None:
        self.box.expire_cursors()


class MemoryEmailWorld(Troubled):
    contact, lead, account = "003A", "00QB", "001C"

    def __init__(self) -> None:
        super().__init__()
        cy = Person(self.contact, PersonKind.CONTACT, "Cy", "cy@example.com", account=self.account)
        di = Person(self.lead, PersonKind.LEAD, "Di", "di@example.com")
        self.store = MemoryEmails([cy, di], faults=self.faults)

    def email(self, message_id: str, **values: Any) -> FiledEmail:
        cy, di = Address("", "cy@example.com"), Address("", "di@example.com")
        relations = (
            Relation(Role.TO, cy.address, self.contact, PersonKind.CONTACT),
            Relation(Role.CC, di.address, self.lead, PersonKind.LEAD),
        )
        plain = FiledEmail(message_id, "Offer", NOW, False, Address("", OWN), (cy,), (di,), (), "Hello", None)
        return replace(plain, **{"relations": relations, "who": self.contact, "related": self.account, **values})

    def count(self) -> int:
        return len(self.store.records)

    def file_names(self, key: Key) -> list[str]:
        return sorted(self.store.files_of(key))

    def remove(self, key: Key) -> None:
        self.store.remove(key)

    def remove_contact(self) -> None:
        self.store.remove_person(self.store.persons[0])

    def refuse(self, subject: str) -> None:
        self.store.refuse[subject] = Rejected("A rule of the org refuses it.", code="rule")


def mails(*, moves_rename: bool) -> Callable[[], AbstractContextManager[MailWorld]]:
    @contextmanager
    def opened() -> Iterator[MailWorld]:
        yield MemoryMailWorld(moves_rename=moves_rename)

    return opened


@contextmanager
def emails() -> Iterator[EmailWorld]:
    yield MemoryEmailWorld()
