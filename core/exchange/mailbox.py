"""What an ItemStore needs of a mailbox, whichever protocol it speaks: items, folders, feeds, writes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any, Protocol

from core.exchange.http import Meter
from core.records import Away, Fields, Key, Version
from core.store import Outcome, Removal
from core.values import valueclass

# Our named properties: one set of ours, few names, the same through EWS and Graph (named properties of a mailbox are
# finite). Stamp: the Intent of the last write. Peer: the CRM key. Move: the stamp of a write that also moves the item
# into the synchronised folder.
PROPERTY_SET = "54cc1a6b-772e-494b-a7eb-a4ccfca8201e"
STAMP, PEER, MOVE = "Stamp", "Peer", "Move"
PROPERTY_NAMES = (STAMP, PEER, MOVE)
# Of events that the CRM made private, or open to everybody: what it keeps private itself is no secret of this mailbox.
ORIGIN, PRIVATE_THERE, OPEN_THERE = "Origin", "crm", "open"

# Fields of an address and the places that have one; a canonical name is `place_part`.
ADDRESS_PARTS = ("street", "city", "state", "country_or_region", "postal_code")
PLACES = ("business", "home", "other")


@valueclass(frozen=True, slots=True)
class Happening:
    """What an event is besides its fields. uid: of iCalendar. series: what its series and the other occurrences have in
    common (Graph: the master's id, EWS: the UID). zone: as the server calls it. offset: in a zone
    that nobody else knows, how far the clocks are ahead of UTC at its start. ours: the user is its organiser. people:
    others take part. moved, deleted: of a series, the ids of the occurrences that differ and the missing ones, by
    original start."""

    kind: str = "single"  # single, series, occurrence or exception
    series: str = ""
    original_start: datetime | None = None
    uid: str = ""
    zone: str | None = None
    offset: timedelta | None = None
    ours: bool = True
    people: bool = False
    cancelled: bool = False
    private: bool = False
    moved: Mapping[datetime, str] = field(default_factory=dict)
    deleted: frozenset[datetime] = frozenset()

    @property
    def in_series(self) -> bool:
        return self.kind in ("occurrence", "exception")


@valueclass(frozen=True, slots=True)
class Item:
    """An item as decoded. fields: canonical, with `body` and `crm_section` parted, values None left out. properties:
    ours, by name. identity: what stays when the item moves, where keys do not. shown, filed: display name and file-as
    of a contact. recurring: it stands for the present one of a series of tasks. attached: To Do's id of the link that
    holds our properties, empty where the only link is another app's. html: To Do's notes as they are, where they are
    HTML."""

    key: Key
    version: Version
    folder: str
    fields: Fields
    categories: tuple[str, ...] = ()
    modified: datetime | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    identity: str | None = None
    shown: str | None = None
    filed: str | None = None
    recurring: bool = False
    attached: str | None = None
    html: str | None = None
    happening: Happening = Happening()


@valueclass(frozen=True, slots=True)
class Write:
    """One create (key None) or update on the wire's level. fields: canonical names, plus derived ones (`display_name`),
    and without `crm_section`, which is joined into `body`; None empties a field. before: the item as it is, where the
    write needs it; just_read: for this very write. what: how people call the record. link: where people open the CRM's
    record. zone: in which a new event is made. html: `body` as HTML, of an item whose notes are
    (core.exchange.rich_notes). updates: more of them, the protocol's own."""

    what: str
    fields: Fields
    properties: Mapping[str, str]
    key: Key | None = None
    version: Version | None = None
    categories: tuple[str, ...] | None = None
    before: Item | None = None
    just_read: bool = False
    link: str | None = None
    zone: str | None = None
    html: str | None = None
    updates: tuple[Any, ...] = ()


@valueclass(frozen=True, slots=True)
class Sighting:
    """An item named by a change feed; categories and identity are told only where they were asked for. item: where the
    feed tells all of it."""

    key: Key
    version: Version
    categories: tuple[str, ...] = ()
    identity: str | None = None
    item: Item | None = None


@valueclass(frozen=True, slots=True)
class Feed:
    """One page of a folder's change feed. removed: keys that lie in the folder no more. state: where to go on."""

    seen: tuple[Sighting, ...]
    removed: tuple[Key, ...]
    state: str
    last: bool


@valueclass(frozen=True, slots=True)
class Folders:
    """The ids of the synchronised folder and of the default one. created: the former was made just now."""

    synced: str
    default: str
    created: bool = False


def readable(found: Mapping[Key, Item | Away]) -> dict[Key, Item]:
    return {key: one for key, one in found.items() if isinstance(one, Item)}


class Mailbox(Protocol):
    """One mailbox's items of one kind. Calls raise Transient, Unauthorized and CursorExpired as a whole; writes answer
    one Outcome each. moves: whether items can be put into another folder; where they cannot, one in the default folder
    with our category counts as in its place. lacks: fields of the kind that the protocol cannot hold."""

    batch: int
    moves: bool
    lacks: frozenset[str]

    @property
    def address(self) -> str: ...

    @property
    def meter(self) -> Meter: ...

    def check(self) -> None:
        """Signs in and reads the folders of the kind. Raises what is wrong; makes nothing."""

    def folders(self, name: str, known: str | None) -> Folders:
        """Finds the folder by its known id or by its name, else makes it."""

    def is_alive(self, folder: str) -> bool:
        """Whether a folder is one of the mailbox's folders of this kind, not below Deleted Items."""

    def feed(self, folder: str, state: str | None, *, default: bool) -> Iterator[Feed]:
        """default: the user's own folder, of which only keys, versions and categories may be asked."""

    def get(self, keys: Sequence[Key]) -> dict[Key, Item | Away]:
        """Those that exist, by the key asked for, in whatever folder they lie; Away for one that is unreadable."""

    def moved(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """Of keys that do not exist any more, the items that had them and were moved; their new key is Item.key."""

    def knows(self, key: Key) -> bool:
        """Whether `moved` would have found the item of this key, had it been moved."""

    def has_strays(self) -> bool:
        """Whether items that we wrote lie in living folders of the kind other than the synchronised one."""

    def search(self, folder: str, wanted: Sequence[Fields], category: str | None) -> list[Item]:
        """Items of the folder that have all fields of one of `wanted`, and the category; may find more."""

    def having(self, name: str, values: Sequence[str]) -> list[Item]:
        """Items in any living folder of the kind whose property of ours has one of the values."""

    def partial(self, names: Collection[str]) -> bool:
        """Whether a change of these fields alone cannot be written without the item's other fields."""

    def insert(self, folder: str, writes: Sequence[Write]) -> list[Outcome]: ...

    def change(self, writes: Sequence[Write]) -> list[Outcome]: ...

    def move(self, items: Sequence[tuple[Item, Version | None]], folder: str) -> list[Outcome]:
        """Puts items into a folder, each with its version after the last write; the Outcome has the key there."""

    def remove(self, removals: Sequence[Removal]) -> list[Outcome]: ...

    def ensure_categories(self, wanted: Mapping[str, int]) -> None:
        """Adds the missing names to the master list, with colour numbers 0 to 24."""

    def memory(self) -> dict[str, object]:
        """What the mailbox must remember until the next run, as JSON; kept in the cursor."""

    def remember(self, memory: Mapping[str, object]) -> None: ...
