"""PURE. The CRM's side of filing: people, the email that is filed, the protocol of its store, the choices."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from core.errors import SyncError
from core.mails import Address, MailStore
from core.records import Key
from core.store import Written
from core.values import valueclass

# What Salesforce's fields ToAddress, CcAddress and BccAddress take, each (Object Reference, "EmailMessage").
ADDRESSES = 4_000


class PersonKind(StrEnum):
    """What a person is in the CRM."""

    CONTACT = "contact"
    LEAD = "lead"
    USER = "user"


@valueclass(frozen=True, slots=True)
class Person:
    """One record of the CRM with an address. account: of a contact. Converted leads and inactive users are none."""

    key: Key
    kind: PersonKind
    name: str
    address: str
    account: Key | None = None


class Role(StrEnum):
    """A person's part in an email; OTHER: none, a user chose them all the same."""

    FROM = "from"
    TO = "to"
    CC = "cc"
    BCC = "bcc"
    OTHER = "other"


@valueclass(frozen=True, slots=True)
class Relation:
    """key: the one contact, lead or user behind the address, None where there is none or more than one."""

    role: Role
    address: str
    key: Key | None = None
    kind: PersonKind | None = None


@valueclass(frozen=True, slots=True)
class FiledEmail:
    """What the CRM needs of an email. message_id: with angle brackets, never empty. html: sanitised. thread: the
    Message-ID that began the conversation. who: the one contact or lead, related: the account. note: a line that the
    text begins with, where something could not be taken along."""

    message_id: str
    subject: str
    moment: datetime
    incoming: bool
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    text: str | None
    html: str | None
    relations: tuple[Relation, ...] = ()
    who: Key | None = None
    related: Key | None = None
    thread: str | None = None
    in_reply_to: str | None = None
    note: str = ""


def fitting(people: Iterable[Address], limit: int = ADDRESSES) -> tuple[str, int]:
    """(`a@x; b@y`, as many whole addresses as fit, in order; how many are left out)."""
    addresses = [one.address for one in people if one.address]
    told: list[str] = []
    room = limit
    for address in addresses:
        needed = len(address) + (2 if told else 0)
        if needed <= room:
            told.append(address)
            room -= needed
    return "; ".join(told), len(addresses) - len(told)


@valueclass(frozen=True, slots=True)
class FileInfo:
    """A file of an email. name: safe, at most 255 characters. size: bytes, about; -1 where it is not known."""

    name: str
    content_type: str
    size: int


FileOutcome: TypeAlias = Written | SyncError


class EmailStore(Protocol):
    """The emails of one org, seen with one user's rights. Calls may raise Transient or Unauthorized as a whole.

    Where the org has no EmailMessage it keeps completed tasks with TaskSubtype Email instead; their Message-ID travels
    in the description's first lines. `file` says which by the key's prefix. calls: how many requests were sent.
    """

    @property
    def calls(self) -> int: ...

    def known(self, message_ids: Sequence[str], subjects: Sequence[str] = ()) -> dict[str, Key]:
        """The records that have one of the Message-IDs; batched. Of several the oldest. subjects: of these emails,
        where all are known: an org that cannot be asked for Message-IDs looks through those alone."""

    def there(self, keys: Sequence[Key]) -> set[Key]:
        """Those of these records that nobody deleted; batched."""

    def people(self, addresses: Sequence[str]) -> dict[str, tuple[Person, ...]]:
        """Contacts, leads and users by their addresses, lower-case; batched. Without a person: left out."""

    def file(self, emails: Sequence[FiledEmail]) -> list[FileOutcome]:
        """Makes one record each with its relations, all or nothing per email; batched. Cuts what is too long for the
        org's fields, at a character's border. Written.key: the record's id."""

    def relate(self, key: Key, email: FiledEmail) -> FileOutcome:
        """Adds the email's people and its related record to a record that is there; takes nobody away, and leaves the
        related record where the email names none."""

    def attached(self, keys: Sequence[Key]) -> dict[Key, tuple[FileInfo, ...]]:
        """The files that these records have; batched."""

    def attach(self, key: Key, file: FileInfo, chunks: Iterable[bytes]) -> None:
        """Adds one file to a record, streamed. Raises Rejected where the org does not take it, Stale where the record
        is gone."""

    def unfile(self, keys: Sequence[Key]) -> list[FileOutcome]:
        """Deletes records (recycle bin) with the files that are theirs alone. One that is gone already is Written."""

    def link(self, key: Key) -> str:
        """The https address at which people open the record; no call."""


@valueclass(frozen=True, slots=True)
class FilingPolicy:
    """What the customer chose about emails.

    enabled: category and folder file. category, folder: their names. automatic: new mail is filed where a participant
    is a known contact or lead; automatic_since: what came before is never filed automatically (None: not before the
    mailbox's first run). excluded_domains: never filed automatically (a domain covers its subdomains). attachments:
    taken along, up to attachment_limit_mb each; ticked: if not, those that a person ticks in the pane are, which is no
    choice of its own. account_as_related: the one contact's account is the related record.
    """

    enabled: bool = True
    category: str = "Salesforce"
    error_category: str = "Sync Error"
    folder: str = "Salesforce Emails"
    automatic: bool = False
    automatic_since: datetime | None = None
    excluded_domains: tuple[str, ...] = ()
    attachments: bool = True
    ticked: bool = True
    attachment_limit_mb: int = 25
    account_as_related: bool = True


@valueclass(frozen=True, slots=True)
class FilingStores:
    """Both stores of one run."""

    mails: MailStore
    emails: EmailStore
