"""The store of a mailbox's mails for filing, over either protocol (core.exchange.mail_source)."""

from collections.abc import Collection, Iterator, MutableMapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from core.emails import FilingPolicy
from core.errors import CursorExpired, Stale
from core.exchange import wire
from core.exchange.folder_names import note_name
from core.exchange.known import ensure_categories
from core.exchange.mail_cursor import ELSEWHERE, MailPosition, Progress
from core.exchange.mail_cursor import read as read_cursor
from core.exchange.mail_source import Found, MailFeed, MailFolders, MailSource, Sight
from core.exchange.store import together
from core.mails import MESSAGE_ID_LIMIT, Mail, MailLeft, MailPage, MailPlace, MailSeen, Mark, MarkOutcome
from core.policy import Policy
from core.records import Key, canonical
from core.shares import HEADER
from core.store import Cursor
from core.values import replace

REMEMBERED = 5_000


class ExchangeMails:
    """Implements core.mails.MailStore. known: what the caller keeps of the mailbox between runs (folder ids, that the
    categories are in the master list), read and changed in place."""

    def __init__(self, source: MailSource, policy: FilingPolicy, known: MutableMapping[str, str]) -> None:
        self.source = source
        self.known = known
        self.address = source.address.lower()
        self._policy = policy
        self._folders: MailFolders | None = None
        # Categories as they were read: what a mark was decided upon.
        self._categories: dict[Key, tuple[str, ...]] = {}

    @property
    def calls(self) -> int:
        return self.source.meter.total

    # Reading

    def changed_since(self, cursor: Cursor | None, since: datetime | None = None) -> Iterator[MailPage]:
        position = read_cursor(cursor) if cursor else MailPosition()
        folders = self._open(anew=True)
        names = Policy(category=self._policy.category, error_category=self._policy.error_category)
        ensure_categories(self.source, names, self.known, anew=cursor is None)
        # What is no longer watched is forgotten.
        followed = (*folders.watched, ELSEWHERE)
        position = MailPosition({one: position.of(one) for one in followed if position.of(one).state})
        try:
            yield from self._follow(position, folders, since)
        except CursorExpired as error:
            if error.code == "folder_gone":
                # A mailbox that was moved to another server has new folders.
                self.known.pop("folder", None)
            raise

    def _follow(self, position: MailPosition, folders: MailFolders, since: datetime | None) -> Iterator[MailPage]:
        here: set[Key] = set()
        for folder in folders.watched:
            before = position.of(folder)
            for feed in self.source.feed(folder, before.state):
                news = feed.seen if before.listed else self._listed(feed.seen, folder, since)
                seen = self._seen(replace(feed, seen=tuple(news)), folder, here)
                position = position.at(folder, Progress(feed.state, before.listed or feed.last))
                yield MailPage(seen, position.text(), full=not before.listed, last=False)
        before = position.of(ELSEWHERE)
        for feed in self.source.elsewhere(folders, before.state, self._policy.category, since):
            position = position.at(ELSEWHERE, Progress(feed.state, before.listed or feed.last))
            told = tuple(self._elsewhere(feed, before))
            yield MailPage(told, position.text(), full=not before.listed, last=feed.last)

    def _elsewhere(self, feed: MailFeed, before: Progress) -> Iterator[MailSeen]:
        """A mail in a folder below Deleted Items is told as one in any folder; `read` knows better."""
        trash = self._open().trash
        for one in feed.seen:
            if before.listed or one.folder not in trash:
                place = self._place(one.folder, trash)
                yield MailSeen(one.key, one.version, place, one.categories, one.received, one.marked)

    def _listed(self, seen: Sequence[Sight], folder: str, since: datetime | None) -> Iterator[Sight]:
        """What a listing tells of a watched folder. Where the feed does not tell when a mail came, it may be new."""
        home = self._place(folder, ()) is MailPlace.FOLDER
        for one in seen:
            new = since is not None and (one.received is None or one.received >= since)
            if home or new or wire.has_category(one.categories, self._policy.category):
                yield one

    def _seen(self, feed: MailFeed, folder: str, here: set[Key]) -> tuple[MailSeen | MailLeft, ...]:
        """What a page tells. here: mails that this call met in a watched folder, which therefore did not leave."""
        place = self._place(folder, ())
        told: list[MailSeen | MailLeft] = []
        for one in feed.seen:
            told.append(MailSeen(one.key, one.version, place, one.categories, one.received))
            here.add(one.key)
        told += [MailLeft(key) for key in feed.removed if key not in here]
        return tuple(told)

    def key_of(self, item_id: str) -> Key:
        return self.source.key_of(item_id)

    def read(self, keys: Sequence[Key], *, whole: bool = True) -> dict[Key, Mail]:
        # A key that no wire can carry is nobody's.
        wanted = [key for key in dict.fromkeys(keys) if canonical(key) == key]
        found = self.source.get(wanted, whole=whole) if wanted else {}
        mails = dict(zip(found, self._placed(list(found.values())), strict=True))
        for mail in mails.values():
            self._remember(mail)
        return mails

    def find(self, message_ids: Sequence[str]) -> dict[str, tuple[Mail, ...]]:
        wanted = {one.casefold(): one for one in message_ids if canonical(one) == one and len(one) <= MESSAGE_ID_LIMIT}
        found: dict[str, tuple[Mail, ...]] = {}
        # Exchange compares texts whatever their case.
        for mail in self._placed(self.source.having(list(wanted.values())) if wanted else []):
            asked = wanted.get((mail.message_id or "").casefold())
            if asked:
                found[asked] = (*found.get(asked, ()), mail)
                self._remember(mail)
        return found

    def sent(self, mark: str) -> tuple[Mail, ...]:
        mails = self._placed(self.source.with_header(self._open().sent, HEADER, mark))
        return tuple(mails)

    def attachment(self, key: Key, attachment_key: str) -> AbstractContextManager[Iterator[bytes]]:
        return self.source.attachment(key, attachment_key)

    # Writing

    def mark(self, marks: Sequence[Mark]) -> list[MarkOutcome]:
        """One that was changed meanwhile, but has the categories that were read, is written all the same: it was only
        read or flagged."""
        outcomes = self.source.change(marks) if marks else []
        moved_on = [n for n, one in enumerate(outcomes) if isinstance(one, Stale) and one.code == "changed"]
        now = self.source.get([marks[n].key for n in moved_on], whole=False) if moved_on else {}
        again: dict[int, Mark] = {}
        for number in moved_on:
            mark = marks[number]
            found, before = now.get(mark.key), self._categories.get(mark.key)
            if found and before is not None and sorted(found.mail.categories) == sorted(before):
                again[number] = replace(mark, version=found.mail.version)
        written = self.source.change(list(again.values())) if again else []
        for number, outcome in zip(again, written, strict=True):
            outcomes[number] = outcome
        return together(outcomes)

    # Folders and places

    def _open(self, *, anew: bool = False) -> MailFolders:
        if anew or self._folders is None:
            note_name(self.known, self._policy.folder)
            self._folders = self.source.folders(self._policy.folder, self.known)
        return self._folders

    def _placed(self, found: Sequence[Found]) -> list[Mail]:
        folders = self._open() if found else None
        known = folders.watched if folders else ()
        odd = {one.folder for one in found if one.folder not in known}
        trash = self.source.in_bin(odd) if odd else set()
        mails: list[Mail] = []
        for one in found:
            place = self._place(one.folder, trash)
            own = place is MailPlace.SENT or one.mail.sender.address == self.address
            junk = bool(folders and folders.junk and one.folder == folders.junk)
            mails.append(replace(one.mail, place=place, incoming=not own, junk=junk))
        return mails

    def _place(self, folder: str, trash: Collection[str]) -> MailPlace:
        folders = self._open()
        if folder in trash:
            return MailPlace.TRASH
        places = {folders.sent: MailPlace.SENT, folders.inbox: MailPlace.INBOX, folders.home: MailPlace.FOLDER}
        return places.get(folder, MailPlace.OTHER)

    def _remember(self, mail: Mail) -> None:
        if len(self._categories) >= REMEMBERED:
            self._categories.clear()
        self._categories[mail.key] = mail.categories
