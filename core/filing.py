"""PURE. An email on its way into a CRM, and what became of it. Both connectors know these values, not each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.records import Key


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in the header of an email. address: as written there; name: may be empty."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of an email. size: in bytes, as told. read: its content, fetched only when it is sent on."""

    name: str
    size: int
    read: Callable[[], bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class FiledEmail:
    """An email to be filed. message_id: of RFC 5322, 3.6.4, with its angle brackets; None where it has none. sent: with
    zone. incoming: it came from outside the mailbox. html: as received. thread: what its conversation is known by.
    about: the id of the record that it belongs to, beside the people. chosen: address in lower-case -> the record that
    a person chose where several have it."""

    message_id: str | None
    subject: str
    sent: datetime
    incoming: bool
    sender: Participant
    to: tuple[Participant, ...] = ()
    cc: tuple[Participant, ...] = ()
    bcc: tuple[Participant, ...] = ()
    text: str | None = None
    html: str | None = None
    headers: str | None = None
    thread: str | None = None
    attachments: tuple[Attachment, ...] = ()
    about: Key | None = None
    chosen: Mapping[str, Key] = field(default_factory=dict)

    @property
    def people(self) -> tuple[Participant, ...]:
        return (self.sender, *self.to, *self.cc, *self.bcc)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An attachment that was not filed, and why, for people."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of an email. key: its record; created: by this call, else it was there already. link: where people
    open it. questions: address -> the records that have it, where none of several was chosen. unknown: addresses that
    no record has."""

    key: Key
    created: bool
    link: str
    questions: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
