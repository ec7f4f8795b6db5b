"""An EmailStore in memory: a CRM with people, emails and their files, and what its users do to them.

It passes the contract suite (tests/contract/mails) like Salesforce's. Faults are those of tests.memory_store.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from core.emails import FiledEmail, FileInfo, FileOutcome, Person, Relation
from core.errors import Rejected, Stale, SyncError, Transient
from core.records import Key
from core.store import Written
from tests.memory_store import Faults, Moment


@dataclass
class MemoryEmails:
    """joins: of an email that is there already no second record is kept (Salesforce's store looks once more after it
    created); else it is, and `doubled` tells its Message-ID. made: the emails of all records that were ever made here,
    in order. kept: what its user may not delete; locked: what nobody can for now. refuse: by subject, refuse_file: by
    name, what is said to it."""

    persons: list[Person] = field(default_factory=list)
    joins: bool = True
    faults: Faults | None = None
    records: dict[Key, FiledEmail] = field(default_factory=dict)
    made: list[FiledEmail] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    kept: set[Key] = field(default_factory=set)
    locked: set[Key] = field(default_factory=set)
    refuse: dict[str, SyncError] = field(default_factory=dict)
    refuse_file: set[str] = field(default_factory=set)
    asked: Counter[str] = field(default_factory=Counter)
    writes: int = 0
    _files: dict[Key, list[tuple[str, bytes]]] = field(default_factory=dict)
    _gone: set[Key] = field(default_factory=set)
    _count: int = 0

    # What people do.

    def merge(self, loser: Person, winner: Person) -> None:
        """The loser's emails are the winner's now."""
        self.remove_person(loser)
        for key, email in self.records.items():
            moved = tuple(_moved(one, loser, winner) for one in email.relations)
            who = winner.key if email.who == loser.key else email.who
            self.records[key] = replace(email, relations=tuple(dict.fromkeys(moved)), who=who)

    def remove_person(self, person: Person) -> None:
        self.persons.remove(person)
        self._gone.add(person.key)

    def put(self, email: FiledEmail) -> Key:
        """What another program files."""
        self._count += 1
        key = f"02s{self._count}"
        self.records[key], self._files[key] = email, []
        return key

    def remove(self, key: Key) -> None:
        """Into the recycle bin, its files too."""
        del self.records[key], self._files[key]

    def names_of(self, key: Key) -> list[str]:
        """Of its files; one that was added twice stands there twice."""
        return sorted(name for name, _ in self._files[key])

    def files_of(self, key: Key) -> dict[str, bytes]:
        """By name. Two of one name are one too many."""
        found = dict(self._files[key])
        assert len(found) == len(self._files[key]), f"{key} has a file twice: {self.names_of(key)}"
        return found

    # EmailStore

    @property
    def calls(self) -> int:
        return self.asked.total()

    def known(self, message_ids: Sequence[str], subjects: Sequence[str] = ()) -> dict[str, Key]:
        self._enter("known")
        wanted, found = set(message_ids), dict[str, Key]()
        for key, email in self.records.items():
            if email.message_id in wanted:
                found.setdefault(email.message_id, key)
        return found

    def people(self, addresses: Sequence[str]) -> dict[str, tuple[Person, ...]]:
        self._enter("people")
        found = {address: tuple(one for one in self.persons if one.address == address) for address in addresses}
        return {address: persons for address, persons in found.items() if persons}

    def file(self, emails: Sequence[FiledEmail]) -> list[FileOutcome]:
        """The same Message-ID twice in one call makes one record."""
        self._enter("file")
        cut = self._raised("file", Moment.MIDDLE)
        outcomes: dict[str, FileOutcome] = {}
        for position, email in enumerate(emails[: (len(emails) + 1) // 2] if cut else emails):
            if email.message_id not in outcomes:
                outcomes[email.message_id] = self._fault("file", position) or self._file(email)
        self._end("file", cut)
        return [outcomes[email.message_id] for email in emails]

    def _file(self, email: FiledEmail) -> FileOutcome:
        if email.subject in self.refuse:
            return self.refuse[email.subject]
        if stranger := self._stranger(email):
            return stranger
        there = next((key for key, one in self.records.items() if one.message_id == email.message_id), None)
        if there is not None and self.joins:
            return Written(there)
        if there is not None:
            self.doubled.append(email.message_id)
        self.writes += 1
        self.made.append(email)
        return Written(self.put(email))

    def _stranger(self, email: FiledEmail) -> SyncError | None:
        """Of somebody who was deleted Salesforce says just what it says of a deleted record."""
        people = {one.key for one in self.persons}
        strange = {email.who, *(one.key for one in email.relations)} - people - {None}
        if not strange:
            return None
        if strange & self._gone:
            return Stale("It was deleted in the meantime.", code="gone")
        return Rejected("The record that it refers to is not there.", code="reference_gone")

    def relate(self, key: Key, email: FiledEmail) -> FileOutcome:
        self._enter("relate")
        refusal, there = self._fault("relate", 0), self.records.get(key)
        if refusal:
            return refusal
        if there is None:
            return Stale("The record is gone.", code="gone")
        if stranger := self._stranger(email):
            return stranger
        who, related = email.who or there.who, email.related or there.related
        relations = tuple(dict.fromkeys((*there.relations, *email.relations)))
        wanted = replace(there, who=who, related=related, relations=relations)
        self.writes += wanted != there
        self.records[key] = wanted
        self._end("relate", None)
        return Written(key)

    def there(self, keys: Sequence[Key]) -> set[Key]:
        self._enter("there")
        return {key for key in keys if key in self.records}

    def attached(self, keys: Sequence[Key]) -> dict[Key, tuple[FileInfo, ...]]:
        self._enter("attached")
        files = {key: self._files.get(key, []) for key in keys}
        return {key: tuple(FileInfo(name, "", len(one)) for name, one in some) for key, some in files.items()}

    def attach(self, key: Key, file: FileInfo, chunks: Iterable[bytes]) -> None:
        self._enter("attach")
        content = b"".join(chunks)
        refusal = self._fault("attach", 0)
        if refusal:
            raise refusal
        if file.name in self.refuse_file:
            raise Rejected("The org does not take such files.", code="file_type")
        if key not in self.records:
            raise Stale("The email's record is no longer there.", code="gone")
        self.writes += 1
        self._files[key].append((file.name, content))
        self._end("attach", None)

    def unfile(self, keys: Sequence[Key]) -> list[FileOutcome]:
        self._enter("unfile")
        cut = self._raised("unfile", Moment.MIDDLE)
        wanted = list(dict.fromkeys(keys))
        outcomes: dict[Key, FileOutcome] = {}
        for position, key in enumerate(wanted[: (len(wanted) + 1) // 2] if cut else wanted):
            refusal = self._fault("unfile", position)
            if isinstance(refusal, Rejected):
                self.kept.add(key)  # who may not delete it today may not tomorrow
            outcomes[key] = refusal or self._unfile(key)
        self._end("unfile", cut)
        return [outcomes[key] for key in keys]

    def _unfile(self, key: Key) -> FileOutcome:
        if key in self.kept:
            return Rejected("You may not delete it.", code="no_right")
        if key in self.locked:
            return Transient("Somebody else was saving it.", code="row_locked")
        if key in self.records:
            self.writes += 1
            self.remove(key)
        return Written(key)

    def link(self, key: Key) -> str:
        return f"https://crm.example/{key}"

    # Trouble

    def _enter(self, call: str) -> None:
        self.asked[call] += 1
        error = self._raised(call, Moment.BEFORE)
        if error:
            raise error

    def _end(self, call: str, cut: SyncError | None) -> None:
        lost = cut or self._raised(call, Moment.AFTER)
        if lost:
            raise lost

    def _raised(self, call: str, moment: Moment) -> SyncError | None:
        return self.faults(call, moment, None) if self.faults else None

    def _fault(self, call: str, position: int) -> SyncError | None:
        return self.faults(call, Moment.RECORD, position) if self.faults else None


def _moved(one: Relation, loser: Person, winner: Person) -> Relation:
    return replace(one, key=winner.key, kind=winner.kind) if one.key == loser.key else one
