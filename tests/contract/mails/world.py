"""What stores of mails and of emails need so that the one contract suite can test them, as tests.contract.world has it
for the stores of records: the acts are those of people, never through the store that is tested."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from core.emails import EmailStore, FiledEmail
from core.mails import MailPlace, MailStore
from core.records import Key
from tests.contract.world import Trouble

SENDER = "zoe@partner.example"
Attached = tuple[str, bytes]


class MailWorld(Protocol):
    """One mailbox with its store and its user."""

    @property
    def store(self) -> MailStore: ...

    def receive(
        self, *categories: str, message_id: str = "<1@x.example>", files: Sequence[Attached] = (), header: str = ""
    ) -> Key:
        """A mail of SENDER's in the Inbox; with a header of a share one of the user's own in Sent Items."""

    def categorise(self, key: Key, *categories: str) -> None:
        """These and no others."""

    def touch(self, key: Key) -> None:
        """A change that concerns nobody: it is flagged."""

    def move(self, key: Key, place: MailPlace) -> Key:
        """The key afterwards."""

    def copy(self, key: Key, place: MailPlace) -> Key: ...

    def delete(self, key: Key) -> None:
        """For ever."""

    def opened(self) -> MailStore:
        """A store as the next run opens it."""

    def expire_cursors(self) -> None: ...

    def trouble(self, kind: Trouble) -> None:
        """BUSY or LOST_REPLY (of a mark)."""


class EmailWorld(Protocol):
    """A CRM with its store of emails. contact, lead: keys of people who are there; account: of the contact."""

    contact: Key
    lead: Key
    account: Key

    @property
    def store(self) -> EmailStore: ...

    def email(self, message_id: str, **values: Any) -> FiledEmail:
        """To the contact, about the account, with the lead in copy."""

    def count(self) -> int:
        """How many records of emails are there."""

    def file_names(self, key: Key) -> list[str]: ...

    def remove(self, key: Key) -> None:
        """The record of an email into the recycle bin."""

    def remove_contact(self) -> None: ...

    def refuse(self, subject: str) -> None:
        """A rule of the org."""

    def trouble(self, kind: Trouble, call: str = "") -> None:
        """BUSY, or LOST_REPLY of `file` or `attach`."""


MailOpener = Callable[[], AbstractContextManager[MailWorld]]
EmailOpener = Callable[[], AbstractContextManager[EmailWorld]]
