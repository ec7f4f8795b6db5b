"""What a store of mails needs of a mailbox, whichever protocol it speaks: folders, feeds, mails, marks, attachments."""

from collections.abc import Collection, Iterator, Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from core.exchange.http import Meter
from core.mails import Mail, Mark, MarkOutcome
from core.records import Key, Version
from core.values import valueclass

WHAT = "the mail"
# Bytes of a reply that holds mails with their bodies. It lies in memory several times: as bytes, as text, as parsed.
WHOLE_BYTES = 12_000_000
# Beside Peer: the https address of the CRM's record.
LINK = "Link"
# Headers of a mail are named properties of this set (MS-OXPROPS, PS_INTERNET_HEADERS).
HEADER_SET = "00020386-0000-0000-C000-000000000046"


@valueclass(frozen=True, slots=True)
class MailFolders:
    """The ids of folders. home: "Salesforce Emails". trash: Deleted Items and Junk, not what lies below. unsent: those
    whose mails are nobody's business yet, Drafts and Outbox, or are no mails. junk: one of trash, if there is one."""

    home: str
    inbox: str
    sent: str
    trash: frozenset[str] = frozenset()
    unsent: frozenset[str] = frozenset()
    junk: str = ""

    @property
    def watched(self) -> tuple[str, ...]:
        """Those with a feed of their own. Home first: a mail that was moved there is told there, not as one that left
        another folder."""
        return tuple(dict.fromkeys((self.home, self.inbox, self.sent)))


@valueclass(frozen=True, slots=True)
class Sight:
    """A mail named by a feed. received: None where the feed does not tell. folder: of those elsewhere. marked: it
    carries our key of a record, where the feed tells."""

    key: Key
    version: Version
    categories: tuple[str, ...] = ()
    received: datetime | None = None
    folder: str = ""
    marked: bool = False


@valueclass(frozen=True, slots=True)
class MailFeed:
    """One page of a folder's feed. removed: keys that lie in the folder no more. state: where to go on."""

    seen: tuple[Sight, ...]
    removed: tuple[Key, ...]
    state: str
    last: bool


@valueclass(frozen=True, slots=True)
class Found:
    """A mail as decoded, its place not known yet, and the id of its folder."""

    mail: Mail
    folder: str


class MailSource(Protocol):
    """The mails of one mailbox. Calls raise Transient, Unauthorized and CursorExpired as a whole."""

    @property
    def address(self) -> str: ...

    @property
    def meter(self) -> Meter: ...

    def folders(self, name: str, known: MutableMapping[str, str]) -> MailFolders:
        """Finds the folder `name` by its known id or below the root, else makes it. known: kept between runs, changed
        in place."""

    def in_bin(self, folders: Collection[str]) -> set[str]:
        """Those of the folders that are Deleted Items or Junk, lie in them, or are out of people's sight."""

    def feed(self, folder: str, state: str | None) -> Iterator[MailFeed]: ...

    def elsewhere(
        self, folders: MailFolders, state: str | None, category: str, since: datetime | None = None
    ) -> Iterator[MailFeed]:
        """What was changed in the folders that are not watched; without a state what carries the category there, and
        what was changed at `since` or later. A page before the last one has the state of the call. Removed mails are
        not told."""

    def key_of(self, item_id: str) -> Key: ...

    def get(self, keys: Sequence[Key], *, whole: bool) -> dict[Key, Found]:
        """Those that exist, in whatever folder, by the key asked for. whole: with bodies and attachments."""

    def having(self, message_ids: Sequence[str]) -> list[Found]:
        """The mails of all folders that have one of these Message-IDs, not whole. May find more."""

    def with_header(self, folder: str, name: str, value: str) -> list[Found]:
        """The mails of a folder that carry this header, not whole."""

    def change(self, marks: Sequence[Mark]) -> list[MarkOutcome]: ...

    def attachment(self, key: Key, attachment_key: str) -> AbstractContextManager[Iterator[bytes]]: ...

    def ensure_categories(self, wanted: Mapping[str, int]) -> None: ...
