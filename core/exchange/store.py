"""The Store of items that lie in folders, contacts and tasks, over a mailbox of either protocol
(core.exchange.mailbox)."""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import replace
from itertools import groupby

from core.errors import CursorExpired, Rejected, Stale, SyncError, Unauthorized
from core.exchange import limits
from core.exchange.cursor import Position
from core.exchange.cursor import read as read_cursor
from core.exchange.folder_names import note_name
from core.exchange.fresh import Fresh
from core.exchange.known import ensure_categories
from core.exchange.mailbox import MOVE, STAMP, Feed, Folders, Item, Mailbox, Sighting, readable
from core.exchange.rules import Rules
from core.exchange.states import States
from core.exchange.writing import Updates, for_create
from core.objects import CONTACT
from core.policy import Policy
from core.records import Fields, Glimpse, Gone, Key, Place, Record, Seen, Side, State, Version
from core.store import Change, Cursor, Known, Outcome, Page, Removal, Written

# A Glimpse without a version: the item left the folder; what became of it is told when it is read.
LEFT: Version = "left"
# Refusals that cannot be one record's own fault.
_CONNECTION = frozenset({"impersonation_denied", "no_mailbox", "mailbox_full", "login_failed", "token_refused"})


class ItemStore:
    """Implements core.store.Store. known: what the caller keeps between runs (folder id, categories, items that no feed
    told of yet), read and changed in place. mailbox.meter counts the HTTP calls by purpose."""

    side = Side.EXCHANGE
    stamps = True

    def __init__(
        self, rules: Rules, mailbox: Mailbox, policy: Policy, known: MutableMapping[str, str] | None = None
    ) -> None:
        self.object_type = rules.object_type
        self.mailbox = mailbox
        self.batch = mailbox.batch
        self.holds = frozenset(rules.object_type.fields) - mailbox.lacks
        self._rules = rules
        self.known: MutableMapping[str, str] = {} if known is None else known
        self._policy = policy
        # A contact's section holds the org's own fields; without any there is none to keep below new notes.
        has_section = rules.object_type is not CONTACT or bool(policy.custom_fields)
        self._fresh = Fresh(self.known)
        self._states = States(mailbox, policy.category, self._fresh.stamps)
        self._updates = Updates(rules, mailbox, self._states, has_section=has_section)

    @property
    def calls(self) -> Mapping[str, int]:
        """HTTP calls by purpose."""
        return self.mailbox.meter.counts

    def check(self) -> None:
        """Signs in and reads the folders. Raises SyncError; makes nothing."""
        self.mailbox.check()

    # Reading

    def changed_since(self, cursor: Cursor | None, known: Known | None = None) -> Iterator[Page]:
        position = read_cursor(cursor) if cursor else None
        if position:
            self.mailbox.remember(position.memory)
        folders = self._open(anew=True)
        if position and position.folder != folders.synced:
            text = f"The folder {self._policy.folder} is another one now; Outlook is listed anew."
            raise CursorExpired(text, code="folder_replaced")
        ensure_categories(self.mailbox, self._policy, self.known, anew=position is None)
        yield from self._pages(position or Position(folders.synced))

    def read(self, keys: Sequence[Key]) -> dict[Key, State]:
        self._open()
        return self._states.read(keys)

    def find(self, wanted: Sequence[Fields]) -> list[Record]:
        """In scope only: a personal contact in the default folder is nobody's business."""
        folders = self._open()
        items = self.mailbox.search(folders.synced, wanted, None)
        items += self.mailbox.search(folders.default, wanted, self._policy.category)
        records = [self._states.record(item) for item in items]
        return [record for record in records if record.in_scope]

    def find_stamp(self, stamps: Sequence[str]) -> dict[str, Record]:
        folders = self._open()
        items: dict[str, Item] = {}
        for item in self.mailbox.having(STAMP, stamps):
            stamp = item.properties.get(STAMP, "")
            if stamp in stamps and (stamp not in items or self._is_ours(item, items[stamp])):
                items[stamp] = item
        found = {stamp: self._states.record(self._settled(item, folders)) for stamp, item in items.items()}
        # They were written by a run that was cut off; no feed may have told of them.
        self._fresh.add({record.key: stamp for stamp, record in found.items()})
        return found

    def _is_ours(self, item: Item, other: Item) -> bool:
        """A person's copy of an item carries its stamp too; the one in the folder is ours. So does a series of tasks
        that left one behind, which is the one that was written."""
        synced = self._states.folders.synced
        return (item.folder == synced, not item.recurring) > (other.folder == synced, not other.recurring)

    def _settled(self, item: Item, folders: Folders) -> Item:
        """The item where its last write, which may have been cut off half-way, wanted it."""
        settled = item.folder == folders.synced or not self.mailbox.moves
        if settled or item.properties.get(MOVE) != item.properties.get(STAMP):
            return item
        [outcome] = self.mailbox.move([(item, item.version)], folders.synced)
        if isinstance(outcome, SyncError):
            raise outcome
        moved = readable(self.mailbox.get([outcome.key])).get(outcome.key)
        return moved or replace(item, key=outcome.key, version=outcome.version or item.version, folder=folders.synced)

    # Writing

    def prepare(self, changes: Sequence[Change]) -> list[Change | SyncError]:
        return [self._prepared(change) for change in changes]

    def create(self, changes: Sequence[Change]) -> list[Outcome]:
        folders = self._open()
        outcomes: dict[int, Outcome] = {}
        numbered = sorted(enumerate(changes), key=lambda one: one[1].place is Place.DEFAULT)
        for in_default, group in groupby(numbered, key=lambda one: one[1].place is Place.DEFAULT):
            numbers, chosen = zip(*group, strict=True)
            target = folders.default if in_default else folders.synced
            written = self.mailbox.insert(target, [for_create(self._rules, change) for change in chosen])
            outcomes |= dict(zip(numbers, written, strict=True))
            made = zip(chosen, written, strict=True)
            self._fresh.add({one.key: change.stamp for change, one in made if isinstance(one, Written)})
        return together([outcomes[number] for number in range(len(changes))])

    def update(self, changes: Sequence[Change]) -> list[Outcome]:
        folders = self._open()
        before, read = self._updates.before(changes)
        writes = [self._updates.write(change, before, read) for change in changes]
        due = [number for number, write in enumerate(writes) if not isinstance(write, SyncError)]
        outcomes: list[Outcome] = [write if isinstance(write, SyncError) else _PENDING for write in writes]
        answers = self.mailbox.change([write for write in writes if not isinstance(write, SyncError)])
        for number, answer in zip(due, answers, strict=True):
            outcomes[number] = answer
        if self.mailbox.moves:
            self._move(changes, outcomes, before, folders)
        else:
            self._fresh.add(_first_stamps(changes, outcomes, before))
        self._roll(changes, outcomes, before)
        return together(outcomes)

    def delete(self, removals: Sequence[Removal]) -> list[Outcome]:
        """What lies in Deleted Items already is not deleted again: from there it would go beyond a user's reach."""
        self._open()
        gone = self._gone([one.key for one in removals if one.version is None])
        due = [one for one in removals if one.key not in gone]
        outcomes = dict(zip((one.key for one in due), self.mailbox.remove(due), strict=True))
        gone |= self._gone([key for key, outcome in outcomes.items() if isinstance(outcome, Stale)])
        return together([Written(one.key) if one.key in gone else outcomes[one.key] for one in removals])

    def _gone(self, keys: Sequence[Key]) -> set[Key]:
        states = self._states.read(keys) if keys else {}
        return {key for key, state in states.items() if isinstance(state, Gone)}

    def _prepared(self, change: Change) -> Change | SyncError:
        fields = limits.cleaned(change.fields)
        held = {name: value for name, value in self._rules.held(fields).items() if name in self.holds}
        as_it_is = fields == change.fields and held == change.held
        return limits.refusal(self.object_type, fields) or (
            change if as_it_is else replace(change, fields=fields, held=held)
        )

    def _roll(self, changes: Sequence[Change], outcomes: list[Outcome], before: Mapping[Key, Item]) -> None:
        for number, (change, outcome) in enumerate(zip(changes, outcomes, strict=True)):
            item = before.get(change.key or "")
            if item and isinstance(outcome, Written) and self._rules.rolls(item, change.fields):
                # Under another key it is what was left behind, just as it was written; the series keeps its own.
                left = outcome.key != item.key
                outcomes[number] = (
                    replace(outcome, goes_on=item.key) if left else Written(item.key, refused=outcome.refused)
                )

    def _move(
        self, changes: Sequence[Change], outcomes: list[Outcome], before: dict[Key, Item], folders: Folders
    ) -> None:
        """Moves what was written and must lie elsewhere; its outcome then names the key there."""
        for place, target in ((Place.SYNCED, folders.synced), (Place.DEFAULT, folders.default)):
            numbers: list[int] = []
            items: list[tuple[Item, Version | None]] = []
            stamps: dict[Key, str] = {}
            for number, (change, outcome) in enumerate(zip(changes, outcomes, strict=True)):
                item = before.get(change.key or "")
                if change.place is place and isinstance(outcome, Written) and item and item.folder != target:
                    numbers.append(number)
                    items.append((item, outcome.version))
            answers = self.mailbox.move(items, target) if items else []
            for number, (item, _), outcome in zip(numbers, items, answers, strict=True):
                outcomes[number] = _with_refusal(outcome, of=outcomes[number])
                if isinstance(outcome, Written) and outcome.key != item.key:
                    self._states.renamed[item.key] = outcome.key
                    stamps[outcome.key] = changes[number].stamp
            self._fresh.add(stamps)

    # Folders, categories, pages

    def _open(self, *, anew: bool = False) -> Folders:
        """The folders, looked up once a run and at the start of each feed."""
        if anew or not self._states.folders.synced:
            note_name(self.known, self._policy.folder)
            folders = self.mailbox.folders(self._policy.folder, self.known.get("folder"))
            if self.known.get("folder") != folders.synced:
                self.known["folder"] = folders.synced
            self._states.folders = folders
        return self._states.folders

    def _pages(self, position: Position) -> Iterator[Page]:
        try:
            yield from self._follow(position)
        except CursorExpired as error:
            if error.code == "folder_gone":
                self.known.pop("folder", None)
            raise
        self._fresh.settle()

    def _follow(self, position: Position) -> Iterator[Page]:
        """Both folders' feeds, the synchronised one first."""
        full = position.full
        seen_here: set[Key] = set()
        unmet: set[Key] = set() if full else set(self._fresh.unmet)
        if not (full and position.default):
            for feed in self.mailbox.feed(position.folder, position.synced, default=False):
                seen_here.update(one.key for one in feed.seen)
                unmet -= seen_here
                position = replace(position, synced=feed.state, full=full, memory=self.mailbox.memory())
                yield Page(self._in_synced(feed), position.text(), full=full, last=False)
        for feed in self.mailbox.feed(self._states.folders.default, position.default, default=True):
            position = replace(position, default=feed.state, memory=self.mailbox.memory())
            seen = self._in_default(feed, seen_here, full=full)
            unmet -= {one.key for one in feed.seen}
            if feed.last:
                position = replace(position, full=False)
                seen += tuple(Glimpse(key, LEFT, in_scope=False) for key in sorted(unmet))
            yield Page(seen, position.text(), full=full, last=feed.last)

    def _in_synced(self, feed: Feed) -> tuple[Seen, ...]:
        seen: list[Seen] = [self._sighted(one) for one in feed.seen]
        states = self._states.read(feed.removed) if feed.removed else {}
        for key, state in states.items():
            moved = isinstance(state, Record) and state.key != key
            # Its content may be what it was, but it is no echo: the new key is told, too.
            seen.append(Glimpse(key, LEFT, state.in_scope) if isinstance(state, Record) and moved else state)
        return tuple(seen)

    def _sighted(self, one: Sighting) -> Seen:
        if one.item is None:
            return Glimpse(one.key, one.version)
        self._states.remember(one.item)
        return self._states.record(one.item)

    def _in_default(self, feed: Feed, seen_here: set[Key], *, full: bool) -> tuple[Seen, ...]:
        """Items with our category; of the others, in a listing nothing, later only that they were changed."""
        seen: list[Seen] = []
        for one in feed.seen:
            in_scope = self._states.marked(one.categories)
            if in_scope:
                seen.append(self._sighted(one))
            elif not full:
                seen.append(Glimpse(one.key, one.version, in_scope=False))
        seen += [Glimpse(key, LEFT, in_scope=False) for key in feed.removed if key not in seen_here]
        return tuple(seen)


_PENDING = Stale("The item was not written.", code="vanished")


def _first_stamps(changes: Sequence[Change], outcomes: Sequence[Outcome], before: Mapping[Key, Item]) -> dict[Key, str]:
    """Of items that were not ours before, as no feed told yet."""
    written = [(change, one.key) for change, one in zip(changes, outcomes, strict=True) if isinstance(one, Written)]
    items = [(change, key, before.get(key)) for change, key in written]
    return {key: change.stamp for change, key, item in items if item and STAMP not in item.properties}


def _with_refusal(moved: Outcome, *, of: Outcome) -> Outcome:
    """The outcome of a move with what the write before it was refused."""
    refused = of.refused if isinstance(of, Written) else None
    return replace(moved, refused=refused) if refused and isinstance(moved, Written) else moved


def together(outcomes: list[Outcome]) -> list[Outcome]:
    """What every record of several was refused for concerns the connection, not the records: it is raised."""
    refused = [one for one in outcomes if isinstance(one, Rejected)]
    codes = {one.code for one in refused}
    all_of_them = bool(refused) and len(refused) == len(outcomes) and len(codes) == 1
    if all_of_them and (codes <= _CONNECTION or (codes == {"no_right"} and len(outcomes) > 1)):
        raise Unauthorized(refused[0].message, code=refused[0].code, vendor=refused[0].vendor)
    return outcomes
