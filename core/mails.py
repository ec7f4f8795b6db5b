"""PURE. Exchange's side of filing: mails, and the protocol of the store that holds them; core.emails is the CRM's.

A mail is a message in one mailbox, an email is its record in the CRM: one per Message-ID and org, whoever files it.
Texts are canonical as in core.records (LF line ends, no control characters), addresses are lower-case, moments UTC.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from core.errors import SyncError
from core.objects import ObjectType
from core.records import Key, Version, one_line
from core.store import Cursor, Written
from core.values import valueclass

EMAIL = ObjectType("email", "email", "emails", {})

# What Salesforce's MessageIdentifier takes; a longer Message-ID is nobody's but a hostile sender's.
MESSAGE_ID_LIMIT = 765
SURROGATE_DOMAIN = "bothways.invalid"
# Bodies beyond this are cut by the mail store: no CRM keeps as much, and memory stays flat.
BODY_LIMIT = 1_000_000
NO_SUBJECT = "(no subject)"


class MailPlace(StrEnum):
    """Where a mail lies: the folder "Salesforce Emails", Inbox or Sent Items (with their subfolders: OTHER), Deleted
    Items or Junk and what is below (TRASH), or any other folder."""

    FOLDER = "folder"
    INBOX = "inbox"
    SENT = "sent"
    OTHER = "other"
    TRASH = "trash"


class Sensitivity(StrEnum):
    """As the sender marked it, in Exchange's words."""

    NORMAL = "normal"
    PERSONAL = "personal"
    PRIVATE = "private"
    CONFIDENTIAL = "confidential"


@valueclass(frozen=True, slots=True)
class Address:
    """name: as displayed, may be empty. address: SMTP, lower-case, may be empty where only a name is known."""

    name: str
    address: str


@valueclass(frozen=True, slots=True)
class AttachmentInfo:
    """One attachment without its bytes. key: as `MailStore.attachment` takes it. name: as sent, possibly hostile.
    size: bytes, about. inline: shown within the HTML body (content_id: how it names it). item: an attached Outlook
    item or a link to a cloud file, whose bytes cannot be read as a file."""

    key: str
    name: str
    content_type: str
    size: int
    inline: bool = False
    content_id: str | None = None
    item: bool = False


@valueclass(frozen=True, slots=True)
class MailSeen:
    """What a feed tells of a mail. received: when it came or was sent; None where the feed does not tell. marked: it
    carries the key of a record under a key of its own that may be new, as it was moved (EWS)."""

    key: Key
    version: Version
    place: MailPlace
    categories: tuple[str, ...] = ()
    received: datetime | None = None
    marked: bool = False


@valueclass(frozen=True, slots=True)
class MailLeft:
    """A mail that left a watched folder: moved (on EWS its key is dead then) or deleted; `read` and `find` tell. Of the
    other folders no feed tells what left them."""

    key: Key


@valueclass(frozen=True, slots=True)
class MailPage:
    """One page of the feed over the watched folders. cursor: where to go on once this page is saved. last: of the
    pages of this call. full: part of a first listing, without a cursor."""

    seen: tuple[MailSeen | MailLeft, ...]
    cursor: Cursor
    full: bool
    last: bool


@valueclass(frozen=True, slots=True)
class Mail:
    """A message without the bytes of its attachments.

    message_id: RFC 5322, with its angle brackets, None where the message has none (see `identity`). moment: when it was
    sent, else received. incoming: as this mailbox sees it (False: it is in Sent Items, or its sender is the mailbox).
    body_text, body_html: either may be None; the store makes no text of HTML. encrypted: S/MIME, a rights-managed
    message or any item class that ends in `.SMIME` or holds `rpmsg`: its bodies and attachments are None and ().
    cut: its bodies are too large to be read, and None. junk: of those in TRASH, it lies in Junk Email itself. draft:
    not sent yet. peer: the CRM record's key that our named property `Peer` on the item holds.
    """

    key: Key
    version: Version
    place: MailPlace
    message_id: str | None
    subject: str
    moment: datetime
    sender: Address
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    incoming: bool = True
    body_text: str | None = None
    body_html: str | None = None
    categories: tuple[str, ...] = ()
    sensitivity: Sensitivity = Sensitivity.NORMAL
    encrypted: bool = False
    cut: bool = False
    junk: bool = False
    draft: bool = False
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    attachments: tuple[AttachmentInfo, ...] = ()
    peer: Key | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return one_line(self.subject.strip()) or NO_SUBJECT

    @property
    def recipients(self) -> tuple[Address, ...]:
        return (*self.to, *self.cc, *self.bcc)


@valueclass(frozen=True, slots=True)
class Mark:
    """What is written to a mail. version: the one that was read. categories: the whole list, names as people wrote
    them. peer: the CRM record's key for our named property, None removes it. link: https address of that record, for a
    second named property of ours that the pane shows. The body is never touched."""

    key: Key
    version: Version
    categories: tuple[str, ...]
    peer: Key | None
    link: str | None = None


MarkOutcome: TypeAlias = Written | SyncError


class MailStore(Protocol):
    """The mails of one mailbox. Every call may raise Transient or Unauthorized for the call as a whole.

    calls: how many requests were sent. address: the mailbox's own SMTP address, lower-case.
    """

    address: str

    @property
    def calls(self) -> int: ...

    def changed_since(self, cursor: Cursor | None, since: datetime | None = None) -> Iterator[MailPage]:
        """What changed in the folder "Salesforce Emails" (made where it is missing, under the message root so that
        phones show it), Inbox and Sent Items, which are watched, and then in all other folders of mail but Drafts and
        Outbox. None: a listing in full of the folder, and of the others what has the category or came at `since` or
        later; nothing else that is older is told. May repeat. Raises CursorExpired."""

    def key_of(self, item_id: str) -> Key:
        """What `read` takes for an item id that Outlook gave an add-in; the mail has its own key. No call."""

    def read(self, keys: Sequence[Key], *, whole: bool = True) -> dict[Key, Mail]:
        """The mails that exist, wherever they lie, by the key asked for; what is gone is left out. whole: with bodies
        and attachments; whether a mail is encrypted may be known only then."""

    def find(self, message_ids: Sequence[str]) -> dict[str, tuple[Mail, ...]]:
        """All of the mailbox's copies, Deleted Items included; bodies and attachments may be left out. By Message-ID;
        a surrogate is never asked for."""

    def sent(self, mark: str) -> tuple[Mail, ...]:
        """Mails in Sent Items whose header `x-bothways-share` (core.shares.HEADER) has this value; bodies and
        attachments may be left out."""

    def attachment(self, key: Key, attachment_key: str) -> AbstractContextManager[Iterator[bytes]]:
        """The attachment's bytes in chunks; never whole in memory. Raises Stale where it is gone, Rejected where it
        cannot be read."""

    def mark(self, marks: Sequence[Mark]) -> list[MarkOutcome]:
        """One outcome per mark, in order; Stale where the mail moved on. Written.key: the mail's key now."""


def identity(mail: Mail) -> str:
    """The Message-ID, or a surrogate that is the same for every copy of the message in every mailbox."""
    if mail.message_id and len(mail.message_id) <= MESSAGE_ID_LIMIT:
        return mail.message_id
    parts = [
        mail.message_id or "",
        mail.sender.address,
        mail.moment.isoformat(timespec="seconds"),
        mail.subject,
        *sorted(one.address for one in (*mail.to, *mail.cc)),
    ]
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f"<{digest[:40]}@{SURROGATE_DOMAIN}>"


def is_surrogate(message_id: str) -> bool:
    return message_id.endswith(f"@{SURROGATE_DOMAIN}>")
