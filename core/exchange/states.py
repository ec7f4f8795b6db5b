"""What an item is to the engine: its place, whether it is in scope, and what became of one that is not found."""

from collections.abc import Mapping, Sequence

from core.exchange import wire
from core.exchange.mailbox import PEER, STAMP, Folders, Item, Mailbox, readable
from core.records import Away, Gone, Key, Place, Record, State, canonical

REMEMBERED = 5_000


class States:
    """One mailbox's items as the engine's states, with the items last read (for the writes that need them)."""

    def __init__(self, mailbox: Mailbox, category: str, stamps: Mapping[Key, str]) -> None:
        self._mailbox = mailbox
        self._category = category
        self.folders = Folders("", "")
        # By key: stamps of items that no feed told of yet; and, as long as one run lasts, items as last read, and new
        # keys of those that we moved.
        self._stamps = stamps
        self.recent: dict[Key, Item] = {}
        self.renamed: dict[Key, Key] = {}

    def marked(self, categories: Sequence[str]) -> bool:
        return wire.has_category(categories, self._category)

    def place(self, item: Item) -> Place:
        if item.folder == self.folders.synced:
            return Place.SYNCED
        if item.folder != self.folders.default:
            return Place.OTHER
        return Place.DEFAULT if self._mailbox.moves or not self.marked(item.categories) else Place.SYNCED

    def record(self, item: Item) -> Record:
        place = self.place(item)
        in_scope = place is Place.SYNCED or (place is Place.DEFAULT and self.marked(item.categories))
        return Record(
            key=item.key,
            version=item.version,
            fields=item.fields,
            in_scope=in_scope,
            place=place,
            categories=item.categories,
            modified=item.modified,
            peer=item.properties.get(PEER),
            recurring=item.recurring,
        )

    def read(self, keys: Sequence[Key]) -> dict[Key, State]:
        """Every key's state; one that is not found is looked for in all folders before it is called gone."""
        # A key that no wire can carry is nobody's.
        odd: dict[Key, State] = {key: Gone(key) for key in keys if canonical(key) != key}
        keys = [key for key in keys if key not in odd]
        found = self._mailbox.get(keys)
        states: dict[Key, State] = {key: one for key, one in found.items() if isinstance(one, Away)}
        states |= {key: self._alive(key, item) for key, item in readable(found).items()}
        lost = [key for key in dict.fromkeys(keys) if key not in found]
        return odd | states | (self._lost(lost) if lost else {})

    def remember(self, item: Item) -> None:
        if len(self.recent) >= REMEMBERED:
            self.recent.clear()
        self.recent[item.key] = item

    def _alive(self, key: Key, item: Item) -> State:
        if self.place(item) is Place.OTHER and not self._mailbox.is_alive(item.folder):
            # It lies in Deleted Items, or in a folder that does.
            return Gone(key)
        self.remember(item)
        return self.record(item)

    def _lost(self, keys: Sequence[Key]) -> dict[Key, State]:
        renamed = {key: self.renamed[key] for key in keys if key in self.renamed}
        present = readable(self._mailbox.get(list(renamed.values()))) if renamed else {}
        moved = {key: present[new] for key, new in renamed.items() if new in present}
        moved |= self._mailbox.moved([key for key in keys if key not in moved])
        states = {key: self._alive(key, item) for key, item in moved.items()}
        unknown = [key for key in keys if key not in moved and not self._mailbox.knows(key)]
        written = [key for key in unknown if key in self._stamps]
        states |= self._by_stamp(written)
        unsure = set(unknown) - set(written)
        if unsure and self._mailbox.has_strays():
            # One of ours lies outside the folder, and nothing tells which: rather no deletion than a wrong one.
            states |= {key: Away(key) for key in unsure}
        return {key: states.get(key) or Gone(key) for key in keys}

    def _by_stamp(self, keys: Sequence[Key]) -> dict[Key, State]:
        """Items that we wrote, and that were moved before any feed told of them."""
        if not keys:
            return {}
        stamps = {self._stamps[key]: key for key in keys}
        items = self._mailbox.having(STAMP, list(stamps))
        found = {stamps[item.properties[STAMP]]: item for item in items if item.properties.get(STAMP) in stamps}
        return {key: self._alive(key, item) for key, item in found.items()}
