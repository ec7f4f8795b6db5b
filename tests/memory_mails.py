"""A MailStore over a MemoryMailbox: the protocol in full, with faults at every call and record.

It passes the contract suite (tests/contract/mails) like the stores of Graph and EWS. Faults and disorder are those of
tests.memory_store.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import TypeVar

from core.errors import CursorExpired, Stale, SyncError
from core.mails import Mail, MailLeft, MailPage, MailPlace, MailSeen, Mark, MarkOutcome
from core.records import Key
from core.store import Cursor, Written
from tests.memory_mailbox import MemoryMailbox
from tests.memory_store import Faults, Moment

CHUNK = 4
Told = TypeVar("Told")


class MemoryMails:
    """page: mails of a page of the feed. asked: how often each method was called; writes: marks that were written.
    bodies: mails that were read with their bodies. blunt: marks are written whatever the mail is by now, as no server
    does it."""

    def __init__(
        self, mailbox: MemoryMailbox, *, faults: Faults | None = None, disorder: Random | None = None, page: int = 3
    ) -> None:
        self.mailbox = mailbox
        self.address = mailbox.address
        self.faults = faults
        self.disorder = disorder
        self.page = page
        self.asked: Counter[str] = Counter()
        self.writes = self.bodies = 0
        self.blunt = False
        # Categories as they were read: what a mark was decided upon.
        self._categories: dict[Key, list[str]] = {}

    @property
    def calls(self) -> int:
        return self.asked.total()

    # Reading

    def changed_since(self, cursor: Cursor | None, since: datetime | None = None) -> Iterator[MailPage]:
        """Cursors: `generation:place in the log`, within a listing `generation:place:number of the last mail told`."""
        self._enter("changed_since")
        generation, start, told = self._position(cursor)
        pages = self._changes(generation, start) if told is None else self._listing(generation, start, told, since)
        for page in pages:
            yield page
            if not page.last:
                self._enter("changed_since")

    def _position(self, cursor: Cursor | None) -> tuple[int, int, int | None]:
        if not cursor:
            return self.mailbox.generation, len(self.mailbox.log), 0
        generation, start, *told = (int(part) for part in cursor.split(":"))
        if generation != self.mailbox.generation:
            raise CursorExpired("The mail feed cannot go on from here; it is listed anew.", code="cursor_expired")
        return generation, start, told[0] if told else None

    def _listing(self, generation: int, start: int, told: int, since: datetime | None) -> Iterator[MailPage]:
        """In order of age; what changes meanwhile is told by the changes after it."""
        found = [(number, seen) for number, key in self.mailbox.since(told) if (seen := self._listed(key, since))]
        chunks = [found[at : at + self.page] for at in range(0, len(found), self.page)] or [[]]
        for count, chunk in enumerate(chunks, 1):
            last = count == len(chunks)
            after = f"{generation}:{start}" if last else f"{generation}:{start}:{chunk[-1][0]}"
            yield MailPage(tuple(self._disordered([one for _, one in chunk])), after, full=True, last=last)

    def _listed(self, key: Key, since: datetime | None) -> MailSeen | None:
        seen = self.mailbox.seen(key)
        if seen is not None and seen.place is MailPlace.TRASH:
            return None
        ours = seen is not None and "salesforce" in (one.casefold() for one in seen.categories)
        new = seen is not None and since is not None and (seen.received is None or seen.received >= since)
        return seen if seen and (ours or new or seen.place is MailPlace.FOLDER) else None

    def _changes(self, generation: int, start: int) -> Iterator[MailPage]:
        end = len(self.mailbox.log)
        if self.disorder:
            start = self.disorder.randint(max(0, start - 4), start)
        while True:
            stop = min(start + self.page, end)
            told = [MailLeft(key) if left else self.mailbox.seen(key) for key, left in self.mailbox.log[start:stop]]
            news = [one for one in told if one]
            yield MailPage(tuple(self._disordered(news)), f"{generation}:{stop}", full=False, last=stop == end)
            if stop == end:
                return
            start = stop

    def _disordered(self, told: list[Told]) -> list[Told]:
        if not self.disorder:
            return told
        told = told + [one for one in told if self.disorder.random() < 0.2]
        self.disorder.shuffle(told)
        return told

    def key_of(self, item_id: str) -> Key:
        return item_id

    def read(self, keys: Sequence[Key], *, whole: bool = True) -> dict[Key, Mail]:
        self._enter("read")
        self.bodies += len(keys) if whole else 0
        found = {key: self._remembered(self.mailbox.mails[key]) for key in keys if key in self.mailbox.mails}
        return found if whole else {key: _bare(mail) for key, mail in found.items()}

    def find(self, message_ids: Sequence[str]) -> dict[str, tuple[Mail, ...]]:
        self._enter("find")
        wanted = {one.casefold(): one for one in message_ids if one}
        found: dict[str, tuple[Mail, ...]] = {}
        for mail in self.mailbox.mails.values():
            asked = wanted.get((mail.message_id or "").casefold())
            if asked:
                found[asked] = (*found.get(asked, ()), self._remembered(_bare(mail)))
        return found

    def sent(self, mark: str) -> tuple[Mail, ...]:
        self._enter("sent")
        mails = (self.mailbox.mails.get(key) for key, header in self.mailbox.headers.items() if header == mark)
        return tuple(_bare(mail) for mail in mails if mail and mail.place is MailPlace.SENT)

    @contextmanager
    def attachment(self, key: Key, attachment_key: str) -> Iterator[Iterator[bytes]]:
        self._enter("attachment")
        content = self.mailbox.content(key, attachment_key)
        if content is None:
            raise Stale("The attachment is gone.", code="gone")
        yield (content[start : start + CHUNK] for start in range(0, len(content), CHUNK))

    # Writing

    def mark(self, marks: Sequence[Mark]) -> list[MarkOutcome]:
        self._enter("mark")
        cut = self._raised("mark", Moment.MIDDLE)
        outcomes = [self._mark(n, one) for n, one in enumerate(marks[: (len(marks) + 1) // 2] if cut else marks)]
        lost = cut or self._raised("mark", Moment.AFTER)
        if lost:
            raise lost
        return outcomes

    def _mark(self, position: int, one: Mark) -> MarkOutcome:
        """One that was changed meanwhile, but has the categories that were read, is written all the same."""
        refusal = self.faults("mark", Moment.RECORD, position) if self.faults else None
        if refusal:
            return refusal
        mail = self.mailbox.mails.get(one.key)
        if mail is None:
            return Stale("The mail is gone.", code="vanished")
        if not self.blunt and mail.version != one.version and sorted(mail.categories) != self._categories.get(one.key):
            return Stale("The mail changed since it was read.", code="changed")
        self.writes += 1
        written = self.mailbox.put(replace(mail, categories=one.categories, peer=one.peer))
        return Written(one.key, written.version)

    def _remembered(self, mail: Mail) -> Mail:
        self._categories[mail.key] = sorted(mail.categories)
        return mail

    # Trouble

    def _enter(self, call: str) -> None:
        self.asked[call] += 1
        error = self._raised(call, Moment.BEFORE)
        if error:
            raise error

    def _raised(self, call: str, moment: Moment) -> SyncError | None:
        return self.faults(call, moment, None) if self.faults else None


def _bare(mail: Mail) -> Mail:
    return replace(mail, body_text=None, body_html=None, attachments=())
